"""Makes measures.json: `python make_measures.py`. Measures of untied rankings by pytrec_eval, cwl_eval and gdeval."""

import random

import ir_measures
import pytrec_eval
from ir_measures import ERR, RBP, Judged

from make import save

TREC = {"Rprec": "Rprec", "bpref": "bpref", "success_1": "Success@1", "success_5": "Success@5", "success_10": "Success@10"}
BY_LEVEL = {"map": "AP", "map_cut_10": "AP@10", "recip_rank": "RR", "P_10": "P@10", "recall_10": "R@10", "Rprec": "Rprec",
            "bpref": "bpref", "success_5": "Success@5"}
GAINS = {"ndcg": "nDCG", "ndcg_cut_5": "nDCG@5", "ndcg_cut_10": "nDCG@10"}
ASKED = {"Rprec", "bpref", "success.1,5,10", "map", "map_cut.10", "recip_rank", "P.10", "recall.10", "ndcg", "ndcg_cut.5,10"}
OTHERS = {RBP(rel=1, p=0.8): "RBP", RBP(rel=1, p=0.5): "RBP(p=0.5)", RBP(rel=2, p=0.95): "RBP(p=0.95,rel=2)",
          Judged @ 5: "Judged@5", Judged @ 20: "Judged@20"}
ROUNDED = {ERR @ 5: "ERR@5", ERR @ 20: "ERR@20"}


def with_level(name, level):
    head, _, cutoff = name.partition("@")
    return f"{head}(rel={level})" + (f"@{cutoff}" if cutoff else "")


def evaluated(qrels, runs, level):
    return pytrec_eval.RelevanceEvaluator(qrels, ASKED, relevance_level=level).evaluate(runs)


def make_measures():
    rng = random.Random(11)
    qrels, runs, rankings = {}, {}, {}
    for case in range(50):
        query, size = str(case + 1), rng.randint(1, 30)
        grades = rng.choice([[-1, 0, 0, 0, 1, 2], [-1, 0, 1, 2, 3, 4], [0, 0, 0, 0, 0, 1, 4], [1, 2, 3], [0, 0, 0, 0, 0, 0, 2]])
        unjudged = rng.choice([0.0, 0.3, 0.7])
        ranking = [None if rng.random() < unjudged else rng.choice(grades) for _ in range(size)]
        missing = [rng.choice(grades) for _ in range(rng.choice([0, 0, 2, 8, 25]))]
        # trec_eval gives 0 where nothing is relevant, which is undefined here: something is, at every threshold.
        if not any(grade is not None and grade >= 3 for grade in ranking + missing):
            missing.append(3)
        runs[query] = {f"d{rank}": float(size - rank) for rank in range(size)}
        judged = {f"d{rank}": grade for rank, grade in enumerate(ranking) if grade is not None}
        qrels[query] = judged | {f"m{place}": grade for place, grade in enumerate(missing)}
        rankings[query] = (ranking, missing)
    values = {query: {} for query in runs}
    for query, row in evaluated(qrels, runs, 1).items():
        values[query] |= {name: row[key] for key, name in TREC.items()}
    for level in (2, 3):
        for query, row in evaluated(qrels, runs, level).items():
            values[query] |= {with_level(name, level): row[key] for key, name in BY_LEVEL.items()}
    # 2^g - 1 as the grade: trec_eval gains what it is given.
    gained = {query: {d: 2 ** max(g, 0) - 1 for d, g in of.items()} for query, of in qrels.items()}
    for query, row in evaluated(gained, runs, 1).items():
        for key, name in GAINS.items():
            values[query][name.replace("nDCG", "nDCG(gain=exponential)")] = row[key]
    rounded = {query: {} for query in runs}
    for measures, into in ((OTHERS, values), (ROUNDED, rounded)):
        for metric in ir_measures.iter_calc(list(measures), qrels, runs):
            into[metric.query_id][measures[metric.measure]] = metric.value
    cases = [{"ranking": rankings[query][0], "unretrieved": rankings[query][1], "values": values[query],
              "rounded": rounded[query]} for query in runs]
    assert all(len(case["values"]) == len(values["1"]) and len(case["rounded"]) == 2 for case in cases)
    save("measures", ["pytrec_eval-terrier", "ir_measures", "cwl-eval"], {
        "cases": cases,
        "note": "ranking: grades in order of rank, no two documents tied, null for those that are not judged; unretrieved: "
                "grades of judged documents that are not in the ranking. values: pytrec_eval, with rel=N by its "
                "relevance_level and exponential gain by grades of 2^g - 1; RBP by cwl_eval and Judged by ir_measures. "
                "rounded: ERR by gdeval 1.2a (in ir_measures), which prints five decimals."})


if __name__ == "__main__":
    make_measures()
