"""Whole sections of notes, read from their folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.core.passage import Passage
from bot.core.question import Bank, Skipped, SkipReason
from ingest.markdown.plain_text import inline_tags
from ingest.notes.decode import UnreadableNote
from ingest.notes.folder import find_notes, read_note
from ingest.schema import Note, section_key
from ingest.splitting.sections import split_sections


def sections_of_note(note: Note) -> list[Passage]:
    """A note's sections, whole, those without text of their own included."""
    return [
        Passage(
            section=section_key(section.file, section.heading_path, section.occurrence),
            file=section.file,
            title=note.meta.title,
            heading_path=section.heading_path,
            lines=section.lines,
            text=section.text,
            tags=tuple(dict.fromkeys((*note.meta.tags, *inline_tags(section.text)))),
        )
        for section in split_sections(note)
    ]


def sections_in_folder(root: Path) -> tuple[list[Passage], list[Skipped]]:
    """All sections of the notes below `root`, and those of drafts, which are not asked about.

    A note that can't be read is left out. Raises NotesMissing if `root` is not a folder.
    """
    kept: list[Passage] = []
    drafts: list[Skipped] = []
    for file in find_notes(root):
        try:
            note, _ = read_note(root, file)
        except UnreadableNote:
            continue
        own = sections_of_note(note)
        if note.meta.draft:
            drafts.extend(drafted(passage) for passage in own)
        else:
            kept.extend(own)
    return kept, drafts


def drafted(passage: Passage) -> Skipped:
    """A section of a draft among what is not asked about."""
    return Skipped(
        section=passage.section,
        file=passage.file,
        heading_path=passage.heading_path,
        lines=passage.lines,
        reason=SkipReason.DRAFT,
    )


def with_drafts(bank: Bank, drafts: list[Skipped]) -> Bank:
    """The bank, the sections of drafts counted among what was left out."""
    return replace(bank, skipped=(*bank.skipped, *drafts))
