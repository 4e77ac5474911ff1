"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import clause_starts, sentence_spans, sentences

MIXED = st.text(alphabet='中文ab 。！？.!?；…\n`$[]()"”1、，', max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一。二！三？四；五", ["一。", "二！", "三？", "四；五"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("等等……再说", ["等等……", "再说"]),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Use e.g. Redis. It is 3.5 times faster.", ["Use e.g. Redis.", "It is 3.5 times faster."]),
        ("看 `a.b; c。d` 这里。完", ["看 `a.b; c。d` 这里。", "完"]),
        ("见 [这。里](http://x.y/?a=1!b) 。好", ["见 [这。里](http://x.y/?a=1!b) 。", "好"]),
        ("[[甲。乙|丙]] 之后。完", ["[[甲。乙|丙]] 之后。", "完"]),
        ("if a!=b and c?d:e", ["if a!=b and c?d:e"]),
        ("1. 第一项\n2. 第二项", ["1. 第一项", "2. 第二项"]),
        ("**粗体。** 后面", ["**粗体。**", "后面"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(MIXED)
def test_spans_are_in_order_and_leave_only_blanks_out(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert not text[position:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(MIXED)
def test_clauses_begin_inside_the_text_in_order(text: str) -> None:
    starts = clause_starts(text)
    assert starts == sorted(set(starts))
    assert all(0 < start <= len(text) for start in starts)


def test_a_clause_does_not_begin_inside_a_link() -> None:
    text = "甲，乙 [a, b](c d) 丙"
    assert [text[start:] for start in clause_starts(text)] == [
        "乙 [a, b](c d) 丙",
        "[a, b](c d) 丙",
        "丙",
    ]
