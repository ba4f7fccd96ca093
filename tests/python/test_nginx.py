"""nginx between the library and the simulator, as companies run it before a Tableau Server.

The checks use nginx's own log of connections, handshakes and headers.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_nginx.py
"""

import math

import pytest

import libtsc
from job import DONE, PAGE_SIZE, REQUESTS, TOKEN, is_whole_job, whole_job
from network import Port
from nginx import asked, block, connections, forwarded, listen, tls

VERSIONS = ["TLSv1.2", "TLSv1.3"]
SCHEMES = ["http", "https"]


@pytest.fixture
def front(simulator, pki, nginx):
    """Starts an nginx that forwards everything; returns it and a server handle that reaches the
    simulator through it."""

    def start(*directives, scheme="https"):
        port = Port()
        here = tls(port, pki.server) if scheme == "https" else listen(port)
        started = nginx(block(here, *directives, forwarded(simulator)), port)
        return started, reach(f"{scheme}://localhost:{port}", pki)

    return start


def reach(url, pki):
    return libtsc.Server(url, pki.servers.certificate)


# The first connection, and later ones.


@pytest.mark.parametrize("version", VERSIONS)
def test_whole_job_needs_one_handshake(version, front, record_property):
    nginx, server = front(f"ssl_protocols {version};")
    assert whole_job(server) == DONE
    handshakes = nginx.accepted()
    log = nginx.end()
    assert handshakes == 1
    is_whole_job(asked(log))
    assert {(each.ssl_protocol, each.ssl_session_reused) for each in log} == {(version, ".")}
    assert [int(each.connection_requests) for each in log] == list(range(1, len(REQUESTS) + 1))
    record_property("said", f"nginx, {version}: {len(log)} requests, {handshakes} handshake")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("requests", [1, 3])
