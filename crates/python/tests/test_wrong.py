"""What is no run, no judgement, no text and no setting: an error says what is wrong, where, and what to do; none is passed over."""

import ast
import decimal
import inspect
import math
import pathlib
import random
import re

import pytest

import sourcebias as sb
from sourcebias import _native

RUN, QRELS, SOURCES = {"q": {"a": 2.0, "b": 1.0}}, {"q": {"b": 1}}, {"a": ("human", "x"), "b": ("llm", "x")}
LONE = "a\udc80"


def frames():
    """Ways to make a frame of columns."""
    found = []
    for module, make in (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "table")):
        library = pytest.importorskip(module)
        found.append(getattr(library, make))
    return found


def test_what_is_missing_is_no_id():
    for frame in frames():
        run = frame({"qid": ["q", "q"], "docno": ["a", None], "score": [2.0, 1.0]})
        with pytest.raises(sb.Error, match=r"^a run: a document is missing \((None|nan)\); fill it in, or leave the row out$"):
            sb.evaluate(run, QRELS)
        judged = frame({"qid": ["q", None], "docno": ["a", "b"], "label": [1, 1]})
        with pytest.raises(sb.Error, match="judgements: a query is missing"):
            sb.evaluate(RUN, judged)
        with pytest.raises(sb.Error, match="a run: a document of query `q` is missing"):
            sb.audit(run=run, sources=SOURCES)
        with pytest.raises(sb.Error, match="labels of `j`: a query is missing"):
            sb.labels(frame({"judge": ["j", "j"], "qid": ["q", None], "docno": ["a", "b"], "label": [1, 0]}))
        with pytest.raises(sb.Error, match="sources: a document is missing"):
            sb.bias(RUN, QRELS, frame({"docno": ["a", None], "source": ["human", "llm"]}))
        with pytest.raises(sb.Error, match="texts: a name is missing"):
            sb.Index.build(frame({"docno": ["a", None], "text": ["ripe pears", "pears"]}))
        with pytest.raises(sb.Error, match="queries: `2` is (None|nan)"):
            sb.Index.build({"a": "pears"}).search(frame({"qid": ["1", "2"], "query": ["pears", None]}))
        with pytest.raises(sb.Error, match="queries: a frame with the columns query has none for the ids"):
            sb.Index.build({"a": "pears"}).search(frame({"query": ["pears"]}))


def test_whole_numbers_among_floats_are_ids():
    pandas = pytest.importorskip("pandas")
    # A join that finds no partner for a row makes its whole numbers floats.
    ids = pandas.DataFrame({"docno": [7, None]}).docno.iloc[:1]
    run = pandas.DataFrame({"qid": [1.0], "docno": ids, "score": [1.0]})
    assert sb.evaluate(run, {"1": {"7": 1}}, "RR")["RR"] == 1.0
    assert sb.evaluate({1: {7: 1.0}}, {1.0: {7.0: 1}}, "RR")["RR"] == 1.0
    shares = sb.audit(run=run, sources={7: "human", 8.0: "llm"}).tables.table("exposure")
    assert dict(zip(shares["source"], shares["exposure"])) == {"human": 1.0, "llm": 0.0}


def test_frames_with_wrong_columns():
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    twice = pandas.DataFrame([["q", "a", 1.0, 2.0]], columns=["qid", "docno", "score", "score"])
    with pytest.raises(sb.Error, match="a run: several columns are called `score`; rename or leave out all but one"):
        sb.evaluate(twice, QRELS)
    with pytest.raises(sb.Error, match="a run: a frame without columns has none for the query"):
        sb.evaluate(pandas.DataFrame(), QRELS)
    lazy = polars.LazyFrame({"qid": ["q"], "docno": ["b"], "score": [1.0]})
    with pytest.raises(TypeError, match="a LazyFrame has no rows yet; give what its `collect\\(\\)` returns"):
        sb.evaluate(lazy, QRELS)
    assert sb.evaluate(lazy.collect(), QRELS, "RR")["RR"] == 1.0


