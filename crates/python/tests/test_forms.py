"""The forms of a notebook: frames with and without ids, Series, pickles, copies; what is named is called so, and nothing is paired, renamed
or left out in silence."""

import copy
import functools
import itertools
import json
import logging
import pickle

import pytest

import sourcebias as sb

HUMAN = ["ripe pears in the garden", "a tree of apples", "plums and pears", "green apples"]
MODEL = ["pears pears and fruit", "the apples of the tree", "plums again", "apples apples"]
RUN, QRELS = {"q": {"a": 2.0, "b": 1.0}}, {"q": {"b": 1}}


def twins(queries=12):
    run = {f"q{n}": {f"h{n}": 3.0 + n / 100, f"l{n}": 2.0} for n in range(queries)}
    qrels = {f"q{n}": {f"h{n}": 1, f"l{n}": 1} for n in range(queries)}
    sources = {f"h{n}": ("human", f"c{n}") for n in range(queries)} | {f"l{n}": ("llm", f"c{n}") for n in range(queries)}
    return run, qrels, sources


def contents(found):
    """How many contents two sources have in common, by what the comparison says of pairs."""
    return set(found.tables.table("comparison")["control"])


def test_rows_of_frames_without_ids_are_no_twins():
    pd, pl, pa = pytest.importorskip("pandas"), pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    asked = {"measures": "tokens", "bootstrap": 99}
    lists = sb.profile({"human": HUMAN, "llm": MODEL}, **asked)
    paired = sb.profile({"human": dict(zip("abcd", HUMAN)), "llm": dict(zip("abcd", MODEL))}, **asked)
    assert "twins" in contents(paired) and "twins" not in contents(lists)
    for frame in (pd.DataFrame, pl.DataFrame, pa.table):
        plain = sb.profile({"human": frame({"text": HUMAN}), "llm": frame({"text": MODEL})}, **asked)
        assert plain.tables.table("comparison").to_csv() == lists.tables.table("comparison").to_csv()
        named = sb.profile({"human": frame({"id": [*"abcd"], "text": HUMAN}), "llm": frame({"id": [*"abcd"], "text": MODEL})}, **asked)
        assert named.tables.table("comparison").to_csv() == paired.tables.table("comparison").to_csv()
    # The numbers of rows are no ids, in whatever order the rows stand.
    for index in (None, [3, 1, 2, 0]):
        series = sb.profile({"human": pd.Series(HUMAN, index=index), "llm": pd.Series(MODEL, index=index)}, **asked)
        assert series.tables.table("comparison").to_csv() == lists.tables.table("comparison").to_csv()
    for ids in (pd.Index([*"abcd"]), pd.Index([4, 5, 6, 7], name="docno")):
        human, model = pd.Series(HUMAN, index=ids), pd.Series(MODEL, index=ids)
        assert sb.profile({"human": human, "llm": model}, **asked).answer == paired.answer
        frames = {"human": pd.DataFrame({"text": human}), "llm": pd.DataFrame({"text": model})}
        named = ids.name is not None
        assert ("twins" in contents(sb.profile(frames, **asked))) == named


def test_ids_of_arrays_stand_by_place():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"docno": ["a", "b", "c", "d"], "length": [1, 9, 9, 9]})
    kept = frame[frame.length > 5].docno
    expected = {"q": {"b": 2.0, "d": 1.0}}
    for ids in (kept, kept.tolist(), tuple(kept), kept.to_numpy(), (one for one in kept), kept.sort_values(ascending=False)[::-1]):
        assert sb.run_from_arrays(["q"], [[0, 2]], [[2.0, 1.0]], ids=ids) == expected
    for ids in ({0: "a", 2: "b"}, "abc", 3):
        with pytest.raises(TypeError, match="^ids are "):
            sb.run_from_arrays(["q"], [[0]], [[2.0]], ids=ids)


