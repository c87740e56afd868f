"""PISA through the compiled module of the wheel pyterrier-pisa, loaded without its package, which would need Java.

Terms are lower-cased runs of letters and digits, neither stemmed nor stopped. Scores are PISA's own in single precision: its
inverse document frequency is ln((N - df + 0.5) / (df + 0.5)), and nearly 0 for a term that half of the documents have. A
query's terms are handed over cut, and are looked up within the time; the threshold begins at 0, as PISA's estimates of it are
not in the wheel.

usage: pisa_retrieval.py index CORPUS.jsonl FOLDER
       pisa_retrieval.py count CORPUS.jsonl FOLDER
       pisa_retrieval.py search FOLDER QUERIES.jsonl DEPTH PASSES block_max_maxscore|block_max_wand|maxscore|wand
"""
import importlib.util
import json
import os
import pathlib
import re
import sys
import threading

import numpy

from passes import timed

WORD = re.compile(r"[^\W_]+")
BATCH = 100_000
ENCODING, BLOCK = "block_simdbp", 64


def module():
    # Only the package is looked for: importing it would start what drives Java.
    folder = importlib.util.find_spec("pyterrier_pisa").submodule_search_locations[0]
    (path,) = pathlib.Path(folder).glob("_pisathon*.so")
    spec = importlib.util.spec_from_file_location("_pisathon", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def write_lines(corpus, pipe):
    with open(corpus, encoding="utf-8") as lines, open(pipe, "w", encoding="utf-8") as out:
        for line in lines:
            document = json.loads(line)
            out.write(f"{document['_id']} {document['text'].lower()}\n")


def prepared(pisa, folder):
    context = pisa.RetrievalContext()
    pisa.prepare_index(context, folder, ENCODING, "bm25", "", block_size=BLOCK, bm25_k1=1.2, bm25_b=0.75)
    return context


def index(corpus, folder):
    pisa = module()
    pathlib.Path(folder).mkdir()
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)
    threading.Thread(target=write_lines, args=(corpus, pipe), daemon=True).start()
    # One thread is the least that it takes, beside the one that reads.
    pisa.index(pipe, folder, "", BATCH, 1)
    os.remove(pipe)
    prepared(pisa, folder)


def count(_corpus, folder):
    pisa = module()
    sizes = numpy.fromfile(os.path.join(folder, "inv.sizes"), dtype=numpy.uint32)
    tokens = int(sizes[1:].sum(dtype=numpy.uint64))
    print(json.dumps({"documents": pisa.num_docs(folder), "terms": pisa.num_terms(folder), "tokens": tokens}))


def search(folder, queries, depth, passes, algorithm):
    pisa, depth = module(), int(depth)
    context = prepared(pisa, folder)
    with open(queries, encoding="utf-8") as lines:
        words = [WORD.findall(json.loads(line)["text"].lower()) for line in lines]
    asked = [(place, {word: 1.0 * some.count(word) for word in some}) for place, some in enumerate(words)]
    room = len(asked) * depth
    places, ranks = numpy.empty(room, numpy.int32), numpy.empty(room, numpy.int32)
    ids, scores = numpy.empty(room, object), numpy.empty(room, numpy.float32)

    def once():
        return pisa.retrieve(
            context, algorithm, asked, k=depth, threads=1, query_weighted=0, pretokenised=True,
            result_qidxs=places, result_docnos=ids, result_ranks=ranks, result_scores=scores,
        )

    wall, processor = timed(once, passes)
    print(json.dumps({"passes": wall, "processor": processor, "queries": len(asked)}))


{"index": index, "count": count, "search": search}[sys.argv[1]](*sys.argv[2:])
