"""Whole sections of notes, read from their index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.passage import Passage
from bot.core.question import Skipped
from bot.notes.sections import drafted
from bot.search.rank import join_parts, passage_of
from ingest.schema import Chunk, section_key

if TYPE_CHECKING:
    from bot.search.index import Index
    from ingest.index.entries import FileEntry

_WHOLE = 1 << 30  # characters: however long a section is


def sections_in_index(index: Index) -> tuple[list[Passage], list[Skipped]]:
    """All sections of an index, whole, and apart from them the sections of drafts, about which
    nobody is asked.

    A section without text of its own comes with an empty text. Notes that are `hidden` are hidden
    from a web site's lists, not from their author: they count. Raises as `Index.open`.
    """
    return IndexSections(lambda: index).read()


class IndexSections:
    """Does what `sections_in_index` does, but reads a note again only when it has changed. For one
    thread at a time."""

    def __init__(self, index: Callable[[], Index]) -> None:
        """`index` is asked at every reading: it may not be there yet."""
        self._index = index
        self._known: dict[str, tuple[FileEntry, list[Passage]]] = {}

    def read(self) -> tuple[list[Passage], list[Skipped]]:
        """See `sections_in_index`."""
        kept: list[Passage] = []
        drafts: list[Skipped] = []
        index = self._index()
        known, self._known = self._known, {}
        for file, entry in index.open().files.items():
            entry = replace(entry, mtime_ns=0)  # a file that was only touched says the same
            before, own = known.get(file, (None, []))
            if before != entry:
                own = sections_of_file(index, file, entry)
            self._known[file] = (entry, own)
            if entry.draft:
                drafts.extend(map(drafted, own))
            else:
                kept.extend(own)
        return kept, drafts


def sections_of_file(index: Index, file: str, entry: FileEntry) -> list[Passage]:
    """The whole sections of one note, in order. Tiny sections that share a chunk come one by one,
    each under the key that it would have alone."""
    texts = _texts(index.note(file)) if entry.chunk_ids else {}
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[Passage] = []
    for row in entry.outline:
        found.append(
            Passage(
                section=section_key(file, row.heading_path, seen[row.heading_path]),
                file=file,
                title=entry.title,
                heading_path=row.heading_path,
                lines=row.lines,
                text=texts.get((row.heading_path, row.lines), ""),
                tags=entry.tags,
            )
        )
        seen[row.heading_path] += 1
    return found


def _texts(chunks: Sequence[Chunk]) -> dict[tuple[tuple[str, ...], tuple[int, int]], str]:
    """The text of each section of a note by heading path and lines."""
    found: dict[tuple[tuple[str, ...], tuple[int, int]], str] = {}
    by_section: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        if chunk.members:
            lines = chunk.text.split("\n")
            for member in chunk.members:
                first, last = (line - chunk.lines[0] for line in member.lines)
                found[member.heading_path, member.lines] = "\n".join(lines[first : last + 1])
        else:
            by_section.setdefault(chunk.section, []).append(chunk)
    for parts in by_section.values():
        parts = sorted(parts, key=lambda chunk: chunk.part)
        whole = _joined(parts)
        found[parts[0].heading_path, (parts[0].lines[0], parts[-1].lines[1])] = whole
    return found


def _joined(parts: Sequence[Chunk]) -> str:
    """The parts of a section in one text; what can't be put together exactly is apart."""
    text = ""
    rest = list(parts)
    while rest:
        run = join_parts(rest[0], rest, _WHOLE)
        text += ("\n\n" if text else "") + passage_of(run, 0.0).text
        rest = rest[len(run) :]
    return text
