"""What is measured, a function a part. Each returns what goes into results.json."""

import collections
import pathlib
import re
import tempfile

import data
from runs import in_turns, instructions, output, spread

LATENCIES = (0, 50, 100, 200, 500)
LOOKAHEADS = (0, 1, 2, 4, 8)
SIZES = (1_000, 10_000, 20_000, 100_000, 1_000_000)
ROUNDS, COUNTED_ROUNDS = 15, 10
THREADS = (1, 2, 4, 8, 16, 32, 64)


class Bench:
    """What each part is given: the server, the programs, and the number of turns."""

    def __init__(self, server, programs, turns, library):
        self.server, self.programs, self.turns, self.library = server, programs, turns, library
        # A curve has many points: each has fewer turns.
        self.curve_turns = max(1, turns // 5)

    def in_turns(self, jobs, turns=None):
        return in_turns(self.programs.measure, jobs, turns or self.turns)


def list_(bench):
    """20,000 workbooks, plain and compressed."""
    found = {}
    for coding in ("plain", "gzip"):
        url = bench.server.urls[coding]
        expected = output(*both(bench.programs.libcurl(url, "list", data.WORKBOOKS))).stdout.strip()
        jobs = bench.programs.lists(url, expected)
        found[coding] = bench.in_turns(jobs)
        for name, job in jobs.items():
            logged = bench.server.requests_of(lambda job=job: output(*both(job)))
            if (logged["compressed"] == data.PAGES) != (coding == "gzip"):
                raise SystemExit(f"{name}, {coding}: {logged['compressed']} pages were compressed")
            found[coding][name]["round_trips"] = logged
            if name.startswith("lib"):
                found[coding][name]["instructions"] = instructions(job)
    return found


def both(job):
    return job, job.command


def latency(bench):
    """20,000 workbooks from a server that waits before each page."""
    jobs = {
        (ahead, ms): bench.programs.ours(
            bench.server.urls["delay", ms], "list", data.WORKBOOKS, ahead
        )
        for ahead in LOOKAHEADS
        for ms in LATENCIES
    }
    # The bounds are at 100 ms.
    found = bench.in_turns({key: job for key, job in jobs.items() if key[1] == 100})
    found.update(
        bench.in_turns({key: job for key, job in jobs.items() if key[1] != 100}, bench.curve_turns)
    )
    return {str(ahead): {str(ms): found[ahead, ms] for ms in LATENCIES} for ahead in LOOKAHEADS}


def size(bench):
    """Lists of other sizes."""
    found = {}
    for total in bench.server.sizes:
        url = bench.server.urls["size", total]
        jobs = {
            "libtsc": bench.programs.ours(url, "list", total),
            "libtsc, look-ahead 4": bench.programs.ours(url, "list", total, 4),
            "libcurl": bench.programs.libcurl(url, "list", total),
        }
        found[str(total)] = bench.in_turns(jobs, bench.curve_turns)
    return found


def cold(bench):
    """A new process: version, sign in, a page of 100, switch site, sign out."""
    found = {}
    url = bench.server.urls["plain"]
    for roots in ("file", "system"):
        system = roots == "system"
        jobs = {
            "libtsc": bench.programs.ours(url, "cold", system=system),
            "libcurl": bench.programs.libcurl(url, "cold", system=system),
        }
        found[roots] = bench.in_turns(jobs)
        for name, job in jobs.items():
            found[roots][name]["instructions"] = instructions(job)
            found[roots][name]["round_trips"] = bench.server.requests_of(
                lambda job=job: output(*both(job))
            )
    return found


def body(bench):
    """32 MiB into memory."""
    url = bench.server.urls["plain"]
    return bench.in_turns(
        {
            "libtsc": bench.programs.ours(url, "body", data.LARGE),
            "libcurl": bench.programs.libcurl(url, "body", data.LARGE),
            "curl -o": bench.programs.download(url),
        }
    )


def gets(bench):
    """200 small GETs on one connection."""
    url = bench.server.urls["plain"]
    of = {"libtsc": bench.programs.ours, "libcurl": bench.programs.libcurl}
    found = bench.in_turns({name: program(url, "gets", 200) for name, program in of.items()})
    for name, program in of.items():
        few, many = (instructions(program(url, "gets", count)) for count in (1, 201))
        found[name]["instructions"] = (many - few) // 200
        found[name]["instructions_of_process"] = many
    return found


def memory(bench):
    """What handles take, and the library."""
    url = bench.server.urls["plain"]

    def bytes_each(*arguments, **options):
        job = bench.programs.memory(url, *arguments, **options)
        resident, allocated = map(int, output(*both(job)).stdout.split())
        return {"resident": resident, "allocated": allocated}

    return {
        "session": bytes_each("sessions", 1000),
        "server": bytes_each("servers", 1000),
        "server_with_system_roots": bytes_each("servers", 100, system=True),
        "library": pathlib.Path(bench.library).stat().st_size,
    }


def threads(bench):
    """Waiting calls, requests a second, and futex calls."""
    url = bench.server.urls["plain"]
    waiting, switches = map(
        int, output(*both(bench.programs.threads(url, "waiting", 500))).stdout.split()
    )
    rates = {}
    for count in THREADS:
        requests = 10_000 - 10_000 % count
        job = bench.programs.threads(url, "requests", count, requests)
        seconds = sorted(float(output(*both(job)).stdout) for _ in range(bench.curve_turns))
        rates[str(count)] = requests / seconds[len(seconds) // 2]
    calls = {str(count): futex_calls(bench, url, count) for count in (1, 8, 64)}
    return {"waiting": waiting, "switches": switches, "requests_a_second": rates, "futex": calls}


def futex_calls(bench, url, count):
    """The futex calls a request, by who makes them.

    strace slows the program down, so that there are more than otherwise."""
    requests = 640
    job = bench.programs.threads(url, "requests", count, requests)
    makers = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        # A file a thread: stacks of several threads would be mixed up in one.
        strace = ["strace", "-ff", "-k", "-e", "trace=futex", "-o", f"{folder}/thread"]
        output(job, [*strace, *job.command])
        for file in pathlib.Path(folder).iterdir():
            for call in re.split(r"^(?=\S)", file.read_text(), flags=re.MULTILINE):
                if call.startswith("futex("):
                    makers[maker(call)] += 1
    return {name: calls / requests for name, calls in makers.items()}


def maker(call):
    """Who makes a call, by its stack."""
    if re.search(
        r"\((__libc_)?(malloc|free|realloc|calloc|memalign|posix_memalign|_int_\w+)\+", call
    ):
        return "malloc"
    if "libtsc.so" in call:
        return "libtsc"
    return "the program"


def bindings(bench):
    """The scenario program of each binding, which reads the list again and again."""
    found = {}
    for name in bench.programs.bindings:
        rounds = [
            line.split()
            for line in output(
                *both(bench.programs.binding(name, bench.server.urls["plain"], ROUNDS))
            ).stdout.splitlines()
        ]
        if rounds.pop() != ["ends", "TSC_OK"] or {each[1] for each in rounds} != {
            str(data.WORKBOOKS)
        }:
            raise SystemExit(f"{name}: {rounds}")
        # Microseconds: the first rounds load and compile.
        later = rounds[-COUNTED_ROUNDS:]
        found[name] = {
            "first": int(rounds[0][3]) / 1e6,
            "wall": spread([int(each[3]) / 1e6 for each in later]),
            "cpu": spread([int(each[4]) / 1e6 for each in later]),
        }
    return found


ALL = {
    "list": list_,
    "latency": latency,
    "size": size,
    "cold": cold,
    "body": body,
    "gets": gets,
    "memory": memory,
    "threads": threads,
    "bindings": bindings,
}
