"""Tokens, types, document frequencies, and MATTR(50) and MTLD(0.72) of each document, in plain Python.

usage: plain_python.py FILE.jsonl
"""
import json
import re
import sys
from collections import Counter

WORD = re.compile(r"\w+(?:['\u2019.]\w+)*")
WINDOW, THRESHOLD = 50, 0.72


def mattr(tokens):
    if len(tokens) < WINDOW:
        return None
    inside = Counter(tokens[:WINDOW])
    total = len(inside)
    for entering, leaving in zip(tokens[WINDOW:], tokens):
        inside[entering] += 1
        inside[leaving] -= 1
        if not inside[leaving]:
            del inside[leaving]
        total += len(inside)
    return total / (len(tokens) - WINDOW + 1) / WINDOW


def factors(tokens):
    count, types, length = 0.0, set(), 0
    for token in tokens:
        types.add(token)
        length += 1
        if len(types) / length < THRESHOLD:
            count, types, length = count + 1, set(), 0
    if length:
        count += (1 - len(types) / length) / (1 - THRESHOLD)
    return count


def main():
    frequencies, documents = Counter(), Counter()
    mattrs, mtlds = [], []
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            tokens = WORD.findall(json.loads(line)["text"].lower())
            frequencies.update(tokens)
            documents.update(set(tokens))
            mattrs.append(mattr(tokens))
            both = factors(tokens), factors(tokens[::-1])
            mtlds.append(sum(len(tokens) / one for one in both) / 2 if all(both) else None)
    mean = lambda values: sum(v for v in values if v is not None) / sum(v is not None for v in values)
    print(sum(frequencies.values()), len(frequencies), max(documents.values()), mean(mattrs), mean(mtlds))


main()
