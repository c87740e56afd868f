"""Writes texts made of real sentences as JSON lines to standard output: seeded, of any number of documents.

Each document has about as many words as a text that is drawn anew, in sentences drawn from two texts in turn, so that words keep
together as they do in texts. Of a sentence only the runs of ASCII letters and digits are kept, with a full stop at its end, so
that every tokenizer cuts the same words; accents are taken off first. Nothing is kept but what is written.

usage: resample_sentences.py DATA [--documents 500000] [--seed 44] > corpus.jsonl
       resample_sentences.py DATA --queries 1000 [--seed 44] > queries.jsonl

DATA holds a folder for each collection with corpus/*.jsonl and perhaps queries.jsonl, in BEIR's form; `--collections` names
those that are taken. Queries are drawn from those of the collections without repetition, and are cut as sentences are.
"""
import argparse
import json
import pathlib
import random
import re
import sys
import unicodedata

WORD = re.compile(r"[A-Za-z0-9]+")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
COLLECTIONS = "nfcorpus,nq-utd,l2r,marco"
TEXTS_EACH = 2
LEAST, MOST = 20, 1000


def words_of(text):
    """The words of a text without accents."""
    return WORD.findall(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


def of_lines(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def texts_of(folders):
    """The texts of collections, each a list of sentences, each of these a pair of its number of words and its text."""
    texts = []
    for folder in folders:
        for path in sorted((folder / "corpus").glob("*.jsonl")):
            for one in of_lines(path):
                whole = f"{one.get('title', '')}. {one['text']}"
                sentences = [words_of(sentence) for sentence in SENTENCE_END.split(whole)]
                sentences = [(len(words), " ".join(words)) for words in sentences if words]
                if sentences:
                    texts.append(sentences)
    return texts


def write_documents(texts, number, rng, out):
    lengths = [min(max(sum(words for words, _ in text), LEAST), MOST) for text in texts]
    for document in range(number):
        length, sources, parts, words = rng.choice(lengths), rng.sample(texts, TEXTS_EACH), [], 0
        while words < length:
            more, sentence = rng.choice(sources[len(parts) % TEXTS_EACH])
            parts.append(sentence)
            words += more
        out.write(f'{{"_id":"d{document}","title":"","text":"{". ".join(parts)}."}}\n')


def write_queries(folders, number, rng, out):
    files = [folder / "queries.jsonl" for folder in folders if (folder / "queries.jsonl").exists()]
    queries = [" ".join(words_of(one["text"])) for path in files for one in of_lines(path)]
    queries = sorted({query for query in queries if query})
    if len(queries) < number:
        sys.exit(f"failed: there are only {len(queries)} queries")
    for place, query in enumerate(rng.sample(queries, number)):
        print(json.dumps({"_id": f"q{place}", "text": query}), file=out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--documents", type=int, default=500_000)
    parser.add_argument("--queries", type=int)
    parser.add_argument("--seed", type=int, default=44)
    parser.add_argument("--collections", default=COLLECTIONS)
    arguments = parser.parse_args()
    folders = [arguments.data / name for name in arguments.collections.split(",")]
    for folder in folders:
        if not folder.is_dir():
            sys.exit(f"failed: {folder} is not a folder; DATA holds one for each of --collections")
    rng = random.Random(arguments.seed)
    if arguments.queries:
        write_queries(folders, arguments.queries, rng, sys.stdout)
    else:
        write_documents(texts_of(folders), arguments.documents, rng, sys.stdout)


main()
