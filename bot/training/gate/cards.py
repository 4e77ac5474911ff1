"""Judged cards as candidates with their sections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.every import candidates
from bot.bank.makers.kinds import kind_of
from bot.bank.makers.reading import SectionReading
from bot.core.passage import Passage
from bot.language.grammar import chinese
from bot.notes.sections import sections_in_folder
from bot.phrasing.names import plain

DEVELOPMENT = ("notes", "waking-up", "ml-zh", "frontend-zh", "devops-en")
PUT_ASIDE = ("web-zh", "vault-en")

# What templates put around a subject, for cards whose maker is not known any more.
_AROUND = re.compile(
    r"^(?:请(?:分别)?讲讲|说说你对|什么情况下会用到|为什么需要|什么是|怎么|说到[^，]*，|在[^，]{1,14}中，)\s*"
    r"|(?:的理解|是怎么工作的|是怎么实现的|是怎样的|有哪些优缺点|有什么优缺点|有什么优点|有什么缺点|有哪些"
    r"|分别是什么|是什么|分为哪几步|分为哪几[类种]|有什么区别|有什么作用|各有什么特点|包括哪些部分|怎么用)?[？?。.]+$"
    r"|^(?:tell me (?:what you know )?about|how (?:does|do)|why (?:is|are|do you need)"
    r"|when would you use|what (?:is|are)(?: the (?:main points|steps|trade-offs|types) of)?)\s+"
    r"|\s(?:work|needed|used for)[?]$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Card:
    """A question beside its section, and what was judged of it."""

    id: str
    candidate: CandidateQuestion
    section: SectionReading
    judged: str
    ask: str


def cards_of(author: str, cards: Path, notes: Path) -> Iterator[Card]:
    """The cards of an author."""
    passages, _ = sections_in_folder(notes)
    by_place: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
    for passage in passages:
        by_place.setdefault((passage.file, passage.heading_path), []).append(passage)
    for row in _rows(cards / f"{author}.jsonl"):
        own = _section_of(row, by_place)
        section = (
            SectionReading(own.heading_path, own.title, own.text)
            if own
            else _as_judged(row, notes / row["file"])
        )
        yield Card(
            id=row["id"],
            candidate=as_candidate(row["question"], section),
            section=section,
            judged=row["judged"],
            ask=row["ask"],
        )


def _section_of(
    row: Mapping[str, Any], by_place: Mapping[tuple[str, tuple[str, ...]], list[Passage]]
) -> Passage | None:
    """The section of a card; for a question that heads its answer by now, that below it.

    None if the section is no longer what it was when the card was judged.
    """
    path, (first, last) = tuple(row["path"]), row["lines"]
    asked = re.sub(r"\W", "", row["question"]).lower()
    for (file, below), passages in by_place.items():
        if file == row["file"] and below[:-1] == path and below:
            bare = re.sub(r"\W", "", plain(below[-1])).lower()
            if len(bare) > 8 and (bare in asked or asked in bare):
                return passages[0]
    found = by_place.get((row["file"], path))
    if not found:
        return None
    passage = min(found, key=lambda one: abs(one.lines[0] - first))
    size = passage.lines[1] - passage.lines[0] + 1
    return passage if size >= 0.7 * (last - first + 1) else None


def _as_judged(row: Mapping[str, Any], file: Path) -> SectionReading:
    """A section as it was when its card was judged: with the questions that head their answers by
    now."""
    first, last = row["lines"]
    lines = file.read_text("utf-8").splitlines()[first - 1 : last]
    return SectionReading(tuple(row["path"]), file.stem, "\n".join(lines))


def as_candidate(question: str, section: SectionReading) -> CandidateQuestion:
    """The candidate of the makers that reads so; else what can be told of the text."""
    for one in candidates(section):
        if one.text == question:
            return one
    subject = _AROUND.sub("", _AROUND.sub("", question)).strip()
    bare = re.sub(r"\W", "", question).lower()
    heading = re.sub(r"\W", "", section.heading).lower()
    owner = section.owner
    return CandidateQuestion(
        text=question,
        kind=kind_of(question),
        maker="card",
        language="zh" if chinese(question) else "en",
        subject=subject,
        owner=owner if owner and owner in question and owner not in section.heading else "",
        by_author=bare == heading and bool(heading),
    )


def _rows(file: Path) -> Iterator[Mapping[str, Any]]:
    if file.is_file():
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
