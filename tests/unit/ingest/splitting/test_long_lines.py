"""A line twice as long takes about twice the work."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import pytest

from ingest.notes.folder import parse_note
from ingest.splitting.split import SplitSettings, split_note


def work(line: str) -> int:
    """Calls that splitting a line takes, and characters whose tokens are counted."""
    done = 0

    def called(frame: FrameType, event: str, what: Any) -> None:
        nonlocal done
        done += event in ("call", "c_call")

    def count(texts: Sequence[str]) -> list[int]:
        nonlocal done
        done += sum(map(len, texts))
        return [len(text) * 2 // 3 for text in texts]

    note, _ = parse_note("a.md", f"# 标题\n\n{line}")
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        split_note(note, count, SplitSettings())
    finally:
        sys.setprofile(before)
    return done


@pytest.mark.parametrize(
    "sign",
    [
        "$",
        "[[",
        "[",
        "|",
        "*",
        "<",
        "`",
        ">",
        "`'\"$[*<|>",
        "价格 $5 和 ",
        "$x$ ",
        "[[a|b]]",
        "甲 ",
    ],
)
def test_a_line_of_signs_takes_work_as_it_is_long(sign: str) -> None:
    size = 10_000 // len(sign)
    work(f"甲{sign * size}")  # what is made once in a process
    once, twice = work(f"乙{sign * size}"), work(f"丙{sign * size * 2}")
    assert twice <= 2.6 * once
