"""What searching needs besides Chroma, on disk: words, vectors and the order of the chunks.

A generation's sidecar is made from the one before and what changed, so that nothing is read again
from Chroma or cut into words a second time.
"""

from __future__ import annotations

import json
import shutil
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json

from ingest import bm25, lexical, moments
from ingest.errors import IndexUnusable
from ingest.lock import writing
from ingest.remedy import build_again
from ingest.rows import embed_hash, id_of, key_of
from ingest.schema import Chunk
from ingest.table import Row, Table, table

_PREFIX = "search-"
_VECTORS = "vectors.f16"
_PARTS = "parts.json"
"""Size and checksum of every other file, written last."""
_MAPPED = (".npy", ".f16", "words.npz")  # too big to be read at every start


@dataclass(frozen=True)
class Sidecar:
    """Row i everywhere is the same chunk; chunks of a note follow each other in order."""

    folder: Path
    keys: list[str]
    """Rows in Chroma."""
    ids: list[str]
    """Chunks."""
    sections: list[str]
    hashes: list[str]
    """What was embedded, by its hash."""
    bm25: Any
    mean: NDArray[np.float32]
    """Mean of all vectors, shape (dimension,)."""
    covariance: NDArray[np.float32]
    """Of all vectors, shape (dimension, dimension): gives any question's spread of cosines
    without comparing it with every chunk."""

    @property
    def vocabulary(self) -> dict[str, int]:
        """Number of every word."""
        numbers: dict[str, int] = self.bm25.vocab_dict
        return numbers

    @cached_property
    def table(self) -> Table:
        """All rows, with the words that they were made of."""
        with np.load(self.folder / "words.npz") as stored:
            numbers, starts = stored["numbers"], stored["starts"]
        return Table(self.keys, self.sections, self.hashes, numbers, starts, self.vectors)

    @cached_property
    def moments(self) -> moments.Moments:
        """Mean and covariance in the precision that they are brought up to date in."""
        with np.load(self.folder / "moments.npz") as stored:
            found = (stored[name].astype(np.float64) for name in ("mean", "covariance"))
            return moments.Moments(*found)

    @cached_property
    def vectors(self) -> NDArray[np.float16]:
        """Shape (chunks, dimension), mapped from disk. Half the precision moves a cosine by less
        than .001."""
        shape = (len(self.ids), len(self.mean))
        if not self.ids:  # an empty file can't be mapped
            return np.empty(shape, np.float16)
        return np.memmap(self.folder / _VECTORS, np.float16, "r", shape=shape)

    def vectors_of(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of some rows, shape (len(rows), dimension).

        They are read one by one: through a map, what was ever read would count as memory in use.
        """
        dimension = len(self.mean)
        found = np.empty((len(rows), dimension), np.float16)
        size = found.itemsize * dimension
        with (self.folder / _VECTORS).open("rb") as file:
            for place, row in enumerate(rows):
                file.seek(row * size)
                found[place] = np.frombuffer(file.read(size), np.float16)
        return found.astype(np.float32)


def folder_of(index: Path, generation: int) -> Path:
    """Where the sidecar of a generation stands."""
    return index / f"{_PREFIX}{generation}"


def last_generation(index: Path) -> int:
    """The highest generation that has a sidecar; 0 for none."""
    return max((_number(folder) for folder in index.glob(f"{_PREFIX}*")), default=0)


def _number(folder: Path) -> int:
    number = folder.name.removeprefix(_PREFIX)
    return int(number) if number.isdecimal() else 0


def new_row(chunk: Chunk, vector: NDArray[np.float32], vocabulary: dict[str, int]) -> Row:
    """The row of a new chunk; words not known yet get the next numbers of `vocabulary`."""
    heading, _, body = chunk.embed_text.partition("\n")
    words = lexical.chunk_words(heading, body)
    numbers = array("I", [vocabulary.setdefault(word, len(vocabulary)) for word in words])
    return Row(key_of(chunk), chunk.section, embed_hash(chunk), numbers, vector)


def write(
    folder: Path,
    rows: Sequence[Row | int],
    vocabulary: dict[str, int],
    dimension: int,
    before: Sidecar | None = None,
) -> None:
    """Write the sidecar of a generation. A number among `rows` stands for that row of `before`.

    `vocabulary` numbers the words of `rows`, without gaps. Raises IngestError if it can't be
    written.
    """
    new = table([row for row in rows if isinstance(row, Row)], dimension)
    whole, sums = new, None
    if before:
        count = len(before.ids)
        following = iter(range(count, count + len(new.keys)))
        places = np.asarray([r if isinstance(r, int) else next(following) for r in rows], np.int64)
        whole = before.table.joined(new).take(places)
        gone = np.setdiff1d(np.arange(count), places)
        sums = moments.changed(before.moments, count, before.vectors[gone], new.vectors)
    with writing(folder.parent):
        _write(folder, whole, sums or moments.of(whole.vectors), vocabulary)
        (folder / _PARTS).write_text(json.dumps(_parts(folder)), "utf-8")


def _write(folder: Path, rows: Table, sums: moments.Moments, vocabulary: dict[str, int]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    named = {"keys": rows.keys, "sections": rows.sections, "hashes": rows.hashes}
    (folder / "rows.json").write_text(json.dumps(named), "utf-8")
    np.savez(folder / "words.npz", numbers=rows.numbers, starts=rows.starts)
    bm25.build(rows.numbers, rows.starts, vocabulary, folder)
    rows.vectors.tofile(folder / _VECTORS)
    np.savez(folder / "moments.npz", mean=sums.mean, covariance=sums.covariance)


def is_whole(folder: Path) -> bool:
    """Whether a sidecar is as it was written, as far as a look at its files tells."""
    try:
        return bool(json.loads((folder / _PARTS).read_bytes()) == _parts(folder))
    except (OSError, ValueError):
        return False


def _parts(folder: Path) -> dict[str, list[int]]:
    return {
        path.name: [
            path.stat().st_size,
            0 if path.name.endswith(_MAPPED) else zlib.crc32(path.read_bytes()),
        ]
        for path in sorted(folder.iterdir())
        if path.name != _PARTS
    }


def load(folder: Path) -> Sidecar:
    """Read a sidecar. Raises IndexUnusable if it is missing or damaged."""
    try:
        rows = from_json((folder / "rows.json").read_bytes(), cache_strings=False)
        # NumPy leaves a file that it opened itself open where it can't read it.
        with (folder / "moments.npz").open("rb") as file, np.load(file) as stored:
            mean, covariance = (stored[name].astype(np.float32) for name in ("mean", "covariance"))
        if (folder / _VECTORS).stat().st_size != len(rows["keys"]) * len(mean) * 2:
            raise ValueError("vectors are cut off")
        keys, sections, hashes = rows["keys"], rows["sections"], rows["hashes"]
        words = bm25.load(folder)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexUnusable(
            f"The word index at {folder} can't be read. {build_again(folder.parent)}"
        ) from error
    return Sidecar(
        folder, keys, [id_of(key) for key in keys], sections, hashes, words, mean, covariance
    )


def sweep(index: Path, keep: int) -> None:
    """Remove sidecars of generations before `keep - 1`: a reader may still open the last one."""
    for folder in index.glob(f"{_PREFIX}*"):
        if _number(folder) < keep - 1:
            shutil.rmtree(folder, ignore_errors=True)