@pytest.mark.parametrize("row", [("q", "a"), ("q", "a", 1.0, "x"), ("q", 0, "a", 1), 3, None, b"row"])
def test_rows_have_as_many_values_as_fields(row):
    # Four of TREC's columns are not taken for three: the second one is no document.
    for call in (lambda: sb.evaluate([row], QRELS), lambda: sb.audit(run=[row], sources=SOURCES)):
        with pytest.raises(TypeError, match=r"a run: row 0 is .*; give \(query, document, score\)"):
            call()
    with pytest.raises(TypeError, match=r"judgements: row 0 is .*; give \(query, document, grade\)"):
        sb.evaluate(RUN, [row])


def test_a_dict_of_something_else():
    with pytest.raises(TypeError, match="a run: query 'q' has 3, of type int; give a dict of documents, each with its score"):
        sb.evaluate({"p": {"a": 1.0}, "q": 3}, QRELS)
    with pytest.raises(TypeError, match="judgements: query 'q' has None, of type NoneType; give a dict of documents"):
        sb.evaluate(RUN, {"q": None})
    for who in (("human",), {"source": "human"}, {"human"}, 3 * ("human",)):
        with pytest.raises(TypeError, match="sources: document 'a' has .*; give a source, or \\(source, content\\)"):
            sb.bias(RUN, QRELS, {"a": who, "b": "llm"})
    with pytest.raises(sb.Error, match="sources: document `a` has no source; name who wrote it"):
        sb.audit(run=RUN, sources={"a": None, "b": "llm"})
    with pytest.raises(TypeError, match="sources: row 1 is 'b'; give"):
        sb.bias(RUN, QRELS, [("a", "human"), "b"])


def test_scores_and_grades_are_alike_in_all_functions():
    for score in (None, "1.0", b"1", math.nan, math.inf, 10**400, [1], 1j):
        told = "^a run: document `a` of query `q` has the score .*; give a finite number, or leave it out$"
        with pytest.raises(sb.Error, match=told):
            sb.evaluate({"q": {"a": score}}, QRELS)
        with pytest.raises(sb.Error, match=told):
            sb.audit(run={"q": {"a": score}}, sources=SOURCES)
    for grade in (b"1", math.inf, 2**70, [1], 1j, 0.5):
        with pytest.raises(sb.Error, match="judgements: document `a` of query `q` has the grade .*; give a whole number"):
            sb.evaluate(RUN, {"q": {"a": grade}})
        if grade != 2**70:
            with pytest.raises(sb.Error, match="labels of `j`: document `a` of query `q` has the grade .*; give a whole number"):
                sb.labels({"j": {"q": {"a": grade}}})
    for score in (decimal.Decimal("1.5"), 2**70, True):
        assert sb.evaluate({"q": {"b": score}}, QRELS, "RR")["RR"] == 1.0
    # What goes by way of a file of ours is told without it.
    with pytest.raises(sb.Error, match="^run `run`: for query `q` document `a` has two scores; keep the higher$") as told:
        sb.audit(run=[("q", "a", 1.0), ("q", "a", 2.0)], sources=SOURCES)
    assert told.value.file is None
    with pytest.raises(sb.Error, match="^sources, row 1: document `a` has no source") as told:
        sb.audit(run=RUN, sources={"a": "", "b": "llm"})
    assert told.value.file is None and told.value.exit_code == 3
    with pytest.raises(sb.Error, match="labels of `j`: document `a` of query `q` has the confidence 2.0; give a number from 0 to 1"):
        polars = pytest.importorskip("polars")
        sb.labels({"j": polars.DataFrame({"qid": ["q"], "docno": ["a"], "label": [1], "confidence": [2.0]})})


