"""What is taken out of a model's answer, and where it has to end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer_length import (
    LONG,
    USUAL,
    GrowingEnd,
    balanced,
    ending,
    limits_for,
    without,
    without_unfinished_end,
)
from bot.answering.kept_text import KeptText
from bot.language.markup import pieces

ONE, TWO = "容器共用宿主机的内核。", "虚拟机自带操作系统。"


def tidied(text: str, question: str) -> str:
    """What is kept of a whole text."""
    kept = KeptText(question)
    kept.grown(text, last=True)
    return kept.text(text)


@pytest.mark.parametrize(
    "question",
    [
        "详细讲讲四种网络模式",
        "请展开说一下写时复制",
        "一步一步说明怎么部署",
        "列出所有的网络模式",
        "说一下完整流程",
        "Explain it step by step.",
        "List all network modes, please",
        "Tell me in detail how bridges work",
    ],
)
def test_who_asks_for_more_gets_more(question: str) -> None:
    assert limits_for(question) == LONG


@pytest.mark.parametrize(
    "question",
    [
        "容器和虚拟机有什么区别？",
        "循环展开有什么好处？",
        "所有容器共用一个内核吗？",
        "Do all containers share a kernel?",
        "What is step size?",
    ],
)
def test_other_questions_get_a_short_answer(question: str) -> None:
    assert limits_for(question) == USUAL


def test_an_answer_ends_behind_its_last_allowed_sentence() -> None:
    text = f"{ONE}{TWO}端口用规则转发。"
    assert ending(text, 2) == len(ONE + TWO)
    assert ending(text, 3) is None
    assert ending(f"{ONE}\n\n- {TWO}\n- 端口用规则转发。", 2) == len(f"{ONE}\n\n- {TWO}")


def test_an_answer_ends_where_it_goes_round_in_circles() -> None:
    assert ending(f"{ONE}{TWO}{ONE}{TWO}{ONE}", 8) == len(ONE + TWO)
    assert ending(f"{ONE}[1]{TWO}{ONE}{TWO}{ONE}", 8) == len(f"{ONE}[1]{TWO}")
    assert ending(f"{ONE}{TWO}{ONE}端口用规则转发。", 8) is None  # said once, then it goes on
    assert ending(f"{ONE}{TWO}", 8) is None


def test_code_between_is_kept_where_the_same_is_said_again() -> None:
    code = "\n```\nx\n```\n"
    assert ending(f"{ONE}{code}{ONE}{ONE}{TWO}", 8) == len(f"{ONE}{code}")


def test_questions_and_lead_ins_are_no_sentences() -> None:
    assert ending(f"有什么区别？如下：\n\n{ONE}", 1) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ONE}虚拟机自带完整的操", ONE),
        (f"{ONE}\n- {TWO}\n- 端口用规", f"{ONE}\n- {TWO}"),
        (f"{ONE}{TWO}", f"{ONE}{TWO}"),
        ("虚拟机自带完整的操", ""),
        (f"{ONE[:-1]}[1]。虚拟机自带[", f"{ONE[:-1]}[1]。"),
        (f"{ONE}[1]{TWO}[2", f"{ONE}[1]{TWO}"),
        (f"{ONE}[1]", f"{ONE}[1]"),
        (f"{ONE}做法如下：\n\n```sh\ndocker run\n", ONE),
        (f"{ONE}\n\n```sh\ndocker run\n```\n", f"{ONE}\n\n```sh\ndocker run\n```"),
        ("```\nx = 1\nx = 2", ""),
        (
            "| 比较 | 容器 |\n| - | - |\n| 内核 | 共用 |\n| 启",
            "| 比较 | 容器 |\n| - | - |\n| 内核 | 共用 |",
        ),
        ("", ""),
    ],
)
def test_a_sentence_that_was_cut_off_is_left_out(text: str, left: str) -> None:
    assert without_unfinished_end(text) == left


@pytest.mark.parametrize(
    "opener",
    ["好的，", "当然！", "根据您提供的笔记，", "根据笔记片段：", "Sure, ", "Based on the notes, "],
)
def test_polite_openers_go(opener: str) -> None:
    assert tidied(opener + ONE, "容器？") == ONE


def test_the_question_is_not_said_again() -> None:
    assert tidied(f"容器快吗？\n\n{ONE}", "容器快吗") == ONE
    assert tidied(f"那么容器为什么会快？{ONE}", "为什么容器快") == ONE
    assert tidied(f"因为不用启动内核？{ONE}", "为什么容器快") == f"因为不用启动内核？{ONE}"
    assert tidied(f"{ONE}那么虚拟机呢？{TWO}", "x") == f"{ONE}那么虚拟机呢？{TWO}"


def test_what_is_said_twice_is_said_once() -> None:
    assert tidied(f"- {ONE}\n- {TWO}\n- {ONE}", "x") == f"- {ONE}\n- {TWO}"


def test_a_summary_goes_if_all_of_it_was_said() -> None:
    assert tidied(f"{ONE}{TWO}\n\n总之，容器共用宿主机的内核。", "x") == ONE + TWO
    new = f"{ONE}\n\n总之，端口用规则转发到网桥。"
    assert tidied(new, "x") == new
    alone = "总之，容器共用宿主机的内核。"
    assert tidied(alone, "x") == alone


def test_a_bold_sign_without_partner_goes_and_code_keeps_its_own() -> None:
    assert tidied("容器**共用**宿主机的**内核。", "x") == "容器共用宿主机的内核。"
    assert tidied("**容器**共用内核。", "x") == "**容器**共用内核。"
    code = "```py\nf(**a)\n```"
    assert tidied(f"{ONE}\n\n{code}", "x") == f"{ONE}\n\n{code}"


PARTS = st.sampled_from(
    [ONE, TWO, "为什么？", "总之，", "如下：", "\n", "- ", "**", "```\n", "好的，"]
)


@given(st.lists(PARTS, max_size=12).map("".join))
def test_nothing_is_added_and_something_is_left(text: str) -> None:
    left = tidied(text, "容器？")
    assert bool(left) == bool(text)
    assert len(left) <= len(text)
    end = ending(text, 2)
    assert end is None or 0 < end < len(text)


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("优点：\n- 启动快\n- 占用少\n缺点：\n- 共用内核", (1, 2), "缺点：\n- 共用内核"),
        ("**优点**：\n\n- 启动快\n\n缺点：\n- 共用内核", (2,), "缺点：\n- 共用内核"),
        ("优点：\n- 启动快\n- 占用少\n缺点：", (1,), "优点：\n- 占用少"),
        ("优点：\n- 启动快\n- 占用少\n就这些。", (2,), "优点：\n- 启动快\n就这些。"),
        ("优点：\n- 启动快\n- 占用少\n\n就这些。", (2,), "优点：\n- 启动快\n\n就这些。"),
        ("分两类：\n优点：\n- 启动快\n缺点：\n- 共用内核", (2,), "分两类：\n缺点：\n- 共用内核"),
        ("两点：\n1. 启动快\n2. 占用少\n\n所以常用。", (1, 2), "所以常用。"),
        ("先说结论。\n- 启动快\n- 占用少", (1,), "先说结论。\n- 占用少"),
        ("如下：\n启动快。\n占用少。", (1,), "如下：\n占用少。"),
    ],
)
def test_a_list_that_is_gone_takes_its_lead_in_along(
    text: str, gone: tuple[int, ...], left: str
) -> None:
    """`gone` are lines, from 0; of list items what they say, not their sign."""
    found = pieces(text)
    lines = [sum(p.text.count("\n") for p in found[:i]) for i in range(len(found))]
    items = {i for i, line in enumerate(lines) if line in gone and found[i].text.strip(" -12.\n")}
    assert without(found, items) == left


@pytest.mark.parametrize("piece", ["| 甲 | 乙 |\n", "内核", "\n", "x = 1\n", "1. "])
def test_the_work_for_an_endless_text_is_linear_in_its_length(piece: str) -> None:
    growing, text, read = GrowingEnd(8), "", 0
    for _ in range(3000):
        text += piece
        before = growing._read
        growing.ending(text)
        read += growing._read if growing._read != before else 0
    assert read < 20 * len(text)


def test_bold_signs_in_code_stay_whatever_else_looks_like_a_fence() -> None:
    code = "```py\n~~~\nx **= 2\n```"
    assert balanced(f"{code}\n**awry") == f"{code}\nawry"
