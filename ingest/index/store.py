"""Chunks and vectors in an embedded Chroma: add what is new, delete what is gone."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IndexUnusable, IngestError
from ingest.index import graph
from ingest.index.chroma_internals import (
    DATABASE,
    database,
    forget_system,
    is_raised_by_chroma,
    rows_stored,
)
from ingest.index.lock import cant_write, writing
from ingest.index.rows import Stored, embed_hash, from_metadata, key_of, to_metadata
from ingest.repair_advice import rebuild, unreadable
from ingest.schema import Chunk

BATCH = 500
"""Rows a call; Chroma takes a batch whole or not at all, and refuses more than some 5,000."""

FOLDER = "chroma"
"""Where in an index the vectors are."""

_CANT_WRITE = (
    r"is full|no space|read-?only|unable to open|permission denied|file too large|quota"
    r"|disk i/o error|os error (?:13|27|28|30|122)\b"
)
_opening = threading.Lock()
"""Chroma's register of systems, one for the whole process, is not safe among threads."""
MAX_NEIGHBORS = 24
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": MAX_NEIGHBORS,
    # Chroma puts as many rows into its graph again whenever the collection is opened. Its own is
    # 1,000, and that takes a second.
    "sync_threshold": 100,
}


def count_rows(index: Path, collection: str) -> int:
    """How many chunks a collection holds, 0 for none; without Chroma, which takes a second to load.

    Raises IndexUnusable if the file is damaged.
    """
    path = index / FOLDER
    if not (path / DATABASE).is_file():
        return 0
    try:
        with database(path) as connection:
            return rows_stored(connection, collection)
    except sqlite3.Error as error:
        raise storage_error(error, path) from error


def open_client(path: Path) -> Any:
    """Chroma's client for a folder, telemetry off. The folder is made where it is missing.

    It reads the files anew.
    """
    try:
        return _client(str(path), anew=True)
    except Exception as error:  # chromadb raises whatever its Rust core does
        raise storage_error(error, path, reading=True) from error


@contextmanager
def open_for_writing(index: Path, *, repair: bool = False) -> Iterator[Any]:
    """A client that belongs to the caller alone, closed at the end.

    Whatever Chroma raises meanwhile becomes IndexUnusable, or IngestError where the folder can't be
    written. With `repair`, vectors that are damaged are thrown away first.
    """
    path = index / FOLDER
    if repair and not _is_sound(path):
        shutil.rmtree(path, ignore_errors=True)
    with writing(index):
        path.mkdir(parents=True, exist_ok=True)
    client = None
    try:
        # Chroma shares one system per spelling of the path; a reader in this process that closes or
        # forgets its own must not take this one along.
        with graph.opening_to_write(index, lambda name: _load(client, name)):
            client = _client(f"{path}{os.sep}.")
        yield client
    except BaseException as error:  # a panic of the Rust core is no Exception
        if is_raised_by_chroma(error):
            raise storage_error(error, path) from error
        raise
    finally:
        if client is not None:
            with _opening:
                client.close()


def _client(path: str, *, anew: bool = False) -> Any:
    import chromadb
    from chromadb.config import Settings

    with _opening:
        if anew:
            forget_system(path)
        try:
            return chromadb.PersistentClient(
                path=path, settings=Settings(anonymized_telemetry=False, allow_reset=False)
            )
        except Exception:
            forget_system(path)
            raise


def _load(client: Any, name: str) -> None:
    client.get_collection(name, embedding_function=None).count()


def _is_sound(path: Path) -> bool:
    """Whether SQLite finds its file in order; true where there is none."""
    if not (path / DATABASE).is_file():
        return True
    try:
        with database(path) as connection:
            return bool(connection.execute("pragma quick_check").fetchall() == [("ok",)])
    except sqlite3.Error:
        return False


