"""Makes the stored chunks what a plan says, in an order that a crash can't harm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest import columns, compact, sidecar, tokens
from ingest.embed import Embedder, Encoded, Progress, Vectors
from ingest.entries import FileEntry
from ingest.grown import Parts
from ingest.lock import writing
from ingest.manifest import Manifest, write_manifest
from ingest.report import Plan, Written
from ingest.rows import embed_hash, id_of, key_of
from ingest.schema import Chunk
from ingest.store import ChunkStore, open_for_writing
from ingest.table import table

DIRTY = "writing"
"""A file that stands in the index while a run writes: found at the start, all is compared."""

SLICE = 512
"""Chunks embedded and stored at a time: what a run that dies has stored is not embedded again."""


def update(
    index: Path,
    old: Manifest | None,
    blank: Manifest,
    plan: Plan,
    embedder: Embedder,
    *,
    past: Manifest | None = None,
    rebuild: bool = False,
    progress: Progress,
) -> Written:
    """Store the plan's chunks and write the manifest. The caller holds the index's lock.

    `past` is what readers see now. `old` describes the index where it can be trusted to be as it
    says; otherwise the plan holds every chunk afresh. What is new comes first, in rows of its own
    and behind what there is in files, so that the old state answers as before; the manifest swaps
    in the new one in one step; only then what is gone is deleted, and collections of other models
    and settings dropped. A run that dies, before the swap or after it, leaves its mark, and the
    next one clears up.
    """
    if old and compact.is_sparse(index, old.collection, old.dimension, old.chunks):
        blank = replace(blank, collection=compact.next_name(old.collection, blank.generation))
    name = blank.collection
    tokens_path = tokens.path_of(index, name)
    with open_for_writing(index, repair=rebuild) as client, ExitStack() as stack:
        with writing(index):
            (index / DIRTY).touch()
        is_copied = old is not None and old.collection != name
        if rebuild or is_copied:  # left by a run that died: not to be trusted
            ChunkStore(client, name).drop()
            tokens_path.unlink(missing_ok=True)
        if old and is_copied:
            compact.copy(client, index, old.collection, name, progress)
        store = ChunkStore(client, name)
        token_store = stack.enter_context(closing(tokens.TokenStore(tokens_path)))
        files = dict(sorted(plan.entries.items()))
        there = _trusted(index, old, files) if old else _untrusted(store, token_store, files)
        fresh = {chunk.id: key_of(chunk) for chunk in plan.fresh}
        gone = {k for k, i in there.rows.items() if i not in there.wanted or fresh.get(i, k) != k}
        had_tokens = there.tokens if embedder.token_dimension else None
        work = _sort_out(store, plan, there.rows, gone, had_tokens)
        vectors = _add(store, token_store, work, embedder, progress)
        progress("search", 0, 1)
        step = _step(there, plan, gone, vectors, embedder.dimension)
        hashes = step.hashes()
        tokens_kept = len(hashes) if embedder.token_dimension else 0
        ids = (i for entry in files.values() for i in entry.chunk_ids)
        parts = columns.after(index, blank.generation, step, ids)
        manifest = replace(blank, files=files, tokens=tokens_kept, parts=parts)
        progress("search", 1, 1)
        write_manifest(index, manifest, past)
        store.delete(gone)
        token_store.remove(there.tokens - hashes)
        store.drop_others()
        columns.sweep(index, parts, past.parts if past else None)
        tokens.sweep(index, name)
        with writing(index):
            (index / DIRTY).unlink(missing_ok=True)
    return _written(manifest, there, work, len(vectors) - len(work.vectors))


def _written(manifest: Manifest, there: _There, work: _Work, embedded: int) -> Written:
    new, had = {chunk.id for chunk in work.new}, set(there.rows.values())
    return Written(
        manifest=manifest,
        added=len(new - had),
        moved=len(new & had),
        removed=len(had - there.wanted),
        embedded=embedded,
    )


@dataclass(frozen=True)
class _There:
    """What there is, of the notes that this run is about; of all, where nothing is trusted."""

    rows: dict[str, str]
    """Chunks by the names of their rows in Chroma."""
    wanted: set[str]
    """Which chunks are to be there."""
    tokens: set[str]
    """Texts whose tokens' vectors are there, of all notes."""
    parts: Parts | None = None
    """What of the sidecar counts, and its rows; None where all is written anew."""
    names: columns.Names = columns.NONE