def test_one_source_or_several_is_not_for_the_first_value_to_say(caplog):
    with pytest.raises(sb.Error, match="documents: `d1` is a dict without a text"):
        sb.Index.build({"d1": {"title": "pears"}, "d2": {"title": "apples", "text": "pear"}})
    with pytest.raises(sb.Error, match="documents: `d2` is a dict without a text"):
        sb.Index.build({"d1": {"title": "pears", "text": "pear"}, "d2": {"title": "pears"}})
    with pytest.raises(sb.Error, match="documents: `d1` is a list without a text"):
        sb.Index.build({"d1": ["pears"], "d2": "apples"})
    assert not caplog.records
    with caplog.at_level(logging.WARNING, "sourcebias"):
        sb.Index.build({"d1": ["ripe", "pears"], "d2": ["apples", "plums"]})
    assert "a list of single words, which is read as a source" in caplog.text and "`'d1'`" in caplog.text
    by_source = sb.Index.build({"human": {"a": "ripe pears"}, "llm": {"a": "apples"}})
    assert list(by_source.search({"q": "pears"})["q"]) == ["a-human"]
    Doc = __import__("collections").namedtuple("Doc", "doc_id text")
    assert list(sb.Index.build({"d1": Doc("x", "pears"), "d2": Doc("y", "apples")}).search({"q": "pears"})["q"]) == ["d1"]


def test_an_index_of_pandas_has_the_ids():
    pd = pytest.importorskip("pandas")
    texts = pd.Series({"d7": "ripe pears", "d9": "apples"})
    frame = pd.DataFrame({"docno": texts.index, "text": texts.to_numpy()})
    for given in (texts, frame, frame.set_index("docno"), frame.set_index("docno").rename_axis("mine"), frame.set_index("docno").text):
        index = sb.Index.build(given)
        assert list(index.search(["pears"])["0"]) == ["d7"]
    assert list(sb.Index.build(frame[["text"]]).search(["apples"])["0"]) == ["1"]
    assert list(sb.Index.build(frame[frame.docno == "d9"].text).search(["apples"])["0"]) == ["1"]
    # Rows of two frames one below the other are numbered anew.
    assert list(sb.Index.build(pd.concat([frame.text, frame.text[:1] + " plums"])).search(["plums"])["0"]) == ["2"]
    queries = pd.DataFrame({"qid": ["q5", "q6"], "query": ["pears", "apples"]}).set_index("qid")
    for asked in (queries, queries["query"]):
        assert index.search(asked) == {"q5": index.search(["pears"])["0"], "q6": index.search(["apples"])["0"]}
    run = pd.DataFrame([(q, d, s) for q, ds in RUN.items() for d, s in ds.items()], columns=["qid", "docno", "score"])
    assert sb.evaluate(run.set_index(["qid", "docno"]), QRELS, "RR") == {"RR": 0.5}
    # Rows of features are the texts, whatever these are called.
    assert sb.Profiler("tokens").transform(pd.Series(["a b", "pears"], index=["x", "x"])).shape == (2, 1)


def test_judgements_of_other_queries_are_told(caplog):
    run, qrels, sources = twins()
    other = {str(n): judged for n, judged in enumerate(qrels.values())}
    told = r"no query of the run is judged \(it has 12, such as \"q0\"; judged are 12, such as \"0\"\); give a run of this collection"
    for call in (sb.bias, lambda *given, **how: sb.audit(run=given[0], qrels=given[1], sources=given[2], **how)):
        with pytest.raises(sb.Error, match=told):
            call(run, other, sources, bootstrap=99)
    with caplog.at_level(logging.WARNING, "sourcebias"):
        assert sb.evaluate({"mine": run}, other) == {"mine": {"nDCG@10": 0.0}}
    assert "mine: no query of the run is judged" in caplog.text
    caplog.clear()
    sb.evaluate(run, qrels)
    assert not caplog.records
    some = {query: run[query] for query in list(run)[:6]} | {"x": {"h0": 1.0, "none": 0.5}}
    judged = qrels | {"q0": qrels["q0"] | {"nobody": 1}}
    notes = "\n".join(one["text"] for one in sb.bias(some, judged, sources, bootstrap=99).verdicts["statements"] if one["topic"] == "note")
    for note in (
        "run: queries without judgements, which count for no measure: 1",
        "run: judged queries without results, which count as 0: 6",
        "1 judgement is of a document that neither the map nor a run has, and is left out",
        "1 of 13 ranked documents are not in the map and count as source `other`",
    ):
        assert note in notes, note
    audited = sb.audit(run=some, qrels=judged, sources=sources, bootstrap=99)
    assert [one["text"] for one in audited.verdicts["statements"] if one["topic"] == "note"] == notes.split("\n")


