"""What the page says of the language model that writes questions."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from bot.authoring.check import CheckFigures
from bot.authoring.worker import WritingView
from bot.core.question import Language
from bot.sentences import Message
from bot.ui.bank.author_view import author, count_of_tokens
from bot.ui.shared.view import ReaderView

PASSED = CheckFigures(schema=1, quotes=1, stand=1, covered=1, shameful=0)
FAILED = CheckFigures(schema=1, quotes=0.64, stand=0.07, covered=0.08, shameful=0)


def reader(language: Language = "zh") -> ReaderView:
    return ReaderView(language, Path("notes"), "")


def seen(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def buttons(html: str) -> list[str]:
    return re.findall(r'data-author="(\w+)"', html)


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [(401_872, "40 万", "400,000"), (12_345, "1.2 万", "12,000"), (4_321, "4,300", "4,300")],
)
def test_tokens_are_told_as_people_say_numbers(count: int, zh: str, en: str) -> None:
    assert count_of_tokens(reader("zh"), count) == zh
    assert count_of_tokens(reader("en"), count) == en


def test_sections_and_tokens_are_named_before_it_starts() -> None:
    writing = WritingView(model="openai:x", check=PASSED, sections=527, tokens=401_872)
    assert "527 节，约 40 万 token" in seen(author(reader(), writing, 0))
    assert "527 sections, about 400,000 tokens" in seen(author(reader("en"), writing, 0))
    assert buttons(author(reader(), writing, 0)) == ["start"]


def test_a_model_that_did_not_pass_is_told_why_and_may_not_start() -> None:
    html = author(reader(), WritingView(model="openai:x", check=FAILED), 0)
    assert "引文对不上原文、题目找不回原来的小节、要点不全" in seen(html)
    assert buttons(html) == ["check"]


@pytest.mark.parametrize("model", ["none", "local"])
def test_where_no_model_could_write_nothing_is_said(model: str) -> None:
    assert author(reader(), WritingView(model=model, check=None), 0) == ""


def test_what_was_written_before_can_be_taken_away_without_a_model() -> None:
    html = author(reader("en"), WritingView(model="none", check=None), 1)
    assert "1 question of the bank was written by a language model." in seen(html)
    assert buttons(html) == ["forget"]


def test_while_it_runs_it_can_be_paused_and_stopped_but_not_taken_away() -> None:
    running = WritingView(
        model="openai:x", check=PASSED, sections=9, counts={"card": 3, "fault": 1}, state="running"
    )
    html = author(reader(), running, 3)
    assert 'value="4" max="9"' in html
    assert "写成 3 题，1 节沿用代码整理的题" in seen(html)
    assert buttons(html) == ["pause", "stop"]


def test_why_it_was_paused_is_said_and_nothing_of_a_name_runs() -> None:
    name = "openai:<img src=x onerror=alert(1)>"
    paused = WritingView(
        model=name,
        check=PASSED,
        sections=9,
        state="paused",
        problem=Message.of("provider_slow", name="<script>x</script>"),
    )
    html = author(reader(), paused, 0)
    assert "<img" not in html
    assert "<script" not in html
    assert "没有及时回答" in seen(html)
    assert buttons(html) == ["start", "stop"]
    assert "<img" not in author(reader(), WritingView(model=name, check=None), 0)
