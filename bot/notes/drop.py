"""Puts a markdown file that somebody hands over into the notes folder, and never outside it."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from ingest.message import Message
from ingest.notes.decode import UnreadableNote, decode
from ingest.notes.folder import SUFFIXES

MAX_NOTE_BYTES = 4 << 20
"""A thousand pages of text; what is larger is no note."""

MAX_NAME_BYTES = 200
"""Below the 255 of most file systems, with room for the number of a second copy."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_DEVICES = frozenset({"con", "prn", "aux", "nul"})

IfExists = Literal["ask", "replace", "both"]
DropResult = Literal["added", "replaced", "same", "asked", "refused"]
RefusalReason = Literal["", "name", "suffix", "size", "unreadable", "unwritable"]


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file that is to become a note."""

    name: str
    data: bytes
    modified: float | None = None
    """Seconds since 1970, where it is known."""
    how: IfExists = "ask"
    """What to do if there is a file of that name."""
    seen: str = ""
    """With `replace`: `DropOutcome.there.mark` of the file that may be replaced, and no other."""


@dataclass(frozen=True)
class ExistingFile:
    """The file that has the name already."""

    size: int
    modified: float
    mark: str


@dataclass(frozen=True, kw_only=True)
class DropOutcome:
    """What became of a file that was handed over."""

    kind: DropResult
    name: str
    """The file's name as it was handed over."""
    stored: str = ""
    """As it is called in the folder, where it is there now."""
    size: int = 0
    modified: float | None = None
    there: ExistingFile | None = None
    """The file that would be replaced, if `kind` is `asked`."""
    reason: RefusalReason = ""
    """Why the file was refused, if `kind` is `refused`."""
    detail: Message | None = None


def put(folder: Path, handed: Handed) -> DropOutcome:
    """Write a file at the top of `folder`, in one step, asking before anything is replaced.

    Refused are names that are more than a name, that begin with a dot or hold signs that can't be
    seen, names without a suffix of notes, what is too large, and what ingest could not read. The
    folder is made if it is missing.
    """
    name = unicodedata.normalize("NFC", handed.name.strip())
    reason = _fault(name, len(handed.data))
    if reason:
        return DropOutcome(kind="refused", name=handed.name, reason=reason)
    try:
        decode(handed.data)
    except UnreadableNote as error:
        return DropOutcome(
            kind="refused", name=handed.name, reason="unreadable", detail=error.message
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _put(folder, name, handed)
    except OSError as error:
        why = Message.of("plain", text=error.strerror or error)
        return DropOutcome(kind="refused", name=handed.name, reason="unwritable", detail=why)


def _put(folder: Path, name: str, handed: Handed) -> DropOutcome:
    size = len(handed.data)
    there = look(folder / name)
    if there is None and not _occupied(folder / name):
        if _write_new(folder / name, handed.data):
            return DropOutcome(kind="added", name=handed.name, stored=name, size=size)
        there = look(folder / name)  # came this moment
    if there is not None and _same(folder / name, handed.data):
        return DropOutcome(kind="same", name=handed.name, stored=name, size=size)
    if handed.how == "both":
        for free in _numbered(name):
            if not _occupied(folder / free) and _write_new(folder / free, handed.data):
                return DropOutcome(kind="added", name=handed.name, stored=free, size=size)
    if there is None:  # a folder, or a link that leads nowhere
        return DropOutcome(kind="refused", name=handed.name, reason="name")
    if handed.how == "replace" and handed.seen == there.mark:
        _replace(folder / name, handed.data)
        return DropOutcome(kind="replaced", name=handed.name, stored=name, size=size)
    return DropOutcome(
        kind="asked", name=handed.name, size=size, modified=handed.modified, there=there
    )


def look(path: Path) -> ExistingFile | None:
    """Size and time of a file; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    if not path.is_file():
        return None
    return ExistingFile(stat.st_size, stat.st_mtime, f"{stat.st_size}-{stat.st_mtime_ns}")


def _fault(name: str, size: int) -> RefusalReason:
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        return "suffix"
    if (
        name.startswith(".")
        or set(name) & {"/", "\\", "\x00", "\ufffd"}
        or any(unicodedata.category(char) in _UNSEEN for char in name)
        or name.partition(".")[0].strip().lower() in _DEVICES
        or name[1:2] == ":"  # a drive of Windows
        or len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES
    ):
        return "name"
    return "size" if size > MAX_NOTE_BYTES else ""


def _occupied(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _same(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.read_bytes() == data
    return False


def _numbered(name: str) -> list[str]:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return [f"{stem} ({number}){suffix}" for number in range(2, 1000)]


def _draft(folder: Path, data: bytes, mode: int) -> Path:
    """A file with that content under a name that ingest leaves out."""
    handle, name = tempfile.mkstemp(prefix=".dropped-", suffix=".part", dir=folder)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; False if one has appeared meanwhile."""
    draft = _draft(path.parent, data, 0o644)
    try:
        os.link(draft, path)  # unlike a rename it replaces nothing
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if _occupied(path):
            return False
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _replace(path: Path, data: bytes) -> None:
    draft = _draft(path.parent, data, path.stat().st_mode & 0o777)
    try:
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
