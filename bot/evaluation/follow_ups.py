"""Measures the questions that are proposed after an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.core.passage import Passage
from bot.core.turn import History, Turn
from bot.evaluation.answers import EvaluatedQuestion, share

Asked = tuple[bool, Sequence[Passage]]
"""Whether a question is declined, and what was found for it, best first."""


def follow_ups(
    results: Sequence[EvaluatedQuestion], ask: Callable[[str, History], Asked]
) -> dict[str, Any]:
    """Shares, 0–1, over the questions proposed after answers to answerable questions.

    Every proposal is asked as someone does who clicks it: after the question and its answer.
    `answerable`: it is not declined. `new`: what is found first for it is no section that the
    answer cites already. `good`: both. `offered`: share of answers with a proposal at all.
    """
    answered = [r for r in results if r.question.gold and not r.answer.abstained]
    judged = [
        _judge(result, question, ask) for result in answered for question in result.answer.follow_up
    ]
    return {
        "n": len(judged),
        "offered": share(answered, lambda r: bool(r.answer.follow_up)),
        "answerable": share(judged, lambda j: j[0]),
        "new": share(judged, lambda j: j[1]),
        "good": share(judged, all),
    }


def _judge(
    result: EvaluatedQuestion, question: str, ask: Callable[[str, History], Asked]
) -> tuple[bool, bool]:
    answer = result.answer
    history = (*result.question.history, Turn(answer.question, answer.text))
    declined, passages = ask(question, history)
    cited = {citation.passage.section for citation in answer.citations}
    return not declined, bool(passages) and passages[0].section not in cited
