"""What users have at hand, in the forms of several libraries, none of which is imported: runs, judgements, sources, texts.

A run is one of: a path of a TREC or Parquet run; a dict `{query: {document: score}}` (pytrec_eval); an object with `to_dict` (ranx);
a frame with columns for query, document and score (PyTerrier, ir_measures; pandas, polars, pyarrow, datasets); an iterable of rows
`(query, document, score)`, or of objects with these fields (ir_measures). Judgements are the same with a grade, a whole number.
Queries and documents are text, or numbers: 7 and 7.0 are `7`. None of them may be missing (None, nan, NA).

Columns and fields are called `qid`, `query_id` or `query-id`; `docno`, `doc_id` or `corpus-id`; `score`; `grade`, `relevance`, `label`
or `score` (judgements); `text` and `title` (documents); `query` or `text` (queries). An index of pandas that has a name is a column too.
A Series of pandas is a dict of its index and its values.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ._checked import listed, missing, refused, short, word

# PyTerrier's `query` is the text beside `qid`, and its `docid` a number beside `docno`.
QUERY = ("qid", "query_id", "q_id", "query-id", "query")
DOCUMENT = ("docno", "doc_id", "document_id", "document", "did", "corpus-id", "docid")
SCORE = ("score", "scores")
# BEIR calls a grade `score`.
GRADE = ("grade", "relevance", "label", "rel", "judgment", "judgement", "score")
SOURCE = ("source", "author", "writer", "generator", "model", "system", "origin", "label")
CONTENT = ("content", "base", "original", "twin", "pair")
TEXT = ("text", "texts", "body")
TITLE = ("title",)
ID = ("_id", "id", "docno", "doc_id", "document_id")
TEXT_ID = ("id", "_id", *DOCUMENT)
# A query's text: PyTerrier's `query`, ir_datasets' and BEIR's `text`.
WORDS = ("query", "text")


def is_path(given: Any) -> bool:
    return isinstance(given, (str, os.PathLike))


def is_function(given: Any) -> bool:
    """Whether it is a function of the user's, or has a method `source` as one; and not the name of something. Objects of ir_measures
    can be called too."""
    of_user = callable(given) or callable(getattr(given, "source", None))
    return of_user and type(given).__module__.partition(".")[0] != "ir_measures"


def asked(given: Any) -> list[Any]:
    """Names and specifications, one or several; objects (of ir_measures) by their names, functions as pairs of a name and the
    function."""
    if isinstance(given, str):
        return [word(one, "a name") for one in specifications(given)]
    several = isinstance(given, Iterable) and not is_function(given)
    found: list[Any] = []
    for one in given if several else [given]:
        if is_function(one):
            found.append((_function_name(one), one))
        elif isinstance(one, str):
            found += [word(name, "a name") for name in specifications(one) or [one]]
        else:
            found.append(word(one, "a name"))
    return found


def _function_name(function: Any) -> str:
    name = word(getattr(function, "__name__", None) or type(function).__name__, "the name of a function")
    if name == "<lambda>" or (name == "partial" and type(function).__module__ == "functools"):
        advice = "define it with `def`, or set its `__name__`"
        logging.getLogger("sourcebias").warning("a function without a name of its own is called `%s`; %s", name, advice)
    return name


def specifications(listed: str) -> list[str]:
    """The names of a comma-separated list; commas within brackets belong to them."""
    return [one.strip() for one in re.split(r",(?![^(]*\))", listed) if one.strip()]


def names_and_functions(given: Any) -> tuple[list[str], list[tuple[str, Any]]]:
    """The names among them, and the functions."""
    found = asked(given)
    return [one for one in found if isinstance(one, str)], [one for one in found if not isinstance(one, str)]


def column_names(frame: Any) -> list[str] | None:
    """The names of a frame's columns; None of what is no frame."""
    if hasattr(frame, "collect_schema") and not hasattr(frame, "to_arrow"):
        raise TypeError(f"a {type(frame).__name__} has no rows yet; give what its `collect()` returns")
    if hasattr(frame, "column_names"):  # pyarrow, datasets
        return [str(name) for name in frame.column_names]
    if hasattr(frame, "columns") and not isinstance(frame, Mapping):
        names = [str(name) for name in frame.columns]
        return [*(name for name in _index_names(frame) if name not in names), *names]
    return None


