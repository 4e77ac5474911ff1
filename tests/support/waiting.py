"""Waits for what comes true by itself: no test guesses how long it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0
"""Only a test that fails waits so long."""

PAUSE_S = 0.01


def until(
    found: Callable[[], T | None], patience_s: float = PATIENCE_S, pause_s: float = PAUSE_S
) -> T:
    """Look again and again until what is found counts as true, and give it."""
    deadline, nothing = time.monotonic() + patience_s, threading.Event()
    while not (there := found()):
        assert time.monotonic() < deadline, "it has not come true"
        nothing.wait(pause_s)
    return there


def let_pass(seconds: float) -> None:
    """Do nothing for so long: for what is to happen at a moment that chance picks."""
    threading.Event().wait(max(0.0, seconds))
