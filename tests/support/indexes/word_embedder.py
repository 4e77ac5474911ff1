"""A small real embedder: texts that share words lie near each other. Needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from ingest.embedding import late_interaction
from ingest.embedding.embedder import Encoded, Vectors
from ingest.text.lexical import words


class WordEmbedder:
    """Hashes words into 64 dimensions, by each name otherwise; says which texts it embedded."""

    def __init__(self, name: str = "words", max_tokens: int = 4096) -> None:
        self.name = name
        self.max_tokens = max_tokens
        self.embedded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"{self.name}-1"

    @property
    def dimension(self) -> int:
        return 64

    @property
    def token_dimension(self) -> int:
        return 32

    def count_tokens(self, text: str) -> int:
        """A token for each word or character that is no blank, roughly as real tokenizers do."""
        return sum(
            1 if part.isascii() and len(part) < 8 else -(-len(part) // 2) for part in text.split()
        )

    def count_many(self, texts: Sequence[str]) -> list[int]:
        return [self.count_tokens(text) for text in texts]

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        self.embedded.extend(texts)
        rows = [self._vector(text) for text in texts]
        if on_done:
            on_done(len(texts))
        return np.asarray(rows, np.float32).reshape(len(texts), 64)

    def embed_chunks(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Encoded:
        rows = self.embed_passages(texts, on_done=on_done)
        return Encoded(rows, [late_interaction.pack(self.query_tokens(text)) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return self._vector(text)

    def query_tokens(self, text: str) -> Vectors:
        rows = [self._vector(word)[:32] for word in words(text)]
        return late_interaction.unit(np.asarray(rows, np.float32).reshape(len(rows), 32))

    def _vector(self, text: str) -> Vectors:
        row = np.full(64, 1e-3, np.float32)
        for word in words(text):
            salt = "" if self.name == "words" else self.name
            digest = hashlib.sha256((salt + word).encode()).digest()
            row[digest[0] % 64] += 1 if digest[1] % 2 else -1
        unit: Vectors = row / np.linalg.norm(row)
        return unit
