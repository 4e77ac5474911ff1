"""What readers see while an ingest runs, and after it died or found no more room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from index_check import Killed, check, run
from places import ROOT, SUPPORT
from readers import NEW, OLD, Told, edit, found, read, told
from word_embedder import WordEmbedder

from bot.search.index import Index
from ingest import update
from ingest.index.store import ChunkStore

pytestmark = pytest.mark.slow

STAGES = ["store", "search"]


@pytest.fixture
def base(notes: Path, index: Path) -> Told:
    """What the index tells before the notes are changed."""
    run(notes, index)
    before = read(index)
    assert any(OLD in text for text in before.values())
    edit(notes)
    return before


@pytest.fixture
def new(base: Told, notes: Path, tmp_path: Path) -> Told:
    """What it is to tell afterwards."""
    run(notes, tmp_path / "new")
    after = read(tmp_path / "new")
    assert after != base
    return after


@pytest.mark.parametrize("stage", STAGES)
def test_readers_are_told_the_old_state_to_the_end_of_a_run_and_then_the_new_one(
    stage: str, base: Told, new: Told, notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "SLICE", 2)
    embedder = WordEmbedder()
    early = Index(index, embedder)
    assert told(early) == base
    texts = found(early, embedder)
    looks = 0

    def look(now: str, done: int, total: int) -> None:
        nonlocal looks
        if now != stage:
            return
        looks += 1
        for reader in (early, Index(index, embedder)):
            assert told(reader) == base
            assert found(reader, embedder) == texts

    run(notes, index, progress=look)
    assert looks > 1
    for reader in (early, Index(index, embedder)):
        assert told(reader) == new
        texts = found(reader, embedder)
        assert any(NEW in text for text in texts)
        assert not any(OLD in text for text in texts)


@pytest.mark.parametrize("stage", STAGES)
def test_after_a_run_that_died_readers_are_told_the_old_state(
    stage: str, base: Told, new: Told, notes: Path, index: Path
) -> None:
    def die(now: str, done: int, total: int) -> None:
        if now == stage and done == total:
            raise Killed

    with pytest.raises(Killed):
        run(notes, index, progress=die)
    assert read(index) == base
    assert any(OLD in text for text in found(Index(index, WordEmbedder()), WordEmbedder()))
    run(notes, index)
    assert read(index) == new
    check(notes, index)


def test_a_run_that_dies_behind_the_swap_leaves_the_new_state_and_rests_that_go(
    base: Told, new: Told, notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ChunkStore, "delete", die)
        with pytest.raises(Killed):
            run(notes, index)
    assert read(index) == new
    run(notes, index)
    assert read(index) == new
    check(notes, index)


NO_ROOM = """
import resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
from index_check import run
from ingest.errors import IngestError

def fill(stage, done, total):
    if stage == sys.argv[3]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    run(Path(sys.argv[1]), Path(sys.argv[2]), progress=fill)
except IngestError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("stage", ["embed", *STAGES])
def test_after_a_run_without_room_readers_are_told_the_old_state(
    stage: str, base: Told, new: Told, notes: Path, index: Path
) -> None:
    places = [str(notes), str(index), stage, *SUPPORT, str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, *places], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("IngestError Can't write the index at "), done.stderr
    assert read(index) == base
    run(notes, index)
    assert read(index) == new
    check(notes, index)
