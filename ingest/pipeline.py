"""notes -> split -> embed -> store: brings an index up to date with a folder of notes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from ingest import sidecar
from ingest.changes import Scan, read_file, read_raw, scan
from ingest.embed import Embedder
from ingest.errors import IndexLocked, IndexUnusable, IngestError, NotesMissing
from ingest.lexical import TOKENISER_VERSION
from ingest.manifest import Manifest, read_manifest, write_manifest
from ingest.report import Plan, Report, dry_report, final_report
from ingest.schema import Chunk, digest
from ingest.split import SplitSettings
from ingest.store import ChunkStore, embed_hash, open_client

Progress = Callable[[str, int, int], None]
"""Stage (`read`, `embed`, `store`, `search`), done, total."""

DIRTY = "writing"
"""A file that stands in the index while a run writes: found at the start, the ids are compared."""


def ingest(
    notes: Path,
    index: Path,
    embedder: Embedder,
    settings: SplitSettings,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda stage, done, total: None,
    wait_s: float = 0.0,
) -> Report:
    """Bring `index` up to date with `notes`; embeds only text it has no vector for.

    The manifest is replaced last, so a run that dies leaves the old state answering, and the next
    one finishes the work. Raises NotesMissing, IndexLocked (after `wait_s` seconds), IndexUnusable.
    """
    started = time.monotonic()
    if not notes.is_dir():
        raise NotesMissing(
            f"There is no notes folder at {notes}. Name the folder that holds your markdown files."
        )
    with _locked(index, wait_s):
        old = None if rebuild else _usable(index, embedder, settings)
        found = scan(notes, old.files if old else {})
        plan = _plan(found, embedder, settings, progress)
        if dry_run:
            return dry_report(old, found, plan, started)
        if old and found.is_clean and not (index / DIRTY).exists():
            return final_report(old, plan, found, started, added=0, removed=0, embedded=0)
        return _write(notes, index, embedder, settings, old, found, plan, progress, started)


@contextmanager
def _locked(index: Path, wait_s: float) -> Iterator[None]:
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / ".lock", timeout=wait_s)
        with lock:
            yield
    except Timeout as error:
        raise IndexLocked(
            f"Another process is writing to the index at {index}. Try again when it has finished."
        ) from error
    except OSError as error:
        raise IngestError(
            f"Can't write the index at {index}: {error.strerror or error}. "
            "Free some space or name another folder with --index."
        ) from error


def collection_name(embedder: Embedder, settings: SplitSettings) -> str:
    """One collection per embedding model and split settings: vectors are never mixed."""
    return "chunks-" + digest(embedder.fingerprint, settings.key, length=12)


def _usable(index: Path, embedder: Embedder, settings: SplitSettings) -> Manifest | None:
    old = read_manifest(index)
    if old and old.collection == collection_name(embedder, settings):
        return old
    return None


def _plan(found: Scan, embedder: Embedder, settings: SplitSettings, progress: Progress) -> Plan:
    plan = Plan({**found.unchanged, **found.touched, **found.unreadable})
    for done, (file, raw) in enumerate(found.to_read.items(), 1):
        plan.entries[file], chunks = read_file(file, raw, embedder.count_many, settings)
        plan.fresh.extend(chunks)
        progress("read", done, len(found.to_read))
    return plan


def _write(
    notes: Path,
    index: Path,
    embedder: Embedder,
    settings: SplitSettings,
    old: Manifest | None,
    found: Scan,
    plan: Plan,
    progress: Progress,
    started: float,
) -> Report:
    previous = _previous_generation(index)
    client = _client(index)
    store = ChunkStore(client, collection_name(embedder, settings))
    (index / DIRTY).touch()
    wanted = {i for entry in plan.entries.values() for i in entry.chunk_ids}
    existing = store.ids()
    _reread_lost(notes, plan, wanted - existing, embedder, settings)
    gone = existing - wanted
    fresh = {chunk.id: chunk for chunk in plan.fresh}
    known = {s.chunk.id: s for s in store.read([i for i in fresh if i in existing], vectors=True)}
    moved = [s for i, s in known.items() if s.chunk != fresh[i]]
    vectors = {s.embed_hash: s.vector for s in store.read(sorted(gone), vectors=True)}
    vectors |= {s.embed_hash: s.vector for s in known.values()}
    to_add = [chunk for i, chunk in fresh.items() if i not in known]
    to_add += [fresh[s.chunk.id] for s in moved]
    matrix, embedded = _embed(to_add, vectors, embedder, progress)
    # Deleting comes last but for what is replaced: killed here, old text is still found.
    store.delete(s.chunk.id for s in moved)
    done = 0

    def stored(count: int) -> None:
        nonlocal done
        done += count
        progress("store", done, len(to_add))

    store.add(to_add, matrix, stored)
    store.delete(gone)
    manifest = Manifest(
        generation=previous + 1,
        collection=store.name,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        split=settings.key,
        tokeniser=TOKENISER_VERSION,
        notes_dir=str(notes.resolve()),
        updated=datetime.now(UTC).isoformat(timespec="seconds"),
        files=dict(sorted(plan.entries.items())),
    )
    progress("search", 0, 1)
    sidecar.write(
        sidecar.folder_of(index, manifest.generation),
        [s.chunk for s in store.read()],
        store.vectors(),
        embedder.dimension,
    )
    progress("search", 1, 1)
    write_manifest(index, manifest)
    (index / DIRTY).unlink(missing_ok=True)
    sidecar.sweep(index, manifest.generation)
    _drop_others(client, store.name)
    return final_report(
        manifest,
        plan,
        found,
        started,
        added=len(to_add),
        removed=len(gone) + len(moved),
        embedded=embedded,
    )


def _client(index: Path) -> object:
    try:
        return open_client(index / "chroma")
    except IndexUnusable:
        # Everything in it can be made again from the notes; the notes are never touched.
        shutil.rmtree(index / "chroma", ignore_errors=True)
        return open_client(index / "chroma")


def _previous_generation(index: Path) -> int:
    try:
        previous = read_manifest(index)
    except IndexUnusable:
        previous = None
    on_disk = [
        int(folder.name.rpartition("-")[2])
        for folder in index.glob("search-*")
        if folder.name.rpartition("-")[2].isdigit()
    ]
    return max([previous.generation if previous else 0, *on_disk])


def _reread_lost(
    notes: Path, plan: Plan, missing: set[str], embedder: Embedder, settings: SplitSettings
) -> None:
    """Split again the unchanged notes whose chunks an interrupted run took away."""
    have = {chunk.id for chunk in plan.fresh}
    lost = missing - have
    if not lost:
        return
    for file, entry in list(plan.entries.items()):
        if lost.intersection(entry.chunk_ids):
            raw = read_raw(notes / file)
            plan.entries[file], chunks = read_file(file, raw, embedder.count_many, settings)
            plan.fresh.extend(chunks)


def _embed(
    chunks: Sequence[Chunk],
    vectors: dict[str, NDArray[np.float32] | None],
    embedder: Embedder,
    progress: Progress,
) -> tuple[NDArray[np.float32], int]:
    """One vector a chunk, shape (chunks, dimension); known texts keep theirs."""
    hashes = [embed_hash(chunk) for chunk in chunks]
    texts = {h: c.embed_text for h, c in zip(hashes, chunks, strict=True) if h not in vectors}
    done = 0

    def on_done(count: int) -> None:
        nonlocal done
        done += count
        progress("embed", done, len(texts))

    if not chunks:
        return np.zeros((0, embedder.dimension), np.float32), 0
    new = embedder.embed_passages(list(texts.values()), on_done=on_done) if texts else ()
    known = {**vectors, **dict(zip(texts, new, strict=True))}
    return np.asarray([known[h] for h in hashes], dtype=np.float32), len(texts)


def _drop_others(client: object, keep: str) -> None:
    for collection in client.list_collections():  # type: ignore[attr-defined]
        if collection.name != keep and collection.name.startswith("chunks-"):
            client.delete_collection(collection.name)  # type: ignore[attr-defined]
