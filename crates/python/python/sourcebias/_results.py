"""What was found: tables, figures, answers, and how a notebook shows them."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from . import _native
from ._error import Error
from ._native import Table

STYLE = (
    "<style>.sourcebias table{border-collapse:collapse}.sourcebias td,.sourcebias th{padding:.15em .6em;text-align:left}"
    ".sourcebias h4{margin:.6em 0 .2em}.sourcebias ul{margin:.2em 0}.sourcebias .legend{opacity:.75;font-size:90%}</style>"
)


def _table_html(table: Table, rows: int = 20) -> str:
    names, cells = table.cells(4)
    more = f"<p class=legend>{len(cells) - rows} more rows</p>" if len(cells) > rows else ""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells[:rows]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _shown(table: Table) -> str:
    """A table alone, as a notebook shows it."""
    return f'{STYLE}<div class="sourcebias">{_table_html(table)}</div>'


class Tables(Mapping[str, Any]):
    """Result tables by name, as in `tables["relative_delta"]` or `tables["bias/relative_delta"]`.

    A value is a polars DataFrame where polars is installed, else a :class:`Table`. What the columns mean is in
    `tables.table(name).meanings` and in docs/tables.md; numbers without a value are undefined (null).
    """

    def __init__(self, names: list[str], read: Callable[[str], Table]) -> None:
        self._names, self._read = names, read

    def _full(self, name: str) -> str:
        if name in self._names:
            return name
        found = [known for known in self._names if known.rsplit("/", 1)[-1] == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise KeyError(f"{name!r} may be {' or '.join(found)}")
        near = get_close_matches(name, [*self._names, *(known.rsplit("/", 1)[-1] for known in self._names)])
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise KeyError(f"no table {name!r}; {hint}there are {', '.join(self._names)}")

    def __getitem__(self, name: str) -> Any:
        table = self.table(name)
        if find_spec("polars") is None:
            return table
        import polars

        return polars.DataFrame(table)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and bool(self._full(name))
        except KeyError:
            return False

    def table(self, name: str) -> Table:
        """The table itself, which wants no other package and speaks Arrow's C stream interface.

        Parameters
        ----------
        name
            The name, with or without its folder.

        Raises
        ------
        KeyError
            Where there is no such table, or several; it says which there are.
        """
        return self._read(self._full(name))

    def polars(self, name: str) -> Any:
        """The table as a polars DataFrame.

        Parameters
        ----------
        name
            The name, with or without its folder.
        """
        import polars

        return polars.DataFrame(self.table(name))

    def arrow(self, name: str) -> Any:
        """The table as a pyarrow Table.

        Parameters
        ----------
        name
            The name, with or without its folder.
        """
        import pyarrow

        return pyarrow.table(self.table(name))

    def pandas(self, name: str) -> Any:
        """The table as a pandas DataFrame, with or without pyarrow.

        Parameters
        ----------
        name
            The name, with or without its folder.
        """
        import pandas

        table = self.table(name)
        if find_spec("pyarrow") is not None:
            import pyarrow

            return pyarrow.table(table).to_pandas()
        return pandas.DataFrame({column: table[column] for column in table.columns})

    def __repr__(self) -> str:
        return f"Tables({', '.join(self._names)})"

    @classmethod
    def _of(cls, tables: list[Table]) -> Tables:
        by_name = {table.name: table for table in tables}
        return cls(list(by_name), by_name.__getitem__)

    @classmethod
    def _of_folder(cls, folder: Path) -> Tables:
        return cls([name for name, _, _ in _native.tables(folder, None)], _Kept(folder))


class _Kept:
    """Reads tables from a folder of results."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str) -> Table:
        found = [table for known, _, table in _native.tables(self._folder, name) if known == name and table is not None]
        if not found:
            file, advice = self._folder / name, "run the experiment again, or open the folder where it is now"
            raise Error(f"{file}: the table is not there any more; {advice}", file=file, advice=advice, exit_code=3)
        return found[0]


