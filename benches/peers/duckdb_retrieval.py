"""DuckDB's extension fts (on PyPI as duckdb-extension-fts, of DuckDB's own version): no stemmer, no stop words.

match_bm25 is a macro in SQL, k1 = 1.2, b = 0.75: each query reads the whole table of occurrences, scores every document that has a
term, and keeps the best. Its logarithm is decimal, with the factor k1 + 1.

usage: duckdb_retrieval.py index CORPUS.jsonl FOLDER
       duckdb_retrieval.py count CORPUS.jsonl FOLDER
       duckdb_retrieval.py search FOLDER QUERIES.jsonl DEPTH PASSES MOST_QUERIES
"""
import importlib.util
import json
import math
import pathlib
import sys

import duckdb

from passes import timed

MAKE = "PRAGMA create_fts_index('texts', 'id', 'text', stemmer = 'none', stopwords = 'none', ignore = '[^a-z0-9]+')"
FIND = """
SELECT id, score FROM (SELECT id, fts_main_texts.match_bm25(id, ?, k := 1.2, b := 0.75) AS score FROM texts)
WHERE score IS NOT NULL ORDER BY score DESC LIMIT ?
"""


def opened(folder):
    settings = {"threads": 1, "memory_limit": "6GB", "temp_directory": str(pathlib.Path(folder, "temporary"))}
    database = duckdb.connect(pathlib.Path(folder, "index.duckdb"), config=settings)
    package = importlib.util.find_spec("duckdb_extension_fts").submodule_search_locations[0]
    (extension,) = pathlib.Path(package).rglob("fts.duckdb_extension")
    database.execute(f"LOAD '{extension}'")
    return database


def index(corpus, folder):
    pathlib.Path(folder).mkdir()
    database = opened(folder)
    columns = "columns = {_id: 'VARCHAR', text: 'VARCHAR'}"
    read = f"read_json('{corpus}', format = 'newline_delimited', {columns})"
    database.execute(f"CREATE TABLE texts AS SELECT _id AS id, text FROM {read}")
    database.execute(MAKE)
    database.execute("ALTER TABLE texts DROP COLUMN text")
    database.execute("CHECKPOINT")


def count(_corpus, folder):
    database = opened(folder)
    one = lambda table: database.execute(f"SELECT count(*) FROM fts_main_texts.{table}").fetchone()[0]
    print(json.dumps({"documents": one("docs"), "terms": one("dict"), "tokens": one("terms")}))


def search(folder, queries, depth, passes, most):
    database, depth = opened(folder), int(depth)
    with open(queries, encoding="utf-8") as lines:
        asked = [json.loads(line)["text"] for line, _ in zip(lines, range(int(most)))]

    def once():
        return [database.execute(FIND, (query, depth)).fetchall() for query in asked]

    wall, processor = timed(once, passes)
    found = once()
    plain = math.log(10) / 2.2
    edges = [[len(row), row[0][1] * plain, row[-1][1] * plain] if row else [0, 0.0, 0.0] for row in found]
    print(json.dumps({"passes": wall, "processor": processor, "queries": len(asked), "edges": edges}))


{"index": index, "count": count, "search": search}[sys.argv[1]](*sys.argv[2:])
