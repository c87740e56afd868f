"""Indexing and retrieval beside their peers: the same texts, terms and depths in one run, medians, raw figures kept.

usage: retrieval_side_by_side.py BINARY --jar JAR [--data DATA] [--folder FOLDER] [--documents 500000] [--queries 1000]
       [--depths 10,100,1000] [--repeats 3] [--search-repeats 1] [--passes 5] [--few-queries 20] [--only ours,pisa]
       [--without ids] [--part index|search] [--texts simulated,real] [--python PYTHON] [--out FILE.json]

PYTHON is an interpreter that has the peers; one is made, outside the project, by

    python3 -m venv VENV
    VENV/bin/pip install numpy bm25s numba tantivy==0.27.0 pyterrier-pisa==0.4.9 duckdb==1.5.5 duckdb-extension-fts==1.5.5

where DuckDB and its extension have the same version; SQLite is Python's own. JAR is anserini-0.25.0-fatjar.jar, which holds Lucene 9.9.1
(see tests/golden/README.md). A peer whose tool is missing is left out and named.

Texts: `simulated` are those of simulate_text.py, with queries of simulate_queries.py. `real` are made of sentences of the
collections in DATA by resample_sentences.py, with natural queries of the same collections and with queries of
simulate_queries.py; without DATA they are left out. Both are cut into words of ASCII letters and digits. FOLDER, a temporary one by
default, keeps texts, queries and indexes; they are made once. All must find the same numbers of documents, terms and
tokens, and the scores of the first and last document of every query must agree between those that have the same formula and the same
lengths, else the run fails: Lucene and tantivy keep lengths in one byte, bm25s, DuckDB and ours exactly; PISA and SQLite have another formula.

Index: from the JSON lines to an index on disk, one process each time. Search: one process opens the index, asks all
queries once unmeasured, then PASSES times, on one thread; figures are milliseconds of processor time a query, which other work on
the machine changes less than it does the time by the clock. Ours does not tell its processor time by pass: it is the difference between
two processes, of one pass and of PASSES more, as often as there are search repeats, so that its median is of these. `ids` says that the
documents' ids are read too; `scores` stops at internal numbers. The peers' queries are cut into terms before the clock starts (DuckDB's within),
ours within it. SQLite and DuckDB, which score every document, are asked the first FEW queries alone, and stand beside ours for those
queries. tantivy's heap and Lucene's buffer are 256 MB; tantivy and Lucene merge, and PISA reads, in threads of their own beside
those that index. At the largest depth ours also searches by a grid of 20 BM25 models, and by a model that cannot pass over documents.
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
    "few": [word.replace("{queries}", "{few}") for word in ours_search("bm25")],
    "grid of 20": ours_search("bm25(k1=0.6..1.5/0.1,b=0.4..0.8/0.4)", "{runs}"),
    "pl2, scored in full": ours_search("pl2"),
}
# These are asked at the largest depth alone.
DEEP = ["grid of 20", "pl2, scored in full"]
OURS_DESCRIPTION = "sourcebias.json"
JAVA = ["java", "-Xmx1g", "-cp", "{classes}:{jar}", "LuceneRetrieval"]
TANTIVY = ["{python}", HERE / "peers/tantivy_retrieval.py"]
BM25S = ["{python}", HERE / "peers/bm25s_retrieval.py"]
PISA = ["{python}", HERE / "peers/pisa_retrieval.py"]
SQLITE = ["{python}", HERE / "peers/sqlite_retrieval.py"]
DUCKDB = ["{python}", HERE / "peers/duckdb_retrieval.py"]
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
    "pisa": (
        {1: [*PISA, *INDEX]},
        [*PISA, "count", "{corpus}", "{index}"],
        {name: [*PISA, *SEARCH, name] for name in ("block_max_maxscore", "block_max_wand", "maxscore")},
    ),
    "sqlite": (
        {1: [*SQLITE, *INDEX]},
        [*SQLITE, "count", "{corpus}", "{index}"],
        {"few": [*SQLITE, *SEARCH, "{most}"]},
    ),
    "duckdb": (
        {1: [*DUCKDB, *INDEX]},
        [*DUCKDB, "count", "{corpus}", "{index}"],
        {"few": [*DUCKDB, *SEARCH, "{most}"]},
    ),
}
MODULES = {
    "tantivy": ["tantivy"], "bm25s": ["bm25s", "numba"], "pisa": ["numpy", "pyterrier-pisa"], "sqlite": [],
    "duckdb": ["duckdb", "duckdb-extension-fts"],
}
# Those that keep a document's length in one byte, which is not exact beyond 40 tokens.
BYTE_LENGTHS = ["tantivy", "lucene"]
SIMULATED = ["--plain", "--longer", "2.3"]


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
    """One kind of text with its indexes, and the queries that are asked of it."""

    def __init__(self, arguments, text):
        self.arguments, self.text = arguments, text
        self.folder = pathlib.Path(arguments.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        documents, number = str(arguments.documents), str(arguments.queries)
        self.corpus = self.folder / f"{text}-{documents}.jsonl"
        simulate = [arguments.python, HERE / "simulate_text.py", "--documents", documents, *SIMULATED]
        resample = [arguments.python, HERE / "resample_sentences.py", arguments.data]
        made(self.corpus, simulate if text == "simulated" else [*resample, "--documents", documents])
        asked = {"natural": [*resample, "--queries", number]} if text == "real" else {}
        asked["simulated"] = [arguments.python, HERE / "simulate_queries.py", self.corpus, "--queries", number]
        self.queries = {kind: self.folder / f"{text}-{documents}-{kind}-{number}.jsonl" for kind in asked}
        for kind, command in asked.items():
            made(self.queries[kind], command)
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
            code = f"import importlib.metadata as m; print(*(x + ' ' + m.version(x) for x in {MODULES[name]}))"
            if name == "sqlite":
                code = "import sqlite3; sqlite3.connect(':memory:').execute('CREATE VIRTUAL TABLE t USING fts5(x)'); print(sqlite3.sqlite_version)"
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
            "corpus": self.corpus, "classes": self.folder / "classes",
            "timings": self.folder / "timings.json", "runs": self.folder / "runs", "most": self.arguments.few_queries,
        }
        return [str(word).format(**values) for word in command]

    def index_folder(self, name, threads=1):
        return self.folder / f"index-{self.text}-{self.arguments.documents}-{name}-{threads}"

    def index(self, name, threads):
        folder = self.index_folder(name, threads)
        shutil.rmtree(folder, ignore_errors=True)
        _, figures = measured(self.filled(PEERS[name][0][threads], index=folder, threads=threads))
        figures["index_megabytes"] = round(folder_bytes(folder) / 1e6, 1)
        print(f"index: {self.text}, {name}, {threads}: {figures}", file=sys.stderr)
        return figures

    def search(self, name, variant, kind, depth):
        """The figures of one process, or of two, and the number, first and last score of every query's documents."""
        asked, few = self.queries[kind], self.folder / "few.jsonl"
        with open(asked, encoding="utf-8") as lines:
            few.write_text("".join(line for line, _ in zip(lines, range(self.arguments.few_queries))), encoding="utf-8")
        number, passes = self.arguments.few_queries if variant == "few" else self.arguments.queries, self.arguments.passes
        if name == "ours" and variant == "few":
            # So few are soon found.
            passes *= 20

        def once(passes):
            values = {"queries": asked, "few": few, "depth": depth, "passes": passes}
            return measured(self.filled(PEERS[name][2][variant], index=self.index_folder(name), **values))

        told, edges = {}, None
        if name == "ours":
            _, before = once(1)
            _, figures = once(1 + passes)
            told["passes"] = json.loads((self.folder / "timings.json").read_text())["passes"][1:]
            told["processor"] = [(figures["processor_seconds"] - before["processor_seconds"]) / passes]
        else:
            out, figures = once(passes)
            told = json.loads(out)
            edges = told.get("edges")
        figures["ms_a_query"] = [round(one * 1000 / number, 5) for one in told["processor"]]
        figures["wall_ms_a_query"] = [round(one * 1000 / number, 5) for one in told["passes"]]
        print(f"search: {self.text}, {kind}, depth {depth}: {name} {variant}: {figures}", file=sys.stderr)
        return figures, edges

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
        # Some are asked fewer queries.
        for one, other in zip(edges[names[0]], edges[name]):
            if one[0] != other[0]:
                sys.exit(f"failed: {names[0]} finds {one[0]} documents where {name} finds {other[0]}")
            # Measured by the first score: ln(1 + x) of a word in nearly all documents is small and imprecise in single.
            worst = max([worst] + [abs(a - b) / max(one[1], 1e-9) for a, b in zip(one[1:], other[1:])])
        print(f"scores of {names[0]} and {name} differ by {worst:.2g} at most", file=sys.stderr)
        if worst > 1e-5:
            sys.exit("failed: the scores differ")


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def of_passes(runs):
    return [one for run in runs for one in run["ms_a_query"]]


