"""What is at hand in files, for commands that read files: runs and judgements as TREC has them, labels and sources as JSON lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._checked import finite, grade, missing, refused, short, word
from ._error import Error
from ._given import (
    DOCUMENT,
    GRADE,
    QUERY,
    by_name,
    column_names,
    column_values,
    is_path,
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
    for query, document, one in rows:
        earlier = found.setdefault((str(query), str(document)), one)
        if earlier != one:
            raise refused(f"{what}: document `{document}` of query `{query}` has two grades, {earlier} and {one}", "leave one of them")


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
                raise refused(f"labels: the label of document `{label[1]}` of query `{label[0]}` has no judge", "name who gave it")
            by_judge.setdefault(word(who, "labels: a judge"), []).append(tuple(label))
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
    what = f"labels of `{word(judge, 'labels: a judge')}`"
    graded = []
    for query, document, one, sure in rows:
        if missing(one):
            continue
        query, document = word(query, f"{what}: a query"), word(document, f"{what}: a document of query `{query}`")
        label = word(one, f"{what}: a label") if isinstance(one, str) else grade(one)
        if label is None:
            told = f"{what}: document `{document}` of query `{query}` has the grade {short(one)}"
            raise refused(told, "give a whole number, or leave it out")
        line = {"judge": judge, "query_id": query, "document_id": document, "label": label}
        if not missing(sure):
            line["confidence"] = finite(sure)
            if line["confidence"] is None or not 0 <= line["confidence"] <= 1:
                told = f"{what}: document `{document}` of query `{query}` has the confidence {short(sure)}"
                raise refused(told, "give a number from 0 to 1, or leave it out")
        graded.append(line)
    _once(((line["query_id"], line["document_id"], line["label"]) for line in graded), what)
    return "".join(json.dumps(line) + "\n" for line in graded)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what is at hand. What is wrong with a file in it is told without the file, which the user has not seen."""
    with TemporaryDirectory(prefix="sourcebias-") as folder:
        try:
            yield Path(folder)
        except Error as error:
            path = Path(error.file) if error.file else None
            if path is None or path.parent != Path(folder):
                raise
            what = path.name.split(".")[0].split("-")[0]
            told = str(error).replace(f"{path}:{error.line}:", f"{what}, row {error.line}:").replace(str(path), what)
            raise Error(told, advice=error.advice, exit_code=error.exit_code) from None


