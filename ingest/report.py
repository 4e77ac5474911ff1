"""What one run of ingest will do or did. Pure but for the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ingest.changes import Scan
from ingest.diff import SectionChange, compare
from ingest.index.entries import FileEntry
from ingest.index.manifest import Manifest
from ingest.notes.folder import Warned
from ingest.schema import Chunk


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """What one run did. Chunks count what the index holds; files are notes."""

    notes: int = 0
    sections: int = 0
    chunks: int = 0
    added: int = 0
    unchanged: int = 0
    moved: int = 0
    """Unchanged chunks whose lines, title or tags are new."""
    removed: int = 0
    embedded: int = 0
    """Chunks that went through the embedding model; moved text keeps its vector."""
    files_changed: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    changes: tuple[SectionChange, ...] = ()
    """Section by section, what is different from the state before."""
    seconds: float = 0.0
    generation: int = 0
    dry_run: bool = False
    rebuilt: bool = False
    """There was an index, but nothing of it is gone on from: another model, other sizes, or a
    rebuild that was asked for. All is embedded again, whatever the notes say."""

    @property
    def skipped(self) -> int:
        return sum(warning.skipped for warning in self.warnings)


@dataclass
class IngestPlan:
    """What the index should hold after this run."""

    entries: dict[str, FileEntry] = field(default_factory=dict)
    fresh: list[Chunk] = field(default_factory=list)
    """Chunks of the files read in this run."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was done to the stored chunks, and the manifest that says what they are now."""

    manifest: Manifest
    added: int
    moved: int
    removed: int
    embedded: int


def final_report(
    past: Manifest | None,
    manifest: Manifest,
    plan: IngestPlan,
    found: Scan,
    started: float,
    done: Written | None = None,
    rebuilt: bool = False,
) -> IngestReport:
    """The report of a run that is done, `past` being what readers saw before it; `started` is
    monotonic seconds."""
    added = done.added if done else 0
    return IngestReport(
        notes=manifest.notes,
        sections=manifest.sections,
        chunks=manifest.chunks,
        added=added,
        unchanged=manifest.chunks - added,
        moved=done.moved if done else 0,
        removed=done.removed if done else 0,
        embedded=done.embedded if done else 0,
        files_changed=found.changed,
        files_removed=found.removed,
        warnings=_warnings(plan, found),
        changes=compare(past.files if past else {}, manifest.files),
        seconds=time.monotonic() - started,
        generation=manifest.generation,
        rebuilt=rebuilt,
    )


def dry_report(
    old: Manifest | None, past: Manifest | None, found: Scan, plan: IngestPlan, started: float
) -> IngestReport:
    """What a run that goes on from `old` would do, by chunk ids; nothing was embedded or written.

    `past` as `final_report` takes it.
    """
    before = {i for entry in (old.files.values() if old else ()) for i in entry.chunk_ids}
    after = {i for entry in plan.entries.values() for i in entry.chunk_ids}
    return IngestReport(
        notes=sum(not entry.skipped for entry in plan.entries.values()),
        sections=sum(len(entry.outline) for entry in plan.entries.values()),
        chunks=len(after),
        added=len(after - before),
        unchanged=len(after & before),
        removed=len(before - after),
        files_changed=found.changed,
        files_removed=found.removed,
        warnings=_warnings(plan, found),
        changes=compare(past.files if past else {}, plan.entries),
        seconds=time.monotonic() - started,
        generation=old.generation if old else 0,
        dry_run=True,
        rebuilt=past is not None and old is None,
    )


def _warnings(plan: IngestPlan, found: Scan) -> tuple[Warned, ...]:
    of_notes = (
        Warned(file, message, entry.skipped)
        for file, entry in sorted(plan.entries.items())
        for message in entry.warnings
    )
    return (*found.warnings, *of_notes)
