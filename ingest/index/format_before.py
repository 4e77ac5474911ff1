"""Reads indexes as versions with schema 4 wrote them, so that nobody has to wait for an ingest.

Their files grew: what came stood behind what there was, `gone.u32` said which rows no longer
counted, `notes-*.jsonl` had a line for every note that changed, and the manifest said how much of
each file counted. The next ingest writes all in the format of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json

from ingest.index import bm25, parts
from ingest.index.entries import FileEntry, OutlineEntry
from ingest.index.parts import FileSum, Parts
from ingest.index.table import Table
from ingest.message import Message

Number = TypeVar("Number", bound=np.generic)

SCHEMA = 4
_NAMES = "names.jsonl"
_LOG = "notes-*.jsonl"


def is_of_before(own: Parts) -> bool:
    """Whether files are in the format of schema 4."""
    return _NAMES in own.files


def notes(index: Path, raw: dict[str, Any]) -> tuple[dict[str, FileEntry], dict[str, str]]:
    """What a manifest `raw` of schema 4 knows of each note, and when each was ingested.

    Raises OSError, or ValueError, TypeError, KeyError or IndexError for a damaged one.
    """
    log = raw["log"]
    data = parts.read(index / log["name"], FileSum(**log["extent"]))
    latest = {row[0]: row for row in (from_json(line) for line in data.splitlines())}
    rows = {file: row for file, row in sorted(latest.items()) if len(row) > 1}
    ingested = {file: row[1] for file, row in rows.items() if row[1]}
    return {file: _entry(*row[2:]) for file, row in rows.items()}, ingested


def _entry(
    size: int,
    mtime_ns: int,
    sha256: str,
    title: str,
    tags: list[str],
    chunk_ids: list[str],
    _: int,
    outline: str,
    categories: list[str],
    date: str,
    hidden: bool,
    draft: bool,
    warnings: list[str],
    known_as: str,
    skipped: bool,
) -> FileEntry:
    sections = tuple(
        OutlineEntry(tuple(path), level, (first, last), section, chunks, content)
        for path, level, (first, last), section, chunks, content in from_json(outline)
    )
    return FileEntry(
        size=size,
        mtime_ns=mtime_ns,
        sha256=sha256,
        title=title,
        tags=tuple(tags),
        chunk_ids=tuple(chunk_ids),
        outline=sections,
        categories=tuple(categories),
        date=date,
        hidden=hidden,
        draft=draft,
        warnings=tuple(Message.read(one.removeprefix("skipped: ")) for one in warnings),
        known_as=known_as,
        skipped=skipped,
    )


def table(index: Path, own: Parts, ids: Sequence[str]) -> Table:
    """The chunks `ids` in that order, as a state of schema 4 holds them.

    Raises OSError, ValueError, TypeError or KeyError where it is damaged.
    """
    columns: tuple[list[str], list[str], list[str]] = ([], [], [])
    for line in _lines(index, own, _NAMES):
        for column, more in zip(columns, line, strict=True):
            column.extend(more)
    words = [word for line in _lines(index, own, "words.jsonl") for word in line]
    gone = set(_numbers(index, own, "gone.u32", np.uint32).tolist())
    ends = np.cumsum(_numbers(index, own, "lengths.u32", np.uint32), dtype=np.int64)
    numbers = _numbers(index, own, "numbers.u32", np.uint32)
    vectors = _numbers(index, own, "vectors.f16", np.float16).reshape(len(ends), -1)
    there = [place for place in range(len(ends)) if place not in gone]
    rows = np.split(numbers, ends[:-1]) if len(ends) else []
    keys, sections, hashes = ([column[place] for place in there] for column in columns)
    vocabulary = {word: number for number, word in enumerate(words)}
    postings = bm25.postings([rows[place] for place in there], len(words))
    whole = Table(keys, sections, hashes, vocabulary, postings, vectors[there])
    return whole.arranged(ids, [], vocabulary)


def _lines(index: Path, own: Parts, name: str) -> list[Any]:
    data = parts.read(index / own.folder / name, own.files[name])
    return [from_json(line, cache_strings=False) for line in data.splitlines()]


def _numbers(index: Path, own: Parts, name: str, kind: type[Number]) -> NDArray[Number]:
    return np.frombuffer(parts.read(index / own.folder / name, own.files[name]), kind)


def sweep(index: Path, *keep: Parts | None) -> None:
    """Remove what only that format had, unless one of those states is in it."""
    if not any(own and is_of_before(own) for own in keep):
        for path in index.glob(_LOG):
            path.unlink(missing_ok=True)
