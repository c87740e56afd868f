"""Writes simulated English-like text as JSON lines to standard output: seeded, of any size, with no memory of its length.

Words are drawn from a double power law (exponents 1.0 and 1.6, break at rank 2,000) over a vocabulary of made-up words
whose lengths follow those of English: short ones are frequent. Sentences of about 18 words begin with a capital and end
with a full stop; one word of 12 has a comma, one of 100 a possessive, one of 200 a curly apostrophe, one of 60 is a number.

Two other choices serve comparisons of retrieval. `--documents N` writes N documents of exactly 120 words instead of
MEGABYTES. `--plain` leaves possessives and curly apostrophes out, so that every tokenizer cuts the same words, and
`--longer X` makes words X letters longer in the mean.

usage: simulate_text.py MEGABYTES [VOCABULARY] [SEED] > text.jsonl
       simulate_text.py --documents 500000 --plain --longer 2.3 > corpus.jsonl
"""
import argparse
import math
import sys

import numpy

WORDS_AT_ONCE = 400_000
DOCUMENT_WORDS = 120

parser = argparse.ArgumentParser()
parser.add_argument("megabytes", nargs="?", type=float, default=math.inf)
parser.add_argument("vocabulary", nargs="?", type=int, default=400_000)
parser.add_argument("seed", nargs="?", type=int, default=42)
parser.add_argument("--documents", type=int)
parser.add_argument("--plain", action="store_true")
parser.add_argument("--longer", type=float, default=0.0)
SETTINGS = parser.parse_args()
if SETTINGS.documents is None and math.isinf(SETTINGS.megabytes):
    parser.error("say how many megabytes or --documents")
VOCABULARY = SETTINGS.vocabulary

generator = numpy.random.Generator(numpy.random.PCG64(SETTINGS.seed))


def vocabulary(size):
    """Distinct words: the first 5,000 letter by letter, longer as they get rarer; all others made of two of these."""
    letters = numpy.array(list("etaoinshrdlcumwfgypbvk"))
    weights = numpy.array([12, 9, 8, 7.5, 7, 6.7, 6.3, 6, 6, 4.3, 4, 2.8, 2.8, 2.4, 2.4, 2.2, 2, 2, 1.9, 1.5, 1, 0.8])
    weights = weights / weights.sum()
    words, seen = [], set()
    while len(words) < size:
        rank = len(words) + 1
        mean = 3.4 + SETTINGS.longer + 0.85 * numpy.log(rank)
        for length in numpy.clip(generator.normal(mean, 1.6, 4096), 2, 18).astype(int):
            word = "".join(letters[generator.choice(len(letters), length, p=weights)]) if len(words) < 5000 else None
            if word is None:
                break
            if word not in seen:
                seen.add(word)
                words.append(word)
        if word is None:
            left, right = generator.integers(100, 5000, (2, 65_536))
            for first, second in zip(left, right):
                word = words[first] + words[second][:5]
                if word not in seen:
                    seen.add(word)
                    words.append(word)
        words = words[:size]
    return numpy.array(words, dtype=object)


PLAIN, COMMA, STOP, CURLY, STRAIGHT, CAPITAL = range(6)


def forms(words):
    """Every word as it may stand in a sentence, the forms of one word together."""
    return [
        form
        for word in words
        for form in (f"{word} ", f"{word}, ", f"{word}. ", f"{word}\u2019s ", f"{word}'s ", f"{word.capitalize()} ")
    ]


def chosen_forms():
    """A form for each word of a stretch of text, after the shares of the heading."""
    chance = generator.random(WORDS_AT_ONCE)
    form = numpy.full(WORDS_AT_ONCE, PLAIN)
    form[chance < 1 / 18] = STOP
    form[(chance >= 1 / 18) & (chance < 1 / 18 + 1 / 12)] = COMMA
    form[chance > 1 - 1 / 200] = CURLY
    form[(chance > 1 - 3 / 200) & (chance <= 1 - 1 / 200)] = STRAIGHT
    if SETTINGS.plain:
        form[form >= CURLY] = PLAIN
    begins = numpy.roll(form == STOP, 1)
    form[begins & (form == PLAIN)] = CAPITAL
    return form


def main():
    words = list(vocabulary(VOCABULARY)) + [str(number) for number in range(2024)]
    table = forms(words)
    ranks = numpy.arange(1, VOCABULARY + 1, dtype=float)
    weights = numpy.where(ranks <= 2000, ranks**-1.0, 2000**0.6 * ranks**-1.6)
    cumulated = numpy.cumsum(weights / weights.sum())
    written, number = 0, 0
    out = sys.stdout.buffer
    limit = math.inf if SETTINGS.documents is None else SETTINGS.documents
    while written < SETTINGS.megabytes * 1e6 and number < limit:
        drawn = numpy.minimum(numpy.searchsorted(cumulated, generator.random(WORDS_AT_ONCE)), VOCABULARY - 1)
        numbers = generator.random(WORDS_AT_ONCE) < 1 / 60
        drawn[numbers] = VOCABULARY + generator.integers(0, 2024, numbers.sum())
        tokens = [table[place] for place in (drawn * 6 + chosen_forms()).tolist()]
        if SETTINGS.documents is None:
            lengths = numpy.clip(generator.lognormal(numpy.log(DOCUMENT_WORDS), 0.5, 8192), 10, 2000).astype(int)
        else:
            lengths = numpy.full(min(WORDS_AT_ONCE // DOCUMENT_WORDS, limit - number), DOCUMENT_WORDS)
        lines, position = [], 0
        for length in lengths.tolist():
            if position + length > WORDS_AT_ONCE:
                break
            text = "".join(tokens[position : position + length])
            lines.append(f'{{"_id":"d{number}","title":"","text":"{text}"}}\n')
            position += length
            number += 1
        data = "".join(lines).encode()
        out.write(data)
        written += len(data)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(0)
