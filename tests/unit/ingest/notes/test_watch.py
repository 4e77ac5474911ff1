"""Following a folder of notes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles
from places import ROOT, SUPPORT
from waiting import until

from ingest.index.lock import locked
from ingest.notes.watch import Pace, watch

TIMEOUT_S = 20.0
SOON = Pace(debounce_ms=400, settle_ms=50, tick_ms=50, retry_s=0.05)


class Followed:
    """A folder that is being watched, and how often a change was told."""

    def __init__(self, notes: Path, pace: Pace) -> None:
        self.notes, self.pace = notes, pace
        self.told = 0
        self.fails = 0
        """So many times what is told can't be taken in."""
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()
        until(lambda: self.told > 0)  # it says when it has begun
        self.told = 0

    def _follow(self) -> None:
        watch(self.notes, self._tell, self.stop, pace=self.pace)

    def _tell(self) -> bool:
        self.told += 1
        self.fails -= 1
        return self.fails < 0

    def close(self) -> None:
        self.stop.set()
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive()


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    (tmp_path / "子").mkdir()
    (tmp_path / "子" / "旧.md").write_text("# 旧\n", "utf-8")
    (tmp_path / "v1.2").mkdir()
    (tmp_path / "v1.2" / "版本.md").write_text("# 版本\n", "utf-8")
    found = Followed(tmp_path, SOON)
    yield found
    found.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda folder: (folder / "新.md").write_text("# 新\n", "utf-8"),
        lambda folder: (folder / "旧.md").write_text("# 旧\n\n更多\n", "utf-8"),
        lambda folder: (folder / "旧.md").unlink(),
    ],
    ids=["new", "changed", "deleted"],
)
def test_new_changed_and_deleted_notes_are_told(
    act: Callable[[Path], None], followed: Followed
) -> None:
    act(followed.notes / "子")
    until(lambda: followed.told > 0)


@pytest.mark.parametrize("name", ["子", "v1.2"])
def test_a_folder_that_is_moved_away_is_told(
    name: str, followed: Followed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (followed.notes / name).rename(tmp_path_factory.mktemp("away") / name)
    until(lambda: followed.told > 0)


def test_what_could_not_be_taken_in_is_told_again(followed: Followed) -> None:
    followed.fails = 2
    (followed.notes / "新.md").write_text("# 新\n", "utf-8")
    until(lambda: followed.told == 3)
    (followed.notes / "later.md").write_text("# 后\n", "utf-8")
    until(lambda: followed.told > 3)  # not before: what was taken in is over
    followed.close()
    assert followed.told == 4


def test_a_folder_that_takes_the_place_of_another_is_followed(
    followed: Followed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    followed.notes.rename(tmp_path_factory.mktemp("away") / "notes")
    until(lambda: followed.told == 1)  # that it is gone
    followed.notes.mkdir()
    until(lambda: followed.told == 2)
    (followed.notes / "新.md").write_text("# 新\n", "utf-8")
    until(lambda: followed.told == 3)


def test_what_is_no_note_is_not_told(followed: Followed) -> None:
    everything = watchfiles.watch(
        followed.notes,
        watch_filter=None,
        debounce=SOON.debounce_ms,
        step=SOON.settle_ms,
        rust_timeout=SOON.tick_ms,
        yield_on_timeout=True,
    )
    assert next(everything) == set()
    (followed.notes / ".git").mkdir()
    (followed.notes / ".git" / "index.md").write_text("x", "utf-8")
    (followed.notes / "图.png").write_bytes(b"x")
    while "图.png" not in {Path(path).name for _, path in next(everything)}:
        pass
    assert followed.told == 0
    (followed.notes / "later.md").write_text("# 后\n", "utf-8")
    until(lambda: followed.told > 0)
    followed.close()
    assert followed.told == 1


@pytest.mark.slow
def test_a_burst_of_changes_is_told_once_or_twice(tmp_path: Path) -> None:
    followed = Followed(tmp_path, Pace(debounce_ms=5000, settle_ms=500, tick_ms=50))
    for number in range(60):
        (followed.notes / f"{number}.md").write_text("# 同时\n", "utf-8")
    until(lambda: followed.told > 0)
    (followed.notes / "later.md").write_text("# 后\n", "utf-8")
    before = followed.told
    until(lambda: followed.told > before)
    followed.close()
    assert followed.told <= 3


QUICK = """
import sys
from pathlib import Path
from word_embedder import WordEmbedder
import ingest.__main__ as command, ingest.embedding.embedder

def noted(*args, **options):
    print("begun", flush=True)
    return run(*args, **options)

def first(*args, **options):
    command.run = noted
    report = noted(*args, **options)
    Path("notes/b.md").write_text("# 乙\\n\\n事务要么全做，要么全不做。\\n", "utf-8")
    return report

ingest.embedding.embedder.open_embedder = lambda *args, **options: WordEmbedder()
run, command.run = command.run, first
sys.exit(command.main(["notes", "--index", "index", "--watch"]))
"""
"""The command with an embedder that needs no model, and an edit at the end of its first run."""


def says(process: subprocess.Popen[str], words: str) -> None:
    """Read on until a line has these words."""
    assert process.stdout is not None
    assert any(words in line for line in process.stdout)


@pytest.mark.slow
def test_what_changes_during_the_first_run_is_taken_in_and_a_lock_is_waited_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# 甲\n\n容器共用内核。\n", "utf-8")
    path = os.pathsep.join((*SUPPORT, str(ROOT)))
    with locked(tmp_path / "index"):
        process = subprocess.Popen(
            [sys.executable, "-c", QUICK],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        says(process, "begun")
    says(process, "1 notes, 1 sections")
    says(process, "2 notes, 2 sections")
    with locked(tmp_path / "index"):
        (tmp_path / "notes" / "a.md").unlink()
        says(process, "begun")
    says(process, "1 notes, 1 sections")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=TIMEOUT_S)
    assert "is writing" not in said


@pytest.mark.slow
def test_the_command_follows_until_it_is_stopped(tmp_path: Path, cache: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# 甲\n\n容器共用宿主机的内核，启动很快。\n", "utf-8")
    command = [sys.executable, "-m", "ingest", str(notes), "--index", str(tmp_path / "ix")]
    process = subprocess.Popen(
        [*command, "--watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert "1 notes, 1 sections" in process.stdout.readline()
    while "Watching" not in process.stderr.readline():
        pass
    (notes / "b.md").write_text("# 乙\n\n事务要么全做，要么全不做。\n", "utf-8")
    assert "2 notes, 2 sections" in process.stdout.readline()
    (notes / "a.md").unlink()
    assert "sections -1" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(TIMEOUT_S) == 0
    assert "No longer watching." in process.stderr.read()
    process.stdout.close()
    process.stderr.close()
