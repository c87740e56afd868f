"""Makes the golden values: `python make.py <file> [--jar JAR]`, with file one of the names in MAKERS or `all`.

Values come from tools outside this project, or where there is none from the formula worked in exact or 50-digit
arithmetic. All texts are invented. README.md says which tool gave what.
"""

import argparse
import base64
import itertools
import json
import math
import pathlib
import platform
import random
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from importlib.metadata import version

HERE = pathlib.Path(__file__).resolve().parent
JAR = None
sys.dont_write_bytecode = True


# ---------------------------------------------------------------- shared

def save(name, tools, content, needs_jar=False):
    """Writes `<name>.json`: sorted keys, one line per row of each list, so that differences read well."""
    content = dict(content)
    content["tool"] = ", ".join(tools)
    content["version"] = {tool: versions(tool) for tool in tools}
    content["command"] = f"python make.py {name}" + (" --jar anserini-0.25.0-fatjar.jar" if needs_jar else "")
    encode = lambda value: json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)
    parts = []
    for key in sorted(content):
        value = content[key]
        if isinstance(value, list) and any(isinstance(row, (list, dict)) for row in value):
            text = "[\n" + ",\n".join("  " + encode(row) for row in value) + "\n ]"
        elif isinstance(value, dict) and any(isinstance(row, (list, dict)) for row in value.values()):
            rows = (f"  {encode(inner)}: {encode(value[inner])}" for inner in sorted(value))
            text = "{\n" + ",\n".join(rows) + "\n }"
        else:
            text = encode(value)
        parts.append(f" {encode(key)}: {text}")
    path = HERE / f"{name}.json"
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="ascii")
    json.loads(path.read_text())
    assert path.stat().st_size < 300_000, path.stat().st_size
    print(f"{path.name}: {path.stat().st_size} bytes")


def versions(tool):
    if tool == "lucene":
        return lucene("version", [])[0]
    return platform.python_version() if tool == "python" else version(tool)


def lucene(mode, lines):
    """Compiles Lucene.java once per process and runs it with `lines` on its standard input."""
    if JAR is None:
        raise SystemExit("--jar is needed: anserini-0.25.0-fatjar.jar, see README.md")
    if not hasattr(lucene, "classes"):
        lucene.classes = tempfile.TemporaryDirectory()
        subprocess.run(["javac", "-d", lucene.classes.name, "-cp", JAR, HERE / "Lucene.java"], check=True)
    path = f"{lucene.classes.name}:{JAR}"
    out = subprocess.run(["java", "-cp", path, "Lucene", mode], input="".join(line + "\n" for line in lines),
                         capture_output=True, text=True, check=True)
    return out.stdout.split("\n")[:-1]