def _trusted(index: Path, old: Manifest, files: Mapping[str, FileEntry]) -> _There:
    names = columns.names(index, old.parts)
    others = [file for file, entry in old.files.items() if files.get(file) is not entry]
    was = [i for file in others for i in old.files[file].chunk_ids]
    return _There(
        rows={names.keys[names.places[i]]: i for i in was},
        wanted={i for file in others if file in files for i in files[file].chunk_ids},
        tokens=names.alive,
        parts=old.parts,
        names=names,
    )


def _untrusted(
    store: ChunkStore, token_store: tokens.TokenStore, files: Mapping[str, FileEntry]
) -> _There:
    keys = store.keys()
    return _There(
        rows={key: id_of(key) for key in keys},
        wanted={i for entry in files.values() for i in entry.chunk_ids},
        tokens=token_store.hashes(),
    )


def _step(
    there: _There,
    plan: Plan,
    gone: set[str],
    vectors: Mapping[str, Vectors],
    dimension: int,
) -> columns.Step:
    """What changes in the sidecar. Rows come in the order of notes and in them."""
    names = there.names
    staying = there.rows.keys() - gone if there.parts else set()
    vocabulary = dict(names.vocabulary)
    new = [
        sidecar.new_row(chunk, vectors[embed_hash(chunk)], vocabulary)
        for chunk in sorted(plan.fresh, key=lambda chunk: chunk.file)
        if key_of(chunk) not in staying
    ]
    left = frozenset(names.places[there.rows[key]] for key in gone) if there.parts else frozenset()
    return columns.Step(there.parts, names, table(new, dimension), left, vocabulary)


@dataclass(frozen=True)
class _Work:
    new: list[Chunk]
    """To store: chunks that are new, or whose place, title or tags are."""
    bare: list[Chunk]
    """Stored already, but without the vectors of their tokens."""
    vectors: Mapping[str, Vectors]
    """Known vectors by embed hash: moved text, and text of a renamed file, keeps its own."""


def _sort_out(
    store: ChunkStore, plan: Plan, had: Collection[str], gone: set[str], had_tokens: set[str] | None
) -> _Work:
    """What is to be done. `had` and `had_tokens` name what there is; None: no tokens are needed."""
    fresh = {key_of(chunk): chunk for chunk in plan.fresh}
    known = store.read([*(key for key in fresh if key in had), *gone], vectors=True)
    vectors = {
        row.embed_hash: row.vector
        for row in known
        if row.vector is not None and (had_tokens is None or row.embed_hash in had_tokens)
    }
    there = {row.key for row in known}
    return _Work(
        new=[chunk for key, chunk in fresh.items() if key not in there],
        bare=[c for key, c in fresh.items() if key in there and embed_hash(c) not in vectors],
        vectors=vectors,
    )


def _add(
    store: ChunkStore,
    token_store: tokens.TokenStore,
    work: _Work,
    embedder: Embedder,
    progress: Progress,
) -> dict[str, Vectors]:
    """Embed what has no vector and store it, a slice at a time; the known and new vectors.

    Tokens go first: a chunk that is stored has them.
    """
    vectors = dict(work.vectors)
    missing = {embed_hash(chunk) for chunk in (*work.new, *work.bare)} - vectors.keys()
    embedded = stored = 0

    def on_embedded(count: int) -> None:
        nonlocal embedded
        embedded += count
        progress("embed", embedded, len(missing))

    def embed(part: Sequence[Chunk]) -> None:
        names, encoded = _embed(part, vectors, embedder, on_embedded)
        vectors.update(zip(names, encoded.vectors, strict=True))
        if encoded.tokens:
            token_store.add(dict(zip(names, encoded.tokens, strict=True)))

    for start in range(0, len(work.bare), SLICE):
        embed(work.bare[start : start + SLICE])
    for start in range(0, len(work.new), SLICE):
        part = work.new[start : start + SLICE]
        embed(part)
        store.add(part, np.asarray([vectors[embed_hash(c)] for c in part], dtype=np.float32))
        stored += len(part)
        progress("store", stored, len(work.new))
    return vectors


def _embed(
    chunks: Sequence[Chunk],
    known: Mapping[str, Vectors],
    embedder: Embedder,
    on_done: Callable[[int], None],
) -> tuple[list[str], Encoded]:
    """Embed hashes of what is not known yet, and their vectors."""
    texts = {embed_hash(chunk): chunk.embed_text for chunk in chunks}
    texts = {name: text for name, text in texts.items() if name not in known}
    return list(texts), embedder.embed_chunks(list(texts.values()), on_done=on_done)
