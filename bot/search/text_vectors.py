"""Texts as the embedding model sees them, for `align`: a vector each, and one for every token."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

from ingest.embedding import late_interaction
from ingest.embedding.embedder import Embedder, Vectors


class Meaning(Protocol):
    """What texts mean, as vectors of length 1 that are compared by cosine."""

    def of(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """A row per text, and per text a row for every token."""

    def asked(self, text: str) -> Vectors:
        """The tokens of a short text that is looked for in longer ones."""


KEPT = 2000
"""Texts whose vectors are kept, the latest: a section's are read once for all its answers."""


class EmbedderMeaning:
    """The project's embedding model. Safe to use from many threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._read: OrderedDict[str, tuple[Vectors, bytes]] = OrderedDict()
        self._asked = lru_cache(maxsize=KEPT)(self._tokens)

    def of(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """A row per text, and per text a row for every token."""
        with self._lock:
            known = {text: self._read[text] for text in texts if text in self._read}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            encoded = self._embedder.embed_chunks(new)
            known.update(zip(new, zip(encoded.vectors, encoded.tokens, strict=True), strict=True))
        with self._lock:
            for text in dict.fromkeys(texts):
                self._read[text] = known[text]
                self._read.move_to_end(text)
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
        if not texts:
            return np.empty((0, self._embedder.dimension), np.float32), []
        width = self._width()
        tokens = {
            text: late_interaction.unpack(packed, width) for text, (_, packed) in known.items()
        }
        return np.stack([known[text][0] for text in texts]), [tokens[text] for text in texts]

    def asked(self, text: str) -> Vectors:
        """The tokens of a short text that is looked for in longer ones."""
        return self._asked(text)

    def _tokens(self, text: str) -> Vectors:
        tokens = self._embedder.query_tokens(text)
        assert tokens is not None, "meaning_of gives none for such a model"
        return tokens

    def _width(self) -> int:
        return int(self.asked("?").shape[1])


def meaning_of(embedder: Embedder) -> EmbedderMeaning | None:
    """The Meaning that an embedder knows, or None if it has no token vectors. Cosines alone mean
    something else with every model, so that only words are compared then."""
    return EmbedderMeaning(embedder) if embedder.query_tokens("?") is not None else None