def print_index(text, indexing):
    print(f"\n| index, {text} | threads | wall s | processor s | peak MiB | index MB |\n|---|---:|---:|---:|---:|---:|")
    for (name, threads), runs in indexing.items():
        figures = [middle(runs, key) for key in ("wall_seconds", "processor_seconds", "peak_megabytes", "index_megabytes")]
        print("| {} | {} | {:.2f} | {:.2f} | {:.0f} | {:.0f} |".format(name, threads, *figures))


def print_search(text, kind, searching, depths):
    """Milliseconds a query by depth, and how many times ours that is."""
    columns = " | ".join(f"depth {depth} | x ours" for depth in depths)
    print(f"\n| processor ms a query, {text}, {kind} queries | {columns} | peak MiB |\n|---|{'---:|' * (2 * len(depths) + 1)}")
    for name, variant in dict.fromkeys(key[:2] for key in searching):
        cells, memory = [], 0.0
        for depth in depths:
            runs = searching.get((name, variant, depth))
            if not runs:
                cells += ["", ""]
                continue
            median, memory = statistics.median(of_passes(runs)), max(memory, middle(runs, "peak_megabytes"))
            ours = searching.get(("ours", "few" if variant == "few" else "", depth))
            cells += [f"{median:.3f}", f"{median / statistics.median(of_passes(ours)):.2f}" if ours else ""]
        label = f"{name} ({variant})" if variant else name
        print(f"| {label} | {' | '.join(cells)} | {memory:.0f} |")


