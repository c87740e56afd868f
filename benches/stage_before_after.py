"""One stage of an experiment by two builds of the program, in turn: processor seconds of each, and their ratio.

usage: stage_before_after.py BEFORE AFTER EXPERIMENT.toml [--corpus FOLDER] [--stage profile] [--pairs 5] [--out FILE.json]

BEFORE and AFTER are binaries. Each has a folder of its own for results, in which the stages before the one that is measured
run once; then both make the stage anew PAIRS times, one right after the other, on all threads and with the defaults of the
experiment. Tells for every table of the stage whether it is the same bytes, and otherwise how far its numbers are apart.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time


def measured(command):
    """Processor seconds and peak resident megabytes of a command; its output goes nowhere."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return {
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_megabytes": round(usage.ru_maxrss / 1024, 1),
    }


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def difference(before, after):
    """How two tables differ: "" for the same bytes, else the greatest relative distance of two numbers by column."""
    if before.read_bytes() == after.read_bytes():
        return "same"
    if before.suffix != ".csv":
        return "other bytes"
    rows = [list(csv.DictReader(path.open(encoding="utf-8"))) for path in (before, after)]
    if len(rows[0]) != len(rows[1]):
        return "other rows"
    apart = {}
    for one, other in zip(*rows):
        for column in one:
            if one[column] == other[column]:
                continue
            numbers = [number(row[column]) for row in (one, other)]
            if None in numbers:
                apart[column] = math.inf
                continue
            distance = abs(numbers[0] - numbers[1]) / max(map(abs, numbers))
            apart[column] = max(apart.get(column, 0.0), distance)
    return ", ".join(f"{column} by {distance:.1e}" for column, distance in sorted(apart.items()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("experiment")
    parser.add_argument("--corpus")
    parser.add_argument("--stage", default="profile")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    binaries = {"before": arguments.before, "after": arguments.after}
    figures = {name: [] for name in binaries}
    with tempfile.TemporaryDirectory() as folder:
        folders = {name: pathlib.Path(folder) / name for name in binaries}
        corpus = ["--corpus", arguments.corpus] if arguments.corpus else []

        def command(name):
            options = ["--out", folders[name], "--force", *corpus]
            return [binaries[name], "--quiet", arguments.stage, arguments.experiment, *options]

        for name, path in folders.items():
            path.mkdir()
            measured(command(name))
        for _ in range(arguments.pairs):
            for name in binaries:
                figures[name].append(measured(command(name)))
        tables = {}
        for before in sorted(folders["before"].rglob(f"results/*/{arguments.stage}/*")):
            if before.suffix in (".csv", ".parquet"):
                after = folders["after"] / before.relative_to(folders["before"])
                tables[before.name] = difference(before, after) if after.is_file() else "missing"
    for table, apart in tables.items():
        print(f"{table:32}{apart}")
    medians = {
        name: statistics.median(run["processor_seconds"] for run in runs) for name, runs in figures.items()
    }
    for name, seconds in medians.items():
        print(f"{name:10}{seconds:9.2f} processor seconds")
    print(f"ratio     {medians['before'] / medians['after']:9.2f}")
    result = {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "stage": arguments.stage,
        "experiment": pathlib.Path(arguments.experiment).name,
        "load_before": os.getloadavg()[0],
        "figures": figures,
        "tables": tables,
    }
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
