"""What ingest says of the notes and of its work, for whoever shows it."""

from __future__ import annotations

from ingest.diff import KINDS, ChangeKind, SectionChange, by_file, counts
from ingest.index.entries import OutlineEntry
from ingest.notes.folder import Warned, locate
from ingest.repair_advice import noted_notes_folder
from ingest.report import IngestReport

__all__ = [
    "KINDS",
    "ChangeKind",
    "IngestReport",
    "OutlineEntry",
    "SectionChange",
    "Warned",
    "by_file",
    "counts",
    "locate",
    "noted_notes_folder",
]
