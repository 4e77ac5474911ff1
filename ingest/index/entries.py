"""What an index knows of each note."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.message import KeptMessage


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


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One indexed note."""

    size: int
    mtime_ns: int
    sha256: str
    title: str
    tags: tuple[str, ...]
    chunk_ids: tuple[str, ...]
    outline: tuple[OutlineEntry, ...]
    categories: tuple[str, ...] = ()
    date: str = ""
    """As the note has it."""
    hidden: bool = False
    draft: bool = False
    warnings: tuple[KeptMessage, ...] = ()
    known_as: str = ""
    """See `schema.Note`."""
    skipped: bool = False
    """True: the file can't be read as a note; kept here so that it is not tried on every run."""