def pack(text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def unpack(field):
    return [base64.b64decode(token).decode("utf-8") for token in field.split(",")] if field else []


def invented_words(rng, count):
    """Pronounceable words of two to four syllables, all different."""
    words = []
    while len(words) < count:
        word = "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
        if word not in words:
            words.append(word)
    return words


def zipf_text(rng, words, length, exponent=0.9):
    return rng.choices(words, [1 / (rank + 1) ** exponent for rank in range(len(words))], k=length)


# ---------------------------------------------------------------- retrieval

def make_retrieval():
    import bm25s
    import mpmath
    import numpy as np

    mpmath.mp.dps = 50
    rng = random.Random(1)
    words = invented_words(rng, 150)
    documents = [zipf_text(rng, words, rng.randint(5, 120)) for _ in range(48)]
    documents += [list(documents[i]) for i in (3, 11, 20, 20)]              # exact duplicates
    for i in (5, 17):                                                       # the same words in another order
        shuffled = list(documents[i])
        rng.shuffle(shuffled)
        documents.append(shuffled)
    documents += [zipf_text(rng, words, length) for length in (40, 41, 42, 43, 260, 700)]
    rng.shuffle(documents)
    frequent, middle, rare = words[:15], words[15:60], words[60:]
    queries = [[word] for word in (frequent[0], rare[3])]
    queries += [rng.sample(frequent, 2) + rng.sample(middle, 1), rng.sample(middle, 3), rng.sample(rare, 4)]
    queries += [rng.sample(words, 8), rng.sample(words, 20), [middle[2], frequent[4], middle[2]]]
    queries += [[frequent[1], "xyzzy", rare[5]], ["xyzzy", "plugh"], [middle[7]] * 3 + [rare[9], rare[9], frequent[2]]]
    queries += [rng.sample(middle, 2) + rng.sample(frequent, 2)]

    n = len(documents)
    counts = [Counter(document) for document in documents]
    lengths = [len(document) for document in documents]
    df = Counter(term for count in counts for term in count)
    cf = Counter(term for document in documents for term in document)
    tokens = sum(lengths)
    ln, sqrt, number = mpmath.log, mpmath.sqrt, mpmath.mpf
    decoded = [int(line) for line in lucene("lengths", [])]
    byte_length = lambda length: max(value for value in decoded if value <= length)

    def by_hand(part, own=None):
        """Sum of part(tf, qtf, term, length) over matched terms plus own(length, query length), 50 digits, then f64."""
        rows = []
        for query in queries:
            known = Counter(term for term in query if term in df)
            row = []
            for count, length in zip(counts, lengths):
                matched = [term for term in known if term in count]
                if not matched:
                    row.append(None)
                    continue
                score = mpmath.fsum(part(count[term], known[term], term, length) for term in matched)
                if own is not None:
                    score += own(length, sum(known.values()))
                row.append(float(score))
            rows.append(row)
        return rows

    def bm25(k1, b, read=lambda length: length):
        k1, b, mean = number(str(k1)), number(str(b)), number(tokens) / n
        return by_hand(lambda tf, qtf, term, length: qtf * ln(1 + (n - df[term] + number("0.5")) / (df[term] + number("0.5")))
                       * tf / (tf + k1 * (1 - b + b * read(length) / mean)))

    def dirichlet(mu):
        # Zhai & Lafferty 2004, in full and term by term (absent terms too), not in the rank-equivalent short form.
        rows = []
        for query in queries:
            known = [term for term in query if term in df]
            rows.append([float(mpmath.fsum(ln((count[term] + number(mu) * cf[term] / tokens) / (length + mu)) for term in known))
                         if any(term in count for term in known) else None for count, length in zip(counts, lengths)])
        return rows

    def tf_idf_classic(power, read=lambda length: length):
        return by_hand(lambda tf, qtf, term, length:
                       qtf * sqrt(tf) * (1 + ln(number(n + 1) / (df[term] + 1))) ** power / sqrt(read(length)))

    exact = bm25(1.2, 0.75)
    scores = {
        "bm25_exact_k1_1.2_b_0.75_by_hand": exact,
        "bm25_exact_k1_0.9_b_0.4_by_hand": bm25(0.9, 0.4),
        "bm25_byte_k1_1.2_b_0.75_by_hand": bm25(1.2, 0.75, byte_length),
        "bm25_byte_k1_0.9_b_0.4_by_hand": bm25(0.9, 0.4, byte_length),
        "dirichlet_mu_1000_by_hand": dirichlet(1000),
        "dirichlet_mu_100_by_hand": dirichlet(100),
        "tf_idf_classic_idf_squared_by_hand": tf_idf_classic(2),
        "tf_idf_classic_idf_once_by_hand": tf_idf_classic(1),
        "tf_idf_plain_by_hand": by_hand(lambda tf, qtf, term, length:
                                        qtf * (1 + ln(tf)) * ln(number(n) / df[term]) ** 2 / sqrt(length)),
    }
    for name, k1, b in (("bm25_exact_k1_1.2_b_0.75_bm25s", 1.2, 0.75), ("bm25_exact_k1_0.9_b_0.4_bm25s", 0.9, 0.4)):
        retriever = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
        retriever.index([list(document) for document in documents], show_progress=False)
        rows = []
        for query, hand in zip(queries, exact):
            known = [term for term in query if term in df]
            row = retriever.get_scores(known) if known else np.zeros(n)
            assert row.dtype == np.float64 and all((score == 0) == (value is None) for score, value in zip(row, hand))
            rows.append([None if value is None else float(score) for score, value in zip(row, hand)])
        scores[name] = rows
    out = iter(lucene("score", ["D " + pack(" ".join(d)) for d in documents] + ["Q " + pack(" ".join(q)) for q in queries]))
    for name in ("bm25_byte_k1_1.2_b_0.75_lucene", "bm25_byte_k1_0.9_b_0.4_lucene", "tf_idf_classic_byte_lucene"):
        scores[name] = [[None if s == "-" else float(s) for s in next(out).split(" ")] for _ in queries]

    # The independent computations must agree before any of them is called golden.
    def agree(one, other, tolerance):
        worst = max(abs(a - b) / abs(b) for x, y in zip(scores[one], scores[other]) for a, b in zip(x, y) if b is not None)
        assert all((a is None) == (b is None) for x, y in zip(scores[one], scores[other]) for a, b in zip(x, y))
        print(f"  {one} ~ {other}: {worst:.2g}")
        assert worst < tolerance
    for setting in ("k1_1.2_b_0.75", "k1_0.9_b_0.4"):
        agree(f"bm25_exact_{setting}_bm25s", f"bm25_exact_{setting}_by_hand", 1e-13)
        agree(f"bm25_byte_{setting}_lucene", f"bm25_byte_{setting}_by_hand", 2e-6)
    scores["check"] = tf_idf_classic(1, byte_length)
    agree("tf_idf_classic_byte_lucene", "check", 2e-6)
    del scores["check"]

    save("retrieval", ["lucene", "bm25s", "mpmath"], {
        "byte_lengths": decoded,
        "documents": [" ".join(document) for document in documents],
        "note": "scores[model][query][document]; null where the document has none of the query's terms. *_lucene are "
                "single precision with one-byte lengths; *_bm25s double with exact lengths; *_by_hand 50 digits rounded "
                "to double. byte_lengths: the length that each of Lucene's 256 length bytes stands for. "
                "Lucene's ClassicSimilarity multiplies by idf once, not twice.",
        "queries": [" ".join(query) for query in queries],
        "scores": [{"model": name, "scores": scores[name]} for name in sorted(scores)],
    }, needs_jar=True)


# ---------------------------------------------------------------- evaluation

EVALUATION = {"ndcg": "nDCG", "ndcg_cut_1": "nDCG@1", "ndcg_cut_3": "nDCG@3", "ndcg_cut_5": "nDCG@5",
              "ndcg_cut_10": "nDCG@10", "map": "AP", "map_cut_10": "AP@10", "P_5": "P@5", "P_10": "P@10",
              "recall_10": "R@10", "recall_100": "R@100", "recip_rank": "RR"}


def pytrec(qrels, runs):
    """pytrec_eval's values by query, and RR@10 by ir_measures on the ranking that trec_eval's tie rule makes."""
    import ir_measures
    import pytrec_eval

    measures = {"ndcg", "ndcg_cut.1,3,5,10", "map", "map_cut.10", "P.5,10", "recall.10,100", "recip_rank"}
    values = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(runs)
    values = {query: {EVALUATION[key]: row[key] for key in EVALUATION} for query, row in values.items()}
    for metric in ir_measures.iter_calc([ir_measures.RR @ 10], qrels, {q: untied(run) for q, run in runs.items()}):
        if metric.query_id in values:
            values[metric.query_id]["RR@10"] = metric.value
    for row in values.values():
        row.setdefault("RR@10", 0.0)
        assert row["RR@10"] == (row["RR"] if row["RR"] >= 0.1 else 0.0)
    return values


def untied(run, ascending=False):
    """The run with scores n … 1, ties (in single precision) broken by document id, descending as trec_eval does or ascending."""
    order = sorted(run, reverse=not ascending)
    order.sort(key=lambda document: -struct.unpack("f", struct.pack("f", run[document]))[0])
    return {document: float(len(order) - place) for place, document in enumerate(order)}


def make_evaluation():
    rng = random.Random(2)
    sources = ["gpt-3.5-turbo", "human", "llama-2-7b-chat-tmp0.2"]
    qrels, runs, kinds = {}, {}, {}
    for case in range(60):
        query = f"q{case:02d}"
        kind = {7: "nothing relevant", 19: "all grades -1", 23: "no results", 31: "no relevant document retrieved",
                37: "one document", 41: "all tied", 43: "no ties", 47: "every document relevant"}.get(case, "random")
        bases = rng.sample(range(1, 200), 30)
        pool = [f"{base}-{source}" for base in bases for source in sources[: 2 + case % 2]]
        rng.shuffle(pool)
        size = 1 if kind == "one document" else rng.randint(1, 40) if case % 3 else rng.randint(20, 40)
        retrieved, rest = pool[:size], pool[size:]
        levels = {"all tied": 1, "no ties": 1000}.get(kind, rng.choice([2, 4, 8, 20]))
        scores = rng.sample(range(levels), size) if kind == "no ties" else [rng.randrange(levels) for _ in retrieved]
        run = {document: score / 4 + 0.25 for document, score in zip(retrieved, scores)}
        grades = rng.choice([[-1, 0, 0, 0, 1], [-1, 0, 1, 2, 3], [0, 0, 0, 0, 0, 1, 3]])
        judged = {d: rng.choice(grades) for d in retrieved if rng.random() < 0.6}
        judged |= {d: rng.choice(grades) for d in rng.sample(rest, rng.randint(0, 6))}
        if not any(grade > 0 for grade in judged.values()):
            judged[rng.choice(retrieved)] = 2
        if kind == "nothing relevant":
            judged = {d: min(g, 0) for d, g in judged.items()}
        elif kind == "all grades -1":
            judged = {d: -1 for d in judged}
        elif kind == "every document relevant":
            judged = {d: rng.randint(1, 3) for d in retrieved}
        elif kind == "no results":
            run = {}
        elif kind == "no relevant document retrieved":
            judged = {d: 0 for d in retrieved[:5]} | {rest[0]: 1, rest[1]: 3}
        qrels[query], runs[query], kinds[query] = judged, run, kind

    filled = {query: run for query, run in runs.items() if run}
    descending = pytrec(qrels, filled)
    ascending = pytrec(qrels, {query: untied(run, ascending=True) for query, run in filled.items()})
    assert descending == pytrec(qrels, {query: untied(run) for query, run in filled.items()})
    cases = [{"query": query, "kind": kinds[query],
              "run": sorted(runs[query].items(), key=lambda row: rng.random()), "qrels": sorted(qrels[query].items()),
              "values": descending.get(query), "values_docid_ascending": ascending.get(query)} for query in sorted(qrels)]

    # trec_eval keeps scores in single precision: what differs only beyond it ties there, and the ids decide.
    single = []
    for gap in (1e-6, 1e-7, 5e-8, 1e-8, 1e-12):
        run, judged = {"1-human": 1.0 + gap, "1-llama": 1.0}, {"1-human": 1}
        single.append({"run": sorted(run.items()), "qrels": sorted(judged.items()),
                       "RR": pytrec({"q": judged}, {"q": run})["q"]["RR"]})
    changed = sum(c["values"] != c["values_docid_ascending"] for c in cases)
    print(f"  cases where the id rule matters: {changed}")
    save("evaluation", ["pytrec_eval-terrier", "ir_measures"], {
        "cases": cases, "single_precision": single,
        "note": "values: pytrec_eval, ties by document id descending (RR@10 by ir_measures on that order); null where "
                "the query has no results, since pytrec_eval leaves it out. values_docid_ascending: the same tool on the "
                "run with ties broken by document id ascending. run: [document, score] in no order; qrels: [document, grade]."})


# ---------------------------------------------------------------- ties

def list_measures(ranked, ideal):
    """Measures of one order of grades. Exact fractions but for nDCG. Linear gain; undefined (None) without a relevant document."""
    relevant = [Fraction(int(grade > 0)) for grade in ranked]
    total = sum(1 for grade in ideal if grade > 0)
    if total == 0:
        return None
    gain = lambda grades: math.fsum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
    best = sorted(ideal, reverse=True)
    first = next((rank for rank, one in enumerate(relevant, 1) if one), None)
    values = {}
    for k in (1, 3, 5, None):
        values["nDCG" + (f"@{k}" if k else "")] = gain(ranked[:k]) / gain(best[:k])
    hits, precision = Fraction(0), Fraction(0)
    for rank, one in enumerate(relevant, 1):
        hits += one
        precision += one * hits / rank
    values["AP"] = precision / total
    for k in (1, 3, 5):
        values[f"P@{k}"] = sum(relevant[:k], Fraction(0)) / k
        if k > 1:
            values[f"R@{k}"] = sum(relevant[:k], Fraction(0)) / total
    values["RR"] = Fraction(1, first) if first else Fraction(0)
    values["RR@3"] = Fraction(1, first) if first and first <= 3 else Fraction(0)
    return values


def make_ties():
    rng = random.Random(3)
    fixed = [
        ([[1, 0]], []), ([[1, 0, 0, 0, 0]], []), ([[3, 2, 1, 0, 0]], [2]), ([[0], [1, 1]], [1]), ([[1], [0], [2]], []),
        ([[0, 0], [0]], [3]), ([[0, -1, 0]], []), ([], [1]), ([[2, 2, 2, 2, 2]], []), ([[0, 0, 0, 0, 1], [3, 0, 0]], []),
        ([[-1, 1], [0, 2, -1]], [0, -1]), ([[1]], []),
    ]
    cases = []
    for number in range(40):
        if number < len(fixed):
            groups, missing = fixed[number]
        else:
            groups, left = [], rng.randint(3, 8)
            while left:
                size = min(left, rng.choice([1, 1, 2, 3, 4, 5]))
                groups.append([rng.choice([0, 0, 0, 1, 1, 2, 3, -1]) for _ in range(size)])
                left -= size
            missing = [rng.choice([0, 1, 2, 3]) for _ in range(rng.choice([0, 0, 1, 2, 4]))]
        ideal = [grade for group in groups for grade in group] + missing
        orders = itertools.product(*(list(itertools.permutations(group)) for group in groups))
        values = [list_measures([grade for group in order for grade in group], ideal) for order in orders]
        if values[0] is None:
            mean = None
        else:
            mean = {name: float(sum((row[name] for row in values), Fraction(0)) / len(values))
                    if isinstance(values[0][name], Fraction) else math.fsum(row[name] for row in values) / len(values)
                    for name in values[0]}
        cases.append({"groups": groups, "unretrieved": missing, "orders": len(values), "values": mean})
    save("ties", ["python"], {
        "cases": cases,
        "note": "values: mean over all orders of the documents within each tie group, every order enumerated; fractions "
                "for AP, P, R, RR, doubles for nDCG. groups: grades of tied documents, best group first; unretrieved: "
                "grades of judged documents that are not in the ranking. Grades of 0 and below are not relevant and gain "
                "nothing. null where no document at all is relevant."})


# ---------------------------------------------------------------- tokens and stems

def make_tokens():
    from strings import STRINGS
    rows = [(kind, text) for kind, texts in STRINGS.items() for text in texts]
    out = lucene("analyze", [pack(text) for _, text in rows])
    assert len(out) == len(rows)
    cases = []
    for (kind, text), line in zip(rows, out):
        english, standard = line.split("\t")
        cases.append({"kind": kind, "text": text, "english": unpack(english), "standard": unpack(standard)})
    save("tokens", ["lucene"], {
        "cases": cases,
        "note": "english: EnglishAnalyzer; standard: StandardAnalyzer with no stop words (UAX #29 words, lowercase; a "
                "word of more than 255 UTF-16 units is cut into pieces of 255)."}, needs_jar=True)


def make_porter():
    import nltk.stem.porter as nltk_porter
    from words import ENDINGS, SPECIAL, STEMS
    rng = random.Random(4)
    endings = ["" if ending == "-" else ending for ending in ENDINGS]
    words = set(SPECIAL)
    words |= {stem + ending for stem in rng.sample(STEMS, 40) for ending in endings}
    while len(words) < 5200:
        words.add(rng.choice(STEMS) + rng.choice(endings))
    while len(words) < 5700:
        letters = "aeiouylstedingbrnz" if rng.random() < 0.7 else "abcdefghijklmnopqrstuvwxyz"
        words.add("".join(rng.choice(letters) for _ in range(rng.randint(1, 9))) + rng.choice(["", "", *endings]))
    while len(words) < 6000:
        words.add(rng.choice(STEMS) + rng.choice(endings) + rng.choice(endings))
    words = sorted(words)
    stems = [unpack(line)[0] for line in lucene("porter", [pack(word) for word in words])]
    plain = [(w, s) for w, s in zip(words, stems) if w.isascii() and w.isalpha() and w.islower()]
    for mode in ("ORIGINAL_ALGORITHM", "MARTIN_EXTENSIONS"):
        stemmer = nltk_porter.PorterStemmer(mode=mode)
        different = [(w, s, stemmer.stem(w)) for w, s in plain if stemmer.stem(w) != s]
        print(f"  nltk {mode} differs for {len(different)} of {len(plain)}: {different[:6]}")
    save("porter", ["lucene"], {
        "words": [list(pair) for pair in zip(words, stems)],
        "note": "[word, stem] by PorterStemFilter, each word as one token, not lowercased."}, needs_jar=True)


# ---------------------------------------------------------------- statistics

def make_statistics():
    import numpy as np
    import statsmodels.api as sm
    from scipy import spatial, special, stats
    from statsmodels.stats.meta_analysis import effectsize_smd
    from statsmodels.stats.multitest import multipletests

    rng = random.Random(5)
    normal = lambda n, digits=3: [round(rng.gauss(0, 1), digits) for _ in range(n)]
    clean = lambda value: float(value) if math.isfinite(value) else None

    correlation = []
    for case in range(20):
        n = [3, 4, 5, 40][case] if case < 4 else rng.randint(6, 40)
        if case % 2:
            x, y = [rng.randint(0, 4) for _ in range(n)], [rng.randint(0, 6) for _ in range(n)]
        else:
            x = normal(n)
            y = [round(0.6 * a + 0.8 * b, 3) for a, b in zip(x, normal(n))]
        if case == 10:
            y = [2.5] * n
        if case == 12:
            y = [round(math.exp(a), 6) for a in x]
        if case == 14:
            y = [-2 * a for a in x]
        x, y = [float(a) for a in x], [float(b) for b in y]
        constant = len(set(x)) == 1 or len(set(y)) == 1
        functions = {"spearman": stats.spearmanr, "kendall_tau_b": stats.kendalltau, "pearson": stats.pearsonr}
        correlation.append({"x": x, "y": y} | {name: None if constant else clean(function(x, y).statistic)
                                               for name, function in functions.items()})

    adjustment = []
    for case in range(10):
        p = [round(rng.random() ** rng.choice([1, 3]), 4) for _ in range([1, 2, 3, 5, 8, 10, 12, 20, 30, 4][case])]
        if case == 3:
            p = [0.01, 0.01, 0.02, 0.02, 0.02]
        if case == 4:
            p[:3] = [0.0, 1.0, 1.0]
        if case == 9:
            p = [0.04, 0.03, 0.02, 0.01]
        bh = multipletests(p, method="fdr_bh")[1]
        assert np.allclose(bh, stats.false_discovery_control(p), rtol=1e-13)
        adjustment.append({"p": p, "holm": [float(v) for v in multipletests(p, method="holm")[1]],
                           "benjamini_hochberg": [float(v) for v in bh]})

    sign_flip = []
    for x in ([0.5, 0.25, -0.125, 0.75, 0.375], [1.0, -1.0, 1.0, 1.0, 0.0, 1.0, -1.0, 1.0], [0.0, 0.0, 0.0],
              [v / 16 for v in rng.choices(range(-8, 20), k=10)], [v / 64 for v in rng.choices(range(-20, 60), k=12)],
              [0.125]):
        total = abs(sum(map(Fraction, x)))
        count = sum(abs(sum(s * Fraction(v) for s, v in zip(signs, x))) >= total
                    for signs in itertools.product((1, -1), repeat=len(x)))
        by_scipy = None
        if len(x) > 1:
            by_scipy = float(stats.permutation_test((x,), lambda a, axis: np.abs(np.mean(a, axis=axis)), vectorized=True,
                                                    permutation_type="samples", n_resamples=np.inf, alternative="greater").pvalue)
            assert abs(by_scipy - count / 2 ** len(x)) < 1e-15
        sign_flip.append({"x": x, "count": count, "flips": 2 ** len(x), "p_value": count / 2 ** len(x),
                          "p_value_scipy": by_scipy})

    # Drawn for cases that are no longer kept, so that those below stay the same.
    [rng.expovariate(1) for _ in range(15)], normal(30), [rng.random() for _ in range(2 * (8 + 20))]
    quantiles = [{"p": p, "normal_quantile": float(stats.norm.ppf(p))}
                 for p in (1e-6, 0.0005, 0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.995, 0.9995)]

    regression = []
    for n in (8, 25, 60):
        x = [[round(rng.gauss(0, 1), 3), float(rng.randint(0, 1)), round(rng.uniform(1, 9), 2)] for _ in range(n)]
        y = [round(1.5 * a - 0.4 * b + 0.1 * c + rng.gauss(0, 0.7), 3) for a, b, c in x]
        design = sm.add_constant(np.array(x))
        fit = sm.OLS(np.array(y), design).fit()
        solved = np.linalg.lstsq(design, np.array(y), rcond=None)[0]
        assert np.allclose(solved, fit.params, rtol=1e-10)
        row = {"x": x, "y": y, "degrees_of_freedom": int(fit.df_resid), "r_squared": float(fit.rsquared)}
        for name, values in (("coefficients", fit.params), ("standard_errors", fit.bse), ("t", fit.tvalues), ("p", fit.pvalues)):
            row[name] = [float(value) for value in values]
        regression.append(row)

    effect = []
    for nx, ny in ((5, 5), (12, 12), (10, 17), (3, 4), (40, 40)):
        x, y = [v + 0.4 for v in normal(nx, 2)], normal(ny, 2)
        if nx == 12:
            x, y = [float(rng.randint(0, 4)) for _ in range(nx)], [float(rng.randint(0, 3)) for _ in range(ny)]
        x = [round(v, 2) for v in x]
        df = nx + ny - 2
        pooled = math.sqrt(((nx - 1) * np.var(x, ddof=1) + (ny - 1) * np.var(y, ddof=1)) / df)
        d = (np.mean(x) - np.mean(y)) / pooled
        exact = lambda m: math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2)) / math.sqrt(m / 2)
        by_statsmodels = effectsize_smd(np.mean(x), np.std(x, ddof=1), nx, np.mean(y), np.std(y, ddof=1), ny)[0]
        assert abs(by_statsmodels - d * (1 - 3 / (4 * df - 1))) < 1e-12
        u = stats.mannwhitneyu(x, y).statistic
        delta = sum((a > b) - (a < b) for a in x for b in y) / (nx * ny)
        assert abs(delta - (2 * u / (nx * ny) - 1)) < 1e-12
        row = {"x": x, "y": y, "cohens_d": float(d), "hedges_g_approximate": float(d * (1 - 3 / (4 * df - 1))),
               "hedges_g_exact": float(d * exact(df)), "cliffs_delta": float(delta)}
        if nx == ny:
            z = np.array(x) - np.array(y)
            dz = float(np.mean(z) / np.std(z, ddof=1))
            row["paired"] = {"cohens_d_z": dz, "hedges_g_z_approximate": dz * (1 - 3 / (4 * (nx - 1) - 1)),
                             "hedges_g_z_exact": dz * exact(nx - 1)}
        effect.append(row)

    divergence = []
    for case, n in enumerate((3, 5, 8, 8, 12, 2)):
        p, q = [rng.randint(1, 9) for _ in range(n)], [rng.randint(1, 9) for _ in range(n)]
        if case in (2, 3):
            p[0], q[1], q[-1] = 0, 0, 0
        if case == 3:
            p[1] = p[-1] = 0
        if case == 5:
            p, q = [4, 0], [0, 7]
        collection = [a + b + rng.randint(1, 20) for a, b in zip(p, q)]
        row = {"p": p, "q": q, "collection": collection}
        row["kullback_leibler"] = clean(np.sum(special.rel_entr(np.array(p) / sum(p), np.array(q) / sum(q))))
        row["jensen_shannon"] = float(spatial.distance.jensenshannon(p, q) ** 2)
        row["cosine"] = float(1 - spatial.distance.cosine(p, q))
        for mu in (10, 1000):
            smoothed = (np.array(q) + mu * np.array(collection) / sum(collection)) / (sum(q) + mu)
            row[f"kullback_leibler_dirichlet_{mu}"] = float(stats.entropy(p, smoothed))
        smoothed = 0.5 * np.array(q) / sum(q) + 0.5 * np.array(collection) / sum(collection)
        row["kullback_leibler_jelinek_mercer_0.5"] = float(stats.entropy(p, smoothed))
        divergence.append(row)

    save("statistics", ["scipy", "statsmodels", "numpy"], {
        "correlation": correlation, "adjustment": adjustment, "sign_flip": sign_flip,
        "normal_quantiles": quantiles, "regression": regression, "effect_size": effect,
        "divergence": divergence,
        "note": "null = undefined or infinite. regression: x without the constant, coefficients with the constant first. "
                "sign_flip: statistic |mean|, all 2^n sign vectors, the identity counted. kullback_leibler is D(p || q), natural "
                "log; *_dirichlet_mu is D(p || (q + mu c/|C|)/(|q| + mu)); jensen_shannon is the divergence, natural log, "
                "not its square root. hedges_g_exact uses gamma functions, _approximate 1 - 3/(4 df - 1)."})


