"""squid and tinyproxy, in a network from which nothing else can be reached.

The checks use the proxies' own logs. The tests need root, or sudo without a password.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_proxies.py
"""

import base64
import itertools
from typing import NamedTuple
from urllib.parse import quote

import pytest

from job import DONE, REQUESTS, is_whole_job
from network import eventually
from office import (
    ADDRESS,
    FOR_MEMBERS,
    OPEN,
    PASSWORD,
    PROXY,
    TINY,
    TINY_FOR_MEMBERS,
    TINY_PASSWORD,
    TINY_USER,
    TLS,
    TLS_FOR_MEMBERS,
    USER,
    Office,
)

INFO = ["2024.3.0", "20243.24.0310.1029", "3.24"]

SCHEMES = ["http", "https"]


@pytest.fixture(scope="module")
def office():
    office = Office()
    office.start_squid()
    office.start_tinyproxy(TINY)
    office.start_tinyproxy(TINY_FOR_MEMBERS, f"BasicAuth {TINY_USER} {TINY_PASSWORD}")
    yield office
    office.end()


@pytest.fixture(scope="module")
def simulator(office):
    return office.simulator


def server(scheme):
    return f"{scheme}://tableau.test"


class Way(NamedTuple):
    """A proxy, and the credentials for it: user and password, or none."""

    scheme: str
    port: int
    member: tuple | None

    def url(self, host=PROXY):
        who = ":".join(quote(part, safe="") for part in self.member or ())
        return f"{self.scheme}://{who}{'@' if who else ''}{host}:{self.port}"

    def as_somebody_else(self, member):
        return self._replace(member=member).url()

    @property
    def shown(self):
        """The URL of the proxy as it is in messages."""
        return f"{self.scheme}://{PROXY}:{self.port}"


MEMBER, TINY_MEMBER = (USER, PASSWORD), (TINY_USER, TINY_PASSWORD)

SQUID = {
    "squid": Way("http", OPEN, None),
    "squid, with a password": Way("http", FOR_MEMBERS, MEMBER),
    "squid over TLS": Way("https", TLS, None),
    "squid over TLS, with a password": Way("https", TLS_FOR_MEMBERS, MEMBER),
}
TINYPROXY = {
    "tinyproxy": Way("http", TINY, None),
    "tinyproxy, with a password": Way("http", TINY_FOR_MEMBERS, TINY_MEMBER),
}
WAYS = SQUID | TINYPROXY


# Shows that there is no other route.


def test_only_the_proxies_are_reachable(office):
    for url, status in [
        ("https://tableau.test", "TSC_ERROR_RESOLVE"),
        ("http://tableau.test", "TSC_ERROR_RESOLVE"),
        ("https://198.51.100.1", "TSC_ERROR_CONNECT"),
        (f"https://{ADDRESS}", "TSC_ERROR_CONNECT"),
        (f"http://{ADDRESS}", "TSC_ERROR_CONNECT"),
    ]:
        outcome = office.work("whole_job", url, ["allow_http", 1])
        assert outcome["error"]["status"] == status, url


# The whole job.


def of_job(log, name):
    return [each for each in log if each.user_agent.startswith(f"{name}%20libtsc/")]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("which", SQUID)
def test_the_whole_job_through_squid(which, scheme, office, simulator, record_property):
    way, name = SQUID[which], next(office.names)
    outcome = job(office, scheme, way, name)
    assert outcome == {"done": DONE}
    arrived = arrived_at(simulator, scheme)
    # squid logs a tunnel when it ends.
    expected = 1 if scheme == "https" else len(REQUESTS)
    eventually(lambda: len(of_job(office.squid_log(), name)) >= expected, "squid's log")
    log = of_job(office.squid_log(), name)
    user = way.member[0] if way.member else "-"
    assert {(each.port, each.user, each.status[0]) for each in log} == {(str(way.port), user, "2")}
    # All requests go over one connection to the proxy.
    assert len({each.client_port for each in log}) == 1
    if scheme == "https":
        assert [(each.method, each.url) for each in log] == [("CONNECT", "tableau.test:443")]
        # The proxy does not see what is inside the tunnel.
        assert log[0].office == "-"
    else:
        assert [(each.method, each.url) for each in log] == absolute(arrived)
        assert {each.office for each in log} == {"blue"}
    say(record_property, which, scheme, [each.method for each in log])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("which", TINYPROXY)