class Figure:
    """A figure, which a notebook shows inline.

    Attributes
    ----------
    path : Path
        Its file (SVG).
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """The name, as in `relative_delta`."""
        return self.path.stem

    @property
    def svg(self) -> str:
        """The text of the SVG file."""
        return self.path.read_text("utf-8")

    @property
    def caption(self) -> str:
        """What stands below it."""
        return self.path.with_suffix(".txt").read_text("utf-8").strip()

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"Figure({str(self.path)!r})"


class Findings:
    """What was found. A notebook shows the answer and the matrix of models and sources.

    Attributes
    ----------
    answer : str
        The answer as text, in lines of at most 80 letters.
    verdicts : dict
        The answer as data: statements by topic, each number with its file, line and column, and the matrix of models and sources.
    tables : Tables
        The tables behind it.
    """

    tables: Tables
    answer: str
    verdicts: dict[str, Any]

    def __init__(self, shown: tuple[str, str, str], tables: Tables) -> None:
        self.answer, record, parts = shown
        self.verdicts, self._parts, self.tables = json.loads(record), json.loads(parts), tables

    def __repr__(self) -> str:
        return self.answer or "nothing to compare"

    def _repr_html_(self) -> str:
        parts = self._parts
        out = [STYLE, '<div class="sourcebias">']
        for topic in parts["topics"]:
            out.append(f"<h4>{html.escape(topic['heading'])}</h4><ul>")
            out += [f"<li>{html.escape(one)}</li>" for one in topic["statements"]]
            out.append("</ul>")
            if topic is parts["topics"][0] and parts["rows"]:
                out.append(self._matrix())
        return "".join(out) + "</div>"

    def _matrix(self) -> str:
        parts = self._parts
        measure = f"Relative Δ in % ({parts['measure']}, {parts['queries']} queries, against {parts['reference']})"
        head = "".join(f"<th>{html.escape(source)}</th>" for source in parts["sources"])
        rows = "".join(
            f"<tr><th>{html.escape(row['model'])}</th>"
            + "".join(f"<td>{html.escape(' '.join(filter(None, cell)))}</td>" for cell in row["cells"])
            + "</tr>"
            for row in parts["rows"]
        )
        legend = "; ".join(f"{mark} {meaning}" for mark, meaning in parts["legend"])
        return (
            f"<table><caption>{html.escape(measure)}</caption><thead><tr><th></th>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table><p class=legend>{html.escape(legend)}</p>"
        )


class Result(Findings):
    """The results of an experiment, in their folder. It may stand where a path of results is asked for.

    Attributes
    ----------
    path : Path
        The folder of the results, absolute.
    """

    def __init__(self, folder: str | Path) -> None:
        # As it is from here, so that it holds where the process goes elsewhere.
        self.path = Path(os.path.abspath(folder))
        super().__init__(_native.answer(self.path), Tables._of_folder(self.path))

    def __fspath__(self) -> str:
        return str(self.path)

    @property
    def figures_path(self) -> Path:
        """The folder of the figures and the page: `figures/NAME` beside the folder of the results."""
        folder = self.path.resolve()
        return folder.parent.parent / "figures" / folder.name

    @property
    def page(self) -> Path:
        """The page: one file, which a browser opens without a network. An :class:`Error` where there is none."""
        page = self.figures_path / "report.html"
        if not page.is_file():
            advice = "make it with `sourcebias report`, or keep `figures` beside `results` where they are moved"
            raise Error(f"{page}: no such page; {advice}", file=page, advice=advice, exit_code=3)
        return page

    @property
    def figures(self) -> list[str]:
        """The names of the figures."""
        return sorted(path.stem for path in self.figures_path.glob("*.svg"))

    def figure(self, name: str) -> Figure:
        """A figure, which a notebook shows inline.

        Parameters
        ----------
        name
            One of `figures`, as in `relative_delta`.

        Raises
        ------
        Error
            Where there is no such figure; it says which there are.
        """
        path = self.figures_path / f"{name}.svg"
        if not path.is_file():
            known = ", ".join(self.figures) or "none"
            raise Error(f"{self.figures_path}: no figure `{name}`; there are: {known}", file=self.figures_path, exit_code=3)
        return Figure(path)


class Audit(Findings):
    """What an audit found.

    Attributes
    ----------
    verdict : dict
        The record: the inputs, and each gate with its value and whether it is passed.
    """

    def __init__(self, shown: tuple[str, str, str], verdict: str, tables: list[Table]) -> None:
        super().__init__(shown, Tables._of(tables))
        self.verdict: dict[str, Any] = json.loads(verdict)

    @property
    def passed(self) -> bool:
        """Whether every gate is passed."""
        return all(gate["passed"] for gate in self.verdict["gates"])


class Profile:
    """How sources use words.

    Attributes
    ----------
    answer : str
        What sets the sources apart, a sentence in each line; empty where nothing is compared.
    tables : Tables
        The tables behind it.
    notes : list of str
        What a reader of the tables must know.
    """

    def __init__(self, answer: list[str], tables: list[Table], notes: list[str]) -> None:
        self.answer, self.notes, self.tables = "\n".join(answer), notes, Tables._of(tables)

    def __repr__(self) -> str:
        return self.answer or self._first().to_markdown()

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(one)}</li>" for one in self.answer.splitlines())
        return f'{STYLE}<div class="sourcebias"><ul>{said}</ul>{_table_html(self._first())}</div>'

    def _first(self) -> Table:
        """What is shown: the summary where it was made."""
        names = list(self.tables)
        return self.tables.table("profile/summary" if "profile/summary" in names else names[0])


class Labels(Profile):
    """How well judges agree, how lenient and how sure they are.

    Attributes
    ----------
    record : dict
        All of it, as `labels.json` has it.
    """

    def __init__(self, answer: list[str], record: str, tables: list[Table]) -> None:
        super().__init__(answer, tables, [])
        self.record: dict[str, Any] = json.loads(record)

    def __repr__(self) -> str:
        return self.answer

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(one)}</li>" for one in self.answer.splitlines())
        return f'{STYLE}<div class="sourcebias"><ul>{said}</ul></div>'


class Comparison:
    """Experiments side by side.

    Attributes
    ----------
    table : Table
        A row for each experiment, model and source.
    text, markdown, latex : str
        The same as people read it.
    notes : list of str
        What a reader must know, as which experiments lack something.
    """

    def __init__(self, found: tuple[Table, str, str, str, list[str]]) -> None:
        self.table, self.text, self.markdown, self.latex, self.notes = found

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _shown(self.table)


_V = TypeVar("_V")


class _ByMeasure(dict[str, _V]):
    """Values by the canonical names of measures, which are found under the names that were asked for too."""

    __slots__ = ("_canonical",)

    def __init__(self, canonical: Mapping[str, str]) -> None:
        super().__init__()
        self._canonical = canonical

    def __missing__(self, measure: object) -> _V:
        name = self._canonical.get(str(measure))
        if name is None or not dict.__contains__(self, name):
            raise KeyError(f"no measure {str(measure)!r}; there are {', '.join(self)}")
        return dict.__getitem__(self, name)

    def __contains__(self, measure: object) -> bool:
        return dict.__contains__(self, measure) or dict.__contains__(self, self._canonical.get(str(measure)))

    def get(self, measure: Any, default: Any = None) -> Any:
        """The value of a measure, or the default where it was not asked for.

        Parameters
        ----------
        measure
            Its canonical name, or the name that was asked for.
        default
            What is given where there is no such measure.
        """
        return self[measure] if measure in self else default


class Evaluation(_ByMeasure["float | None"]):
    """A dict of the mean of each measure over queries, by the measure's canonical name; None where no query has a value. Here and in its
    attributes a measure is found under the name that was asked for too, as `map` for `AP`, and as the object of ir_measures.

    Attributes
    ----------
    per_query : dict
        `{query: {measure: value}}`; None where nothing is relevant.
    intervals : dict
        `{measure: (low, high)}`, of the mean over queries; None where it was not asked for.
    queries, undefined : dict
        `{measure: count}`, of the queries that the mean is over, and of those without a value.
    """

    def __init__(self, series: list[tuple[Any, ...]], asked: Sequence[str] = ()) -> None:
        # A range of parameters is several measures, of which none is called as it was asked for.
        canonical = {name: one[1] for name, one in zip(asked, series)} if len(asked) == len(series) else {}
        super().__init__(canonical)
        self.per_query: dict[str, dict[str, float | None]] = {}
        self.intervals: dict[str, tuple[float, float] | None] = _ByMeasure(canonical)
        self.queries: dict[str, int] = _ByMeasure(canonical)
        self.undefined: dict[str, int] = _ByMeasure(canonical)
        for _, measure, mean, low, high, queries, undefined, values in series:
            self[measure] = mean
            self.intervals[measure] = None if low is None or high is None else (low, high)
            self.queries[measure], self.undefined[measure] = queries, undefined
            for query, value in values:
                if query not in self.per_query:
                    self.per_query[query] = _ByMeasure(canonical)
                self.per_query[query][measure] = value
