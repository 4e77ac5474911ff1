"""Files of statements, answers, sections and questions -> pairs of texts with a verdict. Pure but
for reading the files.

Splits are by subject: no pair of a subject is trained on and measured by.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from bot.reading.cross_encoder import HEADS
from bot.reading.reader import asked_statement

Split = Literal["train", "tried", "held"]

TRIED = frozenset(
    {
        "Linux administration and shell",
        "project management and agile",
        "React/Vue and CSS",
        "cloud services and infrastructure as code",
    }
)
"""Subjects by which variants are chosen."""

HELD = frozenset(
    {
        "Redis and caching",
        "statistics: estimators, tests, distributions",
        "message queues and Kafka",
        "security: XSS, CSRF, SQL injection, authentication, encryption",
        "NLP basics",
        "observability and site reliability",
        "biology: cell, genetics",
        "economics",
        "testing and quality",
        "C++: memory and language",
        "cryptography and blockchains",
        "psychology and teaching",
        "UX design, privacy and data visualization",
    }
)
"""Subjects that are never trained on: they are measured at the end."""

HELD_NOTES = 8
"""Every so many-th note of sections is held back."""

OTHERS, JOINED, FOREIGN = 2, 4, 2
LONGEST_JOINED = 160
"""Characters of an answer that another one is put before or behind."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two texts, and what the second makes of the first."""

    head: str
    first: str
    second: str
    verdict: int
    """The place of it in `HEADS[head]`."""
    how: str
    """What kind of answer or question it is, by the guide."""
    source: str
    language: str
    across: bool
    """Whether the two are in different languages."""


def split_of(subject: str) -> Split:
    """Where a subject of statements belongs."""
    return "held" if subject in HELD else "tried" if subject in TRIED else "train"


def read(files: Iterable[Path]) -> list[dict[str, Any]]:
    """The lines of JSON files, in order."""
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def statement_pairs(line: Mapping[str, Any]) -> list[Pair]:
    """Every answer to a statement, the true twins of the false ones too."""
    found: list[Pair] = []
    for number, verdict in enumerate(HEADS["grade"]):
        for answer in line[verdict]:
            across = bool(answer.get("x"))
            found.append(_pair(line, answer["t"], number, answer["how"], across))
            if "twin" in answer:
                found.append(_pair(line, answer["twin"], 0, "twin", across))
    return found


def varied(lines: Sequence[Mapping[str, Any]], rng: Random) -> list[Pair]:
    """What can be made of the statements without writing: each said word for word, what belongs to
    other statements of its subject, and answers inside longer ones."""
    by_subject: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        by_subject[line["subject"]].append(line)
    found: list[Pair] = []
    for line in lines:
        others = [other for other in by_subject[line["subject"]] if other is not line]
        found.append(_pair(line, line["statement"], 0, "verbatim"))
        chosen = rng.sample(others, min(OTHERS, len(others)))
        found += [_pair(line, rng.choice(one["said"])["t"], 2, "other") for one in chosen]
        own = [one for one in statement_pairs(line) if len(one.second) <= LONGEST_JOINED]
        for pair in rng.sample(own, min(JOINED, len(own))) if others else ():
            other = rng.choice(others)
            more = rng.choice([*(one["t"] for one in other["said"]), other["statement"]])
            space = "" if line["lang"] == "zh" else " "
            parts = [pair.second, more] if rng.random() < 0.5 else [more, pair.second]
            text = space.join(parts)
            found.append(_pair(line, text, pair.verdict, f"{pair.how}, joined", pair.across))
    return found


def question_pairs(
    sections: Sequence[Mapping[str, Any]], near: Sequence[Mapping[str, Any]], rng: Random
) -> list[Pair]:
    """Questions with a section that answers them, that only seems to, and that doesn't at all."""
    seeming = {(one["note"], *one["path"]): one["near"] for one in near}
    found: list[Pair] = []
    for section in sections:
        text = passage_text(section)
        language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"

        def add(
            question: str,
            verdict: int,
            how: str,
            text: str = text,
            section: Mapping[str, Any] = section,
            language: str = language,
        ) -> None:
            across = (language == "zh") != any("\u4e00" <= char <= "\u9fff" for char in question)
            found.append(
                Pair(
                    head="answers",
                    first=question,
                    second=text,
                    verdict=verdict,
                    how=how,
                    source=section["note"],
                    language=language,
                    across=across,
                )
            )

        for kind, question in section["questions"]:
            add(question, 0, kind)
        for one in seeming.get((section["note"], *section["path"]), ()):
            add(one["q"], 1, one["why"])
        siblings = [s for s in sections if s["note"] == section["note"] and s is not section]
        for other in rng.sample(siblings, min(1, len(siblings))):
            add(rng.choice(other["questions"])[1], 1, "sibling")
        for _ in range(FOREIGN):
            other = rng.choice(sections)
            if other["note"] != section["note"]:
                add(rng.choice(other["questions"])[1], 2, "foreign")
    return found


def passage_text(section: Mapping[str, Any]) -> str:
    """A section as the reader is shown it: its headings, then what it says."""
    return "\n".join([" › ".join([section["title"], *section["path"]]), section["text"]])


def note_is_held(note: str) -> bool:
    """Whether a note of sections is never trained on."""
    return int(note.rpartition("-")[2]) % HELD_NOTES == 0


def _pair(
    line: Mapping[str, Any], answer: str, verdict: int, how: str, across: bool = False
) -> Pair:
    return Pair(
        head="grade",
        first=asked_statement(line["question"], line["statement"]),
        second=answer,
        verdict=verdict,
        how=how,
        source=line["id"],
        language=line["lang"],
        across=across,
    )
