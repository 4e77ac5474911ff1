"""Another model or other sizes: built beside the old state."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_check import Killed, check, manifest, opened, run, stored
from readers import found, told
from word_embedder import WordEmbedder

from bot.search.index import Index
from ingest import update
from ingest.errors import IngestError
from ingest.index.store import open_for_writing
from ingest.splitting.split import SplitSettings


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
        assert set(opened(index).ids) == set(rows)
    run(notes, index)
    check(notes, index)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["words", "other"])
def test_readers_of_the_old_model_and_sizes_are_answered_until_the_swap(
    name: str, notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "SLICE", 3)
    run(notes, index)
    embedder = WordEmbedder()
    early = Index(index, embedder)
    before, texts = told(early), found(early, embedder)
    assert texts
    looks = 0

    def look(stage: str, done: int, total: int) -> None:
        nonlocal looks
        looks += stage in ("store", "search")
        for reader in (early, Index(index, embedder)):
            assert told(reader) == before
            assert found(reader, embedder) == texts

    settings = SplitSettings(chunk_tokens=64)
    run(notes, index, WordEmbedder(name), settings=settings, progress=look)
    assert looks > 3
    assert told(Index(index, WordEmbedder(name))) == before
    check(notes, index, settings, WordEmbedder(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["words", "other"])
def test_another_model_or_other_sizes_go_on_where_they_were_interrupted(
    name: str, notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "SLICE", 2)
    run(notes, index)
    settings = SplitSettings(chunk_tokens=64)

    def die(stage: str, done: int, total: int) -> None:
        if stage == "store" and done >= 4:
            raise Killed

    first, second = WordEmbedder(name), WordEmbedder(name)
    with pytest.raises(Killed):
        run(notes, index, first, settings=settings, progress=die)
    assert len(first.embedded) == 4
    report = run(notes, index, second, settings=settings)
    assert report.embedded == len(second.embedded) == report.chunks - 4
    assert not set(first.embedded) & set(second.embedded)
    check(notes, index, settings, WordEmbedder(name))


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
