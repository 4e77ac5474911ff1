"""The desk over real notes, real ingest and a real folder; the embedder hashes words."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_bench import Bench
from desk_bench import bench_fixture as bench_fixture
from messages import in_english
from places import ROOT
from waiting import until

from bot.notes.drop import Handed
from ingest.diff import counts
from ingest.index.lock import locked
from ingest.index.manifest import read_manifest, write_manifest

TIMEOUT_S = 30.0


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
    then = dict.fromkeys(manifest.ingested, "2020-01-01T00:00:00+00:00")
    write_manifest(bench.index, replace(manifest, ingested=then))
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
from ingest.index.lock import locked
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
        cwd=ROOT,
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
        failed = bench.until(lambda state: state.work.phase == "failed").work
        problem = in_english(failed.problem)
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
    failed = bench.until(lambda state: state.work.phase == "failed").work
    assert "Can't write the index" in in_english(failed.problem)
    outline = bench.desk.outline()
    assert outline is not None
    assert "新.md" not in outline.files


def test_a_fault_of_ours_is_no_end_of_the_desk(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.embedder.max_tokens = "many"  # type: ignore[assignment]
    bench.desk.update()
    assert in_english(bench.until(lambda state: state.work.phase == "failed").work.problem) == ""
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


# -- following ------------------------------------------------------------------------------------


def test_following_takes_in_what_changed_before_and_after(bench: Bench) -> None:
    bench.desk.watch(True)
    state = bench.until(lambda state: state.watching.last is not None)
    assert state.watching.on
    assert state.watching.since > time.time() - TIMEOUT_S
    assert dict(state.watching.counts)["added"] > 5
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
    until(lambda: "watch" not in [thread.name for thread in threading.enumerate()])
    assert bench.desk.state().generation == generation


def test_what_following_could_not_take_in_is_tried_again(bench: Bench) -> None:
    bench.update()
    lock = bench.index / ".lock"
    lock.unlink()
    lock.mkdir()
    (bench.notes / "小节.md").unlink()
    bench.desk.watch(True)
    bench.until(lambda state: "Can't write the index" in in_english(state.watching.problem))
    lock.rmdir()
    state = bench.until(lambda state: dict(state.watching.counts).get("deleted", 0) > 0)
    assert in_english(state.watching.problem) == ""


def test_a_folder_that_has_become_empty_empties_nothing_by_itself(
    bench: Bench, tmp_path: Path
) -> None:
    bench.update()
    bench.desk.watch(True)
    away = tmp_path / "away"
    away.mkdir()
    before = bench.desk.state().generation
    for path in list(bench.notes.iterdir()):
        path.rename(away / path.name)
    bench.until(lambda state: "There are no notes left" in in_english(state.watching.problem))
    outline = bench.desk.outline()
    assert outline is not None
    assert outline.notes == 5
    assert bench.desk.state().generation == before
    (away / "小节.md").rename(bench.notes / "小节.md")
    state = bench.until(lambda state: dict(state.watching.counts).get("deleted", 0) > 0)
    assert in_english(state.watching.problem) == ""
    bench.desk.watch(False)
    (bench.notes / "小节.md").unlink()
    bench.update()  # asked for
    outline = bench.desk.outline()
    assert outline is not None
    assert outline.notes == 0


def test_following_a_folder_that_is_not_there_is_said_and_ends(bench: Bench) -> None:
    bench.notes = bench.notes / "nowhere"
    bench.desk.watch(True)
    state = bench.until(lambda state: bool(state.watching.problem) and not state.watching.on)
    assert "nowhere" in in_english(state.watching.problem)
    # What had changed before is looked for at the same time, and fails by itself.
    state = bench.until(lambda state: state.work.phase == "idle")
    assert "nowhere" in in_english(state.watching.problem)
    assert not state.watching.on


def test_a_dropped_file_goes_to_the_folder(bench: Bench) -> None:
    outcome = bench.desk.put(Handed(name="新.md", data="# 新\n".encode()))
    assert outcome.kind == "added"
    assert (bench.notes / "新.md").is_file()


def test_the_sample_notes_are_loaded_in_the_background(bench: Bench) -> None:
    bench.desk.use_sample_notes()
    bench.until(lambda state: bench.sampled == 1 and state.work.phase == "idle")
