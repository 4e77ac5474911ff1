"""What can be said of a question that is over: that it is a bad one, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from bot.bank.edits.bad_questions import REASONS, BadQuestion
from bot.interview.state import QuestionOutcome
from bot.ui.shared.view import ReaderView


@dataclass(frozen=True, kw_only=True)
class BadOnes:
    """Which questions of an interview were called bad."""

    interview: str
    marks: Mapping[int, BadQuestion]
    """By number, from 1."""
    unfolded: int = 0
    """The question that something was just said of."""


def bad_tools(ones: BadOnes | None, number: int, outcome: QuestionOutcome, view: ReaderView) -> str:
    """The buttons of question `number`."""
    if ones is None:
        return ""
    bad, interview = ones.marks.get(number), ones.interview

    def button(do: str, words: str, more: str = "") -> str:
        return (
            f'<button type="button" class="tool" data-iv="{do}" data-interview="{interview}" '
            f'data-number="{number}"{more}>{_h(view, words)}</button>'
        )

    if bad is None and outcome == "bad":
        return f'<p class="iv-bad note">{_h(view, "iv_bad_undone")}</p>'
    if bad is None:
        title = f' title="{_h(view, "iv_bad_later")}"'
        return f'<p class="iv-bad tools">{button("mark", "iv_call_bad", title)}</p>'
    reasons = "".join(
        button(
            "why",
            f"bad_why_{why}",
            f' data-why="{why}" aria-pressed="{"true" if bad.why == why else "false"}"',
        )
        for why in REASONS
    )
    return (
        f'<p class="iv-bad tools" role="group" aria-label="{_h(view, "bad_why")}">'
        f'<span class="facts">{_h(view, "iv_bad_kept")}</span>{reasons}'
        f"{button('unmark', 'bad_undo')}</p>"
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
