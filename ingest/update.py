"""Makes the stored chunks what a plan says, in an order that a crash can't harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest.embedding.embedder import Embedder, Encoded, ReportStage, Vectors
from ingest.first_ingest_shares import shares
from ingest.index import compact, sidecar, tokens
from ingest.index.entries import FileEntry
from ingest.index.lock import writing
from ingest.index.manifest import Manifest
from ingest.index.rows import embed_hash, id_of, key_of
from ingest.index.states import States, There
from ingest.index.store import ChunkStore, open_for_writing
from ingest.index.table import empty
from ingest.report import IngestPlan, Written
from ingest.schema import Chunk

DIRTY = "writing"
"""A file that stands in the index while a run writes: found at the start, all is compared."""

SLICE = 512
"""Chunks embedded and stored at a time: what a run that dies has stored is not embedded again."""


def update(
    index: Path,
    old: Manifest | None,
    blank: Manifest,
    plan: IngestPlan,
    embedder: Embedder,
    *,
    past: Manifest | None = None,
    rebuild: bool = False,
    in_shares: bool = False,
    progress: ReportStage,
) -> Written:
    """Store the plan's chunks and write the manifest. The caller holds the index's lock.

    `past` is what readers see now. `old` describes the index where it can be trusted to be as it
    says; otherwise the plan holds every chunk afresh. What is new comes first, in rows and files of
    its own, so that the old state answers as before; the manifest swaps in the new one in one step;
    only then what is gone is deleted, and collections of other models and settings dropped. A run
    that dies, before the swap or after it, leaves its mark, and the next one clears up.

    With `in_shares`, where readers see nothing or not all and there is no `old`, one share of the
    notes after the other is swapped in, each with a manifest that says how many are waiting.
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
        there = (
            _trusted(index, old, files)
            if old
            else _untrusted(store, token_store, files, blank.dimension)
        )
        fresh = {chunk.id: key_of(chunk) for chunk in plan.fresh}
        gone = {k for k, i in there.rows.items() if i not in there.wanted or fresh.get(i, k) != k}
        had_tokens = there.tokens if embedder.token_dimension else None
        work = _sort_out(store, plan, there.rows, gone, had_tokens)
        filling = _Filling(store, token_store, work, embedder, progress)
        states = States(index, blank, files, there.table, past, embedder)
        if in_shares and not old:
            for share in shares(files, filling.missing(), past.files if past else ())[:-1]:
                filling.add(share)
                states.prepare(share, plan.fresh, filling.vectors)
                states.swap()
                states.go_on()
        filling.add(files)
        progress("search", 0, 1)
        hashes = states.prepare(files, plan.fresh, filling.vectors)
        progress("search", 1, 1)
        states.swap()
        store.delete(gone)
        token_store.remove(there.tokens - hashes)
        store.drop_others()
        manifest, seen = states.manifest, states.seen
        sidecar.sweep(index, manifest.parts, seen.parts if seen else None)
        tokens.sweep(index, name)
        with writing(index):
            (index / DIRTY).unlink(missing_ok=True)
    return _written(manifest, there, work, len(filling.vectors) - len(work.vectors))


def _written(manifest: Manifest, there: There, work: _Work, embedded: int) -> Written:
    new, had = {chunk.id for chunk in work.new}, set(there.rows.values())
    return Written(
        manifest=manifest,
        added=len(new - had),
        moved=len(new & had),
        removed=len(had - there.wanted),
        embedded=embedded,
    )


def _trusted(index: Path, old: Manifest, files: Mapping[str, FileEntry]) -> There:
    table, _ = sidecar.read(index, old.parts, old.chunk_ids)
    others = [file for file, entry in old.files.items() if files.get(file) is not entry]
    was = [i for file in others for i in old.files[file].chunk_ids]
    return There(
        rows={table.keys[table.places[i]]: i for i in was},
        wanted={i for file in others if file in files for i in files[file].chunk_ids},
        tokens=set(table.hashes),
        table=table,
    )


def _untrusted(
    store: ChunkStore,
    token_store: tokens.TokenStore,
    files: Mapping[str, FileEntry],
    dimension: int,
) -> There:
    keys = store.keys()
    return There(
        rows={key: id_of(key) for key in keys},
        wanted={i for entry in files.values() for i in entry.chunk_ids},
        tokens=token_store.hashes(),
        table=empty(dimension),
    )


@dataclass(frozen=True)
class _Work:
    new: list[Chunk]
    """To store: chunks that are new, or whose place, title or tags are."""
    bare: list[Chunk]
    """Stored already, but without the vectors of their tokens."""
    vectors: Mapping[str, Vectors]
    """Known vectors by embed hash: moved text, and text of a renamed file, keeps its own."""


def _sort_out(
    store: ChunkStore,
    plan: IngestPlan,
    had: Collection[str],
    gone: set[str],
    had_tokens: set[str] | None,
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


class _Filling:
    """Embeds what has no vector and stores it, a slice at a time."""

    def __init__(
        self,
        store: ChunkStore,
        token_store: tokens.TokenStore,
        work: _Work,
        embedder: Embedder,
        progress: ReportStage,
    ) -> None:
        self.vectors = dict(work.vectors)
        """Known and new ones, by embed hash."""
        self._store, self._token_store = store, token_store
        self._work, self._embedder, self._progress = work, embedder, progress
        self._missing = {embed_hash(c): c.file for c in (*work.new, *work.bare)}
        for name in self.vectors:
            self._missing.pop(name, None)
        self._embedded = self._stored = 0
        self._filled: set[str] = set()

    def missing(self) -> Counter[str]:
        """How many chunks of each note are to be embedded."""
        return Counter(self._missing.values())

    def add(self, files: Iterable[str]) -> None:
        """Do it for some notes; for those that were done before, nothing is done.

        Tokens go first: a chunk that is stored has them.
        """
        now = set(files) - self._filled
        self._filled |= now
        bare = [chunk for chunk in self._work.bare if chunk.file in now]
        new = [chunk for chunk in self._work.new if chunk.file in now]
        for start in range(0, len(bare), SLICE):
            self._embed(bare[start : start + SLICE])
        for start in range(0, len(new), SLICE):
            part = new[start : start + SLICE]
            self._embed(part)
            vectors = np.asarray([self.vectors[embed_hash(c)] for c in part], dtype=np.float32)
            self._store.add(part, vectors)
            self._stored += len(part)
            self._progress("store", self._stored, len(self._work.new))

    def _embed(self, chunks: Sequence[Chunk]) -> None:
        names, encoded = _embed(chunks, self.vectors, self._embedder, self._on_embedded)
        self.vectors.update(zip(names, encoded.vectors, strict=True))
        if encoded.tokens:
            self._token_store.add(dict(zip(names, encoded.tokens, strict=True)))

    def _on_embedded(self, count: int) -> None:
        self._embedded += count
        self._progress("embed", self._embedded, len(self._missing))


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
