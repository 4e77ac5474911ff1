"""notes -> split -> embed -> store: brings an index up to date with a folder of notes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.changes import Scan, read_file, scan
from ingest.embedding.embedder import Embedder, ReportStage
from ingest.errors import IndexOutdated, IndexUnusable, IngestError, NotesMissing
from ingest.index import sidecar, tokens
from ingest.index.compact import compact
from ingest.index.lock import locked
from ingest.index.manifest import Manifest, all_stays, read_manifest, stamp, write_manifest
from ingest.index.store import count_rows
from ingest.notes.folder import holds_markdown
from ingest.report import IngestPlan, IngestReport, dry_report, final_report
from ingest.schema import SCHEMA_VERSION, digest
from ingest.splitting.split import SplitSettings
from ingest.text.lexical import TOKENISER_VERSION
from ingest.update import DIRTY, update

PROMPT_TOKENS = 8
"""Room for the prompt and the special tokens that a model puts around a chunk."""


def ingest(
    notes: Path,
    index: Path,
    embedder: Embedder,
    settings: SplitSettings,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: ReportStage = lambda stage, done, total: None,
    wait_s: float = 0.0,
) -> IngestReport:
    """Bring `index` up to date with `notes`; embeds only text it has no vector for.

    `progress` is told stage (`read`, `embed`, `store`, `search`), done and total. The manifest is
    replaced last, so a run that dies leaves the old state answering, and the next one finishes the
    work. Where there is none to answer, notes answer in growing shares, as soon as each is in. A
    dry run writes nothing. Raises NotesMissing, IndexLocked (after `wait_s` seconds),
    IndexUnusable, or IngestError for settings the model can't serve and folders that can't be
    written.
    """
    started = time.monotonic()
    if settings.chunk_tokens + PROMPT_TOKENS > embedder.max_tokens:
        raise IngestError(
            "chunk_tokens",
            tokens=settings.chunk_tokens,
            name=embedder.name,
            most=embedder.max_tokens,
            possible=embedder.max_tokens - PROMPT_TOKENS,
        )
    if dry_run:
        look = _look(notes, index, embedder, settings, rebuild)
        plan = _plan(look.found, look.old, embedder, settings, progress)
        return dry_report(look.old, look.past, look.found, plan, started)
    check_notes(notes, index)
    with locked(index, wait_s):
        look = _look(notes, index, embedder, settings, rebuild)
        old, found = look.old, look.found
        plan = _plan(found, old, embedder, settings, progress)
        if old and found.same_text and old.schema == SCHEMA_VERSION:
            now = old
            if not found.is_clean or found.warnings != old.warnings:
                now = _restamped(old, notes, plan, found)
                write_manifest(index, now)
            return final_report(look.past, now, plan, found, started)
        blank = replace(
            _blank(notes, index, embedder, settings, old, rebuild),
            ingested=_ingested(plan, found, old),
            warnings=found.warnings,
        )
        trusted = old if look.is_whole else None
        done = update(
            index,
            trusted,
            blank,
            plan,
            embedder,
            past=look.past,
            rebuild=rebuild,
            in_shares=look.past is None or (look.past.waiting > 0 and not rebuild),
            progress=progress,
        )
        compact(index)
        rebuilt = look.past is not None and old is None
        return final_report(look.past, done.manifest, plan, found, started, done, rebuilt)


def check_notes(notes: Path, index: Path) -> None:
    """Raise NotesMissing if there is no notes folder, or nothing to index nor to remove in it.

    A folder that has become empty is no fault: its notes are then taken out of the index.
    """
    if notes.is_dir() and stamp(index) != (0, 0):
        return
    found = scan(notes, {}, names_only=True)
    if not found.to_read and not found.warnings:
        raise NotesMissing("folder_bare", at=notes)


def check_not_emptied(notes: Path, index: Path) -> None:
    """Raise NotesMissing if the folder holds no notes any more, but the index does.

    For runs that nobody asked for: a disk that is not mounted looks like an empty folder.
    """
    if stamp(index) == (0, 0) or not notes.is_dir() or holds_markdown(notes):
        return
    known = read_manifest(index)
    if known and known.notes:
        raise NotesMissing("folder_emptied", at=notes, command="`python -m ingest`")


def collection_name(embedder: Embedder, settings: SplitSettings) -> str:
    """One collection per embedding model and split settings: vectors are never mixed."""
    return "chunks-" + digest(embedder.fingerprint, settings.key, length=12)


@dataclass(frozen=True)
class _Look:
    """What a run begins with."""

    found: Scan
    """What changed since `old` was written."""
    past: Manifest | None
    """What readers see now, by which changes are told; None where it can't be read."""
    old: Manifest | None = None
    """The manifest that this run goes on from, if any."""
    is_whole: bool = False
    """Whether the index is what `old` says."""


