"""Gives back the room that Chroma keeps after collections and rows were deleted."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ingest.store import FOLDER

WASTE = 0.3
"""Share of free pages from which the file is written anew: below, they are soon in use again."""

_WAIT_S = 5.0


def compact(index: Path) -> None:
    """Remove what is left of deleted collections, and shrink the database where much of it is
    free. The caller holds the index's lock and has closed its client; readers may go on.

    Nothing is lost where it can't be done now, for want of room or because a reader is at it: the
    next run tries again.
    """
    folder = index / FOLDER
    try:
        with closing(sqlite3.connect(folder / "chroma.sqlite3", timeout=_WAIT_S)) as connection:
            used = {name for (name,) in connection.execute("select id from segments")}
            pages = _number(connection, "page_count")
            if _number(connection, "freelist_count") > WASTE * pages:
                connection.execute("vacuum")
    except sqlite3.Error:
        return
    for path in folder.iterdir():
        if path.is_dir() and path.name not in used:
            shutil.rmtree(path, ignore_errors=True)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"pragma {pragma}").fetchone()[0])
