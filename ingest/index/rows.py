"""A chunk as Chroma keeps it: a row that is never changed, only added and deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.schema import Chunk, Member, digest


@dataclass(frozen=True)
class Stored:
    """A chunk as the index holds it."""

    key: str
    chunk: Chunk
    embed_hash: str
    vector: NDArray[np.float32] | None = None


def embed_hash(chunk: Chunk) -> str:
    """Names what was embedded: equal hashes have equal vectors, wherever the chunk stands."""
    return digest(chunk.embed_text)


def key_of(chunk: Chunk) -> str:
    """Names the row: the chunk's id and a hash of all that stands beside its text.

    A chunk whose lines, title or tags change gets another row, so that the old one can answer
    until the new state is whole.
    """
    beside = json.dumps(to_metadata(chunk), ensure_ascii=False, sort_keys=True)
    return f"{chunk.id}-{digest(beside, length=12)}"


def id_of(key: str) -> str:
    """The id of the chunk whose row that is."""
    return key.rpartition("-")[0] or key  # indexes before schema 3 called rows by the id alone


def to_metadata(chunk: Chunk) -> dict[str, Any]:
    """What Chroma keeps beside the text; it refuses empty lists, so those are left out."""
    fields: dict[str, Any] = {
        "file": chunk.file,
        "title": chunk.title,
        "tags": list(chunk.tags),
        "heading_path": list(chunk.heading_path),
        "line_from": chunk.lines[0],
        "line_to": chunk.lines[1],
        "bold": list(chunk.bold),
        "embed_text": chunk.embed_text,
        "embed_hash": embed_hash(chunk),
        "section": chunk.section,
        "part": chunk.part,
        "parts": chunk.parts,
        "order": chunk.order,
    }
    if chunk.members:
        fields["members"] = json.dumps(
            [[list(member.heading_path), list(member.lines)] for member in chunk.members],
            ensure_ascii=False,
        )
    return {name: value for name, value in fields.items() if value != []}


def from_metadata(key: str, text: str, meta: dict[str, Any]) -> Chunk:
    """The chunk that `to_metadata` took apart."""
    members = json.loads(meta["members"]) if "members" in meta else []
    return Chunk(
        id=id_of(key),
        file=meta["file"],
        title=meta["title"],
        tags=tuple(meta.get("tags", ())),
        heading_path=tuple(meta.get("heading_path", ())),
        lines=(meta["line_from"], meta["line_to"]),
        text=text,
        bold=tuple(meta.get("bold", ())),
        embed_text=meta["embed_text"],
        section=meta["section"],
        part=meta["part"],
        parts=meta["parts"],
        order=meta["order"],
        members=tuple(
            Member(heading_path=tuple(path), lines=(lines[0], lines[1])) for path, lines in members
        ),
    )
