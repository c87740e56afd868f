"""Runs, judgements, sources and texts at hand, held against the packages that others use."""

import ast
import collections
import json
import math
import pathlib
import random
import struct
import subprocess
import sys

import pytest

import sourcebias as sb
from sourcebias import _given

MEASURES = {"map": "AP", "ndcg_cut_10": "nDCG@10", "P_5": "P@5", "recip_rank": "RR", "recall_100": "R@100", "Rprec": "Rprec"}


def collection(ties: bool):
    draw = random.Random(5)
    score = (lambda: float(draw.randint(0, 4))) if ties else draw.random
    run = {f"q{q}": {f"d{d}": score() for d in draw.sample(range(60), 40)} for q in range(20)}
    qrels = {f"q{q}": {f"d{d}": draw.randint(0, 3) for d in draw.sample(range(70), 20)} for q in range(20)}
    return run, qrels


def test_without_ties_values_are_those_of_trec_eval():
    pytrec_eval = pytest.importorskip("pytrec_eval")
    run, qrels = collection(ties=False)
    theirs = pytrec_eval.RelevanceEvaluator(qrels, set(MEASURES)).evaluate(run)
    ours = sb.evaluate(run, qrels, list(MEASURES))
    assert set(ours) == set(MEASURES.values())
    for name, measure in MEASURES.items():
        for query, values in theirs.items():
            assert ours.per_query[query][measure] == pytest.approx(values[name], abs=1e-9), (query, name)
        assert ours[measure] == pytest.approx(sum(v[name] for v in theirs.values()) / 20, abs=1e-9)


def test_ties_are_averaged_unless_the_rule_of_trec_eval_is_asked_for():
    pytrec_eval = pytest.importorskip("pytrec_eval")
    run, qrels = collection(ties=True)
    theirs = pytrec_eval.RelevanceEvaluator(qrels, set(MEASURES)).evaluate(run)
    by_rule = sb.evaluate(run, qrels, list(MEASURES), ties="trec_eval")
    for name, measure in MEASURES.items():
        for query, values in theirs.items():
            assert by_rule.per_query[query][measure] == pytest.approx(values[name], abs=1e-9), (query, name)
    # One tie of three, one of them relevant: trec_eval puts the last id first, the mean over orders is a third.
    tied, judged = {"q": {"a": 1.0, "b": 1.0, "c": 1.0}}, {"q": {"a": 1}}
    assert pytrec_eval.RelevanceEvaluator(judged, {"P_1"}).evaluate(tied)["q"]["P_1"] == 0.0
    assert sb.evaluate(tied, judged, "P@1", ties="trec_eval")["P@1"] == 0.0
    assert sb.evaluate(tied, judged, "P@1")["P@1"] == pytest.approx(1 / 3)
    assert sb.evaluate(tied, judged, "RR")["RR"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_all_forms_of_a_run_are_one_run(tmp_path):
    run, qrels = collection(ties=False)
    expected = sb.evaluate(run, qrels, ["nDCG@10", "AP"])
    rows = [(q, d, s) for q, documents in run.items() for d, s in documents.items()]
    grades = [(q, d, g) for q, documents in qrels.items() for d, g in documents.items()]
    path, judged = tmp_path / "x.run", tmp_path / "qrels.txt"
    path.write_text("".join(f"{q} Q0 {d} 1 {s!r} x\n" for q, d, s in rows))
    judged.write_text("".join(f"{q} 0 {d} {g}\n" for q, d, g in grades))
    assert sb.evaluate(path, judged, ["nDCG@10", "AP"]) == expected
    assert sb.evaluate(rows, grades, ["nDCG@10", "AP"]).per_query == expected.per_query
    both = sb.evaluate({"one": run, "two": path}, qrels, ["nDCG@10", "AP"])
    assert both == {"one": expected, "two": expected}


@pytest.mark.parametrize("names", [("q_id", "doc_id"), ("query_id", "doc_id"), ("qid", "docno")])
def test_a_parquet_file_is_a_run(names, tmp_path):
    pl = pytest.importorskip("polars")
    run, qrels = collection(ties=True)
    rows = [(q, d, s) for q, documents in run.items() for d, s in documents.items()]
    path = tmp_path / "x.parquet"
    frame = pl.DataFrame(rows, schema=[*names, "score"], orient="row")
    frame.write_parquet(path)
    assert sb.evaluate(path, qrels, ["nDCG@10", "AP"]) == sb.evaluate(run, qrels, ["nDCG@10", "AP"])
    frame.with_columns(pl.col("score").cast(pl.String)).write_parquet(path)
    with pytest.raises(sb.Error, match="column `score` is of type .*, and must be of numbers") as told:
        sb.evaluate(path, qrels, "AP")
    assert told.value.file == str(path)
    frame.drop(names[1]).write_parquet(path)
    with pytest.raises(sb.Error, match=f"no column `{names[1]}`"):
        sb.evaluate(path, qrels, "AP")


def test_frames_of_pyterrier_and_others():
    pd = pytest.importorskip("pandas")
    run, qrels = collection(ties=False)
    expected = sb.evaluate(run, qrels, "nDCG@10")
    # As PyTerrier has them: ranks from 0, one row a document.
    rows = [
        {"qid": q, "docid": place, "docno": d, "rank": rank, "score": s, "query": f"words of {q}"}
        for q, documents in run.items()
        for rank, (place, (d, s)) in enumerate(sorted(enumerate(documents.items()), key=lambda one: -one[1][1]))
    ]
    frame = pd.DataFrame(rows)
    judged = pd.DataFrame([{"qid": q, "docno": d, "label": g} for q, ds in qrels.items() for d, g in ds.items()])
    assert sb.evaluate(frame, judged, "nDCG@10") == expected
    others = frame.rename(columns={"qid": "query_id", "docno": "doc_id"})[["query_id", "doc_id", "score"]]
    named = judged.rename(columns={"qid": "query_id", "docno": "doc_id", "label": "relevance"})
    assert sb.evaluate(others, named, "nDCG@10") == expected
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    assert sb.evaluate(pl.DataFrame(others.to_dict("list")), named, "nDCG@10") == expected
    assert sb.evaluate(pa.table(others.to_dict("list")), named, "nDCG@10") == expected
    with pytest.raises(sb.Error, match="has none for the score; call it one of score, scores"):
        sb.evaluate(others.drop(columns="score"), named)


def test_objects_of_ir_measures():
    ir_measures = pytest.importorskip("ir_measures")
    run, qrels = collection(ties=False)
    scored = [ir_measures.ScoredDoc(q, d, s) for q, documents in run.items() for d, s in documents.items()]
    judged = [ir_measures.Qrel(q, d, g) for q, documents in qrels.items() for d, g in documents.items()]
    measures = [ir_measures.nDCG @ 10, ir_measures.AP, ir_measures.P @ 5]
    theirs = ir_measures.calc_aggregate(measures, judged, scored)
    ours = sb.evaluate(scored, judged, measures)
    assert ours == {str(measure): pytest.approx(theirs[measure], abs=1e-9) for measure in measures}


def test_objects_of_ranx():
    ranx = pytest.importorskip("ranx")
    run, qrels = collection(ties=False)
    theirs = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), ["ndcg@10", "map", "mrr"])
    ours = sb.evaluate(ranx.Run(run), ranx.Qrels(qrels), ["nDCG@10", "AP", "RR"])
    assert list(ours.values()) == pytest.approx([theirs["ndcg@10"], theirs["map"], theirs["mrr"]], abs=1e-9)


