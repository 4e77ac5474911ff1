"""Kills an ingest at random moments, for real: `python tests/kill_rounds.py --rounds 200`.

Every round starts a process that indexes notes for the first time, after changes, with another
chunk size, or from scratch, and kills it (SIGKILL) somewhere between its beginning and its end.
Whatever answered before must still answer, and the next run must end in the state of a fresh one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

MODES = ("first", "changed", "rebuild", "resized")
SMALL = 64  # tokens in a chunk, where the sizes change
QUESTION = "容器和宿主机共用什么？"


@dataclass
class Killer:
    """Plays rounds in a folder of its own."""

    folder: Path
    chance: random.Random
    durations: dict[str, float] = field(default_factory=dict)
    """Seconds that each kind of run takes when nothing stops it."""

    def __post_init__(self) -> None:
        from index_check import change, run

        shutil.copytree(ROOT / "tests" / "notes", self.folder / "before")
        run(self.folder / "before", self.folder / "base")
        shutil.copytree(self.folder / "before", self.folder / "after")
        change(self.folder / "after")
        for mode in MODES:
            self._prepare(mode)
            with self._child(mode) as child:
                started = time.monotonic()
                assert child.wait() == 0
                self.durations[mode] = time.monotonic() - started

    def round(self, mode: str) -> bool:
        """One kill; whether it came before the end. Raises AssertionError if anything is lost."""
        from index_check import check, run

        from ingest.split import SplitSettings

        self._prepare(mode)
        with self._child(mode) as child:
            time.sleep(self.chance.uniform(0, self.durations[mode]))
            child.kill()
            was_running = child.wait() != 0
        notes, index = self.folder / "notes", self.folder / "index"
        if mode != "first":
            assert self._answers(index)
        settings = SplitSettings(chunk_tokens=SMALL) if mode == "resized" else SplitSettings()
        run(notes, index, settings=settings)
        check(notes, index, settings)
        return was_running

    def _prepare(self, mode: str) -> None:
        for name in ("notes", "index"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        source = self.folder / ("before" if mode == "first" else "after")
        shutil.copytree(source, self.folder / "notes")
        if mode != "first":
            shutil.copytree(self.folder / "base", self.folder / "index")

    def _child(self, mode: str) -> subprocess.Popen[str]:
        """A process that says when it begins to ingest."""
        command = [sys.executable, __file__, "--run", mode, "--folder", str(self.folder)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        return child

    @staticmethod
    def _answers(index: Path) -> bool:
        from word_embedder import WordEmbedder

        from bot.index import Index
        from bot.retrieve import NotesRetriever

        embedder = WordEmbedder()
        retriever = NotesRetriever(index=Index(index, embedder), embedder=embedder)
        return bool(retriever.find(QUESTION).passages)


def main() -> int:
    """Play the rounds and say how many kills hit a running ingest."""
    args = _parser().parse_args()
    if args.run:
        _ingest(args.run, args.folder)
        return 0
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        killer = Killer(Path(folder), random.Random(seed))
        hits = 0
        for number in range(args.rounds):
            hits += killer.round(MODES[number % len(MODES)])
            print(f"\r{number + 1} of {args.rounds}", end="", file=sys.stderr)
    print(f"\n{args.rounds} kills, {hits} of them during a run: nothing was lost.")
    return 0


def _ingest(mode: str, folder: Path) -> None:
    import chromadb  # noqa: F401 - its import is no part of the run that is killed
    from index_check import run

    from ingest import update
    from ingest.split import SplitSettings

    update.SLICE = 3  # many small steps, as with many notes
    options: dict[str, Any] = {}
    if mode == "resized":
        options["settings"] = SplitSettings(chunk_tokens=SMALL)
    print("begins", flush=True)
    run(folder / "notes", folder / "index", rebuild=mode == "rebuild", **options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--run", choices=MODES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
