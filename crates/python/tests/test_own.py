"""Models and measures written in Python, beside the built-in ones of the same formula."""

import _thread
import collections
import logging
import math
import random
import threading
import time

import pytest

import sourcebias as sb
from test_at_hand import collection, twins

WORDS = ("pear", "apple", "plum", "fig", "quince", "ripe", "green", "garden", "tree", "orchard", "cider", "core")


def texts(count, seed=11):
    """Texts of words of unequal frequency, some of them empty."""
    draw = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return {f"d{n}": " ".join(draw.choices(WORDS, weights, k=draw.choice((0, 3, 8, 20, 60)))) for n in range(count)}


QUERIES = {"q1": "ripe pear", "q2": "green green orchard", "q3": "fig", "q4": "cider core garden tree"}


def my_bm25(tf, length, term, collection):
    idf = math.log(1 + (collection.documents - term.df + 0.5) / (term.df + 0.5))
    return term.qtf * idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / collection.mean_length))


class MyDirichlet:
    """Query likelihood, which has a part of the document alone."""

    mu = 2000.0

    def __call__(self, tf, length, term, collection):
        return term.qtf * math.log(1 + tf / (self.mu * term.cf / collection.tokens))

    def document(self, length, collection):
        return collection.query_length * math.log(self.mu / (length + self.mu))


def alike(ours, theirs):
    assert list(ours) == list(theirs)
    for query, scores in theirs.items():
        assert ours[query] == pytest.approx(scores, abs=1e-12), query
    assert sum(map(len, theirs.values())) > 100


def test_a_model_in_python_is_the_built_in_one_of_its_formula():
    index = sb.Index.build(texts(120))
    alike(index.search(QUERIES, my_bm25), index.search(QUERIES, "bm25"))
    alike(index.search(QUERIES, MyDirichlet()), index.search(QUERIES, "dirichlet(mu=2000)"))
    both = index.search(QUERIES, ["bm25", my_bm25], depth=5)
    assert list(both) == ["bm25(k1=1.2,b=0.75)", "my_bm25"]
    alike_at_five = {query: list(scores) for query, scores in both["bm25(k1=1.2,b=0.75)"].items()}
    assert {query: list(scores) for query, scores in both["my_bm25"].items()} == alike_at_five


def test_a_model_is_told_the_statistics():
    told = []

    def model(tf, length, term, collection):
        told.append((tf, length, term.df, term.cf, term.qtf, term.characters, collection.documents, collection.tokens))
        assert (collection.mean_length, collection.query_length) == (3.0, 2.0)
        assert repr(term) == "TermStatistics(df=2, cf=3, qtf=2, characters=4)"
        return 1.0

    index = sb.Index.build({"a": "pear pear fig plum", "b": "pear kiwi"})
    assert index.search({"q": "pear pear"}, model) == {"q": {"a": 1.0, "b": 1.0}}
    assert sorted(told) == [(1, 2, 2, 3, 2.0, 4, 2, 6), (2, 4, 2, 3, 2.0, 4, 2, 6)]


def p_at_10(grades, ideal):
    return sum((grade or 0) > 0 for grade in grades[:10]) / 10


p_at_10.cutoff = 10


def average_precision(grades, ideal):
    found, total = 0, 0.0
    for rank, grade in enumerate(grades, 1):
        if grade is not None and grade > 0:
            found += 1
            total += found / rank
    return total / len(ideal)


def ndcg_at_10(grades, ideal):
    def dcg(some):
        return sum((grade or 0) / math.log2(rank + 1) for rank, grade in enumerate(some, 1) if (grade or 0) > 0)

    return dcg(grades) / dcg(ideal[:10])


ndcg_at_10.cutoff = 10


def test_a_measure_in_python_is_the_built_in_one_of_its_formula(caplog):
    for ties in (False, True):
        run, qrels = collection(ties)
        # In ties of up to 12 documents more orders differ than are gone through; the first seven documents have few.
        depth, rule = (7, "average") if ties else (None, "average")
        for ties_by in (rule, "trec_eval"):
            names, own = ["P@10", "AP", "nDCG@10"], [p_at_10, average_precision, ndcg_at_10]
            if ties and ties_by == "average":
                names, own, depth = ["P@2"], [p_at_2], None
            found = sb.evaluate(run, qrels, [*names, *own], depth=depth, ties=ties_by)
            assert list(found) == [*names, *(one.__name__ for one in own)]
            for name, one in zip(names, own):
                assert found[one.__name__] == pytest.approx(found[name], abs=1e-12), (name, ties_by)
                for query, values in found.per_query.items():
                    assert values[one.__name__] == pytest.approx(values[name], abs=1e-12), (name, query)
    assert not caplog.records


def p_at_2(grades, ideal):
    return sum((grade or 0) > 0 for grade in grades) / 2


p_at_2.cutoff = 2


