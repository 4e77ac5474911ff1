"""What the question bank holds, and how its ids are made. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MAX_POINT_WORDS = 40.0
"""Of `language.length.words_said`, so 80 Chinese characters: English definitions fit, and what is
longer is more than one thing."""
MAX_ESSENTIALS, MAX_EXTRAS = 5, 4
MAX_POINTS = MAX_ESSENTIALS + MAX_EXTRAS
ENOUGH_POINTS = 2
"""What has fewer is no question: one point can't tell a half answer from a whole one."""

ENOUGH_POINTS_ASKED = 1
"""The same for what the notes ask themselves or say in one statement, like a definition."""

Language = Literal["zh", "en"]


class QuestionKind(StrEnum):
    """What a question wants to hear."""

    DEFINITION = "definition"
    DIFFERENCE = "difference"
    """Two things told apart within one section."""
    MECHANISM = "mechanism"
    STEPS = "steps"
    TRADE_OFF = "trade-off"
    SCENARIO = "scenario"
    LIST = "list"
    WHY = "why"
    OVERVIEW = "overview"
    """Tell about it: the heading names a subject and no more."""
    COMPARISON = "comparison"
    """Two sibling sections told apart."""
    OWN = "own"
    """Written by the user."""


class PointKind(StrEnum):
    """Where in the section a point comes from."""

    BOLD = "bold"
    ITEM = "item"
    DEFINITION = "definition"
    NUMBER = "number"
    CONTRAST = "contrast"
    SENTENCE = "sentence"
    OWN = "own"


class SkipReason(StrEnum):
    """Why a section makes no question."""

    EMPTY = "empty"
    """A heading with nothing below it."""
    IMAGES = "images"
    CODE = "code"
    """A code listing, commands or output without a sentence about them."""
    LINKS = "links"
    PREAMBLE = "preamble"
    """Greeting, motive, table of contents, references, to-do: nothing to be asked about."""
    PROMPT = "prompt"
    """Text written for a language model to read."""
    UNCLEAR = "unclear"
    """The heading names no subject that a stranger would understand."""
    THIN = "thin"
    """Too little is said to grade an answer by."""
    PART = "part"
    """Its points belong to a question that joins it with other sections."""
    REPEATED = "repeated"
    """Another section asks the same."""
    DRAFT = "draft"
    NOTHING = "nothing"
    """A language model that passes the check found nothing to ask."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a good answer says."""

    id: str
    """The question's id, a hyphen, and a name made of the quote: the same wherever it moves."""
    section: str
    """Key of the section that holds the quote."""
    text: str
    """A statement of at most MAX_POINT_WORDS words; plain text."""
    quote: str
    """An exact substring of the section's markdown; empty only for a point of the user's own."""
    weight: float
    """Greater than 0. A share of the score is weight / sum over the points that are enabled."""
    kind: PointKind
    essential: bool = True
    """Whether a full answer has to say it. What it hasn't to, an extra, can raise a score only."""
    enabled: bool = True
    stale: bool = False
    """The user wrote this text, and the section has changed since."""

    @property
    def name(self) -> str:
        """The part of the id that does not depend on the question."""
        return self.id.rpartition("-")[2]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence of a model answer."""

    text: str
    """The sentence as people read it, or a row of a table as “first cell：head second cell”."""
    section: str
    """Key of the section that says it."""
    quote: str
    """An exact substring of the section's markdown; empty for what only the user wrote."""

    @property
    def sentence(self) -> str:
        """The text with a stop at its end: an item of a list has none."""
        if not self.text or not self.text[-1].isalnum():
            return self.text
        chinese = any("\u4e00" <= char <= "\u9fff" for char in self.text)
        return self.text + ("。" if chinese else ".")


@dataclass(frozen=True, kw_only=True)
class Question:
    """An interview question about one section, or about several that belong together."""

    id: str
    kind: QuestionKind
    text: str
    language: Language
    """The language that the note is written in."""
    sections: tuple[str, ...]
    """Keys of the sections its points come from; the first names its place."""
    file: str
    title: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    """1-based, inclusive; of the first section."""
    difficulty: int
    """1 (recall of a line or two) to 3 (many points, or reasons to be given)."""
    points: tuple[Point, ...]
    """ENOUGH_POINTS to MAX_POINTS: the central statement of a section first, then what else is
    essential, then the extras. The user's own may have more or none."""
    contents: tuple[str, ...]
    """For each section a hash of its text, the heading left out (`notes.text.content_hash`)."""
    tags: tuple[str, ...] = ()
    enabled: bool = True
    stale: bool = False
    """The user edited the question, and its section has changed since."""
    answer: tuple[Said, ...] = ()
    """A model answer that a language model wrote; empty for what code makes, whose answer is found
    when it is shown."""
    follow_ups: tuple[str, ...] = ()
    """Deeper questions that a language model wrote, for who has answered this one well."""
    marked: bool = False
    """The user called it a bad question; it is not enabled then."""

    @property
    def asked(self) -> tuple[Point, ...]:
        """The points that count."""
        return tuple(point for point in self.points if point.enabled)

    @property
    def essentials(self) -> tuple[Point, ...]:
        """What a full answer has to say; all that counts where nothing of it is marked so."""
        return tuple(essential(self.asked))


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A section without a question of its own, and why."""

    section: str
    file: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    reason: SkipReason


@dataclass(frozen=True, kw_only=True)
class SectionPlace:
    """A section as the user's own questions and edits refer to it."""

    section: str
    file: str
    title: str
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    language: Language
    content: str
    """See `ingest.schema.content_hash`."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bank:
    """All questions of a set of notes, in the notes' order, and what was left out."""

    questions: tuple[Question, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    places: tuple[SectionPlace, ...] = ()
    """Every section that was read, with a question or without."""

    def reasons(self) -> dict[SkipReason, int]:
        """How many sections were left out, by reason, most frequent first."""
        counts = Counter(skipped.reason for skipped in self.skipped)
        return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

    def find(self, question: str) -> Question | None:
        """The question with this id."""
        return next((one for one in self.questions if one.id == question), None)


def essential(points: Sequence[Point]) -> list[Point]:
    """The essential ones of points that count; all of them where none is."""
    return [point for point in points if point.essential] or list(points)


def question_id(sections: Sequence[str], kind: QuestionKind, own: str = "") -> str:
    """Name a question by its sections and kind; one of the user's own by its text as well."""
    return digest(*sections, kind.value, own, length=16)


def point_id(question: str, quote: str) -> str:
    """Name a point by its question and quote, white space and bold signs left out."""
    bare = re.sub(r"[\s*]", "", quote)
    return f"{question}-{digest(bare, length=12)}"


def digest(*parts: str, length: int) -> str:
    """Hexadecimal SHA-256 over parts that can't run into each other, shortened."""
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]
