"""Answers and figures as the command line prints them. Pure."""

from __future__ import annotations

from typing import Any

from bot.core.passage import Passage
from bot.core.turn import Answer
from bot.sentences import english


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as `python -m bot ask --json` promises it."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "citations": [
            {"n": citation.n, **_place(citation.passage), "quote": citation.quote}
            for citation in answer.citations
        ],
        "passages": [
            {**_place(passage), "quote": passage.text, "score": round(passage.score, 4)}
            for passage in answer.passages
        ],
        "follow_up": list(answer.follow_up),
        "unsupported": [s.text for s in answer.segments if not s.supported],
        "probability": answer.probability,
        "llm": answer.llm,
        "notice": english(answer.notice) if answer.notice else "",
        "timings_ms": answer.timings_ms,
    }


def answer_text(answer: Answer) -> str:
    """The answer with its sources and follow-up questions, for a terminal."""
    lines = [answer.text, ""]
    for citation in answer.citations:
        passage = citation.passage
        first, last = passage.lines
        lines.append(f"[{citation.n}] {passage.file}:{first}-{last}  {passage.place}")
    lines += [f"→ {question}" for question in answer.follow_up]
    return "\n".join(lines).rstrip()


def _place(passage: Passage) -> dict[str, Any]:
    return {
        "file": passage.file,
        "heading_path": list(passage.heading_path),
        "lines": list(passage.lines),
    }


def metrics_table(figures: dict[str, Any]) -> str:
    """The figures of `eval` in lines a person reads."""
    rows = [("", "n", "recall@1", "recall@5", "MRR@10")]
    for kind, found in {"all": figures, **figures["by_kind"]}.items():
        count = found.get("n", figures["n"])
        shares = (found["recall_at_1"], found["recall_at_5"], found["mrr_at_10"])
        rows.append((kind, str(count), *(_figure(value) for value in shares)))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    lines += [
        f"declined: {_figure(figures['declined_unanswerable'])} of unanswerable, "
        f"{_figure(figures['declined_answerable'])} of answerable",
        f"answers: {_figure(figures['must_terms'])} of the wanted terms, "
        f"{_figure(figures['unsupported'])} of sentences without support",
        *_follow_up_lines(figures.get("follow_ups")),
        *_reliability_lines(figures["reliability"]),
        f"retrieval: p50 {figures['latency_ms']['p50']} ms, p95 {figures['latency_ms']['p95']} ms",
    ]
    return "\n".join(line.rstrip() for line in lines)


def _follow_up_lines(found: dict[str, Any] | None) -> list[str]:
    if not found or not found["n"]:
        return []
    return [
        f"proposed questions: {found['n']}, {_figure(found['answerable'])} answerable, "
        f"{_figure(found['new'])} new, {_figure(found['good'])} both"
    ]


def _reliability_lines(found: dict[str, Any] | None) -> list[str]:
    if not found:
        return []
    bins = "; ".join(
        f"{b['low']:.1f}–{b['high']:.1f}: {b['predicted']:.2f} → {b['observed']:.2f} ({b['count']})"
        for b in found["bins"]
    )
    return [
        "probability that the notes answer, said → true (questions), both kinds weighing the same:",
        f"  {bins}",
        f"  calibration error {found['error']:.3f}, Brier score {found['brier']:.3f}",
    ]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
