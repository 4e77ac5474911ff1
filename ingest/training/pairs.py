"""Sections with questions they answer, written for training. See data/training/README.md."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class TrainingSection:
    """A section of a note as it is embedded, and what it answers."""

    note: str
    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """Sections of a few notes; every question is answered by the section at its `gold`."""

    sections: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[int, ...]


def read(folder: Path) -> list[list[TrainingSection]]:
    """The sections of all JSON-lines files in a folder, note by note."""
    notes: dict[str, list[TrainingSection]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            heading = " › ".join([raw["title"], *raw["path"]])
            questions = tuple(question for _, question in raw["questions"])
            notes[raw["note"]].append(
                TrainingSection(raw["note"], f"{heading}\n{raw['text']}", questions)
            )
    return list(notes.values())


def batches(
    notes: Sequence[Sequence[TrainingSection]],
    notes_a_batch: int,
    questions_a_section: int,
    rng: Random,
) -> Iterator[Batch]:
    """One round over all notes in random order.

    The sections of a note speak about one subject, so that each is a hard negative of its
    neighbours: in notes it is those that a search confuses.
    """
    order = list(range(len(notes)))
    rng.shuffle(order)
    for start in range(0, len(order) - notes_a_batch + 1, notes_a_batch):
        chosen = [s for at in order[start : start + notes_a_batch] for s in notes[at]]
        asked = [
            (question, gold)
            for gold, section in enumerate(chosen)
            for question in rng.sample(section.questions, questions_a_section)
        ]
        yield Batch(
            sections=tuple(section.text for section in chosen),
            questions=tuple(question for question, _ in asked),
            gold=tuple(gold for _, gold in asked),
        )
