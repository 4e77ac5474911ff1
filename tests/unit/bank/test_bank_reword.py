from __future__ import annotations

from dataclasses import replace

import pytest
from scripted_llm import ScriptedLlm

from bot.bank.build import build
from bot.bank.points.reword import holds, messages, read_lines, reword, reworded
from bot.core.question import Question
from bot.errors import ModelUnavailable
from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note

NOTE = """# 什么是写时复制？

父子进程先**共享同一份内存页**，谁要写才复制那一页。

- 一页的大小通常是 4 KB
- 只读的页永远不会被复制
"""


def question() -> Question:
    (made,) = build(sections_of_note(parse_note("笔记.md", NOTE)[0])).questions
    return made


def test_a_rewording_takes_the_points_text_and_nothing_else() -> None:
    before = question()
    after = reworded(before, {1: "父子进程共享内存页，谁要写才复制那一页"})
    assert after.points[0].text == "父子进程共享内存页，谁要写才复制那一页"
    assert replace(after.points[0], text=before.points[0].text) == before.points[0]
    assert after.points[1:] == before.points[1:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "复制",
        "长" * 61,
        "操作系统利用缺页中断来实现高效的进程创建",  # brings what the note lacks
        "一页的大小通常是 8 KB",  # another number
        "一页的大小是固定的",  # loses the number
        "Each page has 4 KB",  # another language
    ],
)
def test_a_rewording_that_says_something_else_is_dropped(text: str) -> None:
    assert reworded(question(), {2: text}) == question()


def test_a_rewording_never_turns_a_negation() -> None:
    assert reworded(question(), {3: "只读的页总是会被复制"}) == question()
    assert not holds("只读的页会被复制", question().points[2], question().text)


def test_a_rewording_that_repeats_another_point_is_dropped() -> None:
    assert reworded(question(), {2: question().points[0].text}) == question()


def test_numbers_beyond_the_points_are_left_alone() -> None:
    assert reworded(question(), {0: "父子进程", 9: "父子进程"}) == question()


def test_replies_are_read_line_by_line() -> None:
    reply = (
        "好的：\n1. **父子进程**共享内存页\n2）一页 4 KB（原文：一页）\n1. 又一次\n- 3: 只读的页"
    )
    assert read_lines(reply) == {1: "父子进程共享内存页", 2: "一页 4 KB", 3: "只读的页"}


def test_a_model_is_asked_with_points_and_quotes_and_its_lines_are_checked() -> None:
    model = ScriptedLlm(
        replies=["1. 父子进程共享内存页，谁要写才复制那一页\n2. 一页的大小通常是 16 KB"]
    )
    after = reword(model, question(), "scripted")
    assert after.points[0].text == "父子进程共享内存页，谁要写才复制那一页"
    assert after.points[1] == question().points[1]
    (prompt,) = model.prompts
    assert "1. " in prompt
    assert "原文" in prompt
    assert "一页的大小通常是 4 KB" in prompt


def test_the_prompts_beginning_is_constant_and_names_the_language() -> None:
    first, last = messages(question())
    assert first == messages(replace(question(), text="别的问题？"))[0]
    assert str(last.content).endswith("请用中文逐行输出。")


def test_a_model_that_fails_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="scripted"):
        reword(ScriptedLlm(replies=["1. 父子进程"], fails_after=2), question(), "scripted")


def test_points_without_quotes_are_the_users_and_stay() -> None:
    own = replace(question(), points=(replace(question().points[0], quote=""),))
    model = ScriptedLlm(replies=["1. 父子进程"])
    assert reword(model, own, "scripted") == own
    assert model.calls == []
