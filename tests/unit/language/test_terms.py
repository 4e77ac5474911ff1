"""The field's words in the other language."""

from __future__ import annotations

import pytest

from bot.language.terms import from_english, is_chinese, pairs, telling, translate


@pytest.mark.parametrize(
    ("text", "expected"),
    [("容器", True), ("Docker 是", True), ("Docker", False), ("", False), ("，。", False)],
)
def test_chinese_is_told_by_its_characters(text: str, expected: bool) -> None:
    assert is_chinese(text) is expected


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("What is a gap lock?", "间隙"),
        ("How do I avoid phantom reads?", "幻读"),
        ("How does a PHANTOM READ come about?", "幻读"),
        ("容器之间怎么通信？", "contain"),
    ],
)
def test_terms_are_translated(question: str, word: str) -> None:
    assert word in translate(question)


def test_a_term_of_several_words_is_not_taken_apart() -> None:
    assert [term for term, _ in from_english("phantom read")] == [("phantom", "read")]
    assert "幻读" in translate("phantom read")


def test_words_of_no_term_translate_to_nothing() -> None:
    assert translate("qwertz zuiop") == []
    assert translate("") == []
    assert translate("咕咕嘎嘎") == []


def test_a_translation_is_given_once() -> None:
    found = translate("lock lock lock and a lock")
    assert len(found) == len(set(found))


def test_every_row_of_the_table_has_both_languages() -> None:
    assert len(pairs()) > 200
    for english, chinese in pairs():
        assert all(term.strip() == term and term for term in (*english, *chinese))
        assert not any(is_chinese(term) for term in english)
        assert any(is_chinese(term) for term in chinese)


def test_a_pair_of_characters_inside_a_longer_word_does_not_count() -> None:
    assert telling("好的") == {"好的"}
    assert "分布" not in telling("分布式")