def test_what_is_no_text():
    index = sb.Index.build({"a": "pears"})
    calls = {
        "a run: a query": lambda: sb.evaluate({LONE: {"a": 1.0}}, QRELS),
        "a run: a document": lambda: sb.evaluate({"q": {LONE: 1.0}}, QRELS),
        "judgements: a document": lambda: sb.evaluate(RUN, {"q": {LONE: 1}}),
        "a name": lambda: sb.evaluate(RUN, QRELS, LONE),
        "a run: a document of query `q`": lambda: sb.audit(run={"q": {LONE: 1.0}}, sources=SOURCES),
        "texts: an id or a text": lambda: sb.profile({"human": [LONE]}, bootstrap=0),
        "queries: an id or a text": lambda: index.search({"q": LONE}),
        "a text": lambda: sb.Profiler().transform([LONE]),
        "analyzer": lambda: sb.Index.build({"a": "pears"}, analyzer=LONE),
    }
    for what, call in calls.items():
        with pytest.raises(sb.Error, match=f"^{re.escape(what)} is .*, which is not valid Unicode; decode it again"):
            call()
    # A name of a file need not be text.
    with pytest.raises(sb.Error, match="no such file") as told:
        sb.evaluate(f"{LONE}.run", QRELS)
    assert told.value.file


def test_numbers_of_all_types_are_settings(tmp_path):
    numpy = pytest.importorskip("numpy")
    draw = random.Random(1)
    run = {f"q{n}": {f"d{d}": draw.random() for d in range(9)} for n in range(9)}
    qrels = {f"q{n}": {f"d{n}": 1} for n in range(9)}
    whole, half = numpy.int64(99), numpy.float32(0.5)
    found = sb.evaluate(run, qrels, "AP", bootstrap=whole, confidence=half, depth=numpy.int32(5), seed=numpy.uint8(3))
    assert found == sb.evaluate(run, qrels, "AP", depth=5)
    assert found.intervals == sb.evaluate(run, qrels, "AP", bootstrap=99, confidence=0.5, depth=5, seed=3).intervals
    sources = {f"d{n}": ("human", "llm")[n % 2] for n in range(9)}
    assert sb.bias(run, qrels, sources, bootstrap=whole, threads=numpy.int8(1)).answer == sb.bias(run, qrels, sources, bootstrap=99).answer
    small = {"name": "numbers", "seed": whole, "simulate": {"documents": numpy.int16(150), "queries": 12, "topics": 4}}
    small["retrieve"] = {"models": numpy.array(["bm25"])}
    result = sb.run(small, out=tmp_path, force=numpy.bool_(True), measure=(name for name in ["AP", "RR"]))
    assert set(result.tables.table("relative_delta")["measure"]) >= {"AP", "RR"}


@pytest.mark.parametrize("threads", [-1, 10**6, 2**70, 1.5, "2", None])
def test_threads_are_a_number_that_there_may_be(threads):
    index = sb.Index.build({"a": "pears"})
    for call in (
        lambda: index.search({"q": "pears"}, threads=threads),
        lambda: sb.Index.build({"a": "pears"}, threads=threads),
        lambda: sb.profile({"human": ["pears"]}, bootstrap=0, threads=threads),
        lambda: sb.bias(RUN, QRELS, SOURCES, threads=threads),
        lambda: sb.audit(run=RUN, sources=SOURCES, threads=threads),
        lambda: sb.labels({"j": QRELS}, threads=threads),
        lambda: sb.run({"name": "x"}, threads=threads),
    ):
        with pytest.raises((sb.Error, TypeError), match="^threads is .*; give a whole number"):
            call()


