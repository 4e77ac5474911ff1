"""What searching needs besides Chroma, in files: a folder for each state, written whole.

Readers of the state before have a folder of their own and are undisturbed. A folder counts once the
manifest names it; one that a run which died left is written over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json, to_json

from ingest.errors import IndexUnusable
from ingest.index import bm25, format_before, parts
from ingest.index.bm25 import Postings
from ingest.index.lock import writing
from ingest.index.parts import FileSum, Parts
from ingest.index.table import Statistics, Table, statistics
from ingest.repair_advice import rebuild

_PREFIX = "search-"
_NAMES, _WORDS = "names.json", "words.json"
_MEAN, _COVARIANCE = "mean.npy", "covariance.npy"
_STARTS, _HOLDERS, _COUNTS, _VECTORS = "starts.npy", "holders.npy", "counts.npy", "vectors.npy"
_BIG = (_STARTS, _HOLDERS, _COUNTS, _VECTORS)
"""Mapped from disk, not read at every start."""


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
    vectors: NDArray[np.float16]
    """Mapped from disk; half the precision of a vector moves a cosine by less than .001."""

    def vectors_of(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of some rows, shape (len(rows), dimension)."""
        found = np.asarray(self.vectors[np.asarray(rows, np.int64)], np.float32)
        bm25.let_go(self.vectors)
        return found


def last_generation(index: Path) -> int:
    """The highest generation for which a folder was made; 0 for none."""
    numbers = (folder.name.removeprefix(_PREFIX) for folder in index.glob(f"{_PREFIX}*"))
    return max((int(one) for one in numbers if one.isdecimal()), default=0)


def write(index: Path, generation: int, table: Table) -> Parts:
    """Write the folder of a generation. Raises IngestError if it can't be written."""
    folder = index / f"{_PREFIX}{generation}"
    spread = statistics(table.vectors)
    arrays: dict[str, NDArray[Any]] = {
        _STARTS: table.postings.starts,
        _HOLDERS: table.postings.holders,
        _COUNTS: table.postings.counts,
        _VECTORS: table.vectors,
        _MEAN: spread.mean,
        _COVARIANCE: spread.covariance,
    }
    files: dict[str, FileSum] = {}
    with writing(index):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        names = to_json([table.keys, table.sections, table.hashes])
        files[_NAMES] = parts.write(folder / _NAMES, names, checked=True)
        words = to_json(list(table.vocabulary))
        files[_WORDS] = parts.write(folder / _WORDS, words, checked=True)
        for name, array in arrays.items():
            data = BytesIO()
            np.save(data, array)
            files[name] = parts.write(folder / name, data.getbuffer(), checked=name not in _BIG)
    return Parts(folder.name, files)


def is_whole(index: Path, own: Parts) -> bool:
    """Whether the files of a state are as they were written, as far as a look at them tells."""
    folder = index / own.folder
    return bool(own.files) and all(
        parts.is_there(folder / name, expected) for name, expected in own.files.items()
    )


def read(index: Path, own: Parts, ids: Sequence[str]) -> tuple[Table, Statistics]:
    """What there is of the chunks `ids`, which a state holds in that order.

    Raises IndexUnusable if a file is missing or damaged, or of other chunks.
    """
    with _reading(index, own):
        if format_before.is_of_before(own):
            table = format_before.table(index, own, ids)
            return table, statistics(table.vectors)
        keys, sections, hashes = from_json(_data(index, own, _NAMES), cache_strings=False)
        table = Table(
            keys,
            sections,
            hashes,
            _numbered(from_json(_data(index, own, _WORDS), cache_strings=False)),
            Postings(*(_mapped(index, own, name) for name in (_STARTS, _HOLDERS, _COUNTS))),
            _mapped(index, own, _VECTORS),
        )
        if list(table.places) != list(ids):
            raise ValueError(f"{own.folder} is of other chunks")
        mean, covariance = (
            np.load(BytesIO(_data(index, own, name))) for name in (_MEAN, _COVARIANCE)
        )
        return table, Statistics(mean, covariance)


def load(index: Path, own: Parts, ids: Sequence[str]) -> Sidecar:
    """What a reader needs of those chunks, in their order. Raises IndexUnusable if a part is
    missing or damaged."""
    table, spread = read(index, own, ids)
    return Sidecar(
        table.keys,
        list(ids),
        table.sections,
        table.hashes,
        bm25.WordIndex(table.vocabulary, table.postings, len(ids)),
        spread.mean,
        spread.covariance,
        table.vectors,
    )


def _numbered(words: Sequence[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(words)}


def _data(index: Path, own: Parts, name: str) -> bytes:
    return parts.read(index / own.folder / name, own.files[name])


def _mapped(index: Path, own: Parts, name: str) -> NDArray[Any]:
    path = index / own.folder / name
    parts.check_size(path, own.files[name])
    mapped: NDArray[Any] = np.load(path, mmap_mode="r")
    return mapped


@contextmanager
def _reading(index: Path, own: Parts) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        at = index / own.folder
        raise IndexUnusable("words_unreadable", at=at, command=rebuild(index)) from error


def sweep(index: Path, *keep: Parts | None) -> None:
    """Remove all folders but those of the states to keep: a reader may still open the last one."""
    names = {own.folder for own in keep if own}
    for folder in index.glob(f"{_PREFIX}*"):
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
    format_before.sweep(index, *keep)
