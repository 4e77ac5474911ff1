"""A folder -> notes. The only reader of markdown files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import charset_normalizer
import yaml
from pathspec import GitIgnoreSpec

from ingest.errors import NotesMissing
from ingest.schema import Meta, Note

SUFFIXES = frozenset({".md", ".markdown"})
IGNORE_FILE = ".ingestignore"
SKIPPED_FOLDERS = frozenset({"node_modules"})

# What Chinese notes are found in besides UTF-8. Without this short list, two or three Chinese
# sentences are as often taken for Korean or Cyrillic.
LEGACY_ENCODINGS = ["gb18030", "big5", "utf_16_le", "utf_16_be", "shift_jis", "euc_kr", "cp1252"]

_FENCES = {"---": "yaml", "+++": "toml"}


class UnreadableNote(Exception):
    """A file that can't be taken in as a note; says why, without the file's name."""


@dataclass(frozen=True)
class Warned:
    """Something about one file that the user should know; `skipped` if nothing of it is indexed."""

    file: str
    message: str
    skipped: bool = False


def find_notes(root: Path) -> Iterator[str]:
    """Yield the markdown files below `root`, sorted, as paths relative to it with `/`.

    Left out: hidden folders and files, `node_modules`, what an `.ingestignore` (gitignore syntax,
    in any folder) names, and links that lead out of `root`. A link that stays inside counts only
    if its target isn't read anyway. Raises NotesMissing if `root` is not a folder.
    """
    if not root.is_dir():
        raise NotesMissing(f"There is no notes folder at {root}. Name the folder of your notes.")
    root = root.resolve()
    real: list[str] = []
    links: list[str] = []
    _walk(root, root, [], real, links)
    seen = {root / file for file in real}
    for link in links:
        target = (root / link).resolve()
        if target.is_file() and target.is_relative_to(root) and target not in seen:
            seen.add(target)
            real.append(link)
    yield from sorted(real, key=lambda file: PurePosixPath(file).parts)


def _walk(
    root: Path,
    folder: Path,
    ignored: list[tuple[Path, GitIgnoreSpec]],
    real: list[str],
    links: list[str],
) -> None:
    ignore_file = folder / IGNORE_FILE
    if ignore_file.is_file():
        lines = ignore_file.read_text("utf-8", errors="replace").splitlines()
        ignored = [*ignored, (folder, GitIgnoreSpec.from_lines(lines))]
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            path = Path(entry.path)
            is_folder = entry.is_dir(follow_symlinks=False)
            if any(
                spec.match_file(path.relative_to(base).as_posix() + ("/" if is_folder else ""))
                for base, spec in ignored
            ):
                continue
            if is_folder:
                _walk(root, path, ignored, real, links)
            elif path.suffix.lower() in SUFFIXES:
                file = path.relative_to(root).as_posix()
                if entry.is_symlink():
                    links.append(file)
                elif entry.is_file():
                    real.append(file)


def read_note(root: Path, file: str) -> tuple[Note, list[Warned]]:
    """Read one note; warnings tell of broken front matter.

    Raises UnreadableNote if the file is binary, in no known encoding, or can't be opened.
    """
    try:
        data = (root / file).read_bytes()
    except OSError as error:
        raise UnreadableNote(f"it can't be opened ({error.strerror})") from error
    return parse_note(file, decode(data))


def decode(data: bytes) -> str:
    """Text of a file, with \\n line ends and without BOM. Raises UnreadableNote."""
    text = _decode(data).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for bom, encoding in ((b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16")):
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableNote("it begins like UTF-16 but can't be decoded") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" in text and not _looks_like_utf16(data):
            raise UnreadableNote("it is a binary file")
        if "\x00" not in text:
            return text
    if b"\x00" in data and not _looks_like_utf16(data):
        raise UnreadableNote("it is a binary file")
    found = charset_normalizer.from_bytes(data, cp_isolation=LEGACY_ENCODINGS).best()
    if found is None:
        raise UnreadableNote("its encoding is not recognised; save it as UTF-8")
    # GB2312 and GBK are parts of GB18030, which has a character for every four-byte tail too.
    encoding = found.encoding
    text = data.decode(encoding, errors="strict")
    controls = sum(1 for c in text if ord(c) < 32 and c not in "\n\r\t\f")
    if controls > len(text) * 0.01:
        raise UnreadableNote("it is a binary file")
    return text


def _looks_like_utf16(data: bytes) -> bool:
    """True if zero bytes stand where UTF-16 of partly ASCII text has them, all on one side."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    return len(data) % 2 == 0 and min(even, odd) == 0 and max(even, odd) > 0


def parse_note(file: str, text: str) -> tuple[Note, list[Warned]]:
    """Take the front matter off a note's text."""
    warnings: list[Warned] = []
    lines = text.split("\n")
    kind = _FENCES.get(lines[0].rstrip())
    fields: dict[str, Any] = {}
    body_line = 1
    if kind:
        fence = lines[0].rstrip()
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == fence), None)
        if end is not None:
            block = "\n".join(lines[1:end])
            try:
                loaded = yaml.safe_load(block) if kind == "yaml" else tomllib.loads(block)
            except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError) as error:
                # A thematic break above prose is not front matter; a mangled key list is.
                if kind == "toml" or _looks_like_keys(block):
                    body_line = end + 2
                    reason = " ".join(str(error).split())[:160]
                    warnings.append(Warned(file, f"front matter can't be read: {reason}"))
            else:
                if isinstance(loaded, dict):
                    fields, body_line = loaded, end + 2
                elif loaded is None:
                    body_line = end + 2
    return (
        Note(file=file, text=text, body_line=body_line, meta=_meta(file, fields)),
        warnings,
    )


def _looks_like_keys(block: str) -> bool:
    first = next((line for line in block.split("\n") if line.strip()), "")
    name, colon, _ = first.partition(":")
    return bool(colon) and len(name) <= 40 and " " not in name.strip()


def _meta(file: str, fields: dict[str, Any]) -> Meta:
    lowered = {str(key).lower(): value for key, value in fields.items()}
    title = _text(lowered.get("title")) or PurePosixPath(file).stem
    return Meta(
        title=title,
        tags=_names(lowered.get("tags", lowered.get("tag"))),
        categories=_names(lowered.get("categories", lowered.get("category"))),
        date=_text(lowered.get("date")),
        hidden=lowered.get("hidden") is True,
        draft=lowered.get("draft") is True or lowered.get("published") is False,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(str(value).split())


def _names(value: Any) -> tuple[str, ...]:
    """Tags as they come: a list, nested lists, one name, or names with commas or spaces."""
    if value is None:
        return ()
    if isinstance(value, str):
        found = value.split(",") if "," in value else [value]
    elif isinstance(value, list):
        found = [name for item in value for name in _names(item)]
    else:
        found = [str(value)]
    return tuple(dict.fromkeys(name.strip().lstrip("#") for name in found if name.strip()))