def test_the_whole_job_through_tinyproxy(which, scheme, office, simulator, record_property):
    way = TINYPROXY[which]
    before = office.tinyproxy_log(way.port)
    assert job(office, scheme, way, next(office.names)) == {"done": DONE}
    arrived = arrived_at(simulator, scheme)
    log = office.tinyproxy_log(way.port)[len(before) :]
    if scheme == "https":
        assert log == [("CONNECT", "tableau.test:443")]
    else:
        assert log == absolute(arrived)
    say(record_property, which, scheme, [method for method, _ in log])


def job(office, scheme, way, name):
    return office.work(
        "whole_job",
        server(scheme),
        ["proxy", way.url()],
        ["allow_http", 1],
        ["user_agent", name],
        ["header", "X-Office", "blue"],
    )


def arrived_at(simulator, scheme):
    """Checks that the whole job arrived, over one connection if the proxy only forwards it, without
    the proxy's password."""
    arrived = simulator.ask("GET", "/requests")
    is_whole_job([(each["method"], each["path"]) for each in arrived])
    assert {each["scheme"] for each in arrived} == {scheme}
    if scheme == "https":
        assert len({each["connection"] for each in arrived}) == 1
    names = [name for each in arrived for name, _ in each["headers"]]
    assert "proxy-authorization" not in names
    assert names.count("x-office") == len(arrived)
    return arrived


def absolute(arrived):
    return [
        (each["method"], f"http://tableau.test{each['path']}?{each['query']}".rstrip("?"))
        for each in arrived
    ]


def say(record_property, which, scheme, methods):
    counts = ", ".join(f"{methods.count(method)} {method}" for method in sorted(set(methods)))
    record_property("said", f"the log of {which}, {scheme} server: {counts}")


def test_each_connection_has_a_tunnel(office, simulator):
    """The server closes the first connection without a response, and the request is sent again."""
    simulator.ask("POST", "/faults", {"path": "/workbooks", "action": "close"})
    name = next(office.names)
    assert job(office, "https", SQUID["squid"], name) == {"done": DONE}
    arrived = simulator.ask("GET", "/requests")
    assert len({each["connection"] for each in arrived}) == 2
    eventually(lambda: len(of_job(office.squid_log(), name)) >= 2, "squid's log")
    assert [each.method for each in of_job(office.squid_log(), name)] == ["CONNECT", "CONNECT"]


@pytest.mark.parametrize("which", SQUID)
def test_redirect_from_http_to_https_is_followed(which, office, simulator):
    redirect = {"status": 301, "location": "https://tableau.test{path_and_query}"}
    simulator.ask("POST", "/faults", {"scheme": "http", "action": {"redirect": redirect}})
    way, name = SQUID[which], next(office.names)
    proxy = ["proxy", way.url()]
    outcome = office.work("whole_job", server("http"), proxy, ["user_agent", name])
    assert outcome == {"done": DONE}
    probe, *arrived = simulator.ask("GET", "/requests")
    assert (probe["scheme"], probe["status"]) == ("http", 301)
    is_whole_job([(each["method"], each["path"]) for each in arrived])
    assert {each["scheme"] for each in arrived} == {"https"}
    eventually(lambda: len(of_job(office.squid_log(), name)) >= 2, "squid's log")
    assert [(each.method, each.url) for each in of_job(office.squid_log(), name)] == [
        ("GET", "http://tableau.test/api/2.4/serverInfo"),
        ("CONNECT", "tableau.test:443"),
    ]


def test_secret_over_http_through_a_proxy_must_be_allowed(office, simulator):
    proxy = ["proxy", SQUID["squid"].url()]
    outcome = office.work("whole_job", server("http"), proxy)
    assert outcome["error"]["status"] == "TSC_ERROR_INSECURE"
    assert [each["method"] for each in simulator.ask("GET", "/requests")] == ["GET"]


# Missing and wrong passwords.

WRONG = "hunter2"


