"""An index does not grow by what is no longer in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_check import Killed, check, manifest, run
from readers import Told, read, told
from word_embedder import WordEmbedder

from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from ingest.index import store
from ingest.index.compact import compact, is_sparse

pytestmark = pytest.mark.slow


def size(index: Path) -> int:
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


def many(notes: Path, count: int = 60) -> None:
    """Enough to be more than the empty tables take."""
    for number in range(count):
        body = "".join(f"第 {n} 句说的是编号 {number * n} 的事情。" for n in range(40))
        (notes / f"多{number}.md").write_text(f"# 题 {number}\n\n{body}\n", "utf-8")


def test_rebuilding_again_and_again_leaves_nothing_behind(notes: Path, index: Path) -> None:
    many(notes)
    run(notes, index)
    fresh = size(index)
    for _ in range(4):
        run(notes, index, rebuild=True)
    assert size(index) <= 1.5 * fresh
    folders = [path for path in (index / "chroma").iterdir() if path.is_dir()]
    assert len(folders) <= 1
    check(notes, index)


def fresh_size(notes: Path, index: Path) -> int:
    """Bytes of an index of the notes as they are now."""
    fresh = index.with_name("new")
    run(notes, fresh)
    return size(fresh)


def test_edits_leave_next_to_nothing_behind(notes: Path, index: Path) -> None:
    many(notes)
    run(notes, index)
    for number in range(30):
        path = notes / f"多{number}.md"
        path.write_text(path.read_text("utf-8") + f"\n又加了第 {number} 句话。\n", "utf-8")
        run(notes, index)
    assert size(index) <= 1.5 * fresh_size(notes, index)
    check(notes, index)


def graph(index: Path) -> int:
    return sum(path.stat().st_size for path in index.glob("chroma/*/data_level0.bin"))


def shift(notes: Path) -> None:
    """Every chunk gets another place, and so another row."""
    for path in notes.glob("多*.md"):
        path.write_text(f"\n{path.read_text('utf-8')}", "utf-8")


def kept_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma writes its graph to files for a few chunks already, not from a thousand on."""
    monkeypatch.setitem(store.HNSW, "sync_threshold", 10)
    monkeypatch.setitem(store.HNSW, "batch_size", 5)


def test_deleted_rows_do_not_pile_up_in_the_graph(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in_files(monkeypatch)
    many(notes, 15)
    run(notes, index)
    fresh, collections = graph(index), set()
    assert fresh
    embedder, largest = WordEmbedder(), 0
    reader = Index(index, embedder)
    for _ in range(4):
        shift(notes)
        before = told(reader)

        def look(stage: str, done: int, total: int, before: Told = before) -> None:
            assert stage not in ("store", "search") or told(reader) == before

        report = run(notes, index, embedder, progress=look)
        assert told(reader) != before
        assert (report.embedded, report.moved) == (0, 30)
        collections.add(manifest(index).collection)
        largest = max(largest, graph(index))
    assert len(collections) > 1
    assert largest <= 3.1 * fresh  # twice that is allowed, and the round that leads over it
    check(notes, index)


def test_a_copy_that_was_killed_is_begun_again(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in_files(monkeypatch)
    many(notes, 15)
    run(notes, index)
    while not is_sparse(index, manifest(index).collection, 64, manifest(index).chunks):
        shift(notes)
        run(notes, index)
    before = read(index)
    shift(notes)

    def die(stage: str, done: int, total: int) -> None:
        raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            run(
                notes,
                index,
                progress=lambda stage, *_: die(stage, 0, 0) if stage == "store" else None,
            )
        assert read(index) == before
    run(notes, index)
    check(notes, index)


def test_a_reader_goes_on_after_the_room_was_given_back(notes: Path, index: Path) -> None:
    run(notes, index)
    embedder = WordEmbedder()
    reader = NotesRetriever(index=Index(index, embedder), embedder=embedder)
    assert reader.find("容器和宿主机共用什么？").passages
    run(notes, index, rebuild=True)
    compact(index)
    assert reader.find("容器和宿主机共用什么？").passages


def test_where_there_is_no_database_nothing_happens(tmp_path: Path) -> None:
    compact(tmp_path)
    assert not any(tmp_path.iterdir())
