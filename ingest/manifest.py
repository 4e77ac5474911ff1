"""What an index holds, file by file: written last, so never ahead of the data."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from ingest.cache import sweep_drafts, write_whole
from ingest.errors import IndexOutdated, IndexUnusable
from ingest.lock import writing
from ingest.notes import Warned
from ingest.remedy import FILE_NAME as FILE_NAME
from ingest.remedy import build_again, command, unreadable
from ingest.schema import SCHEMA_VERSION


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
    warnings: tuple[str, ...] = ()
    known_as: str = ""
    """See `schema.Note`."""
    skipped: bool = False
    """True: the file can't be read as a note; kept here so that it is not tried on every run."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The state of an index. Vectors of different fingerprints are never mixed."""

    generation: int
    """Counts up with every change; readers reopen when it does."""
    collection: str
    embedder: str
    fingerprint: str
    dimension: int
    split: str
    tokeniser: int
    notes_dir: str
    """See `remedy.command`, which looks for it before the files."""
    updated: str
    """UTC, ISO 8601."""
    tokens: int = 0
    """Texts whose token vectors are stored beside the collection; 0 for a model without."""
    files: dict[str, FileEntry] = field(default_factory=dict)
    ingested: dict[str, str] = field(default_factory=dict)
    """When each note's content was last read into the index, UTC, ISO 8601. Not part of the
    entries: those say what an index holds, whenever it was made."""
    warnings: tuple[Warned, ...] = ()
    """About folders and names; those about what stands in a note are in its entry."""
    schema: int = SCHEMA_VERSION

    @property
    def chunks(self) -> int:
        return sum(len(entry.chunk_ids) for entry in self.files.values())

    @property
    def sections(self) -> int:
        return sum(len(entry.outline) for entry in self.files.values())

    @property
    def notes(self) -> int:
        return sum(not entry.skipped for entry in self.files.values())


@contextmanager
def all_stays() -> Iterator[None]:
    """Python looks for no garbage meanwhile: of a hundred thousand new objects that all stay, it
    would look through all again and again, for as long as it takes to make them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@all_stays()
def read_manifest(index: Path, notes: Path | None = None) -> Manifest | None:
    """The manifest of an index, or None where there is none. `notes` are named with the way out.

    Raises IndexOutdated if it is of another schema version, IndexUnusable if it is damaged.
    """
    try:
        # Unlike json, it needs no copy of the text, and keeps one of each string.
        raw: Any = from_json((index / FILE_NAME).read_bytes(), cache_strings="all")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(index, error.strerror or str(error)) from error
    except ValueError as error:
        raise IndexUnusable(
            f"The index at {index} can't be read. {build_again(index, notes)}"
        ) from error
    if isinstance(raw, dict) and raw.get("schema") not in (None, SCHEMA_VERSION):
        raise IndexOutdated(
            f"The index at {index} was made by another version. "
            f"Bring it up to date: {command(index, notes=notes)}."
        )
    try:
        return _from_json(raw)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise IndexUnusable(
            f"The index at {index} is damaged. {build_again(index, notes)}"
        ) from error


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step. The caller holds the index's lock.

    Raises IngestError if it can't be written.
    """
    with writing(index):
        sweep_drafts(index / FILE_NAME)  # left by one that was killed here
        write_whole(index / FILE_NAME, to_json(manifest).decode("utf-8"))


def stamp(index: Path) -> tuple[int, int]:
    """Changes whenever the manifest is replaced: (inode, mtime in ns); zeros for none."""
    try:
        stat = os.stat(index / FILE_NAME)  # noqa: PTH116 - the cheapest look, done per question
    except OSError:
        return (0, 0)
    return (stat.st_ino, stat.st_mtime_ns)


def _from_json(raw: dict[str, Any]) -> Manifest:
    rows = raw["files"]
    # Each entry goes as soon as it is converted: at 100,000 sections both would be 200 MB.
    files = {file: _entry(rows.pop(file)) for file in list(rows)}
    warnings = tuple(Warned(**row) for row in raw.get("warnings", ()))
    return Manifest(**{**raw, "files": files, "warnings": warnings})


def _entry(raw: dict[str, Any]) -> FileEntry:
    outline = tuple(
        OutlineEntry(
            heading_path=tuple(row["heading_path"]),
            level=row["level"],
            lines=(row["lines"][0], row["lines"][1]),
            section=row["section"],
            chunks=row["chunks"],
            content=row.get("content", ""),
        )
        for row in raw["outline"]
    )
    names = ("tags", "chunk_ids", "categories", "warnings")
    lists = {name: tuple(raw.get(name, ())) for name in names}
    return FileEntry(**{**raw, **lists, "outline": outline})
