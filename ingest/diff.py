"""Two states of the notes, section by section: what was added, changed, moved, deleted. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.manifest import FileEntry, OutlineEntry

Kind = Literal["added", "changed", "moved", "deleted"]
KINDS: tuple[Kind, ...] = ("added", "changed", "moved", "deleted")

Key = tuple[str, tuple[str, ...], int]
"""File, heading path, and which of several sections with the same one."""


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """What happened to one section."""

    kind: Kind
    file: str
    heading_path: tuple[str, ...]
    """Where it is now; for a deleted one, where it was."""
    lines: tuple[int, int]
    from_file: str = ""
    """For a moved one: where it was."""
    from_heading_path: tuple[str, ...] = ()


def compare(
    before: Mapping[str, FileEntry], after: Mapping[str, FileEntry]
) -> tuple[SectionChange, ...]:
    """Changes from one state to the other, by file and then in the order of the note.

    A section keeps its identity by file and heading path. One that is at a new place with the text
    of one that is gone was moved; lines that only shifted are no change. Headings with nothing
    below them don't count.
    """
    old = dict(_keyed(before, after))
    new = dict(_keyed(after, before))
    changes = [
        _change("changed", key, row)
        for key, row in new.items()
        if key in old and old[key].content != row.content
    ]
    lost: dict[str, list[Key]] = defaultdict(list)
    for key, row in old.items():
        if key not in new:
            lost[row.content].append(key)
    taken: set[Key] = set()
    for key, row in new.items():
        if key in old:
            continue
        if lost[row.content]:
            origin = lost[row.content].pop(0)
            taken.add(origin)
            changes.append(_change("moved", key, row, origin))
        else:
            changes.append(_change("added", key, row))
    changes += [
        _change("deleted", key, row)
        for key, row in old.items()
        if key not in new and key not in taken
    ]
    return tuple(sorted(changes, key=lambda change: (change.file, change.lines, change.kind)))


def counts(changes: Sequence[SectionChange]) -> dict[Kind, int]:
    """How many of each kind, all four named."""
    return {kind: sum(change.kind == kind for change in changes) for kind in KINDS}


def by_file(changes: Sequence[SectionChange]) -> dict[str, list[SectionChange]]:
    """The changes of each file, in the order of `compare`."""
    found: dict[str, list[SectionChange]] = {}
    for change in changes:
        found.setdefault(change.file, []).append(change)
    return found


def _keyed(
    files: Mapping[str, FileEntry], other: Mapping[str, FileEntry]
) -> Iterator[tuple[Key, OutlineEntry]]:
    """Sections that have something to say by their identity; files that are the same are left out,
    so that the work grows with what changed."""
    for file, entry in files.items():
        if entry is other.get(file) or (file in other and other[file].outline == entry.outline):
            continue
        seen: dict[tuple[str, ...], int] = defaultdict(int)
        for row in entry.outline:
            number = seen[row.heading_path]
            seen[row.heading_path] += 1
            if row.content:
                yield (file, row.heading_path, number), row


def _change(kind: Kind, key: Key, row: OutlineEntry, origin: Key | None = None) -> SectionChange:
    return SectionChange(
        kind=kind,
        file=key[0],
        heading_path=row.heading_path,
        lines=row.lines,
        from_file=origin[0] if origin else "",
        from_heading_path=origin[1] if origin else (),
    )
