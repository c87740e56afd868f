"""Indexing and retrieval beside their peers: the same corpus, terms and depth in one run, medians, raw figures kept.

usage: retrieval_side_by_side.py BINARY --jar JAR [--folder FOLDER] [--documents 500000] [--queries 1000] [--repeats 5]
       [--search-repeats 1] [--passes 5] [--only ours,bm25s] [--part index|search] [--python PYTHON] [--out FILE.json]

FOLDER keeps the simulated corpus, the queries and the indexes; corpus and queries are made once. JAR is
anserini-0.25.0-fatjar.jar, which holds Lucene 9.9.1 (see tests/golden/README.md); PYTHON an interpreter that has numpy,
tantivy, bm25s and numba. A peer whose tool is missing is left out and named. All must find the same numbers of
documents, terms and tokens, and the scores of the first and last document of every query must agree, else the run fails.

Index: from the JSON lines to an index on disk, one process each time. Search: one process opens the index, asks all
queries once unmeasured, then PASSES times by its own clock, on one thread. `ids` says that the documents' ids are read
too; `scores` stops at internal numbers. The peers' queries are cut into terms before the clock starts, ours within it, and
our first pass counts. tantivy's heap and Lucene's buffer are 256 MB; tantivy and Lucene merge in threads of their own beside
those that index. Ours also searches by a grid of 20 BM25 models, and by a model that cannot pass over documents, to
compare the cost of both with that of BM25 alone.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
OURS_INDEX = ["{binary}", "--quiet", "index", "{corpus}", "--to", "{index}", "--analyzer", "words", "--threads", "{threads}"]


def ours_search(model, to=os.devnull):
    return ["{binary}", "--quiet", "search", "{index}", "--queries", "{queries}", "--model", model, "--depth", "{depth}",
            "--threads", "1", "--passes", "{passes}", "--timings", "{timings}", "--to", to]


OURS_SEARCHES = {
    "": ours_search("bm25"),
    "grid of 20": ours_search("bm25(k1=0.6..1.5/0.1,b=0.4..0.8/0.4)", "{runs}"),
    "pl2, scored in full": ours_search("pl2"),
}
OURS_DESCRIPTION = "sourcebias.json"
JAVA = ["java", "-Xmx1g", "-cp", "{classes}:{jar}", "LuceneRetrieval"]
TANTIVY = ["{python}", HERE / "peers/tantivy_retrieval.py"]
BM25S = ["{python}", HERE / "peers/bm25s_retrieval.py"]
SEARCH = ["search", "{index}", "{queries}", "{depth}", "{passes}"]
INDEX = ["index", "{corpus}", "{index}"]

# Peer -> commands of indexing by threads, of counting, and of searching by variant.
PEERS = {
    "ours": ({1: OURS_INDEX, 2: OURS_INDEX}, None, OURS_SEARCHES),
    "tantivy": (
        {1: [*TANTIVY, *INDEX, "1"], 2: [*TANTIVY, *INDEX, "2"]},
        [*TANTIVY, "count", "{corpus}", "{index}"],
        {"scores": [*TANTIVY, *SEARCH, "scores"], "ids": [*TANTIVY, *SEARCH, "ids"]},
    ),
    "lucene": (
        {1: [*JAVA, *INDEX, "1"], 2: [*JAVA, *INDEX, "2"]},
        [*JAVA, "count", "{corpus}", "{index}"],
        {"scores": [*JAVA, *SEARCH, "scores"], "ids": [*JAVA, *SEARCH, "ids"]},
    ),
    "bm25s": (
        {1: [*BM25S, *INDEX]},
        [*BM25S, "count", "{corpus}", "{index}"],
        {"numba": [*BM25S, *SEARCH, "numba"]},
    ),
}
MODULES = {"tantivy": ["tantivy"], "bm25s": ["bm25s", "numba"]}
DEPTH = 1000


def measured(command):
    """What a command prints, and its wall seconds, processor seconds and peak resident megabytes."""
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        out.seek(0)
        told = out.read().decode()
    return told, {
        "wall_seconds": round(seconds, 4),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 4),
        "peak_megabytes": round(usage.ru_maxrss / 1024, 1),
    }


def from_proc(path, key):
    with open(path, encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), None)


def printed(command):
    """What a command prints; `None` where it is not here or fails."""
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip() if done.returncode == 0 else None


def made(path, command):
    """Makes a file by a command's standard output, unless it stands."""
    if not path.exists():
        beside = path.with_suffix(".part")
        with open(beside, "wb") as out:
            subprocess.run(command, stdout=out, check=True)
        beside.rename(path)