def test_settings_that_are_none():
    for call, told in {
        lambda: sb.evaluate(RUN, QRELS, depth=0): "depth is 0; give a whole number from 1",
        lambda: sb.evaluate(RUN, QRELS, seed=-1): "seed is -1; give a whole number from 0",
        lambda: sb.evaluate(RUN, QRELS, confidence=math.nan): "evaluate: `confidence` is nan; give a finite number below 2^64",
        lambda: sb.bias(RUN, QRELS, SOURCES, bootstrap=2**70): "bias: `bootstrap` is 1180591620717411303424; give a finite number",
        lambda: sb.evaluate(RUN, QRELS, []): "measures: none is named; name one, as in `nDCG@10`",
        lambda: sb.profile({"human": ["pears"]}, measures=""): "measures: none is named; name one, as in `tokens`",
        lambda: sb.Index.build({"a": "pears"}).search({"q": "pears"}, []): "model: none is named; name one",
        lambda: sb.labels([]): "labels: none are given; name files of labels",
        lambda: sb.labels({"j": "none.qrels"}): "none.qrels: No such file or directory; check the path",
        lambda: sb.profile({1: ["pears"], "1": ["apples"]}): "sources: `1` stands twice",
        lambda: sb.Index.build({1: {"a": "pears"}, "1": {"b": "pears"}}): "sources: `1` stands twice",
        lambda: sb.profile({}, measures="tokens", table="summary", bootstrap=0): "the corpus is empty",
        lambda: sb.bias(RUN, QRELS, [("a", "human"), ("a", "llm")]): "sources: `a` stands twice; leave one of them",
        lambda: sb.run({"name": [[math.inf]]}): "the experiment: a setting is nan or infinite, contains itself or is nested too deeply",
        lambda: sb.Index.build({"a": None}): "documents: `a` is a NoneType without a text; give a text",
    }.items():
        with pytest.raises(sb.Error, match=f"^{re.escape(told)}"):
            call()
    for call, told in {
        lambda: sb.evaluate(RUN, QRELS, depth=2.5): "depth is 2.5, of type float; give a whole number",
        lambda: sb.run({"name": "x", "seed": {1}}): "the experiment: {1}, of type set, is no setting",
        lambda: sb.run({"name": "x"}, progress=3): "progress is 3; give True, or a function",
        lambda: sb.run({"name": "x"}, model={"bm25": 1}): "--model is {'bm25': 1}, of type dict",
        lambda: sb.evaluate(RUN, QRELS, ties=3): "ties is 3, of type int; give a str",
        lambda: sb.main("list models"): "arguments are a list of words",
        lambda: sb.main([None]): "expected str, bytes or os.PathLike object, not NoneType",
        lambda: sb.compare("results/demo"): "results are a list of folders or results, and not a single one: 'results/demo'",
        lambda: sb.Index.build({"a": "pears"}, analyzer=3): "analyzer is 3, of type int; give a str",
        lambda: sb.Index.build(None): "documents are None, of type NoneType",
        lambda: sb.Index.build({"a": "pears"}).search(None): "queries are None, of type NoneType",
        lambda: sb.profile({"human": 3}): "texts are 3, of type int; give a list, a dict or a frame",
    }.items():
        with pytest.raises(TypeError, match=f"^{re.escape(told)}"):
            call()


def test_attributes_of_functions_are_what_they_are_called():
    class Mine:
        cutoff, source, document = "3", 3, 3

        def __call__(self, *given):
            return 1.0

    with pytest.raises(sb.Error, match="the attribute `cutoff` of a measure: must be a whole number from 1"):
        sb.evaluate(RUN, QRELS, Mine())
    # One that cannot be called is no method.
    assert sb.Index.build({"a": "pears"}).search({"q": "pears"}, Mine()) == {"q": {"a": 1.0}}
    found = sb.profile({"human": ["ripe pears"]}, measures=[Mine()], bootstrap=0).tables.table("summary")
    assert set(found["scope"]) == {"document_mean", "document_median"} and set(found["value"]) == {1.0}

    def named(grades, ideal):
        return 1.0

    named.__name__ = LONE
    with pytest.raises(sb.Error, match="^the name of a function is .*, which is not valid Unicode"):
        sb.evaluate(RUN, QRELS, named)


def test_arrays_side_by_side_have_one_shape():
    for given, told in {
        (("q", "p"), ((1,),), ((1.0,),)): "queries, documents and scores have 2, 1, 1 rows; give a row for each query",
        (("q",), ((1, 2),), ((1.0,),)): "query `q` has 2 documents and 1 scores; give a score for each",
        (("q",), ((1, 1),), ((1.0, 2.0),)): "query `q`: document `1` has two scores; keep the higher",
        (("q",), ((1,),), ((math.nan,),)): "query `q`: document `1` has the score nan; give a finite number",
        (("q", "q"), ((1,), (1,)), ((1.0,), (1.0,))): "queries: `q` stands twice",
    }.items():
        with pytest.raises(sb.Error, match=told):
            sb.run_from_arrays(*given)
    with pytest.raises(IndexError, match="query `q`: no id for document number 5; there are 1 ids"):
        sb.run_from_arrays(["q"], [[5]], [[1.0]], ids=["a"])
    # As from the end of a list it would be another document.
    with pytest.raises(sb.Error, match="a document's number is -1"):
        sb.run_from_arrays(["q"], [[-1]], [[1.0]], ids=["a", "b"])


