"""In which shares the first ingest of all hands out notes, so that questions needn't wait for the
last. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

FEW = 48
"""Chunks in the first share, a few seconds: of fewer, every question seems to be about one."""

MORE = 96
"""Chunks at least in each share behind it: fewer are embedded more slowly, since texts that lie
far apart in length share a batch."""

MANY = 512
"""Chunks from which on a share is an eighth of what is there, no longer half of it."""


def shares(
    files: Collection[str], missing: Mapping[str, int], seen: Collection[str]
) -> list[list[str]]:
    """The notes in shares, each to be handed out when its chunks are embedded.

    `missing` has the chunks of a note that are still to be embedded, `seen` are the notes that
    readers have already: those come first, with all others that cost nothing; the rest keeps its
    order. A share grows with what is there before it, so that there are few.
    """
    first = [file for file in files if file in seen or not missing.get(file)]
    found, share = [], first
    there, own = 0, sum(missing.get(file, 0) for file in first)
    for file in files:
        if own >= _size(there):
            found.append(share)
            share, there, own = [], there + own, 0
        if file not in seen and missing.get(file):
            share.append(file)
            own += missing[file]
    return [*found, share]


def _size(there: int) -> int:
    """Chunks of the next share, where so many are there."""
    if not there:
        return FEW
    return max(MORE, there // 2) if there < MANY else max(MANY // 2, there // 8)
