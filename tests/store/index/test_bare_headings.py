"""Headings with nothing below them: found, and crowding out nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_check import run
from word_embedder import WordEmbedder

from bot.answering.abstain import shipped
from bot.answering.answer import Answerer
from bot.core.turn import Done, PassagesFound
from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from ingest.splitting.sections import states


@pytest.fixture(name="answerer")
def answerer_fixture(tmp_path: Path) -> Answerer:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "队列.md").write_text(
        "# 消息队列\n\n## 选型对比\n\n### 吞吐\n\n"
        "吞吐量由分区数和批量大小决定，分区越多越能并行消费。\n\n"
        "## 部署拓扑图\n\n![](a.png)\n\n"
        "顺序消息要求同一个键进同一个分区，否则无法保证先后。\n======\n\n## 死信处理\n",
        "utf-8",
    )
    run(notes, tmp_path / "index")
    embedder = WordEmbedder()
    retriever = NotesRetriever(index=Index(tmp_path / "index", embedder), embedder=embedder)
    return Answerer(retriever, shipped())


def test_a_heading_without_text_is_named_first_and_answers_nothing(answerer: Answerer) -> None:
    for heading in ("部署拓扑图", "死信处理"):
        found, done = answerer.ask(f"{heading}？")
        assert isinstance(found, PassagesFound)
        assert isinstance(done, Done)
        assert found.abstained
        assert found.passages[0].heading == done.answer.passages[0].heading == heading
        assert heading in done.answer.text


def test_a_heading_that_states_something_is_its_own_text(answerer: Answerer) -> None:
    found = answerer.retriever.find("顺序消息怎么保证先后？")
    assert found.passages[0].heading.startswith("顺序消息")


def test_a_heading_above_others_leads_to_them(answerer: Answerer) -> None:
    found = answerer.retriever.find("选型对比")
    assert found.passages[0].heading_path[-2:] == ("选型对比", "吞吐")
    assert not found.bare
    assert not answerer.declines(found)


def test_other_questions_are_led_to_no_bare_heading(answerer: Answerer) -> None:
    assert answerer.retriever.find("吞吐量由什么决定？").bare == ()


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Redis 用一个线程执行命令。", True), ("3.", False), ("1.2.", False), ("2024.", False)],
)
def test_a_number_states_nothing(heading: str, expected: bool) -> None:
    assert states(heading) is expected
