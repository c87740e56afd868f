"""bm25s: its own tokenizer on lower-cased runs of word characters, no stop words; Lucene's BM25, k1 = 1.2, b = 0.75.

usage: bm25s_retrieval.py index CORPUS.jsonl FOLDER
       bm25s_retrieval.py count CORPUS.jsonl FOLDER
       bm25s_retrieval.py search FOLDER QUERIES.jsonl DEPTH PASSES numba|numpy
"""
import json
import pathlib
import sys

import bm25s

from passes import timed

COUNTS = "counts.json"


def tokenize(texts, return_ids):
    pattern = r"(?u)\w+"
    return bm25s.tokenize(texts, token_pattern=pattern, stopwords=None, return_ids=return_ids, show_progress=False)


def index(corpus, folder):
    with open(corpus, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    tokens = tokenize(texts, True)
    del texts
    counts = {"documents": len(tokens.ids), "terms": sum(1 for term in tokens.vocab if term), "tokens": sum(map(len, tokens.ids))}
    retriever = bm25s.BM25(k1=1.2, b=0.75, method="lucene", backend="numba")
    retriever.index(tokens, show_progress=False)
    retriever.save(folder, show_progress=False)
    pathlib.Path(folder, COUNTS).write_text(json.dumps(counts), encoding="utf-8")


def count(_corpus, folder):
    print(pathlib.Path(folder, COUNTS).read_text(encoding="utf-8"))


def search(folder, queries, depth, passes, backend):
    retriever = bm25s.BM25.load(folder)
    retriever.backend = backend
    if backend == "numba":
        retriever.activate_numba_scorer()
    with open(queries, encoding="utf-8") as lines:
        asked = tokenize([json.loads(line)["text"] for line in lines], False)

    def once():
        return retriever.retrieve(asked, k=int(depth), n_threads=0, show_progress=False)

    wall, processor = timed(once, passes)
    # bm25s fills up with documents of score 0 where fewer have a term of the query.
    rows = [row[row > 0] for row in once().scores]
    edges = [[len(row), float(row[0]), float(row[-1])] if len(row) else [0, 0.0, 0.0] for row in rows]
    print(json.dumps({"passes": wall, "processor": processor, "edges": edges}))


{"index": index, "count": count, "search": search}[sys.argv[1]](*sys.argv[2:])
