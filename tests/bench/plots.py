"""The plots of docs/performance.md."""

from plot import Axis, chart, linear, logarithmic


def write(results, folder):
    folder.mkdir(exist_ok=True)
    for name, plot in {
        "size": of_size,
        "memory": of_memory,
        "latency": of_latency,
        "threads": of_threads,
    }.items():
        (folder / f"{name}.svg").write_text(plot(results))


def points(curve, value):
    return [(float(key), value(of)) for key, of in curve.items()]


def of_metric(results, metric, unit):
    """For each program, a metric against the size of the list."""
    programs = next(iter(results["size"].values()))
    return {
        name: points(results["size"], lambda of, name=name: of[name][metric]["median"] / unit)
        for name in programs
    }


def values(series):
    return [y for points_of_one in series.values() for _, y in points_of_one]


def across_sizes(results):
    return logarithmic("workbooks", [int(size) for size in results["size"]])


def of_size(results):
    series = of_metric(results, "cpu", 1)
    up = logarithmic("processor time, s", values(series))
    return chart("Processor time against the size of the list", across_sizes(results), up, series)


def of_memory(results):
    series = of_metric(results, "peak", 1e6)
    up = linear("peak memory, MB", values(series))
    return chart("Peak memory against the size of the list", across_sizes(results), up, series)


def of_latency(results):
    series = {
        f"look-ahead {ahead}": points(curve, lambda of: of["wall"]["median"])
        for ahead, curve in results["latency"].items()
    }
    across = linear("time until the server sends a page, ms", [500])
    up = linear("20,000 workbooks, s", values(series))
    return chart("Elapsed time against latency", across, up, series)


def of_threads(results):
    series = {"libtsc": points(results["threads"]["requests_a_second"], float)}
    across = Axis("threads, each with a session", (1, 2, 4, 8, 16, 32, 64), True)
    up = linear("requests a second", values(series))
    return chart("Small GETs against threads", across, up, series)
