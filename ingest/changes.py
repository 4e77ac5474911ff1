"""The notes folder against the manifest: which files to read, and what reading them gave."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.cut import CountTokens
from ingest.manifest import FileEntry, OutlineEntry
from ingest.notes import UnreadableNote, decode, find_notes, parse_note
from ingest.schema import Chunk, Section, section_key
from ingest.split import SplitSettings, split_note


@dataclass(frozen=True)
class RawFile:
    """A file's content, with size and time stamp as they were before it was read.

    A write that comes in between is then seen by the next run.
    """

    data: bytes
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True)
class Scan:
    """Files by what happened to them since the manifest was written."""

    unchanged: dict[str, FileEntry] = field(default_factory=dict)
    touched: dict[str, FileEntry] = field(default_factory=dict)
    """Same content under a new time stamp: only the manifest changes."""
    to_read: dict[str, RawFile] = field(default_factory=dict)
    unreadable: dict[str, FileEntry] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether the manifest is right as it is."""
        return not (self.touched or self.to_read or self.unreadable or self.removed)


def scan(notes: Path, known: dict[str, FileEntry]) -> Scan:
    """Compare the folder with the known files; reads only files whose size or time differs."""
    result = Scan()
    for file in find_notes(notes):
        path = notes / file
        entry = known.get(file)
        try:
            stat = os.stat(path)  # noqa: PTH116
            if entry and (entry.size, entry.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
                result.unchanged[file] = entry
                continue
            raw = read_raw(path)
        except OSError as error:
            reason = f"it can't be opened ({error.strerror})"
            result.unreadable[file] = _skipped(RawFile(b"", 0, 0, ""), reason)
            continue
        if entry and entry.sha256 == raw.sha256:
            result.touched[file] = replace(entry, size=raw.size, mtime_ns=raw.mtime_ns)
        else:
            result.to_read[file] = raw
    seen = {*result.unchanged, *result.touched, *result.to_read, *result.unreadable}
    gone = tuple(file for file in known if file not in seen)
    return Scan(result.unchanged, result.touched, result.to_read, result.unreadable, gone)


def read_raw(path: Path) -> RawFile:
    """Read a file. Raises OSError."""
    stat = path.stat()
    data = path.read_bytes()
    return RawFile(data, stat.st_size, stat.st_mtime_ns, hashlib.sha256(data).hexdigest())


def _skipped(raw: RawFile, reason: str) -> FileEntry:
    return FileEntry(
        size=raw.size,
        mtime_ns=raw.mtime_ns,
        sha256=raw.sha256,
        title="",
        tags=(),
        chunk_ids=(),
        outline=(),
        warnings=(f"skipped: {reason}",),
        skipped=True,
    )


def read_file(
    file: str, raw: RawFile, count_tokens: CountTokens, settings: SplitSettings
) -> tuple[FileEntry, list[Chunk]]:
    """Split one file's content. A file that is no readable note gives an entry and no chunks."""
    try:
        note, warnings = parse_note(file, decode(raw.data))
    except UnreadableNote as error:
        return _skipped(raw, str(error)), []
    split = split_note(note, count_tokens, settings)
    entry = FileEntry(
        size=raw.size,
        mtime_ns=raw.mtime_ns,
        sha256=raw.sha256,
        title=note.meta.title,
        tags=note.meta.tags,
        chunk_ids=tuple(chunk.id for chunk in split.chunks),
        outline=_outline(split.sections, split.chunks),
        warnings=tuple(warning.message for warning in warnings),
    )
    return entry, split.chunks


def _outline(sections: Sequence[Section], chunks: Sequence[Chunk]) -> tuple[OutlineEntry, ...]:
    counts = Counter(chunk.section for chunk in chunks)
    joined = {
        (member.heading_path, member.lines): chunk.section
        for chunk in chunks
        for member in chunk.members
    }
    entries: list[OutlineEntry] = []
    for section in sections:
        own = section_key(section.file, section.heading_path, section.occurrence)
        key = joined.get((section.heading_path, section.lines), own)
        entries.append(
            OutlineEntry(section.heading_path, section.level, section.lines, key, counts[key])
        )
    return tuple(entries)
