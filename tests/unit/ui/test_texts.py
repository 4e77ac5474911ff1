from __future__ import annotations

import string

import pytest

from bot.core.question import Language
from bot.ui.words.texts import EN, STATIC, ZH, language_of, say, static_labels


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_everything() -> None:
    singular = {key for key in EN if key.endswith("_one")}
    assert set(EN) - singular == set(ZH)
    assert {key.removesuffix("_one") for key in singular} <= set(EN)


def test_a_translation_fills_in_the_same_values() -> None:
    for key, text in ZH.items():
        assert _fields(text) == _fields(EN[key]), key


def test_nothing_is_left_empty_or_shouted() -> None:
    for text in (*ZH.values(), *EN.values()):
        assert text.strip()
        assert not set("!！") & set(text)


def test_one_thing_is_not_many() -> None:
    assert say("en", "sections", n=1) == "1 section"
    assert say("en", "sections", n=2) == "2 sections"
    assert say("zh", "sections", n=1) == "1 节"


def test_unknown_words_are_a_fault() -> None:
    with pytest.raises(KeyError):
        say("en", "no such key")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("ZH", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("zh;q=0.3, en;q=0.7", "en"),
        ("fr-FR,fr;q=0.9,zh-TW;q=0.5", "zh"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("zh;q=much", "en"),
        ("zhu,english", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str | None, language: Language) -> None:
    assert language_of(accepted) == language


def test_labels_for_the_browser_are_complete() -> None:
    for words in static_labels().values():
        assert set(words) == set(STATIC)
