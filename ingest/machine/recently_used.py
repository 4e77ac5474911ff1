"""What was read from disk last, kept in memory up to a size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class RecentlyUsed(Generic[Value]):
    """Values by name, those used last; older ones go when there is no room. For values that never
    change under their name. Safe to use from many threads."""

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        """Up to `limit`, in whatever unit `size` gives a value's size."""
        self._limit = limit
        self._size = size
        self._lock = threading.Lock()
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._total = 0

    @property
    def total(self) -> int:
        """The size of all that is kept, at most the limit."""
        return self._total

    def get(self, names: Iterable[str]) -> dict[str, Value]:
        """The values that are kept, by name; names without one are left out."""
        with self._lock:
            found = {name: self._values[name] for name in names if name in self._values}
            for name in found:
                self._values.move_to_end(name)
        return found

    def keep(self, read: Mapping[str, Value]) -> None:
        """Keep what was read, the first to be used longest ago."""
        with self._lock:
            for name, value in read.items():
                self._drop(name)
                self._values[name] = value
                self._total += self._size(value)
            while self._total > self._limit:
                self._drop(next(iter(self._values)))

    def forget(self, names: Iterable[str]) -> None:
        """Keep those no longer; unknown names are no error."""
        with self._lock:
            for name in names:
                self._drop(name)

    def _drop(self, name: str) -> None:
        if name in self._values:
            self._total -= self._size(self._values.pop(name))
