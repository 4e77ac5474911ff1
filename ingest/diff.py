"""Two states of the notes, section by section: what was added, changed, moved, deleted. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.index.entries import FileEntry, OutlineEntry

ChangeKind = Literal["added", "changed", "moved", "deleted"]
KINDS: tuple[ChangeKind, ...] = ("added", "changed", "moved", "deleted")

Key = tuple[str, tuple[str, ...], int]
"""File, heading path, and which of several sections with the same one."""


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """What happened to one section."""

    kind: ChangeKind
    file: str
    heading_path: tuple[str, ...]
    """Where the section stands now; where it stood, if it was deleted."""
    lines: tuple[int, int]
    from_file: str = ""
    """For a moved one: where it was."""
    from_heading_path: tuple[str, ...] = ()


def compare(
    before: Mapping[str, FileEntry], after: Mapping[str, FileEntry]
) -> tuple[SectionChange, ...]:
    """Changes from one state to the other, by file and then in the order of the note.

    A section keeps its identity by file and heading path, unless what it said is at another place
    now: text that is where something else was, or nothing, has moved there. Lines that only shifted
    are no change. Headings with nothing below them don't count.
    """
    old = dict(_keyed(before, after))
    new = dict(_keyed(after, before))
    same = {key for key, row in new.items() if key in old and old[key].content == row.content}
    lost: dict[str, list[Key]] = defaultdict(list)
    for key, row in old.items():
        if key not in same:
            lost[row.content].append(key)
    fresh = [key for key in new if key not in same]
    origins: dict[Key, Key] = {}
    for key in fresh:
        if at := lost[new[key].content]:
            origins[key] = _nearest(key, at)
            at.remove(origins[key])
    gone = set(old) - same - set(origins.values())
    changes: list[SectionChange] = []
    for key in fresh:
        if key in origins:
            if origins[key][:2] != key[:2]:  # or else only the number of equal headings shifted
                changes.append(_change("moved", key, new[key], origins[key]))
        elif key in gone:
            gone.remove(key)
            changes.append(_change("changed", key, new[key]))
        else:
            changes.append(_change("added", key, new[key]))
    changes += [_change("deleted", key, old[key]) for key in old if key in gone]
    return tuple(sorted(changes, key=lambda change: (change.file, change.lines, change.kind)))


def _nearest(key: Key, others: Sequence[Key]) -> Key:
    """A key with the same heading path, else one of the same file, else the first of all."""
    same_path = [one for one in others if one[:2] == key[:2]]
    same_file = [one for one in others if one[0] == key[0]]
    return next(iter((*same_path, *same_file)), others[0])


def counts(changes: Sequence[SectionChange]) -> dict[ChangeKind, int]:
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


def _change(
    kind: ChangeKind, key: Key, row: OutlineEntry, origin: Key | None = None
) -> SectionChange:
    return SectionChange(
        kind=kind,
        file=key[0],
        heading_path=row.heading_path,
        lines=row.lines,
        from_file=origin[0] if origin else "",
        from_heading_path=origin[1] if origin else (),
    )
