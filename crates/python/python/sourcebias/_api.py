"""What can be asked."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypedDict, Union, overload

from . import _as_files, _checked, _given, _native
from ._error import Error
from ._program import program
from ._results import Audit, Comparison, Evaluation, Findings, Labels, Profile, Result, Tables

if TYPE_CHECKING:
    from typing_extensions import Unpack

PathLike = Union[str, "os.PathLike[str]"]
#: An evaluation measure of one's own (:func:`evaluate`).
RankingMeasure = Callable[[list[Union[int, None]], list[int]], Union[float, None]]
#: A lexical measure of texts of one's own (:func:`profile`).
TextMeasure = Callable[[list[str]], Union[float, None]]
#: A lexical measure of whole sources of one's own: a method or attribute `source` of a measure (:func:`profile`).
SourceMeasure = Callable[[list[int]], Union[float, None]]
#: A retrieval model of one's own (:meth:`Index.search`).
Model = Callable[[int, int, _native.TermStatistics, _native.CollectionStatistics], float]
#: Called with the stage, its steps that are done, and how many it has (0 where that is not known).
Progress = Callable[[str, int, int], object]


def main(arguments: Sequence[str] | None = None) -> int:
    """The program `sourcebias`: does what a command line asks for, and prints what it prints.

    Until it returns, Ctrl-C and SIGTERM end the process, as they end a program; the other functions of this package stop, and the
    process goes on. A handler of your own is called instead; if it raises, the work is given up and the process can begin no
    other. Called outside the main thread, this leaves signals as they are.

    Parameters
    ----------
    arguments
        The words behind the name of the program, as in `["run", "experiments/demo.toml"]`; None for those of the process.

    Returns
    -------
    int
        The exit status: 0 done, 1 failed, 2 wrong usage, 3 bad data, 4 a gate is not passed.

    >>> main(["list", "nothing"])
    2
    """
    if isinstance(arguments, (str, bytes)):
        raise TypeError(f"arguments are a list of words, as in ['list', 'models'], and not one text: {_checked.short(arguments)}")
    given = sys.argv[1:] if arguments is None else [os.fsdecode(one) for one in _checked.listed(arguments, "arguments")]
    with program():
        return _native.main(["sourcebias", *given])


def _bars(progress: bool | Progress | None) -> Progress | None:
    """What is told of progress: bars of tqdm where that is asked for and there, or the user's function."""
    # The class of tqdm itself, as others take it.
    if isinstance(progress, type) and progress.__module__.partition(".")[0] == "tqdm":
        progress = True
    if progress is not True:
        if progress is not None and progress is not False and not callable(progress):
            raise TypeError(f"progress is {_checked.short(progress)}; give True, or a function (stage, done, total)")
        return progress or None
    if find_spec("tqdm") is None:
        logging.getLogger("sourcebias").warning("progress: no bars, as tqdm is not installed")
        return None
    return _Bar()


