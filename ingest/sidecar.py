"""What searching needs besides Chroma: the BM25 index and the spread of the vectors, on disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest import lexical
from ingest.errors import IndexUnusable
from ingest.schema import Chunk

_PREFIX = "search-"


@dataclass(frozen=True)
class Sidecar:
    """Row i everywhere is the same chunk."""

    ids: list[str]
    sections: list[str]
    bm25: Any
    mean: NDArray[np.float32]
    """Mean of all vectors, shape (dimension,)."""
    covariance: NDArray[np.float32]
    """Of all vectors, shape (dimension, dimension): gives any question's spread of cosines
    without comparing it with every chunk."""


def folder_of(index: Path, generation: int) -> Path:
    """Where the sidecar of a generation stands."""
    return index / f"{_PREFIX}{generation}"


def last_generation(index: Path) -> int:
    """The highest generation that has a sidecar; 0 for none."""
    return max((_number(folder) for folder in index.glob(f"{_PREFIX}*")), default=0)


def _number(folder: Path) -> int:
    number = folder.name.removeprefix(_PREFIX)
    return int(number) if number.isdecimal() else 0


def write(
    folder: Path, chunks: Sequence[Chunk], vectors: NDArray[np.float32], dimension: int
) -> None:
    """Write the sidecar for chunks and all vectors; the order of vectors does not matter."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ordered = sorted(chunks, key=lambda chunk: (chunk.file, chunk.order))
    lexical.build([_words(chunk) for chunk in ordered], folder)
    rows = {
        "ids": [chunk.id for chunk in ordered],
        "sections": [chunk.section for chunk in ordered],
    }
    (folder / "rows.json").write_text(json.dumps(rows), "utf-8")
    if len(vectors) > 1:
        mean = vectors.mean(axis=0, dtype=np.float64)
        covariance = np.cov(vectors.T.astype(np.float64), bias=True)
    else:
        mean, covariance = np.zeros(dimension), np.eye(dimension) / dimension
    np.savez(
        folder / "moments.npz",
        mean=mean.astype(np.float32),
        covariance=covariance.astype(np.float32),
    )


def _words(chunk: Chunk) -> list[str]:
    heading, _, body = chunk.embed_text.partition("\n")
    return lexical.chunk_words(heading, body)


def load(folder: Path) -> Sidecar:
    """Read a sidecar. Raises IndexUnusable if it is missing or damaged."""
    try:
        rows = json.loads((folder / "rows.json").read_text("utf-8"))
        with np.load(folder / "moments.npz") as moments:
            mean, covariance = moments["mean"], moments["covariance"]
        return Sidecar(rows["ids"], rows["sections"], lexical.load(folder), mean, covariance)
    except (OSError, ValueError, KeyError) as error:
        raise IndexUnusable(
            f"The word index at {folder} can't be read. "
            "Build it again: `python -m ingest --rebuild`."
        ) from error


def sweep(index: Path, keep: int) -> None:
    """Remove sidecars of generations before `keep - 1`: a reader may still open the last one."""
    for folder in index.glob(f"{_PREFIX}*"):
        if _number(folder) < keep - 1:
            shutil.rmtree(folder, ignore_errors=True)
