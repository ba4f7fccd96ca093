#!/usr/bin/env python3
"""Runs each scenario of tests/scenarios.md in each language, and compares it with C.

    export TSC_SIMULATOR=target/release/tsc-simulator
    tests/scenarios/run.py c=PROGRAM cpp=PROGRAM 'java=java -cp … Scenarios' …

The others are compared with the first language, which is C, and the last line of each scenario with
the table. The script prints a table of scenarios and languages. It fails if a scenario is missing or
differs; with --red also if a scenario that is named does not differ.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import difflib
import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

TABLE = Path(__file__).parent.parent / "scenarios.md"
# The headers of a request that differ from run to run.
VOLATILE_HEADERS = {"host", "x-tableau-auth"}
# The claims of a JSON web token that the library makes, which differ, too.
VOLATILE_CLAIMS = {"exp", "iat", "jti", "nbf"}
# The languages that have every scenario.
WHOLE_LANGUAGES = ("c", "cpp")


@dataclass
class Scenario:
    id: str
    ends: str
    options: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    clock: dict = None
    awaited: str = None
    any_order: bool = False
    in_c_and_cpp_only: bool = False

    def is_missing_in(self, language):
        is_whole = any(part in WHOLE_LANGUAGES for part in language.split("-"))
        return self.in_c_and_cpp_only and not is_whole


def scenarios():
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 4 or not re.fullmatch(r"`[a-z-]+`", cells[0]):
            continue
        scenario = Scenario(cells[0].strip("`"), cells[3].strip("`"))
        rest = cells[2]
        for kind, value in re.findall(r"(options|fault|pause clock|pause await) `([^`]*)`", rest):
            match kind:
                case "options":
                    scenario.options = value.split()
                case "fault":
                    scenario.faults.append(json.loads(value))
                case "pause clock":
                    scenario.clock = json.loads(value)
                case "pause await":
                    scenario.awaited = value
        scenario.any_order = "any order" in rest
        scenario.in_c_and_cpp_only = "in C and C++ only" in rest
        found.append(scenario)
    if len(found) < 40:
        sys.exit(f"{TABLE} has {len(found)} scenarios only")
    return found


class Simulator:
    """A simulated Tableau Server, and its control endpoint."""

    def __init__(self, options):
        self.process = subprocess.Popen(
            [os.environ["TSC_SIMULATOR"], "--exit-with-stdin", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        lines = iter(self.process.stdout.readline, "ready\n")
        self.facts = dict(line.rstrip("\n").split(" ", 1) for line in lines)
        self.control = http.client.HTTPConnection(self.facts["control"].removeprefix("http://"))

    def ask(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        self.control.request(method, path, text, {"Content-Type": "application/json"})
        with self.control.getresponse() as response:
            answer = response.read()
            if response.status // 100 != 2:
                raise RuntimeError(f"{method} {path}: {response.status} {answer}")
        return json.loads(answer) if answer else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.control.close()
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@dataclass
class Seen:
    """The lines that a program printed, and the requests that the simulator saw."""

    lines: list
    requests: list

    @property
    def ends(self):
        last = self.lines[-1] if self.lines else ""
        return last.removeprefix("ends ") if last.startswith("ends ") else "nothing"


@contextlib.contextmanager
def silent_server():
    """The address of a server that accepts connections and never sends anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