class _Bar:
    """Progress in tqdm's bars, one a stage."""

    def __init__(self) -> None:
        from tqdm.auto import tqdm

        self._make, self._stage, self._bar = tqdm, "", None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage or (self._bar is not None and done < self._bar.n):
            self.close()
            self._stage, self._bar = stage, self._make(desc=stage)
        if self._bar is not None:
            self._bar.total = total or None
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def run(
    experiment: PathLike | Mapping[str, Any] | None = None,
    *,
    corpus: PathLike | None = None,
    out: PathLike = ".",
    threads: int = 0,
    progress: bool | Progress | None = None,
    **flags: Any,
) -> Result:
    """Runs an experiment through all stages, as `sourcebias run` does; what is finished is not done again.

    Parameters
    ----------
    experiment
        The file (TOML), or a dict of the same form, which names it: `{"name": "mine", "corpus": {"path": "FOLDER"}}`. None
        where `corpus` alone says what is run.
    corpus
        The folder of the corpus; overrides that of the experiment.
    out
        Where `results/NAME` and `figures/NAME` are written.
    threads
        How many are used; 0 takes one per core. The results do not depend on it.
    progress
        True (or `tqdm` itself) for bars of tqdm, where that is installed (a warning says where it is not); or a function `(stage, done, total)`.
    flags
        The flags of `sourcebias run`: `model=["bm25", "dirichlet"]`, `measure`, `analyzer`, `seed`, `name`, `reference`, `force`, ….

    Returns
    -------
    Result
        The answer, the tables and the figures, which a notebook shows.

    Raises
    ------
    Error
        Where a flag or a setting is unknown, or a file is missing or bad: with its file, line and advice.
    KeyboardInterrupt
        At the next step after Ctrl-C; finished stages stay.

    >>> import tempfile, sourcebias as sb
    >>> small = {"name": "small", "simulate": {"documents": 150, "queries": 12, "topics": 4}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = sb.run(small, out=folder, model="bm25", name="small")
    ...     result.tables.table("relative_delta")["source"][0]
    'llm'
    """
    if experiment is None and corpus is None:
        advice = "name an experiment (a file, or a dict), or a `corpus`"
        raise Error(f"run: nothing to run; {advice}", advice=advice)
    arguments = _given.arguments({"corpus": corpus, "out": out, **flags})
    given = None
    if isinstance(experiment, Mapping):
        given = _checked.as_json(experiment, "the experiment")
        arguments += ["--", "dict"]
    elif experiment is not None:
        arguments += ["--", os.fspath(experiment)]
    told = _bars(progress)
    try:
        return Result(_native.run(given, arguments, _checked.threads(threads), told))
    finally:
        if isinstance(told, _Bar):
            told.close()


def open(folder: PathLike) -> Result:  # noqa: A001
    """Reads the results of a finished experiment from their folder; the corpus is not needed.

    Parameters
    ----------
    folder
        The folder of the results, as in `open("results/demo")`.

    Returns
    -------
    Result
        The answer, the tables and the figures.

    Raises
    ------
    Error
        Where the folder holds no results.
    """
    return Result(os.fspath(folder))


def compare(results: Iterable[PathLike | Result], measure: str = "nDCG@10") -> Comparison:
    """Sets the source bias of finished experiments side by side.

    Parameters
    ----------
    results
        Results, or their folders.
    measure
        The evaluation measure that is compared.

    Returns
    -------
    Comparison
        One row an experiment, model and source: the means of the reference (H) and the source (L), Relative Δ in percent with its
        interval, and the adjusted p-value (0..1).

    Raises
    ------
    Error
        Where there are no results, a folder holds none, or the measure is unknown.
    """
    if _given.is_path(results):
        raise TypeError(f"results are a list of folders or results, and not a single one: {_checked.short(results)}")
    folders = [os.fspath(one) for one in _checked.listed(results, "results")]
    if not folders:
        advice = "name results, or their folders"
        raise Error(f"compare: nothing to compare; {advice}", advice=advice)
    return Comparison(_native.compare(folders, _checked.text(measure, "measure")))


class _EvaluateFlags(TypedDict, total=False):
    """What :func:`evaluate` takes by name, for its overloads."""

    depth: int | None
    ties: str
    queries: str
    bootstrap: int
    confidence: float
    seed: int | None


