"""Makes `models.json` and `adaptive.json`: `python make_models.py --jar JAR`. Scores of more retrieval models on the texts of `retrieval.json`.

By bm25s and Lucene where they have the model, and for all of them by the formula in 50 digits; where a tool has it too, the
two must agree before either is written.
"""

import argparse
import json
import math
from collections import Counter

import bm25s
import mpmath
from sklearn.feature_extraction.text import TfidfVectorizer

import make
from make import HERE, lucene, pack, save

mpmath.mp.dps = 50
ln, number = mpmath.log, mpmath.mpf
log2 = lambda x: ln(x) / ln(2)
half = number(1) / 2

texts = json.loads((HERE / "retrieval.json").read_text())
documents = [text.split(" ") for text in texts["documents"]]
queries = [text.split(" ") for text in texts["queries"]]
n, tokens = len(documents), sum(len(document) for document in documents)
counts = [Counter(document) for document in documents]
df = Counter(term for count in counts for term in count)
cf = Counter(term for document in documents for term in document)
mean = number(tokens) / n
decoded = texts["byte_lengths"]
exact = lambda length: length
byte = lambda length: max(value for value in decoded if value <= length)
share = lambda term: number(cf[term]) / tokens


def matched(part, read=exact):
    """Sum of qtf · part(tf, term, length) over the query terms that the document has."""
    rows = []
    for query in queries:
        known = Counter(term for term in query if term in df)
        rows.append([float(mpmath.fsum(qtf * part(count[term], term, read(len(document)))
                                       for term, qtf in known.items() if term in count))
                     if any(term in count for term in known) else None for count, document in zip(counts, documents)])
    return rows


def likelihood(probability, read=exact):
    """ln P(q|d) in full, term by term, absent terms too: not the rank-equivalent form of the code under test."""
    rows = []
    for query in queries:
        known = [term for term in query if term in df]
        rows.append([float(mpmath.fsum(ln(probability(count[term], term, read(len(document)))) for term in known))
                     if any(term in count for term in known) else None for count, document in zip(counts, documents)])
    return rows


def saturated(tf, length, k1, b):
    return tf / (tf + k1 * (1 - b + b * length / mean))


def bm25_by_hand(method, k1, b, delta):
    k1, b, delta = (number(str(value)) for value in (k1, b, delta))
    idf = {
        "robertson": lambda t: max(number(0), ln((n - df[t] + half) / (df[t] + half))),
        "robertson_kept": lambda t: ln((n - df[t] + half) / (df[t] + half)),
        "atire": lambda t: ln(number(n) / df[t]),
        "bm25l": lambda t: ln((n + 1) / (df[t] + half)),
        "bm25+": lambda t: ln(number(n + 1) / df[t]),
    }[method]

    def part(tf, term, length):
        if method.startswith("robertson"):
            return idf(term) * saturated(tf, length, k1, b)
        if method == "bm25l":
            raised = tf / (1 - b + b * length / mean) + delta
            return idf(term) * (k1 + 1) * raised / (k1 + raised)
        return idf(term) * ((k1 + 1) * saturated(tf, length, k1, b) + (delta if method == "bm25+" else 0))
    return matched(part)


def bm25_by_bm25s(method, k1, b, delta):
    # bm25s adds a value for absent terms in BM25L and BM25+, which Lv & Zhai do not: each document is asked for the terms
    # that it has.
    retriever = bm25s.BM25(method=method, k1=k1, b=b, delta=delta, dtype="float64")
    retriever.index([list(document) for document in documents], show_progress=False)
    rows = []
    for query in queries:
        row, seen = [], {}
        for place, count in enumerate(counts):
            present = tuple(term for term in query if term in count)
            if present and present not in seen:
                seen[present] = retriever.get_scores(list(present))
            row.append(float(seen[present][place]) if present else None)
        rows.append(row)
    return rows


def jelinek_mercer(weight, read=exact):
    weight = number(weight)
    return likelihood(lambda tf, term, length: (1 - weight) * tf / length + weight * share(term), read)


def two_stage(mu, weight):
    mu, weight = number(mu), number(weight)
    return likelihood(lambda tf, term, length: (1 - weight) * (tf + mu * share(term)) / (length + mu) + weight * share(term))


