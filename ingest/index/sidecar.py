"""What searching needs besides Chroma, as a reader has it: the chunks in order, with their words.

To what stands in the folder (see `ingest.index.columns`) it adds what came since that was made.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.index import bm25, columns
from ingest.index import vector_statistics as moments
from ingest.index.append_only_file import Parts
from ingest.index.columns import LENGTHS, MOMENTS, NUMBERS, VECTORS, Names, mapped
from ingest.index.rows import embed_hash, key_of
from ingest.index.table import Row
from ingest.schema import Chunk
from ingest.text import lexical


@dataclass(frozen=True)
class Sidecar:
    """What a reader has. Row i everywhere is the same chunk; chunks of a note follow each other in
    order."""

    keys: list[str]
    """Rows in Chroma."""
    ids: list[str]
    """Chunks."""
    sections: list[str]
    hashes: list[str]
    """What was embedded, by its hash."""
    bm25: bm25.WordIndex
    mean: NDArray[np.float32]
    """Mean of all vectors, shape (dimension,)."""
    covariance: NDArray[np.float32]
    """Of all vectors, shape (dimension, dimension): gives any question's spread of cosines
    without comparing it with every chunk."""
    path: Path
    """The vectors, half the precision of which moves a cosine by less than .001."""
    order: NDArray[np.int64]
    """Which of them each row has."""

    def vectors_of(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of some rows, shape (len(rows), dimension).

        They are read one by one: through a map, what was ever read would count as memory in use.
        """
        dimension = len(self.mean)
        found = np.empty((len(rows), dimension), np.float16)
        size = found.itemsize * dimension
        with self.path.open("rb") as file:
            for place, stored in enumerate(self.order[np.asarray(rows, np.int64)].tolist()):
                file.seek(stored * size)
                found[place] = np.frombuffer(file.read(size), np.float16)
        return found.astype(np.float32)


def new_row(chunk: Chunk, vector: NDArray[np.float32], vocabulary: dict[str, int]) -> Row:
    """The row of a new chunk; words not known yet get the next numbers of `vocabulary`."""
    heading, _, body = chunk.embed_text.partition("\n")
    words = lexical.chunk_words(heading, body)
    numbers = array("I", [vocabulary.setdefault(word, len(vocabulary)) for word in words])
    return Row(key_of(chunk), chunk.section, embed_hash(chunk), numbers, vector)


def load(index: Path, parts: Parts, ids: Sequence[str]) -> Sidecar:
    """What a reader needs of those chunks, in their order. Raises IndexUnusable if a part is
    missing or damaged."""
    folder, base = index / parts.folder, parts.base
    with columns.reading(index, parts):
        columns.check_sizes(index, parts)
        own = columns.names(index, parts)
        order = np.fromiter((own.places[i] for i in ids), np.int64, len(ids))
        is_as_stored = len(ids) == len(own.keys) and bool((order == np.arange(len(ids))).all())
        lengths = mapped(index, parts, LENGTHS, np.uint32)
        later = np.concatenate([[0], np.cumsum(lengths[base:], dtype=np.int64)])
        numbers = mapped(index, parts, NUMBERS, np.uint32)
        tail = bm25.postings(numbers[len(numbers) - later[-1] :], later, len(own.vocabulary))
        words = bm25.WordIndex(
            own.vocabulary,
            (bm25.load(folder), tail),
            lengths,
            base,
            None if is_as_stored else order,
        )
        sums = _moments(index, parts, own, order)
        rows = order.tolist()
        return Sidecar(
            [own.keys[row] for row in rows],
            list(ids),
            [own.sections[row] for row in rows],
            [own.hashes[row] for row in rows],
            words,
            sums.mean.astype(np.float32),
            sums.covariance.astype(np.float32),
            folder / VECTORS,
            order,
        )


def _moments(index: Path, parts: Parts, own: Names, order: NDArray[np.int64]) -> moments.Moments:
    """Mean and covariance of the vectors that there are."""
    file = BytesIO(columns.read(index, parts, MOMENTS))
    with np.load(file) as found:
        sums = moments.Moments(found["mean"], found["covariance"])
    new = order[order >= parts.base]
    gone = [row for row in own.gone if row < parts.base]
    if not len(new) and not gone:
        return sums
    vectors = mapped(index, parts, VECTORS, np.float16).reshape(-1, len(sums.mean))
    now = moments.changed(sums, parts.base, vectors[gone], vectors[new])
    return now or moments.of(vectors[order])