@overload
def evaluate(
    run: Mapping[Any, Mapping[Any, float]],
    qrels: Any,
    measures: Any = ...,
    **flags: Unpack[_EvaluateFlags],
) -> Evaluation: ...
@overload
def evaluate(
    run: Mapping[Any, Mapping[Any, Mapping[Any, float]]] | Mapping[Any, PathLike],
    qrels: Any,
    measures: Any = ...,
    **flags: Unpack[_EvaluateFlags],
) -> dict[str, Evaluation]: ...
@overload
def evaluate(
    run: Mapping[Any, Any],
    qrels: Any,
    measures: Any = ...,
    **flags: Unpack[_EvaluateFlags],
) -> Any: ...
@overload
def evaluate(
    run: object,
    qrels: Any,
    measures: Any = ...,
    **flags: Unpack[_EvaluateFlags],
) -> Evaluation: ...
def evaluate(
    run: Any,
    qrels: Any,
    measures: Any = ("nDCG@10",),
    *,
    depth: int | None = None,
    ties: str = "average",
    queries: str = "judged",
    bootstrap: int = 0,
    confidence: float = 0.95,
    seed: int | None = None,
) -> Any:
    """Evaluates a run, or several by name.

    Documents of equal score are averaged over all their orders, in closed form; order comes from the scores alone.

    Parameters
    ----------
    run
        A path of a TREC or Parquet run, `{query: {document: score}}`, a frame, an object of ranx, or rows `(query, document, score)`; or a dict
        of several by name.
    qrels
        Judgements in the same forms, with whole numbers as grades: 0 or below is not relevant.
    measures
        Names, in a list or with commas between them, as `nDCG@10`, `AP`, `P@5`, `RR@10` (`sourcebias list measures`), or as trec_eval
        writes them; objects of ir_measures; or functions, which are called after their `__name__` (below).
    depth
        To which rank runs are read; those that tie with the last document are kept. None for all.
    ties
        `average`; or one order of tied documents: `trec_eval`, `docid_ascending`, `index_order`.
    queries
        `judged`: means are over all judged queries, and one without results counts as 0; or `with_results`.
    bootstrap
        Replicates over queries for intervals of the means; 0 for none.
    confidence
        That of the intervals, 0..1.
    seed
        That of the replicates and of drawn orders; None for the one that is built in.

    Returns
    -------
    Evaluation, or a dict of them by name
        `{measure: mean}`, in the units of the measures (mostly 0..1), with `per_query` as pytrec_eval has it. What was asked for is a
        key too: `map` as well as `AP`. Where no query of the run is judged a warning says so.

    Raises
    ------
    Error
        Where a measure is unknown, a score is not finite, or a document has two scores or two grades.
    TypeError
        Where a run or judgements have no form that is known.

    Notes
    -----
    A function `measure(grades, ideal)` is a measure of one order of documents. `grades` are those of the ranked documents, best
    first, shape (documents,): a whole number, above 0 relevant, 0 and −1 judged as not relevant (−1 stands for all below 0), or
    None for a document that is not judged. `ideal` are all grades above 0 of the query, retrieved or not, in falling order. It
    returns a number, or None where it is undefined. It is not called for a query where nothing is relevant, which has no
    value under any measure. With an attribute `cutoff` it gets the grades up to that rank alone.

    Tied documents are averaged over: the function is called for each order whose grades differ, and the values are weighted by
    the probabilities of these orders, so that P@10 in Python is P@10. Where more than 1,000 orders differ, it is called for 1,000
    that are drawn (always the same for a ranking and `seed`), which a warning says; a `cutoff` makes them fewer, and a rule
    (`ties`) leaves one. This is the slow path: some microseconds a call, on one thread, the one that calls.

    >>> found = evaluate({"q": {"a": 1.0, "b": 1.0}}, {"q": {"a": 1}}, ["P@1", "RR"])
    >>> found["P@1"], found["RR"]  # a tie: half of the orders have the relevant document first
    (0.5, 0.75)
    >>> evaluate({"q": {"a": 1.0, "b": 1.0}}, {"q": {"a": 1}}, "P@1", ties="trec_eval")
    {'P@1': 0.0}
    >>> found.per_query["q"]["RR"]
    0.75
    >>> def first(grades, ideal):
    ...     return float((grades[0] or 0) > 0) if grades else 0.0
    >>> evaluate({"q": {"a": 1.0, "b": 1.0}}, {"q": {"a": 1}}, first)
    {'first': 0.5}
    """
    ties, queries = _checked.text(ties, "ties"), _checked.text(queries, "queries")
    settings = {"ties": ties, "queries": queries, "bootstrap": bootstrap, "confidence": confidence}
    told, rank = _checked.as_json(settings, "evaluate"), None if depth is None else _checked.depth(depth)
    runs, asked = _given.runs(run), _measures(measures)
    found = _native.evaluate(runs, _given.qrels(qrels), asked, rank, (told, _checked.seed(seed)))
    size = len(found) // max(len(runs), 1)
    names = [one if isinstance(one, str) else one[0] for one in asked]
    by_run = {name: Evaluation(found[size * place : size * (place + 1)], names) for place, name in enumerate(runs)}
    return by_run if _given.several(run) else next(iter(by_run.values()))


