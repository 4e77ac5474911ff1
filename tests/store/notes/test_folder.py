"""The index of one folder and the settings of another: which one is meant, and what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_bench import Bench
from desk_bench import bench_fixture as bench_fixture
from index_check import run
from messages import in_chinese, in_english

from bot.config import Settings
from bot.notes.folder import NotesFolder
from bot.notes.own_desk import OwnDesk
from bot.sentences import Message
from ingest.errors import IngestError
from ingest.index.manifest import Manifest, read_manifest
from ingest.repair_advice import rebuild


def folder_of(index: Path, sample: Path, **fields: object) -> NotesFolder:
    settings = Settings(index_dir=index, **fields, _env_file=None)  # type: ignore[arg-type,call-arg]

    def manifest() -> Manifest | None:
        try:
            return read_manifest(index)
        except IngestError:
            return None

    return NotesFolder(settings, manifest, sample)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTES_DIR", raising=False)
    monkeypatch.chdir(tmp_path)


def test_settings_that_name_no_folder_mean_the_one_that_is_indexed(
    notes: Path, index: Path, tmp_path: Path
) -> None:
    folder = folder_of(index, tmp_path / "sample")
    assert folder.wanted == Path("data/notes")
    run(notes, index)
    assert (folder.wanted, folder.shown) == (notes, notes)
    assert (in_english(folder.problem()), in_english(folder.refusal())) == ("", "")


def test_another_folder_than_the_indexed_one_is_said_with_the_command(
    notes: Path, index: Path, tmp_path: Path
) -> None:
    other = tmp_path / "my own"
    folder = folder_of(index, tmp_path / "sample", notes_dir=other)
    assert (folder.shown, in_english(folder.problem())) == (other, "")  # nothing is indexed yet
    run(notes, index)
    assert (folder.wanted, folder.shown) == (other, notes)
    problem = in_english(folder.problem())
    assert problem.startswith(f"The answers come from the notes in {notes}, not from those in")
    assert f"`python -m ingest '{other}' --index {index}`" in problem
    assert str(other) in in_english(folder.refusal())
    chinese = in_chinese(folder.problem())
    assert chinese.startswith(f"现在的回答来自 {notes} 里的笔记，不是 {other} 里的")
    assert f"`python -m ingest '{other}' --index {index}`" in chinese
    assert in_chinese(folder.refusal()).endswith(f"就能跟随 {other}。")


def test_the_same_folder_by_another_path_is_no_other(notes: Path, index: Path) -> None:
    run(notes, index)
    folder = folder_of(index, notes, notes_dir=notes / ".." / notes.name)
    assert not folder.differs


@pytest.mark.parametrize("spoil", [{"schema": 1}, {"files": 7}])
def test_an_index_that_cant_be_read_still_tells_whose_notes_it_holds(
    notes: Path, index: Path, tmp_path: Path, spoil: dict[str, object]
) -> None:
    run(notes, index)
    path = index / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | spoil), "utf-8")
    folder = folder_of(index, tmp_path / "sample")
    assert folder.wanted == notes
    assert rebuild(index) == f"`python -m ingest {notes} --index {index} --rebuild`"
    path.write_text("{", "utf-8")
    assert folder.wanted == Path("data/notes")


def test_dropped_files_go_into_the_users_own_folder_not_among_the_sample_notes(
    notes: Path, index: Path, tmp_path: Path
) -> None:
    run(notes, index)
    for named in ({}, {"notes_dir": tmp_path / "own"}):
        folder = folder_of(index, notes, **named)
        folder.use_sample()
        assert (folder.wanted, folder.differs) == (notes, False)
        assert folder.use_own() == named.get("notes_dir", Path("data/notes"))
        assert folder.differs


def following(bench: Bench, refusal: Callable[[], Message | None]) -> OwnDesk:
    return OwnDesk(
        bench.index,
        folder=lambda: bench.notes,
        own_folder=lambda: bench.notes,
        manifest=lambda: (read_manifest(bench.index), None),
        ingest=bench.ingest,
        sample=lambda: None,
        refusal=refusal,
    )


def test_another_folder_is_followed_only_after_its_notes_were_taken_in(
    bench: Bench, tmp_path: Path
) -> None:
    bench.update()
    first = bench.notes
    own = tmp_path / "own"
    own.mkdir()
    (own / "茶.md").write_text("# 茶\n\n绿茶不发酵。\n", "utf-8")
    bench.notes = own
    folder = folder_of(bench.index, tmp_path / "sample", notes_dir=own)
    bench.desk = desk = following(bench, folder.refusal)
    desk.watch(True)
    watching = desk.state().watching
    assert not watching.on
    assert watching.problem == folder.refusal()
    manifest = read_manifest(bench.index)
    assert manifest is not None
    assert manifest.notes_dir == str(first)
    bench.update()
    assert in_english(desk.state().watching.problem) == ""  # the reason is gone
    desk.watch(True)
    assert desk.state().watching.on
    assert in_english(folder.problem()) == ""