def run(command, scenario, seconds):
    with (
        Simulator(scenario.options) as simulator,
        silent_server() as silent,
        tempfile.NamedTemporaryFile(suffix=".pem") as empty,
    ):
        for fault in scenario.faults:
            simulator.ask("POST", "/faults", fault)
        addresses = {
            "TSC_URL": simulator.facts["https"],
            "TSC_HTTP": simulator.facts["http"],
            "TSC_SILENT": silent,
        }
        environment = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            **addresses,
            "TSC_CA": simulator.facts["ca"],
            "TSC_EMPTY": empty.name,
        }
        program = subprocess.Popen(
            [*command, scenario.id],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        # The limit ends the program, and its end ends the loop that reads.
        limit = threading.Timer(seconds, program.kill)
        limit.start()
        said = []
        complaints = threading.Thread(target=lambda: said.append(program.stderr.read()))
        complaints.start()
        lines = []
        for line in program.stdout:
            lines.append(line.rstrip("\n"))
            if lines[-1].startswith("message "):
                for name, value in {**addresses, "TSC_EMPTY": os.path.basename(empty.name)}.items():
                    lines[-1] = lines[-1].replace(value, name)
            if lines[-1] == "pause":
                at_pause(simulator, scenario)
                program.stdin.write("\n")
                program.stdin.flush()
        code = program.wait()
        limit.cancel()
        complaints.join()
        program.stdin.close()
        program.stdout.close()
        program.stderr.close()
        if code != 0:
            lines += [f"exit {code}", *said[0].splitlines()[-20:]]
        elif not lines or not lines[-1].startswith("ends "):
            lines += said[0].splitlines()[-20:]
        return Seen(lines, [plain(one) for one in simulator.ask("GET", "/requests")])


def at_pause(simulator, scenario):
    if scenario.clock:
        simulator.ask("POST", "/clock", scenario.clock)
    # The loop ends because the program has sent the request, or because its time is over.
    while scenario.awaited and simulator.process.poll() is None:
        seen = simulator.ask("GET", "/requests")
        if any(scenario.awaited in f'{one["path"]}?{one["query"]}' for one in seen):
            break


def plain(request):
    """Returns a request as a line, without the parts that differ from run to run."""
    headers = {
        name.lower(): value
        for name, value in request["headers"]
        if name.lower() not in VOLATILE_HEADERS
    }
    told = "with a token" if any(n.lower() == "x-tableau-auth" for n, _ in request["headers"]) else ""
    body = request.get("body") or request.get("body_base64") or ""
    body = re.sub(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+", shown_token, body)
    query = f"?{request['query']}" if request["query"] else ""
    return " ".join(
        [
            request["method"],
            f"{request['path']}{query}",
            str(request["status"]),
            told,
            json.dumps(headers, sort_keys=True),
            body,
        ]
    )


def shown_token(found):
    """Returns a JSON web token's header and claims, without those that differ from run to run."""

    def decoded(part):
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))

    header, claims, _ = found[0].split(".")
    claims = {name: value for name, value in decoded(claims).items() if name not in VOLATILE_CLAIMS}
    return json.dumps([decoded(header), claims], sort_keys=True)


def differences(scenario, wanted, seen):
    def compared(what, left, right):
        if scenario.any_order:
            left, right = sorted(left), sorted(right)
        return list(
            difflib.unified_diff(left, right, f"{what}, the first language", what, n=1, lineterm="")
        )

    return compared("printed", wanted.lines, seen.lines) + compared(
        "requests", wanted.requests, seen.requests
    )


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("languages", nargs="+", metavar="NAME=COMMAND")
    parser.add_argument("--only", action="append", metavar="ID", help="run only this scenario")
    parser.add_argument("--seconds", type=int, default=60, help="the time limit of each program [60]")
    parser.add_argument(
        "--red", action="append", default=[], metavar="ID", help="a scenario that must differ from the first language"
    )
    parser.add_argument("--show", action="store_true", help="print what each program printed")
    given = parser.parse_args()
    given.languages = dict(one.split("=", 1) for one in given.languages)
    return given


def main():
    given = arguments()
    table = [one for one in scenarios() if not given.only or one.id in given.only]
    names = list(given.languages)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        runs = {
            (scenario.id, name): pool.submit(run, shlex.split(given.languages[name]), scenario, given.seconds)
            for scenario in table
            for name in names
        }
    failures = reds = 0
    width = max(len(scenario.id) for scenario in table)
    print(f"{'':{width}}  {'  '.join(f'{name:10}' for name in names)}")
    complaints = []
    for scenario in table:
        wanted = runs[scenario.id, names[0]].result()
        cells = []
        for name in names:
            seen = runs[scenario.id, name].result()
            if given.show:
                complaints += [f"-- {scenario.id}, {name}", *seen.lines, *seen.requests]
            if scenario.is_missing_in(name):
                is_there = seen.ends != "nothing"
                cells.append("is there" if is_there else "missing")
                if is_there:
                    failures += 1
                    complaints.append(f"-- {scenario.id} is there in {name}: take out that it is missing")
                continue
            found = differences(scenario, wanted, seen)
            if seen.ends != scenario.ends:
                found.append(f"it ends with {seen.ends}, not with {scenario.ends}")
                found += seen.lines
            cells.append("red" if found else "same")
            reds += bool(found)
            if bool(found) != (scenario.id in given.red and name != names[0]):
                failures += 1
                complaints += [f"-- {scenario.id}, {name}:", *(found or ["is the same"])]
        cells = "  ".join(f"{cell:10}" for cell in cells)
        print(f"{scenario.id:{width}}  {cells}  {scenario.ends}".rstrip())
    print("\n".join(complaints))
    print(f"{len(table)} scenarios in {', '.join(names)}; {reds} that differ", end="")
    red = [one for one in table if one.id in given.red]
    on_purpose = sum(not one.is_missing_in(name) for one in red for name in names[1:])
    print(f", {on_purpose} of them on purpose" if given.red else "")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