def _measures(given: Any) -> list[Any]:
    """Evaluation measures, one at least."""
    found = _given.asked(given)
    if not found:
        raise _checked.refused("measures: none is named", "name one, as in `nDCG@10`")
    return found


def bias(
    run: Any,
    qrels: Any,
    sources: Any,
    measures: Any = ("nDCG@10",),
    *,
    reference: str | None = None,
    depth: int | None = None,
    threads: int = 0,
    seed: int | None = None,
    **settings: Any,
) -> Findings:
    """Measures the source bias of runs of any engine, without texts.

    Parameters
    ----------
    run, qrels, measures, depth
        As in :func:`evaluate`. Judgements are of contents, or of documents. Tests call a function for each exchange of labels, many
        times as often as an evaluation.
    sources
        Who wrote which document: `{document: source}`, or `{document: (source, content)}` where versions of one content are known; a
        frame with these columns; or a path. Columns may also be called `docno`, `doc_id`, `docid` or `document_id`; `author`, `writer`,
        `generator`, `model`, `system`, `origin` or `label`; `base`, `original`, `twin` or `pair`; the answer says what a file's
        columns were taken for. Ranked documents that it lacks count as source `other`, which a note in the answer says.
    reference
        The source that the others are compared with; None for `human`.
    threads
        How many are used; 0 takes one per core. The results do not depend on it.
    seed
        That of bootstrap and tests; None for the one that is built in.
    settings
        Those of `[bias]` in an experiment: `bootstrap`, `confidence`, `margin_percent`, `adjustment`, ….

    Returns
    -------
    Findings
        `tables["relative_delta"]` has Relative Δ in percent of each run, measure and source (above 0: the reference is favoured), with
        interval and tests; further tables on exposure, twins and ties.

    Raises
    ------
    Error
        Where a setting or a measure is unknown, no source is the reference, no query of a run is judged, no judgement is of a known
        document or content, a source is missing (None, nan), or a document has two scores or two grades.

    >>> run = {q: {"h": 1.0, "l": 1.0} for q in "abcdefghij"}
    >>> qrels = {q: {"pears": 1} for q in run}
    >>> found = bias(run, qrels, {"h": ("human", "pears"), "l": ("llm", "pears")})
    >>> found.tables.table("relative_delta")["relative_delta_percent"]  # all is tied: no bias
    [0.0]
    """
    given = (_given.runs(run), _given.qrels(qrels), _given.sources(sources))
    names, told = _measures(measures), (_checked.as_json(settings, "bias"), _checked.seed(seed))
    reading = (None if reference is None else _checked.text(reference, "reference"), None if depth is None else _checked.depth(depth))
    shown, tables = _native.bias(given, names, reading, told, _checked.threads(threads))
    return Findings(shown, Tables._of(tables))


def audit(*, run: Any, sources: Any, threads: int = 0, **flags: Any) -> Audit:
    """Audits the source bias of runs as `sourcebias audit` does: exposure against base rates, Relative Δ, twins, changes against a
    baseline, gates.

    Parameters
    ----------
    run
        A run, several by name, or paths (:func:`evaluate`).
    sources
        As in :func:`bias`.
    threads
        How many are used; 0 takes one per core. The results do not depend on it.
    flags
        Those of `sourcebias audit`: `qrels`, `baseline` (in the same forms), `measure`, `reference`, `depth`, `base_rate`,
        `fail_if="abs(relative_delta) > 5"`, `equivalent_within`, `to`, `bootstrap`, `seed`.

    Returns
    -------
    Audit
        `passed` says whether every gate is passed; that one is not is no error.

    Raises
    ------
    Error
        Where a flag is unknown, a name has white space (a TREC file cannot hold it), or a file is missing or bad.

    >>> ranked = {f"q{n}": {"h": 2.0, "l": 1.0} for n in range(12)}
    >>> found = audit(run=ranked, sources={"h": "human", "l": "llm"}, fail_if="queries < 1")
    >>> found.passed
    True
    """
    held = {"run": run, "sources": sources} | {name: flags.pop(name) for name in ("qrels", "baseline") if name in flags}
    with _as_files.as_files(**held) as (files, names):
        return Audit(*_native.audit(_given.arguments({**files, **flags}), names, _checked.threads(threads)))


