"""What a reader said of the points that are chosen with a scorer. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.bank.points.candidates import PointCandidate
from bot.bank.points.choice import chosen
from bot.bank.points.scorer import Chances, Scorer
from bot.training.points.judged import JudgedSection

LIST_MEMBERS = 3
"""So many items of a list among the essentials are its statement."""


@dataclass
class ChosenFigures:
    """Counts over sections; a point that nobody judged is in `unread` alone."""

    essentials: Counter[str] = field(default_factory=Counter)
    extras: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    sections: int = 0
    with_points: int = 0
    """Sections that have any."""
    central: int = 0
    central_found: int = 0

    def add(self, other: ChosenFigures) -> None:
        """Put another author's counts in."""
        self.essentials += other.essentials
        self.extras += other.extras
        for name in ("unread", "sections", "with_points", "central", "central_found"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self) -> str:
        """One line of a table."""
        central = f"{self.central_found}/{self.central}"
        shares = " ".join(_shares(counts) for counts in (self.essentials, self.extras))
        return f"{shares} unread {self.unread} central {central} ({self.with_points} sections)"


def figures(scorer: Scorer, sections: Iterable[JudgedSection]) -> ChosenFigures:
    """How the points chosen by a scorer were judged, and how often the central one is in them."""
    made = ChosenFigures()
    for section in sections:
        made.sections += 1
        if not section.candidates:
            continue
        chances = [Chances(*map(float, row)) for row in scorer.chances(section.seen)]
        essentials, extras = chosen(section.candidates, chances)
        made.with_points += bool(essentials)
        at = {id(one): number for number, one in enumerate(section.candidates)}
        for counts, points in ((made.essentials, essentials), (made.extras, extras)):
            for one in points:
                letters = section.letters.get(at[id(one)])
                made.unread += letters is None
                if letters is not None:
                    counts[letters[0]] += 1
        central = [section.candidates[n] for n, said in section.letters.items() if "c" in said]
        if section.all_read and central:
            made.central += 1
            made.central_found += any(_says(essentials, one) for one in central)
    return made


def _says(essentials: list[PointCandidate], central: PointCandidate) -> bool:
    group = central.statement.group
    beside = sum(one.statement.group == group for one in essentials) if group else 0
    return beside >= LIST_MEMBERS or any(_shared(one, central) for one in essentials)


def _shared(one: PointCandidate, other: PointCandidate) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    return common > 0.5 * min(one.end - one.start, other.end - other.start)


def _shares(counts: Counter[str]) -> str:
    total = counts.total() or 1
    return "/".join(f"{100 * counts[letter] / total:.0f}" for letter in "gws") + f" % of {total}"