def _index_names(frame: Any) -> list[str]:
    """The names of the index of a frame of pandas, where it has some."""
    names = getattr(getattr(frame, "index", None), "names", None) or ()
    return [str(name) for name in names if name is not None]


def is_series(given: Any) -> bool:
    """Whether it is a Series of pandas, whose values stand under an index."""
    return type(given).__name__ == "Series" and hasattr(given, "index") and hasattr(given, "items")


def _numbered(series: Any) -> bool:
    """Whether the index of a Series of pandas has whole numbers without a name, as rows have them."""
    return series.index.name is None and getattr(getattr(series.index, "dtype", None), "kind", "O") in "iu"


def labelled(series: Any) -> bool:
    """Whether the index of a Series of pandas may be ids: numbers of rows too where each stands once, as those that are left of a frame."""
    return not _numbered(series) or bool(series.index.is_unique)


def _ids(frame: Any, columns: Sequence[str], known: Sequence[str], what: str) -> str | None:
    """The column of the ids; where there is none, an index that has a name."""
    found = named(columns, known, what, wanted=False)
    index = _index_names(frame)
    return index[0] if found is None and len(index) == 1 else found


def column_values(frame: Any, name: str) -> list[Any]:
    if name in _index_names(frame) and name not in [str(one) for one in frame.columns]:
        return list(frame.index.get_level_values(name).tolist())
    column = frame[name]
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def named(columns: Sequence[str], known: Sequence[str], what: str, wanted: bool = True) -> str | None:
    for name in known:
        if name in columns:
            if list(columns).count(name) > 1:
                raise refused(f"{what}: several columns are called `{name}`", "rename or leave out all but one")
            return name
    if not wanted:
        return None
    for_what = "query" if known[: len(QUERY)] == QUERY else known[0].strip("_")
    there = f"with the columns {', '.join(columns)}" if columns else "without columns"
    raise refused(f"{what}: a frame {there} has none for the {for_what}", f"call it one of {', '.join(known)}")


def _rows(given: Any, value: Sequence[str], what: str) -> Any:
    """A path, a dict of dicts, or three lists."""
    if is_path(given):
        return os.fspath(given)
    columns = column_names(given)
    if columns is not None:
        names = [named(columns, known, what) for known in (QUERY, DOCUMENT, value)]
        return tuple(column_values(given, str(name)) for name in names)
    if isinstance(given, Mapping):
        return {query: _by_document(query, documents, value, what) for query, documents in given.items()}
    if type(given).__module__.partition(".")[0] == "ranx":
        return given.to_dict()
    if not isinstance(given, Iterable) or isinstance(given, bytes):
        raise TypeError(f"{what}: {type(given).__name__} is no path, dict, frame or list of rows")
    queries: list[Any] = []
    documents: list[Any] = []
    values: list[Any] = []
    for number, row in enumerate(given):
        if is_path(row):
            raise refused(f"{what}: `{row}` is no row", "name several runs in a dict, {name: path}")
        if column_names(row) is not None or (isinstance(row, Mapping) and any(_of_query(one) for one in row.values())):
            raise refused(f"{what}: row {number} is no row, but a whole run or frame", "name several runs in a dict, {name: run}")
        one = _fields_of(row, (QUERY, DOCUMENT, value), f"{what}: row {number}")
        for column, cell in zip((queries, documents, values), one):
            column.append(cell)
    return queries, documents, values


def _by_document(query: Any, documents: Any, value: Sequence[str], what: str) -> dict[Any, Any]:
    """The documents of a query, with what is said of each."""
    if isinstance(documents, Mapping) or is_series(documents) or _pairs(documents):
        return dict(documents)
    if isinstance(documents, (list, tuple, set, frozenset)) and all(is_path(one) or isinstance(one, int) for one in documents):
        said = f"{what}: query {short(query)} has documents without a {value[0]}, {short(documents)}"
        raise TypeError(f"{said}; give a dict of documents, each with its {value[0]}")
    else:
        said = f"{what}: query {short(query)} has {short(documents)}, of type {type(documents).__name__}"
        raise TypeError(f"{said}; give a dict of documents, each with its {value[0]}")