def test_results_of_bm25s():
    bm25s = pytest.importorskip("bm25s")
    texts = ["ripe pears and apples", "a pear tree", "green apples in a garden", "trees and gardens"]
    engine = bm25s.BM25(k1=1.2, b=0.75)
    engine.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    queries = {"q1": "green apples", "q2": "pear tree"}
    tokens = bm25s.tokenize(list(queries.values()), show_progress=False)
    documents, scores = engine.retrieve(tokens, k=4, show_progress=False)
    run = sb.run_from_arrays(list(queries), documents, scores, ids=["a", "b", "c", "d"])
    assert max(run["q1"], key=run["q1"].get) == "c" and max(run["q2"], key=run["q2"].get) == "b"
    assert sb.evaluate(run, {"q1": {"c": 1}, "q2": {"b": 1}}, "P@1")["P@1"] == 1.0
    ours = sb.Index.build(dict(zip("abcd", texts))).search(queries)
    assert [next(iter(ours[query])) for query in queries] == ["c", "b"]


def test_a_run_searched_here_is_evaluated_alike_elsewhere_where_nothing_ties():
    pytrec_eval = pytest.importorskip("pytrec_eval")
    draw = random.Random(8)
    words = [f"word{n}" for n in range(40)]
    texts = {f"d{n}": " ".join(draw.choices(words, k=draw.randint(8, 120))) for n in range(100)}
    queries = {f"q{n}": " ".join(draw.sample(words, 2)) for n in range(30)}
    qrels = {q: {d: draw.choice((0, 0, 0, 1, 2)) for d in draw.sample(sorted(texts), 60)} for q in queries}
    run = sb.Index.build(texts, analyzer="words").search(queries, "bm25", depth=25)
    theirs = pytrec_eval.RelevanceEvaluator(qrels, set(MEASURES)).evaluate(run)
    ours = sb.evaluate(run, qrels, list(MEASURES)).per_query
    by_rule = sb.evaluate(run, qrels, list(MEASURES), ties="trec_eval").per_query
    # Their scores are of 32 bits: what is apart by less ties there.
    short = {q: {struct.unpack("f", struct.pack("f", s))[0] for s in scores.values()} for q, scores in run.items()}
    without = [q for q, scores in run.items() if len(short[q]) == len(scores)]
    assert 5 < len(without) < len(queries)
    for name, measure in MEASURES.items():
        for query in without:
            assert ours[query][measure] == pytest.approx(theirs[query][name], abs=1e-9), (query, name)
        for query in set(queries) - set(without):
            assert by_rule[query][measure] == pytest.approx(theirs[query][name], abs=1e-9), (query, name)
    # Where documents tie, the mean over their orders is another number.
    assert any(ours[query]["nDCG@10"] != pytest.approx(theirs[query]["ndcg_cut_10"], abs=1e-9) for query in set(queries) - set(without))


