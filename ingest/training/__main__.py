"""`python -m ingest.training`: trains the adapter that comes with the program, anew."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ingest import adapter, e5
from ingest.cache import cache_dir
from ingest.config import IngestSettings
from ingest.training import pairs
from ingest.training.train import Plan, Step, Trainer

DATA = Path(__file__).resolve().parents[2] / "data" / "training"


def main() -> int:
    """Train, say how it goes, write the adapter."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest.training",
        description="Train the adapter of the built-in embedding model: half an hour on two cores.",
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of training sections")
    parser.add_argument("--out", type=Path, default=adapter.shipped(), help="file to write")
    parser.add_argument("--rounds", type=float, default=Plan.rounds)
    parser.add_argument("--rank", type=int, default=Plan.rank)
    parser.add_argument("--learning-rate", type=float, default=Plan.learning_rate)
    args = parser.parse_args()
    notes = pairs.read(args.data)
    if not notes:
        print(f"{args.data} holds no training sections. Name a folder with --data.")
        return 2
    folder = e5.unpacked(cache_dir(IngestSettings().notes_cache_dir))
    plan = Plan(rounds=args.rounds, rank=args.rank, learning_rate=args.learning_rate)
    trainer = Trainer(folder, notes, plan)
    started = time.monotonic()

    def say(step: Step) -> None:
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
