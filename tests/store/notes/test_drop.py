"""Files that are put into the notes folder from outside."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.notes.drop import MAX_NOTE_BYTES, DropOutcome, Handed, look, put

TEXT = "# 新\n\n一段文字。\n".encode()


def handed(name: str, data: bytes = TEXT, **fields: object) -> Handed:
    return Handed(name=name, data=data, **fields)  # type: ignore[arg-type]


def drop(folder: Path, name: str, data: bytes = TEXT, **fields: object) -> DropOutcome:
    return put(folder, handed(name, data, **fields))


def files(folder: Path) -> set[str]:
    """All there is below, drafts included."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_file_is_put_into_the_folder_as_it_is(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    outcome = drop(notes, "新.md")
    assert (outcome.kind, outcome.stored) == ("added", "新.md")
    assert (notes / "新.md").read_bytes() == TEXT
    assert files(notes) == {"新.md"}
    assert stat.S_IMODE((notes / "新.md").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    "name",
    [
        *("../x.md", "..\\x.md", "/etc/x.md", "a/x.md", "a\\x.md", "C:x.md", "C:\\x.md"),
        *(".x.md", "..md", "x\x00.md", "x\n.md", "\u202ex.md", "x\u200b.md", "con.md", "\ufffd.md"),
        *("x" * 300 + ".md", "\ud800.md"),
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(tmp_path: Path, name: str) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    outcome = drop(notes, name)
    assert (outcome.kind, outcome.reason, outcome.name) == ("refused", "name", name)
    assert files(tmp_path) == {"notes"}


@pytest.mark.parametrize("name", ["x.txt", "x", "md", "x.md.exe", "", "  ", "x.md/"])
def test_what_has_no_suffix_of_a_note_is_refused(tmp_path: Path, name: str) -> None:
    assert drop(tmp_path, name).kind == "refused"
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    "name", ["C++ 笔记.md", "什么是 GC?.md", "a & b.MD", "<b>.markdown", "x (2).md", " x.md "]
)
def test_odd_names_that_are_names_are_kept(tmp_path: Path, name: str) -> None:
    assert drop(tmp_path, name).kind == "added"
    assert files(tmp_path) == {name.strip()}


def test_a_name_taken_apart_by_a_mac_is_the_same_name(tmp_path: Path) -> None:
    drop(tmp_path, "Café.md")
    assert drop(tmp_path, "Café.md").kind == "same"
    assert files(tmp_path) == {"Café.md"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF" + bytes(range(32)) * 9, "unreadable"),
        ("好好学习".encode() * 9 + b"\xff\xfe", "unreadable"),
        (b"x" * (MAX_NOTE_BYTES + 1), "size"),
    ],
)
def test_what_ingest_could_not_read_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    outcome = drop(tmp_path, "x.md", data)
    assert (outcome.kind, outcome.reason) == ("refused", reason)
    assert files(tmp_path) == set()


def test_text_in_another_encoding_is_taken(tmp_path: Path) -> None:
    data = "# 容器\n\n容器共用宿主机的内核，所以启动很快。\n".encode("gb18030")
    assert drop(tmp_path, "旧.md", data).kind == "added"
    assert (tmp_path / "旧.md").read_bytes() == data


def test_a_file_that_is_there_is_asked_about_and_stays(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("mine", "utf-8")
    os.utime(tmp_path / "x.md", (1e9, 1e9))
    outcome = drop(tmp_path, "x.md", modified=2e9)
    assert outcome.kind == "asked"
    assert outcome.there is not None
    assert (outcome.there.size, outcome.there.modified) == (4, 1e9)
    assert (outcome.size, outcome.modified) == (len(TEXT), 2e9)
    assert (tmp_path / "x.md").read_text("utf-8") == "mine"
    assert files(tmp_path) == {"x.md"}


def test_it_is_replaced_only_as_it_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("mine", "utf-8")
    path.chmod(0o600)
    there = look(path)
    assert there is not None
    path.write_text("mine, changed meanwhile", "utf-8")
    again = drop(tmp_path, "x.md", how="replace", seen=there.mark)
    assert again.kind == "asked"
    assert path.read_text("utf-8") == "mine, changed meanwhile"
    assert again.there is not None
    assert drop(tmp_path, "x.md", how="replace").kind == "asked"
    assert drop(tmp_path, "x.md", how="replace", seen=again.there.mark).kind == "replaced"
    assert path.read_bytes() == TEXT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_both_are_kept_under_the_next_free_name(tmp_path: Path) -> None:
    for name in ("x.md", "x (2).md"):
        (tmp_path / name).write_text(name, "utf-8")
    outcome = drop(tmp_path, "x.md", how="both")
    assert (outcome.kind, outcome.name, outcome.stored) == ("added", "x.md", "x (3).md")
    assert (tmp_path / "x.md").read_text("utf-8") == "x.md"
    assert (tmp_path / "x (3).md").read_bytes() == TEXT


def test_the_same_content_needs_no_question(tmp_path: Path) -> None:
    drop(tmp_path, "x.md")
    assert drop(tmp_path, "x.md").kind == "same"


def test_a_link_is_replaced_and_not_what_it_leads_to(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (tmp_path / "outside.md").write_text("outside", "utf-8")
    (notes / "x.md").symlink_to(tmp_path / "outside.md")
    there = look(notes / "x.md")
    assert there is not None
    assert drop(notes, "x.md", how="replace", seen=there.mark).kind == "replaced"
    assert (tmp_path / "outside.md").read_text("utf-8") == "outside"
    assert (notes / "x.md").read_bytes() == TEXT
    (notes / "y.md").symlink_to(tmp_path / "nowhere.md")
    assert drop(notes, "y.md").kind == "refused"
    assert not (tmp_path / "nowhere.md").exists()


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    assert drop(tmp_path, "x.md").kind == "refused"
    assert drop(tmp_path, "x.md", how="both").stored == "x (2).md"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    outcome = drop(tmp_path / "file" / "notes", "x.md")
    assert (outcome.kind, outcome.reason) == ("refused", "unwritable")
    assert outcome.detail