def folder_bytes(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.folder = pathlib.Path(arguments.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        simulated = ["--documents", str(arguments.documents), "--plain", "--longer", "2.3"]
        self.corpus = self.folder / f"corpus-{arguments.documents}.jsonl"
        self.queries = self.folder / f"queries-{arguments.documents}-{arguments.queries}.jsonl"
        made(self.corpus, [arguments.python, HERE / "simulate_text.py", *simulated])
        asked = [self.corpus, "--queries", str(arguments.queries)]
        made(self.queries, [arguments.python, HERE / "simulate_queries.py", *asked])
        self.versions = {"python": platform.python_version()}
        self.peers = [name for name in PEERS if self.has(name)]

    def has(self, name):
        wanted = [one for one in self.arguments.only.split(",") if one]
        if wanted and name not in wanted:
            return False
        if name == "ours":
            version = self.arguments.binary and printed([self.arguments.binary, "--version"])
            self.versions[name] = version
        elif name == "lucene":
            version = self.arguments.jar and shutil.which("javac") and self.compiled()
        else:
            modules = MODULES[name]
            code = f"import importlib.metadata as m, {', '.join(modules)}; print(*(x + ' ' + m.version(x) for x in {modules}))"
            version = printed([self.arguments.python, "-c", code])
        if not version:
            print(f"left out: {name} (its tool is not here)", file=sys.stderr)
            return False
        self.versions[name] = version
        return True

    def compiled(self):
        classes = self.folder / "classes"
        source = HERE / "peers/LuceneRetrieval.java"
        subprocess.run(["javac", "-d", classes, "-cp", self.arguments.jar, source], check=True)
        self.versions["java"] = (printed(["java", "-version"]) or "").splitlines()[0]
        return printed(self.filled([*JAVA, "version"]))

    def filled(self, command, **values):
        values |= {
            "binary": self.arguments.binary, "python": self.arguments.python, "jar": self.arguments.jar,
            "corpus": self.corpus, "queries": self.queries, "classes": self.folder / "classes",
            "depth": DEPTH, "passes": self.arguments.passes, "timings": self.folder / "timings.json",
            "runs": self.folder / "runs",
        }
        return [str(word).format(**values) for word in command]

    def index_folder(self, name, threads=1):
        return self.folder / f"index-{self.arguments.documents}-{name}-{threads}"

    def index(self, name, threads):
        folder = self.index_folder(name, threads)
        shutil.rmtree(folder, ignore_errors=True)
        _, figures = measured(self.filled(PEERS[name][0][threads], index=folder, threads=threads))
        figures["index_megabytes"] = round(folder_bytes(folder) / 1e6, 1)
        print(f"index: {name}, {threads}: {figures}", file=sys.stderr)
        return figures

    def search(self, name, variant):
        """The figures of one process, and the number, first and last score of every query's documents."""
        timings = self.folder / "timings.json"
        timings.unlink(missing_ok=True)
        command = self.filled(PEERS[name][2][variant], index=self.index_folder(name))
        out, figures = measured(command)
        told = json.loads(timings.read_text() if name == "ours" else out)
        figures["passes"] = [round(one, 5) for one in told["passes"]]
        print(f"search: {name} {variant}: {figures}", file=sys.stderr)
        return figures, told.get("edges")

    def counts(self, name, threads):
        folder = self.index_folder(name, threads)
        if name == "ours":
            told = json.loads((folder / OURS_DESCRIPTION).read_text(encoding="utf-8"))
            return {key: told[key] for key in ("documents", "terms", "tokens") if key in told}
        return json.loads(printed(self.filled(PEERS[name][1], index=folder)))


def check_counts(counts):
    """Ends the run where two indexes hold different numbers of documents, terms or tokens."""
    for key in ("documents", "terms", "tokens"):
        values = {name: count[key] for name, count in counts.items() if key in count}
        print(f"{key}: {values}", file=sys.stderr)
        if len(set(values.values())) > 1:
            sys.exit(f"failed: the numbers of {key} differ, so the terms are not the same")


def check_edges(edges):
    """Ends the run where the first or last score of a query differs between peers, beyond single precision."""
    names = list(edges)
    for name in names[1:]:
        worst = 0.0
        for one, other in zip(edges[names[0]], edges[name], strict=True):
            if one[0] != other[0]:
                sys.exit(f"failed: {names[0]} finds {one[0]} documents where {name} finds {other[0]}")
            # Measured by the first score: ln(1 + x) of a word in nearly all documents is small and imprecise in single.
            worst = max([worst] + [abs(a - b) / max(one[1], 1e-9) for a, b in zip(one[1:], other[1:])])
        print(f"scores of {names[0]} and {name} differ by {worst:.2g} at most", file=sys.stderr)
        if worst > 1e-5:
            sys.exit("failed: the scores differ")


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def print_tables(indexing, searching, ours):
    if indexing:
        print("\n| index | threads | wall s | processor s | peak MiB | index MB |\n|---|---:|---:|---:|---:|---:|")
        for (name, threads), runs in indexing.items():
            figures = [middle(runs, key) for key in ("wall_seconds", "processor_seconds", "peak_megabytes", "index_megabytes")]
            print("| {} | {} | {:.2f} | {:.2f} | {:.0f} | {:.0f} |".format(name, threads, *figures))
    if searching:
        base = ours and statistics.median(one for run in ours for one in run["passes"])
        print("\n| search, one thread | s for all queries | least, most | x ours | peak MiB |\n|---|---:|---:|---:|---:|")
        for (name, variant), runs in searching.items():
            passes = [one for run in runs for one in run["passes"]]
            median, ratio = statistics.median(passes), ""
            if base:
                ratio = f"{median / base:.2f}"
            label = f"{name} ({variant})" if variant else name
            memory = middle(runs, "peak_megabytes")
            print(f"| {label} | {median:.3f} | {min(passes):.3f}, {max(passes):.3f} | {ratio} | {memory:.0f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--jar")
    parser.add_argument("--folder", default=str(pathlib.Path(tempfile.gettempdir()) / "retrieval_side_by_side"))
    parser.add_argument("--documents", type=int, default=500_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--search-repeats", type=int, default=1)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--only", default="", help="peers: " + ",".join(PEERS))
    parser.add_argument("--part", choices=["index", "search"])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    load = os.getloadavg()[0]

    indexing = {(name, threads): [] for name in bench.peers for threads in PEERS[name][0]}
    if arguments.part != "search":
        for _ in range(arguments.repeats):
            for name, threads in indexing:
                indexing[name, threads].append(bench.index(name, threads))
        counted = list(indexing)
    else:
        counted = [(name, 1) for name in bench.peers]
        for name, threads in counted:
            if not bench.index_folder(name, threads).exists():
                bench.index(name, threads)
        indexing = {}
    counts = {f"{name}, {threads}": bench.counts(name, threads) for name, threads in counted}
    check_counts(counts)

    searching, edges = {}, {}
    if arguments.part != "index":
        searching = {(name, variant): [] for name in bench.peers for variant in PEERS[name][2]}
        for _ in range(arguments.search_repeats):
            for name, variant in searching:
                figures, found = bench.search(name, variant)
                searching[name, variant].append(figures)
                if found:
                    edges[f"{name} ({variant})"] = found
        check_edges(edges)

    print_tables(indexing, searching, searching.get(("ours", "")))
    if arguments.out:
        words = lambda command: " ".join(pathlib.Path(word).name if "/" in str(word) else str(word) for word in command)
        result = {
            "date": time.strftime("%Y-%m-%d"),
            "processor": from_proc("/proc/cpuinfo", "model name"),
            "cores": os.cpu_count(),
            "memory": from_proc("/proc/meminfo", "MemTotal"),
            "system": platform.platform(),
            "load_before": load,
            "versions": bench.versions,
            "corpus": {
                "documents": arguments.documents, "words_each": 120, "bytes": bench.corpus.stat().st_size,
                "made_by": "simulate_text.py --plain --longer 2.3", "seed": 42,
            },
            "queries": {"number": arguments.queries, "made_by": "simulate_queries.py", "seed": 43},
            "depth": DEPTH,
            "counts": counts,
            "commands": {
                **{f"index: {name}, {threads}": words(PEERS[name][0][threads]) for name, threads in indexing},
                **{f"search: {name} {variant}".strip(): words(PEERS[name][2][variant]) for name, variant in searching},
            },
            "index": {f"{name}, {threads}": runs for (name, threads), runs in indexing.items()},
            "search": {f"{name} ({variant})" if variant else name: runs for (name, variant), runs in searching.items()},
        }
        pathlib.Path(arguments.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