def test_sets_of_the_datasets_library(tmp_path):
    datasets = pytest.importorskip("datasets")
    run, qrels = collection(ties=False)
    rows = [(q, d, g) for q, documents in qrels.items() for d, g in documents.items()]
    columns = {"query-id": [q for q, _, _ in rows], "corpus-id": [d for _, d, _ in rows], "score": [g for _, _, g in rows]}
    # As BEIR's judgements stand there.
    judged = datasets.Dataset.from_dict(columns)
    assert sb.evaluate(run, judged, "nDCG@10") == sb.evaluate(run, qrels, "nDCG@10")
    titled = {"_id": ["a", "b"], "title": ["pears", ""], "text": ["ripe fruit", "apples and pears"]}
    corpus = datasets.Dataset.from_dict(titled)
    asked = datasets.Dataset.from_dict({"_id": ["q"], "text": ["pears"]})
    expected = sb.Index.build({"a": "pears ripe fruit", "b": "apples and pears"}).search({"q": "pears"})
    assert sb.Index.build(corpus, title=True).search(asked) == expected and len(expected["q"]) == 2
    # Rows, one a dict; and columns as they are, by source.
    assert sb.Index.build(list(corpus), title=True).search(list(asked)) == expected
    found = sb.profile({"human": corpus, "llm": corpus["text"]}, measures="tokens", bootstrap=0).tables.table("summary")
    assert found["value"][0] == 4.0


def test_undefined_is_none_and_intervals_are_asked_for():
    found = sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}, "p": {"a": 0}}, "AP", bootstrap=199)
    assert found.per_query == {"q": {"AP": 1.0}, "p": {"AP": None}}
    assert (found["AP"], found.queries["AP"], found.undefined["AP"]) == (1.0, 1, 1)
    run, qrels = collection(ties=False)
    low, high = sb.evaluate(run, qrels, "AP", bootstrap=999).intervals["AP"]
    assert low < sb.evaluate(run, qrels, "AP")["AP"] < high
    assert sb.evaluate(run, qrels, "AP").intervals["AP"] is None


def test_what_is_no_run_is_told():
    with pytest.raises(sb.Error, match="a run: document `a` of query `q` has the score nan; give a finite number"):
        sb.evaluate({"q": {"a": math.nan}}, {"q": {"a": 1}})
    with pytest.raises(sb.Error, match="has two scores; keep the higher"):
        sb.evaluate([("q", "a", 1.0), ("q", "a", 2.0)], {"q": {"a": 1}})
    with pytest.raises(sb.Error, match="unknown variant `random`"):
        sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, ties="random")
    with pytest.raises(TypeError):
        sb.evaluate(3, {"q": {"a": 1}})
    for score in (None, "1.0"):
        with pytest.raises(sb.Error, match=f"a run: document `a` of query `q` has the score '?{score}'?; give a finite number"):
            sb.evaluate({"q": {"a": score}}, {"q": {"a": 1}})
    with pytest.raises(sb.Error, match="nothing to run; name an experiment"):
        sb.run()


def test_grades_are_whole_numbers_of_any_type():
    numpy = pytest.importorskip("numpy")
    run, sources = {"q": {"a": 2.0, "b": 1.0}}, {"a": "human", "b": "llm"}
    for one in (1, 1.0, True, numpy.int64(1), numpy.float32(1)):
        assert sb.evaluate(run, {"q": {"b": one}}, "RR")["RR"] == 0.5
    for grade in (0.5, math.nan, None, "1"):
        told = f"judgements: document `b` of query `q` has the grade '?{grade}'?; give a whole number, or leave it out"
        with pytest.raises(sb.Error, match=told):
            sb.evaluate(run, {"q": {"b": grade}})
        with pytest.raises(sb.Error, match=told):
            sb.audit(run=run, qrels={"q": {"b": grade}}, sources=sources)


