"""Chunks and vectors in an embedded Chroma: add what is new, delete what is gone."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IndexUnusable, IngestError
from ingest.schema import Chunk, Member, digest

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
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}


@dataclass(frozen=True)
class Stored:
    """A chunk as the index holds it."""

    chunk: Chunk
    embed_hash: str
    vector: NDArray[np.float32] | None = None


def embed_hash(chunk: Chunk) -> str:
    """Names what was embedded: equal hashes have equal vectors, wherever the chunk stands."""
    return digest(chunk.embed_text)


def has_vectors(index: Path) -> bool:
    """Whether an index has its vectors; says nothing about their state."""
    return (index / FOLDER / "chroma.sqlite3").is_file()


def open_client(path: Path) -> Any:
    """Chroma's client for a folder, telemetry off. The folder is made where it is missing.

    It reads the files anew: Chroma keeps one system per path and process, which never sees what
    others wrote since.
    """
    try:
        return _client(str(path), anew=True)
    except Exception as error:  # chromadb raises whatever its Rust core does
        raise storage_error(error, path) from error


@contextmanager
def open_for_writing(index: Path, *, repair: bool = False) -> Iterator[Any]:
    """A client that belongs to the caller alone, closed at the end.

    Whatever Chroma raises meanwhile becomes IndexUnusable, or IngestError where the folder can't be
    written. With `repair`, vectors that are damaged are thrown away first.
    """
    path = index / FOLDER
    if repair and not _is_sound(path):
        shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True, exist_ok=True)
    client = None
    try:
        # Chroma shares one system per spelling of the path; a reader in this process that closes or
        # forgets its own must not take this one along.
        client = _client(f"{path}{os.sep}.")
        yield client
    except BaseException as error:  # a panic of the Rust core is no Exception
        if _is_chromas(error):
            raise storage_error(error, path) from error
        raise
    finally:
        if client is not None:
            with _opening:
                client.close()


def _client(path: str, *, anew: bool = False) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    def forget() -> None:
        SharedSystemClient._identifier_to_system.pop(path, None)
        SharedSystemClient._identifier_to_refcount.pop(path, None)

    with _opening:
        if anew:
            forget()
        try:
            return chromadb.PersistentClient(
                path=path, settings=Settings(anonymized_telemetry=False, allow_reset=False)
            )
        except Exception:
            forget()  # Chroma keeps even a system that did not start, and would hand it out next
            raise


def _is_sound(path: Path) -> bool:
    """Whether SQLite finds its file in order; true where there is none."""
    file = path / "chroma.sqlite3"
    if not file.is_file():
        return True
    try:
        with closing(sqlite3.connect(file)) as connection:
            return bool(connection.execute("pragma quick_check").fetchall() == [("ok",)])
    except sqlite3.Error:
        return False


def _is_chromas(error: BaseException) -> bool:
    module = type(error).__module__
    return module.startswith(("chromadb", "pyo3_runtime")) or (
        module == "builtins"
        and (isinstance(error, RuntimeError | ValueError) and "hroma" in str(error))
    )


def storage_error(error: BaseException, path: Path) -> IngestError:
    """What a storage library raised about a file or folder of an index, as a sentence."""
    reason = " ".join(str(error).split())
    if re.search(_CANT_WRITE, reason, re.IGNORECASE):
        return IngestError(
            f"Can't write the index at {path.parent}: {reason[:200]}. "
            "Free some space or name another folder with --index."
        )
    return IndexUnusable(
        f"The vectors at {path} can't be read ({reason[:200]}). "
        "Build them again: `python -m ingest --rebuild`."
    )


class ChunkStore:
    """One Chroma collection. The caller holds the index's lock while writing."""

    def __init__(self, client: Any, name: str) -> None:
        """Open the collection `name`, or make it. Raises IndexUnusable if it isn't cosine."""
        self.name = name
        self._client = client
        self._collection = client.get_or_create_collection(
            name, configuration={"hnsw": _HNSW}, embedding_function=None
        )
        check_cosine(self._collection)

    def count(self) -> int:
        """How many chunks are stored."""
        return int(self._collection.count())

    def ids(self) -> set[str]:
        """Ids of all stored chunks."""
        return set(self._collection.get(include=[])["ids"])

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Store chunks with their vectors, shape (len(chunks), dimension). Ids must be new."""
        step = min(BATCH, self._client.get_max_batch_size())
        for start in range(0, len(chunks), step):
            part = chunks[start : start + step]
            self._collection.add(
                ids=[chunk.id for chunk in part],
                embeddings=vectors[start : start + step],
                documents=[chunk.text for chunk in part],
                metadatas=[to_metadata(chunk) for chunk in part],
            )

    def delete(self, ids: Iterable[str]) -> None:
        """Remove chunks by id; unknown ids are no error."""
        gone = sorted(ids)
        for start in range(0, len(gone), BATCH):
            self._collection.delete(ids=gone[start : start + BATCH])

    def read(self, ids: Sequence[str] | None = None, *, vectors: bool = False) -> list[Stored]:
        """Stored chunks by id, or all of them, in no order; unknown ids are left out."""
        include = ["documents", "metadatas", *(["embeddings"] if vectors else [])]
        found: list[Stored] = []
        wanted = sorted(self.ids()) if ids is None else list(ids)
        for start in range(0, len(wanted), BATCH):  # SQLite takes some 32,000 values at once
            rows = self._collection.get(ids=wanted[start : start + BATCH], include=include)
            embeddings = rows["embeddings"] if vectors else [None] * len(rows["ids"])
            found.extend(
                Stored(from_metadata(i, text, meta), meta["embed_hash"], vector)
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


def check_cosine(collection: Any) -> None:
    """Refuse a collection that measures anything but cosine: scores would mean nothing."""
    space = (collection.configuration_json.get("hnsw") or {}).get("space")
    if space != "cosine":
        raise IndexUnusable(
            f"The collection {collection.name} measures {space}, not cosine. "
            "Build it again: `python -m ingest --rebuild`."
        )


def to_metadata(chunk: Chunk) -> dict[str, Any]:
    """What Chroma keeps beside the text; it refuses empty lists, so those are left out."""
    fields: dict[str, Any] = {
        "file": chunk.file,
        "title": chunk.title,
        "tags": list(chunk.tags),
        "heading_path": list(chunk.heading_path),
        "line_from": chunk.lines[0],
        "line_to": chunk.lines[1],
        "bold": list(chunk.bold),
        "embed_text": chunk.embed_text,
        "embed_hash": embed_hash(chunk),
        "section": chunk.section,
        "part": chunk.part,
        "parts": chunk.parts,
        "order": chunk.order,
    }
    if chunk.members:
        fields["members"] = json.dumps(
            [[list(member.heading_path), list(member.lines)] for member in chunk.members],
            ensure_ascii=False,
        )
    return {name: value for name, value in fields.items() if value != []}


def from_metadata(chunk_id: str, text: str, meta: dict[str, Any]) -> Chunk:
    """The chunk that `to_metadata` took apart."""
    members = json.loads(meta["members"]) if "members" in meta else []
    return Chunk(
        id=chunk_id,
        file=meta["file"],
        title=meta["title"],
        tags=tuple(meta.get("tags", ())),
        heading_path=tuple(meta.get("heading_path", ())),
        lines=(meta["line_from"], meta["line_to"]),
        text=text,
        bold=tuple(meta.get("bold", ())),
        embed_text=meta["embed_text"],
        section=meta["section"],
        part=meta["part"],
        parts=meta["parts"],
        order=meta["order"],
        members=tuple(
            Member(heading_path=tuple(path), lines=(lines[0], lines[1])) for path, lines in members
        ),
    )
