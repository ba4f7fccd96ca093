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
    """What was compared, as far as the tests recorded it."""
    recorded = [
        recorded
        for report in terminalreporter.getreports("passed")
        for recorded in report.user_properties
        if report.when == "call"
    ]
    # How alike the queries of the two clients are beyond what is asked for.
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
