"""A model answer as HTML: folded, each sentence with a mark that leads to its place. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from bot.core.question import Said
from bot.ui.shared.view import ReaderView


def model_answer(answer: Sequence[Said], view: ReaderView) -> str:
    """The answer, folded; interview.js opens the note's place in the same question."""
    if not answer:
        return ""
    said = "".join(
        escape(one.sentence) + (_mark(number, view) if one.quote else "") + " "
        for number, one in enumerate(answer, 1)
    )
    return (
        f'<details class="iv-model"><summary>{escape(view.say("iv_model"))}</summary>'
        f'<p dir="auto">{said.rstrip()}</p></details>'
    )


def quotes_by_section(answer: Sequence[Said]) -> Mapping[str, Mapping[int, str]]:
    """What the sentences quote of each section, by their numbers."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for number, one in enumerate(answer, 1):
        if one.quote:
            found[one.section][number] = one.quote
    return found


def _mark(number: int, view: ReaderView) -> str:
    label = escape(view.say("iv_model_place", n=number))
    return (
        f'<button type="button" class="mark" data-said="{number}" aria-label="{label}" '
        f'title="{label}">[{number}]</button>'
    )