def test_results_are_found_from_elsewhere(result, tmp_path, monkeypatch):
    monkeypatch.chdir(result.path.parent)
    here = sb.open(result.path.name)
    monkeypatch.chdir(tmp_path)
    assert here.path == result.path and len(here.tables.table("relative_delta")) == len(result.tables.table("relative_delta"))
    moved = tmp_path / "moved"
    __import__("shutil").copytree(result.path, moved)
    there = sb.open(moved)
    name = "evaluate/summary" if "evaluate/summary" in there.tables else next(iter(there.tables))
    there.tables.table(name)
    for file in moved.rglob(f"{name}.*"):
        file.unlink()
    for call in (lambda: there.tables[name], lambda: [there.tables[one] for one in there.tables]):
        with pytest.raises(sb.Error, match=f"{name}: the table is not there any more; run the experiment again") as told:
            call()
        assert told.value.exit_code == 3 and told.value.file == str(moved / name)
    with pytest.raises(sb.Error, match="report.html: no such page; make it with `sourcebias report`"):
        there.page


def test_runs_are_called_as_they_are_named(tmp_path):
    run, qrels, sources = twins()
    for tag, name in (("theirs", "r1.run"), ("theirs", "r2.run")):
        (tmp_path / name).write_text("".join(f"{q} Q0 {d} 1 {s} {tag}\n" for q, ds in run.items() for d, s in ds.items()))
    path = str(tmp_path / "r1.run")
    one = sb.audit(run={"mine": path}, sources=sources, qrels=qrels, bootstrap=99)
    assert set(one.tables.table("bias/relative_delta")["model"]) == {"mine"} and "theirs" not in one.answer
    two = sb.audit(run={"mine": path, "again": path, "held": run}, sources=sources, qrels=qrels, baseline={"older": path}, bootstrap=99)
    assert set(two.tables.table("bias/relative_delta")["model"]) == {"mine", "again", "held"}
    assert "older" in json.dumps(two.verdict) and "theirs" not in json.dumps(two.verdict)
    alone = sb.audit(run=path, sources=sources, qrels=qrels, bootstrap=99)
    assert set(alone.tables.table("bias/relative_delta")["model"]) == {"theirs"}
    people = {q: {d: (n + m) % 2 for m, d in enumerate(ds)} for n, (q, ds) in enumerate(qrels.items())}
    judged = sb.labels({"j": people}, against=people, run={"mine": path, "other": str(tmp_path / "r2.run")}, bootstrap=0)
    assert "mine" in json.dumps(judged.record) and "theirs" not in json.dumps(judged.record)


