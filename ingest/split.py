"""Note -> chunks: sections whole where they fit, cut at block borders and sentence ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.cut import CountTokens, cut, readable
from ingest.markdown import bold_phrases, inline_tags, plain_text
from ingest.schema import PATH_SEPARATOR, Chunk, Member, Note, Section, chunk_id, section_key
from ingest.sections import split_sections

MIN_BODY_TOKENS = 48
"""A body gets at least this many tokens, however long its heading path is."""


@dataclass(frozen=True)
class SplitSettings:
    """Sizes in tokens of the embedding model."""

    chunk_tokens: int = 256
    """Upper limit of heading path and body together. Single code lines and table rows may exceed
    it: they are never cut."""
    overlap_tokens: int = 32
    """How much of the end of one part of a long section its next part repeats, in whole units."""
    tiny_tokens: int = 16
    """Neighbouring sections under one parent that are all shorter than this are joined."""

    def __post_init__(self) -> None:
        if not 64 <= self.chunk_tokens <= 8192:
            raise ValueError(f"chunk_tokens is {self.chunk_tokens}; it must be 64 to 8192")
        if not 0 <= self.overlap_tokens <= self.chunk_tokens // 2:
            raise ValueError(
                f"overlap_tokens is {self.overlap_tokens}; it must be 0 to half of chunk_tokens"
            )
        if self.tiny_tokens < 0:
            raise ValueError(f"tiny_tokens is {self.tiny_tokens}; it must not be negative")

    @property
    def key(self) -> str:
        """Equal keys mean equal chunks for equal notes."""
        return f"{self.chunk_tokens}/{self.overlap_tokens}/{self.tiny_tokens}"


@dataclass(frozen=True)
class SplitNote:
    """A note taken apart. `sections` is the outline, in order, chunkless sections included."""

    sections: list[Section]
    chunks: list[Chunk]


@dataclass(frozen=True)
class _Body:
    section: Section
    plain: str
    tokens: int


def split_note(note: Note, count_tokens: CountTokens, settings: SplitSettings) -> SplitNote:
    """Split a note into sections and chunks.

    Sections with no text of their own (headings only, images only) have no chunk.
    """
    sections = split_sections(note)
    plains = [plain_text(section.text) for section in sections]
    tokens = count_tokens(plains)
    bodies = [_Body(*row) for row in zip(sections, plains, tokens, strict=True)]
    chunks: list[Chunk] = []
    for group in _groups(bodies, settings):
        if len(group) > 1:
            chunks.append(_joined(note, group))
        elif group[0].plain.strip():
            chunks.extend(_chunks_of(note, group[0], count_tokens, settings))
    return SplitNote(sections, [replace(chunk, order=i) for i, chunk in enumerate(chunks)])


def embed_prefix(title: str, heading_path: Sequence[str]) -> str:
    """The line before the body: title and heading path, each name once in a row."""
    names = [title, *heading_path]
    return PATH_SEPARATOR.join(
        [names[0], *(name for before, name in pairwise(names) if name != before)]
    )


def _groups(bodies: Sequence[_Body], settings: SplitSettings) -> list[list[_Body]]:
    """Runs of tiny sections under one parent, to be joined; every other section alone."""
    groups: list[list[_Body]] = []
    room = settings.chunk_tokens // 2
    for body in bodies:
        last = groups[-1] if groups else None
        if (
            last
            and _is_tiny(body, settings)
            and all(_is_tiny(member, settings) for member in last)
            and last[0].section.level == body.section.level
            and last[0].section.heading_path[:-1] == body.section.heading_path[:-1]
            and sum(member.tokens for member in last) + body.tokens <= room
        ):
            last.append(body)
        else:
            groups.append([body])
    return groups


def _is_tiny(body: _Body, settings: SplitSettings) -> bool:
    return body.section.level > 0 and 0 < body.tokens < settings.tiny_tokens


def _joined(note: Note, group: Sequence[_Body]) -> Chunk:
    sections = [body.section for body in group]
    first, last = sections[0], sections[-1]
    path = first.heading_path[:-1]
    lines = (first.lines[0], last.lines[1])
    text = "\n".join(note.text.split("\n")[lines[0] - 1 : lines[1]])
    body = "\n".join(f"{member.section.heading_path[-1]}：{member.plain}" for member in group)
    key = section_key(note.file, first.heading_path, first.occurrence)
    return _chunk(
        note,
        path,
        lines,
        text,
        body,
        section=key,
        members=tuple(Member(heading_path=s.heading_path, lines=s.lines) for s in sections),
    )


def _chunk(
    note: Note,
    heading_path: tuple[str, ...],
    lines: tuple[int, int],
    text: str,
    plain: str,
    *,
    section: str,
    part: int = 0,
    parts: int = 1,
    members: tuple[Member, ...] = (),
) -> Chunk:
    return Chunk(
        id=chunk_id(section, part, text),
        file=note.file,
        title=note.meta.title,
        tags=tuple(dict.fromkeys((*note.meta.tags, *inline_tags(text)))),
        heading_path=heading_path,
        lines=lines,
        text=text,
        bold=bold_phrases(text),
        embed_text=f"{embed_prefix(note.meta.title, heading_path)}\n{plain}",
        section=section,
        part=part,
        parts=parts,
        members=members,
    )


def _chunks_of(
    note: Note, body: _Body, count_tokens: CountTokens, settings: SplitSettings
) -> list[Chunk]:
    section = body.section
    key = section_key(note.file, section.heading_path, section.occurrence)
    prefix_tokens = count_tokens([embed_prefix(note.meta.title, section.heading_path)])[0] + 1
    limit = max(settings.chunk_tokens - prefix_tokens, MIN_BODY_TOKENS)
    if body.tokens <= limit:
        return [
            _chunk(note, section.heading_path, section.lines, section.text, body.plain, section=key)
        ]
    spans = cut(section.text, limit, settings.overlap_tokens, count_tokens)
    pieces: list[tuple[tuple[int, int], str, str]] = []
    for start, end in spans:
        text = section.text[start:end].rstrip("\n")
        plain = plain_text(readable(section.text, start, text))
        if plain.strip():
            first = section.lines[0] + section.text.count("\n", 0, start)
            pieces.append(((first, first + text.count("\n")), text, plain))
    return [
        _chunk(
            note,
            section.heading_path,
            lines,
            text,
            plain,
            section=key,
            part=part,
            parts=len(pieces),
        )
        for part, (lines, text, plain) in enumerate(pieces)
    ]
