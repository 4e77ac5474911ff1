"""One writer at a time: the lock of an index, and who holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import IndexLocked, IngestError

LOCK = ".lock"
HOLDER = ".lock-holder"
"""Says who holds the lock. The lock itself belongs to the process: it is gone when that dies, and
what is written here then means nothing."""


@contextmanager
def locked(index: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of an index, waiting up to `wait_s` seconds for it.

    Raises IndexLocked, naming the process that holds it, or IngestError where the folder can't be
    written.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / LOCK, timeout=wait_s):
            holder = json.dumps({"pid": os.getpid(), "since": time.strftime("%H:%M")})
            (index / HOLDER).write_text(holder, "utf-8")
            try:
                yield
            finally:
                with suppress(OSError):
                    (index / HOLDER).unlink()
    except Timeout as error:
        raise IndexLocked(
            f"Another process{_holder(index)} is writing to the index at {index}. "
            "Try again when it has finished."
        ) from error
    except OSError as error:
        raise IngestError(
            f"Can't write the index at {index}: {error.strerror or error}. "
            "Free some space or name another folder with --index."
        ) from error


def _holder(index: Path) -> str:
    """` (process 4711, since 14:03)`, or nothing where it is not known."""
    try:
        found = json.loads((index / HOLDER).read_text("utf-8"))
        return f" (process {int(found['pid'])}, since {found['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
