"""spaCy's English tokenizer alone, counting its tokens.

usage: spacy_tokens.py FILE.jsonl
"""
import json
import sys

import spacy

tokenizer = spacy.blank("en").tokenizer
total = 0
with open(sys.argv[1], encoding="utf-8") as lines:
    for document in tokenizer.pipe(json.loads(line)["text"] for line in lines):
        total += len(document)
print(total)
