"""SQLite's FTS5: runs of letters and digits by its unicode61, an index without the texts, bm25() in double precision.

Its scores have k1 = 1.2, b = 0.75 and the inverse document frequency ln((N - df + 0.5) / (df + 0.5)), at least 0.000001. It
scores every document that has a term, and keeps the best by sorting.

usage: sqlite_retrieval.py index CORPUS.jsonl FOLDER
       sqlite_retrieval.py count CORPUS.jsonl FOLDER
       sqlite_retrieval.py search FOLDER QUERIES.jsonl DEPTH PASSES MOST_QUERIES
"""
import json
import pathlib
import re
import sqlite3
import sys

from passes import timed

WORD = re.compile(r"[^\W_]+")
ADD = "INSERT INTO texts(rowid, text) VALUES (?, ?)"
FIND = "SELECT rowid, rank FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"


def opened(folder):
    return sqlite3.connect(pathlib.Path(folder, "index.sqlite"))


def index(corpus, folder):
    pathlib.Path(folder).mkdir()
    database = opened(folder)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, content = '', detail = column)")
    with open(corpus, encoding="utf-8") as lines:
        database.executemany(ADD, ((place, json.loads(line)["text"]) for place, line in enumerate(lines)))
    database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
    database.commit()


def count(_corpus, folder):
    database = opened(folder)
    database.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, texts, row)")
    (terms,) = database.execute("SELECT count(*) FROM words").fetchone()
    (documents,) = database.execute("SELECT count(*) FROM texts_docsize").fetchone()
    print(json.dumps({"documents": documents, "terms": terms}))


def search(folder, queries, depth, passes, most):
    database, depth = opened(folder), int(depth)
    with open(queries, encoding="utf-8") as lines:
        words = [WORD.findall(json.loads(line)["text"].lower()) for line, _ in zip(lines, range(int(most)))]
    asked = [" OR ".join(f'"{word}"' for word in some) for some in words]

    def once():
        return [database.execute(FIND, (query, depth)).fetchall() for query in asked]

    wall, processor = timed(once, passes)
    print(json.dumps({"passes": wall, "processor": processor, "queries": len(asked)}))


{"index": index, "count": count, "search": search}[sys.argv[1]](*sys.argv[2:])