def labels(labels: Any, *, threads: int = 0, **flags: Any) -> Labels:
    """Tells how well judges agree with people and each other, how lenient and how sure they are, as `sourcebias labels` does.

    Parameters
    ----------
    labels
        Paths of TREC judgements, one file a judge, or of JSON lines of labels or answers. Or labels at hand:
        `{judge: {query: {document: grade}}}`, where a judge may also have a frame, rows or the path of TREC judgements; or one
        frame with columns for judge, query, document and grade (`judge`, `qid`, `docno`, `label`, or as in :func:`evaluate`) and
        perhaps `confidence` (0..1). Grades are whole numbers; a missing one (None, nan) is no label. A pair of query and document
        with two grades by one judge is an error.
    threads
        How many are used; 0 takes one per core. The results do not depend on it.
    flags
        Those of `sourcebias labels`: `against` (the people's labels: `{query: {document: grade}}`, a frame, rows or a path),
        `run` (a run, several by name, or paths) and `sources` (both as in :func:`bias`), `measure`, `scale`, `threshold`,
        `agreement`, `confidence`, `bins`, `corpus`, `to`, `bootstrap`, `seed`, ….

    Returns
    -------
    Labels
        `answer` in sentences, `record` as a dict, and `tables`, of which `labels/summary` has a row for each judge.

    Raises
    ------
    Error
        Where a flag is unknown, a label has no judge or two grades, or a file is missing or bad.

    >>> people = {"q": {f"d{n}": n % 2 for n in range(10)}}
    >>> judge = {"q": {f"d{n}": n % 2 if n < 8 else 1 for n in range(10)}}
    >>> found = labels({"mine": judge}, against=people, bootstrap=0)
    >>> [row["judge"] for row in found.tables.table("summary").rows()]
    ['mine']
    """
    held = {name: flags.pop(name) for name in ("against", "run", "sources") if name in flags}
    with _as_files.labels_as_files(labels, **held) as (files, others, names):
        words = [*_given.arguments({**others, **flags}), "--", *files]
        return Labels(*_native.labels(words, names, _checked.threads(threads)))