def twins(favoured: str | None):
    """Forty contents by two sources; a query for each, whose relevant version by `favoured` stands first."""
    draw = random.Random(3)
    sources = {f"{c}-{who}": (who, f"c{c}") for c in range(40) for who in ("human", "llm")}
    run, qrels = {}, {}
    for c in range(40):
        others = draw.sample(sorted(sources), 8)
        scores = {other: draw.random() for other in others}
        for who in ("human", "llm"):
            scores[f"{c}-{who}"] = 2.0 + (who == favoured)
        run[f"q{c}"], qrels[f"q{c}"] = scores, {f"c{c}": 1}
    return run, qrels, sources


def test_source_bias_of_a_run_at_hand():
    found = sb.bias(*twins(None))
    assert found.tables.table("relative_delta")["relative_delta_percent"] == [0.0]
    for favoured, sign in (("human", 1), ("llm", -1)):
        found = sb.bias(*twins(favoured), measures=["nDCG@10", "RR"], bootstrap=999)
        table = found.tables.table("relative_delta")
        assert table["measure"] == ["nDCG@10", "RR"] and table["reference"] == ["human", "human"]
        # Twins at ranks 1 and 2: RR is 1 for one source and 1/2 for the other, (1 − 1/2) ÷ 3/4 = 66.7 %.
        assert table["relative_delta_percent"][1] == pytest.approx(sign * 200 / 3)
        assert all(p < 0.05 for p in table["p_adjusted"])
        assert f"favours {favoured}" in found.answer and found.verdicts["matrix"][0]["source"] == "llm"
    both = sb.bias({"fair": twins(None)[0], "unfair": twins("llm")[0]}, *twins(None)[1:], bootstrap=199)
    assert both.tables.table("relative_delta")["model"] == ["fair", "unfair"]


def test_an_audit_of_what_is_at_hand_is_that_of_files(tmp_path):
    run, qrels, sources = twins("llm")
    found = sb.audit(run=run, sources=sources, qrels=qrels, bootstrap=999, fail_if="abs(relative_delta) > 5")
    assert not found.passed and found.verdict["gates"][0]["passed"] is False
    table = found.tables.table("bias/relative_delta")
    path = tmp_path / "run.run"
    path.write_text("".join(f"{q} Q0 {d} 1 {s!r} run\n" for q, ds in run.items() for d, s in ds.items()))
    mapped = tmp_path / "sources.csv"
    mapped.write_text("document,source,content\n" + "".join(f"{d},{w},{c}\n" for d, (w, c) in sources.items()))
    again = sb.audit(run=path, sources=mapped, qrels=qrels, bootstrap=999)
    assert again.tables.table("bias/relative_delta").to_csv() == table.to_csv()
    own = sb.bias(run, qrels, sources, bootstrap=999).tables.table("relative_delta")
    assert own["relative_delta_percent"] == table["relative_delta_percent"]
    with pytest.raises(sb.Error, match="has white space, which a TREC file cannot hold"):
        sb.audit(run={"a b": {"d": 1.0}}, sources=sources)


def test_labels_of_files(tmp_path):
    for name, grades in (("people", [0, 1, 2, 1]), ("judge", [0, 2, 2, 1])):
        path = tmp_path / f"{name}.qrels"
        path.write_text("".join(f"q{i} 0 d{i} {grade}\n" for i, grade in enumerate(grades)))
    found = sb.labels(tmp_path / "judge.qrels", against=tmp_path / "people.qrels", bootstrap=0)
    assert "judge" in found.answer and found.record["scale"] and len(found.tables) > 0


def test_labels_at_hand_are_those_of_files(tmp_path):
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    people, one, two = [0, 1, 2, 1, 0, 2], [0, 2, 2, 1, 1, 2], [0, 1, 1, 1, 0, 0]
    rows = lambda grades: [(f"q{n // 2}", f"d{n}", grade) for n, grade in enumerate(grades)]  # noqa: E731
    dicts = lambda grades: {q: {d: g for r, d, g in rows(grades) if r == q} for q, _, _ in rows(grades)}  # noqa: E731
    for name, grades in (("people", people), ("one", one), ("two", two)):
        path = tmp_path / f"{name}.qrels"
        path.write_text("".join(f"{q} 0 {d} {g}\n" for q, d, g in rows(grades)))
    files = [tmp_path / "one.qrels", tmp_path / "two.qrels"]
    expected = sb.labels(files, against=tmp_path / "people.qrels", bootstrap=99)
    frame = pd.DataFrame(
        [(who, *row) for who, grades in (("one", one), ("two", two)) for row in rows(grades)],
        columns=["judge", "qid", "docno", "label"],
    )
    judged = pd.DataFrame(rows(people), columns=["query_id", "doc_id", "relevance"])
    for labels, against in (
        ({"one": dicts(one), "two": dicts(two)}, dicts(people)),
        ({"one": rows(one), "two": files[1]}, rows(people)),
        (frame, judged),
        (pl.DataFrame(frame.to_dict("list")), tmp_path / "people.qrels"),
        ({"one": frame[frame.judge == "one"].drop(columns="judge"), "two": files[1]}, judged),
    ):
        found = sb.labels(labels, against=against, bootstrap=99)
        assert found.answer == expected.answer
        # All but which file it was.
        assert found.tables.table("summary").to_csv() == expected.tables.table("summary").to_csv()
    # Two judges need no people, a grade that is missing is none, and names may have blanks.
    alone = sb.labels({"judge a": {"a query": {"d 1": 1, "d 2": None, "d3": 0}}, "b": {"a query": {"d 1": 1, "d3": 0}}}, bootstrap=0)
    assert "judge a" in alone.answer
    unnamed = sb.labels(dicts(one), against=dicts(people), bootstrap=0)
    assert unnamed.tables.table("summary")["judge"] == ["judge"]