# ---------------------------------------------------------------- lexical

def richness(texts):
    """For each text, by tool, the value of each measure (named as here) on its tokens; null where the tool has none, or
    has one where the measure is undefined here: README.md lists those, and each is checked below to be what it says."""
    import infomeasure
    import nltk
    import numpy as np
    from lexical_diversity import lex_div
    from lexicalrichness import LexicalRichness
    from scipy import stats

    rows = []
    for tokens in texts:
        n, v, counts = len(tokens), len(set(tokens)), sorted(Counter(tokens).values(), reverse=True)
        lex = LexicalRichness(tokens, preprocessor=None, tokenizer=None)
        of_richness = {"tokens": lex.words, "types": lex.terms, "ttr": lex.ttr, "root_ttr": lex.rttr,
                       "corrected_ttr": lex.cttr, "yule_k": float(lex.yulek)}
        of_richness["herdan_c"] = lex.Herdan if n > 1 else None
        of_richness["maas(base=e)"] = lex.Maas if n > 1 else None
        of_richness["simpson_d"] = float(lex.simpsond) if n > 1 else None
        for draws in (5, 42):
            of_richness[f"hdd(sample={draws})"] = float(lex.hdd(draws)) if n >= draws else None
        for window in (10, 50):
            of_richness[f"mattr(window={window})"] = lex.mattr(window) if n >= window else None
        for threshold in (0.66, 0.72):
            value = lex.mtld(threshold)
            assert v < n or value == n
            of_richness[f"mtld(threshold={threshold},ends=at_or_below)"] = value if v < n else None

        of_diversity = {"ttr": lex_div.ttr(tokens), "root_ttr": lex_div.root_ttr(tokens)}
        of_diversity["herdan_c"] = lex_div.log_ttr(tokens) if n > 1 else None
        of_diversity["maas(base=10)"] = lex_div.maas_ttr(tokens) if n > 1 else None
        of_diversity["mattr(window=50)"] = lex_div.mattr(tokens, 50) if n >= 50 else None
        assert n >= 50 or lex_div.mattr(tokens, 50) == v / n
        of_diversity["hdd(sample=42)"] = lex_div.hdd(tokens) if n >= 42 else None
        assert n >= 42 or lex_div.hdd(tokens) == 0
        last = {}
        for minimum in (1, 10):
            name, value = f"mtld(minimum={minimum})", lex_div.mtld(tokens, minimum)
            if v == n:
                assert value == 0
                of_diversity[name] = None
            elif any(last_token_ends_a_factor(order, minimum) for order in (tokens, tokens[::-1])):
                last[name] = value
            else:
                of_diversity[name] = value

        p = np.array(counts) / n
        of_scipy = {"entropy(base=2)": float(stats.entropy(p, base=2)), "entropy(base=e)": float(stats.entropy(p))}
        places = np.array([sorted(set(tokens)).index(token) for token in tokens])
        of_infomeasure = {}
        for correction in ("miller_madow", "chao_shen"):
            for base in (2, "e"):
                value = float(infomeasure.entropy(places, approach=correction, base=base))
                known = correction == "miller_madow" or v < n
                of_infomeasure[f"entropy(correction={correction},base={base})"] = value if known else None
        of_nltk = {}
        for size in (1, 2, 3, 4):
            grams = list(nltk.ngrams(tokens, size))
            distinct = nltk.FreqDist(grams).B() / len(grams) if grams else None
            of_nltk[f"distinct(n={size})"] = distinct
            of_nltk[f"repetition(n={size})"] = None if distinct is None else (len(grams) - nltk.FreqDist(grams).B()) / len(grams)
        words = nltk.FreqDist(tokens)
        of_nltk["hapax"] = len(words.hapaxes()) / words.B()
        of_nltk["dis_legomena"] = words.Nr(2) / words.B()
        rows.append({"tokens": " ".join(tokens), "values": {
            "lexicalrichness": of_richness, "lexical_diversity": of_diversity, "scipy": of_scipy,
            "infomeasure": of_infomeasure, "nltk": of_nltk}, "lexical_diversity_last_token": last})
    return rows


