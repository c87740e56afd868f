"""What goes wrong."""

from __future__ import annotations

import os


class Error(Exception):
    """What cannot be done, in a sentence that says what to do about it.

    Attributes
    ----------
    file : str or None
        The file that is meant.
    line : int or None
        Its line, from 1.
    advice : str or None
        What to do about it; it stands in the message too.
    exit_code : int
        The exit status of the program in this case: 1 failed, 2 wrong usage, 3 bad data.

    >>> import sourcebias as sb
    >>> try:
    ...     sb.evaluate({"q": {"d": 1.0}}, {"q": {"d": 1}}, ["nDCG@0"])
    ... except sb.Error as error:
    ...     print(error.exit_code)
    2
    """

    def __init__(
        self,
        message: str,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
        advice: str | None = None,
        exit_code: int = 2,
    ) -> None:
        super().__init__(message)
        self.file = None if file is None else os.fspath(file)
        self.line = line
        self.advice = advice
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type[Error], tuple[object, ...]]:
        return Error, (str(self), self.file, self.line, self.advice, self.exit_code)
