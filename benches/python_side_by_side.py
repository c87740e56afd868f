"""The Python package beside the program, in turn: a profile of the same texts, and a whole experiment.

usage: PYTHON python_side_by_side.py BINARY [--megabytes 100] [--corpus FOLDER] [--runs 5] [--only summary,tables,run] [--out FILE.json]

PYTHON is an interpreter that has the package `sourcebias`, of the same version as BINARY, and numpy. Two sources of simulated text
(simulate_text.py, half of the megabytes each) are profiled from files by the program and as lists of strings by the package,
without intervals, by `words`, on as many threads as there are cores: the summary alone, for which the texts are passed over
once, and all tables (the program makes those of the table that is asked for alone, `--table keyness`, the package all). The package's figures are
those of the call; the texts are read beforehand. The experiment is that of `experiments/nfcorpus.toml` on the corpus in FOLDER, all
stages, each time in a new folder: both are whole processes. On a machine that does other things too, look at processor seconds.
"""
import argparse
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
EXPERIMENT = HERE.parent / "experiments" / "nfcorpus.toml"
MEASURES = "tokens,types,mattr(window=50),mtld,zipf"


def measured(command):
    """Wall seconds, processor seconds and peak resident megabytes of a command; its output goes nowhere."""
    started = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    figures = {"wall_seconds": seconds, "processor_seconds": usage.ru_utime + usage.ru_stime, "peak_megabytes": usage.ru_maxrss / 1024}
    # What a child measured of a part of itself stands for it.
    figures |= json.loads(said) if said.startswith(b'{"wall_seconds"') else {}
    return {name: round(figure, 4) for name, figure in figures.items()}


def profile_strings(table, *files):
    """Profiles the texts of files as Python has them; prints what the call took."""
    import sourcebias

    texts = {path.stem: [json.loads(line)["text"] for line in path.open(encoding="utf-8")] for path in map(pathlib.Path, files)}
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    sourcebias.profile(texts, measures=MEASURES, analyzer="words", bootstrap=0, table=table or None)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall_seconds": seconds, "processor_seconds": spent}))


def run_experiment(corpus, out):
    import sourcebias

    sourcebias.run(EXPERIMENT, corpus=corpus, out=out)


def in_turn(commands, runs):
    """The figures of each command: once unmeasured, then in turn."""
    figures = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as out:
                found = measured([out if word is OUT else word for word in command])
            if turn:
                figures[name].append(found)
    return figures


OUT = object()


def main():
    if sys.argv[1:2] == ["--profile-strings"]:
        return profile_strings(*sys.argv[2:])
    if sys.argv[1:2] == ["--run-experiment"]:
        return run_experiment(*sys.argv[2:])
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--corpus")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="summary,tables,run")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        wanted = arguments.only.split(",")
        if "summary" in wanted or "tables" in wanted:
            files = [pathlib.Path(folder) / f"{name}.jsonl" for name in ("human", "llm")]
            for seed, file in enumerate(files, 42):
                with file.open("wb") as out:
                    made = [sys.executable, HERE / "simulate_text.py", str(arguments.megabytes / 2), "400000", str(seed)]
                    subprocess.run(made, stdout=out, check=True)
            ours = [arguments.binary, "--quiet", "profile", *files, "--measures", MEASURES, "--bootstrap", "0", "--analyzer", "words"]
            strings = [sys.executable, __file__, "--profile-strings"]
            if "summary" in wanted:
                figures |= in_turn({
                    "profile of files, summary alone": [*ours, "--table", "summary"],
                    "sourcebias.profile, summary alone": [*strings, "summary", *files],
                }, arguments.runs)
            if "tables" in wanted:
                figures |= in_turn({
                    "profile of files, all tables": [*ours, "--table", "keyness"],
                    "sourcebias.profile, all tables": [*strings, "", *files],
                }, arguments.runs)
    if "run" in wanted and arguments.corpus:
        figures |= in_turn({
            "sourcebias run": [arguments.binary, "--quiet", "run", EXPERIMENT, "--corpus", arguments.corpus, "--out", OUT],
            "sourcebias.run": [sys.executable, __file__, "--run-experiment", arguments.corpus, OUT],
        }, arguments.runs)
    print(f"{'':34}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for name, runs in figures.items():
        keys = ("wall_seconds", "processor_seconds", "peak_megabytes")
        wall, cpu, peak = (statistics.median(run[key] for run in runs) for key in keys)
        print(f"{name:34}{wall:9.3f}{cpu:9.2f}{peak:9.1f}")
    if arguments.out:
        version = subprocess.run([arguments.binary, "--version"], capture_output=True, text=True).stdout.strip()
        result = {
            "date": time.strftime("%Y-%m-%d"), "cores": os.cpu_count(), "system": platform.platform(), "version": version,
            "python": platform.python_version(), "megabytes": arguments.megabytes, "measures": MEASURES,
            "load_before": os.getloadavg()[0], "figures": figures,
        }
        pathlib.Path(arguments.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
