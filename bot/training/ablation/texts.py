"""Variants of what is embedded: the same chunks under other words, in an index of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.search.index import Index
from bot.search.retrieve import NotesRetriever
from bot.suggest.worth_asking import worth_asking
from bot.training.ablation.measure import Bench, Variant
from ingest.embedding.embedder import Embedder, Encoded, open_embedder
from ingest.embedding.model import AS_PUBLISHED
from ingest.report import IngestPlan
from ingest.schema import PATH_SEPARATOR, Chunk
from ingest.update import update

Reword = Callable[[Chunk, Sequence[Chunk]], str]
"""Text to embed for a chunk, given all chunks of its note."""


def variants(cache: Path) -> list[Variant]:
    """One per way to word a chunk, and the encoder as it was published; a minute each."""
    wordings: dict[str, Reword] = {
        "the body alone": lambda chunk, note: _body(chunk),
        "headings without the note's title": _without_title,
        "bold phrases once more": _with_bold,
        "headings of the neighbours": _with_neighbours,
        "a question made of the heading": _with_question,
    }
    return [
        *(Variant("embedded", name, _reworded(reword)) for name, reword in wordings.items()),
        Variant(
            "encoder",
            f"{AS_PUBLISHED}, as published",
            lambda bench: _indexed(bench, open_embedder(AS_PUBLISHED, cache), AS_PUBLISHED),
        ),
    ]


def _body(chunk: Chunk) -> str:
    return chunk.embed_text.partition("\n")[2] or chunk.embed_text


def _without_title(chunk: Chunk, note: Sequence[Chunk]) -> str:
    return f"{PATH_SEPARATOR.join(chunk.heading_path)}\n{_body(chunk)}"


def _with_bold(chunk: Chunk, note: Sequence[Chunk]) -> str:
    return "\n".join([chunk.embed_text, *chunk.bold])


def _with_neighbours(chunk: Chunk, note: Sequence[Chunk]) -> str:
    at = next(place for place, other in enumerate(note) if other.id == chunk.id)
    beside = [*note[max(at - 1, 0) : at], *note[at + 1 : at + 2]]
    headings = [other.heading_path[-1] for other in beside if other.heading_path]
    return "\n".join([chunk.embed_text, *headings])


def _with_question(chunk: Chunk, note: Sequence[Chunk]) -> str:
    asked = worth_asking(chunk.heading_path, chunk.title, chunk.text)
    question = asked[0].text if asked else ""
    head, _, body = chunk.embed_text.partition("\n")
    return "\n".join([head, *([question] if question else []), body])


class Reworded:
    """An embedder that reads other words in place of those it is given for a chunk."""

    def __init__(self, inner: Embedder, texts: Mapping[str, str]) -> None:
        self._inner = inner
        self._texts = texts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def embed_chunks(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Encoded:
        """Vectors and tokens of what stands for the texts."""
        return self._inner.embed_chunks([self._texts[text] for text in texts], on_done=on_done)


def _reworded(reword: Reword) -> Callable[[Bench], NotesRetriever]:
    def make(bench: Bench) -> NotesRetriever:
        texts = {
            chunk.embed_text: reword(chunk, note)
            for note in _notes(bench.retriever.index)
            for chunk in note
        }
        made: Any = Reworded(bench.retriever.embedder, texts)
        return _indexed(bench, made, bench.retriever.embedder.name)

    return make


def _indexed(bench: Bench, embedder: Embedder, name: str) -> NotesRetriever:
    """The same chunks embedded anew, searched as the program does it."""
    source = bench.retriever.index
    manifest = source.open()
    folder = bench.scratch / f"{name}-{sum(1 for _ in bench.scratch.iterdir())}"
    folder.mkdir()
    plan = IngestPlan(dict(manifest.files), [chunk for note in _notes(source) for chunk in note])
    blank = replace(
        manifest,
        generation=1,
        collection="chunks-ablation",
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        files={},
    )
    update(folder, None, blank, plan, embedder, progress=bench.progress)
    return NotesRetriever(index=Index(folder, embedder), embedder=embedder)


def _notes(index: Index) -> list[list[Chunk]]:
    return [index.note(file) for file in index.open().files]
