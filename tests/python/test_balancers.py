"""Load balancers that keep a session on its node by a cookie: HAProxy, Apache, Caddy.

Behind each are two simulators, which only know the sessions that began on them, like cluster nodes
that share nothing.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_balancers.py
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

import libtsc
from balancers import COOKIES, Balancer
from job import DONE, whole_job
from simulator import Simulator

PASSWORD = ("password", "alice", "alice-password", "", None)

# The number of workbooks on the default site.
PROJECTS = 24


@pytest.fixture(scope="module")
def other_simulator():
    other = Simulator()
    yield other
    other.end()


@pytest.fixture
def nodes(simulator, other_simulator):
    other_simulator.ask("DELETE", "/requests")
    return [simulator, other_simulator]


@pytest.fixture(scope="module", params=COOKIES)
def balancer(request, simulator, other_simulator, pki, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    started = Balancer(request.param, folder, pki.server, [simulator, other_simulator])
    started.kind = request.param
    yield started
    started.stop()


def reach(balancer, pki):
    return libtsc.Server(balancer.url, pki.servers.certificate)


def of_sessions(node):
    """The requests with a token, and the sign-ins."""
    asked = node.ask("GET", "/requests")
    return [each for each in asked if not each["path"].lower().endswith("/serverinfo")]


def test_sessions_stay_on_their_nodes(balancer, nodes, pki, record_property):
    server = reach(balancer, pki)
    sessions, begun = [], [0, 0]
    # Caddy chooses the node at random.
    while min(begun) < 2 and len(sessions) < 100:
        sessions.append(server.sign_in(*PASSWORD))
        begun = [node.ask("GET", "/sessions")["live"] for node in nodes]
    assert sum(begun) == len(sessions) and min(begun) >= 2

    def use(session):
        items = len(session.ids("projects", 6))
        session.switch_site("marketing")
        session.request("GET", "views").send()
        session.sign_out()
        return items

    # Each on a thread of its own, over connections from one pool.
    with ThreadPoolExecutor(len(sessions)) as threads:
        assert set(threads.map(use, sessions)) == {PROJECTS}
    assert [node.ask("GET", "/sessions")["live"] for node in nodes] == [0, 0]
    requests = [len(of_sessions(node)) for node in nodes]
    # A sign-in, the pages, a switch, a request, a sign-out.
    assert requests == [(4 + PROJECTS // 6) * count for count in begun]
    record_property("said", f"{balancer.kind}: {begun} sessions on two nodes, {requests} requests")


def test_whole_job(balancer, pki):
    for _ in range(2):
        assert whole_job(reach(balancer, pki)) == DONE


def test_session_is_lost_without_the_cookie(balancer, nodes, pki):
    """Shows that in the tests above the library's cookies keep sessions on their nodes."""
    session = reach(balancer, pki).sign_in(*PASSWORD)
    request = session.request("GET", "views")
    assert request.send().status == 200
    request.set_header("Cookie", "own=1")
    with pytest.raises(libtsc.Error) as refused:
        for _ in range(40):
            request.send()
    assert (refused.value.status, refused.value.code) == ("TSC_ERROR_SESSION_EXPIRED", "401002")
    # The error has the response, in which the cookie is redacted.
    set_by_balancer = [value for name, value in refused.value.answer.headers if name == "set-cookie"]
    assert set_by_balancer in ([], ["***"])
    request.set_header("Cookie", None)
    session.sign_out()