def profile(
    texts: Mapping[str, Any], *, table: str | Sequence[str] | None = None, threads: int = 0, **flags: Any
) -> Profile:
    """Measures how sources use words, and what sets them apart.

    Parameters
    ----------
    texts
        Texts by source, the first one of which is the reference unless `reference` names another. A list of texts, or a frame or
        Series without ids, each a content of its own; or `{id: text}`, or a frame with ids and texts, where the same id in two
        sources is the same content (twins). The numbers of rows are no ids.
    table
        The name of a table, as in `"findings"`, or a list of them: only what they need is made, and no other table is in the result.
        `"summary"` without intervals (`bootstrap=0`) is quickest where every measure looks at one text at a time: one pass over
        the texts makes it. None for all tables.
    threads
        How many are used; 0 takes one per core. The results do not depend on it.
    flags
        Those of `sourcebias profile`: `measures="tokens,types,mtld"` or a list, in which functions may stand (below), `analyzer`,
        `bootstrap` (0 for no intervals and no tests; without it 999 replicates, and 199 of more than 20 million tokens), `pairs`,
        `top`, `ngrams`, `seed`, `unpaired` (texts with the same id are different contents), `paired` (they are versions of one
        content, however few words they share).

    Returns
    -------
    Profile
        `tables["summary"]` has a row for each source and measure with its interval, `tables["comparison"]` the differences under four
        controls, `tables["findings"]` what they say together, `tables["keyness"]` the words that a source adds or drops. Values are
        in the units of the measures (`sourcebias list lexical`): `tokens` are counts, `ttr` is 0..1.

    Raises
    ------
    Error
        Where a measure, a table or a flag is unknown, no text has a term, or no source has the name given as `reference`.

    Notes
    -----
    A function `measure(terms)` is a lexical measure of texts: it gets the terms of a text in their order, as the analyser makes them
    (a list of str, which may be empty), and returns a number, or None where it is undefined. It is called after its `__name__`,
    and stands behind the measures that are named.

    With a method (or an attribute that can be called) `source(frequencies)` it has values of whole sources too: `frequencies` says
    how often each term occurs in the source, a list of int in falling order, all above 0, of shape (types,). Its interval is made
    of halves of the documents. What has such a method and cannot be called itself has values of whole sources alone.

    A function is called once a text, and again for each that is cut (control `cut`); `source` once a source and for each replicate
    and each exchange of labels (`bootstrap`). All is then done on one thread, the one that calls: the slow path.

    >>> found = profile({"human": ["ripe pears", "a pear tree"], "llm": ["pears pears"]}, measures="tokens", bootstrap=0)
    >>> found.tables.table("summary")["value"][:2]
    [4.0, 2.0]
    >>> def longest(terms):
    ...     return max(map(len, terms), default=None)
    >>> found = profile({"human": ["ripe pears", "a pear tree"]}, measures=["tokens", longest], bootstrap=0)
    >>> [row["value"] for row in found.tables.table("summary").rows() if row["measure"] == "longest"]
    [4.0, 4.0]
    """
    names: list[str] | None = None
    functions: list[tuple[str, Any]] = []
    if isinstance(flags.get("measures"), str):
        names = _given.specifications(flags["measures"])
    elif flags.get("measures") is not None:
        names, functions = _given.names_and_functions(flags["measures"])
        flags["measures"] = ",".join(names)
    if names == [] and not functions:
        raise _checked.refused("measures: none is named", "name one, as in `tokens`")
    reference, threads = flags.pop("reference", None), _checked.threads(threads)
    sources = _given.of_sources(texts)
    if reference is not None:
        reference = _checked.word(reference, "reference")
        if reference not in sources:
            raise _checked.refused(f"reference: no source is called `{reference}`", f"there are {', '.join(sources)}")
        sources = {reference: sources[reference], **sources}
    tables = None if table is None else [_checked.text(one, "table") for one in ([table] if isinstance(table, str) else table)]
    if tables == []:
        raise _checked.refused("table: none is named", "name one, as in `summary`, or leave it out")
    analyzer = "english" if flags.get("analyzer") is None else flags["analyzer"]
    quick = type(flags.get("bootstrap")) is int and flags["bootstrap"] == 0 and isinstance(analyzer, str)
    # Whether texts are versions of one content is nothing to each source on its own.
    quick = quick and all(flags.get(name, True) is True for name in ("paired", "unpaired"))
    of_each = {"measures", "analyzer", "bootstrap", "paired", "unpaired"}
    if tables == ["summary"] and not functions and quick and flags.keys() <= of_each:
        with TemporaryDirectory(prefix="sourcebias-") as folder:
            found = _native.summary(sources, names, _checked.text(analyzer, "analyzer"), folder, threads)
        if found is not None:
            return Profile([], [found], [])
    return Profile(*_native.profile(sources, functions, tables, [*_given.arguments(flags), "--", "texts"], threads))


def run_from_arrays(
    queries: Iterable[Any], documents: Any, scores: Any, ids: Iterable[Any] | None = None
) -> dict[str, dict[str, float]]:
    """A run of what engines return side by side, as bm25s does: for each query a row of documents and one of their scores.

    Parameters
    ----------
    queries
        The ids of the queries, in the order of the rows.
    documents, scores
        Arrays or lists of the shape (queries, k).
    ids
        The ids of the documents, where `documents` holds their numbers from 0: a list, an array or a Series, of which the places count.

    Returns
    -------
    dict
        `{query: {document: score}}`, scores in the engine's own units.

    Raises
    ------
    Error
        Where rows have unequal lengths, a score is not finite, or a document or query stands twice.
    IndexError
        Where `ids` has no name for a number.

    >>> run_from_arrays(["q"], [[1, 0]], [[2.5, 0.5]], ids=["a", "b"])
    {'q': {'b': 2.5, 'a': 0.5}}
    """
    if isinstance(ids, Mapping):
        raise TypeError(f"ids are {_checked.short(ids)}, of type {type(ids).__name__}; give a list, whose places are the documents' numbers")
    ids = None if ids is None else _checked.listed(ids, "ids")
    rows = [_checked.listed(given, what) for given, what in ((queries, "queries"), (documents, "documents"), (scores, "scores"))]
    if len({len(given) for given in rows}) > 1:
        lengths = ", ".join(str(len(given)) for given in rows)
        raise _checked.refused(f"a run from arrays: queries, documents and scores have {lengths} rows", "give a row for each query")
    return _given.by_name(((query, _row(str(query), some, values, ids)) for query, some, values in zip(*rows)), "queries")