def test_labels_at_hand_order_runs_at_hand():
    draw = random.Random(2)
    people = {f"q{q}": {f"d{d}": draw.randint(0, 1) for d in range(10)} for q in range(8)}
    judge = {q: {d: draw.choice((g, g, g, 1 - g)) for d, g in ds.items()} for q, ds in people.items()}
    runs = {f"run{n}": {q: {d: draw.random() + n * g for d, g in ds.items()} for q, ds in people.items()} for n in (0, 1, 2)}
    sources = {f"d{d}": "human" if d % 2 else "llm" for d in range(10)}
    found = sb.labels({"mine": judge}, against=people, run=runs, sources=sources, measure="P@3", bootstrap=99)
    assert "labels/relative_delta" in found.tables and found.record["runs"]["measures"] == ["P@3"]
    assert "Kendall" in found.answer or "order" in found.answer
    delta = found.tables.table("labels/relative_delta")
    assert len(delta) > 0


def test_two_grades_for_one_pair_are_an_error():
    run, twice = {"q": {"d": 1.0}}, [("q", "d", 1), ("q", "e", 0), ("q", "d", 2)]
    told = "judgements: document `d` of query `q` has two grades, 1 and 2; leave one of them"
    with pytest.raises(sb.Error, match=told):
        sb.evaluate(run, twice)
    with pytest.raises(sb.Error, match=told):
        sb.bias(run, twice, {"d": "human", "e": "llm"})
    with pytest.raises(sb.Error, match=told):
        sb.audit(run=run, qrels=twice, sources={"d": "human", "e": "llm"})
    with pytest.raises(sb.Error, match="labels of `mine`: document `d` of query `q` has two grades, 1 and 2"):
        sb.labels({"mine": twice}, against={"q": {"d": 1}})
    with pytest.raises(sb.Error, match="labels of `people`: document `d` of query `q` has two grades"):
        sb.labels({"mine": {"q": {"d": 1}}}, against=twice)
    # A number and its word are one name.
    with pytest.raises(sb.Error, match="document `7` of query `1` has two grades, 0 and 1"):
        sb.evaluate({"1": {"7": 1.0}}, {1: {7: 0}, "1": {"7": 1}})
    # Twice the same says nothing new.
    assert sb.evaluate(run, [("q", "d", 1), ("q", "d", 1)], "P@1")["P@1"] == 1.0


def test_texts_are_profiled():
    human = {"a": "Ripe pears, picked today.", "b": "Green apples and a pear tree."}
    llm = {"a": "Pears pears pears.", "b": "Apples apples."}
    found = sb.profile({"human": human, "llm": llm}, measures=["tokens", "types"], analyzer="words", bootstrap=99)
    summary = {(r["source"], r["measure"], r["scope"]): r["value"] for r in found.tables.table("summary").rows()}
    assert summary["human", "tokens", "source"] == 10 and summary["llm", "types", "source"] == 2
    controls = set(found.tables.table("comparison")["control"])
    assert "twins" in controls
    # Lists are contents of their own: nothing is a twin.
    lists = {"human": list(human.values()), "llm": list(llm.values())}
    apart = sb.profile(lists, measures="tokens", analyzer="words", bootstrap=99)
    assert "twins" not in set(apart.tables.table("comparison")["control"])
    other = sb.profile(lists, measures="tokens", bootstrap=99, reference="llm")
    assert set(other.tables.table("comparison")["reference"]) == {"llm"}
    with pytest.raises(sb.Error, match="no source is called `gpt`"):
        sb.profile(lists, reference="gpt")
    with pytest.raises(sb.Error, match="unknown lexical measure"):
        sb.profile(lists, measures="tokenz")
    with pytest.raises(TypeError, match="texts are a dict by source"):
        sb.profile(["ripe pears"])
    for missing in (None, math.nan, {"text": "pears"}):
        with pytest.raises(sb.Error, match="texts: `b` is .*; give a str for each, and leave out what is missing"):
            sb.profile({"human": {"a": "pears", "b": missing}})
        with pytest.raises(sb.Error, match="texts: `1` is "):
            sb.Profiler().transform(["pears", missing])


