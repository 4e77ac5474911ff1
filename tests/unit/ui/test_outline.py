"""The outline of the notes, and searching in it."""

from __future__ import annotations

import time

from bot.notes.outline import Hit, Outline
from ingest.index.entries import FileEntry, OutlineEntry
from ingest.index.manifest import Manifest
from ingest.message import Message
from ingest.notes.folder import Warned


def entry(title: str, *paths: str, tags: tuple[str, ...] = (), **fields: object) -> FileEntry:
    """A note with sections whose heading paths are written `a/b`."""
    rows = []
    for number, path in enumerate(paths):
        parts = tuple(path.split("/")) if path else ()
        rows.append(OutlineEntry(parts, len(parts), (number * 5 + 1, number * 5 + 4), "s", 1, "c"))
    return FileEntry(
        size=1,
        mtime_ns=1,
        sha256="a",
        title=title,
        tags=tags,
        chunk_ids=(),
        outline=tuple(rows),
        **fields,  # type: ignore[arg-type]
    )


def outline(files: dict[str, FileEntry], **fields: object) -> Outline:
    made: dict[str, object] = {"generation": 1, "collection": "c", "embedder": "words"}
    made |= {"fingerprint": "f", "dimension": 64, "split": "s", "tokeniser": 1}
    made |= {"notes_dir": "/notes", "updated": "2026-01-02T03:04:05+00:00", "files": files}
    return Outline(Manifest(**(made | fields)))  # type: ignore[arg-type]


NOTES = outline(
    {
        "容器/docker.md": entry("Docker 入门", "安装", "网络", "网络/bridge 模式", tags=("容器",)),
        "容器/k8s/pod.md": entry("Pod", "Pod", "Pod/探针", "Pod/网络"),
        "坏.md": entry("", skipped=True, warnings=(Message.of("file_binary"),)),
        "简历.md": entry("简历", "", "项目", warnings=(Message.of("file_front_matter", why="x"),)),
    },
    warnings=(Warned("锁着", Message.of("file_closed", why="Permission denied"), True),),
)


def test_folders_are_a_tree_with_counts_and_skipped_files_are_no_notes() -> None:
    root = NOTES.root
    assert (root.notes, root.files, list(root.folders)) == (3, ["简历.md"], ["容器"])
    inner = root.folders["容器"]
    assert (inner.path, inner.notes, inner.files) == ("容器/", 2, ["容器/docker.md"])
    assert inner.folders["k8s"].path == "容器/k8s/"
    assert NOTES.notes == 3


def test_warnings_about_folders_come_first() -> None:
    assert NOTES.warnings == (
        Warned("锁着", Message.of("file_closed", why="Permission denied"), True),
        Warned("坏.md", Message.of("file_binary"), True),
        Warned("简历.md", Message.of("file_front_matter", why="x")),
    )


def test_a_search_finds_files_titles_tags_and_headings() -> None:
    assert NOTES.search(["DOCKER"], 9).hits == (Hit("容器/docker.md", ()),)
    assert NOTES.search(["网络"], 9).hits == (
        Hit("容器/docker.md", (1,)),
        Hit("容器/k8s/pod.md", (2,)),
    )
    found = NOTES.search(["容器", "网络"], 1)  # a folder is part of the path
    assert found.hits == (Hit("容器/docker.md", (1,)),)
    assert (found.notes, found.headings) == (2, 2)
    assert NOTES.search(["网络", "bridge"], 9).hits == (Hit("容器/docker.md", (2,)),)


def test_what_is_nowhere_is_not_found() -> None:
    assert NOTES.search(["kafka"], 9).notes == 0
    assert NOTES.search(["安装", "bridge"], 9).notes == 0  # not in one heading
    assert NOTES.search([], 9).notes == 3


def test_ten_thousand_notes_are_searched_between_two_keystrokes() -> None:
    many = outline(
        {
            f"f{n % 100}/n{n}.md": entry(f"Note {n}", *(f"Heading {n} {i}" for i in range(8)))
            for n in range(10_000)
        }
    )
    many.search(["x"], 9)
    started = time.perf_counter()
    assert many.search(["heading", "777"], 60).notes == 19
    assert time.perf_counter() - started < 0.5  # about 0.02 s on a machine that does nothing else
