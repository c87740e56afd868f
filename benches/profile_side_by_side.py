"""The one-pass profile beside its peers: the same file, one run, wall time and peak memory of each, raw figures kept.

usage: profile_side_by_side.py BINARY [--megabytes 105] [--data DATA [--collections nfcorpus,nq-utd,l2r]] [--runs 5]
       [--python PYTHON] [--only NAME,NAME] [--out FILE.json]

Writes the simulated text (simulate_text.py) to a temporary folder, or with DATA the texts of some
collections again and again (repeat_texts.py), then runs every command once unmeasured, then RUNS rounds of
all of them in turn, and prints medians. PYTHON is an interpreter that has numpy, spacy and polars; peers whose
library is missing are left out and named.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
COLLECTIONS = "nfcorpus,nq-utd,l2r"
MEASURES = "tokens,types,mattr(window=50),mtld,zipf"


def measured(command):
    """Wall seconds, processor seconds and peak resident megabytes of a command; its output goes nowhere."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return {
        "wall_seconds": round(seconds, 4),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 4),
        "peak_megabytes": round(usage.ru_maxrss / 1024, 1),
    }


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def has(python, module):
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--megabytes", type=float, default=105)
    parser.add_argument("--data")
    parser.add_argument("--collections", default=COLLECTIONS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--only", default="")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder) / "text.jsonl"
        told = {"made_by": "simulate_text.py", "seed": 42}
        with open(text, "wb") as out:
            made = [arguments.python, HERE / "simulate_text.py", str(arguments.megabytes)]
            if arguments.data:
                told = {"made_by": "repeat_texts.py", "collections": arguments.collections}
                made = [arguments.python, HERE / "repeat_texts.py", arguments.data, str(arguments.megabytes)]
                made += ["--collections", arguments.collections]
            subprocess.run(made, stdout=out, check=True)
        ours = [arguments.binary, "--quiet", "profile", text, "--measures", MEASURES, "--bootstrap", "0", "--analyzer"]
        peers = {
            "wc -w": ["wc", "-w", text],
            "sourcebias, 2 threads": [*ours, "words", "--threads", "2"],
            "sourcebias, 1 thread": [*ours, "words", "--threads", "1"],
            "sourcebias english, 2 thr.": [*ours, "english", "--threads", "2"],
            "sourcebias english, 1 thr.": [*ours, "english", "--threads", "1"],
            "polars, counting alone": [arguments.python, HERE / "peers/polars_counts.py", text],
            "plain Python": [arguments.python, HERE / "peers/plain_python.py", text],
            "spaCy, tokenizer alone": [arguments.python, HERE / "peers/spacy_tokens.py", text],
        }
        needs = {"polars, counting alone": "polars", "spaCy, tokenizer alone": "spacy"}
        wanted = [name for name in arguments.only.split(",") if name]
        for name in list(peers):
            if wanted and not any(name.startswith(one) for one in wanted):
                del peers[name]
            elif name in needs and not has(arguments.python, needs[name]):
                print(f"left out: {name} ({needs[name]} is not installed)", file=sys.stderr)
                del peers[name]
        figures = {name: [] for name in peers}
        for command in peers.values():
            measured(command)
        for _ in range(arguments.runs):
            for name, command in peers.items():
                figures[name].append(measured(command))
        result = {
            "date": time.strftime("%Y-%m-%d"),
            "processor": processor(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
            "version": subprocess.run([arguments.binary, "--version"], capture_output=True, text=True).stdout.strip(),
            "python": platform.python_version(),
            "text": {"bytes": text.stat().st_size, **told},
            "measures": MEASURES,
            "load_before": os.getloadavg()[0],
            "figures": figures,
        }
    bases = [
        statistics.median(run[key] for run in figures.get("wc -w", [{key: 0}])) for key in ("wall_seconds", "processor_seconds")
    ]
    print(f"{'':26}{'wall s':>9}{'x wc -w':>9}{'cpu s':>9}{'x wc -w':>9}{'peak MB':>9}")
    for name, runs in figures.items():
        wall, cpu, peak = (
            statistics.median(run[key] for run in runs) for key in ("wall_seconds", "processor_seconds", "peak_megabytes")
        )
        ratios = [f"{one / base:9.2f}" if base else f"{'':9}" for one, base in zip((wall, cpu), bases)]
        print(f"{name:26}{wall:9.3f}{ratios[0]}{cpu:9.2f}{ratios[1]}{peak:9.1f}")
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
