"""Sections under headings that say nothing of them: what must never be asked, made by the score.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from bot.bank.makers.every import candidates
from bot.bank.makers.reading import SectionReading
from bot.core.question import Language
from bot.phrasing.spelling import mentions
from bot.phrasing.wording import LANGUAGES, part_of, words_beside, words_empty
from bot.training.gate.cards import Card

_COUNTED = {
    "zh": (
        "第{}章",
        "第{}周",
        "练习 {}",
        "例 {}",
        "题目 {}",
        "方法{}",
        "Day {}",
        "附录 {}",
        "实验{}",
    ),
    "en": ("Chapter {}", "Week {}", "Exercise {}", "Day {}", "Lab {}", "Q{}", "Unit {}", "Part {}"),
}
_NUMERALS = {"zh": tuple("一二三四五六七八九十"), "en": ("I", "II", "III", "IV", "A", "B")}
_PLACES = {"zh": ("北京", "上海", "杭州"), "en": ("Singapore", "london", "Berlin")}
"""Headings that say where or when something was, and nothing of it."""
_TITLES = {
    "zh": ("杂记", "随笔", "日常", "学习笔记", "草稿", "收集"),
    "en": ("Stuff", "notes", "Misc", "Scratch", "Inbox", "Untitled"),
}
"""Titles of notes that are about nothing."""


def _place_name(language: Language, rng: Random) -> str:
    """A heading that counts, dates or places a section."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(_PLACES[language])
    if kind == 1:
        day = f"{rng.randint(2015, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        return rng.choice((day, f"v{rng.randint(0, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}"))
    number = rng.choice((str(rng.randint(1, 30)), rng.choice(_NUMERALS[language])))
    return rng.choice(_COUNTED[language]).format(number)


def misplaced(cards: Sequence[Card], count: int, rng: Random) -> Iterator[Card]:
    """Questions about sections whose heading was replaced by one that names their place in the
    text, or what stands beside the subject: each one to be ashamed of."""
    sections = list({card.section: card.section for card in cards if card.ask == "yes"})
    for number, section in enumerate(rng.choices(sections, k=count)):
        language = section.language
        assert language in LANGUAGES
        beside = number % 2 == 0
        empty = (word for word in words_empty(language) if not part_of(word, language))
        if beside:
            heading = rng.choice(words_beside(language))
        else:
            heading = rng.choice((rng.choice(tuple(empty)), _place_name(language, rng)))
        heading = heading[:1].upper() + heading[1:]
        body = section.markdown.split("\n", 1)[-1]
        # Alone it stands as often as below another heading.
        alone = rng.random() < 0.5
        path = (heading,) if alone else (*section.heading_path[:-1], heading)
        title = rng.choice(_TITLES[language]) if alone else section.title
        moved = SectionReading(path, title, f"## {heading}\n{body}")
        able = [
            one
            for one in candidates(moved)
            if not one.span and (beside or mentions(one.text, heading))
        ]
        if able:
            one = rng.choice(able)
            yield Card(f"misplaced-{number}", one, moved, "shameful", "no")