@all_stays()
def _look(
    notes: Path, index: Path, embedder: Embedder, settings: SplitSettings, rebuild: bool
) -> _Look:
    try:
        past = read_manifest(index, notes)
    except IndexOutdated:
        past = None  # its vectors are still good, where they are of the same model and settings
    except IndexUnusable:
        if not rebuild:
            raise
        past = None
    same = past and past.collection.startswith(collection_name(embedder, settings))
    if rebuild or past is None or not same:
        return _Look(scan(notes, {}), past)
    is_same_folder = past.notes_dir == str(notes.resolve())
    is_whole = _is_whole(index, past)
    found = scan(notes, past.files, trust_times=is_same_folder, reread=not is_whole)
    return _Look(found, past, past, is_whole)


def _is_whole(index: Path, old: Manifest) -> bool:
    """Whether the index is what its manifest says. After a run that died, with parts gone, or with
    words that were cut differently, nothing but the notes is trusted."""
    return (
        not (index / DIRTY).exists()
        and old.tokeniser == TOKENISER_VERSION
        and count_rows(index, old.collection) == old.chunks
        and tokens.count_of(index, old.collection) == old.tokens
        and sidecar.is_whole(index, old.parts)
    )


def _plan(
    found: Scan,
    old: Manifest | None,
    embedder: Embedder,
    settings: SplitSettings,
    progress: ReportStage,
) -> IngestPlan:
    plan = IngestPlan({**found.unchanged, **found.touched, **found.unreadable})
    known = old.files if old else {}
    # A name may be taken over by another note at once, as when notes are numbered anew.
    left = {
        known[file].sha256: file
        for file in (*found.to_read, *found.removed)
        if file in known and not known[file].skipped
    }
    for done, (file, raw) in enumerate(found.to_read.items(), 1):
        is_same = file in known and known[file].sha256 == raw.sha256
        name = file if is_same else left.get(raw.sha256, file)
        plan.entries[file], chunks = read_file(
            file, raw, embedder.count_many, settings, known.get(name), renamed=name != file
        )
        plan.fresh.extend(chunks)
        progress("read", done, len(found.to_read))
    return plan


def _blank(
    notes: Path,
    index: Path,
    embedder: Embedder,
    settings: SplitSettings,
    old: Manifest | None,
    rebuild: bool,
) -> Manifest:
    """The manifest of the next generation, still without files."""
    generation = max(sidecar.last_generation(index), old.generation if old else 0) + 1
    collection = old.collection if old else collection_name(embedder, settings)
    return Manifest(
        generation=generation,
        # A rebuild takes nothing over, and the old collection answers until it is done.
        collection=f"{collection}-{generation}" if rebuild else collection,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        split=settings.key,
        tokeniser=TOKENISER_VERSION,
        notes_dir=str(notes.resolve()),
        updated=_now(),
    )


def _ingested(plan: IngestPlan, found: Scan, old: Manifest | None) -> dict[str, str]:
    """When each note was last read: now, or when it was read before."""
    now, entries = _now(), plan.entries
    times = dict(old.ingested) if old else {}
    times |= dict.fromkeys(found.to_read, now)
    return {f: time for f, time in times.items() if f in entries and not entries[f].skipped}


def _restamped(old: Manifest, notes: Path, plan: IngestPlan, found: Scan) -> Manifest:
    """A manifest of the same index with new time stamps, new warnings or the folder's new place."""
    return replace(
        old,
        files=dict(sorted(plan.entries.items())),
        notes_dir=str(notes.resolve()),
        updated=_now(),
        warnings=found.warnings,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
