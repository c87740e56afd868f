"""Makes `lucene_nq_utd.json` and `lucene_simulated.json`: `python make_lucene_runs.py --jar JAR --data FOLDER`.

Lucene's best 20 documents of every query: their numbers and scores. FOLDER holds the collections `nq-utd` and `cranfield`
in BEIR's layout; of them only ids of queries, numbers of documents and scores are written. The simulated documents, of
Cranfield's number and size, are drawn with whole numbers alone, so that tests make them again instead of reading them.
"""

import argparse
import bisect
import csv
import itertools
import json
import math
import pathlib
import random
from collections import Counter, defaultdict

import pytrec_eval

import make
from make import HERE, lucene, pack, save

MODELS = ["bm25_k1_1.2_b_0.75", "bm25_k1_0.9_b_0.4", "tf_idf_classic", "jelinek_mercer_0.1", "inl2_1", "f2exp"]
SHOWN = 20
MEASURES = {"ndcg_cut_10": "nDCG@10", "map": "AP", "recall_1000": "R@1000"}
RUN_NOTE = (
    "runs: query, its place in queries; matches, how many documents have a term of the query; documents, the numbers of the "
    "best 20 (from 0), ties by number ascending; scores, single precision with one-byte lengths, written so that they read "
    "back exactly. Jelinek-Mercer has P(t|C) = cf / tokens and leaves out the part of the likelihood that is the same for "
    "all documents of a query."
)


def searched(analyzer, documents, queries):
    """Model -> for each query the number of documents found, and (document, score) of the best 1,000."""
    lines = ["D " + pack(text) for text in documents] + ["Q " + pack(text) for text in queries]
    out = iter(lucene(f"search-{analyzer}", lines))
    runs = {}
    for model in MODELS:
        runs[model] = []
        for _ in queries:
            matches, *hits = next(out).split(" ")
            pairs = [hit.split(":") for hit in hits]
            runs[model].append((int(matches), [(int(document), float(score)) for document, score in pairs]))
    return runs


def shown(runs):
    return [
        {
            "model": model,
            "query": place,
            "matches": matches,
            "documents": [document for document, _ in hits[:SHOWN]],
            "scores": [score for _, score in hits[:SHOWN]],
        }
        for model, rows in runs.items()
        for place, (matches, hits) in enumerate(rows)
    ]


def saved(name, content):
    """Saves as `make.py` does, with this script's command."""
    save(name, ["lucene"] + (["pytrec_eval-terrier"] if "evaluation" in content else []), content, needs_jar=True)
    path = HERE / f"{name}.json"
    path.write_text(path.read_text().replace(f"make.py {name} --jar", "make_lucene_runs.py --data FOLDER --jar"))


# ---------------------------------------------------------------- real collections

def records(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def collection(folder):
    """Names and texts of the documents, source by source, human first; texts of the queries by id; qrels by name."""
    files = sorted((folder / "corpus").glob("*.jsonl"), key=lambda file: (file.stem != "human", file.stem))
    names, texts = [], []
    for file in files:
        for record in records(file):
            names.append(record["_id"] + (f"-{file.stem}" if len(files) > 1 else ""))
            texts.append(record["text"])
    qrels = defaultdict(dict)
    with open(folder / "qrels/test.tsv", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            for file in files:
                name = row["corpus-id"] + (f"-{file.stem}" if len(files) > 1 else "")
                qrels[row["query-id"]][name] = int(row["score"])
    queries = {record["_id"]: record["text"] for record in records(folder / "queries.jsonl")}
    return names, texts, {query: text for query, text in queries.items() if query in qrels}, dict(qrels)


def evaluated(collection_name, names, queries, qrels, runs):
    """Means by pytrec_eval over all judged queries, those without documents as 0."""
    rows = []
    for model in MODELS:
        run = {query: {names[document]: score for document, score in hits}
               for query, (_, hits) in zip(queries, runs[model]) if hits}
        values = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "map", "recall.1000"}).evaluate(run)
        means = {MEASURES[key]: math.fsum(row[key] for row in values.values()) / len(queries) for key in MEASURES}
        counts = {"queries": len(queries), "queries_with_documents": len(run)}
        rows.append({"collection": collection_name, "model": model, **means, **counts})
        print("  ", rows[-1])
    return rows


