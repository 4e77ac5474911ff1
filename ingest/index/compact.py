"""Gives back the room that Chroma keeps after collections and rows were deleted.

Its database keeps free pages, which are written out of it. Its graph of vectors keeps every row
that was ever deleted; only a copy of the collection is rid of them.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ingest.embedding.embedder import ReportStage
from ingest.index import tokens
from ingest.index.chroma_internals import (
    database,
    rows_in_graph,
    segments_in_use,
    vector_segments,
)
from ingest.index.store import BATCH, FOLDER, MAX_NEIGHBORS, ChunkStore, storage_error

WASTE = 0.3
"""Share of free pages from which the file is written anew: below, they are soon in use again."""

DEAD = 1.0
"""Deleted rows in the graph for each that is there, from which the collection is copied. Copying
then costs what adding those rows has cost."""

_WAIT_S = 5.0


def compact(index: Path) -> None:
    """Remove what is left of deleted collections, and shrink the database where much of it is
    free. The caller holds the index's lock and has closed its client; readers may go on.

    Nothing is lost where it can't be done now, for want of room or because a reader is at it: the
    next run tries again.
    """
    folder = index / FOLDER
    try:
        with database(folder, _WAIT_S) as connection:
            used = segments_in_use(connection)
            pages = _number(connection, "page_count")
            if _number(connection, "freelist_count") > WASTE * pages:
                connection.execute("vacuum")
    except sqlite3.Error:
        return
    for path in folder.iterdir():
        if path.is_dir() and path.name not in used:
            shutil.rmtree(path, ignore_errors=True)


def is_sparse(index: Path, collection: str, dimension: int, rows: int) -> bool:
    """Whether most rows of a collection's graph are deleted ones, judged by the size of its file. A
    graph of up to a hundred rows has no file: Chroma still keeps it in its database."""
    folder = index / FOLDER
    try:
        with database(folder, _WAIT_S) as connection:
            own = [s for s in vector_segments(connection) if s.collection == collection]
    except sqlite3.Error:
        return False
    most = (1 + DEAD) * max(rows, 1)
    return any(rows_in_graph(folder, one, dimension, MAX_NEIGHBORS) > most for one in own)


def next_name(collection: str, generation: int) -> str:
    """The name for the copy of a collection that a new generation is to have."""
    return "-".join([*collection.split("-")[:2], str(generation)])


def copy(client: Any, index: Path, old: str, new: str, progress: ReportStage) -> None:
    """Make the collection `new` with the rows of `old`, and the token vectors beside it. There must
    be nothing of `new`; `old` stays as it is."""
    source, target = ChunkStore(client, old), ChunkStore(client, new)
    keys = sorted(source.keys())
    for start in range(0, len(keys), BATCH):
        target.add_stored(source.read(keys[start : start + BATCH], vectors=True))
        progress("store", min(start + BATCH, len(keys)), len(keys))
    path = tokens.path_of(index, new)
    try:
        with closing(sqlite3.connect(tokens.path_of(index, old), timeout=_WAIT_S)) as connection:
            connection.execute("vacuum into ?", (str(path),))
    except sqlite3.Error as error:
        raise storage_error(error, path) from error


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"pragma {pragma}").fetchone()[0])
