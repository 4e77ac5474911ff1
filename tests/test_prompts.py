"""What a model is told."""

from __future__ import annotations

import pytest

from bot.passage import Passage
from bot.prompts import ANSWER, MAX_CHARS, MAX_PASSAGE_CHARS, SYSTEM, answer_messages, blocks
from bot.rewrite import Search, in_context
from bot.turn import Turn


def passage(text: str, heading: str = "节", title: str = "笔记") -> Passage:
    return Passage(
        section=heading,
        file="a.md",
        title=title,
        heading_path=(heading,),
        lines=(1, 1),
        text=text,
    )


KERNEL = passage("容器共用宿主机的内核。")


def last_line(question: str) -> str:
    messages = answer_messages(Search(question), [KERNEL], {})
    return str(messages[-1].content).rstrip().split("\n")[-1]


def test_the_beginning_never_changes_so_that_it_is_read_once() -> None:
    first = answer_messages(Search("容器？"), [KERNEL], {})
    second = answer_messages(in_context("Why?", [Turn("容器？", "…")]), [], {"a": 1.0})
    assert first[0].content == second[0].content == SYSTEM
    assert [message.type for message in first] == ["system", "human"]


def test_the_last_line_asks_for_the_questions_language() -> None:
    assert last_line("容器为什么快？") == "请用中文回答。"
    assert last_line("Docker 是什么") == "请用中文回答。"
    assert last_line("Why are containers fast?").startswith("Answer in English")


def test_passages_are_numbered_from_one_with_their_place() -> None:
    text = str(answer_messages(Search("容器"), [KERNEL, passage("网桥。", "网络")], {})[-1].content)
    assert "[1] 笔记 › 节\n容器共用宿主机的内核。" in text
    assert "[2] 笔记 › 网络\n网桥。" in text


def test_what_was_asked_before_is_told_only_in_a_conversation() -> None:
    told = answer_messages(in_context("为什么？", [Turn("容器快吗？", "是的")]), [KERNEL], {})
    assert "（前面问过：容器快吗？）" in str(told[-1].content)
    alone = answer_messages(Search("为什么？"), [KERNEL], {})
    assert "前面问过" not in str(alone[-1].content)


@pytest.mark.parametrize("text", ["{question}", "{passages} {0} {{x}}", "{", "%s %(a)s", "}{"])
def test_braces_of_notes_and_questions_are_only_text(text: str) -> None:
    messages = answer_messages(Search(f"容器{text}"), [passage(f"笔记{text}。")], {})
    assert f"问题：容器{text}" in str(messages[-1].content)
    assert f"笔记{text}。" in str(messages[-1].content)


def test_long_passages_are_trimmed_and_all_stay_within_the_room() -> None:
    many = [passage("容器网络靠网桥转发。" * 200, f"节{n}") for n in range(12)]
    made = blocks(many, {"容器": 1.0})
    assert 1 < len(made) < 12
    assert all(len(block) <= MAX_PASSAGE_CHARS * 2 + 20 for block in made)
    assert sum(map(len, made)) <= MAX_CHARS * 2


def test_no_passages_still_make_a_prompt() -> None:
    assert blocks([], {}) == []
    assert "问题：容器" in str(answer_messages(Search("容器"), [], {})[-1].content)


def test_the_template_can_be_used_in_somebodys_own_chain() -> None:
    assert set(ANSWER.input_variables) == {"passages", "context", "question", "language"}


def test_the_prompt_teaches_no_fact_of_any_field() -> None:
    # Small models copy facts from examples into their answers.
    for term in ("容器", "Docker", "进程", "线程", "MySQL", "TCP", "Redis"):
        assert term not in SYSTEM
