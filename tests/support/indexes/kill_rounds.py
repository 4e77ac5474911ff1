"""Kills an ingest at random moments, for real:
`python tests/support/indexes/kill_rounds.py --rounds 200`.

Every round starts a process that indexes notes for the first time, after changes, with another
chunk size, with another embedding model or from scratch, and kills it (SIGKILL) somewhere between
its beginning and its end. Whoever reads then must be told the old state or the new one, to the last
section, or some notes of a first index, each to the last section; and the next run must end in the
state of a fresh one. Two hundred rounds take about ten minutes; a seed, printed at the beginning,
chooses the moments again.

With `--graph` there are many more notes, Chroma writes its graph into files every few rows, not
every hundred, and kills are aimed at those writes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from places import ROOT
from waiting import let_pass, until

sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from readers import Told
    from word_embedder import WordEmbedder

MODES = ("first", "changed", "rebuild", "resized", "model", "again")
"""`again` rebuilds, is killed, rebuilds again, is killed again, and then rebuilds to the end; all
others end with an ingest of the same settings, without `--rebuild`."""
OFTEN = 40  # rows after which Chroma writes its graph, where kills are aimed at that
MANY = 60  # notes more, of ten sections each: what a write takes, its length goes by
SMALL = 64  # tokens in a chunk, where the sizes change
EARLY = 0.2  # share of kills whose clock starts with the process, which opens Chroma for long
PATIENCE_S = 20.0
MOMENTS = ("before the first write", "while writing", "after the swap", "too late")


@dataclass
class Killer:
    """Plays rounds in a folder of its own."""

    folder: Path
    chance: random.Random
    durations: dict[str, float] = field(default_factory=dict)
    """Seconds within which each kind of run is killed once it has begun to write: about what it
    takes to its end, a little more after a kill and less after one that came too late, as the
    machine is busy or not."""
    ends: dict[str, Told] = field(default_factory=dict)
    """What the index tells after it."""
    moments: Counter[str] = field(default_factory=Counter)
    """How many kills came when, see MOMENTS."""
    graph: bool = False
    """Whether to aim at writes of the graph; `write_often` is then to have been called."""
    torn: Counter[str] = field(default_factory=Counter)
    """How many kills left a graph half written, by the kind of run."""

    def __post_init__(self) -> None:
        from graph_watch import GraphWatch
        from index_check import run
        from readers import edit, read

        self.watch = GraphWatch(self.folder / "index", self.chance)
        self.nursery = subprocess.Popen(
            [sys.executable, __file__, "--nursery", str(self.folder), *["--graph"][: self.graph]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        shutil.copytree(ROOT / "tests" / "notes", self.folder / "before")
        if self.graph:
            _write_notes(self.folder / "before")
        run(self.folder / "before", self.folder / "base")
        self.base = read(self.folder / "base")
        shutil.copytree(self.folder / "before", self.folder / "after")
        edit(self.folder / "after")
        for path in sorted((self.folder / "after").glob("多*.md"))[::2]:
            path.write_text(f"开头。\n\n{path.read_text('utf-8')}", "utf-8")
        for mode in MODES:
            self._prepare(mode)
            self._start(mode)
            self._first_write(0)
            started = time.monotonic()
            assert self._status() == 0
            self.durations[mode] = time.monotonic() - started
            self.ends[mode] = read(self.folder / "index", _embedder(mode))
            (self.folder / "index").rename(self.folder / f"fresh-{mode}")

    @property
    def hits(self) -> int:
        """Kills that came before the run had ended."""
        return self.moments.total() - self.moments["too late"]

    def tried(self) -> bool:
        """Whether enough kills hit for the rounds to say anything."""
        amid = self.moments["while writing"] + self.moments["after the swap"]
        return self.hits >= 0.6 * self.moments.total() and amid >= 0.4 * self.moments.total()

    def round(self, mode: str) -> None:
        """One kill, or two. Raises AssertionError if anything is lost."""
        from index_check import run, same

        self._prepare(mode)
        for _ in range(2 if mode == "again" else 1):
            self._kill(mode)
            self._answers(mode)
        run(self.folder / "notes", self.folder / "index", _embedder(mode), **_options(mode, True))
        same(self.folder / "index", self.folder / f"fresh-{mode}")

    def _kill(self, mode: str) -> None:
        from ingest.index.manifest import stamp

        index = self.folder / "index"
        before, mark = stamp(index), self._mark()
        child = self._start(mode)
        if not self.graph and self.chance.random() < EARLY:
            let_pass(self.chance.uniform(0, self.durations[mode]))
        else:
            self._first_write(mark)
            let_pass(self.chance.uniform(0, self.durations[mode]))
        if self.graph:
            self.watch.wait(lambda: self._mark() in (0, mark))
        os.kill(child, signal.SIGKILL)
        is_late = self._status() == 0
        self.torn[mode] += self.graph and self.watch.is_torn()
        self.durations[mode] *= 0.85 if is_late else 1.03
        if is_late:
            self.moments["too late"] += 1
        elif stamp(index) != before:
            self.moments["after the swap"] += 1
        else:
            wrote = self._mark() not in (0, mark)
            self.moments["while writing" if wrote else "before the first write"] += 1

    def _mark(self) -> int:
        """When a run last began to write, or 0 if the last one came to its end."""
        from ingest.update import DIRTY

        try:
            return (self.folder / "index" / DIRTY).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _first_write(self, before: int) -> None:
        """Wait until a run that began when the mark was `before` writes."""
        with suppress(AssertionError):  # it may have come to its end before it was seen
            until(lambda: self._mark() not in (0, before), PATIENCE_S, pause_s=0.001)

    def _prepare(self, mode: str) -> None:
        for name in ("notes", "index"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        source = self.folder / ("before" if mode == "first" else "after")
        shutil.copytree(source, self.folder / "notes")
        if mode != "first":
            shutil.copytree(self.folder / "base", self.folder / "index")

    def _start(self, mode: str) -> int:
        """Begin an ingest in a process of its own; gives its number."""
        return int(self._asked(mode))

    def _status(self) -> int:
        """Wait for the end of that process: 0, or the signal that ended it."""
        status = int(self._asked("wait"))
        assert os.WIFSIGNALED(status) or status == 0
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def _asked(self, line: str) -> str:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        print(line, file=self.nursery.stdin, flush=True)
        return self.nursery.stdout.readline()

    def close(self) -> None:
        """End the process from which the others come."""
        with self.nursery as nursery:
            nursery.kill()

    def _answers(self, mode: str) -> None:
        """Readers are told the old state or the new one, whole."""
        from readers import read
        from word_embedder import WordEmbedder

        from ingest.index.manifest import read_manifest

        index = self.folder / "index"
        manifest = read_manifest(index)
        if manifest is None:
            assert mode == "first"
            return
        told = read(index, WordEmbedder(manifest.embedder))
        if mode == "first" and manifest.waiting:  # some notes, each of them whole
            here = self.ends[mode].items()
            assert told == {place: text for place, text in here if place[0] in manifest.files}
            return
        assert told == self.ends[mode] or (mode != "first" and told == self.base)


def main() -> int:
    """Play the rounds and say when the kills came."""
    args = _parser().parse_args()
    if args.graph:
        from graph_watch import write_often

        write_often(OFTEN)
    if args.nursery:
        _nurse(args.nursery, 20 if args.graph else 3)
        return 0
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        killer = Killer(Path(folder), random.Random(seed), graph=args.graph)
        try:
            for number in range(args.rounds):
                killer.round(MODES[number % len(MODES)])
                print(f"\r{number + 1} of {args.rounds}", end="", file=sys.stderr)
        finally:
            killer.close()
    when = ", ".join(f"{killer.moments[moment]} {moment}" for moment in MOMENTS)
    print(f"\n{args.rounds} rounds, {killer.moments.total()} kills ({when}): nothing was lost.")
    if args.graph:
        by = ", ".join(f"{count} {mode}" for mode, count in killer.torn.items())
        print(f"{killer.torn.total()} kills left a graph half written ({by}).")
    if not killer.tried():
        print("Too few of the kills hit a run that was writing: play again.")
        return 1
    return 0


def _embedder(mode: str) -> WordEmbedder:
    from word_embedder import WordEmbedder

    return WordEmbedder("other") if mode == "model" else WordEmbedder()


def _options(mode: str, is_last: bool) -> dict[str, Any]:
    from ingest.splitting.split import SplitSettings

    settings = SplitSettings(chunk_tokens=SMALL) if mode == "resized" else SplitSettings()
    return {"settings": settings, "rebuild": mode == "again" or (mode == "rebuild" and not is_last)}


def _write_notes(folder: Path) -> None:
    chance = random.Random(1)
    for note in range(MANY):
        parts = []
        for section in range(10):
            words = " ".join(f"w{chance.randrange(2000)}" for _ in range(80))
            parts.append(f"# 节 {note}-{section}\n\n{words}。")
        (folder / f"多{note}.md").write_text("\n\n".join(parts), "utf-8")


def _nurse(folder: Path, step: int) -> None:
    """For each mode on stdin: an ingest in a process of its own, its number on stdout; for `wait`:
    its end. What every run would load is loaded once, before the first."""
    import chromadb  # noqa: F401
    from index_check import run

    from ingest import first_ingest_shares, update
    from ingest.text import lexical

    update.SLICE = first_ingest_shares.FEW = first_ingest_shares.MORE = (
        step  # many small steps, as with many notes
    )
    lexical.words("词典")
    child = 0
    for line in sys.stdin:
        if line == "wait\n":
            print(os.waitpid(child, 0)[1], flush=True)
            continue
        mode = line.strip()
        child = os.fork()
        if not child:
            run(folder / "notes", folder / "index", _embedder(mode), **_options(mode, False))
            os._exit(0)
        print(child, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--graph", action="store_true", help="aim at writes of the graph")
    parser.add_argument("--nursery", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
