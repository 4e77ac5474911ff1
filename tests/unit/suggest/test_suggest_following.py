"""What an interviewer would ask next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.passage import Passage
from bot.suggest.following import MAX_QUESTIONS, MAX_TRIES, propose

BODY = "这一节用几句话说明它的来历、做法和代价，读完就能回答别人的提问，也知道该怎么取舍。"


def section(number: int, *path: str, file: str = "a.md", score: float = 1.0) -> Passage:
    return Passage(
        section=f"{file}-{number}",
        file=file,
        title="容器",
        heading_path=path or (f"分片规则{'甲乙丙丁戊己庚辛'[number % 8]}为什么好？",),
        lines=(number * 10 + 1, number * 10 + 5),
        text=BODY,
        score=score,
    )


OUTLINE = [section(n) for n in range(8)]
ALWAYS: Callable[[str, Passage], bool] = lambda question, passage: True  # noqa: E731


def test_one_to_three_questions_from_the_neighbours_nearest_first() -> None:
    found = propose([OUTLINE[4]], [], OUTLINE, ALWAYS)
    assert len(found) == MAX_QUESTIONS
    assert set(found[:2]) == {"分片规则丁为什么好？", "分片规则己为什么好？"}


def test_what_was_cited_is_not_asked_again() -> None:
    found = propose(OUTLINE[:6], OUTLINE, OUTLINE, ALWAYS)
    assert set(found) == {"分片规则庚为什么好？", "分片规则辛为什么好？"}


@pytest.mark.parametrize(
    "said", ["分片规则乙为什么好", "分片规则乙，为什么好?", " 分片规则乙为什么好？ "]
)
def test_what_was_asked_is_not_asked_again(said: str) -> None:
    found = propose([OUTLINE[0]], [], OUTLINE[:3], ALWAYS, [said])
    assert found == ("分片规则丙为什么好？",)


def test_only_what_the_notes_answer_is_asked() -> None:
    found = propose([OUTLINE[0]], OUTLINE, OUTLINE, lambda q, p: "丁" in q)
    assert found == ("分片规则丁为什么好？",)
    assert propose([OUTLINE[0]], OUTLINE, OUTLINE, lambda q, p: False) == ()


def test_a_question_is_asked_once_even_if_two_sections_ask_it() -> None:
    twice = [OUTLINE[0], section(1, "分片规则为什么好？"), section(2, "1. 分片规则为什么好?")]
    assert propose([OUTLINE[0]], twice, twice, ALWAYS) == ("分片规则为什么好？",)


def test_sections_under_the_same_heading_come_before_nearer_ones() -> None:
    cited = section(1, "网络", "host 模式有什么用？")
    outline = [cited, section(2, "分片有什么用？"), section(6, "网络", "none 模式有什么用？")]
    assert propose([cited], [], outline, ALWAYS)[0] == "none 模式有什么用？"


def test_nothing_cited_and_nothing_found_asks_nothing() -> None:
    assert propose([], [], OUTLINE, ALWAYS) == ()


def test_the_notes_are_not_asked_about_more_sections_than_needed() -> None:
    tried: list[str] = []

    def never(question: str, passage: Passage) -> bool:
        tried.append(question)
        return False

    propose(
        [OUTLINE[0]],
        OUTLINE,
        [section(n, f"为什么要用第 {n} 号分片规则？") for n in range(300)],
        never,
    )
    assert 0 < len(tried) <= MAX_TRIES