def test_a_summary_alone_is_that_of_the_whole_profile():
    draw = random.Random(9)
    words = ["pear", "apple", "\"fig\"", "plum\n", "Quitte", "ß", "kiwi's"]
    texts = {who: {str(n): " ".join(draw.choices(words, k=draw.randint(0, 40))) for n in range(50)} for who in ("human", "llm")}
    for measures in ("tokens,ttr,mattr(window=5)", ["types", "zipf"], None, ["tokens", "specificity"]):
        # Words drawn at random are no versions of one content, and are taken for them.
        flags = {"measures": measures, "analyzer": "words", "bootstrap": 0, "paired": True}
        whole = sb.profile(texts, **flags).tables.table("summary").rows()
        alone = sb.profile(texts, table="summary", **flags).tables
        assert list(alone) == ["profile/summary"]
        rows = alone.table("summary").rows()
        assert len(rows) == len(whole) > 0
        for ours, theirs in zip(rows, whole):
            assert {**ours, "value": 0} == {**theirs, "value": 0}
            assert ours["value"] == theirs["value"] or ours["value"] == pytest.approx(theirs["value"], rel=1e-12)
    # With intervals it is made of the whole profile.
    with_intervals = sb.profile(texts, table="summary", measures="tokens", analyzer="words", bootstrap=99, paired=True).tables
    assert list(with_intervals) == ["profile/summary"] and with_intervals.table("summary")["low"][0] is not None


def test_tables_alone_are_those_of_the_whole_profile():
    draw = random.Random(11)
    words = ["pear", "apple", "fig", "plum", "quince", "kiwi"]
    texts = {who: {str(n): " ".join(draw.choices(words, k=draw.randint(1, 40))) for n in range(30)} for who in ("human", "llm")}
    flags = {"measures": "tokens,ttr", "analyzer": "words", "bootstrap": 99}
    with pytest.raises(sb.Error, match="do not look like versions of one content"):
        sb.profile(texts, **flags)
    flags["paired"] = True
    whole = sb.profile(texts, **flags)
    for names in ("findings", ["keyness", "fits"], ("rank_turbulence",), ["separability", "summary"]):
        alone = sb.profile(texts, table=names, **flags)
        listed = [names] if isinstance(names, str) else list(names)
        assert sorted(alone.tables) == sorted(f"profile/{name}" for name in listed)
        for name in listed:
            assert alone.tables.table(name).rows() == whole.tables.table(name).rows(), name
        assert alone.answer == (whole.answer if names == "findings" else "")
        assert repr(alone) and alone._repr_html_()
    with pytest.raises(sb.Error, match="unknown table of a profile `finding`; did you mean `findings`"):
        sb.profile(texts, table="finding")
    with pytest.raises(sb.Error, match="table: none is named"):
        sb.profile(texts, table=[])
    with pytest.raises(TypeError, match="table is 7"):
        sb.profile(texts, table=[7])


def test_features_of_texts():
    pytest.importorskip("numpy")
    profiler = sb.Profiler(measures=["tokens", "types"], analyzer="words")
    assert profiler.fit_transform(["a b b", "c", "d e f g"]).tolist() == [[3.0, 2.0], [1.0, 1.0], [4.0, 4.0]]
    assert profiler.get_feature_names_out() == ["tokens", "types"]
    assert sb.Profiler(**profiler.get_params()).get_params() == profiler.get_params()
    with pytest.raises(ValueError):
        profiler.set_params(nothing=1)
    with pytest.raises(TypeError, match="not one text"):
        profiler.transform("a b b")


def test_texts_without_words_have_features_too():
    pytest.importorskip("numpy")
    profiler = sb.Profiler(measures=["tokens", "types", "ttr", "mtld", "characters"], analyzer="words")
    among_others = profiler.transform(["", "a b b", "..."])
    alone = profiler.transform(["", "..."])
    assert repr(alone.tolist()) == repr([among_others[0].tolist(), among_others[2].tolist()])
    assert alone[0][:2].tolist() == [0.0, 0.0] and math.isnan(alone[0][2]) and math.isnan(alone[0][3])
    assert profiler.transform([]).shape == (0, 5)
    assert profiler.get_feature_names_out() == ["tokens", "types", "ttr", "mtld(threshold=0.72,ends=below,minimum=1)", "characters"]
    with pytest.raises(sb.Error, match="none of them has values of single texts"):
        sb.Profiler(measures=["zipf"]).transform(["a"])