def test_ties_of_many_orders_are_drawn_by_seed_and_told(caplog):
    run, qrels = collection(ties=True)
    with caplog.at_level(logging.WARNING, "sourcebias"):
        first = sb.evaluate(run, qrels, ["AP", average_precision])
    assert "20 values are means over 1000 orders of tied documents that are drawn" in caplog.text
    assert first["average_precision"] == pytest.approx(first["AP"], abs=0.01)
    assert first["average_precision"] != first["AP"]
    assert sb.evaluate(run, qrels, ["AP", average_precision]).per_query == first.per_query
    assert sb.evaluate(run, qrels, average_precision, seed=5)["average_precision"] != first["average_precision"]


def test_a_measure_is_given_grades_in_order_and_those_of_the_query():
    given = []

    def told(grades, ideal):
        given.append((grades, ideal))
        return None if len(grades) < 3 else 0.5

    run = {"q": {"a": 4.0, "b": 3.0, "c": 2.0, "x": 1.0}, "p": {"a": 1.0}, "none": {"a": 1.0}}
    qrels = {"q": {"a": 0, "b": 2, "c": -7, "z": 3}, "p": {"y": 1}, "none": {"a": 0}}
    found = sb.evaluate(run, qrels, told)
    assert sorted(given, key=str) == [([0, 2, -1, None], [3, 2]), ([None], [1])]
    assert found.per_query == {"q": {"told": 0.5}, "p": {"told": None}, "none": {"told": None}}
    assert (found["told"], found.queries["told"], found.undefined["told"]) == (0.5, 1, 2)


def test_bias_by_a_measure_in_python_is_that_of_the_built_in_one():
    run, qrels, sources = twins("llm")
    found = sb.bias(run, qrels, sources, ["P@10", p_at_10], bootstrap=99).tables.table("relative_delta").rows()
    by_measure = {row.pop("measure"): row for row in found}
    ours, theirs = by_measure["p_at_10"], by_measure["P@10"]
    for column in ("relative_delta_percent", "low", "high", "p_value"):
        assert ours[column] == pytest.approx(theirs[column], abs=1e-9), column


def my_ttr(terms):
    return len(set(terms)) / len(terms) if terms else None


def test_a_lexical_measure_in_python_is_the_built_in_one_of_its_formula():
    some = {"human": texts(60), "llm": texts(60, seed=12)}
    found = sb.profile(some, measures=["ttr", "tokens", my_ttr], analyzer="words", bootstrap=99, paired=True)
    rows = {(r["source"], r["measure"], r["scope"]): r for r in found.tables.table("summary").rows()}
    for source in some:
        for scope in ("document_mean", "document_median"):
            for column in ("value", "low", "high"):
                ours, theirs = (rows[source, measure, scope][column] for measure in ("my_ttr", "ttr"))
                assert ours == theirs or ours == pytest.approx(theirs, abs=1e-12)
    assert ("human", "my_ttr", "source") not in rows and ("human", "ttr", "source") in rows
    compared = {(r["measure"], r["control"]): r for r in found.tables.table("comparison").rows()}
    assert {control for _, control in compared} >= {"twins", "cut"}
    for control in ("twins", "cut"):
        for column in ("difference", "p_value"):
            assert compared["my_ttr", control][column] == pytest.approx(compared["ttr", control][column], abs=1e-12)
    profiler = sb.Profiler(measures=[my_ttr, "ttr"], analyzer="words")
    values = profiler.fit_transform(list(some["human"].values()))
    assert all(ours == theirs or (math.isnan(ours) and math.isnan(theirs)) for ours, theirs in values)
    assert profiler.get_feature_names_out() == ["my_ttr", "ttr"]


class MyYuleK:
    """Yule's K of texts and of whole sources."""

    def __call__(self, terms):
        return self.source(list(collections.Counter(terms).values()))

    def source(self, frequencies):
        tokens = sum(frequencies)
        return 1e4 * sum(f * (f - 1) for f in frequencies) / tokens**2 if tokens else None


class OfSources:
    """A measure of whole sources alone: how often their most frequent term occurs."""

    def source(self, frequencies):
        assert frequencies == sorted(frequencies, reverse=True) and min(frequencies) > 0
        return frequencies[0]


