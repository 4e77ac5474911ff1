"""Cards of a language model laid over the bank that code made. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.authoring.card import AuthoredCard, SectionOutcome
from bot.authoring.store import section_hash
from bot.core.passage import Passage
from bot.core.question import (
    Bank,
    Point,
    PointKind,
    Question,
    QuestionKind,
    Said,
    SectionPlace,
    Skipped,
    SkipReason,
    point_id,
    question_id,
)

EXTRA_WEIGHT = 0.5
_DEEP = (QuestionKind.WHY, QuestionKind.TRADE_OFF, QuestionKind.SCENARIO)


def overlaid(
    bank: Bank, outcomes: Mapping[str, SectionOutcome], passages: Mapping[str, Passage]
) -> Bank:
    """The bank with a card's question where there is a card; `outcomes` by `section_hash`.

    The card takes the id of the code's question about its section, so that edits and what was
    learned stay with it. A question that compares sections stands beside theirs. Where the model
    says that there is nothing to ask, nothing is asked.
    """
    if not outcomes:
        return bank
    cards: dict[str, AuthoredCard] = {}
    nothing: set[str] = set()
    for key, passage in passages.items():
        outcome = outcomes.get(section_hash(passage)) if passage.text else None
        if outcome is None:
            continue
        if outcome.card is None:
            nothing.add(key)
        elif all(one.quote in passage.text for one in outcome.card.quoted):
            cards[key] = outcome.card
    made = _Overlay(bank, cards, nothing)
    return made.bank()


class _Overlay:
    """One bank, and what is laid over it, by section."""

    def __init__(self, bank: Bank, cards: Mapping[str, AuthoredCard], nothing: set[str]) -> None:
        self._bank, self._cards, self._nothing = bank, cards, nothing
        self._before: dict[str, Question] = {}
        """The code's question whose place a section's card takes."""
        for one in bank.questions:
            if one.kind is QuestionKind.COMPARISON or one.kind is QuestionKind.OWN:
                continue
            carded = [key for key in one.sections if key in cards]
            if carded:
                self._before.setdefault(carded[0], one)

    def bank(self) -> Bank:
        """All questions, in the notes' order."""
        order = {place.section: at for at, place in enumerate(self._bank.places)}
        replaced = {one.id for one in self._before.values()}
        kept = [one for one in self._bank.questions if self._stays(one, replaced)]
        written = [
            self._question(place, self._cards[place.section])
            for place in self._bank.places
            if place.section in self._cards
        ]
        ids = {one.id for one in written}
        questions = [*(one for one in kept if one.id not in ids), *written]
        questions.sort(key=lambda one: order.get(one.sections[0], len(order)))
        asked = {key for one in questions for key in one.sections}
        skipped = [one for one in self._bank.skipped if one.section not in self._cards]
        named = {one.section for one in skipped}
        skipped += [
            _nothing_to_ask(place)
            for place in self._bank.places
            if place.section in self._nothing and place.section not in asked | named
        ]
        return replace(self._bank, questions=tuple(questions), skipped=tuple(skipped))

    def _stays(self, one: Question, replaced: set[str]) -> bool:
        """Whether a question of the code's is still asked beside the cards."""
        if one.id in replaced:
            return False
        if one.kind is QuestionKind.COMPARISON:
            return True
        covered = self._cards.keys() | self._nothing
        return not all(key in covered for key in one.sections)

    def _question(self, place: SectionPlace, card: AuthoredCard) -> Question:
        key = place.section
        before = self._before.get(key)
        name = before.id if before is not None else question_id((key,), card.kind)
        return Question(
            id=name,
            kind=card.kind,
            text=card.question,
            language=place.language,
            sections=(key,),
            file=place.file,
            title=place.title,
            heading_path=place.heading_path,
            lines=place.lines,
            difficulty=_difficulty(card),
            points=_points(name, key, card),
            contents=(place.content,),
            tags=place.tags,
            answer=tuple(Said(text=one.text, section=key, quote=one.quote) for one in card.answer),
            follow_ups=card.follow_ups,
        )


def _points(question: str, section: str, card: AuthoredCard) -> tuple[Point, ...]:
    return tuple(
        Point(
            id=point_id(question, one.quote),
            section=section,
            text=one.text,
            quote=one.quote,
            weight=1.0 if essential else EXTRA_WEIGHT,
            kind=PointKind.SENTENCE,
            essential=essential,
        )
        for rows, essential in ((card.essentials, True), (card.extras, False))
        for one in rows
    )


def _difficulty(card: AuthoredCard) -> int:
    if card.kind in (QuestionKind.DEFINITION, QuestionKind.LIST):
        return 1
    return 3 if card.kind in _DEEP and len(card.essentials) > 3 else 2


def _nothing_to_ask(place: SectionPlace) -> Skipped:
    return Skipped(
        section=place.section,
        file=place.file,
        heading_path=place.heading_path,
        lines=place.lines,
        reason=SkipReason.NOTHING,
    )