def make_real(data):
    evaluation = []
    for name in ("nq-utd", "cranfield"):
        names, texts, queries, qrels = collection(data / name)
        found = searched("english", texts, list(queries.values()))
        evaluation += evaluated(name, names, queries, qrels, found)
        if name == "nq-utd":
            kept = {"documents": len(names), "queries": list(queries), "runs": shown(found)}
    return {
        **kept, "evaluation": evaluation,
        "note": RUN_NOTE + " Documents of NQ-UTD are numbered through corpus/human.jsonl, then the other source, line by line; "
                "titles are left out; EnglishAnalyzer. evaluation: pytrec_eval on the best 1,000, means over all judged "
                "queries; documents are named <id>-<source>, or <id> where there is one source, for trec_eval's rule on ties.",
    }


# ---------------------------------------------------------------- simulated documents

class SplitMix:
    """Steele, Lea & Flood (2014): 64 bits a draw, by whole numbers alone."""

    def __init__(self, seed):
        self.state = seed

    def draw(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)


VOCABULARY, SCALE, SHIFT, SEED = 6000, 10_000_000, 3, 4


def simulated(lengths):
    """The recipe that the note tells."""
    cumulated = list(itertools.accumulate(SCALE // (rank + SHIFT) for rank in range(VOCABULARY)))
    numbers = SplitMix(SEED)
    documents = []
    for length in lengths:
        document = []
        while len(document) < length:
            draw = numbers.draw()
            if document and draw % 4 == 0:
                document.append(document[numbers.draw() % len(document)])
            else:
                document.append(bisect.bisect_right(cumulated, numbers.draw() % cumulated[-1]))
        documents.append(document)
    return documents


def make_simulated():
    rng = random.Random(SEED)
    lengths = [max(1, min(700, round(rng.lognormvariate(math.log(80), 0.5)))) for _ in range(1400)]
    lengths[700] = 1
    documents = simulated(lengths)
    df = Counter(term for document in documents for term in set(document))
    queries = []
    for place in range(50):
        words = rng.choice(documents)
        words = [word for word in words if place % 2 == 0 or word >= 30] or words
        query = [rng.choice(words) for _ in range(rng.randint(2, 12))]
        if place == 10:
            query = [0]
        elif place == 20:
            query = query[:3] + query[:2]
        elif place == 30:
            query = [query[0], VOCABULARY + 1]
        elif place == 40:
            query = list(range(40))
        queries.append(query)
    texts = [" ".join(f"t{term}" for term in document) for document in documents]
    asked = [" ".join(f"t{term}" for term in query) for query in queries]
    return {
        "lengths": lengths, "queries": asked, "runs": shown(searched("whitespace", texts, asked)),
        "tokens": sum(lengths), "terms": len(df), "last_document": texts[-1],
        "document_frequencies": [df[rank] for rank in range(20)],
        "note": RUN_NOTE + " The documents: x = next() is SplitMix64 from state 4. A document of lengths[i] terms is drawn term "
                "by term: x = next(); where the document has terms already and x % 4 = 0, its term number next() % (its "
                "terms so far) again; else the first rank r whose cumulated weight is above next() % (sum of all weights), the "
                "weights being 10000000 // (r + 3) for r in 0..6000. Rank r is written t<r>; documents and terms are separated "
                "by blanks. tokens, terms, document_frequencies of t0 to t19 and last_document tell whether it came out "
                "alike. WhitespaceAnalyzer.",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", required=True, help="anserini-0.25.0-fatjar.jar")
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder of the collections nq-utd and cranfield")
    arguments = parser.parse_args()
    make.JAR = arguments.jar
    saved("lucene_simulated", make_simulated())
    saved("lucene_nq_utd", make_real(arguments.data))
