"""All makers over one section. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.makers import asked, at_home, clauses, compare, holds, named, reasons
from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.cues import Cues
from bot.bank.makers.reading import SectionReading, names_something


def candidates(section: SectionReading) -> tuple[CandidateQuestion, ...]:
    """What could be asked about a section, each text once; the first maker keeps it."""
    cues = Cues(section)
    found: dict[str, CandidateQuestion] = {}
    for one in _all(section, cues):
        if len(one.text) > 3 and "{" not in one.text and names_something(_own(one)):
            found.setdefault(one.text, one)
    return tuple(found.values())


def _own(one: CandidateQuestion) -> str:
    """What a question names itself, the place left out that it was given."""
    return one.subject if one.by_author else one.text


def _all(section: SectionReading, cues: Cues) -> Iterator[CandidateQuestion]:
    yield from asked.of_heading(section)
    yield from asked.pairs(section)
    if not section.body.text.strip():
        return
    own = bool(holds.question_in(section.heading)) or any(
        one.by_author for one in asked.of_heading(section)
    )
    if not own:
        yield from named.of_side(section)
    yield from compare.of_two(section, cues, asked=own)
    yield from reasons.of_reasons(section)
    yield from reasons.of_conditions(section)
    if not own:
        yield from clauses.of_clause(section)
        yield from reasons.of_claim(section)
        yield from named.of_name(section, cues)
        yield from at_home.of_home(section)
