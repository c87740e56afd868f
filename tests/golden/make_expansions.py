"""Makes `expansions.json`: `python make_expansions.py --jar JAR`. Queries expanded by the documents of a first search.

RM3 by Anserini's own class, which `Rm3.java` drives; Bo1 by its formula in 50 digits. Documents and queries are those of
`retrieval.json`; the first search is Lucene's BM25.
"""

import argparse
import json
import subprocess
import tempfile
from collections import Counter

import mpmath

import make
from make import HERE, save

mpmath.mp.dps = 50
number = mpmath.mpf
log2 = lambda x: mpmath.log(x) / mpmath.log(2)

texts = json.loads((HERE / "retrieval.json").read_text())
documents = [Counter(text.split(" ")) for text in texts["documents"]]
queries = [text.split(" ") for text in texts["queries"]]
cf = sum(documents, Counter())
n = len(documents)


def anserini(jar, terms, count, original):
    """The documents on top, with scores, and the new query, for each query."""
    lines = [f"D {text}\n" for text in texts["documents"]] + [f"Q {text}\n" for text in texts["queries"]]
    with tempfile.TemporaryDirectory() as classes:
        subprocess.run(["javac", "-d", classes, "-cp", jar, HERE / "Rm3.java"], check=True)
        out = subprocess.run(["java", "-cp", f"{classes}:{jar}", "Rm3", str(terms), str(count), str(original)],
                             input="".join(lines), capture_output=True, text=True, check=True).stdout.split("\n")
    pairs = lambda line: [pair.split(":") for pair in line.split(" ") if pair]
    return [([[int(document), float(score)] for document, score in pairs(out[2 * q])],
             {term: float(weight) for term, weight in pairs(out[2 * q + 1])}) for q in range(len(queries))]


def surprise(frequency, expected):
    return frequency * log2((1 + expected) / expected) + log2(1 + expected)


def bo1(query, on_top, shares, terms, at_least):
    """As Terrier's Bo1 without parameters (parameter.free.expansion, its default)."""
    query = Counter(term for term in query if term in cf)
    shares = [number(share.split("/")[0]) / number((share + "/1").split("/")[1]) for share in shares]
    frequency, within = Counter(), Counter()
    for document, share in zip(on_top, shares):
        for term, tf in documents[document].items():
            frequency[term] += share * tf
            within[term] += share
    enough = at_least if mpmath.fsum(shares) >= at_least else 0
    weights = {term: surprise(f, number(cf[term]) / n) for term, f in frequency.items()
               if within[term] >= enough or term in query}
    best = sorted(weights, key=lambda term: (-weights[term], term))[:max(terms, len(query))]
    new = {term: number(qtf) / max(query.values()) for term, qtf in query.items()}
    for term in best:
        largest = frequency[best[0]]
        new[term] = new.get(term, 0) + weights[term] / surprise(largest, largest / n)
    return {term: float(weight) for term, weight in new.items()}


def main(jar):
    rows = {"rm3": [], "bo1": []}
    for terms, count, original in ((10, 10, 0.5), (5, 3, 0.2), (30, 20, 0.0)):
        for q, (on_top, new) in enumerate(anserini(jar, terms, count, original)):
            known = sum(term in cf for term in queries[q])
            # Anserini gives query terms that no document has a part of the query, too.
            if 0 < known == len(queries[q]):
                rows["rm3"].append({"query": q, "spec": f"rm3(documents={count},terms={terms},original={original})",
                                    "documents": on_top, "weights": {t: w for t, w in new.items() if w > 0}})
    first = anserini(jar, 10, 5, 0.5)
    for spec, shares, terms, at_least in (
            ("bo1", ["1"] * 3, 10, 2), ("bo1(terms=4,documents=4)", ["1", "1", "2/3", "2/3", "2/3"], 4, 2),
            ("bo1(documents=1,terms=20)", ["1"], 20, 2), ("bo1(documents=5,at_least=3)", ["1"] * 5, 10, 3)):
        for q, (on_top, _) in enumerate(first):
            if len(on_top) >= len(shares):
                on = [[document, score, share] for (document, score), share in zip(on_top, shares)]
                weights = bo1(queries[q], [document for document, _ in on_top], shares, terms, at_least)
                rows["bo1"].append({"query": q, "spec": spec, "documents": on, "weights": weights})
    # Both leave terms out for being in too few documents, or too many.
    assert any(len(row["weights"]) < 10 for row in rows["bo1"])
    save("expansions", ["anserini", "mpmath"], {
        "note": "For the documents and queries of retrieval.json: documents on top as [number, score], or [number, score, "
                "share]; weights of the new query. rm3 is in single precision and has no query with a term that no document "
                "has; bo1 is 50 digits rounded to double.",
        **rows,
    }, needs_jar=True)
    path = HERE / "expansions.json"
    path.write_text(path.read_text().replace("make.py expansions", "make_expansions.py"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", required=True, help="anserini-0.25.0-fatjar.jar")
    jar = parser.parse_args().jar
    make.JAR = jar
    versions = make.versions
    make.versions = lambda tool: "0.25.0" if tool == "anserini" else versions(tool)
    main(jar)
