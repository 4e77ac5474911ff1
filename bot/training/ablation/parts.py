"""Every part of retrieval on and off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_core.language_models import BaseChatModel

from bot.evaluation.answers import EvaluationQuestion
from bot.search.retrieve import NotesRetriever
from bot.training.ablation import grains, judged, learned, reading, signals, texts
from bot.training.ablation.measure import Bench, Variant, VariantFigures, run


def ablate(
    retriever: NotesRetriever,
    questions: Sequence[EvaluationQuestion],
    cache: Path,
    *,
    model: tuple[BaseChatModel, str] | None = None,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> list[VariantFigures]:
    """The figures of all variants, the program as it is first.

    `cache` is where built-in models are unpacked; `model` also picks among passages, by its name.
    Questions without a source are left out.
    """
    with TemporaryDirectory(prefix="ablate-") as folder:
        asked = [question for question in questions if question.gold]
        bench = Bench(retriever, Path(folder), asked, progress)
        variants = _variants(cache, model)
        if retriever.reranker:
            variants += reading.variants()
        return list(run(variants, bench))


def _variants(cache: Path, model: tuple[BaseChatModel, str] | None) -> list[Variant]:
    found = [
        *signals.variants(),
        *grains.variants(),
        *learned.variants(),
        *texts.variants(cache),
    ]
    return [*found, *judged.variants(*model)] if model else found