def test_features_stand_in_a_pipeline_of_scikit_learn():
    sklearn = pytest.importorskip("sklearn")
    from sklearn.base import clone
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import FeatureUnion, make_pipeline

    draw = random.Random(4)
    words = [f"word{n}" for n in range(300)]
    varied = [" ".join(draw.sample(words, 60)) for _ in range(30)]
    repeated = [" ".join(draw.choices(words[:15], k=60)) for _ in range(29)]
    texts, authors = [*varied, *repeated, ""], [0] * 30 + [1] * 30
    pipeline = make_pipeline(sb.Profiler(measures=["tokens", "ttr"]), SimpleImputer(), LogisticRegression(max_iter=2000, C=100))
    assert cross_val_score(pipeline, texts, authors, cv=3).mean() > 0.9
    fitted = clone(pipeline).fit(texts, authors)
    assert fitted.predict([varied[0], repeated[0]]).tolist() == [0, 1]
    assert list(fitted[:-2].get_feature_names_out()) == ["tokens", "ttr"]
    grid = GridSearchCV(pipeline, {"profiler__measures": [["tokens"], ["tokens", "ttr"]]}, cv=3).fit(texts, authors)
    assert grid.best_params_ == {"profiler__measures": ["tokens", "ttr"]}
    both = FeatureUnion([("a", sb.Profiler(measures=["tokens"])), ("b", sb.Profiler(measures=["types"]))])
    assert both.fit_transform(varied).shape == (30, 2), sklearn.__version__
    pd = pytest.importorskip("pandas")
    columns = ColumnTransformer([("words", sb.Profiler(measures=["tokens"]), "text")])
    assert columns.fit_transform(pd.DataFrame({"text": varied})).tolist() == [[60.0]] * 30


def test_an_index_is_kept_and_opened(tmp_path):
    texts = {"a": "ripe pears", "b": "green apples", "c": "pears and apples"}
    built = sb.Index.build(texts, tmp_path / "index")
    queries = {"q": "ripe pears", "p": "apples"}
    run = built.search(queries, "bm25(b=0.4)", depth=10)
    assert list(run["q"]) == ["a", "c"] and set(run["p"]) == {"b", "c"}
    again = sb.Index.open(tmp_path / "index")
    assert repr(again).startswith("Index(3 documents, analyzer='english")
    assert again.search(queries, "bm25(b=0.4)", depth=10) == run and len(again) == 3
    several = again.search(queries, ["bm25", "dirichlet"])
    assert len(several) == 2 and all(set(one) == set(queries) for one in several.values())
    with pytest.raises(sb.Error) as told:
        sb.Index.build(texts, tmp_path / "index")
    assert told.value.file == str(tmp_path / "index")
    by_source = sb.Index.build({"human": {"a": "pears"}, "llm": {"a": "apples"}})
    assert list(by_source.search({"q": "apples"})["q"]) == ["a-llm"]
    # bm25(k1=1.2,b=0.75) by hand: idf ln(1 + (3 − 1 + 0.5) ÷ (1 + 0.5)), tf 1, all of two terms.
    small = sb.Index.build({"a": "pear fig", "b": "plum kiwi", "c": "date lime"})
    assert small.search({"q": "pear"})["q"]["a"] == pytest.approx(math.log(1 + 2.5 / 1.5) * 1 / (1 + 1.2), rel=1e-6)


TITLED = {
    "a": {"title": "Ripe pears", "text": "Fruit of the garden, ripe in autumn."},
    "b": {"title": "", "text": "Ripe pears and green pears from a tree."},
    "c": {"title": "The garden in autumn", "text": "A tree of pears, and a tree of apples."},
    "d": {"title": "Apples", "text": "Green ones; a garden of them, and no pears but one."},
}
ASKED = {"q1": "ripe pears", "q2": "garden in autumn", "q3": "apples"}


def of_command(tmp_path, model, flag):
    """The runs of the command line on the same documents: an index of their file, and a search of it."""
    texts, queries = tmp_path / "documents.jsonl", tmp_path / "queries.jsonl"
    texts.write_text("".join(json.dumps({"_id": name, **one}) + "\n" for name, one in TITLED.items()))
    queries.write_text("".join(json.dumps({"_id": name, "text": text}) + "\n" for name, text in ASKED.items()))
    command = [sys.executable, "-m", "sourcebias", "--quiet"]
    index, run = tmp_path / f"index{flag}", tmp_path / f"{len(model)}{flag}.run"
    subprocess.run([*command, "index", str(texts), "--to", str(index), *filter(None, [flag])], check=True, capture_output=True)
    searched = [*command, "search", str(index), "--queries", str(queries), "--model", model, "--to", str(run)]
    subprocess.run(searched, check=True, capture_output=True)
    found = {query: {} for query in ASKED}
    for line in run.read_text().splitlines():
        query, _, document, _, score, _ = line.split()
        found[query][document] = float(score)
    return index, found


