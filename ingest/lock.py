"""One writer at a time: the lock of an index, and who holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from ingest.errors import IndexLocked, IngestError

LOCK = ".lock"
HOLDER = ".lock-holder"
"""Says who holds the lock. The lock itself belongs to the process: it is gone when that dies, and
what is written here then means nothing."""


@dataclass(frozen=True)
class Holder:
    """Who writes to an index."""

    pid: int
    since: str
    """Hours and minutes by the clock of this machine."""


@contextmanager
def locked(index: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of an index, waiting up to `wait_s` seconds for it.

    Raises IndexLocked, naming the process that holds it, or IngestError where the folder can't be
    written.
    """
    lock = FileLock(index / LOCK, timeout=wait_s)
    try:
        with writing(index):
            index.mkdir(parents=True, exist_ok=True)
            _acquire(lock, index)
            mine = json.dumps({"pid": os.getpid(), "since": time.strftime("%H:%M")})
            (index / HOLDER).write_text(mine, "utf-8")
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):
                (index / HOLDER).unlink()
            lock.release()


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """What is done to the files of an index: errors of the system become an IngestError.

    Keep it close around the writing: a note or a model that can't be read is another matter.
    """
    try:
        yield
    except OSError as error:
        raise cant_write(index, error.strerror or str(error)) from error


def cant_write(index: Path, reason: str) -> IngestError:
    """The sentence for an index whose folder is full, read-only or no folder."""
    return IngestError(
        f"Can't write the index at {index}: {reason}. "
        "Free some space or name another folder with --index."
    )


def _acquire(lock: BaseFileLock, index: Path) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"Another process{_named(holder(index))} is writing to the index at {index}. "
            "Try again when it has finished."
        ) from error


def holder(index: Path) -> Holder | None:
    """Who holds the lock, as far as it is known. Means something only while it is held."""
    try:
        found = json.loads((index / HOLDER).read_text("utf-8"))
        return Holder(int(found["pid"]), str(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _named(who: Holder | None) -> str:
    """` (process 4711, since 14:03)`, or nothing where it is not known."""
    return f" (process {who.pid}, since {who.since})" if who else ""
