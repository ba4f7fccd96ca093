#!/usr/bin/env python3
"""Runs jobs of the library while requests for memory fail, and checks what it does.

    export TSC_SIMULATOR=target/release/tsc-simulator
    tests/memory/run.py PROGRAM [--deep] [--job JOB]

PROGRAM is made from job.c and failing_malloc.c. Each run is a process of its own, in one of these ways:

single  one request for memory fails, the n-th, for each n from 1 to the last of the job
large   one request for at least 64 KiB fails, for each of them; then all of them from one on
space   the address space is limited (RLIMIT_AS)

Each step of a job returns its usual status or TSC_ERROR_NO_MEMORY. Where one request failed, the step is
run once more and returns its usual status. The process may be aborted only for want of a block of less
than 64 KiB, and prints nothing but that.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import bodies

for folder in ("python", "scenarios"):
    sys.path.insert(0, str(Path(__file__).parent.parent / folder))
import certificates  # noqa: E402
from run import Simulator  # noqa: E402

LARGE = 64 * 1024
ALL = 2**40
# What Rust prints before it aborts the process.
ABORT = re.compile(r"memory allocation of (\d+) bytes failed\n(note: .*RUST_BACKTRACE.*\n)?")
# A site switch whose response could not be read may have ended the session.
IN_DOUBT = ("again", "switch_site", "TSC_ERROR_SESSION_EXPIRED")
# The number of faults that are printed.
MAX_SHOWN = 10


@dataclass
class Outcome:
    """What a run did."""

    steps: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    requests: int = 0
    ended: str = ""
    said: str = ""

    @property
    def aborted_for(self):
        """The size of the block for want of which the process was aborted; None if it was not."""
        said = ABORT.search(self.said) if self.ended == "signal 6" else None
        return int(said[1]) if said else None

    def faults(self, is_single):
        """Describes what is wrong with it."""
        found = []
        if self.aborted_for is None:
            if self.ended != "exit 0":
                found.append(f"the process ended with {self.ended}")
            if self.said:
                found.append(f"it printed {self.said!r}")
        elif self.aborted_for >= LARGE:
            found.append(f"aborted for {self.aborted_for} bytes, after {self.steps[-1:]} {self.said}")
        elif not ABORT.fullmatch(self.said):
            found.append(f"it printed {self.said!r}")
        has_failed = False
        for word, name, status, usual in self.steps:
            if status == "TSC_ERROR_NO_MEMORY":
                has_failed = True
                if word == "again" and is_single:
                    found.append(f"{name} failed again")
            elif (word, name, status) == IN_DOUBT:
                continue
            elif status != usual and not (has_failed and not is_single and status == "TSC_ERROR_INVALID_ARGUMENT"):
                found.append(f"{name} returned {status}, not {usual}: {self.messages}")
        return found


class Program:
    """The program in C, with a simulated server."""

    def __init__(self, path, simulator, folder):
        self.said = tempfile.TemporaryFile("w+")
        settings = {
            "TSC_URL": simulator.facts["https"],
            "TSC_CA": simulator.facts["ca"],
            "TSC_FOLDER": folder,
        }
        without_proxy = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.process = subprocess.Popen(
            [path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
            bufsize=1,
            env={**without_proxy, **settings},
        )

    def run(self, job, size=0, first=0, last=0, space=0, callers=0):
        self.said.seek(0)
        self.said.truncate()
        self.process.stdin.write(f"{job} {size} {first} {last} {space} {callers}\n")
        outcome = Outcome()
        for line in self.process.stdout:
            word, *rest = line.split()
            if word in ("step", "again"):
                outcome.steps.append((word, *rest))
            elif word == "message":
                outcome.messages.append(" ".join(rest))
            elif word == "requests":
                outcome.requests = int(rest[0])
            else:
                outcome.ended = " ".join(rest)
                self.said.seek(0)
                outcome.said = self.said.read()
                return outcome
        sys.exit(f"the program ended with {self.process.wait()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.said.close()


class Report:
    """What all runs of a kind did, and what was wrong."""

    def __init__(self, name):
        self.name = name
        self.runs = 0
        self.ends = collections.Counter()
        self.aborts = collections.Counter()
        self.faults = []

    def add(self, run, outcome, is_single):
        self.runs += 1
        if outcome.aborted_for is not None:
            self.aborts[outcome.aborted_for] += 1
        elif any(status == "TSC_ERROR_NO_MEMORY" for _, _, status, _ in outcome.steps):
            self.ends["TSC_ERROR_NO_MEMORY"] += 1
        else:
            self.ends["no failure"] += 1
        self.faults += [f"  {run}: {fault}" for fault in outcome.faults(is_single)]

    def show(self):
        ends = [f"{count} × {end}" for end, count in sorted(self.ends.items())]
        if self.aborts:
            largest = ", ".join(str(size) for size in sorted(self.aborts)[:-6:-1])
            ends.append(f"{self.aborts.total()} aborts, the largest for {largest} bytes")
        print(f"{self.name}: {self.runs} runs: {', '.join(ends)}")
        for fault in self.faults[:MAX_SHOWN]:
            print(fault)
        if len(self.faults) > MAX_SHOWN:
            print(f"  and {len(self.faults) - MAX_SHOWN} more")
        return not self.faults


def usual(program, job, size):
    """The number of requests for at least `size` bytes, in a run in which none fails."""
    outcome = program.run(job, size)
    report = Report(f"{job}, usual")
    report.add("none", outcome, True)
    if report.faults or report.ends["TSC_ERROR_NO_MEMORY"]:
        report.show()
        sys.exit(f"the job fails even with memory: {outcome.steps}")
    return outcome.requests


def single(program, job, size, name):
    report = Report(f"{job}, {name}")
    number = 0
    while True:
        number += 1
        outcome = program.run(job, size, number, number)
        if outcome.aborted_for is None and outcome.requests < number:
            return report
        report.add(f"request {number}", outcome, True)


def from_each(program, job, size, steps):
    report = Report(f"{job}, all large requests fail from one on")
    count = usual(program, job, size)
    for number in range(1, count + 1, max(1, count // steps)):
        report.add(f"from request {number}", program.run(job, size, number, ALL), False)
    return report


def space(program, job, megabytes):
    report = Report(f"{job}, address space of {megabytes[0]} to {megabytes[-1]} MB")
    for limit in megabytes:
        report.add(f"{limit} MB", program.run(job, space=limit * 2**20), False)
    return report


def own_certificate(folder):
    """A key and a certificate of a client."""
    issued = certificates.for_client(Path(folder), "own", None, certificates.RSA)
    return "".join(Path(file).read_text(encoding="ascii") for file in (issued.key, issued.certificate))


def reports(given, program, simulator):
    def wanted(job):
        return given.job in (None, job)

    if wanted("common"):
        yield single(program, "common", 0, "each request fails")
    for fault in bodies.long_responses():
        simulator.ask("POST", "/faults", fault)
    for job in filter(wanted, ("arguments", "responses")):
        yield single(program, job, LARGE, "each large request fails")
        yield from_each(program, job, LARGE, 1000 if given.deep else 8)
        if given.deep:
            yield single(program, job, 4096, "each request for 4 KiB or more fails")
    if wanted("huge"):
        for fault in bodies.huge_responses():
            simulator.ask("POST", "/faults", fault)
        yield space(program, "huge", range(40, 420, 20) if given.deep else (100, 200, 300, 400))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--deep", action="store_true", help="more requests of the jobs that take longer")
    parser.add_argument("--job", help="only this job")
    given = parser.parse_args()
    is_good = True
    with tempfile.TemporaryDirectory() as folder, Simulator([]) as simulator:
        bodies.make_files(folder, simulator.facts["ca"], own_certificate(folder))
        with Program(given.program, simulator, folder) as program:
            for report in reports(given, program, simulator):
                is_good &= report.show()
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
