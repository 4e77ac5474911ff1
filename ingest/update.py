"""Makes the stored chunks what a plan says, in an order that a crash can't harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest import sidecar, tokens
from ingest.embed import Embedder, Encoded, Progress, Vectors
from ingest.errors import IndexUnusable
from ingest.manifest import Manifest, write_manifest
from ingest.report import Plan, Written
from ingest.schema import Chunk
from ingest.store import ChunkStore, embed_hash, open_for_writing

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
    rebuild: bool = False,
    progress: Progress,
) -> Written:
    """Store the plan's chunks and write the manifest. The caller holds the index's lock.

    `old` describes the index where it can be trusted to be as it says; otherwise the plan holds
    every chunk afresh. What is new comes first, then what is gone is deleted, then word index and
    manifest are replaced, at last collections of other models and settings dropped.
    """
    tokens_path = tokens.path_of(index, blank.collection)
    if rebuild:
        tokens_path.unlink(missing_ok=True)
    with (
        open_for_writing(index, repair=rebuild) as client,
        closing(tokens.TokenStore(tokens_path)) as token_store,
    ):
        if rebuild:  # left by a rebuild that died: not to be trusted either
            ChunkStore(client, blank.collection).drop()
        store = ChunkStore(client, blank.collection)
        before = sidecar.load(sidecar.folder_of(index, old.generation)) if old else None
        if before and store.count() != len(before.ids):
            raise IndexUnusable(
                f"The index at {index} holds {store.count()} vectors, but should hold "
                f"{len(before.ids)}. Build it again: `python -m ingest --rebuild`."
            )
        (index / DIRTY).touch()
        existing = set(before.ids) if before else store.ids()
        known_tokens = set(before.hashes) if before else token_store.hashes()
        files = dict(sorted(plan.entries.items()))
        ids = [i for entry in files.values() for i in entry.chunk_ids]
        gone = existing.difference(ids)
        work = _sort_out(store, plan, existing, gone)
        vectors = _add(store, token_store, work, embedder, progress)
        store.delete(gone)
        manifest = replace(blank, files=files)
        progress("search", 0, 1)
        vocabulary = dict(before.vocabulary) if before else {}
        rows = list(_rows(ids, before, plan, vectors, vocabulary))
        folder = sidecar.folder_of(index, manifest.generation)
        sidecar.write(folder, rows, vocabulary, embedder.dimension)
        progress("search", 1, 1)
        write_manifest(index, manifest)
        (index / DIRTY).unlink(missing_ok=True)
        sidecar.sweep(index, manifest.generation)
        token_store.remove(known_tokens - {row.embed_hash for row in rows})
        store.drop_others()
        tokens.sweep(index, blank.collection)
    return Written(
        manifest=manifest,
        added=len(work.chunks) - len(work.replaced),
        moved=len(work.replaced),
        removed=len(gone),
        embedded=len(vectors) - len(work.vectors),
    )


def _rows(
    ids: Sequence[str],
    before: sidecar.Sidecar | None,
    plan: Plan,
    vectors: Mapping[str, Vectors],
    vocabulary: dict[str, int],
) -> Iterator[sidecar.Row]:
    """The sidecar's rows in the order of `ids`: of files that were read anew, of others as before.

    Words that `vocabulary` lacks are added to it.
    """
    fresh = {chunk.id: chunk for chunk in plan.fresh}
    places = {chunk_id: at for at, chunk_id in enumerate(before.ids)} if before else {}
    for chunk_id in ids:
        chunk = fresh.get(chunk_id)
        if chunk is not None:
            name = embed_hash(chunk)
            yield sidecar.new_row(chunk, name, vectors[name], vocabulary)
        elif before is not None:
            yield before.row(places[chunk_id])


@dataclass(frozen=True)
class _Work:
    chunks: list[Chunk]
    """To store: new ones, and those whose place, title or tags changed."""
    replaced: set[str]
    """Ids among them that the store holds in their old state."""
    vectors: Mapping[str, Vectors]
    """Known vectors by embed hash: moved text, and text of a renamed file, keeps its own."""


def _sort_out(store: ChunkStore, plan: Plan, existing: set[str], gone: set[str]) -> _Work:
    fresh = {chunk.id: chunk for chunk in plan.fresh}
    known = {s.chunk.id: s for s in store.read([i for i in fresh if i in existing], vectors=True)}
    replaced = {i for i, stored in known.items() if stored.chunk != fresh[i]}
    lost = [*known.values(), *store.read(sorted(gone), vectors=True)]
    return _Work(
        chunks=[chunk for i, chunk in fresh.items() if i not in known or i in replaced],
        replaced=replaced,
        vectors={s.embed_hash: s.vector for s in lost if s.vector is not None},
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
    missing = {embed_hash(chunk) for chunk in work.chunks} - vectors.keys()
    embedded = stored = 0

    def on_embedded(count: int) -> None:
        nonlocal embedded
        embedded += count
        progress("embed", embedded, len(missing))

    for start in range(0, len(work.chunks), SLICE):
        part = work.chunks[start : start + SLICE]
        names, encoded = _embed(part, vectors, embedder, on_embedded)
        vectors |= dict(zip(names, encoded.vectors, strict=True))
        if encoded.tokens:
            token_store.add(dict(zip(names, encoded.tokens, strict=True)))
        matrix = np.asarray([vectors[embed_hash(chunk)] for chunk in part], dtype=np.float32)
        store.delete(chunk.id for chunk in part if chunk.id in work.replaced)
        store.add(part, matrix)
        stored += len(part)
        progress("store", stored, len(work.chunks))
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
