"""Measures how people and language models use words, and whether term-based retrieval favours one of them.

>>> import sourcebias as sb
>>> run = {"q1": {"d1": 2.0, "d2": 1.0}, "q2": {"d1": 1.0, "d3": 3.0}}
>>> qrels = {"q1": {"d1": 1}, "q2": {"d1": 1}}
>>> sb.evaluate(run, qrels, ["RR", "nDCG@10"])["RR"]
0.75

`run` runs an experiment and `open` reads one back; `profile`, `Index`, `evaluate`, `bias`, `audit`, `labels` and `compare` do one thing
each. Their keyword arguments are the flags of the command line of the same names (`sourcebias run --help`). Nothing else needs to be
installed. The interpreter's lock is released while the library works; Ctrl-C stops it at its next step, and what is finished
stays. Warnings go to the logger `sourcebias`. What cannot be done raises `Error`; what has
no form that is known is a `TypeError`.
"""

from ._api import (
    Index,
    audit,
    bias,
    compare,
    evaluate,
    labels,
    main,
    open,
    profile,
    run,
    run_from_arrays,
)
from ._error import Error
from ._features import Profiler
from ._native import CollectionStatistics, Table, TermStatistics, __version__
from ._results import Audit, Comparison, Evaluation, Figure, Findings, Labels, Profile, Result, Tables

__all__ = [
    "Audit",
    "CollectionStatistics",
    "Comparison",
    "Error",
    "Evaluation",
    "Figure",
    "Findings",
    "Index",
    "Labels",
    "Profile",
    "Profiler",
    "Result",
    "Table",
    "Tables",
    "TermStatistics",
    "__version__",
    "audit",
    "bias",
    "compare",
    "evaluate",
    "labels",
    "main",
    "open",
    "profile",
    "run",
    "run_from_arrays",
]
