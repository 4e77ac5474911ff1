"""The notes of the check, indexed where nobody sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.authoring.check import check_sections, write_notes
from bot.authoring.verify import FindSection
from bot.config import Settings
from bot.core.passage import Passage
from bot.notes.indexing import Indexing
from bot.notes.sections import sections_in_folder
from bot.search.index import Index
from bot.search.retrieve import NotesRetriever

if TYPE_CHECKING:
    from bot.search.embedding import Embedder


@dataclass(frozen=True)
class CheckBench:
    """What the check goes by."""

    passages: Mapping[str, Passage]
    """Its sections by their ids."""
    find: FindSection


NO_BENCH = CheckBench({}, lambda question: None)


@contextmanager
def check_bench(settings: Settings, embedder: Embedder) -> Iterator[CheckBench]:
    """Indexes the sections of the check for as long as they are used. Raises IngestError."""
    with TemporaryDirectory(prefix="notes-interviewer-check-") as name:
        notes, index = Path(name) / "notes", Path(name) / "index"
        write_notes(check_sections(), notes)
        own = settings.model_copy(update={"index_dir": index, "notes_dir": notes})
        Indexing(own, lambda: notes).run(lambda stage, done, total: None, embedder=embedder)
        passages, _ = sections_in_folder(notes)
        yield CheckBench(
            # The innermost heading comes last; those above it have no text of their own.
            passages={Path(one.file).stem: one for one in passages if one.text.strip()},
            find=finder(NotesRetriever(index=Index(index, embedder), embedder=embedder)),
        )


def finder(retriever: NotesRetriever) -> FindSection:
    """Names the section that is found first for a question."""

    def find(question: str) -> str | None:
        found = retriever.find(question, (), 1).passages
        return found[0].section if found else None

    return find
