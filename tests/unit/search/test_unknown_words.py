"""Words that a question brings and that stand neither in the notes nor in what was said."""

from __future__ import annotations

import pytest

from bot.core.turn import Turn
from bot.search.unknown_words import unknown_words

NOTES = {"docker", "contain", "容器", "虚拟机", "内核", "网络"}
SAID = [Turn("Docker 和虚拟机有什么区别？", "虚拟机有自己的内核，启动要一分钟。")]


def unknown(question: str, held: set[str] = NOTES) -> tuple[str, ...]:
    return unknown_words(question, SAID, held.__contains__)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("怎么做红烧肉？", ("红烧肉",)),
        ("那容器的内核呢？", ()),
        ("那它启动要一分钟？", ()),  # said in the conversation
        ("How do I renew a passport?", ("renew", "passport")),
        ("And its kernel?", ()),  # the notes have its Chinese name
        ("", ()),
    ],
)
def test_what_stands_nowhere_is_told(question: str, expected: tuple[str, ...]) -> None:
    assert unknown(question) == expected


def test_a_chinese_term_is_held_by_notes_that_have_its_english_name() -> None:
    assert "内核" not in unknown("那内核呢？", {"kernel"})


def test_a_word_that_is_only_guessed_is_none() -> None:
    assert unknown("那我动它呢？") == ()
