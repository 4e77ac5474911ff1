"""A section of the outline, read from its file as that is now."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from bot.notes.desk import CurrentSection
from bot.notes.outline import Outline
from bot.notes.sections import sections_of_note
from ingest.index.entries import FileEntry
from ingest.notes.decode import UnreadableNote
from ingest.notes.folder import locate, read_note
from ingest.schema import content_hash, section_key

MAX_CHARS = 20_000


def read_section(outline: Outline, file: str, at: int) -> CurrentSection:
    """The section at that position of a note's outline.

    It is found again by its headings, whatever moved around it. Nothing is read but notes of the
    outline, inside their folder.
    """
    entry = outline.files.get(file)
    if entry is None or not 0 <= at < len(entry.outline):
        return CurrentSection(None)
    root = Path(outline.folder)
    try:
        if not locate(root, file).resolve().is_relative_to(root):
            return CurrentSection(None)
        note, _ = read_note(root, file)
    except UnreadableNote as error:
        return CurrentSection(None, problem=error.message)
    wanted = _key(file, entry, at)
    for passage in sections_of_note(note):
        if passage.section == wanted:
            changed = content_hash(passage.text) != entry.outline[at].content
            text = passage.text[:MAX_CHARS]
            cut = len(text) < len(passage.text)
            if cut:
                text = text.rpartition("\n")[0] or text
            return CurrentSection(replace(passage, text=text), changed, cut)
    return CurrentSection(None)


def _key(file: str, entry: FileEntry, at: int) -> str:
    """The name of the section at that place, as `ingest.schema.section_key` has it."""
    seen: Counter[tuple[str, ...]] = Counter(row.heading_path for row in entry.outline[:at])
    path = entry.outline[at].heading_path
    return section_key(file, path, seen[path])
