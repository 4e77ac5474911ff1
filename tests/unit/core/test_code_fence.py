"""Fences of code in text that is read line by line."""

from __future__ import annotations

import pytest

from bot.core.code_fence import CodeFence, fence_sign


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("```", "```"),
        ("````py\n", "````"),
        ("  ~~~ text", "~~~"),
        ("- ```sh", "```"),
        ("> 1. ```", "```"),
        ("```a``` is code", ""),
        ("``", ""),
        ("text ```", ""),
        ("", ""),
    ],
)
def test_a_fence_is_told_by_how_its_line_begins(line: str, sign: str) -> None:
    assert fence_sign(line) == sign


def held(text: str) -> list[bool]:
    fence = CodeFence()
    return [fence.takes(line) for line in text.split("\n")]


def test_a_fence_holds_its_own_lines_too() -> None:
    assert held("a\n```\nb\n```\nc") == [False, True, True, True, False]


@pytest.mark.parametrize("inside", ["~~~", "```", "````py", "``"])
def test_a_fence_is_closed_by_its_own_sign_alone(inside: str) -> None:
    assert held(f"````\n{inside}\n````\na") == [True, True, True, False]


def test_a_fence_may_be_closed_by_a_longer_sign() -> None:
    assert held("~~~\n~~~~~\na") == [True, True, False]


def test_what_is_not_closed_stays_open() -> None:
    fence = CodeFence()
    assert not fence.is_open
    assert fence.takes("```")
    assert fence.takes("a")
    assert fence.is_open
