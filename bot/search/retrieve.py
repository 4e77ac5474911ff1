"""Question -> ranked passages, as a LangChain retriever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bot.core.passage import Passage
from bot.core.turn import History
from bot.language.terms import is_chinese, translate
from bot.search.index import Index, words_of
from bot.search.locality import bonuses, favoured
from bot.search.rank import (
    Candidate,
    Ranked,
    drop_repeats,
    fuse,
    join_parts,
    member_passage,
    passage_of,
)
from bot.search.rerank import READ, readable, reordered
from bot.search.rewrite import LEANING, SearchQuery, in_context
from bot.search.unknown_words import unknown_words
from ingest.embedding.embedder import Embedder, Vectors
from ingest.schema import Chunk

POOL = 60
"""Chunks taken from each of the two searches; on the development set the answer is among them."""

TRANSLATED = 0.7
"""Weight of the Chinese words that an English question's terms stand for. From .3 to 1 all the
same on the development questions; without them English questions lose three in ten first places."""

SPARE = 4
"""Sections read beyond those that are wanted, since some repeat others."""

MAX_PASSAGE_CHARS = 1600
"""A long section is quoted around the part that was found, up to this length."""


@dataclass(frozen=True, kw_only=True)
class Retrieval:
    """What a search brought, with what is needed to judge whether it answers the question."""

    search: SearchQuery
    passages: tuple[Passage, ...]
    ranked: tuple[Ranked, ...]
    """Row i is what found passage i."""
    words: Mapping[str, float]
    """The question's words with their inverse document frequencies."""
    milliseconds: float
    unknown: tuple[str, ...] = ()
    """Words of the question that neither the notes nor the conversation hold. Looked up only where
    there is a conversation."""
    bare: tuple[Passage, ...] = ()
    """Headings that the question asks for, with nothing below them to answer from."""

    @property
    def nearest(self) -> tuple[Passage, ...]:
        """The sections to name where the notes don't answer."""
        return (*self.bare, *self.passages)