def test_a_measure_may_have_values_of_whole_sources():
    some = {"human": texts(60), "llm": texts(60, seed=12)}
    found = sb.profile(some, measures=["yule_k", "tokens", MyYuleK(), OfSources()], analyzer="words", bootstrap=99, paired=True)
    rows = {(r["source"], r["measure"], r["scope"]): r for r in found.tables.table("summary").rows()}
    for source in some:
        for scope in ("document_mean", "source"):
            assert rows[source, "MyYuleK", scope]["value"] == pytest.approx(rows[source, "yule_k", scope]["value"], rel=1e-12)
        row = rows[source, "MyYuleK", "source"]
        assert row["low"] < row["value"] < row["high"]
        counted = collections.Counter(" ".join(some[source].values()).split())
        assert rows[source, "OfSources", "source"]["value"] == counted.most_common(1)[0][1]
        assert (source, "OfSources", "document_mean") not in rows
    compared = {(r["measure"], r["scope"], r["control"]): r for r in found.tables.table("comparison").rows()}
    # Measures of texts are compared by their means; one of whole sources alone by these.
    for control in ("raw", "twins", "cut"):
        ours, theirs = compared["MyYuleK", "document_mean", control], compared["yule_k", "document_mean", control]
        assert ours["p_value"] == pytest.approx(theirs["p_value"], abs=1e-12)
        assert ("MyYuleK", "source", control) not in compared
        assert compared["OfSources", "source", control]["p_value"] > 0
    human, llm = (rows[source, "OfSources", "source"]["value"] for source in ("human", "llm"))
    assert compared["OfSources", "source", "raw"]["difference"] == llm - human != 0
    with pytest.raises(sb.Error, match="none of them has values of single texts"):
        sb.Profiler(measures=[OfSources()]).transform(["pears"])

    class Infinite:
        def source(self, frequencies):
            return math.inf

    with pytest.raises(sb.Error, match="`Infinite.source` gives inf for a source of .* tokens and .* types: give a finite number"):
        sb.profile(some, measures=[Infinite()], analyzer="words", bootstrap=0, paired=True)


def test_functions_alone_are_measures_enough():
    found = sb.profile({"human": ["ripe pears", "pears"]}, measures=my_ttr, bootstrap=0)
    assert set(found.tables.table("summary")["measure"]) == {"my_ttr"}
    assert list(sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, p_at_10)) == ["p_at_10"]


class Wrong(Exception):
    pass


def ways():
    """Each way to call a function: what is called, and what it is called with."""
    index = sb.Index.build({"a": "ripe pears", "b": "pears"})
    run, qrels = {"q": {"a": 1.0}}, {"q": {"a": 1}}
    sources = {"a": ("human", "x"), "b": ("llm", "x")}
    return {
        "model": lambda function: index.search({"q": "pears"}, function),
        "measure": lambda function: sb.evaluate(run, qrels, function),
        "bias": lambda function: sb.bias({"q": {"a": 2.0, "b": 1.0}}, {"q": {"x": 1}}, sources, function),
        "profile": lambda function: sb.profile({"human": ["ripe pears"]}, measures=[function], bootstrap=0),
        "features": lambda function: sb.Profiler(measures=[function]).transform(["ripe pears"]),
    }


@pytest.mark.parametrize("way", list(ways()))
def test_what_a_function_raises_arrives_as_it_is(way):
    def wrong(*given):
        raise Wrong("of mine")

    with pytest.raises(Wrong, match="of mine") as told:
        ways()[way](wrong)
    assert told.traceback[-1].name == "wrong"


@pytest.mark.parametrize("way", list(ways()))
@pytest.mark.parametrize("given", [math.nan, math.inf, "much"])
def test_what_is_no_number_is_refused(way, given):
    def mine(*_):
        return given

    with pytest.raises(sb.Error, match=f"`mine` gives '?{given}'? for .*: give a finite number"):
        ways()[way](mine)


@pytest.mark.parametrize("way", list(ways()))
def test_ctrl_c_reaches_a_function(way):
    def long(*_):
        while True:
            time.sleep(0.01)

    threading.Timer(0.5, _thread.interrupt_main).start()
    started = time.time()
    with pytest.raises(KeyboardInterrupt):
        ways()[way](long)
    assert time.time() - started < 20
    # And all goes on as before.
    assert sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, p_at_10)["p_at_10"] == 0.1


def test_functions_are_called_on_the_calling_thread():
    seen = set()

    def mine(*_):
        seen.add(threading.get_ident())
        return 1.0

    for way in ways().values():
        way(mine)
    assert seen == {threading.get_ident()}
    # Another thread, and a call within a call.
    found = []
    other = threading.Thread(target=lambda: found.append(ways()["measure"](mine)["mine"]))
    other.start()
    other.join()
    assert found == [1.0] and len(seen) == 2
    nested = sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, lambda g, i: ways()["measure"](mine)["mine"] / 2)
    assert list(nested.values()) == [0.5]


def test_names_are_told_apart():
    def bm25(*_):
        return 1.0

    with pytest.raises(sb.Error, match="`bm25`: one that is built in is called so; give the function another `__name__`"):
        ways()["model"](bm25)
    with pytest.raises(sb.Error, match="two functions are called so"):
        sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, [p_at_10, p_at_10])
    mine = lambda grades, ideal: 1.0  # noqa: E731
    mine.cutoff = 0
    with pytest.raises(sb.Error, match="`cutoff` of a measure: must be a whole number from 1"):
        sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, mine)
    with pytest.raises(sb.Error, match="--measure: takes no function of Python"):
        sb.run({"name": "x"}, measure=p_at_10)
    with pytest.raises(sb.Error, match="a model gives a finite number|give a finite number"):
        ways()["model"](lambda *_: None)
