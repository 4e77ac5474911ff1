"""Variants of how a question is searched for, over the index as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.search.index import words_of
from bot.search.rank import Candidate, Ranked, SignalWeights, fuse
from bot.search.retrieve import NotesRetriever
from bot.search.rewrite import SearchQuery
from bot.training.ablation.measure import Bench, Variant
from ingest.embedding.embedder import Vectors
from ingest.schema import Chunk

RRF_K = 60
"""Cormack et al., 2009: keeps one list's first place from outweighing agreement."""

EXPANDED = 3  # headings taken over as words
EXPANSION_WEIGHT = 0.3


def variants() -> list[Variant]:
    """With one signal or step changed, and the whole as it is first."""
    weights = {
        "without late interaction": SignalWeights(late=0.0),
        "without BM25": SignalWeights(lexical=0.0),
        "without the chunk's cosine": SignalWeights(dense=0.0),
        "the cosine alone": SignalWeights(late=0.0, lexical=0.0),
        "BM25 alone": SignalWeights(dense=0.0, late=0.0, lexical=1.0),
        "late interaction alone": SignalWeights(dense=0.0, lexical=0.0),
        "BM25 twice as heavy": SignalWeights(lexical=0.6),
        "late interaction half as heavy": SignalWeights(late=0.5),
    }
    fused = [
        Variant("signals", name, _fused(partial(fuse, weights=chosen)))
        for name, chosen in weights.items()
    ]
    return [
        Variant("now", "as it is", lambda bench: bench.retriever),
        *fused,
        Variant("fusion", "reciprocal ranks in place of scores", _fused(reciprocal_ranks)),
        Variant("words", "without the list of terms", _kind(WithoutTerms)),
        Variant("words", "with words of the first headings", _kind(Expanded)),
        Variant("history", "without the conversation", _kind(WithoutHistory)),
        Variant("history", "without the neighbourhood", _kind(WithoutNeighbourhood)),
    ]


def reciprocal_ranks(candidates: Sequence[Candidate]) -> list[Ranked]:
    """Reciprocal rank fusion of the three signals."""

    @dataclass(frozen=True)
    class Ranks(SignalWeights):
        def score(self, candidate: Candidate) -> float:
            return scores[candidate.id]

    scores = dict.fromkeys((candidate.id for candidate in candidates), 0.0)
    signals: list[Callable[[Candidate], float]] = [
        lambda c: c.dense,
        lambda c: c.lexical,
        lambda c: c.late or 0.0,
    ]
    for signal in signals:
        ordered = sorted(candidates, key=signal, reverse=True)
        for rank, candidate in enumerate(ordered, 1):
            scores[candidate.id] += 1 / (RRF_K + rank)
    return fuse(candidates, Ranks())


class WithoutTerms(NotesRetriever):
    """An English question brings no Chinese words along."""

    def _words(self, search: SearchQuery) -> dict[str, float]:
        words = dict.fromkeys(words_of(search.question), 1.0)
        for word in words_of(search.context):
            words.setdefault(word, search.weight)
        return words


class Expanded(NotesRetriever):
    """Question expansion: the headings found first lend their words to a second search."""

    def _words(self, search: SearchQuery) -> dict[str, float]:
        words = super()._words(search)
        plain = self.index.search(self._vector(search), words, EXPANDED, self._tokens(search))
        ids = [entry.candidate.id for entry in fuse(plain)[:EXPANDED]]
        for chunk_id, section in self.index.sections(ids).items():
            chunk = next(chunk for chunk in section if chunk.id == chunk_id)
            for word in words_of(" ".join(chunk.heading_path)):
                words.setdefault(word, EXPANSION_WEIGHT)
        return words


class WithoutHistory(NotesRetriever):
    """Every question stands alone."""

    def _vector(self, search: SearchQuery) -> Vectors:
        return super()._vector(SearchQuery(search.question))

    def _words(self, search: SearchQuery) -> dict[str, float]:
        return super()._words(SearchQuery(search.question))

    def _tokens(self, search: SearchQuery) -> list[tuple[Vectors, float]]:
        return super()._tokens(SearchQuery(search.question))

    def _last_spoken_about(self, history: object) -> Chunk | None:
        return None


class WithoutNeighbourhood(NotesRetriever):
    """The section last spoken about favours none."""

    def _last_spoken_about(self, history: object) -> Chunk | None:
        return None


def _fused(
    fusion: Callable[[Sequence[Candidate]], list[Ranked]],
) -> Callable[[Bench], NotesRetriever]:
    return lambda bench: bench.retriever.model_copy(update={"fusion": fusion})


def _kind(kind: type[NotesRetriever]) -> Callable[[Bench], NotesRetriever]:
    return lambda bench: kind(index=bench.retriever.index, embedder=bench.retriever.embedder)
