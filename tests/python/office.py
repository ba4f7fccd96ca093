"""An office's network, from which nothing but its proxies can be reached, and the network behind
them, where the simulator is: https://tableau.test and http://tableau.test.

The proxies are squid and tinyproxy as Debian packages them, with configurations of their own.
"""

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import certificates
import job
import libtsc
import simulator
from namespace import Namespace
from network import PATIENCE, eventually, installed

PROXY = "proxy.test"
ADDRESS = "192.0.2.1"
OFFICES_ADDRESS = "192.0.2.2"

# Ports of the proxies.
OPEN, FOR_MEMBERS, TLS, TLS_FOR_MEMBERS = 3128, 3129, 3130, 3131
TINY, TINY_FOR_MEMBERS = 8888, 8889

# Characters that must be percent-encoded in a URL; tinyproxy allows letters and digits only.
USER, PASSWORD = "us@er", "p:a ss/wörd%?#"
TINY_USER, TINY_PASSWORD = "office-1", "secret-word_1"

# Debian's rules, except that any client may use it.
SQUID = """
http_port {address}:3128 name=open
http_port {address}:3129 name=for-members
https_port {address}:3130 name=tls tls-cert={certificate} tls-key={key}
https_port {address}:3131 name=tls-for-members tls-cert={certificate} tls-key={key}

auth_param basic program {helper} {folder}/passwords
auth_param basic realm office
acl SSL_ports port 443
acl Safe_ports port 80 443
acl for_members myportname for-members tls-for-members
acl members proxy_auth REQUIRED
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access deny for_members !members
http_access allow all

logformat requests %lp|%>p|%>Hs|%rm|%ru|%un|%{{User-Agent}}>h|%{{X-Office}}>h
access_log stdio:{folder}/access.log requests
logfile_rotate 0
strip_query_terms off
cache_log {folder}/cache.log
cache deny all
cache_effective_user proxy
coredump_dir {folder}
pid_filename none
netdb_filename none
pinger_enable off
memory_cache_shared off
shutdown_lifetime 0 seconds
visible_hostname proxy.test
"""

TINYPROXY = """
Listen {address}
Port {port}
MaxClients 50
Timeout 60
LogLevel Info
{more}
"""


class Logged(NamedTuple):
    """A line of squid's log; "-" stands for no value."""

    port: str
    # The client's port, which differs for each connection.
    client_port: str
    status: str
    method: str
    url: str
    user: str
    user_agent: str
    office: str


class Simulator(simulator.Simulator):
    """A simulator in a namespace, on the default ports of http and https."""

    def __init__(self, namespace, ca):
        self.namespace = namespace
        # The working directory is not kept when entering a namespace.
        command = namespace.within(os.path.abspath(simulator.program()))
        ports = ["--https-port", "443", "--http-port", "80"]
        super().__init__("--host", "tableau.test", "--ca", ca, *ports, command=command)
        self.https, self.http = "https://tableau.test", "http://tableau.test"

    def ask(self, method, path, body=None):
        given = ["--json", json.dumps(body)] if body is not None else []
        curl = [installed("curl", "curl"), "--silent", "--show-error", "--fail"]
        answer = self.namespace.run(*curl, "--request", method, *given, self.control + path)
        return json.loads(answer) if answer else None


class Office:
    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="tsc-office-")
        self.folder = Path(self.temporary.name)
        # The proxies give up root's rights.
        self.folder.chmod(0o755)
        self.processes = []
        # The User-Agents of jobs, which identify them in the proxies' logs.
        self.names = (f"Job/{number}" for number in itertools.count(1))
        outside = self.file("outside", "127.0.0.1 localhost tableau.test\n127.0.0.9 down.test\n")
        inside = self.file("inside", f"127.0.0.1 localhost\n{ADDRESS} {PROXY}\n")
        self.outside, self.inside = Namespace(outside), Namespace(inside)
        self.inside.link(f"{OFFICES_ADDRESS}/30", self.outside, f"{ADDRESS}/30")
        ca = str(self.folder / "simulator.pem")
        self.simulator = Simulator(self.outside, ca)
        authority = certificates.root(self.folder, "ca of proxies")
        names = (f"DNS:{PROXY}", f"IP:{ADDRESS}")
        self.proxy = certificates.for_server(self.folder, "proxy", authority, *names)
        self.ca_of_simulator = ca
        self.ca = self.file("ca.pem", read(ca) + read(authority.certificate))

    def file(self, name, content):
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def start_squid(self):
        folder = self.folder / "squid"
        folder.mkdir()
        folder.chmod(0o777)
        for file in (self.proxy.certificate, self.proxy.key):
            Path(file).chmod(0o644)
        # Its own log file would be readable by squid only.
        log = folder / "access.log"
        log.touch()
        log.chmod(0o666)
        hash_of_password = certificates.openssl("passwd", "-apr1", PASSWORD)
        self.file("squid/passwords", f"{USER}:{hash_of_password}")
        configuration = SQUID.format(
            address=ADDRESS,
            certificate=self.proxy.certificate,
            key=self.proxy.key,
            folder=folder,
            helper="/usr/lib/squid/basic_ncsa_auth",
        )
        path = self.file("squid/squid.conf", configuration)
        command = [installed("squid", "squid-openssl"), "-N", "-f", path]
        self.start(command, OPEN, FOR_MEMBERS, TLS, TLS_FOR_MEMBERS)

    def start_tinyproxy(self, port, more=""):
        name = f"tinyproxy-{port}"
        configuration = TINYPROXY.format(address=ADDRESS, port=port, more=more)
        path = self.file(f"{name}.conf", configuration)
        tinyproxy = installed("tinyproxy", "tinyproxy-bin")
        self.start([tinyproxy, "-d", "-c", path], port, log=f"{name}.log")

    def start(self, command, *ports, log="said"):
        with open(self.folder / log, "a", encoding="utf-8") as file:
            process = subprocess.Popen(
                self.outside.within(*command), stdin=subprocess.DEVNULL, stdout=file, stderr=file
            )
        self.processes.append(process)

        def is_listening():
            assert process.poll() is None, read(self.folder / log)
            listening = self.outside.run("ss", "-Hltn")
            return all(f"{ADDRESS}:{port} " in listening for port in ports)

        eventually(is_listening, f"{command[0]} listens")

    def work(self, work, server, *settings, environment=None, ca=None):
        """The result of one or more library calls by a program in the office."""
        task = {"work": work, "server": server, "settings": settings, "ca": ca or self.ca}
        python = [sys.executable, job.__file__]
        environment = {"TSC_LIBRARY": libtsc.library._name, **(environment or {})}
        return json.loads(self.inside.run(*python, environment=environment, given=json.dumps(task)))

    def squid_log(self):
        lines = read(self.folder / "squid/access.log").splitlines()
        return [Logged(*line.split("|")) for line in lines]

    def tinyproxy_log(self, port):
        """The methods and URLs, in absolute form or the form of CONNECT."""
        log = read(self.folder / f"tinyproxy-{port}.log")
        return re.findall(r"Request \(file descriptor \d+\): (\S+) (\S+) HTTP/1\.1$", log, re.M)

    def end(self):
        self.simulator.end()
        # Other processes in them end with them.
        self.outside.end()
        self.inside.end()
        for process in self.processes:
            process.wait(timeout=PATIENCE)
        self.temporary.cleanup()


def read(path):
    return Path(path).read_text(encoding="utf-8")
