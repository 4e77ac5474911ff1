"""What to type where an index has to be built again or brought up to date."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from ingest.errors import IndexUnusable

FILE_NAME = "manifest.json"
_HEAD = 1 << 16  # bytes of the manifest: the folder of the notes stands before the files
# The folder of notes in a manifest that can't be read as JSON: “"notes_dir": "/notes"” but not
# “"notes": 3”.
_NOTES = re.compile(r'"notes_dir":\s*("(?:[^"\\]|\\.)*")')


def command(index: Path, *options: str, notes: Path | None = None) -> str:
    """The command that ingests into that very index, ready to be copied, in backquotes.

    Where the caller doesn't know the notes, the manifest says where they are, be it cut off behind
    that.
    """
    folder = noted_notes_folder(index) if notes is None else notes
    named = [] if folder is None else [str(folder)]
    words = ["python", "-m", "ingest", *named, "--index", str(index), *options]
    return f"`{shlex.join(words)}`"


def rebuild(index: Path, notes: Path | None = None) -> str:
    """The way out of any damage: the command that builds an index again."""
    return command(index, "--rebuild", notes=notes)


def unreadable(index: Path, reason: str) -> IndexUnusable:
    """The error for an index that is sound, as far as that can be told, but closed to us."""
    return IndexUnusable("index_closed", at=index, why=reason)


def noted_notes_folder(index: Path) -> Path | None:
    """The folder of notes that an index names, also one that can't be used; None if none does."""
    try:
        with (index / FILE_NAME).open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
        found = _NOTES.search(head)
        return Path(json.loads(found.group(1))) if found else None
    except (OSError, ValueError):
        return None
