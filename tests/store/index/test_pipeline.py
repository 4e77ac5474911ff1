"""Bringing an index up to date."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_check import SIZES, change, check, manifest, opened, run, stored
from word_embedder import WordEmbedder

from ingest.changes import RawFile, read_raw
from ingest.embedding.embedder import open_embedder
from ingest.errors import NotesMissing
from ingest.index.manifest import stamp
from ingest.index.store import open_for_writing
from ingest.pipeline import ingest


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


def test_a_name_in_another_form_of_letters_is_the_same_note(notes: Path, index: Path) -> None:
    composed, apart = notes / "Ré ガ.md", notes / "Re\u0301 カ\u3099.md"
    composed.write_text("# 指南\n\n灰度发布先放一小部分流量。\n", "utf-8")
    first = run(notes, index)
    composed.rename(apart)
    embedder = WordEmbedder()
    again = run(notes, index, embedder)
    assert embedder.embedded == []
    assert (again.unchanged, again.added, again.moved, again.removed) == (first.chunks, 0, 0, 0)
    assert composed.name in manifest(index).files
    check(notes, index)


def test_after_a_run_python_looks_for_garbage_again(notes: Path, index: Path) -> None:
    with pytest.raises(NotesMissing):
        run(notes / "none", index, dry_run=True)
    assert gc.isenabled()


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


def test_only_what_may_have_changed_is_read(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def spy(path: Path) -> RawFile:
        read.append(path.name)
        return read_raw(path)

    monkeypatch.setattr("ingest.changes.read_raw", spy)
    run(notes, index)
    assert len(read) == 5
    for dry_run in (False, True):
        read.clear()
        run(notes, index, dry_run=dry_run)
        assert read == []
    os.utime(notes / "容器.md", ns=(1, 1))
    run(notes, index)
    assert read == ["容器.md"]
    read.clear()
    run(notes, index)
    assert read == []
    (notes / "小节.md").rename(notes / "别名.md")
    (notes / "english.markdown").unlink()
    run(notes, index)
    assert read == ["别名.md"]


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


def test_notes_that_take_over_each_others_names_embed_nothing(notes: Path, index: Path) -> None:
    for name, text in (("b", "乙说的是网络。"), ("c", "丙说的是存储。")):
        (notes / f"{name}.md").write_text(f"# 概述\n\n{text}\n", "utf-8")
    run(notes, index)
    embedder = WordEmbedder()

    def move(*names: str) -> None:
        for name in names:
            source, target = name.split(">")
            (notes / f"{source}.md").rename(notes / f"{target}.md")
        report = run(notes, index, embedder)
        assert embedder.embedded == []
        assert {change.kind for change in report.changes} == {"moved"}
        assert len(report.changes) == 2
        assert stored_texts(index) == {"乙说的是网络。", "丙说的是存储。"}

    move("c>d", "b>c")  # numbered anew
    move("c>x", "d>c", "x>d")  # a swap
    assert manifest(index).files["c.md"].known_as == ""
    assert manifest(index).files["d.md"].known_as == "b"
    run(notes, index, rebuild=True)
    check(notes, index)


def stored_texts(index: Path) -> set[str]:
    """What the sections called 概述 say."""
    chunks = [chunk for chunk, _ in stored(index).values() if chunk.heading_path == ("概述",)]
    return {chunk.text.split("\n")[-1] for chunk in chunks}


def test_a_rebuild_tells_what_is_new_in_the_notes_and_no_more(notes: Path, index: Path) -> None:
    run(notes, index)
    planned = run(notes, index, rebuild=True, dry_run=True)
    assert (planned.changes, planned.added) == ((), planned.chunks)
    assert run(notes, index, rebuild=True).changes == ()
    assert run(notes, index, settings=replace(SIZES, chunk_tokens=64)).changes == ()
    (notes / "容器.md").unlink()
    report = run(notes, index, rebuild=True)
    assert {(change.kind, change.file) for change in report.changes} == {("deleted", "容器.md")}


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
    assert opened(index).ids == []
    notes.rmdir()
    (tmp_path / "away").rename(notes)
    run(notes, index)
    check(notes, index)


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


@pytest.mark.slow
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
