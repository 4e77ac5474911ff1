"""Questions to passages over the project's notes, with the real model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from bot.errors import IndexMissing
from bot.search.index import Index
from bot.search.retrieve import MAX_PASSAGE_CHARS, NotesRetriever
from ingest.embedding.embedder import SentenceEmbedder

DOCKER = "Docker 和虚拟机有什么区别？"


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        (DOCKER, "Docker 和虚拟机有什么区别？"),
        ("docker stop 为啥要等 10 秒", "为什么 docker stop 要等十秒才停？"),
        ("How are containers different from virtual machines?", "Docker 和虚拟机有什么区别？"),
        ("最左前缀", "联合索引的最左前缀怎么理解？"),
        ("What is write skew?", "What is write skew?"),
        ("CLOSE_WAIT", "大量 CLOSE_WAIT 说明什么？"),
    ],
)
def test_a_section_is_found_by_its_words_or_by_its_meaning(
    retriever: NotesRetriever, question: str, heading: str
) -> None:
    assert heading in {
        name for passage in retriever.find(question).passages[:3] for name in passage.heading_path
    }


def test_passages_come_best_first_a_section_once(retriever: NotesRetriever) -> None:
    found = retriever.find(DOCKER, k=10)
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)
    assert (
        len({p.section for p in found.passages}) == len(found.passages) == len(found.ranked) == 10
    )


@pytest.mark.parametrize("k", [1, 3, 20])
def test_as_many_passages_come_as_were_asked_for(retriever: NotesRetriever, k: int) -> None:
    assert len(retriever.find(DOCKER, k=k).passages) == k


def test_every_passage_stands_in_its_note_at_its_lines(
    retriever: NotesRetriever, own_notes: Path
) -> None:
    for question in (DOCKER, "事务隔离", "限流算法", "LoRA 显存", "TLS 握手"):
        for passage in retriever.find(question, k=10).passages:
            note = (own_notes / passage.file).read_text("utf-8-sig").replace("\r\n", "\n")
            first, last = passage.lines
            assert passage.text in "\n".join(note.split("\n")[first - 1 : last]), passage.place
            assert len(passage.text) <= MAX_PASSAGE_CHARS


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "？",
        "\x00",
        "😀😀😀",
        "a" * 20_000,
        "容器" * 5_000,
        "'; DROP TABLE chunks; --",
        "$where",
    ],
)
def test_odd_questions_find_something_and_break_nothing(
    retriever: NotesRetriever, question: str
) -> None:
    assert len(retriever.find(question, k=3).passages) == 3


def test_many_may_ask_at_once(retriever: NotesRetriever) -> None:
    questions = [DOCKER, "LoRA 的原理是什么？", "三次握手为什么不能是两次？", "GIL 是什么？"] * 4
    alone = {q: [p.section for p in retriever.find(q, k=5).passages] for q in set(questions)}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda q: retriever.find(q, k=5).passages, questions))
    for question, passages in zip(questions, together, strict=True):
        assert [passage.section for passage in passages] == alone[question]


def test_it_works_as_a_part_of_somebodys_own_chain(retriever: NotesRetriever) -> None:
    chain = retriever | RunnableLambda(lambda documents: documents[0])
    document = chain.invoke(DOCKER)
    assert document.metadata["file"] == "容器/Docker核心原理.md"
    assert set(document.metadata) == {
        *("file", "title", "heading_path", "lines", "section", "tags", "score")
    }
    assert "内核" in document.page_content
    assert len(retriever.invoke(DOCKER)) == retriever.k


def test_a_missing_index_is_said_by_the_retriever_too(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    empty = NotesRetriever(index=Index(tmp_path / "none", embedder), embedder=embedder)
    with pytest.raises(IndexMissing, match="python -m ingest"):
        empty.invoke(DOCKER)
