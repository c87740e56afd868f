"""The compiled module; :mod:`sourcebias` is its face."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, final

__version__: str

_Path = str | os.PathLike[str]
_Shown = tuple[str, str, str]
# What files are called, and runs by their places.
_Names = tuple[list[tuple[str, str]], list[str | None]]
# A name, or a name and a function.
_Asked = str | tuple[str, Any]
_Series = tuple[
    str, str, float | None, float | None, float | None, int, int, list[tuple[str, float | None]]
]

@final
class Table:
    """A result table. `polars.DataFrame(table)`, `pyarrow.table(table)` and `pandas.DataFrame.from_arrow(table)` read it, by Arrow's
    C stream interface (`__arrow_c_stream__`). It is a mapping of the names of its columns to lists of values, in which undefined numbers
    are None: `table["model"]`, `dict(table)`; but `len(table)` is how many rows it has."""

    @property
    def name(self) -> str:
        """Its place below the results, as in `bias/relative_delta`."""
    @property
    def summary(self) -> str:
        """What it says, in a line."""
    @property
    def columns(self) -> list[str]:
        """The names of its columns, in order."""
    @property
    def meanings(self) -> dict[str, str]:
        """What each column means, with its unit."""
    def __len__(self) -> int: ...
    def keys(self) -> list[str]:
        """The names of its columns, as `columns`."""
    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, column: object) -> bool: ...
    def __getitem__(self, column: str) -> list[Any]: ...
    def __copy__(self) -> Table: ...
    def __deepcopy__(self, memo: object) -> Table: ...
    @staticmethod
    def _of(key: str, columns: list[tuple[str, str, Any]]) -> Table: ...
    def _repr_html_(self) -> str: ...
    def rows(self) -> list[dict[str, Any]]:
        """The rows, each a dict."""
    def to_csv(self) -> str:
        """The table as comma-separated values."""
    def to_markdown(self, decimals: int = 4) -> str:
        """The table as Markdown.

        Parameters
        ----------
        decimals
            How many numbers have, 0 to 100.
        """
    def cells(self, decimals: int) -> tuple[list[str], list[list[str]]]:
        """Headings, and cells as people read them.

        Parameters
        ----------
        decimals
            How many numbers have, 0 to 100.
        """
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class TermStatistics:
    """What a model may know of one query term."""

    @property
    def df(self) -> int:
        """In how many documents it occurs, at least 1."""
    @property
    def cf(self) -> int:
        """How often it occurs in all documents, at least df."""
    @property
    def qtf(self) -> float:
        """How often it occurs in the query, above 0."""
    @property
    def characters(self) -> int:
        """How many characters it has as it is indexed."""

@final
class CollectionStatistics:
    """What a model may know of the collection and the query."""

    @property
    def documents(self) -> int:
        """How many documents there are."""
    @property
    def tokens(self) -> int:
        """How many tokens they have in all."""
    @property
    def mean_length(self) -> float:
        """The mean length of documents, in tokens."""
    @property
    def query_length(self) -> float:
        """How many tokens of the query occur in the collection."""

@final
class Index:
    @staticmethod
    def build(
        sources: dict[str, dict[str, str]],
        titles: dict[str, dict[str, str]] | None,
        folder: _Path | None,
        how: tuple[str, bool],
        threads: int,
    ) -> Index: ...
    @staticmethod
    def open(folder: _Path) -> Index: ...
    @property
    def analyzer(self) -> str: ...
    def __len__(self) -> int: ...
    def search(
        self, queries: dict[str, str], models: list[_Asked], depth: int, threads: int
    ) -> dict[str, dict[str, dict[str, float]]]: ...

def main(arguments: Sequence[str]) -> int: ...
def end(signal: int) -> None: ...
def run(given: str | None, arguments: Sequence[str], threads: int, progress: object | None) -> str: ...
def answer(folder: _Path) -> _Shown: ...
def tables(folder: _Path, name: str | None) -> list[tuple[str, str, Table | None]]: ...
def compare(folders: Sequence[_Path], measure: str | None) -> tuple[Table, str, str, str, list[str]]: ...
def evaluate(
    runs: dict[str, Any], qrels: Any, measures: list[_Asked], depth: int | None, told: tuple[str, int | None]
) -> list[_Series]: ...
def bias(
    at_hand: tuple[dict[str, Any], Any, Any],
    measures: list[_Asked],
    reading: tuple[str | None, int | None],
    told: tuple[str, int | None],
    threads: int,
) -> tuple[_Shown, list[Table]]: ...
def audit(arguments: Sequence[str], names: _Names, threads: int) -> tuple[_Shown, str, list[Table]]: ...
def labels(arguments: Sequence[str], names: _Names, threads: int) -> tuple[list[str], str, list[Table]]: ...
def profile(
    sources: dict[str, dict[str, str]],
    functions: list[tuple[str, Any]],
    wanted_tables: list[str] | None,
    arguments: Sequence[str],
    threads: int,
) -> tuple[list[str], list[Table], list[str]]: ...
def summary(
    sources: dict[str, dict[str, str]], measures: list[str] | None, analyzer: str, folder: _Path, threads: int
) -> Table | None: ...
def features(texts: list[str], measures: list[_Asked], analyzer: str) -> tuple[list[str], list[list[float | None]]]: ...