class _Names:
    """What files of ours are called in what is said of them, and what the runs are, in their order: None where that is for the file
    to say."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str]] = []
        self.runs: list[str | None] = []

    def add(self, path: Path, name: str) -> str:
        """The file, which is called so."""
        self.files.append((str(path), name))
        return str(path)

    def told(self) -> tuple[list[tuple[str, str]], list[str | None]]:
        return self.files, self.runs


@contextmanager
def labels_as_files(given: Any, **held: Any) -> Iterator[tuple[list[str], dict[str, Any], Any]]:
    """Labels, and what goes with them (people's, runs, sources), with all that is at hand in files; and what these are called."""
    with _folder() as folder:
        names = _Names()
        against = held.pop("against", None)
        files = [*_label_files(folder, given, names)]
        if against is not None and not is_path(against):
            path = folder / "people.jsonl"
            path.write_text(_label_lines(PEOPLE, _labels_of(against)), "utf-8")
            against = names.add(path, PEOPLE)
        others = {name: _as_file(folder, name, value, names) for name, value in held.items()}
        yield files, {"against": against, **others}, names.told()


def _label_files(folder: Path, given: Any, names: _Names) -> Iterator[str]:
    if is_path(given):
        yield os.fspath(given)
        return
    if isinstance(given, Sequence) and all(is_path(one) for one in given):
        if not given:
            raise refused("labels: none are given", "name files of labels, or give a dict of labels by judge")
        yield from (os.fspath(one) for one in given)
        return
    for place, (judge, one) in enumerate(labels_by_judge(given).items()):
        if not is_path(one):
            lines = folder / f"labels-{place}.jsonl"
            lines.write_text(_label_lines(judge, one), "utf-8")
            yield names.add(lines, judge)
            continue
        path = Path(one)
        if ".jsonl" in path.suffixes or Path(judge).name != judge:
            advice = "give paths alone, in a list"
            raise Error(f"labels: {path} cannot be called `{judge}`; {advice}", file=str(path), advice=advice)
        # A file of judgements is called after its judge.
        renamed = folder / "".join([judge, *path.suffixes])
        try:
            renamed.write_bytes(path.read_bytes())
        except OSError as error:
            advice = "check the path"
            raise Error(f"{path}: {error.strerror or error}; {advice}", file=str(path), advice=advice, exit_code=3) from error
        yield names.add(renamed, os.fsdecode(one))


@contextmanager
def as_files(**given: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """The same with what is at hand in files: runs and judgements as TREC has them, sources as JSON lines; and what these are called.
    Runs stand before baselines."""
    with _folder() as folder:
        names = _Names()
        yield {name: _as_file(folder, name, value, names) for name, value in given.items()}, names.told()


def _as_file(folder: Path, name: str, value: Any, names: _Names) -> Any:
    if name in ("run", "baseline"):
        return _run_files(folder, name, value, names)
    if value is None or is_path(value):
        return value
    path = folder / f"{name}.jsonl"
    if name == "sources":
        lines = []
        for document, source, content in sources(value):
            line = {"document": word(document, "sources: a document"), "source": source}
            if content is not None:
                line["content"] = word(content, f"sources: the content of document `{document}`")
            lines.append(json.dumps(line) + "\n")
        path.write_text("".join(lines), "utf-8")
    else:
        path = folder / f"{name}.txt"
        graded = []
        for query, document, given in _each(qrels(value)):
            query, document = _pair(query, document, "judgements")
            one = grade(given)
            if one is None:
                told = f"judgements: document `{document}` of query `{query}` has the grade {short(given)}"
                raise refused(told, "give a whole number, or leave it out")
            graded.append((query, document, one))
        _once(graded, "judgements")
        path.write_text("".join(f"{q} 0 {d} {g}\n" for q, d, g in graded), "utf-8")
    return names.add(path, name)


def _run_files(folder: Path, name: str, value: Any, names: _Names) -> Any:
    """Files of runs. One that has a name in a dict is called so, whatever its file says."""
    if value is None:
        return None
    if is_path(value) or (isinstance(value, (list, tuple)) and all(is_path(one) for one in value)):
        files = [value] if is_path(value) else list(value)
        names.runs += [None] * len(files)
        return files
    files = []
    for tag, one in runs(value).items():
        names.runs.append(_plain(tag, "the name of a run"))
        if is_path(one):
            files.append(one)
            continue
        path = folder / f"{name}-{len(files)}.run"
        path.write_text("".join(_run_lines(tag, one)), "utf-8")
        files.append(names.add(path, tag))
    return files


def _run_lines(tag: str, run: Any) -> Iterator[str]:
    """A run as TREC has it."""
    found = set()
    for query, document, given in _each(run):
        query, document = _pair(query, document, "a run")
        score = finite(given)
        if score is None:
            told = f"a run: document `{document}` of query `{query}` has the score {short(given)}"
            raise refused(told, "give a finite number, or leave it out")
        if (query, document) in found:
            raise refused(f"run `{tag}`: for query `{query}` document `{document}` has two scores", "keep the higher")
        found.add((query, document))
        yield f"{query} Q0 {document} 1 {score!r} {tag}\n"


def _each(rows: Any) -> Iterator[tuple[Any, Any, Any]]:
    if isinstance(rows, dict):
        for query, documents in rows.items():
            for document, value in documents.items():
                yield query, document, value
    else:
        yield from zip(*rows)


def _pair(query: Any, document: Any, what: str) -> tuple[str, str]:
    query = _plain(query, f"{what}: a query")
    return query, _plain(document, f"{what}: a document of query `{query}`")


def _plain(given: Any, what: str) -> str:
    text = word(given, what)
    if not text or any(letter.isspace() for letter in text):
        raise refused(f"{what}: `{text}` is empty or has white space, which a TREC file cannot hold", "rename it")
    return text
