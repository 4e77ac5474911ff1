"""The manifest: read back as written, or refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from manifests import ENTRY, MANIFEST, SKIPPED
from pydantic_core import to_json

from ingest.errors import IndexOutdated, IndexUnusable, IngestError
from ingest.index import format_before
from ingest.index.manifest import FILE_NAME, read_manifest, stamp, write_manifest
from ingest.schema import SCHEMA_VERSION


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert names(tmp_path) == [FILE_NAME]


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    for files in ({"c.md": ENTRY}, {}, {"a/b.md": replace(ENTRY, title="新"), "坏.md": SKIPPED}):
        now = replace(MANIFEST, files=files)
        write_manifest(tmp_path, now)
        assert read_manifest(tmp_path) == now
        assert names(tmp_path) == [FILE_NAME]


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


GOOD = json.loads(to_json(MANIFEST))
BEFORE = {**GOOD, "schema": format_before.SCHEMA}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schema": null}',
        json.dumps({"schema": SCHEMA_VERSION}),
        json.dumps({**GOOD, "files": 7}),
        json.dumps({**GOOD, "files": {"a.md": {"size": 3}}}),
        json.dumps({**GOOD, "parts": {"files": {"a": {"bytes": 3}}}}),
        json.dumps(BEFORE),
        json.dumps({**BEFORE, "log": []}),
        json.dumps({**BEFORE, "log": {"name": "x", "extent": {"size": 1}, "lines": 1}}),
        "\udcff",
    ],
)
def test_a_damaged_manifest_names_the_way_out(content: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexUnusable, match=r"`python -m ingest (notes )?--index \S+ --rebuild`"):
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


def test_what_one_that_was_killed_here_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / f".{FILE_NAME}.part-abc").write_text("{")
    write_manifest(tmp_path, MANIFEST)
    assert names(tmp_path) == [FILE_NAME]


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