def told(value):
    """All texts in the result of a job."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in told(each)]
    return [str(value)]


def without_password(error, user):
    secrets = [WRONG, base64.b64encode(f"{user}:{WRONG}".encode()).decode()]
    return not any(secret in text for secret, text in itertools.product(secrets, told(error)))


FOR_ANY_MEMBER = [name for name in WAYS if WAYS[name].member]


@pytest.mark.parametrize("which", FOR_ANY_MEMBER)
def test_tunnel_without_the_right_password_fails(which, office, simulator):
    way = WAYS[which]
    user = way.member[0]
    missing = wrong = "407 Proxy Authentication Required"
    if which in TINYPROXY:
        # tinyproxy responds with 407 only to requests without credentials.
        wrong = "401 Unauthorized"
    for member, status in [(None, missing), ((user, WRONG), wrong)]:
        proxy = ["proxy", way.as_somebody_else(member)]
        error = office.work("whole_job", server("https"), proxy)["error"]
        assert error["status"] == "TSC_ERROR_PROXY"
        assert f"the proxy {way.shown} answered {status}" in error["message"]
        advice = {
            None: "give the user and password in the proxy's URL",
            (user, WRONG): "it refuses the user and password in the proxy's URL",
        }
        assert advice[member] in error["message"]
        assert without_password(error, user)
    assert simulator.ask("GET", "/requests") == []


def test_wrong_proxy_password_refused_with_401(office):
    """Nothing in tinyproxy's 401 distinguishes it from one of the server."""
    way = TINYPROXY["tinyproxy, with a password"]
    proxy = ["proxy", way.as_somebody_else((way.member[0], WRONG))]
    error = office.work("whole_job", server("http"), proxy, ["allow_http", 1])["error"]
    assert (error["status"], error["http_status"]) == ("TSC_ERROR_HTTP", 401)
    assert f"the proxy {way.shown}, which may require another user or password" in error["message"]
    assert without_password(error, way.member[0])


@pytest.mark.parametrize("which", [name for name in FOR_ANY_MEMBER if name in SQUID])
def test_http_request_without_the_right_password_fails(which, office, simulator):
    way = WAYS[which]
    user = way.member[0]
    for member in [None, (user, WRONG)]:
        proxy = ["proxy", way.as_somebody_else(member)]
        error = office.work("whole_job", server("http"), proxy, ["allow_http", 1])["error"]
        assert (error["status"], error["http_status"]) == ("TSC_ERROR_PROXY", 407)
        assert "407 Proxy Authentication Required" in error["message"]
        assert without_password(error, user)
    assert simulator.ask("GET", "/requests") == []


def test_proxy_that_refuses_a_request_is_named(office):
    way = SQUID["squid, with a password"]
    proxy = ["proxy", way.as_somebody_else(None)]
    error = office.work("whole_job", server("http"), proxy, ["allow_http", 1])["error"]
    assert way.shown in error["message"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_proxy_log_has_users_and_no_passwords(scheme, office):
    way, name = SQUID["squid, with a password"], next(office.names)
    for proxy in [way.url(), way.as_somebody_else((USER, WRONG))]:
        office.work("info", server(scheme), ["proxy", proxy], ["user_agent", name])
    eventually(lambda: len(of_job(office.squid_log(), name)) == 2, "squid's log")
    log = of_job(office.squid_log(), name)
    assert {each.user for each in log} == {USER}
    secrets = [PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""), WRONG]
    texts = [text for line in log for text in line]
    assert not any(secret in text for secret, text in itertools.product(secrets, texts))


# The choice of the proxy.

SQUIDS = SQUID["squid"].url()
MEMBERS = SQUID["squid, with a password"].url()
NOWHERE = f"http://{PROXY}:9"

