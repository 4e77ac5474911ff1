"""Watches Chroma write its graph of vectors into files, to kill it amid that, and looks whether a
kill left a graph half written."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from waiting import let_pass

from ingest.index import store
from ingest.index.chroma_internals import database, vector_segments
from ingest.index.graph import KEPT

PATIENCE_S = 20.0


def write_often(rows: int) -> None:
    """From now on, new collections write their graphs every so many rows, not every thousand."""
    store.HNSW.update({"sync_threshold": rows, "batch_size": 2})


@dataclass
class GraphWatch:
    """Of one index."""

    index: Path
    chance: random.Random
    write_s: float = 0.002
    """How long one such write takes, found out on the way."""

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Wait until Chroma begins to write a graph, or all is over; then for a moment more."""
        seen, until = self._files(), time.monotonic() + PATIENCE_S
        while not is_over() and time.monotonic() < until:
            now = self._files()
            if self.copies() and any(seen.get(path, state) != state for path, state in now.items()):
                break
            seen = now
        let_pass(self.chance.uniform(0, self.write_s))

    def is_torn(self) -> bool:
        """Whether a graph is half written: no longer what its copy is, but the database has not
        noted yet that it is whole."""
        torn = False
        for copy in self.copies():
            _, segment, last = copy.name.split(".")
            if _last_row(self.index / "chroma", segment) != int(last):
                self.write_s *= 0.9
            elif _contents(copy) != _contents(self.index / "chroma" / segment):
                self.write_s *= 1.05
                torn = True
        return torn

    def copies(self) -> set[Path]:
        """The copies that stand by."""
        return set(self.index.glob(KEPT))

    def _files(self) -> dict[Path, tuple[int, int]]:
        """The files of all graphs, and when each was written."""
        found = {}
        for path in self.index.glob("chroma/*/*"):
            with suppress(FileNotFoundError):
                state = path.stat()
                found[path] = (state.st_ino, state.st_mtime_ns)
        return found


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def _last_row(chroma: Path, segment: str) -> int:
    """The last row of a segment in its files, as the database says; which is only looked at."""
    with tempfile.TemporaryDirectory() as folder:
        for path in chroma.glob("chroma.sqlite3*"):
            shutil.copy(path, folder)
        with database(Path(folder)) as connection:
            return next((s.last_row for s in vector_segments(connection) if s.id == segment), 0)
