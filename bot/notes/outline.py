"""All notes of one state of the index as a tree, and what of it a search finds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ingest.index.entries import FileEntry
from ingest.index.manifest import Manifest
from ingest.notes.folder import Warned


@dataclass
class Folder:
    """A folder of notes; the one at the top has no name."""

    path: str = ""
    folders: dict[str, Folder] = field(default_factory=dict)
    """Folders in this one by name, in the order of their names."""
    files: list[str] = field(default_factory=list)
    """Notes in this folder by their whole paths, in order."""
    notes: int = 0
    """How many notes lie in this folder and below it."""


@dataclass(frozen=True)
class Hit:
    """A note that a search found."""

    file: str
    rows: tuple[int, ...]
    """Positions in its outline of the headings that were meant; none if the note itself was."""


@dataclass(frozen=True)
class OutlineMatches:
    """What a search found, up to a limit, and how much there is in all."""

    hits: tuple[Hit, ...]
    notes: int
    headings: int


class Outline:
    """The notes that an index holds. Skipped files are no notes: only warnings tell of them."""

    def __init__(self, manifest: Manifest) -> None:
        self.folder = manifest.notes_dir
        self.updated = manifest.updated
        self.notes = manifest.notes
        self.sections = manifest.sections
        self.generation = manifest.generation
        self.files: Mapping[str, FileEntry] = {
            file: entry for file, entry in manifest.files.items() if not entry.skipped
        }
        self.ingested: Mapping[str, str] = manifest.ingested
        self.warnings = _warnings(manifest)

    @cached_property
    def root(self) -> Folder:
        """The tree of folders."""
        root = Folder()
        for file in self.files:
            at = root
            at.notes += 1
            *folders, _ = file.split("/")
            for name in folders:
                path = f"{at.path}{name}/"
                at = at.folders.setdefault(name, Folder(path))
                at.notes += 1
            at.files.append(file)
        return root

    def search(self, words: Sequence[str], limit: int) -> OutlineMatches:
        """Notes in which every word occurs: in path, title or tags, or in one heading with those
        above it. Case doesn't count. `limit` is for notes."""
        wanted = [word.lower() for word in words if word]
        hits: list[Hit] = []
        notes = headings = 0
        for file, (own, whole) in self._texts.items():
            if not all(word in whole for word in wanted):
                continue
            left = [word for word in wanted if word not in own]
            rows = _rows(self.files[file], left) if left else ()
            if left and not rows:
                continue
            notes += 1
            headings += len(rows)
            if len(hits) < limit:
                hits.append(Hit(file, rows))
        return OutlineMatches(tuple(hits), notes, headings)

    @cached_property
    def _texts(self) -> dict[str, tuple[str, str]]:
        """Two texts of each note, in lower case: path, title and tags; these with all headings."""
        texts: dict[str, tuple[str, str]] = {}
        for file, entry in self.files.items():
            own = "\n".join((file, entry.title, *entry.tags)).lower()
            rows = (row.heading_path[-1] for row in entry.outline if row.heading_path)
            texts[file] = own, "\n".join((own, *rows)).lower()
        return texts


def _rows(entry: FileEntry, words: Sequence[str]) -> tuple[int, ...]:
    """The sections below whose headings all these words stand, the last of them in their own."""
    found = []
    for at, row in enumerate(entry.outline):
        path = "\n".join(row.heading_path).lower()
        own = row.heading_path[-1].lower() if row.heading_path else ""
        if any(word in own for word in words) and all(word in path for word in words):
            found.append(at)
    return tuple(found)


def _warnings(manifest: Manifest) -> tuple[Warned, ...]:
    return (
        *manifest.warnings,
        *(
            Warned(file, message, entry.skipped)
            for file, entry in manifest.files.items()
            for message in entry.warnings
        ),
    )
