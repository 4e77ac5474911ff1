"""Running an ingest, and whether an index is what a fresh one of the same notes would be."""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from word_embedder import WordEmbedder

from ingest import update
from ingest.index import sidecar, tokens
from ingest.index.manifest import Manifest, read_manifest
from ingest.index.store import ChunkStore, open_for_writing
from ingest.pipeline import ingest
from ingest.report import IngestReport
from ingest.schema import Chunk
from ingest.splitting.split import SplitSettings

SIZES = SplitSettings()


def prose(chance: random.Random, words: int = 12) -> str:
    """A sentence like no other. Of texts that are nearly the same, Chroma's graph misses some."""
    return " ".join(f"w{chance.randrange(5000)}" for _ in range(words)) + "。"


class Killed(BaseException):
    """Stands for the end of the process."""


def run(
    notes: Path, index: Path, embedder: WordEmbedder | None = None, **options: Any
) -> IngestReport:
    return ingest(
        notes, index, embedder or WordEmbedder(), options.pop("settings", SIZES), **options
    )


def manifest(index: Path) -> Manifest:
    found = read_manifest(index)
    assert found is not None
    return found


def stored(index: Path) -> dict[str, tuple[Chunk, bytes]]:
    """All chunks by id, with their vectors, each of which Chroma finds when asked for it."""
    with open_for_writing(index) as client:
        rows = ChunkStore(client, manifest(index).collection).read(vectors=True)
        if rows:
            collection = client.get_collection(manifest(index).collection)
            vectors = np.asarray([row.vector for row in rows], np.float32)
            distances = collection.query(
                query_embeddings=vectors, n_results=1, include=["distances"]
            )["distances"]
            assert max(nearest for (nearest,) in distances) < 1e-5
    found = {
        row.chunk.id: (row.chunk, np.asarray(row.vector, np.float32).round(5).tobytes())
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def token_vectors(index: Path) -> dict[str, bytes]:
    """All packed token vectors by the hash of their text."""
    with closing(tokens.TokenStore(tokens.path_of(index, manifest(index).collection))) as store:
        return store.read(store.hashes())


def check(
    notes: Path, index: Path, settings: SplitSettings = SIZES, embedder: WordEmbedder | None = None
) -> dict[str, tuple[Chunk, bytes]]:
    """The index holds what a fresh one of the same notes would hold, in all its parts."""
    fresh = index.with_name("fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    run(notes, fresh, embedder, settings=settings)
    return same(index, fresh)


def same(index: Path, fresh: Path) -> dict[str, tuple[Chunk, bytes]]:
    """Two indexes hold the same in all their parts, and nothing besides; all chunks by id."""
    found, other = stored(index), stored(fresh)
    assert {i: chunk for i, (chunk, _) in found.items()} == {i: c for i, (c, _) in other.items()}
    for i, (_, vector) in found.items():
        mine, new_one = np.frombuffer(vector, np.float32), np.frombuffer(other[i][1], np.float32)
        np.testing.assert_allclose(mine, new_one, atol=2e-5)  # rounded to five places
    now, new = manifest(index), manifest(fresh)
    assert now.files == new.files
    assert (now.fingerprint, now.split, now.tokens) == (new.fingerprint, new.split, new.tokens)
    assert token_vectors(index) == token_vectors(fresh)
    assert len(list(index.glob("tokens-*.sqlite3"))) == 1
    assert not list(index.glob(".manifest.json.part-*"))
    assert not list(index.glob("graph.*"))
    assert {i for entry in now.files.values() for i in entry.chunk_ids} == set(found)
    side = opened(index)
    assert set(side.ids) == set(found)
    same_search(side, opened(fresh))
    with open_for_writing(index) as client:
        assert [c.name for c in client.list_collections()] == [now.collection]
    assert not (index / update.DIRTY).exists()
    return found


def opened(index: Path) -> sidecar.Sidecar:
    """The sidecar of an index, as a reader opens it."""
    now = manifest(index)
    return sidecar.load(index, now.parts, now.chunk_ids)


def same_search(side: sidecar.Sidecar, other: sidecar.Sidecar) -> None:
    """Two sidecars hold the same chunks in the same order, and score all words alike."""
    assert (side.ids, side.sections, side.hashes) == (other.ids, other.sections, other.hashes)
    every = range(len(side.ids))
    mine, fresh = (each.vectors_of(every) for each in (side, other))
    np.testing.assert_allclose(mine, fresh, rtol=1e-3)  # a step of half precision
    np.testing.assert_allclose(side.mean, other.mean, atol=1e-6)
    np.testing.assert_allclose(side.covariance, other.covariance, atol=1e-6)
    for word in other.bm25.vocabulary:
        mine, fresh = (each.bm25.scores({word: 1.0}) for each in (side, other))
        np.testing.assert_allclose(mine, fresh, rtol=1e-5)


def change(notes: Path) -> None:
    """A bit of everything: changed, moved, new, renamed, deleted."""
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8").replace("# 什么是", "前言一句。\n\n# 什么是"), "utf-8")
    (notes / "网络/obsidian.md").rename(notes / "黑曜石.md")
    (notes / "english.markdown").unlink()
    (notes / "新.md").write_text("# 新\n\n" + "一段新的文字，有好几句。" * 40, "utf-8")