def _of_query(given: Any) -> bool:
    """Whether it is what is said of the documents of a query, as a dict or a Series by document."""
    return isinstance(given, Mapping) or is_series(given)


def _pairs(given: Any) -> bool:
    """Whether it is pairs of a document and what is said of it."""
    return isinstance(given, (list, tuple)) and all(isinstance(one, (list, tuple)) and len(one) == 2 for one in given)


def _fields_of(row: Any, fields: Sequence[Sequence[str]], what: str) -> list[Any]:
    """What a row says: a dict, an object with fields, or as many values as there are fields."""
    if isinstance(row, Mapping):
        columns = [str(name) for name in row]
        return [row[named(columns, known, what)] for known in fields]
    if type(row) not in (tuple, list):
        by_name = [next((name for name in known if hasattr(row, name)), None) for known in fields]
        if all(by_name):
            return [getattr(row, str(name)) for name in by_name]
    try:
        cells = list(row)
    except TypeError:
        cells = []
    if len(cells) != len(fields) or isinstance(row, (str, bytes)):
        wanted = ", ".join(known[0] for known in (("query",), ("document",), fields[-1]))
        raise TypeError(f"{what} is {short(row)}; give ({wanted})")
    return cells


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
    first = some[0]
    if isinstance(first, Mapping):
        return any(_of_query(one) for one in first.values())
    # Documents of a query: pairs, or without what is to be said of them.
    alone = isinstance(first, (set, frozenset)) or (isinstance(first, (list, tuple)) and any(isinstance(one, (str, int)) for one in first))
    return not (is_series(first) or alone or (_pairs(first) and bool(first)))


def runs(given: Any) -> dict[str, Any]:
    """Runs by name; one alone is called `run`, or after its file."""
    if several(given):
        return by_name(((name, run(one)) for name, one in given.items()), "runs")
    name = Path(given).name.split(".")[0] if is_path(given) else "run"
    # A name of a file need not be text.
    return {os.fsencode(name).decode("utf-8", "replace"): run(given)}


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
        return _once([_source(one, who, what) for one, who, what in zip(*rows, contents)])
    if isinstance(given, Mapping):
        return _once([_source(one, *_who(who, f"sources: document {short(one)}")) for one, who in given.items()])
    found = []
    for number, row in enumerate(listed(given, "sources")):
        document, *who = row if isinstance(row, (list, tuple)) and len(row) in (2, 3) else (None,)
        if not who:
            raise TypeError(f"sources: row {number} is {short(row)}; give (document, source) or (document, source, content)")
        found.append(_source(document, *_who(tuple(who) if len(who) == 2 else who[0], f"sources: row {number}")))
    return _once(found)


def _once(found: list[tuple[Any, str, Any]]) -> list[tuple[str, str, Any]]:
    """The same, where no document stands twice."""
    by_document = by_name(((document, (source, content)) for document, source, content in found), "sources", "a document")
    return [(document, *said) for document, said in by_document.items()]


def _who(given: Any, what: str) -> tuple[Any, Any]:
    """A source, and the content of which it has written a version."""
    if isinstance(given, (list, tuple)) and len(given) == 2:
        return given[0], given[1]
    if isinstance(given, Iterable) and not isinstance(given, str):
        raise TypeError(f"{what} has {short(given)}, of type {type(given).__name__}; give a source, or (source, content)")
    return given, None


def _source(document: Any, source: Any, content: Any) -> tuple[Any, str, Any]:
    if missing(source):
        raise refused(f"sources: document `{document}` has no source", "name who wrote it")
    return document, word(source, f"sources: the source of document {short(document)}"), None if missing(content) else content


def by_name(pairs: Iterable[tuple[Any, Any]], what: str, of: str = "a name") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        known = name if type(name) is str else word(name, f"{what}: {of}")
        if known in found:
            raise refused(f"{what}: `{known}` stands twice", "leave one of them, or give each a name of its own")
        found[known] = value
    return found


