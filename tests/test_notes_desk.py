"""The desk over real notes, real ingest and a real folder; the embedder hashes words."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from index_check import SIZES
from word_embedder import WordEmbedder

from bot.desk import State
from bot.drop import Handed
from bot.notes_desk import NotesDesk
from ingest.diff import counts
from ingest.embed import Progress
from ingest.errors import IngestError
from ingest.lock import locked
from ingest.manifest import Manifest, read_manifest
from ingest.pipeline import ingest
from ingest.report import Report

TIMEOUT_S = 30.0


class Bench:
    """A desk, and what a test does to it."""

    def __init__(self, notes: Path, index: Path) -> None:
        self.notes, self.index = notes, index
        self.embedder = WordEmbedder()
        self.go = threading.Event()
        """Ingest stands still while this is cleared."""
        self.go.set()
        self.sampled = 0
        self.desk = NotesDesk(
            index,
            folder=lambda: self.notes,
            own_folder=lambda: self.notes,
            manifest=self._manifest,
            ingest=self._ingest,
            sample=self._sample,
        )

    def _manifest(self) -> tuple[Manifest | None, str]:
        try:
            return read_manifest(self.index), ""
        except IngestError as error:
            return None, str(error)

    def _ingest(self, dry_run: bool, progress: Progress) -> Report:
        def told(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            assert self.go.wait(TIMEOUT_S)

        return ingest(self.notes, self.index, self.embedder, SIZES, dry_run=dry_run, progress=told)

    def _sample(self) -> None:
        self.sampled += 1

    def until(self, true: Callable[[State], bool]) -> State:
        deadline = time.monotonic() + TIMEOUT_S
        while not true(self.desk.state()):
            assert time.monotonic() < deadline, self.desk.state()
            time.sleep(0.02)
        return self.desk.state()

    def update(self) -> Report:
        self.desk.update()
        report = self.until(lambda state: state.work.phase == "done").work.report
        assert report is not None
        return report


@pytest.fixture
def bench(notes: Path, index: Path) -> Iterator[Bench]:
    made = Bench(notes, index)
    yield made
    made.go.set()
    made.desk.close()


def test_looking_shows_what_would_change_and_writes_nothing(bench: Bench) -> None:
    bench.desk.look()
    work = bench.until(lambda state: state.work.phase == "seen").work
    assert work.report is not None
    assert work.report.dry_run
    assert counts(work.report.changes)["added"] > 5
    assert not bench.index.exists()
    assert bench.desk.outline() is None
    bench.desk.dismiss()
    assert bench.desk.state().work.phase == "idle"


def test_updating_tells_its_stages_and_leaves_the_diff_and_the_outline(bench: Bench) -> None:
    seen: list[tuple[str, float]] = []
    bench.desk.look()
    bench.until(lambda state: state.work.phase == "seen")
    bench.go.clear()
    bench.desk.update()
    work = bench.until(lambda state: state.work.stage == "read").work
    assert (work.phase, work.total) == ("running", 5)
    assert work.report is not None  # what would change stays to be seen
    assert bench.desk.outline() is None
    bench.go.set()
    while (work := bench.desk.state().work).busy:
        seen.append((work.stage, work.fraction))
    assert [fraction for _, fraction in seen] == sorted(fraction for _, fraction in seen)
    assert work.phase == "done"
    assert work.report is not None
    assert not work.report.dry_run
    outline = bench.desk.outline()
    assert outline is not None
    assert outline.notes == len(outline.ingested) == work.report.notes


def test_only_what_was_read_again_gets_a_new_time(bench: Bench) -> None:
    bench.update()
    manifest = read_manifest(bench.index)
    assert manifest is not None
    path = bench.index / "manifest.json"
    raw = json.loads(path.read_text("utf-8"))
    raw["ingested"] = dict.fromkeys(raw["ingested"], "2020-01-01T00:00:00+00:00")
    path.write_text(json.dumps(raw), "utf-8")
    (bench.notes / "小节.md").write_text("# 别的\n\n一句新的话。\n", "utf-8")
    bench.update()
    outline = bench.desk.outline()
    assert outline is not None
    new = {file for file, moment in outline.ingested.items() if not moment.startswith("2020")}
    assert new == {"小节.md"}


def test_warnings_are_there_after_a_restart_of_the_program(bench: Bench) -> None:
    (bench.notes / "二进制.md").write_bytes(bytes(range(256)) * 4)
    (bench.notes / ".ingestignore").write_text("!\n", "utf-8")
    bench.update()
    again = Bench(bench.notes, bench.index)
    outline = again.desk.outline()
    assert outline is not None
    told = {(each.file, each.skipped) for each in outline.warnings}
    assert {(".ingestignore", False), ("二进制.md", True)} <= told
    (bench.notes / ".ingestignore").unlink()
    again.update()
    outline = again.desk.outline()
    assert outline is not None
    assert ".ingestignore" not in {each.file for each in outline.warnings}
    again.desk.close()


def test_nothing_changed_is_known(bench: Bench) -> None:
    bench.update()
    bench.desk.look()
    work = bench.until(lambda state: state.work.phase == "seen").work
    assert work.report is not None
    assert work.report.changes == ()


def test_every_change_of_state_has_a_mark_of_its_own(bench: Bench) -> None:
    marks = {bench.desk.state().mark}
    assert bench.desk.state().mark in marks
    bench.update()
    assert bench.desk.state().mark not in marks
    generation = bench.desk.state().generation
    bench.desk.dismiss()
    assert bench.desk.state().generation == generation


# -- another process ----------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from ingest.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(bench: Bench) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(bench.index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    if process.poll() is None:
        process.communicate("\n", timeout=20)


def test_another_process_is_named_and_waited_for(
    bench: Bench, other: subprocess.Popen[str]
) -> None:
    bench.desk.update()
    work = bench.until(lambda state: state.work.phase == "waiting").work
    assert work.holder is not None
    assert (work.holder.pid, work.own) == (other.pid, False)
    assert not bench.desk.state().begun
    other.communicate("\n", timeout=20)
    bench.until(lambda state: state.work.phase == "done")
    assert bench.desk.outline() is not None


def test_waiting_can_be_ended(bench: Bench, other: subprocess.Popen[str]) -> None:
    bench.desk.stop_waiting()  # nobody waits
    bench.desk.update()
    bench.until(lambda state: state.work.phase == "waiting")
    bench.desk.stop_waiting()
    bench.until(lambda state: state.work.phase == "idle")
    assert other.poll() is None


def test_the_first_ingest_of_this_program_is_told_apart(bench: Bench) -> None:
    with locked(bench.index):
        assert bench.desk.state().begun
        bench.desk.update()
        assert bench.until(lambda state: state.work.phase == "waiting").work.own
    bench.until(lambda state: state.work.phase == "done")
    assert not bench.desk.state().begun


# -- failures -------------------------------------------------------------------------------------


def test_a_missing_folder_is_one_sentence(bench: Bench) -> None:
    bench.notes = bench.notes / "nowhere"
    for act in (bench.desk.look, bench.desk.update):
        act()
        problem = bench.until(lambda state: state.work.phase == "failed").work.problem
        assert "nowhere" in problem
        assert problem.count("\n") == 0
        bench.desk.dismiss()


def test_an_index_that_cannot_be_written_is_one_sentence_and_the_old_one_answers(
    bench: Bench,
) -> None:
    bench.update()
    (bench.notes / "新.md").write_text("# 新\n\n文字。\n", "utf-8")
    (bench.index / ".lock").unlink(missing_ok=True)
    (bench.index / ".lock").mkdir()
    bench.desk.update()
    problem = bench.until(lambda state: state.work.phase == "failed").work.problem
    assert "Can't write the index" in problem
    outline = bench.desk.outline()
    assert outline is not None
    assert "新.md" not in outline.files


def test_a_fault_of_ours_is_no_end_of_the_desk(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.embedder.max_tokens = "many"  # type: ignore[assignment]
    bench.desk.update()
    assert bench.until(lambda state: state.work.phase == "failed").work.problem == ""
    assert "Traceback" in caplog.text
    bench.embedder.max_tokens = 4096
    bench.update()


def test_closing_ends_a_running_ingest_and_harms_nothing(notes: Path, index: Path) -> None:
    bench = Bench(notes, index)
    bench.go.clear()
    bench.desk.update()
    bench.until(lambda state: state.work.stage == "read")
    threading.Timer(0.2, bench.go.set).start()
    bench.desk.close()
    assert not [t for t in threading.enumerate() if t.name in ("notes", "watch")]
    bench.desk.update()
    assert bench.desk.state().work.phase != "done"
    Bench(notes, index).update()


# -- sections -----------------------------------------------------------------------------------


def test_a_section_is_read_from_its_file_as_it_is_now(bench: Bench) -> None:
    path = bench.notes / "两个.md"
    path.write_text("# 甲\n\n一。\n\n# 乙\n\n二。\n\n# 乙\n\n三。\n", "utf-8")
    bench.update()
    third = bench.desk.section("两个.md", 2)
    assert third.passage is not None
    assert (third.passage.text, third.passage.lines) == ("# 乙\n\n三。", (9, 11))
    assert not third.changed
    path.write_text("前言。\n\n# 乙\n\n二。\n\n# 乙\n\n三，改过。\n", "utf-8")
    again = bench.desk.section("两个.md", 2)
    assert again.passage is not None
    assert (again.passage.text, again.passage.lines) == ("# 乙\n\n三，改过。", (7, 9))
    assert again.changed
    assert bench.desk.section("两个.md", 0).passage is None


@pytest.mark.parametrize("file", ["../secret.md", "nowhere.md", "", "/etc/passwd"])
def test_nothing_but_an_indexed_note_is_read(bench: Bench, file: str) -> None:
    (bench.notes.parent / "secret.md").write_text("# x\n\nsecret\n", "utf-8")
    bench.update()
    assert bench.desk.section(file, 0).passage is None
    assert bench.desk.section("小节.md", 999).passage is None
    assert bench.desk.section("小节.md", -1).passage is None


def test_a_note_that_became_a_link_to_elsewhere_is_not_read(bench: Bench) -> None:
    bench.update()
    secret = bench.notes.parent / "secret.md"
    secret.write_text((bench.notes / "小节.md").read_text("utf-8"), "utf-8")
    (bench.notes / "小节.md").unlink()
    (bench.notes / "小节.md").symlink_to(secret)
    assert bench.desk.section("小节.md", 0).passage is None


def test_a_note_that_cannot_be_read_any_more_says_why(bench: Bench) -> None:
    bench.update()
    (bench.notes / "小节.md").write_bytes(bytes(range(256)) * 4)
    assert bench.desk.section("小节.md", 0).problem == "it is a binary file"
    (bench.notes / "小节.md").unlink()
    assert "opened" in bench.desk.section("小节.md", 0).problem


def test_a_section_without_end_is_cut_at_a_line(bench: Bench) -> None:
    (bench.notes / "长.md").write_text("# 长\n\n" + f"{'一行文字。' * 60}\n\n" * 80, "utf-8")
    bench.update()
    section = bench.desk.section("长.md", 0)
    assert section.passage is not None
    assert section.cut
    assert len(section.passage.text) <= 20_000
    assert section.passage.text.rstrip().endswith("一行文字。")


# -- following ------------------------------------------------------------------------------------


def test_following_takes_in_what_changed_before_and_after(bench: Bench) -> None:
    bench.desk.watch(True)
    state = bench.until(lambda state: state.watching.last is not None)
    assert state.watching.on
    assert state.watching.since > time.time() - TIMEOUT_S
    assert dict(state.watching.counts)["added"] > 5
    time.sleep(0.3)  # the folder is being watched by now
    (bench.notes / "小节.md").unlink()
    state = bench.until(lambda state: dict(state.watching.counts)["deleted"] > 0)
    assert state.work.phase == "done"
    assert state.work.by_watch
    outline = bench.desk.outline()
    assert outline is not None
    assert "小节.md" not in outline.files
    bench.desk.watch(False)
    assert not bench.desk.state().watching.on
    generation = bench.desk.state().generation
    (bench.notes / "容器.md").unlink()
    time.sleep(2.5)
    assert bench.desk.state().generation == generation


def test_following_a_folder_that_is_not_there_is_said_and_ends(bench: Bench) -> None:
    bench.notes = bench.notes / "nowhere"
    bench.desk.watch(True)
    state = bench.until(lambda state: bool(state.watching.problem) and not state.watching.on)
    assert "nowhere" in state.watching.problem
    assert state.work.phase == "idle"


def test_a_dropped_file_goes_to_the_folder(bench: Bench) -> None:
    outcome = bench.desk.put(Handed(name="新.md", data="# 新\n".encode()))
    assert outcome.kind == "added"
    assert (bench.notes / "新.md").is_file()


def test_the_sample_notes_are_loaded_in_the_background(bench: Bench) -> None:
    bench.desk.use_sample_notes()
    bench.until(lambda state: bench.sampled == 1 and state.work.phase == "idle")
