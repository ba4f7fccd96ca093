"""The bounds that the library is to keep to, and what was measured."""

from typing import NamedTuple


class Bound(NamedTuple):
    """A figure that must be at most a number; None if it was not measured."""

    what: str
    figure: float | None
    most: float

    @property
    def reached(self):
        return self.figure is not None and self.figure <= self.most

    def __str__(self):
        if self.figure is None:
            return f"not measured  {self.what}: at most {shown(self.most)}"
        word = "reached" if self.reached else "not reached"
        return f"{word:12}  {self.what}: {shown(self.figure)}, at most {shown(self.most)}"


def shown(number):
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3f}".rstrip("0").rstrip(".")


def median(results, *path):
    """A median, or a number; None if it was not measured."""
    for step in path:
        results = results.get(step) if results else None
    return results["median"] if isinstance(results, dict) else results


def ratio(results, of, to):
    one, other = median(results, *of), median(results, *to)
    return one / other if one is not None and other else None


def fastest_libcurl(results, coding="plain"):
    """The program with libcurl and libxml2 that takes the least processor time."""
    clients = results.get("list", {}).get(coding, {})
    names = [name for name in clients if name.startswith("libcurl")]
    return min(names, key=lambda name: clients[name]["cpu"]["median"], default="libcurl, push")


def spread_of(numbers):
    """The greatest ratio between two of the numbers."""
    known = [number for number in numbers if number is not None]
    return max(known) / min(known) if len(known) > 1 else None


def all_bounds(results):
    ours, peer = ("list", "plain", "libtsc"), ("list", "plain", fastest_libcurl(results))

    def listed(what, metric, most, to=peer):
        return Bound(
            f"list of 20,000: {what}", ratio(results, (*ours, metric), (*to, metric)), most
        )

    def cold(what, roots, metric, most):
        figure = ratio(
            results, ("cold", roots, "libtsc", metric), ("cold", roots, "libcurl", metric)
        )
        return Bound(f"cold job, {what}, to libcurl", figure, most)

    def number(what, most, *path):
        return Bound(what, median(results, *path), most)

    body = median(results, "body", "libtsc", "peak")
    second = median(results, "memory", "server_with_system_roots", "resident")
    switches, waiting = (median(results, "threads", key) for key in ("switches", "waiting"))
    return [
        listed("processor time to libcurl + libxml2", "cpu", 0.35),
        listed("wall time to libcurl + libxml2", "wall", 0.40),
        listed("wall time to curl, which drops the pages", "wall", 1.6, ("list", "plain", "curl")),
        listed("instructions to libcurl + libxml2", "instructions", 0.30),
        listed("peak memory to libcurl + libxml2", "peak", 0.35),
        listed("wall time to TSC", "wall", 1 / 50, ("list", "plain", "TSC")),
        *lookahead_bounds(results),
        cold("wall time, CA file", "file", "wall", 0.30),
        cold("instructions, CA file", "file", "instructions", 0.25),
        cold("wall time, system's roots", "system", "wall", 0.5),
        cold("instructions, system's roots", "system", "instructions", 0.5),
        cold("peak memory, CA file", "file", "peak", 0.30),
        Bound(
            "32 MiB into memory: peak above the body, in MB",
            None if body is None else (body - 32 * 1024 * 1024) / 1e6,
            6,
        ),
        Bound(
            "32 MiB into memory: processor time to curl -o",
            ratio(results, ("body", "libtsc", "cpu"), ("body", "curl -o", "cpu")),
            1,
        ),
        Bound(
            "200 small GETs: instructions to libcurl",
            ratio(results, ("gets", "libtsc", "instructions"), ("gets", "libcurl", "instructions")),
            0.9,
        ),
        number("an idle session, in bytes", 8 * 1024, "memory", "session", "resident"),
        number(
            "a server handle with session and connection, in bytes",
            64 * 1024,
            "memory",
            "server",
            "resident",
        ),
        Bound(
            "a further server handle with the system's roots, above one with a CA file, in bytes",
            None if second is None else second - median(results, "memory", "server", "resident"),
            8 * 1024,
        ),
        Bound(
            "500 waiting calls: context switches a call in two seconds",
            None if switches is None else switches / waiting,
            0.1,
        ),
        number("libtsc.so, in bytes", 2.5e6, "memory", "library"),
    ]


def lookahead_bounds(results):
    def at_100_ms(ahead):
        return ("latency", str(ahead), "100", "wall")

    def peaks(name):
        return [median(results, "size", total, name, "peak") for total in ("20000", "1000000")]

    return [
        *(
            Bound(
                f"100 ms a page: wall time with look-ahead {ahead} to that without",
                ratio(results, at_100_ms(ahead), at_100_ms(0)),
                most,
            )
            for ahead, most in ((4, 0.35), (8, 0.25))
        ),
        *(
            Bound(
                f"peak memory of 20,000 to 1,000,000 workbooks, {name}", spread_of(peaks(name)), 1.1
            )
            for name in ("libtsc", "libtsc, look-ahead 4")
        ),
    ]
