"""Writes docs/performance.md."""

import bounds
import data
import plots

NAMES = {
    "libtsc": "libtsc, from C",
    "libcurl, push": "C: libcurl, libxml2's SAX2 push parser",
    "libcurl, sax": "C: libcurl, libxml2's SAX2 parser",
    "libcurl, reader": "C: libcurl, libxml2's xmlTextReader",
    "libcurl": "C: libcurl, libxml2's SAX2 push parser",
    "TSC": "Python: tableauserverclient (TSC)",
    "Go": "Go: net/http, encoding/xml",
    "C#": "C#: HttpClient, XmlReader (.NET 8)",
    "Java": "Java: java.net.http, StAX",
    "curl": "`curl`, which drops the pages",
    "curl -o": "`curl -o`, into a file",
}


def table(columns, rows):
    """The first column is text, the others are numbers."""
    lines = [f"| {' | '.join(columns)} |", "|---|" + "---:|" * (len(columns) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def time(spread):
    """A median and its quartiles, in milliseconds."""
    middle, low, high = (
        spread[key] * 1000 for key in ("median", "first_quartile", "third_quartile")
    )
    digits = 0 if middle >= 100 else 1
    return f"{middle:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"


def megabytes(spread):
    return f"{spread['median'] / 1e6:.1f}"


def millions(number):
    return "" if number is None else f"{number / 1e6:,.1f}"


def times_of(programs, first):
    """Rows with what each program used, and the ratio of its times to the first's."""
    rows = []
    for name, used in programs.items():
        ratios = [
            f"{used[metric]['median'] / programs[first][metric]['median']:.2f}"
            for metric in ("wall", "cpu")
        ]
        rows.append(
            [
                NAMES[name],
                *(time(used["wall"]), ratios[0], time(used["cpu"]), ratios[1]),
                *(megabytes(used["peak"]), f"{used['faults']['median']:,.0f}"),
                millions(used.get("instructions")),
            ]
        )
    columns = [
        "",
        "elapsed, ms",
        "ratio",
        "processor, ms",
        "ratio",
        "peak, MB",
        "page faults",
        "million instructions",
    ]
    return table(columns, rows)


def round_trips(programs):
    counts = {
        (used["round_trips"]["requests"], used["round_trips"]["connections"]): name
        for name, used in programs.items()
        if name != "curl"
    }
    (requests, connections), *others = counts
    if others:
        return "Requests and connections: " + "; ".join(
            f"{NAMES[name]}: {count[0]} and {count[1]}" for count, name in counts.items()
        )
    return f"Each program but curl sends {requests} requests over {connections} connection"


def bounds_table(results):
    rows = []
    for bound in bounds.all_bounds(results):
        if bound.figure is None:
            continue
        word = "reached" if bound.reached else "not reached"
        rows.append([bound.what, bounds.shown(bound.figure), bounds.shown(bound.most), word])
    return table(["", "measured", "at most", ""], rows)


def curve_table(results):
    rows = []
    for total, programs in results["size"].items():
        for name, used in programs.items():
            rows.append(
                [
                    f"{int(total):,}",
                    name,
                    time(used["wall"]),
                    time(used["cpu"]),
                    megabytes(used["peak"]),
                ]
            )
    return table(["workbooks", "", "elapsed, ms", "processor, ms", "peak, MB"], rows)


def latency_table(results):
    latencies = list(next(iter(results["latency"].values())))
    rows = [
        [f"look-ahead {ahead}", *(time(curve[ms]["wall"]) for ms in latencies)]
        for ahead, curve in results["latency"].items()
    ]
    return table(["elapsed, ms", *(f"{ms} ms a page" for ms in latencies)], rows)


def threads_table(results):
    threads = results["threads"]
    rows = []
    for count, rate in threads["requests_a_second"].items():
        calls = threads["futex"].get(count)
        said = (
            ""
            if calls is None
            else ", ".join(f"{name} {number:.2f}" for name, number in sorted(calls.items()))
        )
        rows.append([count, f"{rate:,.0f}", said])
    return table(
        ["threads", "requests a second", "futex calls a request, and who makes them"], rows
    )


def write(results, path):
    plots.write(results, path.with_suffix(""))
    machine, memory = results["machine"], results["memory"]
    lists, threads = results["list"], results["threads"]
    turns = results["turns"]
    a_get = {name: used["instructions"] for name, used in results["gets"].items()}
    gets = {
        name: {**used, "instructions": used["instructions_of_process"]}
        for name, used in results["gets"].items()
    }
    path.write_text(f"""# Performance

`scripts/bench` makes these measurements and writes this page. It starts nginx on the same machine, with
TLS 1.3 and responses like those of Tableau Server, and runs each program {turns} times, in turns. Times
are medians, with the first and third quartile in brackets. Each run is a new process: what a runtime takes
to start and to compile is included. Processor time is that of the program, without the server.
Instructions are counted by callgrind.

The machine: {machine["processor"]}, {machine["cores"]} cores, Linux {machine["kernel"]}.

## The bounds

The ratios with "libcurl + libxml2" are to the program of the next section that needs the least processor time
with these libraries.

{bounds_table(results)}

## 20,000 workbooks

Each program asks for the version, signs in, reads id and name of {data.WORKBOOKS:,} workbooks in
{data.PAGES} pages of 720 kB, and signs out. The ratios are to libtsc.

{round_trips(lists["plain"])}.

{times_of(lists["plain"], "libtsc")}

The same with pages that the server sends compressed with gzip:

{times_of(lists["gzip"], "libtsc")}

## The bindings

The scenario program of each binding (tests/scenarios.md) reads the same pages 15 times in one process. The
last ten are measured; the first, in which a runtime loads and compiles, stands by itself. C# runs under
Mono. The ratios are to C.

{bindings_table(results["bindings"])}

In C and C++ an item is lent until the next one is read. In Go, C# and Java it is a value of its own, so that
nothing can be read after it was freed: it is copied whole, with its attributes and children.

## Lists of other sizes

![processor time against the size](performance/size.svg)
![peak memory against the size](performance/memory.svg)

{curve_table(results)}

## Latency

The server waits before it sends each of the 20 pages.

![elapsed time against latency](performance/latency.svg)

{latency_table(results)}

## A short job

A new process asks for the version, signs in, reads a page of 100 workbooks, switches to another site and
signs out. With a file of one CA:

{times_of(results["cold"]["file"], "libtsc")}

With the system's roots:

{times_of(results["cold"]["system"], "libtsc")}

## A large body

32 MiB into memory; `curl -o` writes them into a file.

{times_of(results["body"], "libtsc")}

## Small requests

200 GETs of 1 kB, one after the other, over one connection. A GET takes {a_get["libtsc"]:,} instructions,
and {a_get["libcurl"]:,} with libcurl's easy handle; the table has those of the process with 201 GETs.

{times_of(gets, "libtsc")}

## Handles

Each is the mean over 1,000 handles (100 with the system's roots) after a first one.

{memory_table(memory)}

`libtsc.so` has {memory["library"]:,} bytes.

`scripts/test cycles` checks in every language that a sign-in and a close leave no memory behind.

## Threads

The kernel switches {threads["waiting"]} threads that wait in a call for two seconds on and off
{threads["switches"]} times in total. A timer that ticks would show there.

Threads that send small GETs, each with a session of its own. The server uses the same cores. Futex calls are
counted with strace, which slows the program down so that threads meet more often.

![requests a second against threads](performance/threads.svg)

{threads_table(results)}
""")


def bindings_table(bindings):
    rows = []
    for name, used in bindings.items():
        ratios = [
            f"{used[key]['median'] / bindings['C'][key]['median']:.2f}" for key in ("wall", "cpu")
        ]
        first = f"{used['first'] * 1000:,.0f}"
        rows.append([name, time(used["wall"]), ratios[0], time(used["cpu"]), ratios[1], first])
    return table(["", "elapsed, ms", "ratio", "processor, ms", "ratio", "the first, ms"], rows)


def memory_table(memory):
    rows = [
        [what, f"{memory[key]['resident']:,}", f"{memory[key]['allocated']:,}"]
        for key, what in {
            "session": "an idle session",
            "server": "a server handle with a session and an open connection",
            "server_with_system_roots": "the same with the system's roots",
        }.items()
    ]
    return table(["", "resident bytes", "bytes that malloc handed out"], rows)
