"""Following a folder of notes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from places import ROOT, SUPPORT

from ingest.index.lock import locked
from ingest.notes.watch import watch

TIMEOUT_S = 20.0


class Followed:
    """A folder that is being watched, and how often a change was told."""

    def __init__(self, notes: Path) -> None:
        self.notes = notes
        self.told = 0
        self.fails = 0
        """So many times what is told can't be taken in."""
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()
        self.until(lambda: self.told > 0)  # it says when it has begun
        self.told = 0

    def _follow(self) -> None:
        watch(self.notes, self._tell, self.stop, retry_s=0.2)

    def _tell(self) -> bool:
        self.told += 1
        self.fails -= 1
        return self.fails < 0

    def settle(self) -> None:
        """Wait until all that was done has been told."""
        time.sleep(2.5)
        self.told = 0

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something to become true."""
        deadline = time.monotonic() + TIMEOUT_S
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.05)

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
    found = Followed(tmp_path)
    yield found
    found.close()


def test_new_changed_and_deleted_notes_are_told(followed: Followed) -> None:
    note = followed.notes / "子" / "新.md"
    for act in (
        lambda: note.write_text("# 新\n", "utf-8"),
        lambda: note.write_text("# 新\n\n更多\n", "utf-8"),
        note.unlink,
    ):
        before = followed.told
        act()
        followed.until(lambda before=before: followed.told > before)  # type: ignore[misc]
        followed.settle()


@pytest.mark.parametrize("name", ["子", "v1.2"])
def test_a_folder_that_is_moved_away_is_told(
    name: str, followed: Followed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (followed.notes / name).rename(tmp_path_factory.mktemp("away") / name)
    followed.until(lambda: followed.told > 0)


def test_what_could_not_be_taken_in_is_told_again(followed: Followed) -> None:
    followed.fails = 2
    (followed.notes / "新.md").write_text("# 新\n", "utf-8")
    followed.until(lambda: followed.told == 3)
    time.sleep(1)
    assert followed.told == 3


def test_a_folder_that_takes_the_place_of_another_is_followed(
    followed: Followed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    followed.notes.rename(tmp_path_factory.mktemp("away") / "notes")
    followed.until(lambda: followed.told == 1)  # that it is gone
    followed.notes.mkdir()
    followed.until(lambda: followed.told == 2)
    (followed.notes / "新.md").write_text("# 新\n", "utf-8")
    followed.until(lambda: followed.told == 3)


def test_what_is_no_note_is_not_told(followed: Followed) -> None:
    (followed.notes / ".git").mkdir()
    (followed.notes / ".git" / "index.md").write_text("x", "utf-8")
    (followed.notes / "图.png").write_bytes(b"x")
    time.sleep(2.5)
    assert followed.told == 0


def test_a_burst_of_changes_is_told_once_or_twice(followed: Followed) -> None:
    for number in range(60):
        (followed.notes / f"{number}.md").write_text("# 同时\n", "utf-8")
    followed.until(lambda: followed.told > 0)
    time.sleep(2.5)
    assert followed.told <= 2


QUICK = """
import sys
from pathlib import Path
from word_embedder import WordEmbedder
import ingest.__main__ as command, ingest.embedding.embedder

def first(*args, **options):
    report = run(*args, **options)
    command.run = run
    Path("notes/b.md").write_text("# 乙\\n\\n事务要么全做，要么全不做。\\n", "utf-8")
    return report

ingest.embedding.embedder.open_embedder = lambda *args, **options: WordEmbedder()
run, command.run = command.run, first
sys.exit(command.main(["notes", "--index", "index", "--watch"]))
"""
"""The command with an embedder that needs no model, and an edit at the end of its first run."""


@pytest.mark.slow
def test_what_changes_during_the_first_run_is_taken_in_and_a_lock_is_waited_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# 甲\n\n容器共用内核。\n", "utf-8")
    path = os.pathsep.join((str(SUPPORT), str(ROOT)))
    with locked(tmp_path / "index"):
        process = subprocess.Popen(
            [sys.executable, "-c", QUICK],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(2)
        assert process.poll() is None
    assert process.stdout is not None
    assert "1 notes, 1 sections" in process.stdout.readline()
    assert "2 notes, 2 sections" in process.stdout.readline()
    with locked(tmp_path / "index"):
        (tmp_path / "notes" / "a.md").unlink()
        time.sleep(3)
    assert "1 notes, 1 sections" in process.stdout.readline()
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
    time.sleep(1)
    (notes / "b.md").write_text("# 乙\n\n事务要么全做，要么全不做。\n", "utf-8")
    assert "2 notes, 2 sections" in process.stdout.readline()
    (notes / "a.md").unlink()
    assert "sections -1" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(TIMEOUT_S) == 0
    assert "No longer watching." in process.stderr.read()
    process.stdout.close()
    process.stderr.close()
