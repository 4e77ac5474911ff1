"""Chunks and vectors in a real Chroma."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import IndexUnusable
from ingest.index.rows import from_metadata, id_of, key_of, to_metadata
from ingest.index.store import (
    BATCH,
    ChunkStore,
    count_rows,
    open_client,
    open_for_writing,
)
from ingest.schema import Chunk, Member


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    with open_for_writing(tmp_path) as client:
        yield client


def chunk(number: int, **fields: Any) -> Chunk:
    plain = Chunk(
        id=f"id{number}",
        file="a/b.md",
        title="题",
        tags=(),
        heading_path=("甲",),
        lines=(number + 1, number + 2),
        text=f"文字 {number}",
        bold=(),
        embed_text=f"题 › 甲\n文字 {number}",
        section=f"s{number}",
    )
    return replace(plain, **fields)


FULL = chunk(
    7,
    tags=("x", "y/z"),
    bold=("粗",),
    part=1,
    parts=3,
    order=4,
    members=(
        Member(heading_path=("甲", "乙"), lines=(1, 2)),
        Member(heading_path=(), lines=(3, 3)),
    ),
)


def vectors(count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    rows = np.random.default_rng(count).normal(size=(count, 8)).astype(np.float32)
    unit: np.ndarray[Any, np.dtype[np.float32]] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.mark.parametrize("given", [FULL, chunk(0), chunk(0, heading_path=(), title="")])
def test_a_chunk_comes_back_as_it_went_in(given: Chunk, client: Any) -> None:
    assert from_metadata(key_of(given), given.text, to_metadata(given)) == given
    store = ChunkStore(client, "chunks-a")
    store.add([given], vectors(1))
    (stored,) = store.read([key_of(given)], vectors=True)
    assert stored.chunk == given
    assert stored.vector is not None
    np.testing.assert_allclose(stored.vector, vectors(1)[0], atol=1e-6)


def test_a_chunk_that_is_told_otherwise_is_another_row_of_the_same_chunk() -> None:
    versions = [chunk(0), chunk(0, lines=(8, 9)), chunk(0, title="新"), chunk(0, tags=("x",))]
    assert len({key_of(version) for version in versions}) == 4
    assert {id_of(key_of(version)) for version in versions} == {"id0"}
    assert key_of(chunk(0)) == key_of(chunk(0))


def test_more_than_a_batch_is_stored_read_and_deleted(client: Any) -> None:
    store = ChunkStore(client, "chunks-a")
    count = 2 * BATCH + 3
    store.add([chunk(n) for n in range(count)], vectors(count))
    keys = [key_of(chunk(n)) for n in range(count)]
    assert store.keys() == set(keys)
    assert store.count() == count
    assert len(store.read()) == count
    assert len(store.read(keys[:-1])) == count - 1
    store.delete([*keys[1:], "unknown"])
    assert store.keys() == {keys[0]}


def test_an_empty_store_answers(client: Any) -> None:
    store = ChunkStore(client, "chunks-a")
    store.add([], np.zeros((0, 8), np.float32))
    store.delete([])
    assert (store.keys(), store.read(), store.read([]), store.count()) == (set(), [], [], 0)


def test_unknown_rows_are_left_out(client: Any) -> None:
    store = ChunkStore(client, "chunks-a")
    store.add([chunk(0)], vectors(1))
    assert [s.chunk.id for s in store.read([key_of(chunk(0)), "no"])] == ["id0"]


def test_it_measures_cosine_and_refuses_what_does_not(client: Any) -> None:
    store = ChunkStore(client, "chunks-a")
    assert client.get_collection("chunks-a").configuration_json["hnsw"]["space"] == "cosine"
    assert store.name == "chunks-a"
    client.create_collection("chunks-l2", embedding_function=None)
    with pytest.raises(IndexUnusable, match="l2, not cosine"):
        ChunkStore(client, "chunks-l2")


def test_other_collections_of_ours_are_dropped(client: Any) -> None:
    for name in ("chunks-a", "chunks-b", "chunks-c-2", "foreign"):
        client.create_collection(name, embedding_function=None)
    ChunkStore(client, "chunks-new").drop_others()
    assert sorted(c.name for c in client.list_collections()) == ["chunks-new", "foreign"]


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    assert count_rows(tmp_path, "chunks-a") == 0
    with open_for_writing(tmp_path) as client:
        ChunkStore(client, "chunks-a").add([FULL], vectors(1))
    assert count_rows(tmp_path, "chunks-a") == 1
    assert count_rows(tmp_path, "chunks-b") == 0
    reader = open_client(tmp_path / "chroma")
    found = reader.get_collection("chunks-a").query(query_embeddings=vectors(1), n_results=1)
    assert found["ids"] == [[key_of(FULL)]]
    reader.close()


def test_a_writer_leaves_readers_of_the_same_process_alone(tmp_path: Path) -> None:
    with open_for_writing(tmp_path) as client:
        ChunkStore(client, "chunks-a").add([FULL], vectors(1))
    reader = open_client(tmp_path / "chroma")
    with open_for_writing(tmp_path) as client:
        ChunkStore(client, "chunks-a").add([chunk(0)], vectors(1))
    assert reader.get_collection("chunks-a").count() == 2
    reader.close()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_damaged_vectors_are_named_and_can_be_thrown_away(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        open_client(tmp_path / "chroma")
    with pytest.raises(IndexUnusable, match="--rebuild"), open_for_writing(tmp_path):
        pass
    with open_for_writing(tmp_path, repair=True) as client:
        ChunkStore(client, "chunks-a").add([FULL], vectors(1))


def test_faults_of_the_caller_are_not_chromas(tmp_path: Path) -> None:
    with pytest.raises(KeyError), open_for_writing(tmp_path):
        raise KeyError("ours")


def test_what_chroma_refuses_is_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexUnusable, match=r"can't be read .* --rebuild"),
        open_for_writing(tmp_path) as client,
    ):
        client.get_collection("none")


@pytest.mark.slow
def test_readers_and_a_writer_may_open_at_the_same_time(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with open_for_writing(index) as client:
        ChunkStore(client, "chunks-1").add([chunk(0)], vectors(1))
    stop = threading.Event()

    def read(_: int) -> int:
        done = 0
        while not stop.is_set():
            reader = open_client(index / "chroma")
            done += reader.get_collection("chunks-1", embedding_function=None).count()
        return done

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(read, number) for number in range(8)]
        try:
            for _ in range(40):
                with open_for_writing(index) as client:
                    assert ChunkStore(client, "chunks-1").count() == 1
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
