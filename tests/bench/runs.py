"""Runs programs in turns, and what is measured of a run."""

import json
import os
import re
import statistics
import subprocess
import tempfile
from typing import NamedTuple

# valgrind counts an instruction that is repeated, such as rep stosb, once for each byte.
WITHOUT_REP = (
    "glibc.cpu.x86_rep_stosb_threshold=100000000:glibc.cpu.x86_rep_movsb_threshold=100000000"
)
METRICS = ("wall", "cpu", "peak", "faults")


class Job(NamedTuple):
    """A command, its additional environment, and what it must print if that is known."""

    command: list
    environment: dict = {}
    prints: str | None = None


def environment_of(job, **more):
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {**kept, **job.environment, **more}


def output(job, command, **options):
    """Runs a job's command, perhaps within another one, and returns what it prints."""
    done = subprocess.run(
        [str(word) for word in command],
        env=environment_of(job, **options.pop("environment", {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=1800,
        check=False,
        **options,
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {done.stdout}{done.stderr}")
    if job.prints is not None and done.stdout.strip() != job.prints:
        raise SystemExit(
            f"{' '.join(map(str, command))} printed {done.stdout!r}, not {job.prints!r}"
        )
    return done


def used(measure, job):
    """Runs a job, and returns its wall and processor time, peak memory and page faults."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        output(job, [measure, file.name, *job.command])
        return json.load(file)


def in_turns(measure, jobs, turns):
    """Runs each job in each turn, after one that does not count. Returns medians and quartiles."""
    found = {name: [] for name in jobs}
    for turn in range(turns + 1):
        for name, job in jobs.items():
            run = used(measure, job)
            if turn > 0:
                found[name].append(run)
    return {
        name: {metric: spread([run[metric] for run in runs]) for metric in METRICS}
        for name, runs in found.items()
    }


def spread(values):
    first, median, third = (
        statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    )
    return {"median": median, "first_quartile": first, "third_quartile": third, "runs": len(values)}


def instructions(job):
    """The instructions that a job takes, by callgrind."""
    tunables = {"GLIBC_TUNABLES": WITHOUT_REP}
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = output(job, [*callgrind, *job.command], environment=tunables)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))
