"""Measures libtsc and what programs use in its place; scripts/bench starts it, and describes it."""

import argparse
import json
import pathlib
import platform
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "python"))

# pylint: disable=wrong-import-position
import bounds
import parts
import report
from programs import Programs
from server import Server

DOCUMENT = pathlib.Path(__file__).parent.parent.parent / "docs" / "performance.md"


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--folder", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binaries", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--dotnet", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--library", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binding", action="append", default=[], help=argparse.SUPPRESS)
    parser.add_argument(
        "--quick", action="store_true", help="3 turns, lists up to 100,000, no page"
    )
    parser.add_argument("--check", action="store_true", help="fail if a bound is not reached")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(parts.ALL)}")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(parts.ALL):
        parser.error(f"there is no part {', '.join(unknown)}")
    return given


def machine():
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(": ")[2] for line in cpuinfo if line.startswith("model name")]
    return {"processor": models[0], "cores": len(models), "kernel": platform.release()}


def main():
    given = arguments()
    turns = 3 if given.quick else 15
    sizes = parts.SIZES[:-1] if given.quick else parts.SIZES
    folder = pathlib.Path(given.folder)
    results = {"machine": machine(), "turns": turns}
    print("Writing the responses, and starting nginx ...", flush=True)
    with Server(folder, parts.LATENCIES, sizes) as server:
        bindings = dict(each.split("=", 1) for each in given.binding)
        ca = server.ca.certificate
        programs = Programs(given.binaries, sys.executable, given.dotnet, bindings, ca, folder)
        bench = parts.Bench(server, programs, turns, given.library)
        for name, measure in parts.ALL.items():
            if not given.parts or name in given.parts:
                print(f"Measuring {name}: {measure.__doc__} ...", flush=True)
                results[name] = measure(bench)
    (folder / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    if not given.quick and not given.parts:
        report.write(results, DOCUMENT)
    found = bounds.all_bounds(results)
    print(*found, sep="\n")
    if given.check and not all(bound.reached for bound in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
