"""Measures answers against questions with known sources."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.passage import Passage
from bot.core.turn import Answer, Turn
from bot.errors import BadInput
from bot.evaluation.reliability import reliability
from bot.notes.section_name import SectionName, bare_heading
from bot.notes.text import (
    folded,
)
from bot.search.rewrite import to_history
from bot.sentences import Message

MRR_DEPTH = 10


@dataclass(frozen=True)
class EvaluationQuestion:
    """One line of a question file. Without gold, the notes don't answer it."""

    id: str
    question: str
    kind: str
    gold: tuple[SectionName, ...]
    must: tuple[str, ...]
    history: tuple[Turn, ...]


@dataclass(frozen=True)
class EvaluatedQuestion:
    """A question with what came of it."""

    question: EvaluationQuestion
    rank: int | None
    """Rank, from 1, of the first passage from a gold section; None if ten passages hold none."""
    answer: Answer


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """Questions of a JSON-lines file. Raises BadInput naming the line that is wrong."""
    return [_question(path, number, raw) for number, raw in read_lines(path)]


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of a JSON-lines file; blank lines left out. Raises BadInput."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("questions_unreadable", at=path, why=error) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except ValueError as error:
            raise BadInput(
                "line_wrong", at=path, line=number, fault=Message.of("line_no_json", why=error)
            ) from error
        if not isinstance(raw, dict):
            raise BadInput("line_wrong", at=path, line=number, fault=Message.of("line_no_object"))
        yield number, raw


def _question(path: Path, number: int, raw: dict[str, Any]) -> EvaluationQuestion:
    try:
        made = _QuestionLine.model_validate(raw)
        history = to_history(raw.get("history", []))
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(map(str, fault["loc"]))
        raise BadInput(
            "line_wrong",
            at=path,
            line=number,
            fault=Message.of("line_question", field=name, why=fault["msg"]),
        ) from error
    except BadInput as error:
        raise BadInput("line_wrong", at=path, line=number, fault=error.message) from error
    return EvaluationQuestion(
        id=str(raw.get("id", number)),
        question=made.question,
        kind=made.kind,
        gold=tuple(SectionName(gold.file, gold.heading) for gold in made.gold),
        must=tuple(made.must),
        history=tuple(history),
    )


class _GoldLine(BaseModel):
    file: str
    heading: str


class _QuestionLine(BaseModel):
    """A line as files hold it; fields of others are left alone."""

    model_config = ConfigDict(str_strip_whitespace=True)

    question: Annotated[str, Field(min_length=1)]
    kind: str = "question"
    gold: list[_GoldLine] = []
    must: list[str] = []


def is_hit(passage: Passage, gold: Sequence[SectionName]) -> bool:
    """Whether a passage comes from one of the gold sections, at any level of its path."""
    path = {bare_heading(heading) for heading in passage.heading_path}
    return any(g.file == folded(passage.file) and bare_heading(g.heading) in path for g in gold)


def first_hit(passages: Sequence[Passage], gold: Sequence[SectionName]) -> int | None:
    """Rank, from 1, of the first passage from a gold section; None if there is none in ten."""
    ranked = enumerate(passages[:MRR_DEPTH], 1)
    return next((rank for rank, passage in ranked if is_hit(passage, gold)), None)


def outcomes(
    questions: Sequence[EvaluationQuestion],
    answer: Callable[[EvaluationQuestion], Answer],
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> list[EvaluatedQuestion]:
    """Answer every question and find the rank of its source."""
    made: list[EvaluatedQuestion] = []
    for done, question in enumerate(questions, 1):
        given = answer(question)
        made.append(EvaluatedQuestion(question, first_hit(given.passages, question.gold), given))
        on_done(done, len(questions))
    return made


def metrics(results: Sequence[EvaluatedQuestion]) -> dict[str, Any]:
    """The figures of a run; shares are 0–1, times in milliseconds. None where nothing was asked."""
    answerable = [r for r in results if r.question.gold]
    unanswerable = [r for r in results if not r.question.gold]
    kinds: dict[str, list[EvaluatedQuestion]] = defaultdict(list)
    for result in answerable:
        kinds[result.question.kind].append(result)
    answered = [r for r in answerable if not r.answer.abstained]
    claims = [s for r in answered for s in r.answer.segments if s.marks or not s.supported]
    latencies = [r.answer.timings_ms.get("retrieve", 0.0) for r in results]
    return {
        "questions": len(results),
        **retrieval(answerable),
        "by_kind": {kind: retrieval(found) for kind, found in sorted(kinds.items())},
        "declined_unanswerable": share(unanswerable, lambda r: r.answer.abstained),
        "declined_answerable": share(answerable, lambda r: r.answer.abstained),
        "reliability": _reliability(results),
        "must_terms": must_share(answered),
        "unsupported": share(claims, lambda s: not s.supported),
        "latency_ms": percentiles(latencies),
        "answer_ms": percentiles([r.answer.timings_ms.get("total", 0.0) for r in results]),
    }


def _reliability(results: Sequence[EvaluatedQuestion]) -> dict[str, Any] | None:
    found = reliability([(r.answer.probability, bool(r.question.gold)) for r in results])
    return asdict(found) if found else None


def retrieval(results: Sequence[EvaluatedQuestion]) -> dict[str, Any]:
    """recall@1, recall@5 and MRR@10 over questions that have a source."""
    return {
        "n": len(results),
        "recall_at_1": share(results, lambda r: r.rank == 1),
        "recall_at_5": share(results, lambda r: r.rank is not None and r.rank <= 5),
        "mrr_at_10": mean([1 / r.rank if r.rank else 0.0 for r in results]),
    }


def must_share(results: Sequence[EvaluatedQuestion]) -> float | None:
    """Mean share of the terms a right answer mentions, over answers that were given."""
    shares: list[float] = []
    for result in results:
        text = result.answer.text.lower()
        if result.question.must:
            held = sum(term.lower() in text for term in result.question.must)
            shares.append(held / len(result.question.must))
    return mean(shares)


def share(items: Sequence[Any], holds: Callable[[Any], bool]) -> float | None:
    """Share of items for which it holds; None of nothing."""
    return mean([float(holds(item)) for item in items])


def mean(values: Sequence[float]) -> float | None:
    """Arithmetic mean to four places; None of nothing."""
    return round(sum(values) / len(values), 4) if values else None


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile, under `p50` and `p95`."""
    if len(values) < 2:
        only = round(values[0], 1) if values else 0.0
        return {"p50": only, "p95": only}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}
