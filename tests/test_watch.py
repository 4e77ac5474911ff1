"""Following a folder of notes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.watch import watch

TIMEOUT_S = 20.0


class Followed:
    """A folder that is being watched, and how often a change was told."""

    def __init__(self, notes: Path) -> None:
        self.notes = notes
        self.told = 0
        self.stop = threading.Event()
        self._thread = threading.Thread(target=watch, args=(notes, self._tell, self.stop))
        self._thread.start()
        # A watch takes a moment to begin: a file that no note can be says when it has.
        self.until(lambda: self._begun())

    def _begun(self) -> bool:
        (self.notes / f"probe{time.monotonic_ns()}.md").write_text("x", "utf-8")
        time.sleep(0.3)
        return self.told > 0

    def _tell(self) -> None:
        self.told += 1

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
    found = Followed(tmp_path)
    found.settle()
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


def test_a_folder_that_is_moved_away_is_told(followed: Followed, tmp_path: Path) -> None:
    (followed.notes / "子").rename(tmp_path.parent / f"{tmp_path.name}-away")
    followed.until(lambda: followed.told > 0)


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
