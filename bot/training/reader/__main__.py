"""`python -m bot.training.reader`: train the reader on `data/reading` and `data/training`.

Prints how well it reads subjects that it was not trained on. With `--measure FILE` nothing is
trained: a file of trained changes is read and measured.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from bot.reading import weights
from bot.reading.cross_encoder import HEADS, CrossEncoder, PairTokenizer
from bot.reading.reader import PairReader, shipped
from bot.training.reader import pairs as made
from bot.training.reader.measure import confusion, figures
from bot.training.reader.train import ReaderTrainingSizes, ReaderTrainingStep, train
from ingest.config import IngestSettings
from ingest.embedding import e5
from ingest.machine.cache import cache_dir

SAID_EVERY = 50


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(prog="bot.training.reader", description=__doc__)
    parser.add_argument("--pairs", type=Path, default=Path("data/reading"))
    parser.add_argument("--sections", type=Path, default=Path("data/training"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=ReaderTrainingSizes.learning_rate)
    parser.add_argument("--from", dest="begin", type=Path, help="changes to begin with")
    parser.add_argument("--heads", nargs="+", choices=sorted(HEADS), default=sorted(HEADS))
    parser.add_argument("--out", type=Path, default=shipped())
    parser.add_argument("--measure", type=Path, metavar="FILE")
    parser.add_argument("--split", choices=("tried", "held"), default="tried")
    given = parser.parse_args()
    folder = e5.unpacked(cache_dir(IngestSettings().notes_cache_dir))
    tokenizer = PairTokenizer(folder)
    if given.measure is None:
        model = weights.load(given.begin, folder) if given.begin else CrossEncoder(folder)
        rounds = [
            _training_pairs(given.pairs, given.sections, given.heads, number)
            for number in range(given.rounds)
        ]
        sizes = ReaderTrainingSizes(learning_rate=given.rate)
        checkpoint = given.out.with_suffix(".checkpoint")
        train(model, tokenizer, rounds, checkpoint, sizes, _Teller(sizes.batch))
        weights.save(model, folder, given.out)
    reader = PairReader(weights.load(given.measure or given.out, folder), tokenizer)
    for head in given.heads:
        _print(reader, head, _measured_pairs(given.pairs, given.sections, head, given.split))


class _Teller:
    """Prints means over the last steps."""

    def __init__(self, batch: int) -> None:
        self._batch = batch
        self._last: list[ReaderTrainingStep] = []
        self._since = time.monotonic()

    def __call__(self, step: ReaderTrainingStep) -> None:
        self._last.append(step)
        if len(self._last) < SAID_EVERY:
            return
        loss = np.mean([one.loss for one in self._last])
        right = np.mean([one.right for one in self._last])
        speed = len(self._last) * self._batch / (time.monotonic() - self._since)
        print(f"{step.number} of {step.of}: loss {loss:.3f}, right {right:.3f}, {speed:.1f}/s")
        self._last, self._since = [], time.monotonic()


def _training_pairs(
    folder: Path, sections: Path, heads: Sequence[str], number: int
) -> list[made.Pair]:
    rng = Random(number)
    found: list[made.Pair] = []
    if "grade" in heads:
        lines = [line for line in _statements(folder) if made.split_of(line["subject"]) == "train"]
        found += [pair for line in lines for pair in made.statement_pairs(line)]
        found += made.varied(lines, rng)
    if "answers" in heads:
        own = [s for s in _sections(sections) if not made.note_is_held(s["note"])]
        found += made.question_pairs(own, made.read(sorted(folder.glob("near-*.jsonl"))), rng)
    return found


def _measured_pairs(folder: Path, sections: Path, head: str, split: str) -> list[made.Pair]:
    if head == "grade":
        lines = [line for line in _statements(folder) if made.split_of(line["subject"]) == split]
        return [pair for line in lines for pair in made.statement_pairs(line)]
    own = [s for s in _sections(sections) if made.note_is_held(s["note"])]
    return made.question_pairs(own, made.read(sorted(folder.glob("near-*.jsonl"))), Random(0))


def _statements(folder: Path) -> list[dict[str, Any]]:
    return made.read(sorted(folder.glob("[a-z].jsonl")))


def _sections(folder: Path) -> list[dict[str, Any]]:
    return made.read(sorted(folder.glob("*.jsonl")))


def _print(reader: PairReader, head: str, pairs: Sequence[made.Pair]) -> None:
    shares = np.array(reader.shares([(p.first, p.second) for p in pairs], head))
    print(f"{head}: pairs | right | balanced | first or last | first or other")
    for name, row in figures(pairs, shares).items():
        print(f"{name:>7} | {row.row()}")
    print(confusion(pairs, shares))
    kinds: dict[tuple[int, str], list[bool]] = {}
    for pair, row in zip(pairs, shares, strict=True):
        right = bool(row.argmax() == pair.verdict)
        kinds.setdefault((pair.verdict, pair.how), []).append(right)
    for (verdict, how), rows in sorted(kinds.items()):
        print(f"  {HEADS[head][verdict]:9} {how:14} {np.mean(rows):.2f} of {len(rows)}")


if __name__ == "__main__":
    main()
