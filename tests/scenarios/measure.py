#!/usr/bin/env python3
"""Measures the scenario programs of the languages, and compares them with the one in C.

    export TSC_SIMULATOR=target/release/tsc-simulator
    tests/scenarios/measure.py cycles c=PROGRAM cpp=PROGRAM 'java=java -cp … Scenarios' …
    tests/scenarios/measure.py read c=PROGRAM cpp=PROGRAM …

cycles  makes a server, signs in and closes both 10,000 times, after 1,000 times that do not count. Fails if
        a cycle leaves more than 16 bytes of malloc's memory, or if a handle is left. The library must
        count its handles (TSC_COUNT_HANDLES).
read    reads 20,000 workbooks 15 times. Prints the time of the first, and the best clock and processor
        times of the last ten, as ratios to the first language's.
"""

import argparse
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import tempfile

from run import Simulator

WORKBOOKS = 20_000
ROUNDS, COUNTED_ROUNDS = 15, 10
BEFORE, CYCLES = 1_000, 10_000
BYTES_A_CYCLE = 16
# glibc's caches of threads would count as allocated, and some languages have many threads.
CYCLES_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}


def said(command, arguments, options=(), settings=None):
    """Returns the lines that a program prints, which has a simulator of its own."""
    with Simulator(options) as simulator:
        environment = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "TSC_URL": simulator.facts["https"],
            "TSC_CA": simulator.facts["ca"],
            **(settings or {}),
        }
        done = subprocess.run(
            [*shlex.split(command), *map(str, arguments)],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            timeout=600,
            check=True,
        )
    lines = done.stdout.splitlines()
    if lines[-1:] != ["ends TSC_OK"]:
        sys.exit(f"{command}: {lines}")
    return lines[:-1]


def cycles(languages):
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        runs = {
            name: pool.submit(said, command, ["cycles", BEFORE, CYCLES], settings=CYCLES_ENVIRONMENT)
            for name, command in languages.items()
        }
        failed = False
        for name, run in runs.items():
            found = dict(line.split(" ") for line in run.result())
            bytes_a_cycle = int(found["bytes"]) / CYCLES
            handles = int(found["handles"])
            failed |= bytes_a_cycle > BYTES_A_CYCLE or handles != 0
            print(f"{name:10}  {bytes_a_cycle:8.2f} bytes a cycle, {handles} handles left", flush=True)
    return failed


def read(languages):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        state = json.loads(subprocess.check_output([os.environ["TSC_SIMULATOR"], "--print-state"]))
        state["sites"][0]["workbooks"] = WORKBOOKS
        json.dump(state, file)
        file.flush()
        firsts, clocks, processors = {}, {}, {}
        seen = set()
        for name, command in languages.items():
            rounds = []
            for line in said(command, ["read", ROUNDS], ["--state", file.name]):
                word, items, size, clock, processor = line.split(" ")
                seen.add((word, items, size))
                rounds.append((int(clock), int(processor)))
            firsts[name] = rounds[0][0]
            clocks[name] = min(clock for clock, _ in rounds[-COUNTED_ROUNDS:])
            processors[name] = min(processor for _, processor in rounds[-COUNTED_ROUNDS:])
    if len(seen) != 1 or next(iter(seen))[1] != str(WORKBOOKS):
        print(f"they did not read the same: {seen}")
        return True
    print(f"{WORKBOOKS} workbooks     by the clock            processor               the first time")
    first = next(iter(languages))
    for name in languages:
        cells = [
            f"{times[name] / 1000:8.0f} ms  {times[name] / times[first]:5.2f}"
            for times in (clocks, processors, firsts)
        ]
        print(f"{name:10}        {'     '.join(cells)}")
    return False


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["cycles", "read"])
    parser.add_argument("languages", nargs="+", metavar="NAME=COMMAND")
    given = parser.parse_args()
    languages = dict(one.split("=", 1) for one in given.languages)
    failed = {"cycles": cycles, "read": read}[given.what](languages)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
