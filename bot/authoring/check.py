"""May a language model write cards? It is tried on twenty sections that come with the program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.authoring.card import AuthoredCard, SectionOutcome
from bot.authoring.prompts import shown_text
from bot.authoring.quotes import exact_quote
from bot.authoring.schema import NotOfTheSchema
from bot.authoring.verify import FindSection, verified
from bot.core.passage import Passage
from bot.core.question import Language
from bot.language.noise import prompt_signs

WriteCard = Callable[[Passage, Language], AuthoredCard | str]
"""See `CardWriter.write`."""

BARS: Mapping[str, float] = {
    "schema": 0.95,
    "quotes": 0.9,
    "stand": 0.85,
    "covered": 0.75,
    "shameful": 0,
}
"""What a model that may write reaches: shares, and at most so many shameful cards.

Set so that a card that stands is better than the code's; the 1.5B model stays far below.
"""


@dataclass(frozen=True, kw_only=True)
class CheckSection:
    """A section with what a right card of it holds."""

    id: str
    language: Language
    title: str
    headings: tuple[str, ...]
    text: str
    asks: bool
    """Whether there is anything to ask."""
    names: tuple[str, ...] = ()
    """A question about its subject holds one of these."""
    must: tuple[tuple[str, ...], ...] = ()
    """The essentials hold one word of each of these."""
    never: tuple[str, ...] = ()
    """No part of a card holds any of these."""


@dataclass(frozen=True, kw_only=True)
class CheckedCard:
    """What a model made of one section."""

    id: str
    asks: bool
    well_formed: bool
    quotes: int = 0
    exact: int = 0
    outcome: SectionOutcome | None = None
    must: int = 0
    covered: int = 0
    shameful: str = ""
    """Why it would be shameful to ask it; empty if it would not, or if it doesn't stand."""
    written: AuthoredCard | str = ""


@dataclass(frozen=True, kw_only=True)
class CheckFigures:
    """All sections taken together."""

    schema: float
    """Share of the sections whose reply was of the schema, asked at most twice."""
    quotes: float
    """Share of the quotes that stand in their section."""
    stand: float
    """Share of the sections with something to ask whose card stands: it names its subject, and its
    section is found first for it."""
    covered: float
    """Share of what the essentials must say that they say."""
    shameful: int
    """Cards that would be asked and must not be."""
    cards: tuple[CheckedCard, ...] = field(default=(), compare=False)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Names of the figures that miss their bar."""
        shares = [name for name in BARS if name != "shameful" and getattr(self, name) < BARS[name]]
        return (*shares, *(["shameful"] if self.shameful > BARS["shameful"] else []))

    @property
    def passed(self) -> bool:
        """Whether the model may write."""
        return not self.lacks


def check_sections() -> tuple[CheckSection, ...]:
    """The sections of the check, Chinese ones first."""
    rows: list[dict[str, Any]] = json.loads(
        files("bot.authoring").joinpath("check_sections.json").read_text("utf-8")
    )
    return tuple(
        CheckSection(
            **{
                **row,
                "headings": tuple(row["headings"]),
                "names": tuple(row["names"]),
                "must": tuple(map(tuple, row["must"])),
                "never": tuple(row["never"]),
            }
        )
        for row in rows
    )


def write_notes(sections: Iterable[CheckSection], folder: Path) -> None:
    """One note a section, named after its id, to be searched."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in sections:
        above = "".join(f"# {heading}\n\n" for heading in one.headings[:-1])
        note = f"---\ntitle: {one.title}\n---\n{above}{one.text}\n"
        (folder / f"{one.id}.md").write_text(note, "utf-8")


def check(
    write: WriteCard,
    sections: Sequence[CheckSection],
    passages: Mapping[str, Passage],
    find: FindSection,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> CheckFigures:
    """Have every section's card written. `passages` holds the sections by their ids.

    Raises what `write` raises, but for NotOfTheSchema.
    """
    cards: list[CheckedCard] = []
    for number, one in enumerate(sections, 1):
        passage = passages[one.id]
        try:
            written = write(passage, one.language)
        except NotOfTheSchema:
            cards.append(
                CheckedCard(id=one.id, asks=one.asks, well_formed=False, must=len(one.must))
            )
        else:
            cards.append(checked(one, passage, written, find))
        on_done(number, len(sections))
    return figures(cards)


def checked(
    one: CheckSection, passage: Passage, written: AuthoredCard | str, find: FindSection
) -> CheckedCard:
    """What a card of the check is worth."""
    outcome = verified(written, passage, one.language, find)
    card = outcome.card
    said = ""
    if card is not None:
        said = " ".join(f"{row.text} {row.quote}" for row in card.essentials).casefold()
    quoted = () if isinstance(written, str) else written.quoted
    text = shown_text(passage)
    return CheckedCard(
        id=one.id,
        asks=one.asks,
        well_formed=True,
        quotes=len(quoted),
        exact=sum(exact_quote(row.quote, text) is not None for row in quoted),
        outcome=outcome,
        must=len(one.must),
        covered=sum(any(word.casefold() in said for word in words) for words in one.must),
        shameful=_shame(one, card) if card is not None else "",
        written=written,
    )


def _shame(one: CheckSection, card: AuthoredCard) -> str:
    if not one.asks:
        return "there is nothing to ask"
    question = card.question.casefold()
    if not any(name.casefold() in question for name in one.names):
        return "the subject is not named"
    told = " ".join(
        (card.question, *(row.text for row in card.quoted), *card.follow_ups)
    ).casefold()
    never = [word for word in one.never if word.casefold() in told]
    if never or prompt_signs(told):
        return f"holds {', '.join(never) or 'words to a model'}"
    return ""


def figures(cards: Sequence[CheckedCard]) -> CheckFigures:
    """The figures of all cards."""
    asking = [card for card in cards if card.asks]
    stand = [card for card in asking if card.outcome and card.outcome.card and not card.shameful]
    return CheckFigures(
        schema=_share(sum(card.well_formed for card in cards), len(cards)),
        quotes=_share(sum(card.exact for card in cards), sum(card.quotes for card in cards)),
        stand=_share(len(stand), len(asking)),
        covered=_share(sum(card.covered for card in cards), sum(card.must for card in cards)),
        shameful=sum(bool(card.shameful) for card in cards),
        cards=tuple(cards),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
