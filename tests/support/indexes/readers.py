"""What a reader of an index is told, section by section."""

from __future__ import annotations

from pathlib import Path

from index_check import change
from word_embedder import WordEmbedder

from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from bot.search.whole_sections import sections_in_index

Told = dict[tuple[str, tuple[str, ...], tuple[int, int]], str]
"""Texts by file, heading path and lines."""

OLD, NEW = "没有隔离", "谈不上隔离"
QUESTION = "虚拟机和容器的隔离"


def told(index: Index) -> Told:
    """Every section that the index gives, with its text."""
    kept, _ = sections_in_index(index)
    found = {(one.file, one.heading_path, one.lines): one.text for one in kept}
    assert len(found) == len(kept)
    return found


def read(folder: Path, embedder: WordEmbedder | None = None) -> Told:
    """The same by a reader that has just come."""
    return told(Index(folder, embedder or WordEmbedder()))


def found(index: Index, embedder: WordEmbedder) -> list[str]:
    """The texts of the passages that a search brings."""
    retriever = NotesRetriever(index=index, embedder=embedder)
    return [passage.text for passage in retriever.find(QUESTION, k=100).passages]


def edit(notes: Path) -> None:
    """One section says something else, others shift, move, come and go."""
    change(notes)
    path = notes / "容器.md"
    text = path.read_text("utf-8")
    assert OLD in text
    path.write_text(text.replace(OLD, NEW), "utf-8")
