"""Candidates of many sections → how good each is, and which is asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bank.gate.boosted import TARGETS, GateModel, shipped
from bot.bank.gate.features import features
from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.cues import Cues
from bot.bank.makers.every import candidates
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind

SHAME = 1.0
"""How much the chance of a question to be ashamed of takes off its worth."""

UNASKED = 0.5
"""The same for the chance that nothing should be asked of its section: diaries, commands, links."""

_ASKS_MORE = frozenset(
    (
        QuestionKind.WHY,
        QuestionKind.DIFFERENCE,
        QuestionKind.TRADE_OFF,
        QuestionKind.SCENARIO,
    )
)
_BONUS = 0.08
"""What a question that asks why, when, what if or what differs may be worse by than the best."""

_OPEN_MALUS = 0.2
"""What an open question has to be better by than one that asks something definite. On authors left
out, of the questions asked as many are good as without it, and half as many are open."""


_TRUST = 0.25
"""What a question that the notes ask themselves may be worth less than the bar: on authors left out
three in four of those are good, of others half."""

_PLACE_MALUS = 0.35
"""What naming the place as well has to be worth: “在操作系统中，什么是死锁？” says it twice."""


@dataclass(frozen=True)
class Judgement:
    """A candidate and what the gate thinks of it."""

    candidate: CandidateQuestion
    good: float
    """Probability that an interviewer would say it."""
    shameful: float
    """Probability that it is one to be ashamed of."""

    unasked: float
    """Probability that nothing of its section should be asked, or only as a part of another."""

    @property
    def worth(self) -> float:
        """At most 1, higher is better."""
        return self.good - SHAME * self.shameful - UNASKED * self.unasked

    def passes(self, bar: float) -> bool:
        """Whether it may be asked; what the notes ask themselves is trusted more."""
        return self.worth >= bar - (_TRUST if self.candidate.by_author else 0.0)

    @property
    def preference(self) -> float:
        """By which the candidates of one section are compared."""
        one = self.candidate
        less = _OPEN_MALUS if one.kind is QuestionKind.OVERVIEW and not one.by_author else 0.0
        more = _BONUS if one.kind in _ASKS_MORE else 0.0
        return self.worth + more - less - (_PLACE_MALUS if one.owner and one.by_author else 0.0)


def judged(
    sections: Sequence[SectionReading], model: GateModel | None = None
) -> list[list[Judgement]]:
    """For each section its candidates, the one to ask first."""
    model = model or shipped()
    made = [(one, section) for section in sections for one in candidates(section)]
    cues = {id(section): Cues(section) for section in sections}
    told = [features(one, section, cues[id(section)]) for one, section in made]
    if not told:
        return [[] for _ in sections]
    chances = model.probabilities(told)
    found: dict[int, list[Judgement]] = {id(section): [] for section in sections}
    for (one, section), *own_chances in zip(
        made, *(chances[name].tolist() for name in TARGETS), strict=True
    ):
        found[id(section)].append(Judgement(one, *own_chances))
    for own in found.values():
        own.sort(key=lambda one: (-one.preference, one.candidate.text))
    return [found[id(section)] for section in sections]


def asked(
    sections: Sequence[SectionReading], model: GateModel | None = None
) -> list[list[Judgement]]:
    """For each section the candidates that may be asked, best first; none below the bar."""
    model = model or shipped()
    return [[one for one in own if one.passes(model.bar)] for own in judged(sections, model)]
