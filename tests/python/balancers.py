"""HAProxy, Apache and Caddy before two nodes, each with its own configuration, ports and files.

Each sets a cookie that names the client's node. A client without the cookie is sent to the nodes in
rotation, or to any.
"""

import os
import pathlib
import socket
import subprocess

from network import PATIENCE, Port, eventually, installed, start

# The cookie of each load balancer.
COOKIES = {"haproxy": "SRV", "apache": "ROUTEID", "caddy": "lb"}

HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend front
{binds}
  default_backend nodes
backend nodes
  balance roundrobin
  cookie SRV insert indirect nocache
{nodes}
"""

APACHE_MODULES = [
    *["mpm_event", "authz_core", "proxy", "proxy_http", "proxy_balancer", "lbmethod_byrequests"],
    *["slotmem_shm", "headers", "ssl", "socache_shmcb", "env", "setenvif"],
]

APACHE = """
{modules}
ServerRoot "{folder}"
DefaultRuntimeDir "{folder}"
PidFile "{folder}/pid"
ErrorLog "{folder}/error.log"
ServerName localhost
StartServers 1
ServerLimit 1
{user}
{listens}
SSLEngine on
SSLCertificateFile "{certificate}"
SSLCertificateKeyFile "{key}"
Header add Set-Cookie "ROUTEID=.%{{BALANCER_WORKER_ROUTE}}e; path=/" env=BALANCER_ROUTE_CHANGED
<Proxy "balancer://nodes">
{nodes}
  ProxySet stickysession=ROUTEID
</Proxy>
ProxyPass "/" "balancer://nodes/"
{more}
"""

CADDY = """
{{
  admin off
  auto_https off
  storage file_system "{folder}"
}}
https://localhost:{port} {{
  bind 127.0.0.1 ::1
  tls "{certificate}" "{key}"
  reverse_proxy {nodes} {{
    lb_policy cookie lb {secret}
  }}
}}
"""


class Balancer:
    """A load balancer that terminates TLS and spreads its requests over nodes."""

    def __init__(self, kind, folder, issued, nodes, more=""):
        self.folder = folder
        # Additional configuration, for Apache only.
        self.more = more
        self.issued = issued
        # host:port of each node.
        self.nodes = [node.http.removeprefix("http://") for node in nodes]
        self.port = Port()
        self.url = f"https://localhost:{self.port}"
        self.process = getattr(self, kind)()
        eventually(self.accepts, f"{kind} listens: {self.said()}")

    def run(self, *command, **options):
        with open(self.folder / "output", "wb") as output:
            streams = {"stdout": output, "stderr": subprocess.STDOUT}
            return start([*map(str, command)], **streams, **options)

    def haproxy(self):
        # It can start while the port's placeholder still listens.
        self.port.listen()
        sockets = [each.fileno() for each in self.port.sockets]
        both = self.folder / "both.pem"
        files = [pathlib.Path(each).read_text() for each in self.issued]
        both.write_text("".join(files))
        binds = [f"  bind fd@{each} ssl crt {both}" for each in sockets]
        nodes = [f"  server n{at} {node} cookie node-{at}" for at, node in enumerate(self.nodes)]
        file = self.folder / "haproxy.cfg"
        file.write_text(HAPROXY.format(binds="\n".join(binds), nodes="\n".join(nodes)))
        process = self.run(installed("haproxy", "haproxy"), "-db", "-f", file, pass_fds=sockets)
        self.port.close()
        return process

    def apache(self):
        self.port.close()
        program = installed("apache2", "apache2")
        folder = "/usr/lib/apache2/modules"
        modules = [f"LoadModule {name}_module {folder}/mod_{name}.so" for name in APACHE_MODULES]
        members = [f"  BalancerMember http://{node} route={at}" for at, node in enumerate(self.nodes)]
        file = self.folder / "apache.conf"
        file.write_text(
            APACHE.format(
                modules="\n".join(modules),
                folder=self.folder,
                user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
                listens="\n".join(f"Listen {each}" for each in self.port.addresses),
                nodes="\n".join(members),
                more=self.more,
                **self.issued._asdict(),
            )
        )
        return self.run(program, "-X", "-f", file)

    def caddy(self):
        self.port.close()
        file = self.folder / "Caddyfile"
        file.write_text(
            CADDY.format(
                folder=self.folder,
                port=self.port,
                nodes=" ".join(self.nodes),
                secret="a-secret-of-the-test",
                **self.issued._asdict(),
            )
        )
        home = {**os.environ, "HOME": str(self.folder)}
        command = [installed("caddy", "caddy"), "run", "--adapter", "caddyfile", "--config", file]
        return self.run(*command, env=home)

    def accepts(self):
        assert self.process.poll() is None, self.said()
        try:
            with socket.create_connection(("127.0.0.1", self.port.number), timeout=PATIENCE):
                return True
        except ConnectionRefusedError:
            return False

    def said(self):
        output = (self.folder / "output").read_text()
        log = self.folder / "error.log"
        return output + (log.read_text() if log.exists() else "")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
