"""What users have at hand, in the forms of several libraries, none of which is imported: runs, judgements, sources, texts.

A run is one of: a path of a TREC run; a dict `{query: {document: score}}` (pytrec_eval); an object with `to_dict` (ranx); a frame
with columns for query, document and score (PyTerrier, ir_measures; pandas, polars, pyarrow); an iterable of rows
`(query, document, score)`, or of objects with these fields (ir_measures). Judgements are the same with a grade, a whole number.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ._error import Error

# PyTerrier's `query` is the text beside `qid`, and its `docid` a number beside `docno`.
QUERY = ("qid", "query_id", "q_id", "query")
DOCUMENT = ("docno", "doc_id", "document_id", "document", "did", "docid")
SCORE = ("score", "scores")
GRADE = ("grade", "relevance", "label", "rel", "judgment", "judgement")
SOURCE = ("source",)
CONTENT = ("content", "base")


def is_path(given: Any) -> bool:
    return isinstance(given, (str, os.PathLike))


def is_function(given: Any) -> bool:
    """Whether it is a function of the user's, and not the name of something; objects of ir_measures can be called too."""
    return callable(given) and type(given).__module__.partition(".")[0] != "ir_measures"


def asked(given: Any) -> list[Any]:
    """Names and specifications, one or several; objects (of ir_measures) by their names, functions as pairs of a name and the
    function."""
    several = isinstance(given, Iterable) and not isinstance(given, str) and not is_function(given)
    return [(_function_name(one), one) if is_function(one) else str(one) for one in (given if several else [given])]


def _function_name(function: Any) -> str:
    return str(getattr(function, "__name__", None) or type(function).__name__)


def specifications(listed: str) -> list[str]:
    """The names of a comma-separated list; commas within brackets belong to them."""
    return [one.strip() for one in re.split(r",(?![^(]*\))", listed) if one.strip()]


def names_and_functions(given: Any) -> tuple[list[str], list[tuple[str, Any]]]:
    """The names among them, and the functions."""
    found = asked(given)
    return [one for one in found if isinstance(one, str)], [one for one in found if not isinstance(one, str)]


def column_names(frame: Any) -> list[str] | None:
    """The names of a frame's columns; None of what is no frame."""
    if hasattr(frame, "column_names"):  # pyarrow, datasets
        return [str(name) for name in frame.column_names]
    if hasattr(frame, "columns") and not isinstance(frame, Mapping):
        return [str(name) for name in frame.columns]
    return None


def column_values(frame: Any, name: str) -> list[Any]:
    column = frame[name]
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def named(columns: Sequence[str], known: Sequence[str], what: str, wanted: bool = True) -> str | None:
    for name in known:
        if name in columns:
            return name
    if not wanted:
        return None
    raise Error(
        f"{what}: a frame with the columns {', '.join(columns)} has none for the {known[-1] if known is QUERY else known[0]}; "
        f"call it one of {', '.join(known)}",
        advice=f"call it one of {', '.join(known)}",
    )


def _rows(given: Any, value: Sequence[str], what: str) -> Any:
    """A path, a dict of dicts, or three lists."""
    if is_path(given):
        return os.fspath(given)
    columns = column_names(given)
    if columns is not None:
        names = [named(columns, known, what) for known in (QUERY, DOCUMENT, value)]
        return tuple(column_values(given, str(name)) for name in names)
    if isinstance(given, Mapping):
        return {query: dict(documents) for query, documents in given.items()}
    if hasattr(given, "to_dict"):  # ranx
        return given.to_dict()
    if not isinstance(given, Iterable):
        raise TypeError(f"{what}: {type(given).__name__} is no path, dict, frame or list of rows")
    queries: list[Any] = []
    documents: list[Any] = []
    values: list[Any] = []
    for row in given:
        if is_path(row):
            advice = "name several runs in a dict, {name: path}"
            raise Error(f"{what}: `{row}` is no row; {advice}", advice=advice)
        one = [_field(row, known, place) for place, known in enumerate((QUERY, DOCUMENT, value))]
        for column, cell in zip((queries, documents, values), one):
            column.append(cell)
    return queries, documents, values


