"""The images that notes show, read from the notes folder and from nowhere else."""

from __future__ import annotations

import os
import posixpath
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.notes.folder import SKIPPED_FOLDERS, locate
from ingest.text.characters import folded

SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".svg", ".ico", ".jfif"}
)
MAX_BYTES = 12 << 20
MAX_LISTED = 100_000
"""Files of the folder that are looked at for one that is linked by its name."""
FRESH_S = 10.0
"""So long the folder is not looked through again."""
SVG = "image/svg+xml"
_HEAD = 512


@dataclass(frozen=True)
class Image:
    """An image as it is served."""

    data: bytes
    media_type: str


class NoteImages:
    """Finds and reads images below the notes folder. Safe to use from many threads."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        """`folder` is asked each time: which folder the notes are in may change."""
        self._folder = folder
        self._lock = threading.Lock()
        self._list = _Listed()

    def find(self, note: str, source: str) -> str | None:
        """The image's path below the notes folder, given how the note names it; None for none.

        A path begins at the note, at Hexo's folder of the same name, or at the notes folder; a bare
        name is that of an image anywhere, as Obsidian has it.
        """
        source = source.strip().replace("\\", "/")
        if PurePosixPath(source).suffix.lower() not in SUFFIXES or "\0" in source:
            return None
        root = self._folder().resolve()
        found = self._listed(root).image(note, source)
        if found is None:  # it may have come since the folder was looked through
            there = (path for path in _paths(note, source) if _is_file(root / path))
            found = next(there, None)
        return found if found and _inside(root, found) else None

    def read(self, path: str) -> Image | None:
        """The image at a path below the notes folder; None for all that is none, for one that is
        too large, and for what lies elsewhere, a link's target included."""
        file = _inside(self._folder().resolve(), path)
        data = _content(file) if file else None
        kind = media_type(data) if data else None
        return Image(data, kind) if data and kind else None

    def _listed(self, root: Path) -> _Listed:
        """The images of the folder, looked through again now and then."""
        with self._lock:
            now = time.monotonic()
            if self._list.root != root or now - self._list.read_at > FRESH_S:
                self._list = _Listed(root, now, tuple(_files(root)))
            return self._list


class _Listed:
    """Images of a folder as they were at one moment, by path and by name."""

    def __init__(
        self, root: Path | None = None, read_at: float = 0.0, paths: tuple[str, ...] = ()
    ) -> None:
        self.root, self.read_at = root, read_at
        self._paths = {folded(path).lower(): path for path in paths}
        self._names: dict[str, str] = {}
        for path in paths:
            self._names.setdefault(folded(path.rpartition("/")[2]).lower(), path)

    def image(self, note: str, source: str) -> str | None:
        """The image that a note names so."""
        for path in _paths(note, source):
            if found := self._paths.get(folded(path).lower()):
                return found
        return self._names.get(folded(source).lower()) if "/" not in source else None


def _paths(note: str, source: str) -> Iterator[str]:
    """Where an image may lie, the likeliest first; nothing above the notes folder."""
    folder = posixpath.dirname(note)
    own = posixpath.splitext(note)[0]
    bare = source.lstrip("/")
    for base in ("",) if source.startswith("/") else (folder, own, ""):
        path = posixpath.normpath(posixpath.join(base, bare))
        if path not in ("", ".") and not path.startswith(("../", "/")) and path != "..":
            yield path


def _inside(root: Path, path: str) -> Path | None:
    """The file of that path; None where it is hidden, or not one, or its place is elsewhere."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(part.startswith(".") for part in parts):
        return None
    try:
        file = locate(root, path).resolve(strict=True)
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long
        return False


def _content(file: Path) -> bytes | None:
    """A file's bytes, unless they are too many or it is no plain file."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as opened:
        state = os.fstat(opened.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_BYTES:
            return None
        data = opened.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else None


def _files(root: Path) -> Iterator[str]:
    """Images below a folder, those near its top first."""
    seen = 0
    folders = [root]
    for folder in folders:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > MAX_LISTED:
                return
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif PurePosixPath(entry.name).suffix.lower() in SUFFIXES:
                yield Path(entry.path).relative_to(root).as_posix()


def media_type(data: bytes) -> str | None:
    """What kind of image bytes are, told by themselves; None for no image."""
    for sign, kind in (
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
        (b"\x00\x00\x01\x00", "image/x-icon"),
    ):
        if data.startswith(sign):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return SVG if _is_svg(data) else None


def _is_svg(data: bytes) -> bool:
    """Whether it is a drawing in XML that needs nothing but itself."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[: _HEAD * 4].lower()
    begins = head.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg"))
    return begins and b"<svg" in head and b"<!entity" not in data.lower()
