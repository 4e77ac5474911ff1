"""What an index holds, file by file: written whole and last, so never ahead of the data."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.errors import IndexOutdated, IndexUnusable
from ingest.index import format_before
from ingest.index.entries import FileEntry
from ingest.index.lock import writing
from ingest.index.parts import Parts
from ingest.machine.cache import sweep_drafts, write_whole
from ingest.notes.folder import Warned
from ingest.repair_advice import FILE_NAME as FILE_NAME
from ingest.repair_advice import command, rebuild, unreadable
from ingest.schema import SCHEMA_VERSION


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
    """See `repair_advice.command`, which looks for it before the files."""
    updated: str
    """UTC, ISO 8601."""
    tokens: int = 0
    """Texts whose token vectors are stored beside the collection; 0 for a model without."""
    parts: Parts = Parts()  # noqa: RUF009
    """The files for searching."""
    files: dict[str, FileEntry] = field(default_factory=dict)
    ingested: dict[str, str] = field(default_factory=dict)
    """When each note's content was last read into the index, UTC, ISO 8601. Not part of the
    entries: those say what an index holds, whenever it was made."""
    warnings: tuple[Warned, ...] = ()
    """About folders and names; those about what stands in a note are in its entry."""
    waiting: int = 0
    """Notes that the first ingest has found and not read yet; it goes on, or died and is to."""
    schema: int = SCHEMA_VERSION

    @property
    def chunk_ids(self) -> list[str]:
        """Chunks in the order of the notes."""
        return [i for entry in self.files.values() for i in entry.chunk_ids]

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
    """Keep Python from looking for garbage meanwhile. Among a hundred thousand new objects that all
    stay, it would look through all again and again, for as long as it takes to make them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@all_stays()
def read_manifest(index: Path, notes: Path | None = None) -> Manifest | None:
    """The manifest of an index, or None where there is none. `notes` is the folder that an error
    names in its advice.

    A manifest of schema 4 is read too, and says so. Raises IndexOutdated if it is of another
    version, IndexUnusable if it is damaged.
    """
    try:
        data = (index / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(index, error.strerror or str(error)) from error
    try:
        found = _adapter().validate_json(data)
        if found.schema == SCHEMA_VERSION:
            return found
    except ValidationError:
        pass  # of another version, or damaged: the rest of it tells
    try:
        raw: Any = json.loads(data)
    except ValueError as error:
        raise IndexUnusable("index_unreadable", at=index, command=rebuild(index, notes)) from error
    version = raw.get("schema") if isinstance(raw, dict) else None
    if version not in (None, SCHEMA_VERSION, format_before.SCHEMA):
        raise IndexOutdated("index_outdated", at=index, command=command(index, notes=notes))
    try:
        files, ingested = format_before.notes(index, raw)
        return replace(_adapter().validate_python(raw), files=files, ingested=ingested)
    except (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise IndexUnusable("index_damaged", at=index, command=rebuild(index, notes)) from error


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step. The caller holds the index's lock.

    Raises IngestError if it can't be written.
    """
    with writing(index):
        sweep_drafts(index / FILE_NAME)  # left by one that was killed here
        write_whole(index / FILE_NAME, _adapter().dump_json(manifest).decode("utf-8"))


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def stamp(index: Path) -> tuple[int, int]:
    """Changes whenever the manifest is replaced: (inode, mtime in ns); zeros for none."""
    try:
        stat = os.stat(index / FILE_NAME)  # noqa: PTH116 - the cheapest look, done per question
    except OSError:
        return (0, 0)
    return (stat.st_ino, stat.st_mtime_ns)
