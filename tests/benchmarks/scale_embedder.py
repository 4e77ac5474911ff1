"""A stand-in for e5 that costs nothing: vectors of its shapes, made of hashed words.

Texts that share words lie near each other, so searches find what they should. 100,000 chunks take
e5 more than an hour on two cores, this a minute.
"""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Callable, Sequence

import numpy as np

from ingest.embedding import late_interaction
from ingest.embedding.embedder import Embedder, Encoded, Vectors

DIMENSION = 384
TOKEN_DIMENSION = 128
ROWS = 1 << 14
"""Hashed words told apart; more would cost memory that is not the program's."""

EXTRA = 5
"""Tokens that e5 puts around a text: its prompt, begin and end."""

_WORDS = re.compile(r"[A-Za-z]+|[0-9]+|(?=([\u4e00-\u9fff]{2}))")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OTHER = re.compile(r"[A-Za-z]+|[0-9]+|[^\w\s]")


class HashedEmbedder:
    """Latin words and pairs of Chinese characters, each with a random vector of its own."""

    name = "hashed"
    fingerprint = "hashed-1"
    dimension = DIMENSION
    token_dimension = TOKEN_DIMENSION
    max_tokens = 512

    priced_by: Embedder | None = None
    """A model whose time every question takes too; its vectors are thrown away."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        self._words = rng.standard_normal((ROWS, DIMENSION), np.float32)
        self._tokens = late_interaction.unit(
            rng.standard_normal((ROWS, TOKEN_DIMENSION), np.float32)
        )

    def count_tokens(self, text: str) -> int:
        """About what XLM-RoBERTa's tokenizer counts: four characters of Chinese are three."""
        chinese = len(_CHINESE.findall(text))
        other = sum(1 + len(word) // 4 for word in _OTHER.findall(text))
        return chinese * 3 // 4 + other

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """The same for many texts."""
        return [self.count_tokens(text) for text in texts]

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        """A row per text."""
        rows = [self._vector(text) for text in texts]
        if on_done:
            on_done(len(texts))
        return np.asarray(rows, np.float32).reshape(len(texts), DIMENSION)

    def embed_chunks(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Encoded:
        """The same with packed tokens, as many as e5 has."""
        packed = [late_interaction.pack(self._token_rows(text, EXTRA)) for text in texts]
        return Encoded(self.embed_passages(texts, on_done=on_done), packed)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question."""
        if self.priced_by is not None:
            self.priced_by.embed_query(text)
        return self._vector(text)

    def query_tokens(self, text: str) -> Vectors | None:
        """Vectors of a question's tokens."""
        if self.priced_by is not None:
            self.priced_by.query_tokens(text)
        return self._token_rows(text, 0)

    def _vector(self, text: str) -> Vectors:
        total = self._words[list(dict.fromkeys(hashed(text)))].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)

    def _token_rows(self, text: str, extra: int) -> Vectors:
        """As many tokens as are counted and `extra`; repeated where words are fewer."""
        found = hashed(text)
        wanted = self.count_tokens(text) + extra
        # Of overlapping pairs the same ones in every text, so that questions meet chunks.
        found.sort(key=lambda row: row * 40503 % 65521)
        rows: Vectors = self._tokens[np.resize(found, wanted)]
        return rows


def hashed(text: str) -> list[int]:
    """The words of a text as row numbers, in order; one for an empty text."""
    found = [match.group(1) or match.group() for match in _WORDS.finditer(text)]
    return [crc32(word.lower().encode()) % ROWS for word in found] or [0]
