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
    """A verdict for every point: the opposite of it counts before it counts as said."""
    found: list[Judged] = []
    for point, meeting, against in zip(points, met, opposed, strict=True):
        if against is not None and against.sure >= OPPOSED:
            words = _said(answer, against.span)
            found.append(
                Judged(point=point, verdict=Verdict.CONTRADICTED, evidence=words, note=against.note)
            )
            continue
        verdict = (
            Verdict.HIT
            if meeting.sure >= HIT
            else Verdict.PARTIAL
            if meeting.sure >= PARTIAL
            else Verdict.MISSED
        )
        evidence = "" if verdict is Verdict.MISSED else _said(answer, meeting.span)
        found.append(Judged(point=point, verdict=verdict, evidence=evidence))
    return found


def _said(answer: str, span: Span) -> str:
    return answer[span[0] : span[1]]