def texts(given: Any) -> dict[str, str]:
    """Texts by id; a list is numbered, and a frame has a text and perhaps an id."""
    columns = column_names(given)
    if columns is not None:
        text = column_values(given, str(named(columns, TEXT, "texts")))
        name = _ids(given, columns, TEXT_ID, "texts")
        names = column_values(given, name) if name else range(len(text))
        return all_text(by_name(zip(names, text), "texts"))
    if isinstance(given, Mapping) or (is_series(given) and labelled(given)):
        return all_text(by_name(given.items(), "texts"))
    if isinstance(given, str):
        raise TypeError("texts are a list or a dict of them, and not one text")
    return all_text({str(place): words for place, words in enumerate(listed(given, "texts"))})


def rows_of_text(given: Any) -> list[str]:
    """Texts in their order, whatever they are called."""
    columns = column_names(given)
    if columns is not None:
        some = column_values(given, str(named(columns, TEXT, "texts")))
    else:
        some = list(given.values()) if isinstance(given, Mapping) else listed(given, "texts")
    return list(all_text({str(place): words for place, words in enumerate(some)}).values())


def all_text(found: dict[str, Any], what: str = "texts") -> dict[str, str]:
    """The same, where all of them are text."""
    for name, words in found.items():
        if not isinstance(words, str):
            told = f"{what}: `{name}` is {short(words)}, of type {type(words).__name__}"
            raise refused(told, "give a str for each, and leave out what is missing")
    return found


def _part(given: Any, known: Sequence[str]) -> Any:
    """What a dict or an object calls by one of these names; None where it has none of them."""
    if isinstance(given, Mapping):
        return next((given[name] for name in known if name in given), None)
    return next((getattr(given, name) for name in known if hasattr(given, name)), None)


def _is_document(given: Any) -> bool:
    """A dict or an object with a text, perhaps with a title, or a dict that could have nothing else; and not one of texts by id."""
    if isinstance(given, Mapping) and given and all(name in (*TEXT, *TITLE, *ID) for name in given):
        return True
    return isinstance(_part(given, TEXT), str)


