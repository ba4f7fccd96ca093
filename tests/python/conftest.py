"""What the tests share."""

from collections import Counter

import pytest

from simulator import Simulator


@pytest.fixture(scope="module")
def simulator():
    simulator = Simulator()
    yield simulator
    simulator.end()


@pytest.fixture(autouse=True)
def clean(simulator):
    simulator.ask("DELETE", "/requests")
    simulator.ask("DELETE", "/faults")


def pytest_terminal_summary(terminalreporter):
    """How alike the queries of the two clients are beyond what is asked for."""
    alike = Counter(
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "queries" and report.when == "call"
    )
    for value, count in alike.most_common():
        terminalreporter.write_line(f"queries of libtsc and TSC: {value} in {count} jobs")