def test_next_connection_resumes_the_tls_session(requests, version, front, record_property):
    """nginx announces and closes each connection after a number of requests."""
    nginx, server = front(f"ssl_protocols {version}; keepalive_requests {requests};")
    assert whole_job(server) == DONE
    handshakes = nginx.accepted()
    log = nginx.end()
    is_whole_job(asked(log))
    first, *others = connections(log)
    assert first.ssl_session_reused == "."
    assert {each.ssl_session_reused for each in others} == {"r"}
    assert handshakes == 1 + len(others) == math.ceil(len(REQUESTS) / requests)
    record_property(
        "said",
        f"nginx, {version}, {requests} requests a connection: {handshakes} handshakes,"
        f" {len(others)} of them resumed a session",
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_silently_closed_connections_are_replaced(scheme, front):
    """A reload closes idle connections; calls that must not be repeated succeed as well."""
    nginx, server = front(scheme=scheme)
    session = server.sign_in(*TOKEN)
    nginx.reload()
    assert len(session.ids("workbooks", PAGE_SIZE)) == 2345
    nginx.reload()
    session.switch_site("marketing")
    nginx.reload()
    session.sign_out()
    log = nginx.end()
    assert [each.request_uri.split("/")[-1].partition("?")[0] for each in log] == [
        *["serverInfo", "signin"],
        *["workbooks", "workbooks", "workbooks"],
        "switchSite",
        "signout",
    ]
    assert {each.status for each in log} == {"200", "204"}
    assert len(connections(log)) == 4


# A part of a request's path, the call that sends it, and the status if nginx closes a pooled
# connection after reading the request.
CLOSED_UNDER = {
    "sign-in": ("/auth/signin", lambda session: None, "TSC_OK"),
    "list": ("/workbooks", lambda session: session.ids("workbooks"), "TSC_OK"),
    "GET": ("/views", lambda session: session.request("GET", "views").send(), "TSC_OK"),
    "sign-out": ("/auth/signout", lambda session: session.sign_out(), "TSC_OK"),
    "switch-site": (
        "/auth/switchSite",
        lambda session: session.switch_site("marketing"),
        "TSC_ERROR_CONNECT",
    ),
    "POST": (
        "/graphql",
        lambda session: session.request("POST", "/api/metadata/graphql").send(),
        "TSC_ERROR_CONNECT",
    ),
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("which", CLOSED_UNDER)
def test_repeatable_calls_are_resent(which, scheme, simulator, front):
    path, work, status = CLOSED_UNDER[which]
    # 444 is nginx's code for closing the connection without a response.
    close = "if ($connection_requests != 1) { return 444; }"
    nginx, server = front(
        f"location ~ {path} {{ {close} proxy_pass {simulator.http}; }}", scheme=scheme
    )
    try:
        work(server.sign_in(*TOKEN))
    except libtsc.Error as error:
        assert error.status == status
        assert "the connection was closed before a response arrived" in error.message
    else:
        assert status == "TSC_OK"
    of_path = [each for each in nginx.end() if path in each.request_uri]
    lost, again = of_path[0], of_path[1:]
    assert lost.status == "444"
    if status == "TSC_OK":
        assert [(each.connection_requests, each.status[0]) for each in again[:1]] == [("1", "2")]
    else:
        assert again == []


# Gateways before Tableau Servers.


@pytest.mark.parametrize("prefix", ["", "/tableau", "/a/b"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_from_http_to_https_is_followed(prefix, status, simulator, pki, nginx):
    http, https = Port(), Port()
    redirecting = block(listen(http), f"return {status} https://$host:{https}$request_uri;")
    forwarding = block(tls(https, pki.server), forwarded(simulator, f"{prefix}/"))
    nginx = nginx(redirecting + forwarding, http, https)
    server = reach(f"http://localhost:{http}{prefix}", pki)
    session = server.sign_in(*TOKEN)
    assert session.server_url == f"https://localhost:{https}{prefix}"
    session.sign_out()
    # The result of the probe is reused.
    assert whole_job(server) == DONE
    log = nginx.end()
    assert asked(log, http) == [("GET", f"{prefix}/api/2.4/serverInfo")]
    probe, _, _, *job = asked(log, https)
    is_whole_job([probe, *job], prefix)


def test_path_prefix_is_kept(simulator, pki, nginx):
    port = Port()
    nginx = nginx(block(tls(port, pki.server), forwarded(simulator, "/tableau/")), port)
    assert whole_job(reach(f"https://localhost:{port}/tableau/", pki)) == DONE
    is_whole_job(asked(nginx.end()), "/tableau")
    arrived = simulator.ask("GET", "/requests")
    is_whole_job([(each["method"], each["path"]) for each in arrived])


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_cookie_challenge_is_passed(scheme, status, simulator, front):
    """The gateway redirects to the same URL until its cookie comes back."""
    cookie = 'add_header Set-Cookie "pass=open-1; Path=/; HttpOnly";'
    challenge = f"if ($cookie_pass != open-1) {{ {cookie} return {status} $request_uri; }}"
    nginx, server = front(
        f"location ~ /api/ {{ {challenge} proxy_pass {simulator.http}; }}", scheme=scheme
    )
    assert whole_job(server) == DONE
    log = nginx.end()
    # The probe's cookies do not belong to the session.
    challenged = [each.request_uri.split("/")[-1] for each in log if each.status == str(status)]
    assert challenged == ["serverInfo", "signin"]
    is_whole_job([line for line, each in zip(asked(log), log, strict=True) if each.status[0] == "2"])


def test_compressed_responses_are_decoded(front, record_property):
    nginx, server = front("gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;")
    assert whole_job(server) == DONE
    log = nginx.end()
    is_whole_job(asked(log))
    compressed = [each for each in log if each.sent_http_content_encoding == "gzip"]
    # The last request, the sign-out, has no body.
    assert compressed == log[:-1]
    record_property("said", f"nginx: {len(compressed)} answers came compressed")


def test_headers_and_user_agent_are_sent(simulator, front):
    nginx, server = front()
    assert whole_job(server) == DONE
    server.set("user_agent", "Report/1.0 (nightly)")
    server.set("header", "X-Office", "zoë; 1")
    session = server.sign_in(*TOKEN)
    request = session.request("GET", "views")
    request.set_header("x-office", "of the request")
    request.send()
    server.set("user_agent", None)
    server.set("header", "x-OFFICE", None)
    # A session keeps the headers that it signed in with.
    session.sign_out()
    assert whole_job(server) == DONE
    library = f"libtsc/{libtsc.library.tsc_version().decode()}"
    program = f"Report/1.0 (nightly) {library}"
    without = [(library, "")] * len(REQUESTS)
    assert [(each.http_user_agent, each.http_x_office) for each in nginx.end()] == [
        *without,
        (program, "zoë; 1"),
        (program, "zoë; 1"),
        (program, "of the request"),
        (program, "zoë; 1"),
        *without,
    ]
