"""Another model or other sizes: built beside the old state."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_check import Killed, check, manifest, run, stored
from word_embedder import WordEmbedder

from ingest import sidecar
from ingest.errors import IngestError
from ingest.split import SplitSettings
from ingest.store import open_for_writing


def test_other_settings_or_another_model_make_a_new_collection(notes: Path, index: Path) -> None:
    run(notes, index)
    first = manifest(index)
    small = SplitSettings(chunk_tokens=64)
    embedder = WordEmbedder()
    assert run(notes, index, settings=small, dry_run=True).rebuilt
    report = run(notes, index, embedder, settings=small)
    assert report.rebuilt
    assert not run(notes, index, settings=small).rebuilt
    second = manifest(index)
    assert second.collection != first.collection
    assert second.split != first.split
    assert len(embedder.embedded) == report.chunks
    check(notes, index, small)
    run(notes, index, WordEmbedder("other"))
    assert manifest(index).fingerprint == "other-1"
    with open_for_writing(index) as client:
        assert [c.name for c in client.list_collections()] == [manifest(index).collection]


def test_the_old_collection_answers_until_the_new_one_is_whole(notes: Path, index: Path) -> None:
    run(notes, index)
    before, rows = manifest(index), stored(index)

    def die(stage: str, done: int, total: int) -> None:
        if stage == "search":
            raise Killed

    for options in ({"rebuild": True}, {"settings": SplitSettings(chunk_tokens=64)}):
        with pytest.raises(Killed):
            run(notes, index, progress=die, **options)
        assert manifest(index) == before
        assert stored(index) == rows
        side = sidecar.load(sidecar.folder_of(index, before.generation))
        assert set(side.ids) == set(rows)
    run(notes, index)
    check(notes, index)


def test_a_chunk_longer_than_the_model_reads_is_refused(notes: Path, index: Path) -> None:
    with pytest.raises(IngestError, match=r"CHUNK_TOKENS is 256, but words reads .* 100 .* to 92"):
        run(notes, index, WordEmbedder(max_tokens=100))
    assert not index.exists()


def test_rebuilding_embeds_all_again(notes: Path, index: Path) -> None:
    run(notes, index)
    embedder = WordEmbedder()
    report = run(notes, index, embedder, rebuild=True)
    assert len(embedder.embedded) == report.chunks
    assert report.generation == 2
    check(notes, index)
    quiet = WordEmbedder()
    run(notes, index, quiet)
    assert quiet.embedded == []
