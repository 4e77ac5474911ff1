"""A question in a conversation: the subject is carried over, a new one wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.turn import Turn
from bot.errors import BadInput
from bot.search.retrieve import NotesRetriever
from bot.search.rewrite import (
    LEANING,
    MAX_BACK,
    STANDING,
    in_context,
    leans,
    may_lean,
    to_history,
)


def turns(*questions: str) -> list[Turn]:
    return [Turn(question, "……") for question in questions]


DOCKER = "Docker 和虚拟机有什么区别？"
GIL = "GIL 是什么？为什么会有它？"
MYSQL = "MySQL索引"


def test_the_first_question_stands_for_itself() -> None:
    search = in_context(DOCKER, [])
    assert (search.text, search.context, search.weight) == (DOCKER, "", 0.0)


@pytest.mark.parametrize(
    "question",
    [
        "那它启动为什么快？",
        "为什么？",
        "还有别的办法吗？",
        "虚拟机呢？",
        "前者的隔离强在哪里？",
        "这种做法有什么缺点？",
        "如果内存不够的话",
        "what about its network?",
        "And how does it start?",
        "Why?",
        "How do they compare?",
        "which one is faster",
        "启动？",
    ],
)
def test_a_question_that_points_back_leans_on_what_was_said(question: str) -> None:
    assert leans(question)
    search = in_context(question, turns(DOCKER))
    assert search.text == f"{DOCKER} {question}"
    assert search.weight == LEANING


@pytest.mark.parametrize(
    "question",
    [
        "MySQL 联合索引的最左前缀原则怎么理解？",
        "三次握手为什么不能只握手两次？",
        "How do the four isolation levels compare in PostgreSQL?",
        MYSQL,
        "LoRA",
        "K8s 探针",
        "What is write skew?",
    ],
)
def test_a_question_with_its_own_subject_leans_less(question: str) -> None:
    assert not leans(question)
    assert in_context(question, turns(DOCKER)).weight == STANDING < LEANING


def test_a_chain_of_follow_ups_reaches_back_to_the_subject() -> None:
    search = in_context("为什么？", turns(GIL, DOCKER, "那它启动为什么快？"))
    assert search.text == f"{DOCKER} 那它启动为什么快？ 为什么？"
    assert GIL not in search.context


def test_a_chain_stops_at_the_question_that_stands_for_itself() -> None:
    search = in_context("为什么？", turns(DOCKER, "MySQL 联合索引的最左前缀原则怎么理解？"))
    assert DOCKER not in search.context


@given(st.lists(st.sampled_from([DOCKER, "为什么？", "那它呢？", GIL]), max_size=8))
def test_no_more_than_two_earlier_questions_are_carried(asked: list[str]) -> None:
    search = in_context("然后呢？", turns(*asked))
    recent = asked[-MAX_BACK:]
    assert search.context in {" ".join(recent), " ".join(recent[1:])}
    assert 0 <= search.weight <= 1


def test_answers_are_not_searched_for() -> None:
    assert "虚拟机" not in in_context("为什么？", [Turn("容器怎么启动？", "比虚拟机快")]).text


@pytest.mark.parametrize("question", ["那它启动为什么快？", "隔离性呢？", "为什么启动更快？"])
def test_a_follow_up_finds_what_the_conversation_is_about(
    retriever: NotesRetriever, question: str
) -> None:
    alone = retriever.find(question).passages[0]
    found = retriever.find(question, turns(DOCKER)).passages
    assert "容器/Docker核心原理.md" in {p.file for p in found[:2]}, alone.place


@pytest.mark.parametrize(
    ("question", "file"),
    [
        (MYSQL, "后端/MySQL索引与MVCC.md"),
        ("MySQL 联合索引的最左前缀怎么理解？", "后端/MySQL索引与MVCC.md"),
        ("三次握手为什么不能是两次？", "网络/TCP与HTTPS.md"),
        ("LoRA 的原理是什么？", "大模型/Transformer与LoRA与RAG.md"),
        (
            "How does a database deal with deadlocks?",
            "English/Transactions and Isolation Levels.md",
        ),
    ],
)
def test_a_change_of_subject_wins(retriever: NotesRetriever, question: str, file: str) -> None:
    assert retriever.find(question, turns(DOCKER)).passages[0].file == file
    chain = turns(GIL, DOCKER, "那它启动为什么快？")
    assert retriever.find(question, chain).passages[0].file == file


def test_a_chain_of_follow_ups_stays_with_its_subject(retriever: NotesRetriever) -> None:
    history = turns("JWT 由哪几段组成？安全上要注意什么？", "那它怎么提前失效？")
    found = retriever.find("还有别的办法吗？", history).passages
    assert found[0].file == "网络/Web认证-会话JWT与OAuth.md"


def test_a_history_is_read_from_pairs() -> None:
    assert to_history([["问", "答"], ["再问", ""]]) == [Turn("问", "答"), Turn("再问", "")]
    assert to_history([]) == []


@pytest.mark.parametrize(
    "pairs",
    [None, {}, "问", 3, [["问"]], [["问", "答", "多"]], ["问答"], [[1, "答"]], [{"q": "a"}]],
)
def test_another_shape_of_history_is_named(pairs: object) -> None:
    with pytest.raises(BadInput, match=r"\[question, answer\]"):
        to_history(pairs)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("前一个设成 1 会怎么样", True),
        ("剩下的放在哪里", True),
        ("第三种为什么慢", True),
        ("Which kernel does the second use?", True),
        ("它呢？", True),
        (DOCKER, False),
        ("三次握手为什么不能只握手两次？", False),
        ("What is write skew?", False),
    ],
)
def test_a_thing_named_by_its_place_may_be_one_that_was_named_before(
    question: str, expected: bool
) -> None:
    assert may_lean(question) is expected