def _row(query: str, documents: Any, scores: Any, ids: list[Any] | None) -> dict[str, float]:
    """The documents of a query with their scores."""
    what = f"a run from arrays: query `{query}`"
    places, values = _checked.listed(documents, f"{what}: documents"), _checked.listed(scores, f"{what}: scores")
    if len(places) != len(values):
        raise _checked.refused(f"{what} has {len(places)} documents and {len(values)} scores", "give a score for each")
    if ids is not None:
        numbers = [_checked.whole(place, f"{what}: a document's number", 0, 2**63 - 1) for place in places]
        beyond = next((number for number in numbers if number >= len(ids)), None)
        if beyond is not None:
            raise IndexError(f"{what}: no id for document number {beyond}; there are {len(ids)} ids, from number 0")
        places = [ids[number] for number in numbers]
    found: dict[str, float] = {}
    for place, value in zip(places, values):
        document, score = _checked.word(place, f"{what}: a document"), _checked.finite(value)
        if score is None:
            raise _checked.refused(f"{what}: document `{document}` has the score {_checked.short(value)}", "give a finite number")
        if document in found:
            raise _checked.refused(f"{what}: document `{document}` has two scores", "keep the higher")
        found[document] = score
    return found


class Index:
    """An inverted index of documents, in a folder or in memory.

    >>> index = Index.build({"d1": "ripe pears and green apples", "d2": "a pear tree in the garden"})
    >>> list(index.search({"q": "green pears"})["q"])
    ['d1', 'd2']
    """

    def __init__(self, native: _native.Index, path: PathLike | None = None) -> None:
        self._native = native
        self._path = None if path is None else os.path.abspath(os.fspath(path))

    @classmethod
    def build(
        cls,
        documents: Any,
        path: PathLike | None = None,
        *,
        analyzer: str = "english",
        title: bool = False,
        fields: bool = False,
        threads: int = 0,
    ) -> Index:
        """Builds an index.

        Parameters
        ----------
        documents
            `{id: text}` or `{id: {"title": title, "text": text}}`; a list of texts, or of dicts or objects with an id (`_id`, `id`,
            `docno`, `doc_id`) and these fields, which are else numbered from 0 (BEIR, ir_datasets); or a frame with ids, texts and perhaps titles. Or several of these by source,
            `{source: …}`; the documents of several sources are called `ID-SOURCE` in runs. A dict is of one source where one of
            its values is a document.
        path
            The folder of the index, which must not exist yet; None for memory.
        analyzer
            How text becomes terms, as in `english` or `standard|lowercase` (`sourcebias list analyzers`).
        title
            Whether titles are put before the texts. Otherwise they are not read, and a warning says so.
        fields
            Whether titles are put before the texts and kept apart too, for models that weigh them, such as `bm25f`.
        threads
            How many are used; 0 takes one per core. The index does not depend on it.

        Raises
        ------
        Error
            Where no document has a term, an id stands twice, or the folder exists.

        >>> titled = {"d1": {"title": "pears", "text": "ripe fruit"}, "d2": {"title": "fruit", "text": "ripe pears"}}
        >>> list(Index.build(titled, fields=True).search({"q": "pears"}, "bm25f(title_weight=5)")["q"])
        ['d1', 'd2']
        """
        texts, titles = _given.documents(documents)
        read = title or fields
        if not read and any(titles.values()):
            logging.getLogger("sourcebias").warning(
                "documents have titles, which are not read: `title=True` puts them before the texts, and `fields=True` keeps them apart too"
            )
        place = None if path is None else os.fspath(path)
        how, titled = (_checked.text(analyzer, "analyzer"), bool(fields)), titles if read else None
        return cls(_native.Index.build(texts, titled, place, how, _checked.threads(threads)), place)

    @classmethod
    def open(cls, path: PathLike) -> Index:
        """Opens an index.

        Parameters
        ----------
        path
            The folder of an index that was built so, by `sourcebias index`, or by an experiment (`results/NAME/index`).

        Raises
        ------
        Error
            Where the folder holds no index, or files of it have changed.
        """
        return cls(_native.Index.open(os.fspath(path)), path)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """An index in a folder is opened there again; one in memory stays in its process."""
        if self._path is None:
            raise _checked.refused("an index in memory cannot be pickled", "build it in a folder, `Index.build(documents, path)`")
        return type(self).open, (self._path,)

    def __copy__(self) -> Index:
        return self

    def __deepcopy__(self, memo: Any) -> Index:
        return self

    @property
    def analyzer(self) -> str:
        """The analyser, in full."""
        return self._native.analyzer

    def __len__(self) -> int:
        return len(self._native)

    def __repr__(self) -> str:
        return f"Index({len(self)} documents, analyzer={self.analyzer!r})"

    @overload
    def search(
        self, queries: Any, model: str | Model = ..., *, depth: int = ..., threads: int = ...
    ) -> dict[str, dict[str, Any]]: ...
    @overload
    def search(
        self, queries: Any, model: Sequence[str | Model], *, depth: int = ..., threads: int = ...
    ) -> dict[str, dict[str, dict[str, float]]]: ...
    def search(
        self,
        queries: Any,
        model: str | Model | Sequence[str | Model] = "bm25",
        *,
        depth: int = 1000,
        threads: int = 0,
    ) -> Any:
        """Ranks the documents for each query.

        Parameters
        ----------
        queries
            `{query: text}`; a frame with ids and texts (`qid` and `query`, as in PyTerrier, or `query_id` and `text`); or a list of
            dicts or objects with these (BEIR, ir_datasets), or of texts, which are numbered from 0.
        model
            A retrieval model, as in `bm25(k1=0.9,b=0.4)` (`sourcebias list models`), a function (below), or several, in a list or
            with commas between them.
        depth
            To which rank documents are kept; those that tie with the last one are kept too.
        threads
            How many are used; 0 takes one per core. The scores do not depend on it.

        Returns
        -------
        dict
            `{query: {document: score}}`, best first; of several models a dict of such runs by their canonical names, of functions
            by their `__name__`. Scores are in the model's own units; a query that finds nothing has an empty dict.

        Raises
        ------
        Error
            Where a model is unknown or weighs titles that the index does not keep (`fields=True`), or a function gives no finite number.

        Notes
        -----
        A function `model(tf, length, term, collection)` gives the part of a document's score that one query term gives, as a
        finite number: `tf` is how often the document has the term (at least 1), `length` the document's length in tokens,
        `term` a :class:`TermStatistics` (`df`, `cf`, `qtf`, `characters`), `collection` a :class:`CollectionStatistics`
        (`documents`, `tokens`, `mean_length`, `query_length`). A document's score is the sum over the query terms that it has.
        A callable with a method `document(length, collection)` adds what that gives for the document alone. It is called about
        once for each tf and length of a term, on one thread, the one that calls: the slow path, as every posting is scored.

        >>> from math import log
        >>> def lucene(tf, length, term, collection):
        ...     idf = log(1 + (collection.documents - term.df + 0.5) / (term.df + 0.5))
        ...     return term.qtf * idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / collection.mean_length))
        >>> index = Index.build({"d1": "ripe pears and green apples", "d2": "a pear tree"})
        >>> index.search({"q": "pear tree"}, lucene) == index.search({"q": "pear tree"}, "bm25")
        True
        """
        one = isinstance(model, str) or _given.is_function(model)
        texts, models = _given.queries(queries), _given.asked(model)
        if not models:
            raise _checked.refused("model: none is named", "name one, as in `bm25`")
        found = _native.Index.search(self._native, texts, models, _checked.depth(depth), _checked.threads(threads))
        return found if len(found) > 1 or not one else next(iter(found.values()))
