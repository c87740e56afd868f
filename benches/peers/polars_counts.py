"""Tokens, types and document frequencies with polars: regular expression, explode, group.

usage: polars_counts.py FILE.jsonl
"""
import sys

import polars

texts = polars.read_ndjson(sys.argv[1], schema={"text": polars.String})
tokens = (
    texts.lazy()
    .with_row_index("document")
    .select("document", polars.col("text").str.to_lowercase().str.extract_all(r"\w+(?:['\u2019.]\w+)*").alias("term"))
    .explode("term")
    .group_by("term")
    .agg(polars.len().alias("frequency"), polars.col("document").n_unique().alias("documents"))
    .collect()
)
print(tokens["frequency"].sum(), tokens.height, tokens["documents"].max())
