"""A manifest that says something of everything a manifest can say."""

from __future__ import annotations

from ingest.index.entries import FileEntry, OutlineEntry
from ingest.index.manifest import Manifest
from ingest.message import Message
from ingest.notes.folder import Warned

ENTRY = FileEntry(
    size=10,
    mtime_ns=123456789012345678,
    sha256="ab",
    title="题",
    tags=("x",),
    chunk_ids=("i1", "i2"),
    outline=(
        OutlineEntry(heading_path=("甲",), level=1, lines=(1, 4), section="s", chunks=2),
        OutlineEntry(heading_path=(), level=0, lines=(5, 5), section="t", chunks=0),
    ),
    categories=("c", "d"),
    date="2024-01-01",
    hidden=True,
    draft=True,
    warnings=(Message.of("file_stays", fault=Message.of("file_binary")),),
)
SKIPPED = FileEntry(
    size=1, mtime_ns=1, sha256="", title="", tags=(), chunk_ids=(), outline=(), skipped=True
)
MANIFEST = Manifest(
    generation=3,
    collection="chunks-x",
    embedder="words",
    fingerprint="f",
    dimension=64,
    split="256/32/16",
    tokeniser=1,
    notes_dir="notes",
    updated="2024-01-01T00:00:00+00:00",
    files={"a/b.md": ENTRY, "坏.md": SKIPPED},
    ingested={"a/b.md": "2024-01-01T00:00:00+00:00"},
    warnings=(Warned("锁着", Message.of("file_closed", why="Permission denied"), True),),
)
