"""The files of a sidecar: what searching needs besides Chroma, a column each.

A change adds rows behind those that are there, and says which ones are gone; so the work is that
of what changed, and readers of the state before, who know how much of each file is theirs, are
undisturbed. When much has come and gone, all is written anew, into another folder.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json

from ingest.errors import IndexUnusable
from ingest.index import (
    append_only_file as grown,
)
from ingest.index import (
    bm25,
)
from ingest.index import (
    vector_statistics as moments,
)
from ingest.index.append_only_file import Parts
from ingest.index.lock import writing
from ingest.index.rows import id_of
from ingest.index.table import Table
from ingest.repair_advice import build_again

Number = TypeVar("Number", bound=np.generic)

MUCH = 1 / 8
"""Rows that came or went since the folder was made, for each there was, from which all are written
anew: each change then bears the writing of eight rows more, and a reader adds few."""

LEAST = 64
"""So many may come and go in any case: of a small index, an eighth is soon there."""

_PREFIX = "search-"
_NAMES, _VOCABULARY, _GONE = "names.jsonl", "words.jsonl", "gone.u32"
NUMBERS, LENGTHS, VECTORS = "numbers.u32", "lengths.u32", "vectors.f16"
MOMENTS = "moments.npz"
_BIG = (NUMBERS, VECTORS, *bm25.FILES)
"""Too big to be read at every start."""


@dataclass(frozen=True)
class Names:
    """What the rows are called, as they are stored, those that are gone among them."""

    keys: list[str]
    """Rows in Chroma."""
    sections: list[str]
    hashes: list[str]
    """What was embedded, by its hash."""
    gone: frozenset[int]
    vocabulary: dict[str, int]
    """Number of every word."""

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the chunks that are there stand, by their ids: a later row is a newer one."""
        places = dict(zip(map(id_of, self.keys), range(len(self.keys)), strict=True))
        return {i: at for i, at in places.items() if at not in self.gone} if self.gone else places

    @cached_property
    def alive(self) -> set[str]:
        """What was embedded for chunks that are there."""
        if not self.gone:
            return set(self.hashes)
        return {name for at, name in enumerate(self.hashes) if at not in self.gone}


NONE = Names([], [], [], frozenset(), {})


def last_generation(index: Path) -> int:
    """The highest generation for which a folder was made; 0 for none."""
    return max((_number(folder) for folder in index.glob(f"{_PREFIX}*")), default=0)


def _number(folder: Path) -> int:
    number = folder.name.removeprefix(_PREFIX)
    return int(number) if number.isdecimal() else 0


@dataclass(frozen=True)
class Step:
    """From one state of the sidecar to the next."""

    parts: Parts | None
    """What counts before it; None where nothing does."""
    before: Names
    new: Table
    left: frozenset[int]
    """Rows that go, by their places."""
    vocabulary: dict[str, int]
    """That of `before`, and what words came to it."""

    def hashes(self) -> set[str]:
        """What is embedded for the chunks that are there after it."""
        return {*self.new.hashes, *replace(self.before, gone=self.before.gone | self.left).alive}


def after(index: Path, generation: int, step: Step, ids: Iterable[str]) -> Parts:
    """Write what changes, or all anew for that generation, with the chunks `ids` in their order.

    Raises IngestError if it can't be written, IndexUnusable if what there is can't be read.
    """
    if step.parts is None:
        return write(index, generation, step.new, step.vocabulary)
    came = len(step.before.keys) + len(step.new.keys) - step.parts.base
    went = len(step.before.gone) + len(step.left)
    if came + went <= max(LEAST, MUCH * step.parts.base):
        return _extend(index, step.parts, step)
    return write(index, generation, _in_order(index, step.parts, step, ids), step.vocabulary)


def write(index: Path, generation: int, rows: Table, vocabulary: dict[str, int]) -> Parts:
    """Write all rows into a folder of their own.

    `vocabulary` has the number of every word, without gaps. Raises IngestError if it can't be
    written.
    """
    folder = index / f"{_PREFIX}{generation}"
    with writing(index):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files = {
            name: grown.started(folder / name, data, checked=name not in _BIG)
            for name, data in _columns(rows, vocabulary, 0).items()
        }
        files[_GONE] = grown.started(folder / _GONE, b"")
        bm25.save(bm25.postings(rows.numbers, rows.starts, len(vocabulary)), folder)
        sums = moments.of(rows.vectors)
        np.savez(folder / MOMENTS, mean=sums.mean, covariance=sums.covariance)
        for name in (*bm25.FILES, MOMENTS):
            files[name] = grown.extent_of(folder / name, checked=name not in _BIG)
    return Parts(folder.name, len(rows.keys), files)


