"""Where links in notes lead."""

from __future__ import annotations

import pytest

from bot.notes.note_links import NoteLinks
from ingest.index.entries import FileEntry, OutlineEntry


def entry(title: str, *paths: str) -> FileEntry:
    """A note with sections whose heading paths are written `a/b`."""
    rows = []
    for number, path in enumerate(paths):
        parts = tuple(path.split("/")) if path else ()
        rows.append(OutlineEntry(parts, len(parts), (number + 1, number + 1), "s", 1, "c"))
    return FileEntry(1, 1, "a", title, (), (), tuple(rows))


LINKS = NoteLinks(
    {
        "a/one.md": entry("One", "", "Part 1. The `cache`", "网络/bridge 模式", "x", "x"),
        "a/b/one.md": entry("One", "Deep"),
        "a/two words.md": entry("Two", "Start"),
        "index.markdown": entry("Index", "Top"),
        "c/é.md": entry("Accent", "A"),
        "empty.md": entry("Empty"),
    }
)


@pytest.mark.parametrize(
    ("target", "heading", "found"),
    [
        ("", "part-1-the-cache", ("a/one.md", 1)),
        ("", "Part 1. The cache", ("a/one.md", 1)),
        ("", "网络#bridge 模式", ("a/one.md", 2)),
        ("", "x-1", ("a/one.md", 4)),
        ("", "nowhere", None),
        ("two words.md", "", ("a/two words.md", 0)),
        ("./two words.md", "start", ("a/two words.md", 0)),
        ("b/one.md", "deep", ("a/b/one.md", 0)),
        ("one", "x", ("a/one.md", 3)),
        ("TWO WORDS", "gone", ("a/two words.md", 0)),
        ("../index.markdown", "", ("index.markdown", 0)),
        ("/index", "", ("index.markdown", 0)),
        ("b/one", "", ("a/b/one.md", 0)),
        ("Accent", "", ("c/é.md", 0)),
        ("e\u0301", "", ("c/é.md", 0)),
        ("empty", "", None),
        ("nowhere.md", "", None),
        ("../../../etc/passwd", "", None),
        ("..", "", None),
        ("https", "", None),
    ],
)
def test_a_link_is_read_as_a_path_or_as_a_name(
    target: str, heading: str, found: tuple[str, int] | None
) -> None:
    assert LINKS.place("a/one.md", target, heading) == found