def by_text(bench, arguments, depths):
    """All figures of one kind of text."""
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
    if indexing:
        print_index(bench.text, indexing)

    of_queries = {}
    for kind in bench.queries if arguments.part != "index" else []:
        keys = [(name, variant, depth) for name in bench.peers for variant in PEERS[name][2] for depth in depths]
        without = arguments.without.split(",") if arguments.without else []
        searching = {
            key: [] for key in keys if key[1] not in without and (key[1] not in DEEP or key[2] == depths[-1])
        }
        for depth in depths:
            edges = {}
            # Ours has one figure a time.
            for turn in range(max(arguments.search_repeats, 3)):
                for name, variant, _ in (key for key in searching if key[2] == depth):
                    if turn >= arguments.search_repeats and name != "ours":
                        continue
                    figures, found = bench.search(name, variant, kind, depth)
                    searching[name, variant, depth].append(figures)
                    if found:
                        edges[f"{name} ({variant})"] = found
            # The lengths of simulated documents are all the same, and exact in one byte too.
            alike = [edges] if bench.text == "simulated" else [
                {name: edges[name] for name in edges if (name.split(" ")[0] in BYTE_LENGTHS) == in_a_byte} for in_a_byte in (True, False)
            ]
            for some in alike:
                check_edges(some)
        print_search(bench.text, kind, searching, depths)
        of_queries[kind] = {
            f"{name} ({variant}), depth {depth}" if variant else f"{name}, depth {depth}": runs
            for (name, variant, depth), runs in searching.items()
        }
    return {
        "text": {
            "documents": arguments.documents, "bytes": bench.corpus.stat().st_size,
            "made_by": f"simulate_text.py {' '.join(SIMULATED)}" if bench.text == "simulated" else "resample_sentences.py",
        },
        "counts": counts,
        "index": {f"{name}, {threads}": runs for (name, threads), runs in indexing.items()},
        "search, by queries": of_queries,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", nargs="?")
    parser.add_argument("--jar")
    parser.add_argument("--data", help="the folder of the collections whose sentences are resampled")
    parser.add_argument("--folder")
    parser.add_argument("--documents", type=int, default=500_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--few-queries", type=int, default=20)
    parser.add_argument("--depths", default="10,100,1000")
    parser.add_argument("--texts", default="simulated,real")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--search-repeats", type=int, default=1)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--only", default="", help="peers: " + ",".join(PEERS))
    parser.add_argument("--without", default="", help="variants of searches that are left out, as ids,maxscore")
    parser.add_argument("--part", choices=["index", "search"])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    arguments.folder = arguments.folder or str(pathlib.Path(tempfile.gettempdir()) / "retrieval_side_by_side")
    depths = sorted(int(depth) for depth in arguments.depths.split(","))
    texts = [text for text in arguments.texts.split(",") if text != "real" or arguments.data]
    if len(texts) < len(arguments.texts.split(",")):
        print("left out: real texts (no --data)", file=sys.stderr)
    load, results, versions, peers = os.getloadavg()[0], {}, {}, []
    for text in texts:
        bench = Bench(arguments, text)
        results[text] = by_text(bench, arguments, depths)
        versions, peers = bench.versions, bench.peers
    if arguments.out:
        words = lambda command: " ".join(pathlib.Path(word).name if "/" in str(word) else str(word) for word in command)
        result = {
            "date": time.strftime("%Y-%m-%d"),
            "processor": from_proc("/proc/cpuinfo", "model name"),
            "cores": os.cpu_count(),
            "memory": from_proc("/proc/meminfo", "MemTotal"),
            "system": platform.platform(),
            "load_before": load,
            "versions": versions,
            "queries": {"number": arguments.queries, "few": arguments.few_queries},
            "depths": depths,
            "commands": {
                **{f"index: {name}": words(command) for name in peers for command in PEERS[name][0].values()},
                **{f"search: {name} {key}".strip(): words(one) for name in peers for key, one in PEERS[name][2].items()},
            },
            "texts": results,
        }
        pathlib.Path(arguments.out).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