def absolute_discount(delta, read=exact):
    """ln P(q|d) in full, as `likelihood`, whose probability here also asks how many distinct terms the document has."""
    delta, rows = number(delta), []
    for query in queries:
        known = [term for term in query if term in df]
        row = []
        for count, document in zip(counts, documents):
            length = read(len(document))
            probability = lambda term: max(count[term] - delta, 0) / length + delta * len(count) / length * share(term)
            row.append(float(mpmath.fsum(ln(probability(term)) for term in known)) if any(t in count for t in known) else None)
        rows.append(row)
    return rows


def lnc_ltc():
    norms = [mpmath.sqrt(mpmath.fsum((1 + ln(tf)) ** 2 for tf in count.values())) for count in counts]
    rows = []
    for query in queries:
        known = Counter(term for term in query if term in df)
        rows.append([float(mpmath.fsum((1 + ln(qtf)) * ln(number(n) / df[term]) * (1 + ln(count[term])) / norm
                                       for term, qtf in known.items() if term in count))
                     if any(term in count for term in known) else None for count, norm in zip(counts, norms)])
    return rows


def lnc_ltc_by_sklearn():
    """The documents' vectors by scikit-learn, which also weights the query's tf; its idf is another, so ln(N/df) is put in."""
    vectors = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True, use_idf=False, norm="l2").fit(documents)
    asked = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True, use_idf=False, norm=None).fit(documents)
    idf = [math.log(n / df[term]) for term in vectors.get_feature_names_out()]
    products = (asked.transform(queries).multiply(idf) @ vectors.transform(documents).T).toarray()
    return [[float(products[q, d]) if set(query) & set(count) else None for d, count in enumerate(counts)]
            for q, query in enumerate(queries)]


def pivoted(s):
    s = number(s)
    return matched(lambda tf, term, length:
                   (1 + ln(1 + ln(tf))) / (1 - s + s * length / mean) * ln(number(n + 1) / df[term]))


def pl2(c, full=False):
    def part(tf, term, length):
        # By the natural logarithm of the Poisson probability with Stirling's n!, then to base 2.
        tfn, rate = tf * log2(1 + number(c) * mean / length), number(cf[term]) / n
        factorial = half * ln(2 * mpmath.pi * tfn) + tfn * ln(tfn) - tfn + (1 / (12 * tfn) if full else 0)
        return (rate - tfn * ln(rate) + factorial) / ln(2) / (tfn + 1)
    return matched(part)


def inl2(c, read=exact):
    def part(tf, term, length):
        tfn = tf * log2(1 + number(c) * mean / length)
        return tfn / (tfn + 1) * log2((n + 1) / (df[term] + half))
    return matched(part, read)


def dph(tf, term, length):
    f = number(tf) / length
    if f == 1:
        return number(0)
    return (1 - f) ** 2 / (tf + 1) * (tf * log2(tf * mean / length * n / cf[term]) + half * log2(2 * mpmath.pi * tf * (1 - f)))


def dfree(tf, term, length):
    prior, posterior, inverse = number(tf) / length, number(tf + 1) / (length + 1), 1 / share(term)
    norm = tf * log2(posterior / prior)
    return norm * (-tf * log2(prior * inverse) + (tf + 1) * log2(posterior * inverse) + half * log2(posterior / prior))


def f2exp(k, s, read=exact):
    k, s = number(k), number(s)
    return matched(lambda tf, term, length: (number(n + 1) / df[term]) ** k * tf / (tf + s + s * length / mean), read)


def information(law, c):
    def part(tf, term, length):
        return -ln(law(tf * log2(1 + number(c) * mean / length), number(df[term]) / n))
    return part


def log_logistic(tfn, rate):
    return rate / (tfn + rate)


def power_law(tfn, rate):
    if rate == 1:
        return 1 / (tfn + 1)
    return (rate ** (tfn / (tfn + 1)) - rate) / (1 - rate)


def dfi(measure, more, read=exact):
    """`more` = 1 is Lucene, which adds 1 to the term's frequency in the collection and to the collection's tokens."""
    def part(tf, term, length):
        expected = number(cf[term] + more) * length / (tokens + more)
        above = tf - expected
        if above <= 0:
            return number(0)
        return log2(1 + {"standardized": above / mpmath.sqrt(expected), "saturated": above / expected,
                         "chi_squared": above ** 2 / expected}[measure])
    return matched(part, read)


