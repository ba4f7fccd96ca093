"""nginx with TLS and the responses of data.py, on a port for each behaviour."""

import os
import pathlib
import signal
import time

import certificates
import data
from network import PATIENCE, Port, eventually, start
from nginx import TEMPORARY_PATHS

ECHO = "/usr/lib/nginx/modules/ngx_http_echo_module.so"

CONFIGURATION = """
load_module {echo};
{user}
worker_processes auto;
worker_rlimit_nofile 16384;
daemon off;
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 8192; }}
http {{
  log_format requests '$connection $connection_requests $request_method $request_uri '
    '$sent_http_content_encoding';
  access_log access.log requests;
{temporary_paths}
  types {{ }}
  default_type "application/xml;charset=utf-8";
  output_buffers 2 256k;
  open_file_cache max=100;
  keepalive_requests 10000000;
  keepalive_timeout 300s;
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  ssl_protocols TLSv1.3;
  root data;
{servers}
}}
"""

SERVER = """
  server {{
    listen 127.0.0.1:{port} ssl backlog=4096;
    {settings}
    location = /api/2.4/serverInfo {{ return 200 '{info}'; }}
    location = /api/{version}/auth/signin {{ return 200 '{signed_in}'; }}
    location = /api/{version}/auth/switchSite {{ return 200 '{switched}'; }}
    location = /api/{version}/auth/signout {{ return 204; }}
    location ~ /workbooks$ {{ {pages} }}
    location /page/ {{ internal; rewrite /page/(.*) /$arg_pageSize/$1.xml break; {page_settings} }}
    location ~ /workbooks/small$ {{ rewrite ^ /small.xml break; }}
    location ~ /workbooks/large/content$ {{ default_type application/octet-stream; gzip_static off;
      rewrite ^ /large.bin break; }}
    location ~ /workbooks/never$ {{ echo_sleep 600; echo; }}
  }}
"""

PAGE = "rewrite ^ /page/$arg_pageNumber last;"
FIRST_PAGE = "rewrite ^ /page/1 last;"


def delayed(seconds):
    """Waits before each page, without holding up other requests."""
    return f"echo_sleep {seconds}; echo_exec /page/$arg_pageNumber $args;"


def of_size(total):
    """Sends the first page for each number, with this total. It has no Content-Length then."""
    size = data.ITEMS_A_PAGE
    first = data.PAGINATION.format(1, size, data.WORKBOOKS)
    numbered = data.PAGINATION.format("$arg_pageNumber", size, total)
    return f"gzip_static off; sub_filter_types *; sub_filter '{first}' '{numbered}';"


class Server:
    """nginx, and the addresses of its servers.

    They are "plain", "gzip", ("delay", MILLISECONDS) and ("size", TOTAL).
    """

    def __init__(self, folder, delays, sizes):
        self.folder = pathlib.Path(folder)
        self.sizes = sizes
        kinds = {
            "plain": ("", PAGE, ""),
            "gzip": ("gzip_static always; gunzip off;", PAGE, ""),
            **{("delay", ms): ("", delayed(ms / 1000), "") for ms in delays},
            **{("size", total): ("", FIRST_PAGE, of_size(total)) for total in sizes},
        }
        self.ca = certificates.root(self.folder, "ca")
        issued = certificates.for_server(self.folder, "server", self.ca, *certificates.LOCAL)
        data.write_all(self.folder / "data")
        ports = {kind: Port() for kind in kinds}
        self.urls = {kind: f"https://127.0.0.1:{port}" for kind, port in ports.items()}
        servers = "".join(
            server(ports[kind], settings, pages, page_settings)
            for kind, (settings, pages, page_settings) in kinds.items()
        )
        # As root, nginx would switch to another user, who may not read the files.
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            CONFIGURATION.format(
                echo=ECHO,
                temporary_paths=TEMPORARY_PATHS,
                user=user,
                certificate=issued.certificate,
                key=issued.key,
                servers=servers,
            )
        )
        self.log = self.folder / "access.log"
        for old in ("access.log", "nginx.pid"):
            (self.folder / old).unlink(missing_ok=True)
        # nginx inherits open listeners from its predecessor in this way.
        listeners = [port.sockets[0] for port in ports.values()]
        for each in listeners:
            each.listen()
            # nginx expects that. Otherwise one of its workers waits in accept for a connection that
            # another one has accepted.
            each.setblocking(False)
        inherited = "".join(f"{each.fileno()};" for each in listeners)
        command = [
            "/usr/sbin/nginx",
            "-p",
            f"{self.folder}/",
            "-c",
            "nginx.conf",
            "-e",
            "error.log",
        ]
        self.process = start(
            command,
            env={**os.environ, "NGINX": inherited},
            pass_fds=[each.fileno() for each in listeners],
        )
        for port in ports.values():
            port.close()
        eventually(
            lambda: (self.folder / "nginx.pid").exists() or self.process.poll(), "nginx starts"
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)

    def requests_of(self, run):
        """Calls a function, and returns the requests and connections that nginx logs meanwhile."""
        before = self.log.stat().st_size
        run()
        # A request is logged after its response was sent.
        time.sleep(0.2)
        with open(self.log, encoding="utf-8") as log:
            log.seek(before)
            lines = [line.split() for line in log]
        return {
            "requests": len(lines),
            "connections": len({line[0] for line in lines}),
            "compressed": sum(line[4] == "gzip" for line in lines),
        }


def server(port, settings, pages, page_settings):
    return SERVER.format(
        port=port,
        settings=settings,
        pages=pages,
        page_settings=page_settings,
        version=data.VERSION,
        info=data.server_info(),
        signed_in=data.credentials(data.SITE, "samples"),
        switched=data.credentials(data.OTHER_SITE, "other"),
    )
