"""What is known of Chroma's insides is still so: each is held against its public interface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from ingest.index import chroma_internals as internals

DIMENSION, NEIGHBORS, OFTEN = 8, 16, 20
ROWS, ROOM = 200, 1.3
"""Chroma begins with room for a hundred rows and makes some more than it needs."""
HNSW = {"max_neighbors": NEIGHBORS, "sync_threshold": OFTEN, "batch_size": 2}


def otherwise(what: str) -> str:
    return (
        f"Chroma {chromadb.__version__} does otherwise than {internals.TRIED_WITH}, with which "
        f"ingest/index/chroma_internals.py was tried: look at `{what}` there, at who calls it, and "
        "at what an index of the version before becomes. Then raise TRIED_WITH."
    )


def client(folder: Path) -> Any:
    return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))


def vectors(numbers: Sequence[int]) -> np.ndarray:
    rows = [np.random.default_rng(n).standard_normal(DIMENSION) for n in numbers]
    return np.asarray(rows, np.float32)


def add(collection: Any, numbers: Sequence[int]) -> None:
    collection.add(ids=[f"row{n}" for n in numbers], embeddings=vectors(numbers))


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    return client(tmp_path).create_collection("chunks-a", configuration={"hnsw": HNSW})


def segment_of(folder: Path, name: str) -> internals.VectorSegment:
    with internals.database(folder) as connection:
        found = {one.collection: one for one in internals.vector_segments(connection)}
    assert name in found, otherwise("vector_segments")
    return found[name]


def waiting(folder: Path) -> int:
    with internals.database(folder) as connection:
        return internals.rows_waiting(connection, segment_of(folder, "chunks-a"))


def graph_files(folder: Path) -> dict[str, bytes]:
    segment = segment_of(folder, "chunks-a")
    return {path.name: path.read_bytes() for path in (folder / segment.id).glob("*")}


def test_as_many_rows_are_counted_as_chroma_counts(collection: Any, tmp_path: Path) -> None:
    for numbers, gone in ((range(3), []), (range(3, 30), ["row4", "row5"])):
        add(collection, numbers)
        if gone:
            collection.delete(ids=gone)
        with internals.database(tmp_path) as connection:
            counted = internals.rows_stored(connection, "chunks-a")
            assert internals.rows_stored(connection, "chunks-b") == 0, otherwise("rows_stored")
        assert counted == collection.count(), otherwise("rows_stored")


def test_the_last_row_moves_when_the_files_of_the_graph_are_written_and_only_then(
    collection: Any, tmp_path: Path
) -> None:
    add(collection, range(10))
    assert waiting(tmp_path) == 10, otherwise("rows_waiting")
    assert segment_of(tmp_path, "chunks-a").last_row == 0, otherwise("vector_segments")
    add(collection, range(10, 25))
    written, last = graph_files(tmp_path), segment_of(tmp_path, "chunks-a").last_row
    assert "data_level0.bin" in written, otherwise("Segment.id")
    assert last > 0, otherwise("vector_segments")
    assert waiting(tmp_path) < OFTEN, otherwise("rows_waiting")
    before = waiting(tmp_path)
    add(collection, range(25, 30))
    assert waiting(tmp_path) == before + 5, otherwise("rows_waiting")
    assert graph_files(tmp_path) == written, otherwise("sync_threshold, in graph.kept")
    assert segment_of(tmp_path, "chunks-a").last_row == last, otherwise("vector_segments")


def test_deleted_rows_stay_in_the_file_of_the_graph(collection: Any, tmp_path: Path) -> None:
    def room() -> int:
        segment = segment_of(tmp_path, "chunks-a")
        return internals.rows_in_graph(tmp_path, segment, DIMENSION, NEIGHBORS)

    assert room() == 0, otherwise("rows_in_graph")
    add(collection, range(ROWS))
    first = room()
    assert ROWS <= first <= ROOM * ROWS, otherwise("rows_in_graph")
    collection.delete(ids=[f"row{n}" for n in range(ROWS)])
    add(collection, range(ROWS, 2 * ROWS))
    assert collection.count() == ROWS
    assert 2 * ROWS <= room() <= ROOM * 2 * ROWS, otherwise("rows_in_graph")


def test_a_deleted_collection_leaves_a_folder_that_no_segment_names(
    collection: Any, tmp_path: Path
) -> None:
    def in_use() -> set[str]:
        with internals.database(tmp_path) as connection:
            return internals.segments_in_use(connection)

    add(collection, range(OFTEN))
    left = segment_of(tmp_path, "chunks-a").id
    assert left in in_use(), otherwise("segments_in_use")
    other = client(tmp_path)
    other.create_collection("chunks-b")
    other.delete_collection("chunks-a")
    assert left not in in_use(), otherwise("segments_in_use")
    assert segment_of(tmp_path, "chunks-b").id in in_use(), otherwise("segments_in_use")


def test_after_forgetting_a_client_finds_what_another_wrote(
    collection: Any, tmp_path: Path
) -> None:
    add(collection, range(5))

    def finds(number: int, through: Any) -> bool:
        (found,) = through.query(query_embeddings=vectors([number]), n_results=1)["ids"]
        return bool(found == [f"row{number}"])

    assert finds(4, collection)
    other = chromadb.PersistentClient(f"{tmp_path}/.", Settings(anonymized_telemetry=False))
    add(other.get_collection("chunks-a"), [9])
    assert not finds(9, client(tmp_path).get_collection("chunks-a")), otherwise("forget_system")
    internals.forget_system(str(tmp_path))
    assert finds(9, client(tmp_path).get_collection("chunks-a")), otherwise("forget_system")
    assert finds(4, collection)  # who had opened it goes on


@pytest.mark.parametrize("damage", ["header", "no such collection"])
def test_what_chroma_raises_is_told_from_other_errors(
    damage: str, collection: Any, tmp_path: Path
) -> None:
    add(collection, range(5))
    if damage == "header":
        internals.forget_system(str(tmp_path))
        (tmp_path / internals.DATABASE).write_bytes(b"\xff" * 5000)
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - any, that is the question
        client(tmp_path).get_collection("chunks-b")
    assert internals.is_raised_by_chroma(raised.value), otherwise("is_raised_by_chroma")
    for error in (ValueError("a note is empty"), KeyError("x"), KeyboardInterrupt()):
        assert not internals.is_raised_by_chroma(error)
