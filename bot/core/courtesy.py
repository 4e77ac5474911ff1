"""Who goes first: work in the background steps back while somebody waits for the same model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Courtesy:
    """Counts those who wait for an answer. Safe to use from many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = 0

    @contextmanager
    def in_front(self) -> Iterator[None]:
        """Somebody waits for an answer until this ends."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    @property
    def wanted(self) -> bool:
        """Whether somebody waits just now."""
        return self._waiting > 0

    def wait(self, seconds: float) -> bool:
        """Whether nobody waits any more within this time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting == 0, seconds)
