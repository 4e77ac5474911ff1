"""The manifest: read back as written, or refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import IndexOutdated, IndexUnusable, IngestError
from ingest.index import manifest
from ingest.index.entries import FileEntry, OutlineEntry, StoredOutline
from ingest.index.manifest import FILE_NAME, Manifest, read_manifest, stamp, write_manifest
from ingest.notes.folder import Warned
from ingest.schema import SCHEMA_VERSION

ENTRY = FileEntry(
    size=10,
    mtime_ns=123456789012345678,
    sha256="ab",
    title="题",
    tags=("x",),
    chunk_ids=("i1", "i2"),
    outline=(
        OutlineEntry(heading_path=("甲",), level=1, lines=(1, 4), section="s", chunks=2),
        OutlineEntry(heading_path=(), level=0, lines=(5, 5), section="t", chunks=0),
    ),
    categories=("c", "d"),
    date="2024-01-01",
    hidden=True,
    draft=True,
    warnings=("w",),
)
SKIPPED = FileEntry(
    size=1, mtime_ns=1, sha256="", title="", tags=(), chunk_ids=(), outline=(), skipped=True
)
MANIFEST = Manifest(
    generation=3,
    collection="chunks-x",
    embedder="words",
    fingerprint="f",
    dimension=64,
    split="256/32/16",
    tokeniser=1,
    notes_dir="notes",
    updated="2024-01-01T00:00:00+00:00",
    files={"a/b.md": ENTRY, "坏.md": SKIPPED},
    ingested={"a/b.md": "2024-01-01T00:00:00+00:00"},
    warnings=(Warned("锁着", "it can't be opened (Permission denied)", True),),
)


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert names(tmp_path) == [FILE_NAME, "notes-1.jsonl"]


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


def read(index: Path) -> Manifest:
    found = read_manifest(index)
    assert found is not None
    return found


def test_what_changed_is_written_behind_what_there_is(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    first = read(tmp_path)
    added = replace(ENTRY, title="新")
    for files, lines in (
        ({**first.files, "c.md": added}, 3),
        ({**first.files, "c.md": added}, 3),
        ({"a/b.md": ENTRY}, 5),
        ({"a/b.md": added, "坏.md": SKIPPED}, 7),
    ):
        write_manifest(tmp_path, replace(MANIFEST, files=files), read(tmp_path))
        now = read(tmp_path)
        assert (now.log.name, now.log.lines) == (first.log.name, lines)
        assert now.files == files
        assert list(now.files) == sorted(files)
    with (tmp_path / first.log.name).open("ab") as file:
        file.write(b'["half')  # by a run that died before it named it
    assert read(tmp_path) == now
    write_manifest(tmp_path, MANIFEST, now)
    assert read(tmp_path) == MANIFEST


def test_a_moment_of_reading_alone_is_written_too(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    later = replace(MANIFEST, ingested={"a/b.md": "2025-01-01T00:00:00+00:00"})
    write_manifest(tmp_path, later, read(tmp_path))
    assert read(tmp_path) == later


def test_a_log_that_says_much_twice_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "LEAST", 0)
    write_manifest(tmp_path, MANIFEST)
    for number in range(7):
        files = {**MANIFEST.files, "a/b.md": replace(ENTRY, title=str(number))}
        before = read(tmp_path)
        write_manifest(tmp_path, replace(MANIFEST, files=files), before)
        assert read(tmp_path).files == files
        assert set(names(tmp_path)) >= {before.log.name, read(tmp_path).log.name}
        assert len(names(tmp_path)) <= 3
    assert names(tmp_path) == [FILE_NAME, "notes-3.jsonl"]


def test_sections_are_read_when_one_is_asked_for(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    outline = read(tmp_path).files["a/b.md"].outline
    assert isinstance(outline, StoredOutline)
    assert len(outline) == 2
    assert (outline[1], outline[-1:]) == (ENTRY.outline[1], ENTRY.outline[1:])
    assert outline == ENTRY.outline == outline
    assert outline == read(tmp_path).files["a/b.md"].outline
    assert outline != ENTRY.outline[:1]
    assert hash(outline) == hash(ENTRY.outline)


def test_it_counts_what_it_holds() -> None:
    assert (MANIFEST.notes, MANIFEST.sections, MANIFEST.chunks) == (1, 2, 2)


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nothing") is None
    assert stamp(tmp_path) == (0, 0)


def test_the_stamp_changes_with_every_writing(tmp_path: Path) -> None:
    stamps = set()
    for _ in range(3):
        write_manifest(tmp_path, MANIFEST)
        stamps.add(stamp(tmp_path))
    assert len(stamps) > 1


GOOD = {"schema": SCHEMA_VERSION, "parts": {"files": {}}}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schema": null}',
        json.dumps(GOOD),
        json.dumps({**GOOD, "log": []}),
        json.dumps({**GOOD, "log": {"name": "x", "extent": {"size": 1}, "lines": 1}}),
        json.dumps({**GOOD, "parts": {"files": {"a": {"bytes": 3}}}}),
        "\udcff",
    ],
)
def test_a_damaged_manifest_names_the_way_out(content: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexUnusable, match=r"`python -m ingest --index \S+ --rebuild`"):
        read_manifest(tmp_path)


def test_a_cut_off_manifest_is_damaged_wherever_it_ends(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    whole = (tmp_path / FILE_NAME).read_bytes()
    for end in range(0, len(whole), 37):
        (tmp_path / FILE_NAME).write_bytes(whole[:end])
        with pytest.raises(IndexUnusable):
            read_manifest(tmp_path)
    with pytest.raises(IndexUnusable, match=rf"`python -m ingest notes --index {tmp_path} --reb"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("damage", ["gone", "cut off", "other"])
def test_a_damaged_log_names_the_way_out(damage: str, tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / "notes-1.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] if damage == "cut off" else whole.replace(b"ab", b"ba"))
    if damage == "gone":
        path.unlink()
    with pytest.raises(
        IndexUnusable, match=r"is damaged.*`python -m ingest \S+ --index .*--rebuild`"
    ):
        read_manifest(tmp_path)


def test_what_one_that_was_killed_here_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / f".{FILE_NAME}.part-abc").write_text("{")
    write_manifest(tmp_path, MANIFEST)
    assert names(tmp_path) == [FILE_NAME, "notes-1.jsonl"]


def test_a_manifest_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(
        IngestError, match=r"Can't write the index at .*file: .*file is a file, not a folder"
    ):
        write_manifest(tmp_path / "file", MANIFEST)


def test_an_index_of_another_version_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"schema": 99}', "utf-8")
    with pytest.raises(IndexOutdated, match=r"another version.*`python -m ingest --index \S+`"):
        read_manifest(tmp_path)
