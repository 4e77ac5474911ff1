"""What an index holds, file by file: written last, so never ahead of the data.

What is known of the notes stands in a file that grows; how much of it counts, the manifest says.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from ingest.errors import IndexOutdated, IndexUnusable
from ingest.index import append_only_file as grown
from ingest.index.append_only_file import Extent, Parts
from ingest.index.entries import FileEntry, changed_lines, read_lines
from ingest.index.lock import writing
from ingest.machine.cache import sweep_drafts, write_whole
from ingest.notes.folder import Warned
from ingest.repair_advice import FILE_NAME as FILE_NAME
from ingest.repair_advice import build_again, command, unreadable
from ingest.schema import SCHEMA_VERSION

LONG = 2
"""Lines in the log for each note, from which it is written anew."""

LEAST = 64
"""So many lines more are allowed in any case."""

_LOG = "notes-"
_IN_LOG = ("files", "ingested")


@dataclass(frozen=True)
class Log:
    """The file that says what is known of each note. It grows by a line for each that changed."""

    name: str = ""
    extent: Extent = Extent(0, 0)  # noqa: RUF009
    lines: int = 0


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
    """What of the sidecar counts."""
    files: dict[str, FileEntry] = field(default_factory=dict)
    ingested: dict[str, str] = field(default_factory=dict)
    """When each note's content was last read into the index, UTC, ISO 8601. Not part of the
    entries: those say what an index holds, whenever it was made."""
    warnings: tuple[Warned, ...] = ()
    """About folders and names; those about what stands in a note are in its entry."""
    waiting: int = 0
    """Notes that the first ingest has found and not read yet; it goes on, or died and is to."""
    log: Log = field(default=Log(), compare=False)
    """Where `files` and `ingested` were read."""
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
        raw: Any = json.loads((index / FILE_NAME).read_bytes())
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
        return _from_json(index, raw)
    except (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise IndexUnusable(
            f"The index at {index} is damaged. {build_again(index, notes)}"
        ) from error


def write_manifest(index: Path, manifest: Manifest, past: Manifest | None = None) -> None:
    """Replace the manifest in one step. The caller holds the index's lock.

    `past` is what readers see now: to its log only lines of notes that changed are added.
    Raises IngestError if it can't be written.
    """
    with writing(index):
        sweep_drafts(index / FILE_NAME)  # left by one that was killed here
        log = _logged(index, manifest, past)
        logged = replace(manifest, log=log)
        names = [one.name for one in fields(Manifest) if one.name not in _IN_LOG]
        head = {name: getattr(logged, name) for name in names}
        write_whole(index / FILE_NAME, to_json(head).decode("utf-8"))
        for path in index.glob(f"{_LOG}*"):  # a reader may still open the last one
            if path.name not in (log.name, past.log.name if past else ""):
                path.unlink(missing_ok=True)


def _logged(index: Path, manifest: Manifest, past: Manifest | None) -> Log:
    if past and past.log.name:
        lines = changed_lines(past.files, past.ingested, manifest.files, manifest.ingested)
        log, count = past.log, past.log.lines + len(lines)
        if count <= LONG * len(manifest.files) + LEAST:
            extent = grown.extended(index / log.name, log.extent, b"".join(lines))
            return Log(log.name, extent, count)
    lines = changed_lines({}, {}, manifest.files, manifest.ingested)
    numbers = (path.name.removeprefix(_LOG).partition(".")[0] for path in index.glob(f"{_LOG}*"))
    number = max((int(one) for one in numbers if one.isdecimal()), default=0) + 1
    name = f"{_LOG}{number}.jsonl"
    return Log(name, grown.started(index / name, b"".join(lines)), len(lines))


def stamp(index: Path) -> tuple[int, int]:
    """Changes whenever the manifest is replaced: (inode, mtime in ns); zeros for none."""
    try:
        stat = os.stat(index / FILE_NAME)  # noqa: PTH116 - the cheapest look, done per question
    except OSError:
        return (0, 0)
    return (stat.st_ino, stat.st_mtime_ns)


def _from_json(index: Path, raw: dict[str, Any]) -> Manifest:
    log = Log(raw["log"]["name"], Extent(**raw["log"]["extent"]), raw["log"]["lines"])
    extents = {name: Extent(**extent) for name, extent in raw["parts"]["files"].items()}
    files, ingested = read_lines(grown.read(index / log.name, log.extent))
    own = {
        "log": log,
        "parts": Parts(raw["parts"]["folder"], raw["parts"]["base"], extents),
        "files": files,
        "ingested": ingested,
        "warnings": tuple(Warned(**row) for row in raw["warnings"]),
    }
    return Manifest(**{**raw, **own})
