"""An index that a version with schema 4 made is searched as it is, and renewed by an ingest.

`schema_4.tar.xz` was made by commit d6cfa25 in three runs over small notes, between which some
were changed, deleted and renamed: rows stand behind others, some are gone, and some notes have two
lines in the log.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from index_check import Killed, check, manifest, opened, run, same_search
from readers import read
from word_embedder import WordEmbedder

from ingest.errors import IndexUnusable
from ingest.index import format_before, sidecar, states
from ingest.schema import SCHEMA_VERSION

LOG = "notes-*.jsonl"


@pytest.fixture
def before(tmp_path: Path) -> tuple[Path, Path]:
    """Notes, and the index of them."""
    with tarfile.open(Path(__file__).with_name("schema_4.tar.xz")) as archive:
        archive.extractall(tmp_path, filter="data")
    index = tmp_path / "index"
    own = manifest(index)
    assert own.schema == format_before.SCHEMA
    assert own.parts.files["gone.u32"].size > 0
    return tmp_path / "notes", index


def test_it_is_read_as_one_of_today_would_be(before: tuple[Path, Path], tmp_path: Path) -> None:
    notes, index = before
    fresh = tmp_path / "today"
    run(notes, fresh)
    old, new = manifest(index), manifest(fresh)
    assert list(old.files) == list(new.files)
    for file, entry in old.files.items():
        assert (entry.outline, entry.tags, entry.title) == (
            new.files[file].outline,
            new.files[file].tags,
            new.files[file].title,
        )
    assert set(old.ingested) == set(new.ingested)
    assert set(old.chunk_ids) == set(new.chunk_ids)
    same_search(opened(index), opened(fresh))
    assert read(index, WordEmbedder()) == read(fresh, WordEmbedder())


def test_an_ingest_that_finds_nothing_changed_writes_it_anew_and_embeds_nothing(
    before: tuple[Path, Path],
) -> None:
    notes, index = before
    told, embedder = read(index, WordEmbedder()), WordEmbedder()
    report = run(notes, index, embedder)
    assert (embedder.embedded, report.added, report.removed, report.changes) == ([], 0, 0, ())
    assert manifest(index).schema == SCHEMA_VERSION
    assert read(index, WordEmbedder()) == told
    check(notes, index)
    assert list(index.glob(LOG)), "who had read the manifest before is still to find it"
    (notes / "新.md").write_text("# 新\n\n一句。\n", "utf-8")
    run(notes, index)
    assert not list(index.glob(LOG))
    assert len(list(index.glob("search-*"))) == 2


def test_a_change_and_the_new_format_come_in_one_run(before: tuple[Path, Path]) -> None:
    notes, index = before
    (notes / "05.md").unlink()
    (notes / "新.md").write_text("# 新\n\n一句。\n", "utf-8")
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert len(embedder.embedded) == report.added == 1
    check(notes, index)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["write", "write_manifest"])
def test_killed_while_it_is_written_anew_it_answers_as_before(
    step: str, before: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, index = before
    told = read(index, WordEmbedder())
    owner = sidecar if step == "write" else states

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, die)
        with pytest.raises(Killed):
            run(notes, index)
    assert manifest(index).schema == format_before.SCHEMA
    assert read(index, WordEmbedder()) == told
    run(notes, index)
    check(notes, index)


@pytest.mark.parametrize("name", ["names.jsonl", "numbers.u32", "gone.u32", LOG])
def test_a_damaged_one_names_the_way_out(name: str, before: tuple[Path, Path]) -> None:
    _, index = before
    parts = manifest(index).parts
    (path,) = index.glob(name if name == LOG else f"{parts.folder}/{name}")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(IndexUnusable, match="--rebuild"):
        opened(index)
