"""Makes `bm25f.json`: `python make_bm25f.py`. BM25F over titles and bodies cut from the texts of `retrieval.json`.

The formula in decimals of 60 digits, with nothing but Python's own library.
"""

import json
import pathlib
from collections import Counter
from decimal import Decimal, getcontext

getcontext().prec = 60
HERE = pathlib.Path(__file__).parent
NAME = HERE / "bm25f.json"
# Of document i the first i mod 7 words are the title.
TITLES = 7
MODELS = [
    ("bm25f_2_by_hand", {"k1": "1.2", "weight": "2", "title_b": "0.75", "body_b": "0.75"}),
    ("bm25f_5_by_hand", {"k1": "0.9", "weight": "5", "title_b": "0.3", "body_b": "0.4"}),
    ("bm25f_0.5_by_hand", {"k1": "2", "weight": "0.5", "title_b": "1", "body_b": "0"}),
]


def main():
    texts = json.loads((HERE / "retrieval.json").read_text())
    words = [text.split(" ") for text in texts["documents"]]
    fields = [(Counter(one[: place % TITLES]), Counter(one[place % TITLES :])) for place, one in enumerate(words)]
    number = Decimal(len(fields))
    means = [sum(Decimal(document[field].total()) for document in fields) / number for field in (0, 1)]
    df = Counter(term for one in words for term in set(one))

    def weight(term, document, told):
        """Σ over fields of weight · tf ÷ (1 − b + b · length ÷ mean length)."""
        shares = [(Decimal(told["weight"]), Decimal(told["title_b"])), (Decimal(1), Decimal(told["body_b"]))]
        parts = zip(document, shares, means)
        return sum(v * field[term] / (1 - b + b * field.total() / mean) for field, (v, b), mean in parts if field[term])

    def score(query, document, told):
        found = [(term, qtf) for term, qtf in query.items() if document[0][term] + document[1][term]]
        if not found:
            return None
        half, total = Decimal("0.5"), Decimal(0)
        for term, qtf in found:
            idf = (1 + (number - df[term] + half) / (df[term] + half)).ln()
            value = weight(term, document, told)
            total += qtf * idf * value / (value + Decimal(told["k1"]))
        return float(total)

    queries = [Counter(text.split(" ")) for text in texts["queries"]]
    tables = [
        {"model": name, "scores": [[score(query, document, told) for document in fields] for query in queries]}
        for name, told in MODELS
    ]
    kept = json.loads(NAME.read_text())
    note = kept["note"]
    head = {"command": "python make_bm25f.py", "note": note}
    lines = ",\n".join("  " + json.dumps(table) for table in tables)
    tail = f' "scores": [\n{lines}\n ],\n "tool": "Python, decimals of 60 digits",\n "version": {json.dumps(kept["version"])}\n}}\n'
    opening = "".join(f' "{key}": {json.dumps(value)},\n' for key, value in head.items())
    NAME.write_text("{\n" + opening + tail)


if __name__ == "__main__":
    main()
