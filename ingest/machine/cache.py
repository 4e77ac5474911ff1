"""Where unpacked models live, and how files and folders get there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
from filelock import FileLock

APP_NAME = "notes-interviewer"


def cache_dir(override: Path | None = None) -> Path:
    """The folder for unpacked models: the override, else the user's cache folder. Not created."""
    if override is not None:
        return override.expanduser()
    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def sha256_of(source: Path, cache: Path) -> str:
    """Hexadecimal SHA-256 of a large file that hardly ever changes.

    It is read once; after that its size and time tell, by a note in the cache, that it is the same.
    """
    stat = source.stat()
    stamp = {"file": str(source), "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    note = cache / f"{source.name}.sha256.json"
    try:
        known = json.loads(note.read_text("utf-8"))
        if {name: known[name] for name in stamp} == stamp:
            return str(known["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there yet, or written by another version
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    with suppress(OSError):  # a cache that can't be written may hold what is wanted all the same
        cache.mkdir(parents=True, exist_ok=True)
        write_whole(note, json.dumps(stamp | {"sha256": digest}))
    return digest


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock beside `target`, so that of several processes one at a time makes it.

    The lock is the operating system's: it goes when its process dies.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f".{target.name}.lock")):
        yield


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which becomes `target` only if nothing is raised meanwhile.

    An older `target` is replaced. Call it under `locked(target)`: what an interrupted run left
    behind is swept away first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in target.parent.glob(f".{target.name}.part-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.part-", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a small text file so that a reader sees all of it or the file that was there before."""
    draft = path.with_name(f".{path.name}.part-{secrets.token_hex(6)}")
    try:
        with draft.open("x", encoding="utf-8") as file:  # unlike tempfile's, as readable as others
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def sweep_drafts(path: Path) -> None:
    """Remove what a killed `write_whole` of `path` left. No other may be at it."""
    for draft in path.parent.glob(f".{path.name}.part-*"):
        draft.unlink(missing_ok=True)
