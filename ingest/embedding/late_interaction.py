"""Late interaction: a small vector for every token, so that a question meets single words.

The score is ColBERT's (Khattab and Zaharia, 2020): for each token of the question the best cosine
to any token of the text, averaged. Token vectors are projected to a few dimensions and kept in
four bits each; on the development questions neither costs a rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE_NAME = "late.safetensors"
"""In a model's folder: `centre`, shape (hidden,), and `projection`, shape (hidden, dimension)."""

LEVELS = 16
WIDEST = 2.5
"""Standard deviations beyond which a number is cut: 1 % of a normal distribution lies there."""

BLOCK = 512  # tokens compared at a time

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Projection:
    """Takes token vectors of the encoder to those that are compared; see `encode.projected`."""

    centre: Matrix
    matrix: Matrix

    @property
    def dimension(self) -> int:
        """Numbers of a projected token; even."""
        return int(self.matrix.shape[1])


def read(folder: Path) -> Projection | None:
    """The projection of a model's folder; None for a model without late interaction."""
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    from safetensors.numpy import load_file

    tensors = load_file(path)
    return Projection(tensors["centre"], tensors["projection"])


def unit(rows: NDArray[np.floating[Any]]) -> Matrix:
    """Rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def pack(tokens: Matrix) -> bytes:
    """Unit vectors, shape (tokens, dimension), in four bits a number."""
    dimension = tokens.shape[1]
    step = 2 * WIDEST / LEVELS
    spread = tokens * np.float32(dimension**0.5)  # about 1 in each dimension
    codes = np.clip(np.floor(spread / step) + LEVELS // 2, 0, LEVELS - 1).astype(np.uint8)
    packed: bytes = (codes[:, 0::2] << 4 | codes[:, 1::2]).tobytes()
    return packed


def unpack(packed: bytes, dimension: int) -> Matrix:
    """The vectors of `pack`, to within half a step, scaled to length 1 again."""
    codes = np.frombuffer(packed, np.uint8)
    return unit(_pairs()[codes].reshape(-1, dimension))


@lru_cache(maxsize=1)
def _pairs() -> Matrix:
    """The two numbers that each byte stands for, shape (256, 2)."""
    values = (np.arange(LEVELS) + 0.5 - LEVELS // 2) * (2 * WIDEST / LEVELS)
    codes = np.arange(256)
    return np.stack([values[codes >> 4], values[codes & 15]], axis=1).astype(np.float32)


def scores(question: Matrix, texts: Sequence[bytes]) -> Matrix:
    """How well each packed text meets the question's tokens, about -.2 to 1; shape (texts,).

    `question` has shape (tokens, dimension). A text without tokens gets the mean of the others.
    """
    dimension = question.shape[1]
    width = dimension // 2
    lengths = np.array([len(text) // width for text in texts], np.int64)
    result = np.zeros(len(texts), np.float32)
    filled = lengths > 0
    if not filled.any() or not len(question):
        return result
    similarities = _cosines(question, np.frombuffer(b"".join(texts), np.uint8).reshape(-1, width))
    starts = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
    result[filled] = np.maximum.reduceat(similarities, starts, axis=1).mean(axis=0)
    result[~filled] = result[filled].mean()
    return result


def _cosines(question: Matrix, codes: NDArray[np.uint8]) -> Matrix:
    """Cosines of question tokens and packed tokens; shape (question tokens, packed tokens).

    The two numbers of a byte are compared as they lie there, a block of tokens at a time, which
    stays in the processor's cache: five to ten times as quick as unpacking all first.
    """
    even = np.ascontiguousarray(question[:, 0::2])
    odd = np.ascontiguousarray(question[:, 1::2])
    middle = np.float32((LEVELS - 1) / 2)
    result = np.empty((len(question), len(codes)), np.float32)
    for start in range(0, len(codes), BLOCK):
        block = codes[start : start + BLOCK]
        high = (block >> 4).astype(np.float32) - middle
        low = (block & 15).astype(np.float32) - middle
        lengths = np.sqrt(np.einsum("ij,ij->i", high, high) + np.einsum("ij,ij->i", low, low))
        result[:, start : start + BLOCK] = (even @ high.T + odd @ low.T) / lengths
    return result