def test_nobody_sees_the_files_of_what_is_at_hand(tmp_path):
    run, qrels, sources = twins()
    short = {query: run[query] for query in list(run)[:6]}
    people = {q: {d: (n + m) % 2 for m, d in enumerate(ds)} for n, (q, ds) in enumerate(qrels.items())}

    def audited(folder):
        found = sb.audit(run={"mine": short}, sources=sources, qrels=qrels, baseline=run, bootstrap=99, to=folder)
        return found.answer, json.dumps(found.verdicts), found._repr_html_(), json.dumps(found.verdict), (folder / "verdict.json").read_text()

    first = audited(tmp_path / "a")
    assert first == audited(tmp_path / "b")
    assert not any("sourcebias-" in one or "/tmp" in one for one in first)
    assert "mine: judged queries without results, which count as 0: 6" in first[1]
    assert [one["file"] for one in json.loads(first[3])["inputs"]] == ["mine", "run", "sources", "qrels"]

    def labelled():
        found = sb.labels({"judge a": people}, against=qrels, run={"mine": run, "short": short}, sources=sources, bootstrap=0)
        tables = [found.tables.table(name).to_csv() for name in found.tables]
        return found.answer, json.dumps(found.record), *tables

    first = labelled()
    assert first == labelled() and not any("sourcebias-" in one or "/tmp" in one for one in first)
    record = json.loads(first[1])
    assert [one["file"] for one in record["inputs"]] == ["judge a", "people", "mine", "short", "sources"]
    assert record["runs"]["files"] == ["mine", "short"] and record["runs"]["sources"] == "sources"


def test_measures_are_found_as_they_were_asked_for():
    run, qrels, _ = twins()

    def own(grades, ideal):
        return 1.0

    names = ["map", "ndcg_cut_10", "RBP(p=0.8)", "P@5"]
    found = sb.evaluate(run, qrels, [*names, own], bootstrap=99)
    canonical = list(found)
    assert canonical[:2] == ["AP", "nDCG@10"] and canonical[-1] == "own" and found == {name: found[name] for name in canonical}
    for asked, name in zip([*names, "own"], canonical):
        for values in (found, found.per_query["q0"], found.intervals, found.queries, found.undefined):
            assert values[asked] == values[name] == values.get(asked) and asked in values
    for values in (found, found.per_query["q0"]):
        with pytest.raises(KeyError, match=r"no measure 'bpref'; there are AP, nDCG@10, "):
            values["bpref"]
        assert values.get("bpref", 7) == 7 and "bpref" not in values
    ir_measures = pytest.importorskip("ir_measures")
    measure = ir_measures.RBP(p=0.8)
    assert sb.evaluate(run, qrels, [measure])[measure] == found["RBP(p=0.8)"]
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert again == found and again["map"] == found["AP"] and again.per_query["q1"]["map"] == 1.0


def test_commas_stand_between_measures_and_models():
    assert sb.evaluate(RUN, QRELS, "AP,RR") == sb.evaluate(RUN, QRELS, ["AP", "RR"])
    assert list(sb.evaluate(RUN, QRELS, "nDCG@10, RBP(p=0.8)")) == list(sb.evaluate(RUN, QRELS, ["nDCG@10", "RBP(p=0.8)"]))
    index = sb.Index.build({"a": "ripe pears"})
    assert index.search(["pears"], "bm25(k1=0.9,b=0.4),dirichlet") == index.search(["pears"], ["bm25(k1=0.9,b=0.4)", "dirichlet"])
    assert index.search(["pears"], "bm25(k1=0.9,b=0.4)")["0"]


def test_what_is_found_is_pickled_and_copied(result, tmp_path):
    run, qrels, sources = twins()
    people = {q: {d: (n + m) % 2 for m, d in enumerate(ds)} for n, (q, ds) in enumerate(qrels.items())}
    found = [
        result,
        sb.bias(run, qrels, sources, bootstrap=99),
        sb.audit(run=run, sources=sources, qrels=qrels, bootstrap=99),
        sb.labels({"j": people}, against=qrels, bootstrap=0),
        sb.profile({"human": HUMAN, "llm": MODEL}, measures="tokens", bootstrap=99),
    ]
    for one, again in itertools.chain(*([(one, way(one)) for one in found] for way in (lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy, copy.copy))):
        assert type(again) is type(one) and repr(again) == repr(one) and again._repr_html_() == one._repr_html_()
        assert list(again.tables) == list(one.tables)
        for name in one.tables:
            mine, other = one.tables.table(name), again.tables.table(name)
            assert mine.to_csv() == other.to_csv() and mine.columns == other.columns and mine.meanings == other.meanings
            assert dict(mine) == dict(other)
    compared = sb.compare([result])
    for again in (pickle.loads(pickle.dumps(compared)), copy.deepcopy(compared)):
        assert again.table.to_csv() == compared.table.to_csv() and repr(again) == repr(compared)
    index = sb.Index.build({"a": "ripe pears"}, tmp_path / "index")
    assert pickle.loads(pickle.dumps(index)).search(["pears"]) == index.search(["pears"])
    held = sb.Index.build({"a": "ripe pears"})
    assert copy.deepcopy(held) is held
    with pytest.raises(sb.Error, match="an index in memory cannot be pickled; build it in a folder"):
        pickle.dumps(held)