def bm25_adpt(b, fallback, rising=False, read=exact):
    """k1' / (k1' + 1) is the end of the interval or the root of the slope, found by sign changes on a grid, that fits best."""
    b, fallback = number(b), number(fallback)
    norm = lambda length: 1 - b + b * length / mean

    def fitted(term):
        c = [count[term] / norm(read(len(document))) for count, document in zip(counts, documents) if term in count]
        most = max([1] + [r for r in range(2, 200) if any(value >= r - half for value in c)])
        reached = [n, df[term]] + [sum(value >= r - half for value in c) for r in range(2, most + 2)]
        gain = [log2((reached[r + 1] + half) / (reached[r] + 1)) - log2((df[term] + half) / (n + 1)) for r in range(most + 1)]
        if rising:
            gain = gain[:next((r + 1 for r in range(1, most) if gain[r + 1] < gain[r]), most + 1)]
        if len(gain) < 3 or gain[1] <= 0:
            return gain[1], fallback / (1 + fallback)
        error = lambda s: mpmath.fsum((gain[r] / gain[1] - r / (s + r * (1 - s))) ** 2 for r in range(1, len(gain)))
        slope = lambda s: mpmath.fsum((r / (s + r * (1 - s)) - gain[r] / gain[1]) * r * (r - 1) / (s + r * (1 - s)) ** 2
                                      for r in range(1, len(gain)))
        edges = [number(step) / 400 for step in range(401)]
        roots = [mpmath.findroot(slope, (low, high), solver="anderson", tol=1e-60)
                 for low, high in zip(edges, edges[1:]) if slope(low) < 0 < slope(high)]
        return gain[1], min([number(0), number(1)] + roots, key=error)

    known = {term: fitted(term) for term in {term for query in queries for term in query if term in df}}
    kinds = Counter("end" if s in (0, 1) else "fallback" if s == fallback / (1 + fallback) else "within" for _, s in known.values())
    print(f"  BM25-adpt, k1 of the queries' terms: {dict(kinds)}; {sum(gain < 0 for gain, _ in known.values())} weights below 0")

    def part(tf, term, length):
        gain, s = known[term]
        return gain * tf / ((1 - s) * tf + s * norm(length))
    return matched(part, read)


def coordination():
    return [[float(len(set(query) & set(count))) or None for count in counts] for query in queries]


def agree(name, one, other, tolerance, constant=False):
    """Refuses two tables that differ by more than `tolerance`, after the difference in the first document where `constant`."""
    worst = 0.0
    for mine, theirs in zip(one, other):
        assert [a is None for a in mine] == [b is None for b in theirs]
        pairs = [(a, b) for a, b in zip(mine, theirs) if a is not None]
        shift = pairs[0][1] - pairs[0][0] if constant and pairs else 0.0
        worst = max([worst] + [abs(a + shift - b) / max(abs(b), 1.0) for a, b in pairs])
    print(f"  {name}: {worst:.2g}")
    assert worst < tolerance


