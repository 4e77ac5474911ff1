"""A section -> the few statements that a good answer makes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bank.points.candidates import PointCandidate, candidates_of, read
from bot.bank.points.choice import chosen, readable
from bot.bank.points.kinds import kind_of
from bot.bank.points.point_draft import PointDraft
from bot.bank.points.scorer import Chances, score
from bot.notes.text import Folded, bold_phrases, fold


def points_of(markdown: str, subject: str = "", heading: str = "") -> list[PointDraft]:
    """What a full answer has to say, its central statement first, then the extras.

    At most MAX_ESSENTIALS and MAX_EXTRAS; fewer where the section says less. `subject` takes the
    place of an “it” that a statement begins with; without one the heading's noun is taken. The same
    text gives the same points.
    """
    made = _Section(markdown, subject, heading)
    essentials, extras = chosen(made.found, made.chances)
    return [*made.drafts(essentials), *made.drafts(extras, essential=False)]


def candidates(markdown: str, subject: str = "", heading: str = "") -> list[PointDraft]:
    """Every statement of a section that reads alone, in order, none within another."""
    made = _Section(markdown, subject, heading)
    return made.drafts(readable(made.found, made.chances))


class _Section:
    """A section with its candidates and their chances."""

    def __init__(self, markdown: str, subject: str, heading: str) -> None:
        self.markdown = markdown
        self.view: Folded = fold(markdown)
        section = read(self.view.text, subject, heading)
        self.bold = bold_phrases(self.view.text)
        self.found = candidates_of(section)
        self.chances = score(section, self.found)
        self._chance: dict[int, Chances] = {
            id(one): chance for one, chance in zip(self.found, self.chances, strict=True)
        }

    def drafts(
        self, found: Sequence[PointCandidate], *, essential: bool = True
    ) -> list[PointDraft]:
        """Points with exact quotes of the markdown as it was given."""
        return [self._draft(one, essential) for one in found]

    def _draft(self, one: PointCandidate, essential: bool) -> PointDraft:
        start, end = self.view.span(one.start, one.end)
        return PointDraft(
            start=start,
            text=one.text,
            quote=self.markdown[start:end],
            kind=kind_of(one, self.bold),
            worth=8 * self._chance[id(one)].good,
            form=one.statement.form,
            essential=essential,
        )
