#!/usr/bin/env python3
"""Measures the scenario programs of the languages.

    export TSC_SIMULATOR=target/release/tsc-simulator
    tests/scenarios/measure.py cycles c=PROGRAM cpp=PROGRAM 'java=java -cp … Scenarios' …

cycles  makes a server, signs in and closes both 10,000 times, after 1,000 times that do not count. Fails if
        a cycle leaves more than 16 bytes of malloc's memory, or if a handle is left. The library must
        count its handles (TSC_COUNT_HANDLES).
"""

import argparse
import concurrent.futures
import os
import shlex
import subprocess
import sys

from run import Simulator

BEFORE, CYCLES = 1_000, 10_000
BYTES_A_CYCLE = 16
# glibc's caches of threads would count as allocated, and some languages have many threads.
CYCLES_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}


def said(command, arguments, settings):
    """Returns the lines that a program prints, which has a simulator of its own."""
    with Simulator(()) as simulator:
        environment = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "TSC_URL": simulator.facts["https"],
            "TSC_CA": simulator.facts["ca"],
            **settings,
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
            name: pool.submit(said, command, ["cycles", BEFORE, CYCLES], CYCLES_ENVIRONMENT)
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


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["cycles"])
    parser.add_argument("languages", nargs="+", metavar="NAME=COMMAND")
    given = parser.parse_args()
    languages = dict(one.split("=", 1) for one in given.languages)
    sys.exit(1 if cycles(languages) else 0)


if __name__ == "__main__":
    main()