class NotesRetriever(BaseRetriever):
    """Finds the sections of the notes that speak about a question.

    As a LangChain retriever it gives Documents whose metadata hold `file`, `heading_path`,
    `lines`, `section` and `score`; `find` gives typed passages and takes a conversation.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    embedder: Any
    """An ingest.embedding.embedder.Embedder: the one the index was made with."""
    k: int = 8
    reranker: Any = None
    """A `rerank.Reranker` that reads the first passages with the question; None for none."""
    fusion: Callable[[Sequence[Candidate]], list[Ranked]] = fuse

    def find(self, question: str, history: History = (), k: int | None = None) -> Retrieval:
        """The `k` best passages, best first; fewer if the notes are few. Raises IndexMissing."""
        started = time.perf_counter()
        search = in_context(question, history)
        words = self._words(search)
        # A question that stands alone may be about something else entirely.
        last = self._last_spoken_about(history) if search.weight == LEANING else None
        fused = self.fusion(self._candidates(search, words, last.id if last else ""))
        if last:
            gains = bonuses(self.index.outline(last.file), last.section)
            fused = favoured(fused, gains, search.weight)
        wanted = k or self.k
        ranked, sections = self._best(fused, max(wanted, READ) if self.reranker else wanted)
        if self.reranker:
            texts = [readable(self._passage(entry, sections, words)) for entry in ranked[:READ]]
            ranked = reordered(ranked, self.reranker.scores(search.text, texts))[:wanted]
        return Retrieval(
            search=search,
            passages=tuple(self._passage(entry, sections, words) for entry in ranked),
            ranked=tuple(ranked),
            words=self.index.weights(list(words)),
            unknown=unknown_words(question, history, self.index.holds) if history else (),
            milliseconds=(time.perf_counter() - started) * 1000,
            bare=tuple(self.index.bare_headings(search.question)),
        )

    @staticmethod
    def _passage(
        entry: Ranked, sections: Mapping[str, Sequence[Chunk]], words: Mapping[str, float]
    ) -> Passage:
        return passage_from(entry, sections[entry.candidate.id], frozenset(words))

    def _candidates(
        self, search: SearchQuery, words: Mapping[str, float], beside: str
    ) -> list[Candidate]:
        return self.index.search(self._vector(search), words, POOL, self._tokens(search), beside)

    def _last_spoken_about(self, history: History) -> Chunk | None:
        """The chunk that the last question led to."""
        earlier = NotesRetriever.find(self, history[-1].question, history[-2:-1], 1)
        if not earlier.ranked:
            return None
        found = earlier.ranked[0].candidate.id
        section = self.index.sections([found]).get(found, [])
        return next((chunk for chunk in section if chunk.id == found), None)

    def _vector(self, search: SearchQuery) -> Vectors:
        """The question's vector, moved towards that of the question with its context."""
        embedder: Embedder = self.embedder
        vector = embedder.embed_query(search.question)
        if not search.context:
            return vector
        mixed = (1 - search.weight) * vector + search.weight * embedder.embed_query(search.text)
        moved: Vectors = (mixed / np.linalg.norm(mixed)).astype(np.float32)
        return moved

    def _words(self, search: SearchQuery) -> dict[str, float]:
        """The words to look for with their weights, an English term's Chinese ones among them."""
        words = dict.fromkeys(words_of(search.question), 1.0)
        for word in words_of(search.context):
            words.setdefault(word, search.weight)
        for text, weight in ((search.question, 1.0), (search.context, search.weight)):
            if not is_chinese(text):
                for word in translate(text):
                    words.setdefault(word, TRANSLATED * weight)
        return words

    def _tokens(self, search: SearchQuery) -> list[tuple[Vectors, float]]:
        """Token vectors of the question alone and as read after what it leans on, with their
        weights. The context's own tokens stay out: being more, they would outvote the question."""
        alone = self.embedder.query_tokens(search.question)
        if alone is None or not search.context:
            return [] if alone is None else [(alone, 1.0)]
        after = self.embedder.query_tokens(search.text)[-len(alone) :]
        return [(alone, 1 - search.weight), (after, search.weight)]

    @staticmethod
    def words(text: str) -> list[str]:
        """The words of a text as the index counts them."""
        return words_of(text)

    def _best(
        self, fused: Sequence[Ranked], limit: int
    ) -> tuple[list[Ranked], dict[str, list[Chunk]]]:
        """The best `limit` entries that don't repeat each other, and the chunks of their sections
        by the id of the chunk that was found. No more texts are read than that takes."""
        sections: dict[str, list[Chunk]] = {}
        texts: dict[str, str] = {}
        kept: list[Ranked] = []
        step = limit + SPARE
        for start in range(0, len(fused), step):
            read = self.index.sections([e.candidate.id for e in fused[start : start + step]])
            sections |= read
            texts |= {chunk.id: chunk.text for chunks in read.values() for chunk in chunks}
            kept = drop_repeats(fused[: start + step], texts, limit)
            if len(kept) == limit:
                break
        return kept, sections

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [to_document(passage) for passage in self.find(query).passages]


def passage_from(entry: Ranked, section: Sequence[Chunk], words: frozenset[str]) -> Passage:
    """The passage around the chunk that was found; `section` are all chunks of its section."""
    chunk = next(chunk for chunk in section if chunk.id == entry.candidate.id)
    if chunk.members:
        return member_passage(chunk, words, entry.score)
    return passage_of(join_parts(chunk, section, MAX_PASSAGE_CHARS), entry.score)


def to_document(passage: Passage) -> Document:
    """A passage as LangChain's Document."""
    return Document(
        page_content=passage.text,
        metadata={
            "file": passage.file,
            "title": passage.title,
            "heading_path": list(passage.heading_path),
            "lines": list(passage.lines),
            "section": passage.section,
            "tags": list(passage.tags),
            "score": passage.score,
        },
    )
