"""Features of texts, in the manner of scikit-learn."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

from . import _checked, _given, _native


#: What :meth:`Profiler.transform` may return.
OUTPUTS = ("default", "pandas", "polars")


class Profiler:
    """Features of each text: the values of lexical measures, in the manner of scikit-learn.

    Parameters
    ----------
    measures
        Lexical measures with values of texts, as in `["tokens", "mattr(window=50)"]` (`sourcebias list lexical`), or functions of a
        text's terms (:func:`profile`).
    analyzer
        How text becomes terms.

    Notes
    -----
    It stands in a `Pipeline` of scikit-learn, which is not needed otherwise. An undefined feature is nan, as arrays have it (in
    tables it is null, elsewhere None), also where no text has a term: counts are then 0 and all else is nan. Put a
    `SimpleImputer` behind it where texts may be without words.

    >>> profiler = Profiler(measures=["tokens", "ttr"])
    >>> [[float(value) for value in row] for row in profiler.fit_transform(["ripe ripe pears", "apples"])]
    [[3.0, 0.6666666666666666], [1.0, 1.0]]
    >>> profiler.get_feature_names_out()
    ['tokens', 'ttr']
    """

    def __init__(self, measures: Any = ("tokens", "ttr", "mtld"), analyzer: str = "english") -> None:
        self.measures = measures
        self.analyzer = analyzer

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters, by name.

        Parameters
        ----------
        deep
            Without effect: no parameter has parameters of its own.
        """
        return {"measures": self.measures, "analyzer": self.analyzer}

    def set_params(self, **parameters: Any) -> Profiler:
        """Sets parameters by name.

        Parameters
        ----------
        parameters
            `measures` and `analyzer`.

        Raises
        ------
        ValueError
            Where there is no parameter of a name.
        """
        for name, value in parameters.items():
            if name not in self.get_params():
                raise ValueError(f"no parameter `{name}`; there are measures and analyzer")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        return f"Profiler(measures={self.measures!r}, analyzer={self.analyzer!r})"

    def set_output(self, *, transform: str | None = None) -> Profiler:
        """Says what :meth:`Profiler.transform` returns, as transformers of scikit-learn do.

        Parameters
        ----------
        transform
            `default` for an array, `pandas` or `polars` for a frame whose columns are the features; None leaves it as it is. Where
            it was never said, `sklearn.set_config(transform_output=…)` holds.

        Raises
        ------
        ValueError
            Where it is none of these.
        """
        if transform is None:
            return self
        if transform not in OUTPUTS:
            raise ValueError(f"transform is {transform!r}; give one of {', '.join(OUTPUTS)}")
        # Under this name scikit-learn looks for it, and takes it along where it clones.
        self._sklearn_output_config = {"transform": transform}
        return self

    def _output(self) -> str:
        """What is returned."""
        said = getattr(self, "_sklearn_output_config", {}).get("transform")
        sklearn = sys.modules.get("sklearn")
        if said is None and sklearn is not None:
            said = sklearn.get_config().get("transform_output")
        return said if said in OUTPUTS else "default"

    def fit(self, texts: Any, y: Any = None) -> Profiler:
        """Learns nothing: a text's features are its own.

        Parameters
        ----------
        texts, y
            Without effect.
        """
        return self

    def transform(self, texts: Any) -> Any:
        """A row for each text, a column for each feature; nan where a feature is undefined, as that of a text without words.

        Parameters
        ----------
        texts
            The texts, an iterable of str; or a dict or a frame of them, as in :func:`profile`.

        Returns
        -------
        array of float64 of shape (texts, features), or a frame (:meth:`Profiler.set_output`)
            In the units of the measures; a list of lists where numpy is not installed. A frame of pandas has the index of the texts.

        Raises
        ------
        Error
            Where a measure is unknown, or none of them has values of single texts.
        TypeError
            Where `texts` is one text.
        """
        if isinstance(texts, str):
            raise TypeError("texts are a list of them, and not one text")
        # A row stands for a text, whatever it is called.
        given = _given.rows_of_text(texts)
        names, rows = _native.features(given, self._asked(), _checked.text(self.analyzer, "analyzer"))
        found = [[float("nan") if value is None else value for value in row] for row in rows]
        output = self._output()
        if output == "pandas":
            import pandas

            index = texts.index if _given.is_series(texts) or isinstance(texts, pandas.DataFrame) else None
            return pandas.DataFrame(found, columns=names, index=index, dtype=float)
        if output == "polars":
            import polars

            return polars.DataFrame(found, schema={name: polars.Float64 for name in names}, orient="row")
        if find_spec("numpy") is None:
            return found
        import numpy

        return numpy.array(found, dtype=float).reshape(len(found), len(names))

    def fit_transform(self, texts: Any, y: Any = None, **parameters: Any) -> Any:
        """As :meth:`Profiler.transform`.

        Parameters
        ----------
        texts
            The texts, an iterable of str.
        y, parameters
            Without effect.

        Returns
        -------
        array of float64 of shape (texts, features)
            As :meth:`Profiler.transform`.
        """
        return self.fit(texts, y).transform(texts)

    def get_feature_names_out(self, input_features: Any = None) -> list[str]:
        """The names of the features, in the order of the columns.

        Parameters
        ----------
        input_features
            Without effect.

        Returns
        -------
        list of str, of shape (features,)
            The canonical names of the measures.
        """
        return _native.features([], self._asked(), _checked.text(self.analyzer, "analyzer"))[0]

    def _asked(self) -> list[Any]:
        """The measures; in one text commas stand between them, as on the command line."""
        return _given.specifications(self.measures) if isinstance(self.measures, str) else _given.asked(self.measures)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type="transformer",
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
            requires_fit=False,
        )