def main():
    scores = {}
    for method, k1, b, delta in (("robertson", 1.2, 0.75, 0), ("atire", 0.9, 0.4, 0), ("bm25l", 1.2, 0.75, 0.5), ("bm25+", 1.2, 0.75, 1)):
        scores[f"{method}_bm25s"] = bm25_by_bm25s(method, k1, b, delta)
        agree(f"{method} by bm25s and by hand", scores[f"{method}_bm25s"], bm25_by_hand(method, k1, b, delta), 1e-13)
    scores["robertson_kept_by_hand"] = bm25_by_hand("robertson_kept", 1.2, 0.75, 0)
    assert any(score is not None and score < 0 for row in scores["robertson_kept_by_hand"] for score in row)

    lines = ["D " + pack(" ".join(d)) for d in documents] + ["Q " + pack(" ".join(q)) for q in queries]
    out = iter(lucene("score-models", lines))
    for name in ("jelinek_mercer_0.1_byte_lucene", "jelinek_mercer_0.7_byte_lucene", "own_collection_model",
                 "inl2_1_byte_lucene", "inl2_7_byte_lucene", "f2exp_byte_lucene",
                 "lgd_1_byte_lucene", "spl_7_byte_lucene", "standardized", "saturated", "chi_squared"):
        scores[name] = [[None if s == "-" else float(s) for s in next(out).split(" ")] for _ in queries]
    for weight in ("0.1", "0.7"):
        agree(f"Jelinek-Mercer {weight} by Lucene and by hand", jelinek_mercer(weight, byte),
              scores[f"jelinek_mercer_{weight}_byte_lucene"], 3e-6, constant=True)
    gap = max(abs(a - b) / b for x, y in zip(scores.pop("own_collection_model"), scores["jelinek_mercer_0.1_byte_lucene"])
              for a, b in zip(x, y) if b is not None)
    print(f"  Jelinek-Mercer 0.1 with Lucene's own collection model is off by up to {gap:.2g}")
    agree("InL2 1 by Lucene and by hand", inl2(1, byte), scores["inl2_1_byte_lucene"], 2e-6)
    agree("InL2 7 by Lucene and by hand", inl2(7, byte), scores["inl2_7_byte_lucene"], 2e-6)
    agree("F2-EXP by Lucene and by hand", f2exp("0.35", "0.5", byte), scores["f2exp_byte_lucene"], 2e-6)

    agree("LGD 1 by Lucene and by hand", matched(information(log_logistic, 1), byte), scores["lgd_1_byte_lucene"], 2e-6)
    agree("SPL 7 by Lucene and by hand", matched(information(power_law, 7), byte), scores["spl_7_byte_lucene"], 2e-6)
    for measure in ("standardized", "saturated", "chi_squared"):
        agree(f"DFI {measure} by Lucene and by hand", dfi(measure, 1, byte), scores.pop(measure), 2e-6)
        scores[f"dfi_{measure}_by_hand"] = dfi(measure, 0)

    scores["lnc_ltc_by_hand"] = lnc_ltc()
    agree("lnc.ltc by scikit-learn and by hand", lnc_ltc_by_sklearn(), scores["lnc_ltc_by_hand"], 1e-14)

    scores |= {
        "absolute_discount_0.7_by_hand": absolute_discount("0.7"),
        "absolute_discount_0.25_byte_by_hand": absolute_discount("0.25", byte),
        "jelinek_mercer_0.1_by_hand": jelinek_mercer("0.1"), "two_stage_1000_0.1_by_hand": two_stage(1000, "0.1"),
        "two_stage_50_0.6_by_hand": two_stage(50, "0.6"), "pivoted_0.2_by_hand": pivoted("0.2"),
        "pl2_1_by_hand": pl2(1), "pl2_7_full_by_hand": pl2(7, full=True), "inl2_1_by_hand": inl2(1),
        "dph_by_hand": matched(dph), "dfree_by_hand": matched(dfree), "f2exp_by_hand": f2exp("0.35", "0.5"),
        "coordination_by_hand": coordination(),
    }
    save("models", ["lucene", "bm25s", "mpmath"], {
        "note": "scores[model][query][document] for the documents and queries of retrieval.json; null where the document has "
                "none of the query's terms. *_lucene are single precision with one-byte lengths; *_bm25s double with exact "
                "lengths, each document asked for the query terms that it has; *_by_hand 50 digits rounded to double, the "
                "likelihoods in full. Lucene's Jelinek-Mercer here has P(t|C) = cf / tokens.",
        "scores": [{"model": name, "scores": scores[name]} for name in sorted(scores)],
    }, needs_jar=True)
    adaptive = {
        "bm25_adpt_0.75_by_hand": bm25_adpt("0.75", "0.001"),
        "bm25_adpt_0.3_byte_by_hand": bm25_adpt("0.3", "1.2", read=byte),
        "bm25_adpt_0.75_rising_by_hand": bm25_adpt("0.75", "0.001", rising=True),
    }
    save("adaptive", ["mpmath"], {
        "note": "As models.json, for BM25-adpt, in 50 digits.",
        "scores": [{"model": name, "scores": adaptive[name]} for name in sorted(adaptive)],
    }, needs_jar=True)
    for name in ("models", "adaptive"):
        path = HERE / f"{name}.json"
        path.write_text(path.read_text().replace(f"make.py {name}", "make_models.py"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", required=True, help="anserini-0.25.0-fatjar.jar")
    make.JAR = parser.parse_args().jar
    main()
