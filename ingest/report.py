"""What one run of ingest will do or did. Pure but for the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ingest.changes import Scan
from ingest.manifest import FileEntry, Manifest
from ingest.notes import Warned
from ingest.schema import Chunk


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one run did. Chunks count what the index holds; files are notes."""

    notes: int = 0
    sections: int = 0
    chunks: int = 0
    added: int = 0
    unchanged: int = 0
    removed: int = 0
    embedded: int = 0
    """Chunks that went through the embedding model; moved text keeps its vector."""
    files_changed: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    seconds: float = 0.0
    generation: int = 0
    dry_run: bool = False

    @property
    def skipped(self) -> int:
        return sum(warning.skipped for warning in self.warnings)


@dataclass
class Plan:
    """What the index should hold after this run."""

    entries: dict[str, FileEntry] = field(default_factory=dict)
    fresh: list[Chunk] = field(default_factory=list)
    """Chunks of the files read in this run."""


def final_report(
    manifest: Manifest,
    plan: Plan,
    found: Scan,
    started: float,
    *,
    added: int,
    removed: int,
    embedded: int,
) -> Report:
    """The report of a run that wrote, or found nothing to write; `started` is monotonic seconds."""
    return Report(
        notes=manifest.notes,
        sections=manifest.sections,
        chunks=manifest.chunks,
        added=added,
        unchanged=manifest.chunks - added,
        removed=removed,
        embedded=embedded,
        files_changed=tuple(found.to_read),
        files_removed=found.removed,
        warnings=_warnings(plan),
        seconds=time.monotonic() - started,
        generation=manifest.generation,
    )


def dry_report(old: Manifest | None, found: Scan, plan: Plan, started: float) -> Report:
    """What a run would do, by chunk ids; nothing was embedded or written."""
    before = {i for entry in (old.files.values() if old else ()) for i in entry.chunk_ids}
    after = {i for entry in plan.entries.values() for i in entry.chunk_ids}
    return Report(
        notes=sum(not entry.skipped for entry in plan.entries.values()),
        sections=sum(len(entry.outline) for entry in plan.entries.values()),
        chunks=len(after),
        added=len(after - before),
        unchanged=len(after & before),
        removed=len(before - after),
        files_changed=tuple(found.to_read),
        files_removed=found.removed,
        warnings=_warnings(plan),
        seconds=time.monotonic() - started,
        generation=old.generation if old else 0,
        dry_run=True,
    )


def _warnings(plan: Plan) -> tuple[Warned, ...]:
    return tuple(
        Warned(file, message.removeprefix("skipped: "), entry.skipped)
        for file, entry in sorted(plan.entries.items())
        for message in entry.warnings
    )
