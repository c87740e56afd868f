"""tantivy through tantivy-py: lower-cased runs of letters and digits, frequencies without positions, ids stored.

usage: tantivy_retrieval.py index CORPUS.jsonl FOLDER THREADS
       tantivy_retrieval.py count CORPUS.jsonl FOLDER
       tantivy_retrieval.py search FOLDER QUERIES.jsonl DEPTH PASSES scores|ids
"""
import json
import pathlib
import sys

import tantivy

from passes import timed

HEAP_BYTES = 256_000_000


def analyzer():
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name="words", index_option="freq")
    return builder.build()


def opened(folder):
    index = tantivy.Index(schema(), path=folder, reuse=True)
    index.register_tokenizer("words", analyzer())
    return index


def index(corpus, folder, threads):
    pathlib.Path(folder).mkdir()
    writer = opened(folder).writer(heap_size=HEAP_BYTES, num_threads=int(threads))
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            writer.add_json(line)
    writer.commit()
    writer.wait_merging_threads()


def count(corpus, folder):
    searcher, words = opened(folder).searcher(), analyzer()
    with open(corpus, encoding="utf-8") as lines:
        tokens = sum(len(words.analyze(json.loads(line)["text"])) for line in lines)
    terms = len(searcher.terms_with_prefix("text", ""))
    print(json.dumps({"documents": searcher.num_docs, "terms": terms, "tokens": tokens, "parts": searcher.num_segments}))


def search(folder, queries, depth, passes, want):
    opened_index, words, depth = opened(folder), analyzer(), int(depth)
    fields, searcher = opened_index.schema, opened_index.searcher()
    with open(queries, encoding="utf-8") as lines:
        asked = [
            tantivy.Query.boolean_query([
                (tantivy.Occur.Should, tantivy.Query.term_query(fields, "text", word, index_option="freq"))
                for word in words.analyze(json.loads(line)["text"])
            ])
            for line in lines
        ]

    def once():
        found = []
        for query in asked:
            # Counting all hits would forbid skipping those that cannot reach the depth.
            hits = searcher.search(query, depth, count=False).hits
            found.append([searcher.doc(address)["_id"][0] for _, address in hits] if want == "ids" else hits)
        return found

    wall, processor = timed(once, passes)
    hits = [searcher.search(query, depth, count=False).hits for query in asked]
    # tantivy keeps the constant factor k1 + 1, which the others leave out.
    edges = [[len(row), row[0][0] / 2.2, row[-1][0] / 2.2] if row else [0, 0.0, 0.0] for row in hits]
    print(json.dumps({"passes": wall, "processor": processor, "edges": edges}))


{"index": index, "count": count, "search": search}[sys.argv[1]](*sys.argv[2:])
