"""Values at hand, looked at before they are used: what is wrong is told with its place, and what to do about it."""

from __future__ import annotations

import json
import math
import numbers
import operator
import os
from collections.abc import Iterable, Mapping
from typing import Any

from ._error import Error

#: As many as the command line takes.
MOST_THREADS = 1024


def refused(reason: str, advice: str) -> Error:
    """An error that ends with its advice."""
    return Error(f"{reason}; {advice}", advice=advice)


def short(value: Any) -> str:
    """A value as Python writes it, cut where it is long."""
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:57]}…"


def missing(value: Any) -> bool:
    """None, and what frames have in its place: nan, pandas' NA and NaT."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, numbers.Real) and value != value)


def word(value: Any, what: str) -> str:
    """An id or a name as text. A whole number among floats is that number: frames write those of a column so where one is missing."""
    if missing(value):
        raise refused(f"{what} is missing ({short(value)})", "fill it in, or leave the row out")
    if isinstance(value, bytes):
        raise refused(f"{what} is {short(value)}, which are bytes", "decode them, as by `.decode()`")
    whole = isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral) and float(value).is_integer()
    text = str(int(value)) if whole else str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise refused(f"{what} is {short(text)}, which is not valid Unicode", "decode it again, for example with `errors='replace'`") from None
    return text


def text(value: Any, what: str) -> str:
    """Text, and nothing else."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is {short(value)}, of type {type(value).__name__}; give a str")
    return word(value, what)


def whole(value: Any, what: str, least: int, most: int) -> int:
    """A whole number of any type, within bounds."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{what} is {short(value)}, of type {type(value).__name__}; give a whole number") from None
    if not least <= number <= most:
        raise refused(f"{what} is {short(number)}", f"give a whole number from {least} to {most}")
    return number


def threads(given: Any) -> int:
    return whole(given, "threads", 0, MOST_THREADS)


def depth(given: Any) -> int:
    return whole(given, "depth", 1, 2**63 - 1)


def seed(given: Any) -> int | None:
    return None if given is None else whole(given, "seed", 0, 2**64 - 1)


def as_json(value: Any, what: str) -> str:
    """Settings as JSON: numbers of any type, paths as text."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            number = one.item() if hasattr(one, "item") and getattr(one, "ndim", 0) == 0 else one
            # JSON has neither, and what reads it does not know which setting it was.
            if isinstance(number, float) and not math.isfinite(number) or isinstance(number, int) and number >= 2**64:
                raise refused(f"{what}: `{name}` is {short(number)}", "give a finite number below 2^64")

    def plain(one: Any) -> Any:
        if hasattr(one, "tolist"):  # numpy: a number, or an array
            return one.tolist()
        if isinstance(one, os.PathLike):
            return os.fspath(one)
        raise TypeError(f"{what}: {short(one)}, of type {type(one).__name__}, is no setting; give a number, a text, a list or a dict")

    try:
        return json.dumps(value, default=plain, allow_nan=False)
    except (ValueError, RecursionError):  # a number further down, or a list within itself
        raise refused(f"{what}: a setting is nan or infinite, contains itself or is nested too deeply", "give finite numbers and texts") from None


def listed(given: Any, what: str) -> list[Any]:
    """The values of a list, an array or what else can be gone through."""
    for method in ("to_pylist", "tolist"):
        if hasattr(given, method):
            given = getattr(given, method)()
            break
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)):
        raise TypeError(f"{what} are {short(given)}, of type {type(given).__name__}; give a list, a dict or a frame of them")
    return list(given)


def finite(value: Any) -> float | None:
    """A score as the library takes it; None where it is no finite number."""
    if isinstance(value, (str, bytes)) or missing(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def grade(value: Any) -> int | None:
    """A grade as the library takes it; None where it is no whole number."""
    if isinstance(value, (str, bytes)) or missing(value):
        return None
    try:
        number = int(value)
        return number if bool(number == value) else None
    except (TypeError, ValueError, OverflowError):
        return None
