"""The face of the package; the signatures stand with the code, which is annotated."""

from ._api import (
    Index as Index,
    audit as audit,
    bias as bias,
    compare as compare,
    evaluate as evaluate,
    labels as labels,
    main as main,
    open as open,
    profile as profile,
    run as run,
    run_from_arrays as run_from_arrays,
)
from ._error import (
    Error as Error,
)
from ._features import (
    Profiler as Profiler,
)
from ._native import (
    CollectionStatistics as CollectionStatistics,
    Table as Table,
    TermStatistics as TermStatistics,
    __version__ as __version__,
)
from ._results import (
    Audit as Audit,
    Comparison as Comparison,
    Evaluation as Evaluation,
    Figure as Figure,
    Findings as Findings,
    Labels as Labels,
    Profile as Profile,
    Result as Result,
    Tables as Tables,
)
