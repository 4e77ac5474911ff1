"""Runs variants of retrieval over a question file, and prints them side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.answers import MRR_DEPTH, EvaluationQuestion, first_hit, percentiles
from bot.search.retrieve import NotesRetriever


@dataclass(frozen=True)
class Bench:
    """What variants are made from."""

    retriever: NotesRetriever
    """As the program uses it."""
    scratch: Path
    """A folder for indexes of their own."""
    questions: Sequence[EvaluationQuestion]
    """The questions that have a source."""
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None


@dataclass(frozen=True)
class Variant:
    """One way to retrieve. Making it may take a minute: some embed all notes again."""

    group: str
    name: str
    make: Callable[[Bench], NotesRetriever]


@dataclass(frozen=True)
class VariantFigures:
    """A variant's figures: shares are 0–1, times in milliseconds a question."""

    group: str
    name: str
    ranks: tuple[int | None, ...]
    """For every question the rank, from 1, of its first source; None if ten passages hold none."""
    kinds: tuple[str, ...]
    p50_ms: float

    def recall(self, at: int, kind: str = "") -> float | None:
        """Share of questions, of one kind or of all, with a source among the first `at`."""
        ranks = [r for r, k in zip(self.ranks, self.kinds, strict=True) if kind in ("", k)]
        return sum(r is not None and r <= at for r in ranks) / len(ranks) if ranks else None

    @property
    def mrr(self) -> float:
        """Mean of 1 / rank, 0 for what is not among ten."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


def run(variants: Sequence[Variant], bench: Bench) -> Iterator[VariantFigures]:
    """Each variant's figures, one after the other."""
    for done, variant in enumerate(variants):
        bench.progress("ablate", done, len(variants))
        yield _measured(variant, bench)
    bench.progress("ablate", len(variants), len(variants))


def _measured(variant: Variant, bench: Bench) -> VariantFigures:
    retriever = variant.make(bench)
    times: list[float] = []
    ranks: list[int | None] = []
    for question in bench.questions:
        found = retriever.find(question.question, question.history, MRR_DEPTH)
        times.append(found.milliseconds)
        ranks.append(first_hit(found.passages, question.gold))
    kinds = tuple(question.kind for question in bench.questions)
    p50 = percentiles(times)["p50"]
    return VariantFigures(variant.group, variant.name, tuple(ranks), kinds, p50)


def as_json(row: VariantFigures) -> dict[str, Any]:
    """A row as `--json` prints it."""
    return {
        "group": row.group,
        "variant": row.name,
        "recall_at_1": round(row.recall(1) or 0.0, 4),
        "recall_at_5": round(row.recall(5) or 0.0, 4),
        "mrr_at_10": round(row.mrr, 4),
        "by_kind": {kind: row.recall(1, kind) for kind in sorted(set(row.kinds))},
        "p50_ms": row.p50_ms,
    }


def table(rows: Sequence[VariantFigures]) -> str:
    """Rows as a markdown table; recall@1 of every kind beside the whole."""
    kinds = sorted(set(rows[0].kinds)) if rows else []
    head = ["", "recall@1", "recall@5", "MRR@10", *(f"{kind}@1" for kind in kinds), "p50 ms"]
    lines = [" | ".join(head), " | ".join(["---"] + ["---:"] * (len(head) - 1))]
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines.append(f"**{group}**" + " | " * (len(head) - 1))
        shares = [row.recall(1), row.recall(5), row.mrr, *(row.recall(1, k) for k in kinds)]
        cells = ["–" if share is None else f"{share:.3f}" for share in shares]
        lines.append(" | ".join([row.name, *cells, f"{row.p50_ms:.0f}"]))
    return "\n".join(f"| {line} |" for line in lines)
