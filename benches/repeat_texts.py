"""Writes the lines of collections to standard output again and again up to so many megabytes, each time under other ids.

The lines are as they stand, escapes and all: DATA/COLLECTION/corpus/*.jsonl, in BEIR's form.

usage: repeat_texts.py DATA MEGABYTES [--collections nfcorpus,nq-utd,l2r] > texts.jsonl
"""
import argparse
import pathlib
import re
import sys

ID = re.compile(rb'"_id": ?"')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("megabytes", type=float)
    parser.add_argument("--collections", default="nfcorpus,nq-utd,l2r")
    arguments = parser.parse_args()
    names = arguments.collections.split(",")
    files = [file for name in names for file in sorted((arguments.data / name / "corpus").glob("*.jsonl"))]
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    if not lines:
        sys.exit(f"failed: {arguments.data} holds no texts of {', '.join(names)}")
    written, number = 0, 0
    while written < arguments.megabytes * 1e6:
        turn, place = divmod(number, len(lines))
        written += sys.stdout.buffer.write(ID.sub(lambda found: found[0] + b"%d-" % turn, lines[place], count=1))
        number += 1


main()
