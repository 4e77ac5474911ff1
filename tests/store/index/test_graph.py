"""Chroma's graph of vectors outlives a kill amid the writing of its files."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from graph_kills import MODES, NAME, GraphKiller, chunk, read, vectors
from index_check import Killed

from ingest.errors import IndexLocked
from ingest.index import graph, store
from ingest.index.store import ChunkStore, open_for_writing

OFTEN = 20


@pytest.mark.slow
def test_killed_amid_writes_of_the_graph_nothing_is_lost(tmp_path: Path) -> None:
    killer = GraphKiller(tmp_path, random.Random())
    with closing(killer):
        for number in range(30):
            killer.round(MODES[number % len(MODES)])
            if number >= 5 and killer.torn.total() >= 2:
                break
    assert killer.torn.total(), "not one kill fell into a write: nothing was tried"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Holds rows 0 to 29, of which 20 are in the files of the graph."""
    monkeypatch.setitem(store.HNSW, "sync_threshold", OFTEN)
    monkeypatch.setitem(store.HNSW, "batch_size", 2)
    add(tmp_path, 0, 20)
    add(tmp_path, 20, 30)
    assert files(tmp_path)
    return tmp_path


def add(index: Path, start: int, end: int) -> None:
    with open_for_writing(index) as client:
        numbers = range(start, end)
        ChunkStore(client, NAME).add([chunk(n) for n in numbers], vectors(numbers))


def files(index: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in index.glob("chroma/*/*")}


def copies(index: Path) -> list[Path]:
    return list(index.glob("graph.*"))


def tear(index: Path) -> None:
    """As a kill leaves it amid a write of the graph."""
    with suppress(Killed), graph.kept(index, NAME, 10, OFTEN):
        for path in index.glob("chroma/*/*"):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        raise Killed
    assert copies(index)


def test_a_torn_graph_is_put_back_for_readers_and_the_next_writer_goes_on(index: Path) -> None:
    before = files(index)
    tear(index)
    assert files(index) != before
    for _ in range(2):
        assert read(index, NAME) == set(range(30))
        assert files(index) == before
    add(index, 30, 45)
    assert not copies(index)
    assert files(index) != before
    assert read(index, NAME) == set(range(45))


def test_the_first_write_of_a_graph_can_be_torn_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(store.HNSW, "sync_threshold", OFTEN)
    add(tmp_path, 0, 10)
    (folder,) = (path for path in tmp_path.glob("chroma/*") if path.is_dir())
    with suppress(Killed), graph.kept(tmp_path, NAME, 10, OFTEN):
        (folder / "index_metadata.pickle").write_bytes(b"half")
        raise Killed
    assert read(tmp_path, NAME) == set(range(10))
    add(tmp_path, 10, 25)
    assert read(tmp_path, NAME) == set(range(25))


def test_a_kill_while_a_graph_is_put_back_is_no_harm(index: Path) -> None:
    tear(index)
    (folder,) = (path for path in index.glob("chroma/*/") if path.is_dir())
    (copy,) = copies(index)
    part = index / "graph.part"
    shutil.rmtree(folder)  # this comes first, for its room; then half of the copy was there
    part.mkdir()
    shutil.copy(next(copy.iterdir()), part)
    assert not files(index)
    assert read(index, NAME) == set(range(30))


def test_a_copy_from_before_a_write_that_was_whole_is_not_put_back(index: Path) -> None:
    tear(index)
    (copy,) = copies(index)
    kept = shutil.copytree(copy, index / "kept")
    add(index, 30, 45)
    assert not copies(index)
    shutil.copytree(kept, copy)
    assert read(index, NAME) == set(range(45))
    assert not copies(index)


class Noting:
    """A part of Chroma that calls `note` before rows are written."""

    def __init__(self, real: Any, note: Callable[[], None]) -> None:
        self.real, self.note = real, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def get_or_create_collection(self, *args: Any, **options: Any) -> Noting:
        return Noting(self.real.get_or_create_collection(*args, **options), self.note)

    def add(self, **rows: Any) -> None:
        self.note()
        self.real.add(**rows)

    def delete(self, **rows: Any) -> None:
        self.note()
        self.real.delete(**rows)


def test_there_is_no_copy_where_no_write_of_the_graph_is_due(index: Path) -> None:
    made: list[int] = []
    with open_for_writing(index) as client:
        chunks = ChunkStore(Noting(client, lambda: made.append(len(copies(index)))), NAME)
        chunks.add([chunk(n) for n in range(30, 39)], vectors(range(30, 39)))  # ten wait already
        assert (len(made), sum(made)) == (1, 0)
        chunks.delete(["unknown"])
        assert (len(made), sum(made)) == (2, 1)
    assert not copies(index)


def test_copies_of_collections_that_are_gone_are_removed(index: Path) -> None:
    tear(index)
    with open_for_writing(index) as client:
        client.delete_collection(NAME)
    assert copies(index) == []
    (index / "graph.00000000-0000-0000-0000-000000000000.3").mkdir()
    with open_for_writing(index):
        pass
    assert copies(index) == []


def test_a_reader_waits_while_the_graph_is_written_but_not_for_ever(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "WAIT_S", 0.1)
    with FileLock(index / graph.GUARD), pytest.raises(IndexLocked, match="Try again"):
        read(index, NAME)
    assert read(index, NAME) == set(range(30))


def test_a_folder_where_no_lock_can_be_taken_is_read_all_the_same(index: Path) -> None:
    (index / graph.GUARD).unlink()
    (index / graph.GUARD).mkdir()
    assert read(index, NAME) == set(range(30))