# The server's scheme, environment variables, settings, and the proxy that is used.
CHOICES = [
    ("https", {"https_proxy": SQUIDS}, [], "TSC_OK"),
    ("https", {"HTTPS_PROXY": SQUIDS}, [], "TSC_OK"),
    ("https", {"all_proxy": SQUIDS}, [], "TSC_OK"),
    ("https", {"ALL_PROXY": MEMBERS}, [], "TSC_OK"),
    ("https", {"https_proxy": SQUIDS, "all_proxy": NOWHERE}, [], "TSC_OK"),
    ("https", {"http_proxy": SQUIDS}, [], "TSC_ERROR_RESOLVE"),
    ("http", {"http_proxy": MEMBERS}, [], "TSC_OK"),
    ("http", {"all_proxy": SQUIDS}, [], "TSC_OK"),
    ("http", {"HTTP_PROXY": SQUIDS}, [], "TSC_ERROR_RESOLVE"),
    ("http", {"https_proxy": SQUIDS}, [], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": SQUIDS, "no_proxy": "example.com"}, [], "TSC_OK"),
    ("https", {"https_proxy": SQUIDS, "no_proxy": "tableau.test"}, [], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": SQUIDS, "NO_PROXY": ".test"}, [], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": SQUIDS, "no_proxy": "*"}, [], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": NOWHERE}, [], "TSC_ERROR_PROXY"),
    ("https", {"https_proxy": f"socks5://{PROXY}:{OPEN}"}, [], "TSC_ERROR_PROXY"),
    ("http", {"https_proxy": f"socks5://{PROXY}:{OPEN}"}, [], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": SQUIDS}, [["proxy", ""]], "TSC_ERROR_RESOLVE"),
    ("https", {"https_proxy": SQUIDS}, [["proxy", ""], ["proxy", None]], "TSC_OK"),
    ("https", {"https_proxy": SQUIDS}, [["proxy", NOWHERE]], "TSC_ERROR_PROXY"),
    ("https", {"https_proxy": NOWHERE}, [["proxy", SQUIDS]], "TSC_OK"),
    ("https", {"no_proxy": "tableau.test"}, [["proxy", SQUIDS]], "TSC_OK"),
    ("https", {}, [["proxy", SQUIDS], ["proxy", None]], "TSC_ERROR_RESOLVE"),
    ("https", {}, [["proxy", f"socks5://{PROXY}:{OPEN}"]], "TSC_ERROR_INVALID_ARGUMENT"),
]


def shown(value):
    """The name of a row, without values that may have passwords in them."""
    return " ".join(value) or "-" if isinstance(value, dict) else None


@pytest.mark.parametrize("scheme, environment, settings, status", CHOICES, ids=shown)
def test_environment_and_program_choose_the_proxy(scheme, environment, settings, status, office):
    outcome = office.work("info", server(scheme), *settings, environment=environment)
    if status == "TSC_OK":
        assert outcome == {"done": INFO}
    else:
        assert outcome["error"]["status"] == status


# Failures at the proxy, and behind it.


TLS_SQUIDS = SQUID["squid over TLS"].url()
TINYPROXYS = TINYPROXY["tinyproxy"].url()

# A server, a proxy, and a part of the message.
REFUSALS = [
    ("https://tableau.test", NOWHERE, "Connection refused"),
    ("http://tableau.test", NOWHERE, "Connection refused"),
    ("https://tableau.test", "http://nowhere.test:3128", "cannot be resolved"),
    ("http://tableau.test", "http://nowhere.test:3128", "cannot be resolved"),
    ("https://down.test", SQUIDS, "answered 503 Service Unavailable when asked to connect"),
    ("https://198.51.100.1", SQUIDS, "answered 503 Service Unavailable when asked to connect"),
    ("https://tableau.test:8443", SQUIDS, "answered 403 Forbidden when asked to connect"),
    ("https://tableau.test:8443", TLS_SQUIDS, "answered 403 Forbidden when asked to connect"),
    ("https://down.test", TINYPROXYS, "answered 500 Internal Server Error when asked to connect"),
    # TLS to a proxy without it, and plain HTTP to a proxy with TLS.
    ("https://tableau.test", f"https://{PROXY}:{OPEN}", "TLS"),
    ("https://tableau.test", f"http://{PROXY}:{TLS}", "the connection was closed"),
]


@pytest.mark.parametrize("url, proxy, reason", REFUSALS)
def test_proxy_failure_is_explained(url, proxy, reason, office):
    error = office.work("info", url, ["proxy", proxy])["error"]
    assert error["status"] == "TSC_ERROR_PROXY"
    assert f"the proxy {proxy} " in error["message"]
    assert reason in error["message"]


@pytest.mark.parametrize("url", ["http://down.test", "http://198.51.100.1"])
def test_503_page_of_the_proxy_is_a_server_error(url, office):
    error = office.work("info", url, ["proxy", SQUIDS])["error"]
    assert (error["status"], error["http_status"]) == ("TSC_ERROR_SERVER", 503)
    assert "a proxy or load balancer may have responded" in error["message"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_certificate_of_the_proxy_is_verified(scheme, office, simulator):
    proxy = ["proxy", SQUID["squid over TLS"].url()]
    untrusting = office.ca_of_simulator
    # The certificate is valid for its address, too.
    by_address = ["proxy", SQUID["squid over TLS"].url(ADDRESS)]
    assert office.work("info", server(scheme), by_address) == {"done": INFO}
    simulator.ask("DELETE", "/requests")
    error = office.work("info", server(scheme), proxy, ca=untrusting)["error"]
    assert error["status"] == "TSC_ERROR_PROXY"
    assert f"the proxy https://{PROXY}:{TLS}" in error["message"]
    assert "not trusted (unknown issuer)" in error["message"]
    assert simulator.ask("GET", "/requests") == []
    unverified = office.work("info", server(scheme), proxy, ["verify", 0], ca=untrusting)
    assert unverified == {"done": INFO}
