"""One writer at a time: the lock of an index, and who holds it."""

from __future__ import annotations

import errno
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from filelock import BaseFileLock, FileLock, Timeout

from ingest.errors import IndexLocked, IngestError
from ingest.message import Message

LOCK = ".lock"
HOLDER = ".lock-holder"
"""Says who holds the lock. The lock itself belongs to the process: it is gone when that dies, and
what is written here then means nothing."""

_FULL = r"full|space|quota|too large"
"""What systems say where there is no room; other reasons don't go away with some."""


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
    """Wrap whatever is done to the files of an index: errors of the system become an IngestError.

    Keep it close around the writing: a note or a model that can't be read is another matter.
    """
    try:
        yield
    except OSError as error:
        raise cant_write(index, _reason(index, error)) from error


def check_writable(index: Path) -> None:
    """Make the folder of an index where it is missing. Raises IngestError if nothing can be written
    there."""
    with writing(index):
        index.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=index) as probe:
            probe.write(b"x")


def cant_write(index: Path, reason: str | Message) -> IngestError:
    """The error for an index whose folder is full, read-only or no folder."""
    if isinstance(reason, str) and re.search(_FULL, reason, re.IGNORECASE):
        return IngestError("index_full", at=index, why=reason)
    return IngestError("index_unwritable", at=index, why=reason)


def _reason(index: Path, error: OSError) -> str | Message:
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        own = (path for path in (index, *index.parents) if path.exists() and not path.is_dir())
        file = next(own, None)
        if file is not None:
            return Message.of("is_file", file=file)
    return error.strerror or str(error)


def _acquire(lock: BaseFileLock, index: Path) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        raise _held(index) from error


def holder(index: Path) -> Holder | None:
    """Who holds the lock, as far as it is known. Means something only while it is held."""
    try:
        found = json.loads((index / HOLDER).read_text("utf-8"))
        return Holder(int(found["pid"]), str(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _held(index: Path) -> IndexLocked:
    who = holder(index)
    if who is None:
        return IndexLocked("index_locked", at=index)
    return IndexLocked("index_locked_by", pid=who.pid, since=who.since, at=index)
