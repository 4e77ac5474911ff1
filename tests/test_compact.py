"""An index does not grow by what is no longer in it."""

from __future__ import annotations

from pathlib import Path

from index_check import check, run
from word_embedder import WordEmbedder

from bot.index import Index
from bot.retrieve import NotesRetriever
from ingest.compact import compact


def size(index: Path) -> int:
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


def many(notes: Path) -> None:
    """Enough to be more than the empty tables take."""
    for number in range(60):
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


def test_edits_leave_next_to_nothing_behind(notes: Path, index: Path) -> None:
    many(notes)
    run(notes, index)
    fresh = size(index)
    for number in range(30):
        path = notes / f"多{number}.md"
        path.write_text(path.read_text("utf-8") + f"\n又加了第 {number} 句话。\n", "utf-8")
        run(notes, index)
    assert size(index) <= 1.5 * fresh
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
