"""What isn't seen doesn't count, and what is seen stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markdown.parser import parse
from ingest.markdown.plain_text import plain_text
from ingest.notes.front_matter import read_front_matter
from ingest.text.characters import fold, folded
from ingest.text.lexical import words

UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u2066\u034f\u3164\ufe0f\U000e0101\x08"
)


@pytest.mark.parametrize("char", UNSEEN)
def test_what_is_not_seen_goes(char: str) -> None:
    assert folded(f"{char}日{char}志轮{char * 2}转 log{char}rotate{char}") == "日志轮转 logrotate"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "👩\u200d💻 写代码",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e007f",
        "a\tb\nc",
    ],
)
def test_what_shapes_letters_and_pictures_stays(text: str) -> None:
    assert folded(text) == text


def test_letters_in_two_forms_are_one() -> None:
    assert folded("Cafe\u0301 ガ 한") == "Café ガ 한"


MIXED = "ab \t> é\u0301\u200b\u200c\u200d\ufe0f\ufeff\u3164中\u034fᄀ\u1161#1\u20e3😀م्\n\u0338="


@given(st.text(alphabet=MIXED))
def test_places_lead_back_into_the_text_as_it_was(source: str) -> None:
    view = fold(source)
    assert view.text == folded(source) == folded(view.text)
    assert view.text.count("\n") == source.count("\n")
    at = 0
    for place in range(len(view.text)):
        start, end = view.span(place, place + 1)
        assert at <= start < end <= len(source)
        at = start
    assert folded(view.quote(0, len(view.text))) == view.text


def test_a_quote_is_the_sources_own_words_without_invisible_edges() -> None:
    view = fold("\ufeff前文。\u200b容\u200b器\u200b。后文")
    at = view.text.index("容器")
    assert view.quote(at, at + 2) == "容\u200b器"


def test_words_headings_fences_and_front_matter_are_read_as_without_invisible_characters() -> None:
    assert words("容\u200b器编\u00ad排 Kuber\u200bnetes") == words("容器编排 Kubernetes")
    tokens = parse("\u200b## 日\u2060志\n\n\ufeff```\n# x\u200b\n```\n")
    assert [(t.type, t.content) for t in tokens if t.content] == [
        ("inline", "日志"),
        ("fence", "# x\n"),
    ]
    assert plain_text("**容\u200b器** \u200b编排") == "容器 编排"
    front = read_front_matter("---\u200b\ntitle: 日\u200b志\n---\n正文", "名")
    assert (front.meta.title, front.body_line) == ("日志", 4)


@pytest.mark.parametrize("before", ["", "  ", "- ", "1. ", "> ", "- 甲\n\n  "])
@pytest.mark.parametrize("blanks", ["\t", "\t\t\t", "     ", "\t\u200b\t"])
def test_a_line_that_begins_with_an_invisible_character_is_text(before: str, blanks: str) -> None:
    note = f"{before}\u200b{blanks}**mangle 表**：改包头"
    assert not any(token.type == "code_block" for token in parse(note))
    assert plain_text(note).endswith("mangle 表：改包头")


@pytest.mark.parametrize(
    "line", ["    \u200bx = 1", "\t\u200b\tx = 1", "- 甲\n\n      \u200b  x = 1"]
)
def test_an_indented_line_is_code_whatever_invisible_begins_it(line: str) -> None:
    assert [t.content.strip() for t in parse(line) if t.type == "code_block"] == ["x = 1"]


def test_code_in_a_fence_keeps_its_indentation_behind_invisible_characters() -> None:
    code = plain_text("```\n\u200bif x:\n\u200b    return\n\u200b\n\u200b        y\n```")
    lines = code.split("\n")
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 4, 0, 8]


def test_a_line_with_nothing_to_be_seen_is_blank() -> None:
    assert folded("甲\n\u200b \t\u200b\n乙") == "甲\n \t\n乙"


def test_blanks_behind_an_invisible_character_in_a_word_stay() -> None:
    assert folded("容\u200b 器\u200b\t编排") == "容 器\t编排"
