"""Files that only grow: who reads what was there when it was named is undisturbed by what comes.

How much of a file counts is noted elsewhere, once all of it is there. What stands behind that was
left by a run that died, or is being written this moment.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Extent:
    """How much of a file counts."""

    size: int
    """Bytes."""
    crc: int | None = None
    """CRC-32 of them; None for files too big to be read at every start."""


@dataclass(frozen=True)
class Parts:
    """What of a folder counts."""

    folder: str = ""
    base: int = 0
    """Rows that were written at once, when the folder was made: see `ingest.index.columns`."""
    files: Mapping[str, Extent] = field(default_factory=dict)


def extended(path: Path, extent: Extent, data: bytes | memoryview) -> Extent:
    """Write `data` behind what counts of a file, and give what counts then. Raises OSError."""
    with path.open("r+b") as file:
        file.seek(extent.size)
        file.truncate()
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    crc = None if extent.crc is None else zlib.crc32(data, extent.crc)
    return Extent(extent.size + len(data), crc)


def started(path: Path, data: bytes | memoryview, *, checked: bool = True) -> Extent:
    """Write a new file; `checked` if it is read whole whenever it is used. Raises OSError."""
    path.write_bytes(b"")
    return extended(path, Extent(0, 0 if checked else None), data)


def extent_of(path: Path, *, checked: bool) -> Extent:
    """All of a file that will not grow. Raises OSError."""
    return Extent(path.stat().st_size, zlib.crc32(path.read_bytes()) if checked else None)


def read(path: Path, extent: Extent) -> bytes:
    """What counts of a file. Raises OSError, or ValueError if it isn't what was written."""
    with path.open("rb") as file:
        data = file.read(extent.size)
    if len(data) != extent.size:
        raise ValueError(f"{path.name} is cut off")
    if extent.crc is not None and zlib.crc32(data) != extent.crc:
        raise ValueError(f"{path.name} is damaged")
    return data


def is_there(path: Path, extent: Extent) -> bool:
    """Whether what counts of a file is there, as far as a look at it tells."""
    try:
        if extent.crc is None:
            return path.stat().st_size >= extent.size
        read(path, extent)
    except (OSError, ValueError):
        return False
    return True
