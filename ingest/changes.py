"""The notes folder against the manifest: which files to read, and what reading them gave."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.index.entries import FileEntry, OutlineEntry
from ingest.message import Message
from ingest.notes.decode import UnreadableNote, decode
from ingest.notes.folder import Warned, find_files, parse_note
from ingest.schema import Chunk, Section, content_hash, section_key
from ingest.splitting.cut import CountTokens
from ingest.splitting.split import SplitSettings, split_note


@dataclass(frozen=True)
class RawFile:
    """A file's content, with size and time stamp as they were before it was read.

    A write that comes in between is then seen by the next run.
    """

    data: bytes
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Scan:
    """Files by what happened to them since the manifest was written."""

    unchanged: dict[str, FileEntry] = field(default_factory=dict)
    touched: dict[str, FileEntry] = field(default_factory=dict)
    """Same content under a new time stamp: only the manifest changes."""
    to_read: dict[str, RawFile] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    """Files of `to_read` whose content is new; the others are only read again."""
    unreadable: dict[str, FileEntry] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    """About folders and names, not about what stands in notes."""

    @property
    def same_text(self) -> bool:
        """Whether every note says what it said."""
        return not (self.to_read or self.unreadable or self.removed)

    @property
    def is_clean(self) -> bool:
        """Whether the manifest is right as it is."""
        return self.same_text and not self.touched


def scan(
    notes: Path,
    known: dict[str, FileEntry],
    *,
    trust_times: bool = True,
    reread: bool = False,
    names_only: bool = False,
) -> Scan:
    """Compare the folder with the known files; reads only files whose size or time differs.

    What is known of a folder that can't be opened stays as it is. A note of which an earlier
    version kept a warning as text is read again. All files are read if times are not to be
    trusted; with `reread` even known content counts as to be read; with `names_only` nothing is
    opened. Raises NotesMissing if there is no such folder.
    """
    warnings: list[Warned] = []
    unchanged: dict[str, FileEntry] = {}
    touched: dict[str, FileEntry] = {}
    to_read: dict[str, RawFile] = {}
    unreadable: dict[str, FileEntry] = {}
    for file, path in find_files(notes, warnings.append).items():
        entry = known.get(file)
        again = reread or (entry is not None and _warned_in_text(entry))
        try:
            if names_only:
                to_read[file] = RawFile(b"", 0, 0, "")
            elif entry and not again and trust_times and _has_size_and_time(notes, path, entry):
                unchanged[file] = entry
            else:
                raw = read_raw(notes / path)
                if entry and not again and entry.sha256 == raw.sha256:
                    touched[file] = replace(entry, size=raw.size, mtime_ns=raw.mtime_ns)
                else:
                    to_read[file] = raw
        except FileNotFoundError:
            continue  # deleted this moment
        except OSError as error:
            why = Message.of("file_closed", why=error.strerror)
            skipped = _skipped(RawFile(b"", 0, 0, ""), why)
            (unchanged if skipped == entry else unreadable)[file] = skipped
    if trust_times and not reread:
        kept = _behind_closed_doors(known, warnings)
        unchanged |= {file: entry for file, entry in kept.items() if file not in unreadable}
    seen = {*unchanged, *touched, *to_read, *unreadable}
    return Scan(
        unchanged=unchanged,
        touched=touched,
        to_read=to_read,
        changed=tuple(f for f in to_read if f not in known or known[f].sha256 != to_read[f].sha256),
        unreadable=unreadable,
        removed=tuple(file for file in known if file not in seen),
        warnings=tuple(warnings),
    )


def _behind_closed_doors(
    known: Mapping[str, FileEntry], warnings: list[Warned]
) -> dict[str, FileEntry]:
    """The known files of folders that can't be opened; the warnings then say that they stay."""
    kept: dict[str, FileEntry] = {}
    for at, warned in enumerate(warnings):
        below = "" if warned.file == "." else f"{warned.file}/"
        own = {file: entry for file, entry in known.items() if file.startswith(below)}
        if warned.skipped and own:
            kept |= own
            stays = Message.of("file_stays", fault=warned.message)
            warnings[at] = Warned(warned.file, stays, True)
    return kept


def _warned_in_text(entry: FileEntry) -> bool:
    """Whether an earlier version kept a warning in English, not by its key."""
    return any(warning.key == "plain" for warning in entry.warnings)


def _has_size_and_time(notes: Path, path: str, entry: FileEntry) -> bool:
    stat = os.stat(f"{notes}/{path}")  # noqa: PTH116 - done for every file, each time
    return (entry.size, entry.mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def read_raw(path: Path) -> RawFile:
    """Read a file. Raises OSError."""
    stat = path.stat()
    data = path.read_bytes()
    return RawFile(data, stat.st_size, stat.st_mtime_ns, hashlib.sha256(data).hexdigest())


def _skipped(raw: RawFile, reason: Message) -> FileEntry:
    return FileEntry(
        size=raw.size,
        mtime_ns=raw.mtime_ns,
        sha256=raw.sha256,
        title="",
        tags=(),
        chunk_ids=(),
        outline=(),
        warnings=(reason,),
        skipped=True,
    )


def read_file(
    file: str,
    raw: RawFile,
    count_tokens: CountTokens,
    settings: SplitSettings,
    before: FileEntry | None = None,
    renamed: bool = False,
) -> tuple[FileEntry, list[Chunk]]:
    """Split one file's content. A file that is no readable note gives an entry and no chunks.

    `before` is the entry it had or, if it was renamed, that of its old name: it goes on being
    embedded under the title it had then, so that a rename embeds nothing.
    """
    try:
        note, warnings = parse_note(file, decode(raw.data))
    except UnreadableNote as error:
        return _skipped(raw, error.message), []
    if before:
        note = replace(note, known_as=_known_as(note.meta.title, before, renamed))
    split = split_note(note, count_tokens, settings)
    entry = FileEntry(
        size=raw.size,
        mtime_ns=raw.mtime_ns,
        sha256=raw.sha256,
        title=note.meta.title,
        tags=note.meta.tags,
        categories=note.meta.categories,
        date=note.meta.date,
        hidden=note.meta.hidden,
        draft=note.meta.draft,
        chunk_ids=tuple(chunk.id for chunk in split.chunks),
        outline=_outline(split.sections, split.chunks),
        warnings=tuple(warning.message for warning in warnings),
        known_as=note.known_as,
    )
    return entry, split.chunks


def _known_as(title: str, before: FileEntry, renamed: bool) -> str:
    """The title to embed a note under that is not its own; empty for none."""
    if renamed:
        known = before.known_as or before.title
    else:  # a title that was given by hand counts at once
        known = before.known_as if before.title == title else ""
    return known if known != title else ""


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
            OutlineEntry(
                section.heading_path,
                section.level,
                section.lines,
                key,
                counts[key],
                content_hash(section.text),
            )
        )
    return tuple(entries)
