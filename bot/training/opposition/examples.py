"""Answers that are true or false by rule, each with the notes it is about.

From claims written by hand (data/claims) and from the sections of data/training.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.core.passage import Passage
from bot.language.statements import statements
from bot.training.opposition.spoil import spoil
from bot.training.opposition.vary import vary

SHORT, LONG = 10, 80
"""Characters of a statement that is said again or spoilt."""


@dataclass(frozen=True)
class Example:
    """An answer, the section it is about, and whether it is false by it."""

    section: Passage
    answer: str
    false: bool


def from_claims(path: Path) -> list[Example]:
    """Each claim as a section, with all that says the same and the opposite."""
    found: list[Example] = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        section = _section("", raw["point"])
        found += [Example(section, said, False) for said in raw["said"]]
        found += [Example(section, said, True) for said in raw["false"]]
    return found


def from_sections(folder: Path, rng: Random) -> Iterator[Example]:
    """For every section a statement said in other words, and one that was spoilt before."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            said = [s.plain for s in statements(raw["text"]) if SHORT <= len(s.plain) <= LONG]
            if len(said) < 2:
                continue
            section = _section(raw["path"][-1] if raw["path"] else raw["title"], raw["text"])
            yield Example(section, vary(rng.choice(said), rng), False)
            spoilt = _spoilt(said, rng)
            if spoilt:
                yield Example(section, vary(spoilt, rng), True)


def _spoilt(said: Sequence[str], rng: Random) -> str | None:
    for text in rng.sample(said, len(said)):
        made = spoil(text, rng)
        if made is not None:
            return made
    return None


def _section(heading: str, text: str) -> Passage:
    return Passage(
        section=heading, file="", title="", heading_path=(heading,), lines=(1, 1), text=text
    )
