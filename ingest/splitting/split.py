"""Note -> chunks: sections whole where they fit, cut at block borders and sentence ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.markdown.plain_text import bold_phrases, inline_tags, plain_text
from ingest.schema import PATH_SEPARATOR, Chunk, Member, Note, Section, chunk_id, section_key
from ingest.splitting.cut import CountTokens, cut
from ingest.splitting.part import plain_part, readable
from ingest.splitting.sections import split_sections, states


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
    def prefix_tokens(self) -> int:
        """The most that title and heading path may take of a chunk."""
        return self.chunk_tokens // 2

    @property
    def body_tokens(self) -> int:
        """What is left for the body, whatever the heading path."""
        return self.chunk_tokens - self.prefix_tokens - 1

    @property
    def key(self) -> str:
        """Equal keys mean equal chunks for equal notes."""
        return f"{self.chunk_tokens}/{self.overlap_tokens}/{self.tiny_tokens}"


_ENDLESS = 1000
"""A section so many times as long as a part, in characters, is cut with spare room at once."""


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

    @property
    def named(self) -> str:
        """Plain text after its heading, as it stands in a joined chunk."""
        title = self.section.heading_path[-1] if self.section.heading_path else ""
        # A bold line that serves as a heading is part of its text already.
        return self.plain if self.plain.startswith(title) else f"{title}：{self.plain}"


def split_note(note: Note, count_tokens: CountTokens, settings: SplitSettings) -> SplitNote:
    """Split a note into sections and chunks.

    Sections with no text of their own (headings only, images only) have no chunk, unless their
    heading states something that is then said nowhere else: it is their text.
    """
    sections = split_sections(note)
    plains = [plain_text(section.text) for section in sections]
    for at in reversed(range(len(sections))):
        if not plains[at].strip() and _states(sections, plains, at):
            plains[at] = sections[at].heading_path[-1]
    tokens = count_tokens(plains)
    bodies = [_Body(*row) for row in zip(sections, plains, tokens, strict=True)]
    chunks: list[Chunk] = []
    for group in _groups(bodies, count_tokens, settings):
        if len(group) > 1:
            chunks.append(_joined(note, group, count_tokens, settings))
        elif group[0].plain.strip():
            chunks.extend(_chunks_of(note, group[0], count_tokens, settings))
    return SplitNote(sections, [replace(chunk, order=i) for i, chunk in enumerate(chunks)])


def _states(sections: Sequence[Section], plains: Sequence[str], at: int) -> bool:
    """Whether a section's heading states something, and no section below it has a text, in whose
    path it would be found."""
    section = sections[at]
    if not section.level or not section.heading_path or not states(section.heading_path[-1]):
        return False
    for below in range(at + 1, len(sections)):
        if sections[below].level <= section.level:
            break
        if plains[below].strip():
            return False
    return True


def embed_prefix(title: str, heading_path: Sequence[str]) -> str:
    """The line before the body: title and heading path, each name once in a row."""
    names = [title, *heading_path]
    return PATH_SEPARATOR.join(
        [names[0], *(name for before, name in pairwise(names) if name != before)]
    )


def short_prefix(
    title: str, heading_path: Sequence[str], limit: int, count_tokens: CountTokens
) -> str:
    """The prefix within `limit` tokens: headings between are dropped first, then names cut."""
    prefix = embed_prefix(title, heading_path)
    path = list(heading_path)
    while count_tokens([prefix])[0] > limit:
        if len(path) > 1:
            del path[0]
        else:
            title, path = (title[: len(title) * 3 // 4], [n[: len(n) * 3 // 4] for n in path])
        prefix = embed_prefix(title, path)
    return prefix


def _groups(
    bodies: Sequence[_Body], count_tokens: CountTokens, settings: SplitSettings
) -> list[list[_Body]]:
    """Runs of tiny sections under one parent, to be joined; every other section alone."""
    costs = dict(
        zip(
            map(id, bodies),
            count_tokens([body.named if _is_tiny(body, settings) else "" for body in bodies]),
            strict=True,
        )
    )
    groups: list[list[_Body]] = []
    for body in bodies:
        last = groups[-1] if groups else None
        if (
            last
            and _is_tiny(body, settings)
            and _is_tiny(last[0], settings)
            and last[0].section.level == body.section.level
            and last[0].section.heading_path[:-1] == body.section.heading_path[:-1]
            and sum(costs[id(member)] for member in (*last, body)) <= settings.body_tokens
        ):
            last.append(body)
        else:
            groups.append([body])
    return groups


def _is_tiny(body: _Body, settings: SplitSettings) -> bool:
    return body.section.level > 0 and 0 < body.tokens < settings.tiny_tokens


def _joined(
    note: Note, group: Sequence[_Body], count_tokens: CountTokens, settings: SplitSettings
) -> Chunk:
    sections = [body.section for body in group]
    first, last = sections[0], sections[-1]
    path = first.heading_path[:-1]
    lines = (first.lines[0], last.lines[1])
    text = "\n".join(note.text.split("\n")[lines[0] - 1 : lines[1]])
    prefix = short_prefix(note.embed_title, path, settings.prefix_tokens, count_tokens)
    return Chunk(
        id=chunk_id(key := _key(first), 0, text),
        file=note.file,
        title=note.meta.title,
        tags=_tags(note, text),
        heading_path=path,
        lines=lines,
        text=text,
        bold=bold_phrases(text),
        embed_text="\n".join([prefix, *(body.named for body in group)]),
        section=key,
        members=tuple(Member(heading_path=s.heading_path, lines=s.lines) for s in sections),
    )


def _chunks_of(
    note: Note, body: _Body, count_tokens: CountTokens, settings: SplitSettings
) -> list[Chunk]:
    section = body.section
    text, path = section.text, section.heading_path
    prefix = short_prefix(note.embed_title, path, settings.prefix_tokens, count_tokens)
    limit = settings.chunk_tokens - count_tokens([prefix])[0] - 1
    if body.tokens <= limit or not plain_text(text).strip():
        pieces = [(0, len(text), body.plain)]
    else:
        pieces = _pieces(text, limit, settings.overlap_tokens, count_tokens)
    chunks: list[Chunk] = []
    for part, (start, end, plain) in enumerate(pieces):
        exact, markdown = text[start:end], readable(text, start, end)
        first = section.lines[0] + text.count("\n", 0, start)
        chunks.append(
            Chunk(
                id=chunk_id(key := _key(section), part, exact),
                file=note.file,
                title=note.meta.title,
                tags=_tags(note, markdown),
                heading_path=path,
                lines=(first, first + exact.count("\n")),
                text=exact,
                bold=bold_phrases(markdown),
                embed_text=f"{prefix}\n{plain}",
                section=key,
                part=part,
                parts=len(pieces),
            )
        )
    return chunks


def _pieces(
    text: str, limit: int, overlap: int, count_tokens: CountTokens
) -> list[tuple[int, int, str]]:
    """(start, end, plain text) of the parts of a long section; parts without text are left out."""
    tries: list[list[tuple[int, int, str]]] = []
    # Marks that lose their other half to another part count as text: a little less then fits.
    endless = len(text) > _ENDLESS * limit  # tried once, since it would take seconds each time
    for spare in (limit // 6,) if endless else (0, limit // 16, limit // 6):
        pieces: list[tuple[int, int, str]] = []
        for start, end in cut(text, limit - spare, overlap, count_tokens):
            plain = plain_part(text, start, end)
            if count_tokens([plain])[0] > limit:
                plain = plain_part(text, start, end, table_head=False)
            if plain.strip():
                pieces.append((start, start + len(text[start:end].rstrip()), plain))
        if max(count_tokens([plain for _, _, plain in pieces]), default=0) <= limit:
            return pieces
        tries.append(pieces)
    return tries[0]  # a code line or table row is longer than the limit itself


def _key(section: Section) -> str:
    return section_key(section.file, section.heading_path, section.occurrence)


def _tags(note: Note, markdown: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*note.meta.tags, *inline_tags(markdown))))
