"""The contract between ingest and bot: sections, chunks, and how a chunk gets its id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

SCHEMA_VERSION = 5
"""Raised when stored fields change their meaning; an index of another version is rebuilt."""

PATH_SEPARATOR = " › "

MAX_ALIASES = 6
"""Names besides its title by which a note is found; each is read with each of its chunks."""


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What the front matter of a note says. Missing fields have plain defaults."""

    title: str
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names of the note."""
    categories: tuple[str, ...] = ()
    date: str = ""
    hidden: bool = False
    draft: bool = False


@dataclass(frozen=True, kw_only=True)
class Note:
    """One markdown file, decoded. `text` uses \\n line ends and has no BOM; lines count from 1."""

    file: str
    """Path relative to the notes folder, with `/`."""
    text: str
    body_line: int
    """1-based line where the body begins, after any front matter."""
    meta: Meta
    known_as: str = ""
    """The title that it was embedded under before it was renamed; empty for its own."""

    @property
    def embed_title(self) -> str:
        """The title before each of its chunks, as the embedding model reads them: with the names
        that the note has besides, by which it may be asked for."""
        title = self.known_as or self.meta.title
        others = [name for name in self.meta.aliases if name.lower() != title.lower()]
        return f"{title}（{'、'.join(others[:MAX_ALIASES])}）" if others else title


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with what stands below it, up to the next heading of any level.

    The sections of a note cover every non-blank body line exactly once, in order. Text before the
    first heading is a section with an empty heading path.
    """

    file: str
    heading_path: tuple[str, ...]
    """Headings from the outermost to this one, as plain text."""
    level: int
    """1–6 for headings, 7 for a question before its answer and for a bold line used as a heading,
    8 for one in such an answer, 0 for text before the first heading."""
    occurrence: int
    """Tells sections of one file with equal heading paths apart: 0, 1, …"""
    lines: tuple[int, int]
    """First and last line, 1-based, inclusive, blank lines at the ends left out."""
    text: str
    """The lines as they stand in the file, heading included."""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """What is embedded: a section, a part of a long one, or several tiny ones joined."""

    id: str
    file: str
    title: str
    tags: tuple[str, ...]
    heading_path: tuple[str, ...]
    lines: tuple[int, int]
    text: str
    """Exact text of the file: whole lines, or sentences of a line too long for one chunk."""
    bold: tuple[str, ...]
    embed_text: str
    """File title, heading path and cleaned body: what the embedding model reads."""
    section: str
    """Equal for all parts of one section, and for no others of the index."""
    part: int = 0
    parts: int = 1
    order: int = 0
    """Position in the note, from 0: neighbours in the file have neighbouring orders."""
    members: tuple[Member, ...] = field(default=())
    """For tiny sections joined into one chunk: the sections it is made of. Otherwise empty."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A tiny section inside a joined chunk."""

    heading_path: tuple[str, ...]
    lines: tuple[int, int]


# A heading that a text begins with: “# Redis\n缓存” but not “#Redis”.
_HEADING = re.compile(
    r"\A\s{0,3}(?:#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)|[^\n]+\n {0,3}(?:=+|-+)[ \t]*(?:\n|\Z))"
)


def content_hash(text: str) -> str:
    """A name for what a section says; white space and its heading don't count.

    Empty where it says nothing.
    """
    body = " ".join(_HEADING.sub("", text, count=1).split())
    return digest(body) if body else ""


def digest(*parts: str, length: int = 20) -> str:
    """Hexadecimal SHA-256 over parts that can't run into each other, shortened to `length`."""
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def section_key(file: str, heading_path: Sequence[str], occurrence: int) -> str:
    """Name a section by its place: file, heading path, and which of several equal paths."""
    return digest(file, *heading_path, str(occurrence), length=16)


def chunk_id(section: str, part: int, text: str) -> str:
    """Name a chunk by place and content: an unchanged note gives unchanged ids."""
    return digest(section, str(part), text)