def storage_error(error: BaseException, path: Path, *, reading: bool = False) -> IngestError:
    """What a storage library raised about a file or folder of an index, as a sentence."""
    reason = " ".join(str(error).split())[:200]
    if re.search(_CANT_WRITE, reason, re.IGNORECASE):
        return unreadable(path.parent, reason) if reading else cant_write(path.parent, reason)
    return IndexUnusable("vectors_unreadable", at=path, why=reason, command=rebuild(path.parent))


class ChunkStore:
    """One Chroma collection. The caller holds the index's lock while writing."""

    def __init__(self, client: Any, name: str) -> None:
        """Open the collection `name`, or make it. Raises IndexUnusable if it isn't cosine."""
        self.name = name
        self._client = client
        self._collection = client.get_or_create_collection(
            name, configuration={"hnsw": HNSW}, embedding_function=None
        )
        self._index = Path(client.get_settings().persist_directory).parent
        check_cosine(self._collection, self._index)

    def count(self) -> int:
        """How many chunks are stored."""
        return int(self._collection.count())

    def keys(self) -> set[str]:
        """Names of all rows, see `rows.key_of`."""
        return set(self._collection.get(include=[])["ids"])

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Store chunks with their vectors, shape (len(chunks), dimension). Rows must be new."""
        self.add_stored(
            [
                Stored(key_of(chunk), chunk, embed_hash(chunk), vector)
                for chunk, vector in zip(chunks, vectors, strict=True)
            ]
        )

    def add_stored(self, rows: Sequence[Stored]) -> None:
        """Store rows with their vectors; they must be new."""
        step = min(BATCH, self._client.get_max_batch_size())
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            with self._writing(len(part)):
                self._collection.add(
                    ids=[row.key for row in part],
                    embeddings=np.asarray([row.vector for row in part], np.float32),
                    documents=[row.chunk.text for row in part],
                    metadatas=[to_metadata(row.chunk) for row in part],
                )

    def delete(self, keys: Iterable[str]) -> None:
        """Remove rows by name; unknown names are no error."""
        gone = sorted(keys)
        for start in range(0, len(gone), BATCH):
            part = gone[start : start + BATCH]
            with self._writing(len(part)):
                self._collection.delete(ids=part)

    def _writing(self, rows: int) -> AbstractContextManager[None]:
        """Around a call that writes so many rows: a kill leaves the graph as it was."""
        settings = self._collection.configuration_json.get("hnsw") or {}
        threshold = settings.get("sync_threshold") or graph.SYNC_THRESHOLD
        return graph.kept(self._index, self.name, rows, threshold)

    def read(self, keys: Iterable[str] | None = None, *, vectors: bool = False) -> list[Stored]:
        """Rows by name, or all of them, in no order; unknown names are left out."""
        include = ["documents", "metadatas", *(["embeddings"] if vectors else [])]
        found: list[Stored] = []
        wanted = sorted(self.keys() if keys is None else keys)
        for start in range(0, len(wanted), BATCH):  # SQLite takes some 32,000 values at once
            rows = self._collection.get(ids=wanted[start : start + BATCH], include=include)
            embeddings = rows["embeddings"] if vectors else [None] * len(rows["ids"])
            found.extend(
                Stored(i, from_metadata(i, text, meta), meta["embed_hash"], vector)
                for i, text, meta, vector in zip(
                    rows["ids"], rows["documents"], rows["metadatas"], embeddings, strict=True
                )
            )
        return found

    def drop(self) -> None:
        """Delete the collection."""
        self._client.delete_collection(self.name)

    def drop_others(self) -> None:
        """Delete collections of other models and settings, and what died halfway."""
        for collection in self._client.list_collections():
            if collection.name != self.name and collection.name.startswith("chunks-"):
                self._client.delete_collection(collection.name)


def check_cosine(collection: Any, index: Path) -> None:
    """Refuse a collection that measures anything but cosine: scores would mean nothing."""
    space = (collection.configuration_json.get("hnsw") or {}).get("space")
    if space != "cosine":
        raise IndexUnusable(
            "vectors_distance", name=collection.name, how=space, command=rebuild(index)
        )
