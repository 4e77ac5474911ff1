"""Splits notes for tests, and checks that nothing is lost of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.embedding.embedder import open_embedder
from ingest.markdown.plain_text import plain_text
from ingest.notes.folder import parse_note
from ingest.schema import Chunk, Note
from ingest.splitting.cut import CountTokens
from ingest.splitting.split import SplitNote, SplitSettings, split_note

SMALL = SplitSettings(chunk_tokens=64, overlap_tokens=16)


@pytest.fixture(name="count", scope="session")
def count_fixture(cache: Path) -> CountTokens:
    """The real tokenizer."""
    return open_embedder("e5-small", cache).count_many


def note(text: str, title: str = "标题") -> Note:
    made = parse_note("n.md", text)[0]
    return replace(made, meta=replace(made.meta, title=title))


def split(text: str, count: CountTokens, sizes: SplitSettings = SMALL) -> list[Chunk]:
    return check(note(text), count, sizes).chunks


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("|", "")


def check(given: Note, count: CountTokens, sizes: SplitSettings) -> SplitNote:
    """Exact text at its lines, unique ids, within the limit, nothing left out."""
    result = split_note(given, count, sizes)
    lines = given.text.split("\n")
    ids = [chunk.id for chunk in result.chunks]
    assert len(ids) == len(set(ids))
    assert [chunk.order for chunk in result.chunks] == list(range(len(ids)))
    for chunk in result.chunks:
        first, last = chunk.lines
        assert chunk.text
        assert chunk.text in "\n".join(lines[first - 1 : last])
        assert chunk.text.count("\n") == last - first
        assert chunk.embed_text.partition("\n")[2].strip()
        uncut = max((count([line])[0] for line in chunk.text.split("\n")), default=0)
        too_long = count([chunk.embed_text])[0] > sizes.chunk_tokens
        if too_long:  # a code line or table row, with the line that opens or closes its block
            assert uncut * 2 > sizes.chunk_tokens // 2
            assert len([line for line in chunk.text.split("\n") if line.strip()]) <= 4
    for section in result.sections:
        first, last = section.lines
        mine = [c for c in result.chunks if c.lines[0] <= last and c.lines[1] >= first]
        plain = plain_text(section.text)
        assert mine or not plain.strip()
        if mine and not plain.strip():  # a heading that states something
            assert squeezed(section.heading_path[-1]) in squeezed(mine[0].embed_text)
            continue
        if len(mine) == 1:
            assert squeezed(plain) in squeezed(mine[0].embed_text)
        elif mine:
            body = [squeezed(c.embed_text.partition("\n")[2]) for c in mine]
            pieces = [squeezed(line) for line in plain.split("\n")]
            for piece in filter(None, pieces):
                assert any(piece in part for part in body) or all(
                    any(word in part for part in body) for word in (piece[:4], piece[-4:])
                )
    return result
