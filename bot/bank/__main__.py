"""`python -m bot.bank NOTES`: builds the bank of a folder and prints a sample to be read."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.bank.build import build
from bot.core.question import Bank, Question
from bot.errors import (
    Problem,
)
from bot.machine import (
    ended,
)
from bot.notes.ingested import noted_notes_folder
from bot.notes.sections import sections_in_folder, with_drafts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a seeded sample of questions with points and quotes, and what was left out."""
    parser = argparse.ArgumentParser(prog="python -m bot.bank", description=main.__doc__)
    parser.add_argument("notes", type=Path, help="folder of markdown notes, or an index of one")
    parser.add_argument("--sample", type=int, default=40, metavar="N", help="questions to print")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--skipped", action="store_true", help="name every section left out")
    options = parser.parse_args(arguments)
    try:
        passages, drafts = sections_in_folder(noted_notes_folder(options.notes) or options.notes)
    except Problem as error:
        print(error, file=sys.stderr)
        return 2
    bank = with_drafts(build(passages), drafts)
    texts = {passage.section: passage.text for passage in passages}
    for question in sample(bank, options.sample, options.seed):
        print(shown(question))
        wrong = [p for p in question.points if p.quote not in texts[p.section]]
        print("".join(f"    !! not in the section: {p.quote}\n" for p in wrong), end="")
    if options.skipped:
        for skipped in bank.skipped:
            print(f"- {skipped.reason}: {skipped.file} › {' › '.join(skipped.heading_path)}")
    print(summary(bank, len(passages) + len(drafts)))
    return 0


def sample(bank: Bank, count: int, seed: int) -> list[Question]:
    """`count` questions drawn by seed, in the notes' order."""
    chosen = random.Random(seed).sample(range(len(bank.questions)), min(count, len(bank.questions)))
    return [bank.questions[at] for at in sorted(chosen)]


def shown(question: Question) -> str:
    """A question with its points and their quotes, to be read by people."""
    place = " › ".join((question.file, *question.heading_path))
    lines = [f"\n{question.text}  [{question.kind}, {question.difficulty}]\n    {place}"]
    for point in question.points:
        lines.append(f"  · {point.text}  ({point.kind}, {point.weight:g})")
        if point.quote != point.text:
            lines.append(f"      «{' ⏎ '.join(point.quote.split(chr(10)))}»")
    return "\n".join(lines)


def summary(bank: Bank, sections: int) -> str:
    """Counts of what was made and what was left out."""
    kinds = Counter(question.kind.value for question in bank.questions)
    points = sum(len(question.points) for question in bank.questions)
    left = ", ".join(f"{reason} {count}" for reason, count in bank.reasons().items())
    return (
        f"\n{sections} sections, {len(bank.questions)} questions, {points} points\n"
        f"questions: {', '.join(f'{kind} {count}' for kind, count in kinds.most_common())}\n"
        f"left out: {len(bank.skipped)} ({left})"
    )


if __name__ == "__main__":
    sys.exit(ended(main))