@pytest.mark.parametrize("model", ["bm25f", "bm25f(title_weight=5,title_b=0.3)", "bm25", "dirichlet"])
def test_titles_weigh_as_on_the_command_line(model, tmp_path):
    index, theirs = of_command(tmp_path, model, "--fields")
    assert any(theirs.values())
    ours = sb.Index.build({"documents": TITLED}, fields=True)
    assert ours.search(ASKED, model) == theirs == alone(TITLED, model)
    # The index of the command, and one in a folder.
    assert sb.Index.open(index).search(ASKED, model) == theirs
    assert sb.Index.build({"documents": TITLED}, tmp_path / "kept", fields=True).search(ASKED, model) == theirs


def alone(documents, model):
    return sb.Index.build(documents, fields=True).search(ASKED, model)


def test_titles_are_read_where_they_are_asked_for(tmp_path, caplog):
    for flag, flags in (("--title", {"title": True}), ("", {})):
        _, theirs = of_command(tmp_path, "bm25", flag)
        assert sb.Index.build({"documents": TITLED}, **flags).search(ASKED) == theirs
    assert caplog.text.count("documents have titles, which are not read: `title=True`") == 1
    untitled = sb.Index.build({name: one["text"] for name, one in TITLED.items()})
    assert sb.Index.build(TITLED).search(ASKED) == untitled.search(ASKED)
    with pytest.raises(sb.Error, match="`bm25f.*` weighs titles, which this index does not keep apart.*fields=True"):
        untitled.search(ASKED, "bm25f")
    with pytest.raises(sb.Error, match="no document has a title"):
        sb.Index.build({"a": "pears"}, fields=True).search(ASKED, "bm25f")
    with pytest.raises(sb.Error, match="documents: `a` is a dict without a text; give a text, or a dict with `text`"):
        sb.Index.build([{"_id": "a", "title": "pears"}])
    with pytest.raises(TypeError, match="not one text"):
        sb.Index.build("pears")


def test_documents_and_queries_have_many_forms():
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    expected = alone(TITLED, "bm25f")
    rows = [{"docno": name, **one} for name, one in TITLED.items()]
    missing = [{**row, "title": row["title"] or None} for row in rows]
    Document = collections.namedtuple("Document", "doc_id title text")  # noqa: N806
    objects = (Document(name, one["title"], one["text"]) for name, one in TITLED.items())
    for documents in (rows, missing, pd.DataFrame(missing), pl.DataFrame(missing), objects):
        assert alone(documents, "bm25f") == expected
    index = sb.Index.build(TITLED, fields=True)
    Query = collections.namedtuple("Query", "query_id text")  # noqa: N806
    for queries in (
        pd.DataFrame({"qid": list(ASKED), "query": list(ASKED.values())}),
        pl.DataFrame({"query_id": list(ASKED), "text": list(ASKED.values())}),
        [Query(name, text) for name, text in ASKED.items()],
        [{"_id": name, "text": text} for name, text in ASKED.items()],
    ):
        assert index.search(queries, "bm25f") == expected
    assert list(index.search(list(ASKED.values()), "bm25f").values()) == list(expected.values())
    with pytest.raises(TypeError, match="queries are a dict"):
        index.search("ripe pears")


def test_stubs_say_what_the_compiled_classes_say():
    """Docstrings of `_native.pyi`, which editors show and the reference is made of, are those of the module itself."""
    stub = ast.parse((pathlib.Path(sb.__file__).parent / "_native.pyi").read_text("utf-8"))
    told = 0
    for kind in (node for node in stub.body if isinstance(node, ast.ClassDef)):
        native = getattr(sb._native, kind.name, None) or getattr(sb, kind.name)
        for node, thing in [(kind, native)] + [(one, getattr(native, one.name, None)) for one in kind.body if isinstance(one, ast.FunctionDef)]:
            docstring = ast.get_docstring(node)
            assert thing is not None, (kind.name, node.name)
            if docstring:
                assert " ".join(docstring.split()) == " ".join(thing.__doc__.split()), (kind.name, node.name)
                told += 1
    assert told > 15


def test_docstrings_are_true():
    import doctest

    from sourcebias import _api, _as_files, _error, _features

    for module in (sb, _api, _as_files, _error, _features):
        found = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
        assert found.failed == 0, module


def test_what_a_frame_has_for_a_missing_content_is_none():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"docno": ["d1", "d2"], "source": ["human", "gpt"], "content": [float("nan"), "pears"]})
    assert _given.sources(frame) == [("d1", "human", None), ("d2", "gpt", "pears")]
    frame["source"] = ["human", None]
    with pytest.raises(sb.Error, match="`d2` has no source"):
        _given.sources(frame)


def test_names_that_stand_twice_are_refused():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(sb.Error, match="`a` stands twice"):
        _given.texts(pandas.DataFrame({"id": ["a", "a"], "text": ["one", "two"]}))
    with pytest.raises(sb.Error, match="name several runs in a dict"):
        _given.run(["a.run", "b.run"])
    runs = {"bm25": {}, "dense": {"q": {"d": 1.0}}}
    assert list(_given.runs(runs)) == ["bm25", "dense"]
