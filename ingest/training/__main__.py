"""`python -m ingest.training`: trains the adapter that comes with the program, anew, or a
cross-encoder."""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from pathlib import Path
from random import Random
from statistics import fmean

from ingest.config import IngestSettings
from ingest.embedding import adapter, e5
from ingest.machine.cache import cache_dir
from ingest.training import cross, pairs
from ingest.training.train import Trainer, TrainingSizes, TrainingStep

DATA = Path(__file__).resolve().parents[2] / "data" / "training"


def main() -> int:
    """Train, say how it goes, write the adapter."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest.training",
        description="Train the adapter of the built-in embedding model: half an hour on two cores.",
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of training sections")
    parser.add_argument("--out", type=Path, default=adapter.shipped(), help="file to write")
    parser.add_argument(
        "--cross-encoder",
        type=Path,
        metavar="FOLDER",
        help="train a cross-encoder into this folder instead (470 MB)",
    )
    parser.add_argument("--rounds", type=float, help="how often all is seen")
    parser.add_argument("--rank", type=int, default=TrainingSizes.rank)
    parser.add_argument("--learning-rate", type=float, default=TrainingSizes.learning_rate)
    args = parser.parse_args()
    notes = pairs.read(args.data)
    if not notes:
        print(f"{args.data} holds no training sections. Name a folder with --data.")
        return 2
    if args.cross_encoder:
        _train_cross_encoder(notes, args)
    else:
        _train_adapter(notes, args)
    return 0


def _train_adapter(notes: list[list[pairs.TrainingSection]], args: argparse.Namespace) -> None:
    folder = e5.unpacked(cache_dir(IngestSettings().notes_cache_dir))
    plan = TrainingSizes(
        rounds=args.rounds or TrainingSizes.rounds, rank=args.rank, learning_rate=args.learning_rate
    )
    trainer = Trainer(folder, notes, plan)
    started = time.monotonic()

    def say(step: TrainingStep) -> None:
        if step.number % 10 == 0 or step.number == step.of:
            print(
                f"step {step.number}/{step.of}  loss {step.loss:.2f}  right: dense "
                f"{step.dense_right:.2f}, late {step.late_right:.2f}  "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )

    trainer.run(say)
    trainer.save(args.out)
    print(f"Wrote {args.out} ({args.out.stat().st_size / 1e6:.1f} MB).")


def _train_cross_encoder(
    notes: list[list[pairs.TrainingSection]], args: argparse.Namespace
) -> None:
    cache = cache_dir(IngestSettings().notes_cache_dir)
    folder = e5.unpacked(cache, None, adapter.shipped())
    plan = cross.CrossTrainingSizes(
        rounds=args.rounds or cross.CrossTrainingSizes.rounds,
        rank=args.rank,
        learning_rate=args.learning_rate,
    )
    trainer = cross.CrossTrainer(folder, plan)
    started = time.monotonic()
    lately: deque[float] = deque(maxlen=50)

    def say(number: int, of: int, loss: float, right: float) -> None:
        lately.append(right)
        if number % 20 == 0 or number == of:
            print(
                f"step {number}/{of}  loss {loss:.2f}  right of late {fmean(lately):.2f}  "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )

    trainer.run(cross.cases(notes, plan.wrong, Random(plan.seed)), say)
    trainer.save(args.cross_encoder)
    print(f"Wrote {args.cross_encoder}. To use it: RERANKER={args.cross_encoder}")


if __name__ == "__main__":
    sys.exit(main())
