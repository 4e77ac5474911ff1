"""Points met and opposed -> verdicts with the candidate's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.core.question import Point
from bot.core.score import Verdict
from bot.grading.align import Met
from bot.grading.opposition.oppose import Opposed
from bot.language.polarity import denials
from bot.language.splitting import Span
from bot.language.wording import shares, units, wording

HIT = 0.6
PARTIAL = 0.35
"""How surely a point is said to be a hit, or a part of one."""

OPPOSED = 0.7
"""How surely a stretch of the answer says the opposite. Between .4 and .8 the development answers
come out the same: 11 of 12 wrong ones are told, none of 34 others is accused."""


OWN_WORDS = 0.8
"""Share of what a point has beside another one, 0–1, with which the same words earn both."""

SAID = 1.0
"""How surely a point is said that is said in the note's own words."""


@dataclass(frozen=True, kw_only=True)
class JudgedPoint:
    """A point with what the answer makes of it."""

    point: Point
    verdict: Verdict
    evidence: str = ""
    """The candidate's words that earned it, as they stand in the answer; empty for a missed one."""
    note: str = ""
    """For a contradicted point: what the notes say there, in short."""


@dataclass(frozen=True)
class Ruling:
    """What became of the points when a language model judged them."""

    judged: tuple[JudgedPoint, ...]
    stood: int
    """Points whose verdict is the model's; the code's stands for the rest."""


def judge(
    points: Sequence[Point],
    met: Sequence[Met],
    opposed: Sequence[Opposed | None],
    answer: str,
    said: Sequence[Span | None] = (),
) -> list[JudgedPoint]:
    """A verdict for every point: the opposite of it counts before it counts as said.

    `said` has, for each point, the stretch that says it in the note's own words: it is a hit. What
    others come nearest to may earn several of them, each as far as its own words are there; those
    that say little of a second one are half as surely said: half of a hit, none of a part.
    """
    told = [against if against and against.sure >= OPPOSED else None for against in opposed]
    met = [
        meeting if span is None else Met(SAID, span)
        for meeting, span in zip_longest(met, said[: len(met)])
    ]
    verdicts = _met(points, met, told, answer)
    found: list[JudgedPoint] = []
    for point, meeting, against, verdict in zip(points, met, told, verdicts, strict=True):
        if against is not None:
            words = _said(answer, against.span)
            found.append(
                JudgedPoint(
                    point=point, verdict=Verdict.CONTRADICTED, evidence=words, note=against.note
                )
            )
            continue
        evidence = "" if verdict is Verdict.MISSED else _said(answer, meeting.span)
        found.append(JudgedPoint(point=point, verdict=verdict, evidence=evidence))
    return found


def _met(
    points: Sequence[Point], met: Sequence[Met], told: Sequence[Opposed | None], answer: str
) -> list[Verdict]:
    """Verdicts by how surely points are met, the surest first to claim its words."""
    verdicts = [Verdict.MISSED] * len(met)
    claimed: list[tuple[Span, str]] = []
    for at in sorted(range(len(met)), key=lambda at: -met[at].sure):
        if told[at] is not None or met[at].sure < PARTIAL:
            continue
        span, hit = met[at].span, met[at].sure >= HIT
        text, words = points[at].text, _said(answer, span)
        before = [earned for own, earned in claimed if _one_in_the_other(span, own)]
        if met[at].sure == SAID or all(_says_also(words, text, earned) for earned in before):
            claimed.append((span, text))
            verdicts[at] = Verdict.HIT if hit else Verdict.PARTIAL
        elif hit:
            verdicts[at] = Verdict.PARTIAL
    return verdicts


def _says_also(words: str, point: str, earned: str) -> bool:
    """Whether words that earned one point say what another has beside it: nearly all of that, in
    its order, and denied as often."""
    if shares(point, wording(words), wording(earned))[1] < OWN_WORDS:
        return False
    text = words.lower()
    places = [text.find(unit) for unit in units(point) if unit in text]
    denied = denials(words) == denials(point)
    return denied and places == sorted(places)


def _one_in_the_other(first: Span, second: Span) -> bool:
    return (first[0] <= second[0] and second[1] <= first[1]) or (
        second[0] <= first[0] and first[1] <= second[1]
    )


def _said(answer: str, span: Span) -> str:
    return answer[span[0] : span[1]]