def last_token_ends_a_factor(tokens, minimum):
    """Whether the stretch that lexical_diversity counts as what is left is one that ends a factor."""
    stretch = []
    for place, token in enumerate(tokens, 1):
        stretch.append(token)
        if len(set(stretch)) / len(stretch) < 0.72 and len(stretch) >= minimum:
            if place == len(tokens):
                return True
            stretch = []
    return False


def collection_values(texts):
    """Values of each text against all of them: scipy's pairwise cosines, scikit-learn's IDF, scipy's divergence."""
    import numpy as np
    from scipy import stats
    from scipy.spatial import distance
    from sklearn.feature_extraction.text import TfidfTransformer

    terms = sorted({token for text in texts for token in text})
    counts = np.array([[text.count(term) for term in terms] for text in texts], dtype=float)
    values = {}
    logs = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0)
    for weight, matrix in (("tf", counts), ("log_tf", logs)):
        cosines = 1 - distance.squareform(distance.pdist(matrix, "cosine"))
        np.fill_diagonal(cosines, 0)
        values[f"self_similarity(weight={weight})"] = (cosines.sum(axis=1) / (len(texts) - 1)).tolist()
    for name, idf in (("scikit_learn", TfidfTransformer(smooth_idf=True).fit(counts).idf_),
                      ("standard", TfidfTransformer(smooth_idf=False).fit(counts).idf_ - 1)):
        table = dict(zip(terms, idf))
        for per, take in (("token", list), ("type", lambda text: sorted(set(text)))):
            for statistic in ("median", "mean"):
                values[f"specificity(per={per},statistic={statistic},idf={name})"] = [
                    float(getattr(np, statistic)([table[term] for term in take(text)])) for text in texts]
    share = counts.sum(axis=0) / counts.sum()
    values["clarity"] = [float(stats.entropy(row / row.sum(), share, base=2)) for row in counts]
    values["ictf"] = [float(-(row / row.sum()) @ np.log(share)) for row in counts]
    return values