def _field(row: Any, known: Sequence[str], place: int) -> Any:
    if isinstance(row, Mapping):
        return row[named([str(name) for name in row], known, "a row")]
    for name in known:
        if hasattr(row, name):
            return getattr(row, name)
    return row[place]


def run(given: Any) -> Any:
    return _rows(given, SCORE, "a run")


def qrels(given: Any) -> Any:
    return _rows(given, GRADE, "judgements")


def several(given: Any) -> bool:
    """Whether a dict is of runs by name, and not a run itself."""
    if not isinstance(given, Mapping) or not given:
        return False
    some = [one for one in given.values() if not isinstance(one, Mapping) or one]
    if not some:
        return False
    if not isinstance(some[0], Mapping):
        return True
    return any(isinstance(one, Mapping) for one in some[0].values())


def runs(given: Any) -> dict[str, Any]:
    """Runs by name; one alone is called `run`, or after its file."""
    if several(given):
        return by_name(((name, run(one)) for name, one in given.items()), "runs")
    name = Path(given).name.split(".")[0] if is_path(given) else "run"
    return {name: run(given)}


def sources(given: Any) -> Any:
    """A path, or rows of document, source and content."""
    if is_path(given):
        return os.fspath(given)
    columns = column_names(given)
    if columns is not None:
        document, source = (named(columns, known, "sources") for known in (DOCUMENT, SOURCE))
        content = named(columns, CONTENT, "sources", wanted=False)
        rows = [column_values(given, str(document)), column_values(given, str(source))]
        contents = column_values(given, content) if content else [None] * len(rows[0])
        return [_source(one, who, what) for one, who, what in zip(*rows, contents)]
    if isinstance(given, Mapping):
        return [
            _source(one, who, None) if isinstance(who, str) else _source(one, who[0], who[1])
            for one, who in given.items()
        ]
    return [_source(row[0], row[1], row[2] if len(row) > 2 else None) for row in given]


def missing(value: Any) -> bool:
    """None, and what frames have in its place: nan, pandas' NA and NaT."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)


def _source(document: Any, source: Any, content: Any) -> tuple[Any, str, Any]:
    if missing(source):
        advice = "name who wrote it"
        raise Error(f"sources: document `{document}` has no source; {advice}", advice=advice)
    return document, str(source), None if missing(content) else content


def by_name(pairs: Iterable[tuple[Any, Any]], what: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if str(name) in found:
            advice = "give each a name of its own"
            raise Error(f"{what}: `{name}` stands twice; {advice}", advice=advice)
        found[str(name)] = value
    return found


def texts(given: Any) -> dict[str, str]:
    """Texts by id; a list is numbered, and a frame has a text and perhaps an id."""
    columns = column_names(given)
    if columns is not None:
        text = column_values(given, str(named(columns, ("text", "texts", "body"), "texts")))
        name = named(columns, ("id", "_id", *DOCUMENT), "texts", wanted=False)
        names = column_values(given, name) if name else range(len(text))
        return by_name(zip(names, text), "texts")
    if isinstance(given, Mapping):
        return by_name(given.items(), "texts")
    if isinstance(given, str):
        raise TypeError("texts are a list or a dict of them, and not one text")
    return {str(place): words for place, words in enumerate(given)}


def of_sources(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Texts by source. Those of a dict or a frame with ids are versions of one content where ids are the same; those of a list are
    contents of their own."""
    found = {}
    for source, some in given.items():
        own = not isinstance(some, Mapping) and column_names(some) is None
        found[str(source)] = {f"{source}-{one}": text for one, text in texts(some).items()} if own else texts(some)
    return found


def arguments(flags: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as the flags of the command line: `skip_bad_lines=True` is --skip-bad-lines, a list repeats its flag."""
    words: list[str] = []
    for name, value in flags.items():
        flag = f"--{name.replace('_', '-')}"
        if value is None or value is False:
            continue
        if value is True:
            words.append(flag)
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if is_function(one):
                advice = "name one that is built in"
                raise Error(
                    f"{flag}: takes no function of Python, which evaluate, bias, profile, Profiler and Index.search take; {advice}",
                    advice=advice,
                )
            # With a sign, so that a value may begin with a hyphen.
            words.append(f"{flag}={os.fspath(one) if is_path(one) else one}")
    return words
