"""Something that takes seconds to get ready, made in the background while the page is up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.core.turn import ModelState
from bot.errors import BotError, Problem

T = TypeVar("T")
ReportProgress = Callable[[str, int, int], None]
"""Is called with the name of a stage, how much of it is done, and how much there is in all."""

_log = logging.getLogger(__name__)


class BackgroundValue(Generic[T]):
    """Holds what `make` gives, or why it gave nothing. Safe to use from many threads."""

    def __init__(self, name: str, make: Callable[[ReportProgress], T]) -> None:
        """Nothing is made before `start` or `get`."""
        self._name = name
        self._make = make
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._value: T | None = None
        self._error: Problem | None = None
        self._progress: tuple[str, int, int] = ("", 0, 0)

    def start(self) -> None:
        """Begin in the background; doing it twice changes nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name=self._name)
                self._thread.start()

    def restart(self) -> None:
        """Make it again, after what it needs was mended."""
        with self._lock:
            if self._thread and not self._done.is_set():
                return
            self._done.clear()
            self._thread = None
            self._error = None
            self._progress = ("", 0, 0)
        self.start()

    def _run(self) -> None:
        try:
            self._value = self._make(self._report)
        except Problem as error:
            self._error = error
        except Exception as error:
            _log.exception("%s could not be made ready", self._name)
            self._error = BotError("not_made", name=self._name, why=error)
        finally:
            self._done.set()

    def _report(self, stage: str, done: int, total: int) -> None:
        self._progress = (stage, done, total)

    def get(self, timeout_s: float | None = None) -> T | None:
        """The value; waits up to `timeout_s` seconds, None if it isn't ready by then.

        Raises the BotError or IngestError that making it ended in.
        """
        self.start()
        if not self._done.wait(timeout_s):
            return None
        if self._error:
            raise self._error
        return self._value

    @property
    def ended(self) -> bool:
        """Whether it has been made, or can't be."""
        return self._done.is_set()

    @property
    def error(self) -> Problem | None:
        """Why it could not be made; None for anything else."""
        return self._error

    def state(self) -> ModelState:
        """What to say about it now."""
        if self._done.is_set():
            if self._error:
                return ModelState(self._name, "missing", detail=self._error.message)
            return ModelState(self._name, "ready" if self._value is not None else "off")
        stage, done, total = self._progress
        fraction = done / total if total else None
        return ModelState(self._name, "loading", fraction, stage=stage)
