"""A folder -> notes. The only reader of markdown files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from ingest.errors import NotesMissing
from ingest.message import KeptMessage, Message
from ingest.notes.conflict_copies import conflict_copies
from ingest.notes.decode import UnreadableNote, decode
from ingest.notes.front_matter import read_front_matter
from ingest.schema import Note
from ingest.text.characters import folded

SUFFIXES = (".md", ".markdown")
IGNORE_FILE = ".ingestignore"
SKIPPED_FOLDERS = frozenset({"node_modules"})


@dataclass(frozen=True)
class Warned:
    """Something about one file that the user should know; `skipped` if it was not taken in."""

    file: str
    message: KeptMessage
    skipped: bool = False


Warn = Callable[[Warned], None]


def find_notes(root: Path, warn: Warn = lambda warned: None) -> list[str]:
    """The names of the markdown files below `root`, sorted; see `find_files`."""
    return list(find_files(root, warn))


def find_files(root: Path, warn: Warn = lambda warned: None) -> dict[str, str]:
    """The markdown files below `root`, sorted: names, and paths relative to it as the disk has
    them, both with `/`.

    A note's name is its path with letters in one form (`text.characters`): systems that write an
    é in another way, and programs that carry files from one to the other, mean the same note.

    Left out: hidden folders and files, `node_modules`, what an `.ingestignore` (gitignore syntax,
    in any folder) names, and links that lead out of `root`. A link that stays inside counts only
    if its target isn't found anyway. Folders that can't be opened, names that are no UTF-8, second
    files whose names read the same, copies that a sync program left (`conflict_copies`) and lines
    of an `.ingestignore` that mean nothing are left out with a warning. Raises NotesMissing if
    `root` is not a folder.
    """
    check_folder(root)
    walk = _Walk(root.resolve(), warn)
    walk.folder(walk.root, walk.root, [])
    while walk.links:
        walk.link(*walk.links.pop(0))
    walk.leave_out_copies()
    return dict(sorted(walk.files.items(), key=lambda row: row[0].split("/")))


def locate(root: Path, file: str) -> Path:
    """Where the note of that name is on the disk. One that isn't there has the path it would
    have."""
    path = root / file
    if path.exists():
        return path
    found = root
    for part in PurePosixPath(file).parts:
        found = _entry(found, part)
    return found


def _entry(folder: Path, name: str) -> Path:
    if not (folder / name).exists():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if folded(entry.name) == name:
                    return folder / entry.name
    return folder / name


def check_folder(root: Path) -> None:
    """Raise NotesMissing unless there is a folder."""
    if os.path.isdir(root):  # noqa: PTH112 - a Path raises where a folder above is closed
        return
    if os.path.exists(root):  # noqa: PTH110
        raise NotesMissing("folder_is_file", at=root)
    raise NotesMissing("folder_missing", at=root)


def holds_markdown(root: Path) -> bool:
    """Whether there is a markdown file, wanted or not, or a folder that can't be looked into;
    quick where there is one."""
    closed: list[OSError] = []
    for _, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = [name for name in folders if name[0] != "." and name not in SKIPPED_FOLDERS]
        if closed or any(_is_markdown(name) for name in files):
            return True
    return bool(closed)


@dataclass
class _Walk:
    root: Path
    warn: Warn
    files: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """Resolved files and folders that were taken."""
    links: list[tuple[Path, list[tuple[Path, GitIgnoreSpec]]]] = field(default_factory=list)
    """Put off until everything real is known."""

    def folder(self, folder: Path, target: Path, ignored: list[tuple[Path, GitIgnoreSpec]]) -> None:
        """Take what is in `folder`, which is `target` when all links are resolved.

        No path is made for a file: of ten thousand that would take longer than all the rest.
        """
        self.seen.add(str(target))
        try:
            ignored = [*ignored, *self.ignore_rules(folder)]
            with os.scandir(target) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.warn(
                Warned(self.name(folder), Message.of("file_closed", why=error.strerror), True)
            )
            return
        within = "" if folder == self.root else f"{self.within(folder)}/"
        for entry in entries:
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            if entry.is_symlink():
                self.links.append((folder / entry.name, ignored))
                continue
            is_folder = entry.is_dir()
            if not (is_folder or (_is_markdown(entry.name) and entry.is_file())):
                continue
            if ignored and _is_ignored(folder / entry.name, is_folder, ignored):
                continue
            if is_folder:
                self.folder(folder / entry.name, target / entry.name, ignored)
            else:
                self.file(within + entry.name, entry.path)

    def link(self, path: Path, ignored: list[tuple[Path, GitIgnoreSpec]]) -> None:
        """Follow a link to a file or folder inside the root that nothing else led to."""
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):  # leads nowhere, or round in a circle
            return
        is_folder = target.is_dir()
        if not target.is_relative_to(self.root) or str(target) in self.seen:
            return
        if _is_ignored(path, is_folder, ignored):
            return
        if is_folder:
            self.folder(path, target, ignored)
        elif target.is_file() and _is_markdown(path.name):
            self.file(self.within(path), str(target))

    def file(self, within: str, target: str) -> None:
        if target in self.seen:  # in a folder reached through a link
            return
        name = _readable(within)
        if "\ufffd" in name:
            self.warn(Warned(name, Message.of("file_name"), True))
            return
        self.seen.add(target)
        if (name := folded(name)) in self.files:
            self.warn(Warned(name, Message.of("file_name_taken"), True))
            return
        self.files[name] = within

    def leave_out_copies(self) -> None:
        for copy, original in conflict_copies(self.files, self.text).items():
            self.warn(Warned(copy, Message.of("file_copy", of=original), True))
            del self.files[copy]

    def text(self, file: str) -> str:
        """What a file says; nothing where it can't be read."""
        try:
            return decode((self.root / self.files[file]).read_bytes())
        except (OSError, UnreadableNote):
            return ""

    def name(self, path: Path) -> str:
        return _readable(self.within(path))

    def within(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def ignore_rules(self, folder: Path) -> list[tuple[Path, GitIgnoreSpec]]:
        file = folder / IGNORE_FILE
        if not file.is_file():
            return []
        good: list[str] = []
        for number, line in enumerate(file.read_text("utf-8-sig", "replace").splitlines(), 1):
            try:
                GitIgnoreSpec.from_lines([line := folded(line)])
            except (ValueError, re.error):
                message = Message.of("file_pattern", line=number, pattern=line)
                self.warn(Warned(self.name(file), message))
            else:
                good.append(line)
        return [(folder, GitIgnoreSpec.from_lines(good))]


def _readable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _is_markdown(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _is_ignored(path: Path, is_folder: bool, ignored: list[tuple[Path, GitIgnoreSpec]]) -> bool:
    """As git has it: the last pattern that fits decides, those of inner folders after outer."""
    verdict = False
    for base, spec in ignored:
        name = folded(path.relative_to(base).as_posix()) + ("/" if is_folder else "")
        include = spec.check_file(name).include
        if include is not None:
            verdict = include
    return verdict


def read_note(root: Path, file: str) -> tuple[Note, list[Warned]]:
    """Read one note; warnings tell of broken front matter.

    Raises UnreadableNote if the file is binary, in no known encoding, or can't be opened.
    """
    try:
        data = locate(root, file).read_bytes()
    except OSError as error:
        raise UnreadableNote("file_closed", why=error.strerror) from error
    return parse_note(file, decode(data))


def parse_note(file: str, text: str) -> tuple[Note, list[Warned]]:
    """Take the front matter off a note's text."""
    front = read_front_matter(text, default_title=folded(PurePosixPath(file).stem))
    note = Note(file=file, text=text, body_line=front.body_line, meta=front.meta)
    if not front.fault:
        return note, []
    return note, [Warned(file, Message.of("file_front_matter", why=front.fault))]
