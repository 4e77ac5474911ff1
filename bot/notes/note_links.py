"""Where a link in a note leads: to a section of another note, or of its own. Pure."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping

from ingest.index.entries import FileEntry
from ingest.notes.folder import SUFFIXES
from ingest.text.characters import folded

# The number behind a heading that is there twice, as anchors have it: “缓存-1” but not “缓存 1”.
_TWICE = re.compile(r"-(\d{1,3})\Z")


class NoteLinks:
    """Finds the sections that links of indexed notes mean."""

    def __init__(self, files: Mapping[str, FileEntry]) -> None:
        self._files = files
        self._names: dict[str, list[str]] = defaultdict(list)
        for file, entry in self._files.items():
            for name in dict.fromkeys((_stem(file), folded(entry.title).lower())):
                self._names[name].append(file)

    def place(self, source: str, target: str, heading: str = "") -> tuple[str, int] | None:
        """File and position in its outline of what `target#heading`, as `source` has it, means:
        a path from the note or the folder, or a name; an empty target is the note itself.

        A heading is written as it stands, as an anchor, or with those above it (`#outer#inner`).
        One that isn't there leads to the note's beginning, and within the same note nowhere.
        """
        file = self._file(source, target.strip()) if target.strip() else source
        entry = self._files.get(file) if file else None
        if file is None or entry is None or not entry.outline:
            return None
        wanted = heading.strip().strip("#")
        if not wanted:
            return file, 0
        at = _heading([row.heading_path for row in entry.outline], wanted)
        if at is None:
            return (file, 0) if file != source else None
        return file, at

    def _file(self, source: str, target: str) -> str | None:
        for path in _paths(source, folded(target)):
            if path in self._files:
                return path
        wanted = _without_suffix(folded(target).lstrip("./").lower())
        named = [
            file
            for file in self._names.get(_stem(target), ())
            if "/" not in wanted or f"/{_without_suffix(file.lower())}".endswith(f"/{wanted}")
        ]
        return min(named, key=lambda file: _distance(source, file), default=None)


def _paths(source: str, target: str) -> list[str]:
    """Files that a target may name as a path, the likeliest first; none outside the folder."""
    bare = target.lstrip("/")
    folder = posixpath.dirname(source)
    roots = [""] if target.startswith("/") else [folder, ""]
    found = []
    for root in roots:
        path = posixpath.normpath(posixpath.join(root, bare))
        if path.startswith("..") or path in ("", "."):
            continue
        found += [path, *(f"{path}{suffix}" for suffix in SUFFIXES)]
    return found


def _stem(name: str) -> str:
    """The name of a note as Obsidian links it: without folders and suffix, in small letters."""
    return _without_suffix(folded(name).rpartition("/")[2].lower())


def _without_suffix(name: str) -> str:
    return name.removesuffix(next(filter(name.endswith, SUFFIXES), ""))


def _distance(source: str, file: str) -> tuple[int, int, str]:
    """How far two notes are from each other: those in one folder are near, and those on top."""
    same = posixpath.dirname(source) == posixpath.dirname(file)
    return (not same, file.count("/"), file)


def _heading(paths: list[tuple[str, ...]], wanted: str) -> int | None:
    """The first heading that is meant, under those above it where they are named."""
    *above, own = [_letters(part) for part in wanted.split("#")]
    found = [
        at
        for at, path in enumerate(paths)
        if path and _letters(path[-1]) == own and _stand_in(above, path)
    ]
    if found:
        return found[0]
    if again := _TWICE.search(wanted):
        own = _letters(wanted[: again.start()])
        found = [at for at, path in enumerate(paths) if path and _letters(path[-1]) == own]
        number = int(again[1])
        return found[number] if number < len(found) else None
    return None


def _stand_in(above: list[str], path: tuple[str, ...]) -> bool:
    names = {_letters(name) for name in path[:-1]}
    return all(name in names for name in above)


def _letters(text: str) -> str:
    """A heading as it is compared: anchors have lost its signs and blanks."""
    return "".join(char for char in folded(text).lower() if char.isalnum())
