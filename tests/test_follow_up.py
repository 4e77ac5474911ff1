"""What an interviewer would ask next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.follow_up import MAX_QUESTIONS, is_question, phrase, propose
from bot.passage import Passage


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        (["Docker 和虚拟机有什么区别？"], "Docker", "Docker 和虚拟机有什么区别？"),
        (["Docker 和虚拟机有什么区别"], "Docker", "Docker 和虚拟机有什么区别？"),
        (["1. Docker 和虚拟机有什么区别?"], "Docker", "Docker 和虚拟机有什么区别？"),
        (["3.2 为什么要分层"], "Docker", "为什么要分层？"),
        (["（二）为什么要分层？"], "Docker", "为什么要分层？"),
        (["一、为什么要分层？"], "Docker", "为什么要分层？"),
        (["2、为什么要分层？"], "Docker", "为什么要分层？"),
        (["限流", "漏桶 VS 令牌桶"], "系统设计", "漏桶 VS 令牌桶：差别在哪里？"),
        (["RDB", "优点"], "Redis", "RDB 的优点是什么？"),
        (["网络", "bridge 模式"], "Docker", "能讲讲 bridge 模式吗？"),
        (["2PC 与 3PC 的区别"], "分布式", "2PC 与 3PC 的区别在哪里？"),
        (["TCP 与 UDP 对比"], "网络", "TCP 与 UDP 对比：差别在哪里？"),
        (["安装 Docker"], "容器", "安装 Docker 要怎么做？"),
        (["限流算法", "优点"], "系统设计", "限流算法的优点是什么？"),
        (["4. 限流算法", "1. 优缺点"], "系统设计", "限流算法的优缺点是什么？"),
        (["限流算法", "漏桶", "原理"], "系统设计", "漏桶的原理是什么？"),
        (["原理"], "一致性哈希", "一致性哈希的原理是什么？"),
        (["What is write skew?"], "Transactions", "What is write skew?"),
        (["Why does it matter"], "Transactions", "Why does it matter?"),
        (["Write skew"], "Transactions", "What is Write skew, and why does it matter?"),
        (["Locking", "Pros"], "Transactions", "What are the pros of Locking?"),
        (["3.5 Gap locks"], "Transactions", "What is Gap locks, and why does it matter?"),
    ],
)
def test_a_heading_becomes_a_question_in_its_language(
    path: list[str], title: str, expected: str
) -> None:
    assert phrase(path, title) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("ref", "Ref:", "References", "参考", "参考资料", "参考链接：", "附录", "TODO", "目录"),
        *("其他", "前言", "Links", "A", "很长的标题" * 20, "1.", "---"),
    ],
)
def test_links_and_references_are_nothing_to_ask_about(heading: str) -> None:
    assert phrase([heading], "笔记") is None
    assert phrase(["容器网络", heading], "笔记") is None


def test_no_path_is_nothing_to_ask_about() -> None:
    assert phrase([], "笔记") is None
    assert phrase(["", ""], "笔记") is None


def test_a_part_of_a_question_is_no_subject() -> None:
    assert phrase(["为什么要分层？", "优点"], "Docker") is None


def test_the_title_alone_is_no_question() -> None:
    assert phrase(["Redis面试整理"], "Redis面试整理") is None


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("GIL 是什么", True),
        ("怎么做到不停机", True),
        ("限流算法", False),
        ("How does it work", True),
        ("Locking", False),
        ("1. What is it", True),
        ("Whatever", False),
        ("Candlesticks", False),
    ],
)
def test_questions_are_told_from_subjects(heading: str, expected: bool) -> None:
    assert is_question(heading) is expected


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=20))
def test_any_heading_gives_one_line_that_ends_as_a_question_or_nothing(
    path: list[str], title: str
) -> None:
    question = phrase(path, title)
    assert question is None or question.endswith(("？", "?"))


def section(number: int, *path: str, file: str = "a.md", score: float = 1.0) -> Passage:
    return Passage(
        section=f"{file}-{number}",
        file=file,
        title="容器",
        heading_path=path or (f"第{'甲乙丙丁戊己庚辛'[number % 8]}种办法为什么好？",),
        lines=(number * 10 + 1, number * 10 + 5),
        text="",
        score=score,
    )


OUTLINE = [section(n) for n in range(8)]
ALWAYS: Callable[[str, Passage], bool] = lambda question, passage: True  # noqa: E731


def test_one_to_three_questions_from_the_neighbours_nearest_first() -> None:
    found = propose([OUTLINE[4]], [], OUTLINE, ALWAYS)
    assert len(found) == MAX_QUESTIONS
    assert set(found[:2]) == {"第丁种办法为什么好？", "第己种办法为什么好？"}


def test_what_was_cited_is_not_asked_again() -> None:
    found = propose(OUTLINE[:6], OUTLINE, OUTLINE, ALWAYS)
    assert set(found) == {"第庚种办法为什么好？", "第辛种办法为什么好？"}


@pytest.mark.parametrize(
    "said", ["第乙种办法为什么好", "第乙种办法，为什么好?", " 第乙种办法为什么好？ "]
)
def test_what_was_asked_is_not_asked_again(said: str) -> None:
    found = propose([OUTLINE[0]], [], OUTLINE[:3], ALWAYS, [said])
    assert found == ("第丙种办法为什么好？",)


def test_only_what_the_notes_answer_is_asked() -> None:
    found = propose([OUTLINE[0]], OUTLINE, OUTLINE, lambda q, p: "丁" in q)
    assert found == ("第丁种办法为什么好？",)
    assert propose([OUTLINE[0]], OUTLINE, OUTLINE, lambda q, p: False) == ()


def test_a_question_is_asked_once_even_if_two_sections_ask_it() -> None:
    twice = [OUTLINE[0], section(1, "为什么好？"), section(2, "1. 为什么好?")]
    assert propose([OUTLINE[0]], twice, twice, ALWAYS) == ("为什么好？",)


def test_sections_under_the_same_heading_come_before_nearer_ones() -> None:
    cited = section(1, "网络", "host 模式")
    outline = [cited, section(2, "别的"), section(6, "网络", "none 模式")]
    assert propose([cited], [], outline, ALWAYS)[0] == "能讲讲 none 模式吗？"


def test_nothing_cited_and_nothing_found_asks_nothing() -> None:
    assert propose([], [], OUTLINE, ALWAYS) == ()


def test_the_notes_are_not_asked_about_more_sections_than_needed() -> None:
    tried: list[str] = []

    def never(question: str, passage: Passage) -> bool:
        tried.append(question)
        return False

    propose([OUTLINE[0]], OUTLINE, [section(n, f"第{n}个为什么？") for n in range(300)], never)
    assert len(tried) < 20
