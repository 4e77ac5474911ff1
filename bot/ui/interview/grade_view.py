"""A grade, point by point: the note's words beside the candidate's, as HTML; pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.core.score import Verdict
from bot.interview.view import GradeView, PointView
from bot.language.statements import plain
from bot.markup.line import line_html
from bot.ui.shared.view import ReaderView

SIGNS = {Verdict.HIT: "✓", Verdict.PARTIAL: "◐", Verdict.MISSED: "✗", Verdict.CONTRADICTED: "⚠"}


def grade(made: GradeView, view: ReaderView) -> str:
    """A score with every point that may be seen, the note's words beside the candidate's."""
    facts = [view.say("iv_hits", hit=made.hit, total=made.total)]
    if made.bonus:
        facts.append(view.say("iv_bonus", n=made.bonus))
    if max(made.first - made.cost, 0) != made.score:
        facts.append(view.say("iv_first", first=made.first))
    if made.cost:
        facts.append(view.say("iv_cost", cost=made.cost))
    estimate = (
        f' <span class="iv-estimate">{escape(view.say("iv_estimate"))}</span>'
        if made.estimated
        else ""
    )
    points = _listed([row for row in made.points if row.essential], view)
    extras = [row for row in made.points if not row.essential]
    if extras:
        points += f'<p class="note iv-extras">{escape(view.say("iv_extras"))}</p>'
        points += _listed(extras, view)
    hidden = (
        f'<p class="note">{escape(view.say("iv_hidden", n=made.hidden))}</p>' if made.hidden else ""
    )
    return (
        f'<section class="iv-grade" aria-label="{escape(view.say("iv_grade_label"))}">'
        f'<p class="iv-score"><strong>{escape(view.say("iv_score", score=made.score))}</strong>'
        f' <span class="facts">{escape(" · ".join(facts))}</span>{estimate}</p>'
        f"{points}{hidden}{beyond(made.beyond, view)}</section>"
    )


def _listed(rows: Sequence[PointView], view: ReaderView) -> str:
    return f'<ul class="iv-points">{"".join(point(row, view) for row in rows)}</ul>'


def point(row: PointView, view: ReaderView) -> str:
    """A point: its verdict by sign and word, the note's words, the candidate's words."""
    # An extra that wasn't said is not missed.
    unsaid = not row.essential and row.verdict is Verdict.MISSED
    sign, word = SIGNS[row.verdict], _verdict(row.verdict, view)
    if unsaid:
        sign, word = "○", view.say("iv_not_said")
    became = (
        f'<span class="iv-became">{escape(view.say("iv_became", first=_verdict(row.first, view)))}'
        "</span>"
        if row.first is not row.verdict
        else ""
    )
    quote = " ".join(plain(row.quote).split())
    text, drawn = escape(row.text), line_html(row.quote)
    if quote in row.text or row.text in quote:  # the point is the note's own words
        whole = drawn if len(quote) >= len(row.text) else text
        label = f'<span class="iv-whose">{escape(view.say("iv_in_note"))}</span>'
        text, quote = f"{label}{whole}", ""
    return (
        f'<li class="iv-point {"unsaid" if unsaid else row.verdict}"><p class="iv-verdict">'
        f'<span class="iv-sign" aria-hidden="true">{sign}</span> '
        f"{escape(word)}</p>"
        f'<div class="iv-about"><p class="iv-text">{text}{became}</p>'
        f"{_quoted('iv_in_note', drawn if quote else '', view)}"
        f"{_quoted('iv_you_said', escape(' '.join(row.evidence.split())), view)}</div></li>"
    )


def _verdict(verdict: Verdict, view: ReaderView) -> str:
    return view.say(f"iv_{verdict}")


def _quoted(key: str, words: str, view: ReaderView) -> str:
    """Words that are HTML already."""
    if not words:
        return ""
    return (
        f'<p class="iv-quote {key}"><span class="iv-whose">{escape(view.say(key))}</span>'
        f"<q>{words}</q></p>"
    )


def beyond(said: tuple[str, ...], view: ReaderView) -> str:
    """What the notes don't know of an answer."""
    if not said:
        return ""
    gap = "；" if view.language == "zh" else "; "
    return f'<p class="iv-beyond">{escape(view.say("iv_beyond") + gap.join(said))}</p>'