def test_features_are_of_texts_and_not_of_names():
    pandas, numpy = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    profiler = sb.Profiler(measures="tokens,types")
    expected = [[3.0, 2.0], [1.0, 1.0]]
    texts = ["ripe ripe pears", "apples"]
    for given in (
        texts,
        iter(texts),
        numpy.array(texts),
        pandas.Series(texts, index=[5, 5]),
        {"a": texts[0], "b": texts[1]},
        pandas.DataFrame({"id": ["a", "b"], "text": texts}),
    ):
        assert profiler.transform(given).tolist() == expected
    with pytest.raises(sb.Error, match="a frame with the columns words has none for the text"):
        profiler.transform(pandas.DataFrame({"words": texts}))
    with pytest.raises(sb.Error, match="texts: `0` is \\['apples'\\], of type list"):
        profiler.transform(numpy.array([["apples"]]))


def test_decimals_are_as_many_as_can_be_written():
    table = sb.profile({"human": ["ripe pears"]}, measures="tokens", bootstrap=0).tables.table("summary")
    assert f"2.{'0' * 100} " in table.to_markdown(100)
    for decimals in (-1, 101, 65536, 10**6):
        for call in (table.to_markdown, table.cells):
            with pytest.raises(sb.Error, match=f"^decimals: {decimals}; give a whole number from 0 to 100$"):
                call(decimals)
    with pytest.raises(KeyError, match="no column `x`; there are source, measure, scope"):
        table["x"]


def stubs():
    """The functions and classes of `_native.pyi` by name."""
    tree = ast.parse(pathlib.Path(_native.__file__).with_name("_native.pyi").read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def of_stub(function):
    """Names and defaults of the arguments, without `self`."""
    given = function.args.args
    defaults = [None] * (len(given) - len(function.args.defaults)) + [ast.unparse(one) for one in function.args.defaults]
    return [(one.arg, default) for one, default in zip(given, defaults) if one.arg != "self"]


def of_native(function):
    given = inspect.signature(function).parameters.values()
    return [(one.name, None if one.default is one.empty else repr(one.default)) for one in given if one.name != "self"]


def test_stubs_are_what_is_compiled():
    told = stubs()
    assert set(told) == {name for name in dir(_native) if not name.startswith("__")}
    for name, node in told.items():
        native = getattr(_native, name)
        if isinstance(node, ast.FunctionDef):
            assert of_native(native) == of_stub(node), name
            continue
        members = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
        # The methods that Python makes itself are named after others of them.
        inherited = {*dir(object), "__module__"}
        assert {one for one in dir(native) if one not in inherited} - {"__doc__"} == set(members) - {"__repr__"}, name
        assert not ast.get_docstring(node) or inspect.cleandoc(native.__doc__) == ast.get_docstring(node), name
        for member, function in members.items():
            there = getattr(native, member)
            documented = ast.get_docstring(function)
            assert not documented or inspect.cleandoc(there.__doc__) == documented, (name, member)
            if function.decorator_list and ast.unparse(function.decorator_list[0]) == "property":
                assert inspect.isgetsetdescriptor(there), (name, member)
            elif not member.startswith("__"):
                assert of_native(there) == of_stub(function), (name, member)


def test_numbers_of_numpy_are_ids_as_those_of_python_are():
    numpy = pytest.importorskip("numpy")
    judged = {"7": {"1": 1}}
    found = sb.evaluate({numpy.float32(7): {numpy.int8(1): 2.5}}, judged, ["nDCG@10"])
    assert found == {"nDCG@10": 1.0}
    with pytest.raises(sb.Error, match=r"is missing \(.*nan.*\); fill it in"):
        sb.evaluate({numpy.float32("nan"): {"1": 1.0}}, judged, ["nDCG@10"])
    with pytest.raises(sb.Error, match="which are bytes; decode them"):
        sb.evaluate({b"7": {"1": 1.0}}, judged, ["nDCG@10"])
