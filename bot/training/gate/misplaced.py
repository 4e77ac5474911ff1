"""Sections under headings that say nothing of them: what must never be asked, made by the score.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from bot.bank.makers.every import candidates
from bot.bank.makers.reading import SectionReading
from bot.phrasing.spelling import mentions
from bot.phrasing.wording import LANGUAGES, part_of, words_beside, words_empty
from bot.training.gate.cards import Card

_PLACES = {
    "zh": ("第一章", "第三周", "练习二", "例 3", "题目 5", "2021-03-04", "北京", "方法一", "Day 2"),
    "en": ("Chapter 1", "Week 3", "Exercise 2", "Day 12", "Lab 4", "2021-03-04", "Singapore"),
}


def misplaced(cards: Sequence[Card], count: int, rng: Random) -> Iterator[Card]:
    """Questions about sections whose heading was replaced by one that names their place in the
    text, or what stands beside the subject: each one to be ashamed of."""
    sections = list({card.section: card.section for card in cards if card.ask == "yes"})
    for number, section in enumerate(rng.choices(sections, k=count)):
        language = section.language
        assert language in LANGUAGES
        beside = number % 2 == 0
        empty = (word for word in words_empty(language) if not part_of(word, language))
        names = words_beside(language) if beside else (*empty, *_PLACES[language])
        heading = rng.choice(names)
        heading = heading[:1].upper() + heading[1:]
        body = section.markdown.split("\n", 1)[-1]
        path = (*section.heading_path[:-1], heading)
        moved = SectionReading(path, section.title, f"## {heading}\n{body}")
        able = [
            one
            for one in candidates(moved)
            if not one.span and (beside or mentions(one.text, heading))
        ]
        if able:
            one = rng.choice(able)
            yield Card(f"misplaced-{number}", one, moved, "shameful", "no")