def make_lexical():
    import mpmath
    import numpy as np
    from lexicalrichness import LexicalRichness
    from scipy import optimize, stats

    mpmath.mp.dps = 50
    rng = random.Random(6)
    words = invented_words(rng, 300)
    diversity = []
    for n in [5, 9, 10, 11, 12, 30, 49, 50, 51, 52, 60, 75, 99, 100, 101, 120, 150, 200, 300, 400] + [rng.randint(5, 400) for _ in range(10)]:
        tokens = zipf_text(rng, words[: rng.choice([4, 30, 300])], n, rng.choice([0.3, 1.0, 1.5]))
        lex = LexicalRichness(tokens, preprocessor=None, tokenizer=None)
        assert lex.words == n
        row = {"tokens": " ".join(tokens), "types": lex.terms, "type_token_ratio": lex.ttr}
        for window in (10, 50):
            row[f"mattr_{window}"] = lex.mattr(window_size=window) if n >= window else None
        diversity.append(row)

    # A generator of their own, so that the others stay as they are.
    other = random.Random(7)
    texts = [row["tokens"].split(" ") for row in diversity]
    texts += [[words[0]], words[:2], [words[0]] * 2, words[:10], [words[3]] * 10, words[:60], [words[5]] * 60]
    texts += [words[:3] * 15, words[:40] + words[:2], words[:25] * 2]
    texts += [zipf_text(other, words, n, 1.0) for n in (2, 3, 4, 41, 42, 43, 44, 500)]

    zipf = []
    for size, b, a1, a2, total in ((80, 20, 0.8, 1.4, 3000), (300, 50, 0.7, 1.8, 20000), (400, 100, 1.0, 1.2, 9000)):
        weights = [(r**-a1 if r <= b else b ** (a2 - a1) * r**-a2) for r in range(1, size + 1)]
        counts = sorted(Counter(rng.choices(range(size), weights, k=total)).values(), reverse=True)
        v = len(counts)
        ranks, values = np.log(np.arange(1, v + 1)), np.log(counts)
        squares = []
        for cut in (b, b // 2):
            head, tail = stats.linregress(ranks[:cut], values[:cut]), stats.linregress(ranks[cut:], values[cut:])
            assert abs(head.slope - np.polyfit(ranks[:cut], values[:cut], 1)[0]) < 1e-11
            squares.append({"break": cut, "head_slope": float(head.slope), "head_intercept": float(head.intercept),
                            "tail_slope": float(tail.slope), "tail_intercept": float(tail.intercept)})

        def likelihood(one, two, cut):
            """Sum of counts times ln p(r), p normalised by its own sum, 50 digits."""
            one, two, ln = mpmath.mpf(one), mpmath.mpf(two), mpmath.log
            logs = [-one * ln(r) if r <= cut else (two - one) * ln(cut) - two * ln(r) for r in range(1, v + 1)]
            normaliser = ln(mpmath.fsum(mpmath.exp(x) for x in logs))
            return mpmath.fsum(c * (x - normaliser) for c, x in zip(counts, logs))

        given = [{"alpha_1": one, "alpha_2": two, "break": b, "log_likelihood": float(likelihood(one, two, b))}
                 for one, two in ((1.0, 1.0), (0.5, 1.5), (a1, a2), (0.0, 0.0), (1.25, 0.75), (a1, 2.5))]

        def fast(exponents, cut):
            logs = np.where(np.arange(1, v + 1) <= cut, -exponents[0] * ranks,
                            (exponents[1] - exponents[0]) * math.log(cut) - exponents[1] * ranks)
            top = logs.max()
            return -float(np.dot(counts, logs - top - math.log(np.exp(logs - top).sum())))

        def score_equations(cut):
            """The two means that the maximum must meet: of -ln min(r, b) and of -ln max(r / b, 1), observed = expected."""
            t1 = [mpmath.log(min(r, cut)) for r in range(1, v + 1)]
            t2 = [mpmath.log(mpmath.mpf(max(r, cut)) / cut) for r in range(1, v + 1)]
            def equations(one, two):
                p = [mpmath.exp(-one * x - two * y) for x, y in zip(t1, t2)]
                z, n = mpmath.fsum(p), sum(counts)
                return tuple(mpmath.fdot(p, t) / z - mpmath.fdot(counts, t) / n for t in (t1, t2))
            return equations

        maximum = []
        for cut in (b, b // 2, 2 * b if 2 * b < v - 5 else b + 5):
            found = optimize.minimize(fast, [1.0, 1.5], args=(cut,), method="Nelder-Mead",
                                      options={"xatol": 1e-10, "fatol": 1e-10, "maxiter": 10000, "maxfev": 10000})
            root = mpmath.findroot(score_equations(cut), tuple(found.x))
            assert max(abs(float(root[i]) - found.x[i]) for i in (0, 1)) < 1e-5, (root, found.x)
            maximum.append({"break": cut, "alpha_1": float(root[0]), "alpha_2": float(root[1]),
                            "log_likelihood": float(likelihood(root[0], root[1], cut))})
        best = min(range(2, v), key=lambda cut: optimize.minimize(
            fast, [1.0, 1.5], args=(cut,), method="BFGS", options={"gtol": 1e-6}).fun)
        zipf.append({"counts": counts, "least_squares": squares, "log_likelihood": given, "maximum": maximum,
                     "break_of_greatest_likelihood": best})
    save("lexical", ["lexicalrichness", "lexical_diversity", "infomeasure", "nltk", "scikit-learn", "scipy", "numpy", "mpmath"], {
        "diversity": diversity, "zipf": zipf, "richness": richness(texts), "collection": [collection_values(texts)],
        "note": "diversity: lexicalrichness on the given tokens; mattr null where the text is shorter than the window. "
                "richness: values[tool][measure] on the given tokens, null where undefined here (README.md: what the tool says "
                "then); lexical_diversity_last_token: its mtld where the last token of a direction would end a factor. "
                "collection: values[measure][text] of the texts of richness, taken together as the pool. "
                "zipf: counts in falling order, V = their number, ranks 1..V; least squares of ln count on ln rank over "
                "1..break and break+1..V; log_likelihood: sum of count(r) ln p(r) with p(r) = C r^-alpha_1 up to break, "
                "C break^(alpha_2 - alpha_1) r^-alpha_2 beyond, sum over 1..V = 1, 50 digits; maximum: scipy's Nelder-Mead, "
                "then the score equations solved to 50 digits; break_of_greatest_likelihood: over all breaks 2..V-1, "
                "each with its own best exponents (scipy, BFGS)."})


# ---------------------------------------------------------------- growth and laws

def make_laws():
    """Zipf–Mandelbrot, discrete power laws, interpolated growth and the finite Zipf–Mandelbrot model."""
    import mpmath
    import numpy
    import powerlaw
    from scipy import integrate, optimize, special, stats

    mpmath.mp.dps = 30
    rng = numpy.random.default_rng(20261123)

    def sample(kind, tokens):
        """Frequencies in falling order of a multinomial sample."""
        if kind == "mandelbrot":
            weight = (numpy.arange(1, 4001) + 2.7) ** -1.1
        elif kind == "finite":
            alpha, low, high = 0.55, 2e-5, 0.03
            # One type in the middle of each stretch of the density with one type in it.
            scale = (1 - alpha) / (high ** (1 - alpha) - low ** (1 - alpha))
            types = int(scale / alpha * (low ** -alpha - high ** -alpha))
            weight = (high ** -alpha + (numpy.arange(types) + 0.5) * alpha / scale) ** (-1 / alpha)
        else:
            weight = numpy.concatenate([numpy.arange(1, 81) ** -0.9, 80 ** 0.7 * numpy.arange(81, 2001) ** -1.6])
        counts = rng.multinomial(tokens, weight / weight.sum())
        return sorted((int(count) for count in counts if count), reverse=True)

    def mandelbrot(counts):
        counts = numpy.array(counts, dtype=float)
        ranks = numpy.arange(1, len(counts) + 1)
        def negative(place):
            alpha, shift = place[0], math.exp(place[1]) - 1
            logs = numpy.log(ranks + shift)
            return float(alpha * counts @ logs + counts.sum() * special.logsumexp(-alpha * logs))
        best = min((optimize.minimize(negative, [1.0, start], method="Nelder-Mead",
                                      options={"xatol": 1e-11, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000})
                    for start in (0.0, 1.0, 3.0)), key=lambda found: found.fun)
        single = optimize.minimize_scalar(lambda alpha: negative([alpha, 0.0]), bounds=(0, 5), method="bounded",
                                          options={"xatol": 1e-12})
        return {"alpha": best.x[0], "beta": math.exp(best.x[1]) - 1, "log_likelihood": -best.fun,
                "single_alpha": single.x, "single_log_likelihood": -single.fun}

    def power_law(counts):
        data = numpy.array(counts)
        def at(minimum, polished):
            kept = numpy.sort(data[data >= minimum])
            mean = numpy.log(kept).mean()
            zeta = lambda alpha: mpmath.zeta(alpha, int(minimum))
            alpha = optimize.minimize_scalar(lambda a: a * mean + math.log(special.zeta(a, minimum)), method="bounded",
                                             bounds=(1.01, 60), options={"xatol": 1e-11}).x
            score = lambda a: mpmath.zeta(a, int(minimum), 1) / zeta(a) + mean
            if polished:
                alpha = float(mpmath.findroot(score, (alpha * (1 - 1e-4), alpha * (1 + 1e-4)), solver="anderson"))
            # |S − P| at every whole x is greatest at an observed frequency or just above one.
            places = numpy.unique(numpy.concatenate([numpy.unique(kept), numpy.unique(kept) + 1]))
            model = special.zeta(alpha, places) / special.zeta(alpha, minimum)
            share = 1 - numpy.searchsorted(kept, places, side="left") / len(kept)
            return {"minimum": int(minimum), "alpha": alpha, "distance": float(abs(share - model).max()),
                    "terms": len(kept), "log_likelihood": float(-alpha * numpy.log(kept).sum()
                                                                - len(kept) * mpmath.log(zeta(alpha)))}
        laws = [at(minimum, place < 6) for place, minimum in enumerate(numpy.unique(data)[:-1])]
        best = at(min(laws, key=lambda law: law["distance"])["minimum"], True)
        package = []
        for law in (laws[0], laws[4], best):
            fit = powerlaw.Fit(data, discrete=True, xmin=law["minimum"], estimate_discrete=False, verbose=False)
            assert abs(fit.power_law.alpha - law["alpha"]) < 2e-4, (fit.power_law.alpha, law)
            package.append({"minimum": law["minimum"], "alpha": float(fit.power_law.alpha),
                            "distance": float(fit.power_law.D)})
        searched = powerlaw.Fit(data, discrete=True, estimate_discrete=False, verbose=False)
        return {"laws": laws[:6], "best": best, "powerlaw": package,
                "powerlaw_searched": {"minimum": int(searched.xmin), "alpha": float(searched.power_law.alpha),
                                      "distance": float(searched.power_law.D)}}

    def growth(counts):
        tokens = sum(counts)
        rows = []
        for share in (0.01, 0.1, 0.5, 0.9):
            # Of each term, how many of its tokens are kept: scipy's binomial.
            kept = [stats.binom(count, share) for count in counts]
            rows.append({"tokens": share * tokens, "types": float(sum(1 - law.pmf(0) for law in kept)),
                         "hapax": float(sum(law.pmf(1) for law in kept)), "dis": float(sum(law.pmf(2) for law in kept))})
        sizes = numpy.exp(numpy.linspace(math.log(tokens / 100), math.log(tokens), 50))
        whole = numpy.array(counts, dtype=float)
        types = [float((1 - (1 - min(size / tokens, 1.0)) ** whole).sum()) for size in sizes]
        line = stats.linregress(numpy.log(sizes), numpy.log(types))
        return {"rows": rows, "heaps_k": math.exp(line.intercept), "heaps_beta": line.slope}

    def expectations(alpha, low, high, tokens, classes):
        scale = (1 - alpha) / (high ** (1 - alpha) - low ** (1 - alpha))
        ends = [math.log(low), math.log(high)]
        def integral(value):
            inner = lambda u: value(mpmath.e ** u) * mpmath.e ** (-alpha * u)
            cuts = [mpmath.mpf(ends[0]) + (ends[1] - mpmath.mpf(ends[0])) * i / 12 for i in range(13)]
            return float(scale * mpmath.quad(inner, cuts))
        types = integral(lambda p: 1 - mpmath.e ** (-tokens * p))
        spectrum = [integral(lambda p, m=m: (tokens * p) ** m / mpmath.factorial(m) * mpmath.e ** (-tokens * p))
                    for m in classes]
        return types, spectrum, integral(lambda p: 1)

    def fast_expectations(alpha, low, high, tokens, classes):
        scale = (1 - alpha) / (high ** (1 - alpha) - low ** (1 - alpha))
        upper = lambda order, x: special.gamma(order) * special.gammaincc(order, x)
        m = numpy.arange(1, classes + 1)
        spectrum = scale * tokens ** alpha * numpy.exp(-special.gammaln(m + 1)) * (
            upper(m - alpha, tokens * low) - upper(m - alpha, tokens * high))
        edge = lambda p: (1 - math.exp(-tokens * p)) * p ** -alpha
        types = scale / alpha * (edge(low) - edge(high)
                                 + tokens ** alpha * (upper(1 - alpha, tokens * low) - upper(1 - alpha, tokens * high)))
        return types, spectrum

    def finite(counts):
        tokens, types = sum(counts), len(counts)
        seen = Counter(counts)
        classes = 0
        while classes < 15 and seen[classes + 1] >= 5:
            classes += 1
        observed = numpy.array([types] + [seen[m] for m in range(1, classes + 1)], dtype=float)
        def distance(place):
            alpha, low, high = 1 / (1 + math.exp(-place[0])), math.exp(place[1]) / tokens, math.exp(place[2]) / tokens
            if not (low < high <= 1 and 1e-3 <= alpha <= 1 - 1e-3):
                return math.inf
            expected_types, spectrum = fast_expectations(alpha, low, high, tokens, classes)
            doubled_types, doubled = fast_expectations(alpha, low, high, 2 * tokens, 2 * classes)
            covariance = numpy.zeros((classes + 1, classes + 1))
            covariance[0, 0] = doubled_types - expected_types
            for i in range(1, classes + 1):
                covariance[0, i] = covariance[i, 0] = doubled[i - 1] / 2 ** i
                for j in range(1, classes + 1):
                    covariance[i, j] = (spectrum[i - 1] if i == j else 0.0) - math.comb(i + j, i) * doubled[i + j - 1] / 2 ** (i + j)
            gap = observed - numpy.concatenate([[expected_types], spectrum])
            try:
                return float(gap @ numpy.linalg.solve(covariance, gap))
            except numpy.linalg.LinAlgError:
                return math.inf
        best = None
        for alpha in (0.3, 0.5, 0.7):
            for low in (0.01, 0.3, 1.0):
                for high in (counts[0] / 4, counts[0]):
                    start = [math.log(alpha / (1 - alpha)), math.log(low), math.log(high)]
                    found = optimize.minimize(distance, start, method="Nelder-Mead",
                                              options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000})
                    best = found if best is None or found.fun < best.fun else best
        alpha, low, high = 1 / (1 + math.exp(-best.x[0])), math.exp(best.x[1]) / tokens, math.exp(best.x[2]) / tokens
        beyond = {str(times): fast_expectations(alpha, low, high, times * tokens, 1)[0] for times in (1, 2, 10)}
        scale = (1 - alpha) / (high ** (1 - alpha) - low ** (1 - alpha))
        return {"alpha": alpha, "lower": low, "upper": high, "chi_squared": best.fun, "classes": classes,
                "types": beyond, "population": scale / alpha * (low ** -alpha - high ** -alpha)}

    cases = []
    for kind, tokens in (("mandelbrot", 6000), ("finite", 20000), ("two", 9000)):
        counts = sample(kind, tokens)
        case = {"counts": counts, "mandelbrot": mandelbrot(counts), "power_law": power_law(counts),
                "growth": growth(counts), "finite": finite(counts)}
        cases.append(case)
    model = []
    for alpha, low, high, tokens in ((0.6, 1e-6, 0.02, 1e4), (0.35, 1e-4, 0.3, 500.0), (0.85, 1e-9, 0.01, 1e6)):
        classes = [1, 2, 5, 15, 30]
        types, spectrum, population = expectations(alpha, low, high, tokens, classes)
        model.append({"alpha": alpha, "lower": low, "upper": high, "tokens": tokens, "classes": classes, "types": types,
                      "spectrum": spectrum, "population": population})
    save("laws", ["powerlaw", "scipy", "numpy", "mpmath"], {
        "cases": cases, "model": model,
        "note": "counts: seeded multinomial samples, falling. mandelbrot: greatest likelihood of (rank + beta)^-alpha over all "
                "ranks by scipy's Nelder-Mead in (alpha, ln(1 + beta)); single: beta = 0. power_law: alpha as the root of "
                "the score by mpmath's Hurwitz zeta; distance: greatest |S - P| over whole x from minimum on (Clauset, "
                "Shalizi & Newman 2009, as in their plfit.m), by scipy; best: least distance over all minima but the "
                "greatest frequency; powerlaw: the package with estimate_discrete=False, whose distance compares the shares "
                "below each observed frequency alone, so that it is at most ours, and whose search may end at another "
                "minimum. growth: by scipy's binomial of each term; heaps: linregress at 50 sizes over two powers of ten. "
                "finite: least chi-squared of V, V_1 .. V_classes by scipy's Nelder-Mead from 18 starts. model: integrals "
                "of the density by mpmath's quadrature."})


MAKERS = {"retrieval": make_retrieval, "evaluation": make_evaluation, "ties": make_ties, "tokens": make_tokens,
          "porter": make_porter, "statistics": make_statistics, "lexical": make_lexical,
          "laws": make_laws}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", choices=[*MAKERS, "all"])
    parser.add_argument("--jar", help="anserini-0.25.0-fatjar.jar, for retrieval, tokens and porter")
    arguments = parser.parse_args()
    JAR = arguments.jar
    for name in MAKERS if "all" in arguments.files else arguments.files:
        MAKERS[name]()
