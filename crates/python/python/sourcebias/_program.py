"""The program within a process: whose signals are whose."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from . import _native


def _end(number: int, frame: FrameType | None) -> None:
    # A second signal ends the process at once.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    _flush()
    _native.end(number)


def _flush() -> None:
    """Lets out what Python has printed, before the program prints."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # None, closed, or nobody listens
            stream.flush()


@contextmanager
def program() -> Iterator[None]:
    """A time in which signals end the process as they end a program; but for those that are ignored or have a handler already, and
    those of another thread than the main one, where Python lets no handler be set."""
    _flush()
    before = {}
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(one)
            if handler in (signal.SIG_DFL, signal.default_int_handler):
                before[one] = handler
    try:
        for one in before:
            signal.signal(one, _end)
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
