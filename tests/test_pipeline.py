"""Bringing an index up to date, and what a run that dies leaves behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from word_embedder import WordEmbedder

from ingest import bm25, lexical, sidecar, update
from ingest.changes import RawFile, read_raw
from ingest.embed import open_embedder
from ingest.errors import IndexLocked, IndexUnusable, IngestError, NotesMissing
from ingest.manifest import FILE_NAME, Manifest, read_manifest, stamp
from ingest.notes import Warned
from ingest.pipeline import ingest
from ingest.report import Report
from ingest.schema import Chunk
from ingest.split import SplitSettings
from ingest.store import ChunkStore, open_for_writing

FIXTURES = Path(__file__).parent / "notes"
SIZES = SplitSettings()


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "notes")
    return tmp_path / "notes"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def run(notes: Path, index: Path, embedder: WordEmbedder | None = None, **options: Any) -> Report:
    return ingest(
        notes, index, embedder or WordEmbedder(), options.pop("settings", SIZES), **options
    )


def manifest(index: Path) -> Manifest:
    found = read_manifest(index)
    assert found is not None
    return found


def stored(index: Path) -> dict[str, tuple[Chunk, bytes]]:
    """All chunks by id, with their vectors."""
    with open_for_writing(index) as client:
        rows = ChunkStore(client, manifest(index).collection).read(vectors=True)
    found = {
        row.chunk.id: (row.chunk, np.asarray(row.vector, np.float32).round(5).tobytes())
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def check(
    notes: Path, index: Path, settings: SplitSettings = SIZES
) -> dict[str, tuple[Chunk, bytes]]:
    """The index holds what a fresh one of the same notes would hold, in all its parts."""
    fresh = index.with_name("fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    run(notes, fresh, settings=settings)
    found = stored(index)
    assert found == stored(fresh)
    now, new = manifest(index), manifest(fresh)
    assert now.files == new.files
    assert {i for entry in now.files.values() for i in entry.chunk_ids} == set(found)
    side = sidecar.load(sidecar.folder_of(index, now.generation))
    assert set(side.ids) == set(found)
    same_search(side, sidecar.load(sidecar.folder_of(fresh, new.generation)))
    with open_for_writing(index) as client:
        assert [c.name for c in client.list_collections()] == [now.collection]
    assert not (index / update.DIRTY).exists()
    return found


def same_search(side: sidecar.Sidecar, other: sidecar.Sidecar) -> None:
    """Two sidecars hold the same chunks in the same order, and score all words alike."""
    assert (side.ids, side.sections, side.hashes) == (other.ids, other.sections, other.hashes)
    np.testing.assert_array_equal(side.vectors, other.vectors)
    np.testing.assert_allclose(side.mean, other.mean, atol=1e-6)
    np.testing.assert_allclose(side.covariance, other.covariance, atol=1e-6)
    for word in filter(None, other.vocabulary):
        mine, fresh = (bm25.scores(each.bm25, {word: 1.0}) for each in (side, other))
        np.testing.assert_allclose(mine, fresh, rtol=1e-5)


def test_the_first_run_indexes_all(notes: Path, index: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    report = run(notes, index, progress=lambda *call: seen.append(call))
    assert (report.notes, report.skipped) == (5, 0)
    assert report.chunks == report.added == report.embedded == len(check(notes, index))
    assert (report.unchanged, report.removed, report.moved, report.generation) == (0, 0, 0, 1)
    assert [warning.file for warning in report.warnings] == ["坏的头部.md"]
    for stage in ("read", "embed", "store", "search"):
        calls = [(done, total) for name, done, total in seen if name == stage]
        assert calls[-1][0] == calls[-1][1] > 0
        assert calls == sorted(calls)
    entry = manifest(index).files["容器.md"]
    assert (entry.title, entry.tags, entry.categories) == (
        "容器入门",
        ("Docker", "容器"),
        ("运维",),
    )
    assert entry.date == "2024-03-01 10:00:00"
    assert manifest(index).files["网络/obsidian.md"].hidden
    outline = {row.heading_path[-1]: row.chunks for row in entry.outline}
    assert outline["待补充"] == outline["网络模式"] == 0
    assert outline["host 模式"] == 1


def test_nothing_changed_means_nothing_is_opened(notes: Path, index: Path) -> None:
    first = run(notes, index)
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.is_file()}
    embedder = WordEmbedder()
    again = run(notes, index, embedder)
    assert embedder.embedded == []
    assert (again.chunks, again.unchanged, again.added, again.removed) == (
        first.chunks,
        first.chunks,
        0,
        0,
    )
    after = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.is_file()}
    before.pop(index / ".lock")
    after.pop(index / ".lock")
    assert after == before
    assert [warning.file for warning in again.warnings] == ["坏的头部.md"]


def test_a_touched_file_changes_the_manifest_alone(notes: Path, index: Path) -> None:
    run(notes, index)
    sqlite = (index / "chroma" / "chroma.sqlite3").stat().st_mtime_ns
    os.utime(notes / "容器.md", ns=(1, 1))
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert (report.files_changed, report.generation, embedder.embedded) == ((), 1, [])
    assert manifest(index).files["容器.md"].mtime_ns == 1
    assert (index / "chroma" / "chroma.sqlite3").stat().st_mtime_ns == sqlite
    check(notes, index)


def test_a_changed_section_embeds_only_that(notes: Path, index: Path) -> None:
    run(notes, index)
    path = notes / "容器.md"
    path.write_text(
        path.read_text("utf-8").replace("端口不用映射", "端口不用发布\n\n再添一段"), "utf-8"
    )
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert [text.partition("\n")[0] for text in embedder.embedded] == [
        "容器入门 › 什么是容器？ › 网络模式 › host 模式"
    ]
    assert (report.added, report.removed, report.embedded) == (1, 1, 1)
    assert report.moved == 2  # the sections below stand two lines further down
    assert report.files_changed == ("容器.md",)
    check(notes, index)


def test_a_new_tag_changes_only_what_is_kept_beside_the_text(notes: Path, index: Path) -> None:
    run(notes, index)
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8").replace("  - 容器\n", "  - 容器\n  - 面试\n"), "utf-8")
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert (embedder.embedded, report.added, report.removed, report.moved) == ([], 0, 0, 4)
    chunks = [chunk for chunk, _ in check(notes, index).values() if chunk.file == "容器.md"]
    assert all("面试" in chunk.tags for chunk in chunks)


def test_a_note_that_is_called_by_its_file_is_embedded_under_its_old_name_when_renamed(
    notes: Path, index: Path
) -> None:
    run(notes, index)
    (notes / "小节.md").rename(notes / "大节.md")
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert embedder.embedded == []
    assert {change.kind for change in report.changes} == {"moved"}
    entry = manifest(index).files["大节.md"]
    assert (entry.title, entry.known_as) == ("大节", "小节")
    path = notes / "大节.md"
    path.write_text(
        path.read_text("utf-8") + "\n## 补充\n\n这一节是后来才写的，说的是别的事情。\n", "utf-8"
    )
    added = run(notes, index, embedder)
    assert [change.kind for change in added.changes] == ["added"]
    assert len(embedder.embedded) == added.added
    assert all(text.startswith("小节") for text in embedder.embedded)
    run(notes, index, rebuild=True)
    assert manifest(index).files["大节.md"].known_as == ""
    check(notes, index)


def test_a_title_given_by_hand_counts_at_once(notes: Path, index: Path) -> None:
    run(notes, index)
    path = notes / "小节.md"
    path.write_text("---\ntitle: 亲自起的\n---\n" + path.read_text("utf-8"), "utf-8")
    run(notes, index)
    assert manifest(index).files["小节.md"].known_as == ""
    check(notes, index)


def test_a_renamed_note_embeds_nothing_where_it_has_a_title(notes: Path, index: Path) -> None:
    run(notes, index)
    (notes / "新").mkdir()
    (notes / "容器.md").rename(notes / "新" / "别名.md")
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert (embedder.embedded, report.added, report.removed) == ([], 4, 4)
    assert report.files_changed == ("新/别名.md",)
    assert report.files_removed == ("容器.md",)
    check(notes, index)


def test_a_deleted_note_is_gone(notes: Path, index: Path) -> None:
    run(notes, index)
    (notes / "小节.md").unlink()
    report = run(notes, index)
    assert (report.notes, report.removed, report.added, report.files_removed) == (
        4,
        1,
        0,
        ("小节.md",),
    )
    assert all(chunk.file != "小节.md" for chunk, _ in check(notes, index).values())


def test_all_notes_may_be_deleted_and_come_back(notes: Path, index: Path, tmp_path: Path) -> None:
    run(notes, index)
    notes.rename(tmp_path / "away")
    notes.mkdir()
    report = run(notes, index)
    assert (report.notes, report.chunks) == (0, 0)
    assert stored(index) == {}
    assert sidecar.load(sidecar.folder_of(index, report.generation)).ids == []
    notes.rmdir()
    (tmp_path / "away").rename(notes)
    run(notes, index)
    check(notes, index)


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
            (w.file, w.message, w.skipped) for w in report.warnings
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
        assert warning == Warned("小节.md", "it can't be opened (Permission denied)", True)
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


def crash_points(notes: Path, index: Path) -> int:
    calls = 0

    def count(stage: str, done: int, total: int) -> None:
        nonlocal calls
        calls += 1

    run(notes, index, progress=count)
    return calls


def change(notes: Path) -> None:
    """A bit of everything: changed, moved, new, renamed, deleted."""
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8").replace("# 什么是", "前言一句。\n\n# 什么是"), "utf-8")
    (notes / "网络/obsidian.md").rename(notes / "黑曜石.md")
    (notes / "english.markdown").unlink()
    (notes / "新.md").write_text("# 新\n\n" + "一段新的文字，有好几句。" * 40, "utf-8")


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
    (update, "write_manifest"),
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
        "import sys; from pathlib import Path; from ingest.lock import locked\n"
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


def test_other_settings_or_another_model_make_a_new_collection(notes: Path, index: Path) -> None:
    run(notes, index)
    first = manifest(index)
    small = SplitSettings(chunk_tokens=64)
    embedder = WordEmbedder()
    report = run(notes, index, embedder, settings=small)
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


@pytest.mark.parametrize("part", ["chroma", "search-1"])
def test_a_part_that_was_deleted_is_made_again(part: str, notes: Path, index: Path) -> None:
    run(notes, index)
    shutil.rmtree(index / part)
    embedder = WordEmbedder()
    report = run(notes, index, embedder)
    assert bool(embedder.embedded) == (part == "chroma")
    assert report.files_changed == ()
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
    path.write_text(path.read_text("utf-8").replace('"schema":2', '"schema":1'), "utf-8")
    shutil.rmtree(sidecar.folder_of(index, 1))
    embedder = WordEmbedder()
    run(notes, index, embedder)
    assert embedder.embedded == []
    check(notes, index)


def test_two_sidecars_are_kept_and_older_ones_swept(notes: Path, index: Path) -> None:
    for number in range(4):
        (notes / "n.md").write_text(f"# n\n\n第 {number} 版。\n", "utf-8")
        run(notes, index)
    assert sorted(path.name for path in index.glob("search-*")) == ["search-3", "search-4"]


def test_a_dry_run_says_what_a_run_does_and_writes_nothing(notes: Path, index: Path) -> None:
    for again in (False, True):
        if again:
            change(notes)
        before = sorted(index.rglob("*")), stamp(index)
        embedder = WordEmbedder()
        planned = run(notes, index, embedder, dry_run=True)
        assert embedder.embedded == []
        assert (sorted(index.rglob("*")), stamp(index)) == before
        done = run(notes, index)
        fields = (
            "notes",
            "sections",
            "chunks",
            "added",
            "removed",
            "unchanged",
            "files_changed",
            "files_removed",
        )
        assert [getattr(planned, f) for f in fields] == [getattr(done, f) for f in fields]


@pytest.mark.parametrize("place", ["file", "below a file"])
def test_an_index_that_cannot_be_written_is_one_sentence(
    place: str, notes: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    index = tmp_path / "file" if place == "file" else tmp_path / "file" / "index"
    with pytest.raises(IngestError, match=r"Can't write the index at .*--index"):
        run(notes, index)


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
from word_embedder import WordEmbedder
from ingest.errors import IngestError
from ingest.notes import Warned
from ingest.pipeline import ingest
from ingest.split import SplitSettings
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest(Path(sys.argv[1]), Path(sys.argv[2]), WordEmbedder(), SplitSettings())
except IngestError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("limit", [1_000, 200_000])
def test_a_full_disk_is_one_sentence_and_harms_nothing(
    limit: int, notes: Path, index: Path
) -> None:
    if limit > 100_000:
        run(notes, index)
        limit = (index / "chroma" / "chroma.sqlite3").stat().st_size
        (notes / "新.md").write_text(
            "".join(f"# {n}\n\n{'长段落' * 60}\n\n" for n in range(300)), "utf-8"
        )
    here = Path(__file__).parent
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            FULL_DISK,
            str(notes),
            str(index),
            str(limit),
            str(here),
            str(here.parent),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("IngestError Can't write the index at ")
    assert done.stdout.count("\n") == 1
    run(notes, index)
    check(notes, index)


def test_the_real_model_embeds_only_what_changed(notes: Path, index: Path, cache: Path) -> None:
    for file in ("english.markdown", "网络/obsidian.md", "坏的头部.md"):
        (notes / file).unlink()
    embedder = open_embedder("e5-small", cache)
    settings = replace(SIZES, chunk_tokens=200)
    first = ingest(notes, index, embedder, settings)
    assert first.embedded == first.chunks == 5
    question = embedder.embed_query("容器和宿主机共用什么？")
    with open_for_writing(index) as client:
        collection = client.get_collection(manifest(index).collection)
        best = collection.query(query_embeddings=[question.tolist()], n_results=1)
    assert best["metadatas"][0][0]["file"] == "容器.md"
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8").replace("没有隔离", "谈不上隔离"), "utf-8")
    again = ingest(notes, index, embedder, settings)
    assert again.embedded == 1
    fresh = index.with_name("again")
    ingest(notes, fresh, embedder, settings)
    before, after = stored(index), stored(fresh)
    assert {i: chunk for i, (chunk, _) in before.items()} == {
        i: chunk for i, (chunk, _) in after.items()
    }
    for i, (_, vector) in before.items():
        cosine = np.frombuffer(vector, np.float32) @ np.frombuffer(after[i][1], np.float32)
        assert cosine > 0.999
