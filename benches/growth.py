"""How time and memory grow with a collection: each stage of an experiment, as a command of its own, on simulated collections.

usage: growth.py BINARY [--contents 10000 100000 1000000] [--queries 1000] [--threads 0] [--out FILE.json]

Each collection has twins of so many contents, by two sources, and as many queries whatever its size; all settings are the
defaults. A stage finds those before it finished, and reads what it needs of the corpus anew, which is part of its time. Prints
processor seconds, microseconds a content, and peak memory, by stage; a stage that grows linearly has the same microseconds in
each row.
"""
import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

STAGES = ["text", "profile", "index", "retrieve", "evaluate", "bias", "report"]

EXPERIMENT = """name = "growth"
seed = 5
[simulate]
documents = {contents}
queries = {queries}
vocabulary = 100000
rank_break = 1000
topics = 200
[bias]
planted_replicates = 0
"""


def measured(command):
    """Processor seconds, wall seconds and peak resident megabytes of a command."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{message.decode(errors='replace')}")
    return {
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "wall_seconds": round(time.monotonic() - begun, 2),
        "peak_megabytes": round(usage.ru_maxrss / 1024, 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--contents", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path)
    told = parser.parse_args()
    binary = told.binary.resolve()
    rows = []
    print(f"{'contents':>9}  {'stage':<9} {'processor s':>11} {'us a content':>12} {'peak MB':>8}")
    for contents in told.contents:
        with tempfile.TemporaryDirectory() as folder:
            experiment = pathlib.Path(folder) / "growth.toml"
            experiment.write_text(EXPERIMENT.format(contents=contents, queries=told.queries))
            total = 0.0
            for stage in STAGES:
                row = measured([binary, "--quiet", "--threads", str(told.threads), stage, experiment, "--out", folder])
                rows.append({"contents": contents, "stage": stage, **row})
                total += row["processor_seconds"]
                each = 1e6 * row["processor_seconds"] / contents
                print(f"{contents:>9}  {stage:<9} {row['processor_seconds']:>11} {each:>12.0f} {row['peak_megabytes']:>8}", flush=True)
            print(f"{contents:>9}  {'all':<9} {total:>11.2f} {1e6 * total / contents:>12.0f}", flush=True)
    if told.out:
        machine = {"python": platform.python_version(), "processors": os.cpu_count(), "machine": platform.machine()}
        told.out.write_text(json.dumps({"settings": {"queries": told.queries, "threads": told.threads}, "machine": machine, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
