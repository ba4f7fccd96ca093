"""nginx with a configuration, ports and files of its own, and its log."""

import json
import os
import signal
import subprocess
import urllib.request
from typing import NamedTuple

import pytest

from network import PATIENCE, Port, eventually, installed, start

# Folders of nginx below its prefix; the compiled-in ones are the system's.
TEMPORARY_PATHS = """\
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;"""

CONFIGURATION = """
{user}
worker_processes 1;
daemon off;
pid nginx.pid;
error_log error.log info;
events {{ worker_connections 64; }}
http {{
  log_format requests escape=json '{{{format}}}';
  access_log access.log requests;
{temporary_paths}
  ssl_session_cache shared:sessions:1m;
  server {{ {status} access_log off; location / {{ stub_status; }} }}
{servers}
}}
"""


class Logged(NamedTuple):
    """A request in the log; each field is a variable of nginx."""

    server_port: str
    connection: str
    connection_requests: str
    ssl_protocol: str
    # "r": an earlier TLS session was resumed; ".": it was not.
    ssl_session_reused: str
    ssl_client_verify: str
    request_method: str
    request_uri: str
    status: str
    sent_http_content_encoding: str
    http_user_agent: str
    http_x_office: str


FORMAT = ",".join(f'"{name}":"${name}"' for name in Logged._fields)


class Nginx:
    """An nginx whose servers are configuration text with the ports that they use."""

    def __init__(self, folder, servers, *ports):
        self.folder = folder
        self.status = Port()
        sockets = [each for port in (*ports, self.status) for each in port.sockets]
        for port in (*ports, self.status):
            port.listen()
        # As root, nginx would switch to another user, who cannot read the test's files.
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = CONFIGURATION.format(
            user=user,
            format=FORMAT,
            temporary_paths=TEMPORARY_PATHS,
            status=listen(self.status),
            servers=servers,
        )
        (folder / "nginx.conf").write_text(configuration)
        # nginx inherits open listeners from its predecessor in this way.
        inherited = "".join(f"{each.fileno()};" for each in sockets)
        self.process = start(
            self.command(),
            env={**os.environ, "NGINX": inherited},
            pass_fds=[each.fileno() for each in sockets],
            stderr=subprocess.DEVNULL,
        )
        for each in sockets:
            each.close()
        self.questions = 0
        try:
            self.accepted()
        except OSError:
            errors = (self.folder / "error.log").read_text()
            pytest.fail(f"nginx did not start: {errors}", pytrace=False)

    def command(self, *arguments):
        files = ["-p", f"{self.folder}/", "-c", "nginx.conf", "-e", "error.log"]
        return [installed("nginx", "nginx"), *files, *arguments]

    def accepted(self):
        """The number of connections, except for those made to count them."""
        self.questions += 1
        with urllib.request.urlopen(f"http://127.0.0.1:{self.status}/", timeout=PATIENCE) as page:
            counts = page.read().split(b"\n")[2].split()
        return int(counts[0]) - self.questions

    def workers(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            return set(children.read().split())

    def reload(self):
        """Replaces the workers by new ones, which closes idle connections."""
        before = self.workers()
        subprocess.run(self.command("-s", "reload"), check=True, capture_output=True)
        eventually(lambda: not before & self.workers(), "the old workers of nginx end")

    def stop(self):
        """Stops at once. Killing the main process would leave its workers running."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)

    def end(self):
        """Stops when no request is in progress, and returns the log, which is complete then."""
        self.process.send_signal(signal.SIGQUIT)
        assert self.process.wait(timeout=PATIENCE) == 0
        lines = (self.folder / "access.log").read_text().splitlines()
        return [Logged(**json.loads(line)) for line in lines]


# Parts of a configuration.


def block(*directives):
    """The configuration of one server."""
    return f"server {{ {' '.join(directives)} }}"


def listen(port, *options):
    """Listens on all addresses of a port."""
    return "".join(f"listen {' '.join([each, *options])};" for each in port.addresses)


def tls(port, issued, *more):
    """Listens on all addresses of a port with TLS."""
    certificate = f"ssl_certificate {quoted(issued.certificate)};"
    key = f"ssl_certificate_key {quoted(issued.key)};"
    return " ".join([listen(port, "ssl"), certificate, key, *more])


def quoted(path):
    return f'"{path}"'


def forwarded(simulator, prefix="/"):
    """Forwards requests below a prefix to a simulator, without the prefix."""
    return f"location {prefix} {{ proxy_pass {simulator.http}/; }}"


# Reading the log.


def asked(log, port=None):
    """The methods and paths, for one port or all."""
    return [
        (each.request_method, each.request_uri.partition("?")[0])
        for each in log
        if port is None or each.server_port == str(port)
    ]


def connections(log):
    """The first request of each connection."""
    return list({each.connection: each for each in reversed(log)}.values())[::-1]
