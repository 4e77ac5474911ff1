"""What a run that dies, or another one, leaves behind, and what damage does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from index_check import Killed, change, check, manifest, run
from readers import found
from word_embedder import WordEmbedder

from bot.search.index import Index
from ingest import update
from ingest.errors import IndexLocked, IndexUnusable
from ingest.index import sidecar, states
from ingest.index import store as store_module
from ingest.index.manifest import FILE_NAME
from ingest.index.store import ChunkStore, open_for_writing
from ingest.index.tokens import TokenStore, path_of
from ingest.schema import SCHEMA_VERSION
from ingest.text import lexical

pytestmark = pytest.mark.slow


def crash_points(notes: Path, index: Path) -> int:
    calls = 0

    def count(stage: str, done: int, total: int) -> None:
        nonlocal calls
        calls += 1

    run(notes, index, progress=count)
    return calls


def test_killed_anywhere_the_next_run_finishes(
    notes: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "SLICE", 3)
    original, base = tmp_path / "original", tmp_path / "base"
    shutil.copytree(notes, original)
    run(notes, base)
    change(notes)
    shutil.copytree(base, tmp_path / "count")
    for number in range(crash_points(notes, tmp_path / "count")):
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(base, index)
        left = number

        def die(stage: str, done: int, total: int) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        with pytest.raises(Killed):
            run(notes, index, progress=die)
        assert manifest(index) == manifest(base)
        run(notes, index)
        check(notes, index)


STEPS: list[tuple[Any, str]] = [
    (ChunkStore, "add"),
    (ChunkStore, "delete"),
    (ChunkStore, "read"),
    (ChunkStore, "drop_others"),
    (WordEmbedder, "embed_passages"),
    (sidecar, "write"),
    (sidecar, "sweep"),
    (states, "write_manifest"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_killed_around_any_step_the_next_run_finishes_whatever_the_notes_say_then(
    owner: Any, name: str, after: bool, notes: Path, index: Path, tmp_path: Path
) -> None:
    original = tmp_path / "original"
    shutil.copytree(notes, original)
    run(notes, index)
    change(notes)
    step: Callable[..., Any] = getattr(owner, name)

    def die(*args: Any, **kwargs: Any) -> None:
        if after:
            step(*args, **kwargs)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, die)
        with pytest.raises(Killed):
            run(notes, index)
    # Back to the old notes, time stamps and all: the manifest may look right when the rows are not.
    shutil.rmtree(notes)
    shutil.copytree(original, notes)
    run(notes, index)
    check(notes, index)


def test_what_a_killed_run_had_stored_is_not_embedded_again(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "SLICE", 2)

    def die(stage: str, done: int, total: int) -> None:
        if stage == "store" and done >= 4:
            raise Killed

    with pytest.raises(Killed):
        run(notes, index, progress=die)
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert len(embedder.embedded) == report.chunks - 4
    check(notes, index)


def test_an_index_that_another_process_writes_is_locked(notes: Path, index: Path) -> None:
    run(notes, index)
    script = (
        "import sys; from pathlib import Path; from ingest.index.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        held = rf"Another process \(process {holder.pid}, since \d\d:\d\d\) is writing"
        with pytest.raises(IndexLocked, match=held):
            run(notes, index)
        assert run(notes, index, dry_run=True).dry_run
        holder.kill()  # a lock is not left behind, whatever is written beside it
    run(notes, index)
    with FileLock(index / ".lock"), pytest.raises(IndexLocked):
        run(notes, index, wait_s=0.1)


def test_a_damaged_manifest_names_the_way_out_and_that_way_works(notes: Path, index: Path) -> None:
    run(notes, index)
    (index / FILE_NAME).write_text('{"schema": 1, "files"')
    for dry_run in (False, True):
        with pytest.raises(IndexUnusable, match="--rebuild"):
            run(notes, index, dry_run=dry_run)
    run(notes, index, rebuild=True)
    check(notes, index)


@pytest.mark.parametrize("damage", ["header", "pages", "truncated"])
def test_damaged_vectors_name_the_way_out_and_that_way_works(
    damage: str, notes: Path, index: Path
) -> None:
    run(notes, index)
    path = index / "chroma" / "chroma.sqlite3"
    data = bytearray(path.read_bytes())
    if damage == "header":
        data[:100] = b"\xff" * 100
    elif damage == "pages":
        data[4096:] = b"\xa5" * (len(data) - 4096)
    else:
        del data[5000:]
    path.write_bytes(bytes(data))
    change(notes)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        run(notes, index)
    run(notes, index, rebuild=True)
    check(notes, index)


def lose(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


PARTS = ["chroma", "chroma/chroma.sqlite3", "search-1", "tokens-*", "search-1/*"]


@pytest.mark.parametrize("changed", [False, True], ids=["unchanged", "changed"])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_was_deleted_is_made_again(
    part: str, changed: bool, notes: Path, index: Path
) -> None:
    run(notes, index)
    shutil.copytree(index, index.with_name("whole"))
    if changed:
        change(notes)
    for path in sorted(index.glob(part)):
        lose(path)
        embedder = WordEmbedder()
        report = run(notes, index, embedder)
        assert report.files_changed == () or changed
        if not changed:
            assert bool(embedder.embedded) == (not part.startswith("search"))
        check(notes, index)
        shutil.rmtree(index)
        shutil.copytree(index.with_name("whole"), index)


@pytest.mark.parametrize("name", ["names.json", "words.json", "mean.npy", "covariance.npy"])
def test_a_damaged_word_index_is_made_again_even_if_no_note_changed(
    name: str, notes: Path, index: Path
) -> None:
    run(notes, index)
    path = index / "search-1" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    embedder = WordEmbedder()
    assert run(notes, index, embedder).generation == 2
    assert embedder.embedded == []
    check(notes, index)


def test_token_vectors_that_are_lacking_are_made_again_and_no_others(
    notes: Path, index: Path
) -> None:
    run(notes, index)
    with closing(TokenStore(path_of(index, manifest(index).collection))) as store:
        lost = sorted(store.hashes())[:3]
        store.remove(lost)
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert len(embedder.embedded) == report.embedded == 3
    assert (report.added, report.removed, report.changes) == (0, 0, ())
    check(notes, index)


def test_vectors_that_are_lacking_are_made_again_and_no_others(notes: Path, index: Path) -> None:
    run(notes, index)
    with open_for_writing(index) as client:
        store = ChunkStore(client, manifest(index).collection)
        store.delete(sorted(store.keys())[:2])
    embedder = WordEmbedder()
    assert run(notes, index, embedder).added == 2
    assert len(embedder.embedded) == 2
    check(notes, index)


@pytest.mark.parametrize("damage", ["cut off", "overwritten", "gone"])
def test_a_damaged_graph_of_vectors_names_the_way_out_and_that_way_works(
    damage: str, notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Otherwise Chroma writes the graph to its files only from a thousand chunks on.
    monkeypatch.setitem(store_module.HNSW, "sync_threshold", 4)
    monkeypatch.setitem(store_module.HNSW, "batch_size", 2)
    run(notes, index)
    graph = list((index / "chroma").glob("*/*"))
    assert len(graph) >= 4
    for path in graph:
        data = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(data[: len(data) // 3] if damage == "cut off" else b"\xa5" * len(data))
    embedder = WordEmbedder()
    with pytest.raises(IndexUnusable, match=r"Build it again: `.* --rebuild`"):
        found(Index(index, embedder), embedder)
    change(notes)
    with pytest.raises(IndexUnusable, match=rf"`python -m ingest {notes} --index {index} --reb"):
        run(notes, index)
    run(notes, index, rebuild=True)
    assert found(Index(index, embedder), embedder)
    check(notes, index)


def test_a_new_tokeniser_builds_the_word_index_again(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notes, index)
    monkeypatch.setattr("ingest.pipeline.TOKENISER_VERSION", lexical.TOKENISER_VERSION + 1)
    embedder = WordEmbedder()
    assert run(notes, index, embedder).generation == 2
    assert embedder.embedded == []
    assert run(notes, index, embedder).generation == 2


def test_an_index_of_an_older_version_is_renewed_without_embedding(
    notes: Path, index: Path
) -> None:
    run(notes, index)
    path = index / "manifest.json"
    text = path.read_text("utf-8")
    assert f'"schema":{SCHEMA_VERSION}' in text
    path.write_text(text.replace(f'"schema":{SCHEMA_VERSION}', '"schema":1'), "utf-8")
    shutil.rmtree(index / "search-1")
    embedder = WordEmbedder()
    run(notes, index, embedder)
    assert embedder.embedded == []
    check(notes, index)


def test_two_sidecars_are_kept_and_older_ones_swept(notes: Path, index: Path) -> None:
    for number in range(4):
        (notes / "n.md").write_text(f"# n\n\n第 {number} 版。\n", "utf-8")
        run(notes, index)
    assert sorted(path.name for path in index.glob("search-*")) == ["search-3", "search-4"]
