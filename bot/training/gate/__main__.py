"""`python -m bot.training.gate NOTES`: fits the gate of the question bank anew."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.bank.gate import boosted
from bot.bank.makers.reading import SectionReading
from bot.notes.sections import sections_in_folder
from bot.training.gate.cards import DEVELOPMENT, cards_of
from bot.training.gate.fit import features_of, fit
from bot.training.gate.measure import AuthorMeasure, left_out, measured, with_misplaced
from bot.training.gate.own_notes import OWN, write_own_notes

CARDS = Path(__file__).resolve().parents[3] / "data" / "cards"
OUT = Path(boosted.__file__).with_name(boosted.FILE_NAME)
BARS = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Say how it does on authors left out, fit it on all, write it."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.training.gate",
        description="Fit which questions are asked: some minutes on two cores.",
    )
    parser.add_argument("notes", type=Path, help="folder with a folder of notes for each author")
    parser.add_argument("--cards", type=Path, default=CARDS, help="folder with judged cards")
    parser.add_argument("--out", type=Path, default=OUT, help="file to write")
    parser.add_argument("--bar", type=float, default=-0.1, help="the least worth that is asked")
    parser.add_argument("--put-aside", nargs="*", default=(), help="authors to measure at the end")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as own_notes:
        write_own_notes(Path(own_notes))
        folders = {author: args.notes / author for author in DEVELOPMENT}
        folders |= {author: Path(own_notes) / author for author in OWN}
        cards = {author: list(cards_of(author, args.cards, at)) for author, at in folders.items()}
        sections = {author: _sections(at) for author, at in folders.items()}
    for author, readings in sections.items():
        for bar, row in zip(BARS, left_out(author, cards, readings, BARS), strict=True):
            print(_line(bar, row), flush=True)
    every = with_misplaced([card for own in cards.values() for card in own])
    model = fit(
        [features_of(card) for card in every],
        [card.judged for card in every],
        [card.ask for card in every],
    )
    model = replace(model, bar=args.bar)
    for author in args.put_aside:
        own = list(cards_of(author, args.cards, args.notes / author))
        (row,) = measured(author, own, _sections(args.notes / author), model, [model.bar])
        print(_line(model.bar, row))
    args.out.write_text(boosted.as_json(model), "utf-8")
    print(f"{len(every)} cards, {len(model.names)} features. Wrote {args.out}.")
    return 0


def _sections(notes: Path) -> list[SectionReading]:
    passages, _ = sections_in_folder(notes)
    return [SectionReading(one.heading_path, one.title, one.text) for one in passages]


def _line(bar: float, row: AuthorMeasure) -> str:
    good, odd, shameful = row.shares
    return (
        f"{row.author:12} bar {bar:5.2f}  auc {row.auc_good:.2f}/{row.auc_shameful:.2f}"
        f"  asked {row.asked:4} of {row.sections:4}  judged {sum(row.judged.values()):3}:"
        f" good {good:4.0%} odd {odd:4.0%} shameful {shameful:4.0%}"
        f"  coverage {row.coverage:4.0%} (wrongly {row.wrongly:4.0%})"
        f"  open {row.open:4.0%} deep {row.deep:4.0%}"
    )


if __name__ == "__main__":
    sys.exit(main())