def test_a_table_is_a_mapping_of_its_columns():
    pd = pytest.importorskip("pandas")
    table = sb.profile({"human": HUMAN}, measures="tokens,ttr", bootstrap=0).tables.table("summary")
    assert list(table) == table.columns == table.keys() and "value" in table and "no" not in table and 3 not in table
    assert {**table} == dict(table) == {name: table[name] for name in table.columns}
    assert pd.DataFrame(dict(table))["value"].tolist() == table["value"]
    for key in ("no", 0, slice(2), None):
        with pytest.raises(KeyError, match="no column .*; there are source, measure, scope"):
            table[key]


def test_features_may_be_frames():
    pd, pl, sklearn = pytest.importorskip("pandas"), pytest.importorskip("polars"), pytest.importorskip("sklearn")
    from sklearn.base import clone
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import make_pipeline

    profiler = sb.Profiler(["tokens", "ttr"])
    assert repr(profiler) == "Profiler(measures=['tokens', 'ttr'], analyzer='english')"
    frame = pd.DataFrame({"text": ["ripe ripe pears", "apples"]}, index=[7, 3])
    expected = pd.DataFrame({"tokens": [3.0, 1.0], "ttr": [2 / 3, 1.0]}, index=[7, 3])
    assert isinstance(profiler.transform(frame), __import__("numpy").ndarray)
    pd.testing.assert_frame_equal(clone(profiler.set_output(transform="pandas")).fit_transform(frame.text), expected)
    pd.testing.assert_frame_equal(profiler.transform(frame), expected)
    assert profiler.set_output().set_output(transform="polars").transform(frame.text).equals(pl.DataFrame(dict(expected)))
    with pytest.raises(ValueError, match="transform is 'arrow'; give one of default, pandas, polars"):
        profiler.set_output(transform="arrow")
    columns = ColumnTransformer([("words", sb.Profiler(["tokens", "ttr"]), "text")], verbose_feature_names_out=False)
    pd.testing.assert_frame_equal(columns.set_output(transform="pandas").fit_transform(frame), expected)
    pd.testing.assert_frame_equal(make_pipeline(sb.Profiler(["tokens", "ttr"])).set_output(transform="pandas").fit_transform(frame.text), expected)
    with sklearn.config_context(transform_output="pandas"):
        pd.testing.assert_frame_equal(sb.Profiler(["tokens", "ttr"]).transform(frame.text), expected)


