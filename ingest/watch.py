"""Follows a folder of notes: tells when something in it that could be a note has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from ingest.notes import IGNORE_FILE, SUFFIXES

DEBOUNCE_MS = 1600
"""Changes that come this close together are one: editors save in several steps, git in hundreds."""

SETTLE_MS = 200
"""Quiet time after which a change is told."""


def watch(notes: Path, changed: Callable[[], None], stop: threading.Event) -> None:
    """Call `changed` after every change in the folder, deletions included, until `stop` is set.

    Nothing is called while nothing changes, nor for files that are no notes. What changes while
    `changed` runs is told when it has returned. Raises what `changed` raises.
    """
    import watchfiles

    root = notes.resolve()

    def concerns(_: watchfiles.Change, path: str) -> bool:
        return _may_hold_notes(Path(path), root)

    changes = watchfiles.watch(
        root,
        watch_filter=concerns,
        debounce=DEBOUNCE_MS,
        step=SETTLE_MS,
        stop_event=stop,
        raise_interrupt=True,
    )
    for _ in changes:
        changed()


def _may_hold_notes(path: Path, root: Path) -> bool:
    """A note, the list of what to leave out, or a folder (whose end is all that is told of it)."""
    try:
        parts = path.relative_to(root).parts
    except ValueError:
        return False
    if parts and parts[-1] == IGNORE_FILE:
        return True
    if any(part.startswith(".") or part == "node_modules" for part in parts):
        return False
    return path.suffix.lower() in SUFFIXES or not path.suffix or path.is_dir()