def _titled(given: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Texts by id, and the titles of those that have one; of a frame, of a dict by id or of a list, whose values may be dicts or
    objects with a text and perhaps a title."""
    columns = column_names(given)
    if columns is not None:
        found = texts(given)
        title = named(columns, TITLE, "documents", wanted=False)
        titles = zip(found, column_values(given, title)) if title else ()
        return found, {one: str(words) for one, words in titles if not missing(words)}
    if isinstance(given, str):
        raise TypeError("documents are a list, a dict or a frame of them, and not one text")
    if isinstance(given, Mapping) or (is_series(given) and labelled(given)):
        pairs = list(given.items())
    else:
        some = listed(given, "documents")
        pairs = [(place if isinstance(one, str) else _id_of(one, place), one) for place, one in enumerate(some)]
    if all(isinstance(one, str) for _, one in pairs):
        return by_name(pairs, "documents"), {}
    rows = [(name, _fields(name, one)) for name, one in pairs]
    found = by_name(((name, text) for name, (text, _) in rows), "documents")
    return found, {str(name): title for name, (_, title) in rows if title}


def _id_of(one: Any, place: int) -> Any:
    """The id of a document or query of a list, or its place."""
    found = _part(one, ID)
    return place if found is None else found


def _fields(name: Any, document: Any) -> tuple[str, str]:
    """The text of a document, and its title."""
    if isinstance(document, str):
        return document, ""
    text, title = _part(document, TEXT), _part(document, TITLE)
    if not isinstance(text, str):
        advice = "give a text, or a dict with `text` and perhaps `title`"
        raise refused(f"documents: `{name}` is a {type(document).__name__} without a text", advice)
    return text, "" if missing(title) else str(title)


def queries(given: Any) -> dict[str, str]:
    """Texts of queries by id: of a dict, of a frame, or of a list of texts (which are numbered), dicts or objects."""
    if isinstance(given, str):
        raise TypeError("queries are a dict, a frame or a list of them, and not one text: {'q1': text}")
    columns = column_names(given)
    if columns is not None:
        words = named(columns, WORDS, "queries")
        name = _ids(given, [one for one in columns if one != words], (*QUERY, *ID), "queries")
        if name is None:
            advice = "call it one of qid, query_id, query-id, id"
            raise refused(f"queries: a frame with the columns {', '.join(columns)} has none for the ids", advice)
        found = by_name(zip(column_values(given, str(name)), column_values(given, str(words))), "queries")
        return all_text(found, "queries")
    if isinstance(given, Mapping) or (is_series(given) and labelled(given)):
        return all_text(by_name(given.items(), "queries"), "queries")
    rows = []
    for place, one in enumerate(listed(given, "queries")):
        text = one if isinstance(one, str) else _part(one, WORDS)
        if not isinstance(text, str):
            advice = "give a text, or a dict or an object with `query_id` and `text`"
            raise refused(f"queries: number {place} is a {type(one).__name__} without a text", advice)
        name = None if isinstance(one, str) else _part(one, (*QUERY[:-1], *ID))
        rows.append((place if name is None else name, text))
    return by_name(rows, "queries")


def documents(given: Any) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Texts and titles by source and id: of a dict of sources, or of documents of one source, which is then called `documents`."""
    if not isinstance(given, Mapping) or not given or any(_is_one(some) for some in given.values()):
        found, titles = _titled(given)
        return {"documents": found}, {"documents": titles}
    if all(_are_words(some) for some in given.values()):
        told = "documents: under %s stands a list of single words, which is read as a source with a document for each word; if they are the "
        told += "words of one document, join them: \" \".join(words)"
        logging.getLogger("sourcebias").warning(told, ", ".join(f"`{short(who)}`" for who in list(given)[:3]))
    by_source = by_name(((who, _titled(some)) for who, some in given.items()), "sources")
    return {who: found for who, (found, _) in by_source.items()}, {who: titles for who, (_, titles) in by_source.items()}


def _is_one(given: Any) -> bool:
    """Whether it is one document, and not those of a source."""
    if column_names(given) is not None or is_series(given):
        return False
    return not isinstance(given, Iterable) or isinstance(given, (str, bytes)) or _is_document(given)


def _are_words(given: Any) -> bool:
    """Whether it is a list of single words, two or more, as an analyser makes them."""
    return isinstance(given, (list, tuple)) and len(given) > 1 and all(isinstance(one, str) and len(one.split()) == 1 for one in given)


def _have_ids(given: Any) -> bool:
    """Whether texts have ids, which say that a text of another source is of the same content. Numbers of rows are none."""
    columns = column_names(given)
    if columns is not None:
        return _ids(given, columns, TEXT_ID, "texts") is not None
    if is_series(given):
        return not _numbered(given)
    return isinstance(given, Mapping)


def of_sources(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Texts by source. Those of a dict, or of a frame with ids, are versions of one content where ids are the same; those of a list, or of
    a frame without ids, are contents of their own."""
    if not isinstance(given, Mapping):
        raise TypeError("texts are a dict by source, as in {'human': texts, 'llm': others}")
    found = {}
    for source, some in by_name(given.items(), "sources").items():
        own = not _have_ids(some)
        known = texts(some)
        found[source] = {f"{source}-{place}": text for place, text in enumerate(known.values())} if own else known
    return found


def arguments(flags: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as the flags of the command line: `skip_bad_lines=True` is --skip-bad-lines, a list repeats its flag."""
    words: list[str] = []
    for name, value in flags.items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(value, Mapping):
            raise TypeError(f"{flag} is {short(value)}, of type dict; give one value, or a list of them")
        several = isinstance(value, Iterable) and not isinstance(value, (str, bytes)) and not is_function(value)
        # An array of numpy may be of one number, which cannot be gone through.
        for one in value if several and getattr(value, "ndim", 1) else [value]:
            if type(one).__module__ == "numpy" and hasattr(one, "item"):
                one = one.item()
            if one is None or one is False:
                continue
            if one is True:
                words.append(flag)
                continue
            if is_function(one):
                told = f"{flag}: takes no function of Python, which evaluate, bias, profile, Profiler and Index.search take"
                raise refused(told, "name one that is built in")
            # With a sign, so that a value may begin with a hyphen.
            words.append(f"{flag}={os.fspath(one) if is_path(one) else one}")
    return words
