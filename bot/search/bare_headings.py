"""Headings with nothing written below them. Text of theirs is not embedded, so they crowd out no
section; a question that asks for one is still led to it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.language.terms import telling
from bot.search.rank import overlap, trigrams
from ingest.index.entries import FileEntry, OutlineEntry

SAME = 0.8
"""Share of common character trigrams from which a question is a heading."""

COVERED = 0.6
"""Share of a question's telling words that note, headings above and heading hold together."""

MOST = 2
"""Headings that a question is led to."""


@dataclass(frozen=True)
class BareHeading:
    """A heading with no text below it, and its words."""

    place: Passage
    """Its text is the heading alone."""
    own: frozenset[str]
    around: frozenset[str]
    """Words of the note's title and of all headings of its path."""


def bare_headings(files: Mapping[str, FileEntry]) -> list[BareHeading]:
    """Headings of all notes, in order, with no text of their own nor below any heading in them."""
    return [one for file, entry in files.items() for one in _of_note(file, entry)]


def _of_note(file: str, entry: FileEntry) -> Iterable[BareHeading]:
    rows = list(entry.outline)
    for at, row in enumerate(rows):
        if row.chunks or not row.level or not row.heading_path or _has_text_below(rows, at):
            continue
        heading = row.heading_path[-1]
        place = Passage(
            section=row.section,
            file=file,
            title=entry.title,
            heading_path=row.heading_path,
            lines=row.lines,
            text=heading,
            tags=entry.tags,
        )
        around = " ".join((entry.title, *row.heading_path))
        yield BareHeading(place, frozenset(telling(heading)), frozenset(telling(around)))


def _has_text_below(rows: Sequence[OutlineEntry], at: int) -> bool:
    for row in rows[at + 1 :]:
        if row.level <= rows[at].level:
            return False
        if row.chunks:
            return True
    return False


def asked_for(question: str, headings: Sequence[BareHeading]) -> list[Passage]:
    """The headings that a question asks for, those that it repeats first."""
    asked = telling(question)
    if not asked:
        return []
    found: list[tuple[float, Passage]] = []
    for one in headings:
        same = _likeness(question, one.place.heading)
        covered = len(asked & one.around) / len(asked)
        if same >= SAME or (one.own and one.own <= asked and covered >= COVERED):
            found.append((same, one.place))
    found.sort(key=lambda row: -row[0])
    return [place for _, place in found[:MOST]]


def repeats(question: str, heading: str) -> bool:
    """Whether a question is a heading, signs aside."""
    return _likeness(question, heading) >= SAME


def _likeness(question: str, heading: str) -> float:
    return overlap(trigrams(_letters(question)), trigrams(_letters(heading)))


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
