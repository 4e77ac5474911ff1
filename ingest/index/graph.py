"""Keeps Chroma's graph of vectors whole: a copy stands by while Chroma writes it.

Chroma writes a collection's graph into its files in place, whenever `sync_threshold` rows have come
since the last time. Until then the rows are in a log in its database, and whoever opens the
collection adds them to the graph in memory. A process killed amid such a write leaves files that
nobody can read, and whoever opens them meanwhile reads half of them or, with so many rows in the
log, begins to write them too. So a write that may lead there takes a lock, which opening takes as
well, and copies the files first. Only whoever holds the lock makes, uses and removes such a copy:
one that is there when the lock is free was left by a process that died.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import IndexLocked
from ingest.index.chroma_internals import VectorSegment, database, rows_waiting, vector_segments
from ingest.index.lock import writing

GUARD = ".graph-lock"
KEPT = "graph.*.*"
"""Copies, by segment and by the last row in the log that is in them."""

SYNC_THRESHOLD = 1000
"""Chroma's own, for collections that don't say."""

_CHROMA = "chroma"
_PART = "graph.part"
WAIT_S = 60.0
"""A write of the largest graph takes two seconds, several times that on a busy machine."""


@contextmanager
def opening(index: Path) -> Iterator[None]:
    """Wrap the opening of a collection for reading, until its graph is loaded: within, the graph is
    whole and nobody writes it. Raises IndexLocked if it is written for a minute, or IngestError
    where what was left torn can't be put back."""
    with _locked(index):
        _put_back(index)
        yield


@contextmanager
def opening_to_write(index: Path, load: Callable[[str], object]) -> Iterator[None]:
    """Do the same for the one writer. At the end `load` is called with the names of collections
    that were left torn: it has to load them, so that Chroma writes what waits in the log while
    there is a copy."""
    with _locked(index):
        torn = _put_back(index)
        yield
        for path, collection in torn.items():
            with suppress(Exception):  # whoever needs it is told; who builds it again does not
                load(collection)
                _remove(index, path)


@contextmanager
def kept(index: Path, collection: str, rows: int, threshold: int) -> Iterator[None]:
    """Wrap the writing of so many rows: if it may lead to a write of the graph, a copy of the graph
    is kept meanwhile. The caller is the one writer.

    Where the body raises, the copy stays, for the next who opens the index.
    """
    with database(index / _CHROMA, WAIT_S) as connection:
        segment = next((s for s in vector_segments(connection) if s.collection == collection), None)
        waiting = rows_waiting(connection, segment) if segment else 0
    if segment is None or waiting + rows < threshold:
        yield
        return
    with _locked(index):
        path = index / _name(segment)
        if not path.exists():
            _copy(index, index / _CHROMA / segment.id, path)
        yield
        _remove(index, path)


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    lock = FileLock(index / GUARD, timeout=WAIT_S)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked("vectors_busy", at=index) from error
    except OSError:
        pass  # a reader may be unable to write there, and need not
    try:
        yield
    finally:
        lock.release()


def _put_back(index: Path) -> dict[Path, str]:
    """Make torn graphs what they were, and give the copies, which stay, with their collections.

    A graph whose last row has changed since was written to its end: Chroma notes that last, and
    only then takes rows out of its log.
    """
    copies = [path for path in index.glob(KEPT) if path.is_dir()]
    if not copies:
        return {}
    try:
        with database(index / _CHROMA, WAIT_S) as connection:
            now = {_name(segment): segment for segment in vector_segments(connection)}
    except sqlite3.Error:
        return {}  # Chroma will say so too
    torn = {}
    for path in copies:
        if path.name not in now:
            _remove(index, path)
            continue
        torn[path] = now[path.name].collection
        folder = index / _CHROMA / now[path.name].id
        with writing(index):
            if folder.exists():  # first, for its room
                shutil.rmtree(folder)
        _copy(index, path, folder)
    return torn


def _copy(index: Path, source: Path, target: Path) -> None:
    """Copy a folder, whole or not at all; one that isn't there becomes an empty one, and to Chroma
    that is the same."""
    part = index / _PART
    with writing(index):
        shutil.rmtree(part, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, part)
        else:
            part.mkdir()
        part.rename(target)


def _remove(index: Path, path: Path) -> None:
    """Remove a copy; half of it must not be taken for one."""
    part = index / _PART
    with writing(index):
        shutil.rmtree(part, ignore_errors=True)
        path.rename(part)
        shutil.rmtree(part, ignore_errors=True)


def _name(segment: VectorSegment) -> str:
    """What the copy of a graph is called."""
    return f"graph.{segment.id}.{segment.last_row}"
