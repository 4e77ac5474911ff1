"""Files that are written once, and what tells later that they are all there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FileSum:
    """What a file has to be."""

    size: int
    """Bytes. More may stand behind them where a version before schema 5 wrote them."""
    crc: int | None = None
    """CRC-32 of them; None for files too big to be read at every start."""


@dataclass(frozen=True)
class Parts:
    """The files of one state beside Chroma, in a folder of their own."""

    folder: str = ""
    files: Mapping[str, FileSum] = field(default_factory=dict)


def write(path: Path, data: bytes | memoryview, *, checked: bool) -> FileSum:
    """Write a new file to the disk. `checked` says that it is read whole whenever it is used, and
    can be compared with its checksum.

    Raises OSError.
    """
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return FileSum(len(data), zlib.crc32(data) if checked else None)


def read(path: Path, expected: FileSum) -> bytes:
    """What was written. Raises OSError, or ValueError if it isn't that any more."""
    with path.open("rb") as file:
        data = file.read(expected.size)
    if len(data) != expected.size:
        raise ValueError(f"{path.name} is cut off")
    if expected.crc is not None and zlib.crc32(data) != expected.crc:
        raise ValueError(f"{path.name} is damaged")
    return data


def check_size(path: Path, expected: FileSum) -> None:
    """Raise ValueError if a file is cut off, OSError if there is none."""
    if path.stat().st_size < expected.size:
        raise ValueError(f"{path.name} is cut off")


def is_there(path: Path, expected: FileSum) -> bool:
    """Whether a file is what was written, as far as a look at it tells."""
    try:
        check_size(path, expected) if expected.crc is None else read(path, expected)
    except (OSError, ValueError):
        return False
    return True
