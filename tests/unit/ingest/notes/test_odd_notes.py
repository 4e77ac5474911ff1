"""Folders without notes, notes without text, files that can not be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from index_check import check, manifest, run, stored
from word_embedder import WordEmbedder

from ingest.changes import RawFile, read_raw
from ingest.errors import NotesMissing
from ingest.index.manifest import stamp
from ingest.message import Message
from ingest.notes.folder import Warned
from ingest.sentences import english


def test_no_markdown_and_no_index_is_an_error(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.txt").write_text("x")
    with pytest.raises(NotesMissing, match=r"no markdown files .* Name the folder"):
        run(tmp_path / "empty", index)
    with pytest.raises(NotesMissing, match="no notes folder"):
        run(tmp_path / "nothing", index)
    assert not index.exists()


def test_an_empty_note_is_a_note_without_chunks(notes: Path, index: Path) -> None:
    (notes / "空.md").write_text("")
    (notes / "图.md").write_text("![](a.png)\n")
    run(notes, index)
    files = manifest(index).files
    assert files["空.md"].outline == ()
    assert [row.chunks for row in files["图.md"].outline] == [0]
    check(notes, index)


def test_files_that_are_no_text_are_skipped_once_and_named_each_time(
    notes: Path, index: Path
) -> None:
    (notes / "图片.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    for embedded in (True, False):
        embedder = WordEmbedder()
        report = run(notes, index, embedder)
        assert bool(embedder.embedded) == embedded
        assert report.skipped == 1
        assert ("图片.md", "it is a binary file", True) in [
            (w.file, english(w.message), w.skipped) for w in report.warnings
        ]
    assert report.notes == 5
    assert stamp(index) == stamp(index)
    (notes / "图片.md").write_text("# 现在是文字\n\n好了。\n", "utf-8")
    assert run(notes, index).skipped == 0
    check(notes, index)


def test_a_note_that_cannot_be_opened_is_skipped_until_it_can(notes: Path, index: Path) -> None:
    def refuse(path: Path) -> RawFile:
        if path.name == "小节.md":
            raise PermissionError(13, "Permission denied", str(path))  # root opens everything
        return read_raw(path)

    for _ in range(2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ingest.changes.read_raw", refuse)
            report = run(notes, index)
        assert (report.skipped, report.notes, report.generation) == (1, 4, 1)
        (warning,) = [warning for warning in report.warnings if warning.skipped]
        assert warning == Warned(
            "小节.md", Message.of("file_closed", why="Permission denied"), True
        )
    assert run(notes, index).skipped == 0
    check(notes, index)


def test_what_is_indexed_of_a_folder_that_cannot_be_opened_stays(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notes, index)
    scandir = os.scandir
    for closed in (notes / "网络", notes):
        before = stored(index)

        def refuse(path: Path, closed: Path = closed) -> Iterator[os.DirEntry[str]]:
            if path == closed:
                raise PermissionError(13, "Permission denied", str(path))  # root opens everything
            return scandir(path)

        with monkeypatch.context() as patch:
            patch.setattr(os, "scandir", refuse)
            for dry_run in (True, False):
                report = run(notes, index, dry_run=dry_run)
                assert (report.notes, report.changes, report.removed) == (5, (), 0)
                assert report.skipped == 1
                assert english(report.warnings[0].message) == (
                    "it can't be opened (Permission denied); what was indexed of it stays"
                )
        assert stored(index) == before
    assert run(notes, index).skipped == 0
    check(notes, index)


def test_a_moved_notes_folder_is_read_again_and_not_embedded(notes: Path, index: Path) -> None:
    run(notes, index)
    notes = notes.rename(notes.with_name("moved"))
    embedder = WordEmbedder()
    assert run(notes, index, embedder).chunks > 0
    assert embedder.embedded == []
    assert manifest(index).notes_dir == str(notes)
    check(notes, index)


def test_files_with_equal_size_and_time_in_another_folder_are_not_taken_for_the_same(
    notes: Path, index: Path, tmp_path: Path
) -> None:
    run(notes, index)
    other = tmp_path / "other"
    shutil.copytree(notes, other)
    path = other / "小节.md"
    times = path.stat()
    path.write_text(path.read_text("utf-8").replace("预写", "后写"), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run(other, index).files_changed == ("小节.md",)
    check(other, index)