def _extend(index: Path, parts: Parts, step: Step) -> Parts:
    columns = _columns(step.new, step.vocabulary, len(step.before.vocabulary))
    columns[_GONE] = _bytes(np.asarray(sorted(step.left), np.uint32))
    folder, files = index / parts.folder, dict(parts.files)
    with writing(index):
        for name, data in columns.items():
            if len(data):
                files[name] = grown.extended(folder / name, files[name], data)
    return replace(parts, files=files)


def _columns(rows: Table, vocabulary: dict[str, int], known: int) -> dict[str, bytes | memoryview]:
    """Rows, and the words from the number `known` on, as they are added to the files."""
    names = [list(rows.keys), list(rows.sections), list(rows.hashes)]
    words = list(islice(vocabulary, known, None))
    return {
        _NAMES: _line(names) if rows.keys else b"",
        _VOCABULARY: _line(words) if words else b"",
        NUMBERS: _bytes(rows.numbers.astype(np.uint32, copy=False)),
        LENGTHS: _bytes(np.diff(rows.starts).astype(np.uint32)),
        VECTORS: _bytes(rows.vectors),
    }


def _bytes(numbers: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(numbers).reshape(-1).view(np.uint8).data


def _line(value: list[Any]) -> bytes:
    return (json.dumps(value) + "\n").encode()


def is_whole(index: Path, parts: Parts) -> bool:
    """Whether a sidecar is as it was written, as far as a look at its files tells."""
    folder = index / parts.folder
    return bool(parts.files) and all(
        grown.is_there(folder / name, extent) for name, extent in parts.files.items()
    )


def names(index: Path, parts: Parts) -> Names:
    """The rows as they are stored. Raises IndexUnusable if they are missing or damaged."""
    keys: list[str] = []
    sections: list[str] = []
    hashes: list[str] = []
    with reading(index, parts):
        for line in _lines(index, parts, _NAMES):
            for column, more in zip((keys, sections, hashes), line, strict=True):
                column.extend(more)
        words = (word for line in _lines(index, parts, _VOCABULARY) for word in line)
        vocabulary = {word: number for number, word in enumerate(words)}
        gone = np.frombuffer(read(index, parts, _GONE), np.uint32)
    return Names(keys, sections, hashes, frozenset(gone.tolist()), vocabulary)


def read(index: Path, parts: Parts, name: str) -> bytes:
    """What counts of a file."""
    return grown.read(index / parts.folder / name, parts.files[name])


def check_sizes(index: Path, parts: Parts) -> None:
    """Raise ValueError unless all that counts of the big files is there."""
    for name in _BIG:
        if not grown.is_there(index / parts.folder / name, parts.files[name]):
            raise ValueError(f"{name} is cut off")


def _lines(index: Path, parts: Parts, name: str) -> list[Any]:
    return [from_json(line, cache_strings=False) for line in read(index, parts, name).splitlines()]


def _in_order(index: Path, parts: Parts, step: Step, ids: Iterable[str]) -> Table:
    """All rows that there are after a step."""
    before, count = step.before, len(step.before.keys)
    places = before.places | {id_of(key): count + at for at, key in enumerate(step.new.keys)}
    with reading(index, parts):
        lengths = mapped(index, parts, LENGTHS, np.uint32)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        shape = (count, step.new.vectors.shape[1])
        vectors = mapped(index, parts, VECTORS, np.float16).reshape(shape)
        numbers = mapped(index, parts, NUMBERS, np.uint32)
        whole = Table(before.keys, before.sections, before.hashes, numbers, starts, vectors)
        return whole.joined(step.new).take(np.asarray([places[i] for i in ids], np.int64))


def mapped(index: Path, parts: Parts, name: str, kind: type[Number]) -> NDArray[Number]:
    """What counts of a file as numbers, mapped from disk."""
    size = parts.files[name].size
    if not size:  # nothing can't be mapped
        return np.empty(0, kind)
    count = size // np.dtype(kind).itemsize
    return np.memmap(index / parts.folder / name, kind, "r", shape=(count,))


@contextmanager
def reading(index: Path, parts: Parts) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexUnusable(
            f"The word index at {index / parts.folder} can't be read. {build_again(index)}"
        ) from error


def sweep(index: Path, *keep: Parts | None) -> None:
    """Remove the folders of others than those: a reader may still open the last one."""
    names = {parts.folder for parts in keep if parts}
    for folder in index.glob(f"{_PREFIX}*"):
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
