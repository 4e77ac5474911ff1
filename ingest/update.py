"""Makes the stored chunks what a plan says, in an order that a crash can't harm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest import compact, sidecar, tokens
from ingest.embed import Embedder, Encoded, Progress, Vectors
from ingest.lock import writing
from ingest.manifest import Manifest, write_manifest
from ingest.report import Plan, Written
from ingest.rows import embed_hash, id_of, key_of
from ingest.schema import Chunk
from ingest.store import ChunkStore, open_for_writing
from ingest.table import Row

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
    every chunk afresh. What is new comes first, in rows and files of its own, so that the old state
    answers as before; the manifest swaps in the new one in one step; only then what is gone is
    deleted, and collections of other models and settings dropped. A run that dies, before the swap
    or after it, leaves its mark, and the next one clears up.
    """
    if old and compact.is_sparse(index, old.collection, old.dimension, old.chunks):
        blank = replace(blank, collection=compact.next_name(old.collection, blank.generation))
    name = blank.collection
    tokens_path = tokens.path_of(index, name)
    with open_for_writing(index, repair=rebuild) as client, ExitStack() as stack:
        before = sidecar.load(sidecar.folder_of(index, old.generation)) if old else None
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
        had = dict(zip(before.keys, before.ids, strict=True)) if before else _named(store)
        had_tokens = set(before.hashes) if before else token_store.hashes()
        files = dict(sorted(plan.entries.items()))
        ids = [i for entry in files.values() for i in entry.chunk_ids]
        fresh = {chunk.id: key_of(chunk) for chunk in plan.fresh}
        wanted = set(ids)
        gone = {key for key, i in had.items() if i not in wanted or fresh.get(i, key) != key}
        work = _sort_out(store, plan, had, gone, had_tokens if embedder.token_dimension else None)
        vectors = _add(store, token_store, work, embedder, progress)
        progress("search", 0, 1)
        vocabulary = dict(before.vocabulary) if before else {}
        rows = list(_rows(ids, before, plan, vectors, vocabulary))
        hashes = set(_hashes(rows, before))
        tokens_kept = len(hashes) if embedder.token_dimension else 0
        manifest = replace(blank, files=files, tokens=tokens_kept)
        folder = sidecar.folder_of(index, manifest.generation)
        sidecar.write(folder, rows, vocabulary, embedder.dimension, before)
        progress("search", 1, 1)
        write_manifest(index, manifest)
        store.delete(gone)
        token_store.remove(had_tokens - hashes)
        store.drop_others()
        sidecar.sweep(index, manifest.generation)
        tokens.sweep(index, name)
        with writing(index):
            (index / DIRTY).unlink(missing_ok=True)
    return _written(manifest, set(had.values()), work, len(vectors) - len(work.vectors))


def _written(manifest: Manifest, had: set[str], work: _Work, embedded: int) -> Written:
    """`had` are the chunks that were there before, by id."""
    ids = {i for entry in manifest.files.values() for i in entry.chunk_ids}
    new = {chunk.id for chunk in work.new}
    return Written(
        manifest=manifest,
        added=len(new - had),
        moved=len(new & had),
        removed=len(had - ids),
        embedded=embedded,
    )


def _named(store: ChunkStore) -> dict[str, str]:
    """Chunks by the names of their rows."""
    keys = store.keys()
    return {key: id_of(key) for key in keys}


def _rows(
    ids: Sequence[str],
    before: sidecar.Sidecar | None,
    plan: Plan,
    vectors: Mapping[str, Vectors],
    vocabulary: dict[str, int],
) -> Iterator[Row | int]:
    """The sidecar's rows in the order of `ids`: new ones, and the places of those that stay.

    Words that `vocabulary` lacks are added to it.
    """
    fresh = {chunk.id: chunk for chunk in plan.fresh}
    places = {chunk_id: at for at, chunk_id in enumerate(before.ids)} if before else {}
    for chunk_id in ids:
        chunk, place = fresh.get(chunk_id), places.get(chunk_id)
        if chunk is None:
            if before is not None:
                yield places[chunk_id]
        elif before is not None and place is not None and before.keys[place] == key_of(chunk):
            yield place
        else:
            yield sidecar.new_row(chunk, vectors[embed_hash(chunk)], vocabulary)


def _hashes(rows: Iterable[Row | int], before: sidecar.Sidecar | None) -> Iterator[str]:
    """What was embedded for those rows."""
    for row in rows:
        if isinstance(row, Row):
            yield row.embed_hash
        elif before:
            yield before.hashes[row]


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
