"""Kills whoever writes to a collection while Chroma writes the graph into its files.

The graph is as large as that of some thousand notes, so that half a write is half a graph.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from graph_watch import GraphWatch, write_often
from numpy.typing import NDArray
from places import ROOT, SUPPORT

from ingest.index import graph
from ingest.index.rows import key_of
from ingest.index.store import FOLDER, ChunkStore, open_client, open_for_writing
from ingest.schema import Chunk

NAME, NEXT = "chunks-a-1", "chunks-a-2"
ROWS, MORE, STEP, OFTEN = 2000, 300, 50, 75
DIMENSION = 8
DONE = "done"
MODES = ("add", "delete", "rebuild")
"""`delete` takes away as many rows as `add` adds; `rebuild` copies all into a collection of its
own, from the first row on."""

Vectors = NDArray[np.float32]


def chunk(number: int) -> Chunk:
    return Chunk(
        id=f"id{number}",
        file="a.md",
        title="题",
        tags=(),
        heading_path=("甲",),
        lines=(number + 1, number + 1),
        text=f"文字 {number}",
        bold=(),
        embed_text=f"文字 {number}",
        section=f"s{number}",
    )


def vectors(numbers: Sequence[int]) -> Vectors:
    rows = [np.random.default_rng(n).standard_normal(DIMENSION, np.float32) for n in numbers]
    unit: Vectors = np.asarray(rows) / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def after(mode: str) -> tuple[str, range]:
    """The collection that a run writes to, and the rows in it at the end."""
    return {
        "base": (NAME, range(ROWS)),
        "add": (NAME, range(ROWS + MORE)),
        "delete": (NAME, range(MORE, ROWS)),
        "rebuild": (NEXT, range(ROWS // 2)),
    }[mode]


def write(index: Path, mode: str) -> None:
    """Bring a collection to that state; all that a run which was killed has done stays."""
    name, rows = after(mode)
    wanted = {key_of(chunk(n)): n for n in rows}
    with open_for_writing(index) as client:
        store = ChunkStore(client, name)
        had = store.keys()
        gone = sorted(had - wanted.keys())
        for start in range(0, len(gone), STEP):
            store.delete(gone[start : start + STEP])
        new = [n for key, n in wanted.items() if key not in had]
        for start in range(0, len(new), STEP):
            part = new[start : start + STEP]
            store.add([chunk(n) for n in part], vectors(part))
    (index / DONE).touch()


def read(index: Path, name: str) -> set[int]:
    """The numbers of a collection's rows, each of which says and finds what it should."""
    with graph.opening(index):
        client = open_client(index / FOLDER)
        collection = client.get_collection(name, embedding_function=None)
        count = collection.count()
    rows = collection.get(include=["documents", "embeddings"])
    numbers = [int(text.split()[-1]) for text in rows["documents"]]
    assert rows["ids"] == [key_of(chunk(n)) for n in numbers]
    assert len(set(numbers)) == count
    found = np.asarray(rows["embeddings"], np.float32)
    np.testing.assert_allclose(found, vectors(numbers), atol=1e-6)
    nearest = collection.query(query_embeddings=found[::5], n_results=1, include=["distances"])
    assert nearest["ids"] == [[key] for key in rows["ids"][::5]]
    client.close()
    return set(numbers)


@dataclass
class GraphKiller:
    """Plays rounds in a folder of its own."""

    folder: Path
    chance: random.Random
    torn: Counter[str] = field(default_factory=Counter)
    """How many kills left a graph half written, by the kind of run."""

    def __post_init__(self) -> None:
        self.index = self.folder / "index"
        self.watch = GraphWatch(self.index, self.chance)
        self.nursery = subprocess.Popen(
            [sys.executable, __file__, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *SUPPORT))},
        )
        self._start("base")
        assert self._status() == 0

    def round(self, mode: str) -> None:
        """One kill amid a write of the graph. Raises AssertionError if anything is lost."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self.folder / "base", self.index)
        (self.index / DONE).unlink()
        child = self._start(mode)
        for _ in range(self.chance.randint(1, 3)):
            self.watch.wait((self.index / DONE).exists)
        os.kill(child, signal.SIGKILL)
        self._status()
        self.torn[mode] += self.watch.is_torn()
        name, rows = after(mode)
        before = set(range(ROWS))
        assert read(self.index, NAME) ^ before <= (before ^ set(rows) if name == NAME else set())
        self._start(mode)
        assert self._status() == 0
        assert not self.watch.copies()
        assert read(self.index, name) == set(rows)

    def _start(self, mode: str) -> int:
        """Begin a run in a process of its own; gives its number."""
        return int(self._asked(mode))

    def _status(self) -> int:
        """Wait for the end of that process."""
        return int(self._asked("wait"))

    def _asked(self, line: str) -> str:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{line}\n")
        self.nursery.stdin.flush()
        return self.nursery.stdout.readline()

    def close(self) -> None:
        """End the process from which the others come."""
        with self.nursery as nursery:
            nursery.kill()


def _nurse(folder: Path) -> None:
    """For each mode on stdin: a run in a process of its own, its number on stdout; for `wait`: its
    end. What every run would load is loaded once, before the first."""
    import chromadb  # noqa: F401

    write_often(OFTEN)
    child = 0
    for line in sys.stdin:
        mode = line.strip()
        if mode == "wait":
            _tell(os.waitpid(child, 0)[1])
            continue
        child = os.fork()
        if not child:
            write(folder / ("base" if mode == "base" else "index"), mode)
            os._exit(0)
        _tell(child)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _nurse(Path(sys.argv[1]))