def test_what_looks_like_a_run_is_told():
    pd = pytest.importorskip("pandas")
    assert sb.evaluate({"q": pd.Series(RUN["q"])}, {"q": pd.Series(QRELS["q"])}, "RR") == {"RR": 0.5}
    assert sb.evaluate({"q": [("a", 2.0), ("b", 1.0)]}, {"q": [("b", 1)]}, "RR") == {"RR": 0.5}
    both = sb.evaluate({"one": {"q": pd.Series(RUN["q"])}, "two": RUN}, QRELS, "RR")
    assert both == {"one": {"RR": 0.5}, "two": {"RR": 0.5}}
    for judged in (["b"], {"b"}, ("b", "cd")):
        with pytest.raises(TypeError, match="judgements: query 'q' has documents without a grade, .*; give a dict of documents, each with its grade"):
            sb.evaluate(RUN, {"q": judged})
    for ranked in (["ab", "cd"], ["a"], {"ab"}):
        with pytest.raises(TypeError, match="a run: query 'q' has documents without a score, .*; give a dict of documents, each with its score"):
            sb.evaluate({"q": ranked}, QRELS)
    with pytest.raises(sb.Error, match="grade 2147483648; give a whole number from -2147483647 to 2147483647, or leave it out"):
        sb.evaluate(RUN, {"q": {"b": 2**31}})
    frame = pd.DataFrame({"qid": ["q"], "docno": ["a"], "score": [1.0]})
    for runs in ([RUN, RUN], [frame, frame]):
        with pytest.raises(sb.Error, match="a run: row 0 is no row, but a whole run or frame; name several runs in a dict"):
            sb.evaluate(runs, QRELS)
    for given in (pd.Series({"a": 1.0}), 3):
        with pytest.raises(TypeError):
            sb.evaluate(given, QRELS)


@pytest.mark.parametrize("flag", [{"out": "x"}, {"corpus": "x"}, {"format": "csv"}, {"title": True}, {"skip_bad_lines": True}, {"wide": True}])
def test_flags_without_effect_on_texts_are_refused(flag):
    (name,) = flag
    for more in ({}, {"table": "summary", "bootstrap": 0}):
        with pytest.raises(sb.Error, match=f"--{name.replace('_', '-')}.*has no effect on texts at hand; leave it out"):
            sb.profile({"human": HUMAN}, measures="tokens", **more, **flag)


def test_progress_is_told_by_tqdm_itself(experiment, tmp_path, capfd):
    tqdm = pytest.importorskip("tqdm")
    sb.run(experiment, out=tmp_path, progress=tqdm.tqdm)
    assert "it/s" in capfd.readouterr().err


def test_settings_are_told_by_their_keys():
    run, qrels, sources = twins()
    for call, told in {
        lambda: sb.run({"name": "x", "bias": None}): "the experiment: `bias` is None; give a dict, or leave it out",
        lambda: sb.run({"name": "x", "seed": "7"}): 'the experiment: `seed` is "7"; give a whole number, or leave it out',
        lambda: sb.run({"name": "x", "bias": {"bootstrap": 1.5}}): "the experiment: `bias.bootstrap` is 1.5; give a whole number",
        lambda: sb.run({"name": "x", "retrieve": {"models": "bm25"}}): 'the experiment: `retrieve.models` is "bm25"; give a list',
        lambda: sb.run({"name": "x", "bias": {"bootstrp": 9}}): "the experiment: `bias`: unknown field `bootstrp`",
        lambda: sb.run({"name": "x", "bia": {}}): "the experiment: unknown field `bia`",
        lambda: sb.bias(run, qrels, sources, bootstrap=None): "bias: `bootstrap` is None; give a whole number, or leave it out",
        lambda: sb.bias(run, qrels, sources, margin_percent="5"): 'bias: `margin_percent` is "5"; give a number',
        lambda: sb.evaluate(run, qrels, bootstrap=-1): "evaluate: `bootstrap` is -1; give a whole number",
    }.items():
        with pytest.raises(sb.Error) as error:
            call()
        assert str(error.value).startswith(told), str(error.value)


def test_functions_without_a_name_are_told(caplog):
    partial = functools.partial(lambda grades, ideal, to: 1.0, to=2)
    for function, name in ((lambda grades, ideal: 1.0, "<lambda>"), (partial, "partial")):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "sourcebias"):
            assert list(sb.evaluate(RUN, QRELS, function)) == [name]
        assert f"a function without a name of its own is called `{name}`; define it with `def`, or set its `__name__`" in caplog.text
    caplog.clear()
    partial.__name__ = "mine"
    assert list(sb.evaluate(RUN, QRELS, partial)) == ["mine"] and not caplog.records
