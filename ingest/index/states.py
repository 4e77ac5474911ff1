"""The states of an index that readers see one after the other, each swapped in by its manifest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.embedding.embedder import Embedder, Vectors
from ingest.index import sidecar
from ingest.index.entries import FileEntry
from ingest.index.manifest import Manifest, write_manifest
from ingest.index.rows import embed_hash, key_of
from ingest.index.table import Row, Table
from ingest.schema import Chunk
from ingest.text import lexical


@dataclass(frozen=True)
class There:
    """What an index has of the notes that this run is about, or of all notes where all is written
    anew."""

    rows: dict[str, str]
    """Chunks by the names of their rows in Chroma."""
    wanted: set[str]
    """Which chunks are to be there."""
    tokens: set[str]
    """Texts whose tokens' vectors are there, of all notes."""
    table: Table
    """What searching has of all notes; nothing where all is written anew."""


class States:
    """Writes the files for searching and the manifest of one state after the other."""

    def __init__(
        self,
        index: Path,
        blank: Manifest,
        files: Mapping[str, FileEntry],
        table: Table,
        seen: Manifest | None,
        embedder: Embedder,
    ) -> None:
        """`blank` is the manifest of the next state without its files, which in the end are
        `files`; `seen` is what readers see now, `table` what the next state begins with."""
        self.manifest, self.seen = blank, seen
        self._index, self._blank, self._embedder = index, blank, embedder
        self._files, self._table = files, table
        self._listed: set[str] = set()

    def prepare(
        self, share: Iterable[str], chunks: Sequence[Chunk], vectors: Mapping[str, Vectors]
    ) -> set[str]:
        """Write the files of a state that has one share of notes more. Gives the hashes of all that
        is embedded.

        `chunks` are all that are new or may be.
        """
        fresh = set(share) - self._listed
        self._listed |= fresh
        vocabulary = dict(self._table.vocabulary)
        new = [
            new_row(chunk, vectors[embed_hash(chunk)], vocabulary)
            for chunk in chunks
            if chunk.file in fresh and not self._has(chunk)
        ]
        files = {file: entry for file, entry in self._files.items() if file in self._listed}
        ids = [i for entry in files.values() for i in entry.chunk_ids]
        self._table = self._table.arranged(ids, new, vocabulary)
        hashes = set(self._table.hashes)
        self.manifest = replace(
            self._blank,
            files=files,
            ingested={f: time for f, time in self._blank.ingested.items() if f in files},
            tokens=len(hashes) if self._embedder.token_dimension else 0,
            parts=sidecar.write(self._index, self._blank.generation, self._table),
            waiting=len(self._files) - len(files),
        )
        return hashes

    def swap(self) -> None:
        """Let readers see what was prepared."""
        write_manifest(self._index, self.manifest)

    def go_on(self) -> None:
        """Begin the next state on top of the one that was swapped in."""
        now = self.manifest
        sidecar.sweep(self._index, now.parts, self.seen.parts if self.seen else None)
        self._blank = replace(self._blank, generation=now.generation + 1)
        self.seen = now

    def _has(self, chunk: Chunk) -> bool:
        place = self._table.places.get(chunk.id)
        return place is not None and self._table.keys[place] == key_of(chunk)


def new_row(chunk: Chunk, vector: Vectors, vocabulary: dict[str, int]) -> Row:
    """The row of a new chunk; words not known yet get the next numbers of `vocabulary`."""
    heading, _, body = chunk.embed_text.partition("\n")
    words = lexical.chunk_words(heading, body)
    numbers = array("I", [vocabulary.setdefault(word, len(vocabulary)) for word in words])
    return Row(key_of(chunk), chunk.section, embed_hash(chunk), numbers, vector)
