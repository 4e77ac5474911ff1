"""The points judged in `data/cards`, beside what is seen of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.bank.points.candidates import PointCandidate, candidates_of, read
from bot.bank.points.features import FeatureRows, features_of
from bot.core.passage import Passage
from bot.notes.sections import sections_in_folder
from bot.notes.text import fold

SAME = 0.8
"""Share of both spans from which a judged span and a candidate are one."""


@dataclass(frozen=True)
class JudgedSection:
    """A section with its candidates, what is seen of them, and what a reader said of some."""

    author: str
    passage: Passage
    candidates: tuple[PointCandidate, ...]
    seen: FeatureRows
    letters: Mapping[int, str]
    """PointCandidate -> “g”, “w” or “s”, and “e” and “c” behind it."""
    all_read: bool
    """Whether statements were drawn for reading, not only those that the bank had chosen."""


def judged_sections(author: str, notes: Path, cards: Path) -> Iterator[JudgedSection]:
    """Every section of an author's notes with judged points."""
    by_file: dict[str, list[Passage]] = {}
    for one in sections_in_folder(notes)[0]:
        by_file.setdefault(one.file, []).append(one)
    files = {name: _JudgedFile(passages) for name, passages in by_file.items()}
    for name in (f"{author}.jsonl", f"points-{author}.jsonl"):
        if not (cards / name).is_file():
            continue
        for line in (cards / name).read_text(encoding="utf-8").splitlines():
            card = json.loads(line)
            file = files.get(card["file"])
            if file is None:
                continue
            for point in card["points"]:
                start, length = point["span"]
                file.judge(card["lines"][0], start, length, point["judged"])
            if name.startswith("points-"):
                file.drawn(*card["lines"])
    for file in files.values():
        yield from file.sections(author)


class _JudgedFile:
    """The sections of a file and what was judged in it.

    Notes may be split otherwise than on the day of judging: a span is counted from the line where
    its section began then, and belongs to the section that has its first line now.
    """

    def __init__(self, passages: list[Passage]) -> None:
        self.passages = passages
        self.lines = {
            passage.lines[0] + at: line
            for passage in passages
            for at, line in enumerate(passage.text.split("\n"))
        }
        self.last = max(self.lines, default=0)
        self.spans: dict[int, dict[tuple[int, int], str]] = {}
        """Number of a passage -> its spans and their letters."""
        self.read_lines: set[int] = set()

    def judge(self, first: int, start: int, length: int, letters: str) -> None:
        """Take a span in characters behind the beginning of line `first`."""
        line = first
        # A line that no section has is a blank one between two of them.
        while line <= self.last and start > len(self.lines.get(line, "")):
            start -= len(self.lines.get(line, "")) + 1
            line += 1
        for number, passage in enumerate(self.passages):
            if passage.lines[0] <= line <= passage.lines[1]:
                before = passage.text.split("\n")[: line - passage.lines[0]]
                at = sum(len(one) + 1 for one in before) + start
                if at + length <= len(passage.text):
                    self.spans.setdefault(number, {})[at, at + length] = letters
                return

    def drawn(self, first: int, last: int) -> None:
        """Statements between these lines were drawn to be read."""
        self.read_lines.update(range(first, last + 1))

    def sections(self, author: str) -> Iterator[JudgedSection]:
        """The sections with a judged point."""
        for number, spans in self.spans.items():
            passage = self.passages[number]
            read_all = passage.lines[1] in self.read_lines
            yield _section(author, passage, spans, all_read=read_all)


def _section(
    author: str, passage: Passage, spans: Mapping[tuple[int, int], str], *, all_read: bool
) -> JudgedSection:
    view = fold(passage.text)
    section = read(view.text, "", passage.heading)
    found = candidates_of(section)
    places = [view.span(one.start, one.end) for one in found]
    letters: dict[int, str] = {}
    for (start, end), judged in spans.items():
        near = [_common(start, end, *place) for place in places]
        if near and max(near) >= SAME:
            letters[int(np.argmax(near))] = judged
    return JudgedSection(
        author, passage, tuple(found), features_of(section, found), letters, all_read
    )


def _common(start: int, end: int, other: int, behind: int) -> float:
    shared = min(end, behind) - max(start, other)
    return shared / (max(end, behind) - min(start, other)) if shared > 0 else 0.0
