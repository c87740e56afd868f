"""Draws seeded queries from a corpus of simulate_text.py: JSON lines, 2 to 6 different words of one random document each.

Half of the queries leave out the 50 words that most documents of the corpus's first 20,000 have, as stop-word lists do. A
word stands in a document as often as it is used, so frequent words are drawn more often than rare ones.

usage: simulate_queries.py CORPUS.jsonl [--queries 1000] [--seed 43] > queries.jsonl
"""
import argparse
import json
import random
import re
from collections import Counter

COMMON = 50
SAMPLE = 20_000
WORD = re.compile(r"[^\W_]+")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=43)
    arguments = parser.parse_args()
    with open(arguments.corpus, encoding="utf-8") as lines:
        documents = sum(1 for _ in lines)
    rng = random.Random(arguments.seed)
    wanted = [rng.randrange(documents) for _ in range(arguments.queries)]
    asked, texts, frequencies = set(wanted), {}, Counter()
    with open(arguments.corpus, encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            if place < SAMPLE or place in asked:
                words = WORD.findall(json.loads(line)["text"].lower())
                if place < SAMPLE:
                    frequencies.update(set(words))
                if place in asked:
                    texts[place] = words
    common = {word for word, _ in sorted(frequencies.items(), key=lambda row: (-row[1], row[0]))[:COMMON]}
    for number, place in enumerate(wanted):
        words, length, left_out = texts[place], rng.randint(2, 6), common if rng.random() < 0.5 else set()
        if left_out.issuperset(words):
            left_out = set()
        words = [word for word in words if word not in left_out]
        length = min(length, len(set(words)))
        query = []
        while len(query) < length:
            word = rng.choice(words)
            if word not in query:
                query.append(word)
        print(json.dumps({"_id": f"q{number}", "text": " ".join(query)}))


main()
