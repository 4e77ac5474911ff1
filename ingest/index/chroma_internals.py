"""What the program knows of Chroma that Chroma doesn't promise: its tables, files and register.

All of it is here, and was tried with the version TRIED_WITH. `tests/store/index/
test_chroma_internals.py` compares each of it with what Chroma's public interface says, so that a
new version that does otherwise is found out before anybody's index is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

TRIED_WITH = "1.5.9"

DATABASE = "chroma.sqlite3"
"""In the folder that a client is given: texts, metadata, the log of what comes and goes."""

WAIT_S = 10.0
"""How long a look into the database waits for whoever writes it."""

_GRAPH = "data_level0.bin"
_LINK = 4
_BESIDE = 12
"""Bytes of a row in hnswlib's file beside its links and its vector: their number, the label."""

_VECTORS = """select segments.id, coalesce(max_seq_id.seq_id, 0), collections.name
from collections join segments on segments.collection = collections.id
left join max_seq_id on max_seq_id.segment_id = segments.id where segments.scope = 'VECTOR'"""
_WAITING = """select count(*) from embeddings_queue join collections
on topic like '%/' || collections.id where collections.name = ? and seq_id > ?"""
_STORED = """select count(*) from collections
join segments on segments.collection = collections.id
join embeddings on embeddings.segment_id = segments.id where collections.name = ?"""


@dataclass(frozen=True)
class VectorSegment:
    """The graph of vectors of a collection."""

    id: str
    """Also the name of the folder that its files are in, once it was written."""
    last_row: int
    """Number in the log of the last row that is in its files; Chroma notes it when they are."""
    collection: str


@contextmanager
def database(chroma: Path, wait_s: float = WAIT_S) -> Iterator[sqlite3.Connection]:
    """The database in Chroma's folder, to look at. Raises sqlite3.Error if it is damaged."""
    with closing(sqlite3.connect(chroma / DATABASE, timeout=wait_s)) as connection:
        yield connection


def vector_segments(connection: sqlite3.Connection) -> list[VectorSegment]:
    """The graphs of all collections."""
    return [
        VectorSegment(str(i), int(last), str(name))
        for i, last, name in connection.execute(_VECTORS)
    ]


def segments_in_use(connection: sqlite3.Connection) -> set[str]:
    """Names of the folders that belong to a collection; others were left by deleted ones."""
    return {str(name) for (name,) in connection.execute("select id from segments")}


def rows_waiting(connection: sqlite3.Connection, segment: VectorSegment) -> int:
    """How many rows came to the log since the segment's files were written."""
    asked = (segment.collection, segment.last_row)
    return int(connection.execute(_WAITING, asked).fetchone()[0])


def rows_stored(connection: sqlite3.Connection, collection: str) -> int:
    """How many rows a collection has; 0 if there is no such collection."""
    return int(connection.execute(_STORED, (collection,)).fetchone()[0])


def rows_in_graph(chroma: Path, segment: VectorSegment, dimension: int, neighbors: int) -> int:
    """For how many rows a graph's file has room, deleted ones among them, which never leave it.

    0 where there is no file: up to `sync_threshold` rows, Chroma keeps a graph in its log alone.
    """
    row = _LINK * 2 * neighbors + 4 * dimension + _BESIDE
    try:
        return (chroma / segment.id / _GRAPH).stat().st_size // row
    except OSError:
        return 0


def forget_system(path: str) -> None:
    """Have the next client for a path read its files anew.

    Chroma keeps one system per path and process, which never sees what others wrote since, and
    keeps even one that did not start.
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(path, None)
    SharedSystemClient._identifier_to_refcount.pop(path, None)


def is_raised_by_chroma(error: BaseException) -> bool:
    """Whether Chroma, its Rust core, which panics with no Exception, or SQLite raised this."""
    module = type(error).__module__
    return module.startswith(("chromadb", "pyo3_runtime", "sqlite3")) or (
        module == "builtins"
        and isinstance(error, RuntimeError | ValueError)
        and "hroma" in str(error)
    )
