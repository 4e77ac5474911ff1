"""Points met and opposed -> verdicts with the candidate's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bank.schema import Point
from bot.interview.align import Met
from bot.interview.oppose import Opposed
from bot.interview.pieces import Span
from bot.interview.score import Verdict

HIT = 0.6
PARTIAL = 0.35
"""How surely a point is said to be a hit, or a part of one."""

OPPOSED = 0.7
"""How surely a stretch of the answer says the opposite. Between .4 and .8 the development answers
come out the same: 11 of 12 wrong ones are told, none of 34 others is accused."""


@dataclass(frozen=True, kw_only=True)
class Judged:
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

    judged: tuple[Judged, ...]
    stood: int
    """Points whose verdict is the model's; the code's stands for the rest."""


def judge(
    points: Sequence[Point], met: Sequence[Met], opposed: Sequence[Opposed | None], answer: str
) -> list[Judged]:
    """A verdict for every point: the opposite of it counts before it counts as said.

    The same words earn one point in full; a second one that they come nearest to is half as surely
    said: half of a hit, none of a part.
    """
    told = [against if against and against.sure >= OPPOSED else None for against in opposed]
    verdicts = _met(met, told)
    found: list[Judged] = []
    for point, meeting, against, verdict in zip(points, met, told, verdicts, strict=True):
        if against is not None:
            words = _said(answer, against.span)
            found.append(
                Judged(point=point, verdict=Verdict.CONTRADICTED, evidence=words, note=against.note)
            )
            continue
        evidence = "" if verdict is Verdict.MISSED else _said(answer, meeting.span)
        found.append(Judged(point=point, verdict=verdict, evidence=evidence))
    return found


def _met(met: Sequence[Met], told: Sequence[Opposed | None]) -> list[Verdict]:
    """Verdicts by how surely points are met, the surest first to claim its words."""
    verdicts = [Verdict.MISSED] * len(met)
    claimed: list[Span] = []
    for at in sorted(range(len(met)), key=lambda at: -met[at].sure):
        if told[at] is not None or met[at].sure < PARTIAL:
            continue
        span, hit = met[at].span, met[at].sure >= HIT
        if not any(_one_in_the_other(span, own) for own in claimed):
            claimed.append(span)
            verdicts[at] = Verdict.HIT if hit else Verdict.PARTIAL
        elif hit:
            verdicts[at] = Verdict.PARTIAL
    return verdicts


def _one_in_the_other(first: Span, second: Span) -> bool:
    return (first[0] <= second[0] and second[1] <= first[1]) or (
        second[0] <= first[0] and first[1] <= second[1]
    )


def _said(answer: str, span: Span) -> str:
    return answer[span[0] : span[1]]
