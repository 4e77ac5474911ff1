from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from scripted_llm import ScriptedLlm

from bot.bank.build import build
from bot.bank.read import sections_of_note
from bot.bank.reword import Rewording, holds, messages, read_lines, reword, reworded
from bot.bank.schema import Bank, Question
from bot.errors import ModelUnavailable
from ingest.notes import parse_note

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


# -- the questions of an interview -----------------------------------------------------------------

BETTER = "父子进程共享内存页，谁要写才复制那一页"


def made() -> Bank:
    return Bank((question(),))


class Waits(ScriptedLlm):
    """Says nothing until the gate is open."""

    gate: Any = None

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.gate.wait(10)
        return super()._stream(messages, stop, run_manager, **kwargs)


def test_the_questions_of_an_interview_get_the_wordings_that_hold() -> None:
    model = ScriptedLlm(replies=[f"1. {BETTER}\n2. 一页的大小通常是 16 KB"])
    other = replace(question(), id="other", text="写时复制怎样省内存？")
    first, second = Rewording(lambda: model, "scripted", made)([question(), other])
    assert first.points[0].text == BETTER
    assert first.points[0].quote == question().points[0].quote
    assert first.points[1] == question().points[1]
    assert second.text == other.text
    assert len(model.calls) == 2


def test_the_users_own_words_are_never_reworded() -> None:
    points = question().points
    edited = replace(question(), points=(replace(points[0], text="我自己的话"), *points[1:]))
    model = ScriptedLlm(replies=[f"1. {BETTER}"])
    assert Rewording(lambda: model, "scripted", made)([edited]) == (edited,)


def test_without_a_model_nothing_is_read_and_nothing_changes() -> None:
    def unread() -> Bank:
        raise AssertionError

    assert Rewording(lambda: None, "none", unread)([question()]) == (question(),)


def test_a_model_that_fails_leaves_the_words_as_they_were(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = ScriptedLlm(replies=[f"1. {BETTER}"], fails_after=2)
    assert Rewording(lambda: model, "scripted", made)([question()]) == (question(),)
    assert "keep their words" in caplog.text


def test_a_slow_model_holds_up_no_interview() -> None:
    gate = threading.Event()
    model = Waits(replies=[f"1. {BETTER}"], gate=gate)
    try:
        worded = Rewording(lambda: model, "scripted", made, wait_s=0.05)([question()])
    finally:
        gate.set()
    assert worded == (question(),)
