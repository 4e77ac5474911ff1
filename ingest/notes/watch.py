"""Follows a folder of notes: tells when something in it that could be a note has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.notes.folder import IGNORE_FILE, SUFFIXES


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The times that following keeps."""

    debounce_ms: int = 1600
    """Changes that come this close together are one: editors save in several steps, git in
    hundreds."""
    settle_ms: int = 200
    """Quiet time after which a change is told."""
    tick_ms: int = 500
    """How often it is looked whether the folder is still the same one."""
    retry_s: float = 15.0
    """What could not be taken in is told again after this time: a full disk can be emptied. The
    time doubles with every failure in a row."""
    max_retry_s: float = 600.0


USUAL = Pace()


def watch(
    notes: Path,
    changed: Callable[[], bool],
    stop: threading.Event,
    pace: Pace = USUAL,
) -> None:
    """Call `changed` once the folder is being followed, and after every change in it, deletions
    included, until `stop` is set.

    Nothing is called while nothing changes, nor for files that are no notes. What changes while
    `changed` runs is told when it has returned; if it gives False, it is called again after a
    while. A folder that is replaced by another one, as when a
    disk is mounted on it, is followed anew. Raises FileNotFoundError if there is no folder, and
    what `changed` raises.
    """
    if not notes.is_dir():
        raise FileNotFoundError(notes)
    while not stop.is_set():
        _follow(notes, changed, stop, pace)
        if not stop.is_set() and not notes.is_dir():
            changed()  # which then says so
            while not notes.is_dir() and not stop.wait(pace.tick_ms / 1000):
                pass


def _follow(notes: Path, changed: Callable[[], bool], stop: threading.Event, pace: Pace) -> None:
    """Follow the folder until it is another one, or gone."""
    import watchfiles

    before = _identity(notes)
    if before is None:
        return
    root = notes.resolve()

    def concerns(change: watchfiles.Change, path: str) -> bool:
        return _may_hold_notes(Path(path), root, change is watchfiles.Change.deleted)

    changes = watchfiles.watch(
        root,
        watch_filter=concerns,
        debounce=pace.debounce_ms,
        step=pace.settle_ms,
        stop_event=stop,
        rust_timeout=pace.tick_ms,
        yield_on_timeout=True,  # also what says that the following has begun
        raise_interrupt=True,
    )
    due: float | None = 0.0  # by the clock of time.monotonic
    wait_s = pace.retry_s
    for some in changes:
        if _identity(notes) != before:
            return
        if some or (due is not None and time.monotonic() >= due):
            if changed():
                due, wait_s = None, pace.retry_s
            else:
                due, wait_s = time.monotonic() + wait_s, min(2 * wait_s, pace.max_retry_s)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tells one folder from another at the same place; None where there is none."""
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _may_hold_notes(path: Path, root: Path, deleted: bool) -> bool:
    """A note, the list of what to leave out, or a folder (whose end is all that is told of it).

    What was deleted may have been a folder whatever its name.
    """
    try:
        parts = path.relative_to(root).parts
    except ValueError:
        return False
    if parts and parts[-1] == IGNORE_FILE:
        return True
    if any(part.startswith(".") or part == "node_modules" for part in parts):
        return False
    return deleted or path.suffix.lower() in SUFFIXES or not path.suffix or path.is_dir()
