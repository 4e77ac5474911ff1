"""Copies that programs leave beside a note when they can't tell which version is right. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

# Names that only a program gives, up to the ending: “a (Ann's conflicted copy 2024-01-02)” of
# Dropbox and Nextcloud, “a.sync-conflict-20240102-101112-ABCDEFG” of Syncthing, “a (冲突副本 …)”.
_CONFLICT = re.compile(
    r"(?P<of>.+?)(?:\.sync-conflict-\d{8}-\d{6}(?:-\w+)?"
    r"|[ _-]*[(（][^()（）]*(?:conflict(?:ed)?(?:[ _-]copy)?|冲突|衝突)[^()（）]*[)）]"
    r"|[ _-]+(?:conflicted copy|conflict|的?冲突(?:副本|文件)?)(?:[ _-][\d _-]+)?)",
    re.IGNORECASE,
)
# Names that somebody may have given too: “a 2”, “a (1)”, “a copy”, “a - 副本”.
_COPY = re.compile(
    r"(?P<of>.+?)(?:[ ](?:[2-9])|[ ]?[(（]\d{1,2}[)）]"
    r"|[ _-]+(?:copy|副本|拷贝)(?:[ ]?[(（]?\d{1,2}[)）]?)?)",
    re.IGNORECASE,
)
_ALIKE = 0.8
"""Share of the lines of two notes that both have: fewer, and they are two notes."""


def conflict_copies(files: Collection[str], read: Callable[[str], str]) -> dict[str, str]:
    """The files that are copies of another one, each with that one's name.

    A name that only a sync program gives is enough; of “a 2” and “a copy” the texts are compared,
    which `read` gives. A copy whose original is gone is a note like any other.
    """
    known = set(files)
    found: dict[str, str] = {}
    for file in sorted(files, key=lambda name: (len(name), name)):
        path = PurePosixPath(file)
        for pattern, is_certain in ((_CONFLICT, True), (_COPY, False)):
            match = pattern.fullmatch(path.stem)
            original = str(path.with_name(match["of"].rstrip() + path.suffix)) if match else file
            if original == file or original not in known:
                continue
            if is_certain or are_alike(read(original), read(file)):
                found[file] = found.get(original, original)
                break
    return found


def are_alike(one: str, other: str) -> bool:
    """Whether nearly all lines of two texts are the same."""
    lines, others = (
        [line.strip() for line in text.splitlines() if line.strip()] for text in (one, other)
    )
    common = set(lines) & set(others)
    shared = sum(line in common for line in (*lines, *others))
    return bool(common) and shared >= _ALIKE * (len(lines) + len(others))
