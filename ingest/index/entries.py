"""What an index knows of each note, and a line of text that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from pydantic_core import from_json, to_json


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A section as the outline shows it; one without text of its own has no chunks."""

    heading_path: tuple[str, ...]
    level: int
    lines: tuple[int, int]
    section: str
    chunks: int
    content: str = ""
    """`schema.content_hash` of its text."""


class StoredOutline(Sequence[OutlineEntry]):
    """A note's sections, read from their line only when one of them is asked for: most runs look
    at few notes, and all of them would be most of what an index knows."""

    __slots__ = ("_count", "_read", "_text")

    def __init__(self, count: int, text: str) -> None:
        """So many sections, as `_said` wrote them."""
        self._count = count
        self._text = text
        self._read: tuple[OutlineEntry, ...] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> OutlineEntry: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[OutlineEntry, ...]: ...

    def __getitem__(self, at: int | slice) -> OutlineEntry | tuple[OutlineEntry, ...]:
        return self._rows()[at]

    def __iter__(self) -> Iterator[OutlineEntry]:
        return iter(self._rows())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredOutline) and self._text == other._text:
            return True
        if not isinstance(other, StoredOutline | tuple):
            return NotImplemented
        return self._rows() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._rows())

    def __repr__(self) -> str:
        return repr(self._rows())

    def said(self) -> str:
        """The line that it was read from."""
        return self._text

    def _rows(self) -> tuple[OutlineEntry, ...]:
        if self._read is None:
            self._read = tuple(
                OutlineEntry(tuple(path), level, (first, last), section, chunks, content)
                for path, level, (first, last), section, chunks, content in from_json(
                    self._text, cache_strings="all"
                )
            )
        return self._read


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One indexed note."""

    size: int
    mtime_ns: int
    sha256: str
    title: str
    tags: tuple[str, ...]
    chunk_ids: tuple[str, ...]
    outline: Sequence[OutlineEntry]
    categories: tuple[str, ...] = ()
    date: str = ""
    """As the note has it."""
    hidden: bool = False
    draft: bool = False
    warnings: tuple[str, ...] = ()
    known_as: str = ""
    """See `schema.Note`."""
    skipped: bool = False
    """True: the file can't be read as a note; kept here so that it is not tried on every run."""


def line(file: str, entry: FileEntry | None, ingested: str = "") -> bytes:
    """What is known of a note, or that it is gone; `ingested` says when it was last read."""
    if entry is None:
        return to_json([file]) + b"\n"
    row = [
        *(file, ingested, entry.size, entry.mtime_ns, entry.sha256, entry.title, entry.tags),
        *(entry.chunk_ids, len(entry.outline), _said(entry.outline), entry.categories, entry.date),
        *(entry.hidden, entry.draft, entry.warnings, entry.known_as, entry.skipped),
    ]
    return to_json(row) + b"\n"


def read_lines(data: bytes) -> tuple[dict[str, FileEntry], dict[str, str]]:
    """Notes by name, and when they were ingested, as lines say it; later ones are right.

    Raises ValueError, TypeError, KeyError or IndexError for anything else.
    """
    # One text is read faster than its lines are, one by one.
    rows: list[list[Any]] = from_json(
        b"[" + data.rstrip().replace(b"\n", b",") + b"]", cache_strings="all"
    )
    latest = {row[0]: row for row in rows}
    kept = {file: row for file, row in sorted(latest.items()) if len(row) > 1}
    ingested = {file: row[1] for file, row in kept.items() if row[1]}
    return {file: _entry(*row[2:]) for file, row in kept.items()}, ingested


def _entry(
    size: int,
    mtime_ns: int,
    sha256: str,
    title: str,
    tags: list[str],
    chunk_ids: list[str],
    count: int,
    outline: str,
    categories: list[str],
    date: str,
    hidden: bool,
    draft: bool,
    warnings: list[str],
    known_as: str,
    skipped: bool,
) -> FileEntry:
    return FileEntry(
        size,
        mtime_ns,
        sha256,
        title,
        tuple(tags),
        tuple(chunk_ids),
        StoredOutline(count, outline),
        tuple(categories),
        date,
        hidden,
        draft,
        tuple(warnings),
        known_as,
        skipped,
    )


def _said(outline: Sequence[OutlineEntry]) -> str:
    if isinstance(outline, StoredOutline):
        return outline.said()
    rows = [(o.heading_path, o.level, o.lines, o.section, o.chunks, o.content) for o in outline]
    return to_json(rows).decode("utf-8")


def changed_lines(
    before: Mapping[str, FileEntry],
    said: Mapping[str, str],
    files: Mapping[str, FileEntry],
    ingested: Mapping[str, str],
) -> list[bytes]:
    """The lines that make of what is known `before`, with its times `said`, what is known now."""
    gone = [line(file, None) for file in before if file not in files]
    return gone + [
        line(file, entry, ingested.get(file, ""))
        for file, entry in files.items()
        if said.get(file) != ingested.get(file)
        or (before.get(file) is not entry and before.get(file) != entry)
    ]
