"""The states of an index that readers see one after the other, each swapped in by its manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.embedding.embed import Embedder, Vectors
from ingest.index import columns, sidecar
from ingest.index.append_only_file import Parts
from ingest.index.entries import FileEntry
from ingest.index.manifest import Manifest, write_manifest
from ingest.index.rows import embed_hash, key_of
from ingest.index.table import table
from ingest.schema import Chunk


@dataclass(frozen=True)
class There:
    """What there is, of the notes that this run is about; of all, where nothing is trusted."""

    rows: dict[str, str]
    """Chunks by the names of their rows in Chroma."""
    wanted: set[str]
    """Which chunks are to be there."""
    tokens: set[str]
    """Texts whose tokens' vectors are there, of all notes."""
    parts: Parts | None = None
    """What of the sidecar counts, and its rows; None where all is written anew."""
    names: columns.Names = columns.NONE


class States:
    """Writes the sidecar and the manifest of one state after the other."""

    def __init__(
        self,
        index: Path,
        blank: Manifest,
        files: Mapping[str, FileEntry],
        there: There,
        seen: Manifest | None,
        embedder: Embedder,
    ) -> None:
        """`blank` is the manifest of the next state without its files, which in the end are
        `files`; `seen` is what readers see now, `there` what the sidecar begins with."""
        self.manifest, self.seen = blank, seen
        self._index, self._blank, self._embedder = index, blank, embedder
        self._files, self._there = files, there
        self._listed: set[str] = set()

    def prepare(
        self,
        share: Iterable[str],
        chunks: Sequence[Chunk],
        gone: set[str],
        vectors: Mapping[str, Vectors],
    ) -> set[str]:
        """Write the sidecar with a share of the notes more. The hashes of all that is embedded.

        `chunks` are all that are new or may be, `gone` the rows that go.
        """
        fresh = set(share) - self._listed
        self._listed |= fresh
        new = [chunk for chunk in chunks if chunk.file in fresh]
        step = _step(self._there, new, gone, vectors, self._blank.dimension)
        hashes = step.hashes()
        files = {file: entry for file, entry in self._files.items() if file in self._listed}
        ids = (i for entry in files.values() for i in entry.chunk_ids)
        self.manifest = replace(
            self._blank,
            files=files,
            ingested={f: time for f, time in self._blank.ingested.items() if f in files},
            tokens=len(hashes) if self._embedder.token_dimension else 0,
            parts=columns.after(self._index, self._blank.generation, step, ids),
            waiting=len(self._files) - len(files),
        )
        return hashes

    def swap(self) -> None:
        """Let readers see what was prepared."""
        write_manifest(self._index, self.manifest, self.seen)

    def go_on(self) -> None:
        """Begin the next state on top of the one that was swapped in."""
        now = self.manifest
        columns.sweep(self._index, now.parts, self.seen.parts if self.seen else None)
        names = columns.names(self._index, now.parts)
        self._there = There({}, set(), set(), now.parts, names)
        self._blank = replace(self._blank, generation=now.generation + 1)
        self.seen = now


def _step(
    there: There,
    chunks: Sequence[Chunk],
    gone: set[str],
    vectors: Mapping[str, Vectors],
    dimension: int,
) -> columns.Step:
    """What changes in the sidecar. Rows come in the order of notes and in them."""
    names = there.names
    staying = there.rows.keys() - gone if there.parts else set()
    vocabulary = dict(names.vocabulary)
    new = [
        sidecar.new_row(chunk, vectors[embed_hash(chunk)], vocabulary)
        for chunk in sorted(chunks, key=lambda chunk: chunk.file)
        if key_of(chunk) not in staying
    ]
    going = gone & there.rows.keys() if there.parts else set()
    left = frozenset(names.places[there.rows[key]] for key in going)
    return columns.Step(there.parts, names, table(new, dimension), left, vocabulary)
