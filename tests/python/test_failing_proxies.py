"""Servers that are not proxies, proxies that fail, and calls that use no proxy.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_failing_proxies.py
"""

import socket
import threading

import pytest

import libtsc
from network import PATIENCE, Port
from nginx import block, listen

HTML = "<html>Please sign in</html>"


@pytest.fixture
def saying():
    """Starts a server that responds to every connection with the same bytes once it has read a
    head, and closes it. Returns its port."""
    listening, threads = [], []

    def start(answer):
        port = Port()
        port.listen()
        for each in port.sockets:
            thread = threading.Thread(target=serve, args=(each, answer), daemon=True)
            thread.start()
            threads.append(thread)
        listening.extend(port.sockets)
        return port

    yield start
    for each in listening:
        # Wakes the thread that waits in accept.
        each.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join(PATIENCE)
    for each in listening:
        each.close()


def serve(listening, answer):
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            # The test has ended.
            return
        with connection, connection.makefile("rb") as head:
            while head.readline() not in (b"\r\n", b""):
                pass
            connection.sendall(answer)


def through(port, url="https://tableau.test"):
    server = libtsc.Server(url, None)
    server.set("proxy", f"http://someone:hunter2@localhost:{port}")
    with pytest.raises(libtsc.Error) as failed:
        server.info()
    assert "hunter2" not in failed.value.message
    return failed.value


def page(status, more=""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{more}Content-Length: {len(HTML)}"
    return f"{head}\r\n\r\n{HTML}".encode()


# Responses to CONNECT, and a part of the message.
ANSWERS = {
    "a page": (page("403 Forbidden"), "answered 403 Forbidden when asked to connect"),
    "a page of a login": (
        page("302 Found", "Location: https://login.test/\r\n"),
        "answered 302 Found when asked to connect",
    ),
    "a page of a gateway": (page("502 Bad Gateway"), "answered 502 Bad Gateway when asked"),
    "authentication": (
        page("407 Proxy Authentication Required", "Proxy-Authenticate: Negotiate\r\n"),
        "answered 407 Proxy Authentication Required when asked to connect",
    ),
    "an unusual status": (page("599 Whatever"), "answered 599 when asked to connect"),
    "no reason": (b"HTTP/1.1 503\r\n\r\n", "answered 503 Service Unavailable when asked"),
    "a page without HTTP": (f"{HTML}\n\n".encode(), "answered something that is not HTTP"),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "answered something that is not HTTP"),
    "no number": (b"HTTP/1.1 OK\r\n\r\n", "answered something that is not HTTP"),
    "half a head": (b"HTTP/1.1 200 Connection establ", "was closed before the whole response"),
    "a head without an end": (b"HTTP/1.1 200 OK\r\nX: y\r\n", "was closed before the whole response"),
    "a head that is too long": (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000, "something that is not HTTP"),
    "nothing": (b"", "was closed before the whole response"),
}


@pytest.mark.parametrize("which", ANSWERS)
def test_proxy_that_refuses_a_tunnel_is_named(which, saying):
    answer, said = ANSWERS[which]
    port = saying(answer)
    failed = through(port)
    assert failed.status == "TSC_ERROR_PROXY"
    assert f"the proxy http://localhost:{port} " in failed.message
    assert said in failed.message


def test_html_page_after_connect_200_is_a_tls_error(saying):
    failed = through(saying(page("200 OK")))
    assert failed.status == "TSC_ERROR_TLS"
    assert "does not speak TLS" in failed.message


def test_web_server_used_as_proxy_is_named(nginx):
    port = Port()
    started = nginx(block(listen(port), "return 200 Welcome;"), port)
    failed = through(port)
    assert failed.status == "TSC_ERROR_PROXY"
    assert f"the proxy http://localhost:{port} answered 400 Bad Request when" in failed.message
    assert [each.status for each in started.end()] == ["400"]


# Responses to a request for an http server, and the status of the call.
PAGES = {
    "200 OK": "TSC_ERROR_PROTOCOL",
    "403 Forbidden": "TSC_ERROR_FORBIDDEN",
    "407 Proxy Authentication Required": "TSC_ERROR_PROXY",
    "502 Bad Gateway": "TSC_ERROR_SERVER",
    "503 Service Unavailable": "TSC_ERROR_SERVER",
}


@pytest.mark.parametrize("status", PAGES)
def test_proxy_page_instead_of_the_servers_response_fails_with_its_status(status, saying):
    failed = through(saying(page(status)), "http://tableau.test")
    assert (failed.status, failed.http_status) == (PAGES[status], int(status[:3]))
    assert status in failed.message
    assert failed.answer.body == HTML.encode()


def test_invalid_proxy_urls_are_refused(simulator):
    server = libtsc.Server(simulator.https, simulator.ca)
    for url in ["socks5://proxy.test:1080", "socks4://u:hunter2@proxy.test", "ftp://proxy.test"]:
        with pytest.raises(libtsc.Error) as refused:
            server.set("proxy", url)
        assert refused.value.status == "TSC_ERROR_INVALID_ARGUMENT", url
        assert "hunter2" not in refused.value.message
    # The setting is unchanged.
    server.info()


# Calls without a proxy.


@pytest.fixture
def closed():
    """Ports on which nothing listens, and nothing else can."""
    ports = [Port(), Port()]
    yield ports
    for port in ports:
        port.close()


def test_loopback_over_http_bypasses_the_proxy(simulator, closed, monkeypatch):
    """A secret may go to loopback without encryption, so it must not leave this machine."""
    proxy = f"http://localhost:{closed[0]}"
    monkeypatch.setenv("http_proxy", proxy)
    for url in [simulator.http, simulator.http.replace("localhost", "127.0.0.1")]:
        server = libtsc.Server(url, None)
        server.info()
        server.set("proxy", proxy)
        server.info()
    # Over https loopback is like any other address.
    assert f"the proxy {proxy}" in through(closed[0], simulator.https).message


def test_environment_is_read_when_the_server_is_created(
    simulator, closed, monkeypatch
):
    first, second = (f"http://localhost:{port}" for port in closed)
    monkeypatch.setenv("https_proxy", first)
    server = libtsc.Server(simulator.https, simulator.ca)
    monkeypatch.setenv("https_proxy", second)
    assert f"the proxy {first} " in refused(server)
    server.set("proxy", second)
    assert f"the proxy {second} " in refused(server)
    server.set("proxy", None)
    assert f"the proxy {first} " in refused(server)
    server.set("proxy", "")
    server.info()
    server.set("proxy", None)
    monkeypatch.delenv("https_proxy")
    assert f"the proxy {first} " in refused(server)
    libtsc.Server(simulator.https, simulator.ca).info()


def refused(server):
    with pytest.raises(libtsc.Error) as failed:
        server.info()
    assert failed.value.status == "TSC_ERROR_PROXY"
    return failed.value.message
