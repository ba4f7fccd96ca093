"""Fixtures and hooks that all tests share."""

import os
from collections import Counter

import pytest

from certificates import Pki
from nginx import Nginx
from simulator import Simulator

# All servers of the tests are on this machine, so the environment's proxies are not used.
for variable in list(os.environ):
    if variable.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        del os.environ[variable]


@pytest.fixture(scope="module")
def simulator():
    simulator = Simulator()
    yield simulator
    simulator.end()


@pytest.fixture(autouse=True)
def clean(simulator):
    simulator.ask("DELETE", "/requests")
    simulator.ask("DELETE", "/faults")


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    return Pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def nginx(tmp_path):
    """Starts an nginx with servers and their ports, and stops it after the test."""
    started = []

    def start(servers, *ports):
        started.append(Nginx(tmp_path, servers, *ports))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def pytest_terminal_summary(terminalreporter):
    """Prints what was compared, as far as the tests recorded it."""
    recorded = [
        recorded
        for report in terminalreporter.getreports("passed")
        for recorded in report.user_properties
        if report.when == "call"
    ]
    # The similarity of the two clients' queries beyond what is required.
    alike = Counter(value for name, value in recorded if name == "queries")
    for value, count in alike.most_common():
        terminalreporter.write_line(f"queries of libtsc and TSC: {value} in {count} jobs")
    counts = Counter()
    for name, value in recorded:
        if name == "counts":
            counts.update(value)
    for what, count in counts.items():
        terminalreporter.write_line(f"{what}: {count}")
    named = {}
    for name, value in recorded:
        if name == "named":
            named.setdefault(value[0], {})[value[1]] = None
    for what, names in named.items():
        terminalreporter.write_line(f"{what}: {', '.join(names)}")
    for name, value in recorded:
        if name == "said":
            terminalreporter.write_line(value)
