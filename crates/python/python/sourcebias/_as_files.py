"""What is at hand in files, for commands that read files: runs and judgements as TREC has them, labels and sources as JSON lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._error import Error
from ._given import (
    DOCUMENT,
    GRADE,
    QUERY,
    by_name,
    column_names,
    column_values,
    is_path,
    missing,
    named,
    qrels,
    runs,
    several,
    sources,
)

JUDGE = ("judge", "judge_id", "annotator", "assessor", "rater")
CONFIDENCE = ("confidence",)


def _once(rows: Iterable[tuple[Any, Any, Any]], what: str) -> None:
    """Checks that no pair of query and document has two grades."""
    found: dict[tuple[str, str], Any] = {}
    for query, document, grade in rows:
        earlier = found.setdefault((str(query), str(document)), grade)
        if earlier != grade:
            advice = "leave one of them"
            raise Error(
                f"{what}: document `{document}` of query `{query}` has two grades, {earlier} and {grade}; {advice}", advice=advice
            )


#: The people, where their labels are at hand.
PEOPLE = "people"


def labels_by_judge(given: Any) -> dict[str, Any]:
    """Labels by judge, each a path or rows of query, document, grade and confidence: of a dict by judge, of a frame or of rows
    with the judges' names; labels without judges are those of `judge`."""
    columns = column_names(given)
    if columns is not None:
        judge = named(columns, JUDGE, "labels", wanted=False)
        sure = named(columns, CONFIDENCE, "labels", wanted=False)
        names = [named(columns, known, "labels") for known in (QUERY, DOCUMENT, GRADE)]
        cells = [column_values(given, str(name)) for name in names]
        judges = column_values(given, judge) if judge else ["judge"] * len(cells[0])
        sures = column_values(given, sure) if sure else [None] * len(cells[0])
        by_judge: dict[str, Any] = {}
        for who, *label in zip(judges, *cells, sures):
            if missing(who):
                advice = "name who gave it"
                raise Error(f"labels: that of document `{label[1]}` of query `{label[0]}` has no judge; {advice}", advice=advice)
            by_judge.setdefault(str(who), []).append(tuple(label))
        return by_judge
    if isinstance(given, Mapping) and several(given):
        return by_name(((who, one if is_path(one) else _labels_of(one)) for who, one in given.items()), "labels")
    return {"judge": _labels_of(given)}


def _labels_of(given: Any) -> list[tuple[Any, Any, Any, Any]]:
    """The labels of one judge, in the forms of judgements; a frame may have a confidence."""
    columns = column_names(given)
    if columns is not None and named(columns, CONFIDENCE, "labels", wanted=False):
        return next(iter(labels_by_judge(given).values()), [])
    return [(*label, None) for label in _each(qrels(given))]


def _label_lines(judge: str, rows: Sequence[tuple[Any, Any, Any, Any]]) -> str:
    """Labels as JSON lines; a grade that is missing is none, as null is."""
    graded = [row for row in rows if not missing(row[2])]
    _once(((query, document, grade) for query, document, grade, _ in graded), f"labels of `{judge}`")
    lines = []
    for query, document, grade, sure in graded:
        line = {"judge": judge, "query_id": str(query), "document_id": str(document), "label": _whole(grade)}
        lines.append(json.dumps(line if missing(sure) else {**line, "confidence": float(sure)}) + "\n")
    return "".join(lines)


def _whole(grade: Any) -> Any:
    """A grade as JSON has it: whole numbers of any type, text as it is."""
    if isinstance(grade, str):
        return grade
    return int(grade) if int(grade) == grade else float(grade)


@contextmanager
def labels_as_files(given: Any, **held: Any) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Labels, and what goes with them (people's, runs, sources), with all that is at hand in files."""
    with TemporaryDirectory(prefix="sourcebias-") as folder:
        against = held.pop("against", None)
        files = [*_label_files(Path(folder), given)]
        if against is not None and not is_path(against):
            path = Path(folder) / "people.jsonl"
            path.write_text(_label_lines(PEOPLE, _labels_of(against)), "utf-8")
            against = str(path)
        others = {name: _as_file(Path(folder), name, value) for name, value in held.items()}
        yield files, {"against": against, **others}


def _label_files(folder: Path, given: Any) -> Iterator[str]:
    if is_path(given):
        yield os.fspath(given)
        return
    if isinstance(given, Sequence) and all(is_path(one) for one in given):
        yield from (os.fspath(one) for one in given)
        return
    for place, (judge, one) in enumerate(labels_by_judge(given).items()):
        if not is_path(one):
            lines = folder / f"labels-{place}.jsonl"
            lines.write_text(_label_lines(judge, one), "utf-8")
            yield str(lines)
            continue
        path = Path(one)
        if ".jsonl" in path.suffixes or Path(judge).name != judge:
            advice = "give paths alone, in a list"
            raise Error(f"labels: {path} cannot be called `{judge}`; {advice}", file=str(path), advice=advice)
        # A file of judgements is called after its judge.
        renamed = folder / "".join([judge, *path.suffixes])
        renamed.write_bytes(path.read_bytes())
        yield str(renamed)


@contextmanager
def as_files(**given: Any) -> Iterator[dict[str, Any]]:
    """The same with what is at hand in files: runs and judgements as TREC has them, sources as JSON lines."""
    with TemporaryDirectory(prefix="sourcebias-") as folder:
        yield {name: _as_file(Path(folder), name, value) for name, value in given.items()}


def _as_file(folder: Path, name: str, value: Any) -> Any:
    if value is None or is_path(value):
        return value
    if name in ("run", "baseline"):
        if isinstance(value, (list, tuple)) and all(is_path(one) for one in value):
            return list(value)
        files = []
        for tag, one in runs(value).items():
            if is_path(one):
                files.append(one)
                continue
            path = folder / f"{name}-{len(files)}.run"
            rows = _each(one)
            path.write_text("".join(f"{_plain(q)} Q0 {_plain(d)} 1 {float(s)!r} {_plain(tag)}\n" for q, d, s in rows), "utf-8")
            files.append(str(path))
        return files
    path = folder / f"{name}.jsonl"
    if name == "sources":
        lines = [
            json.dumps({"document": str(one), "source": who, **({} if what is None else {"content": str(what)})})
            for one, who, what in sources(value)
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    else:
        path = folder / f"{name}.txt"
        graded = [(query, document, _grade(query, document, grade)) for query, document, grade in _each(qrels(value))]
        _once(graded, "judgements")
        path.write_text("".join(f"{_plain(q)} 0 {_plain(d)} {g}\n" for q, d, g in graded), "utf-8")
    return str(path)


def _each(rows: Any) -> Iterator[tuple[Any, Any, Any]]:
    if isinstance(rows, dict):
        for query, documents in rows.items():
            for document, value in documents.items():
                yield query, document, value
    else:
        yield from zip(*rows)


def _grade(query: Any, document: Any, grade: Any) -> int:
    """A grade of judgements, as `evaluate` and `bias` take it."""
    if missing(grade) or isinstance(grade, str) or int(grade) != grade:
        advice = "give a whole number, or leave it out"
        raise Error(f"judgements: document `{document}` of query `{query}` has the grade {grade!r}; {advice}", advice=advice)
    return int(grade)


def _plain(word: Any) -> str:
    text = str(word)
    if not text or any(letter.isspace() for letter in text):
        advice = "rename it"
        raise Error(f"`{text}` is empty or has white space, which a TREC file cannot hold; {advice}", advice=advice)
    return text
