"""Features of texts, in the manner of scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import _given, _native


class Profiler:
    """Features of each text: the values of lexical measures, in the manner of scikit-learn.

    Parameters
    ----------
    measures
        Lexical measures with values of texts, as in `["tokens", "mattr(window=50)"]` (`sourcebias list lexical`).
    analyzer
        How text becomes terms.

    >>> profiler = Profiler(measures=["tokens", "ttr"])
    >>> profiler.fit_transform(["ripe ripe pears", "apples"])
    [[3.0, 0.6666666666666666], [1.0, 1.0]]
    >>> profiler.get_feature_names_out()
    ['tokens', 'ttr']
    """

    def __init__(self, measures: Any = ("tokens", "ttr", "mtld"), analyzer: str = "english") -> None:
        self.measures = measures
        self.analyzer = analyzer

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters, by name."""
        return {"measures": self.measures, "analyzer": self.analyzer}

    def set_params(self, **parameters: Any) -> Profiler:
        """Sets parameters by name."""
        for name, value in parameters.items():
            if name not in self.get_params():
                raise ValueError(f"no parameter `{name}`; there are measures and analyzer")
            setattr(self, name, value)
        return self

    def fit(self, texts: Iterable[str], y: Any = None) -> Profiler:
        """Learns nothing: a text's features are its own."""
        return self

    def transform(self, texts: Iterable[str]) -> list[list[float]]:
        """A row for each text, a column for each feature; nan where a feature is undefined, as that of a text without words.

        Returns
        -------
        list of shape (texts, features)
        """
        names, rows = _native.features(list(texts), _given.words(self.measures), self.analyzer)
        self._names = names
        return [[float("nan") if value is None else value for value in row] for row in rows]

    def fit_transform(self, texts: Iterable[str], y: Any = None) -> list[list[float]]:
        """As :meth:`transform`."""
        return self.fit(texts, y).transform(texts)

    def get_feature_names_out(self, input_features: Any = None) -> list[str]:
        """The names of the features, as of the last texts."""
        return list(self._names)
