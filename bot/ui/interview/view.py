"""A running interview, as HTML; pure.

Every string from a note, an answer or a model goes through
`html.escape` or `bot.ui.shared.markdown`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from bot.core.passage import Passage
from bot.interview.state import HINT_COST, Sent
from bot.interview.view import (
    Entry,
    InterviewPhase,
    InterviewView,
    QuestionMark,
    TurnView,
)
from bot.ui.interview.answer_view import model_answer, quotes_by_section
from bot.ui.interview.bad_view import BadOnes, bad_tools
from bot.ui.interview.grade_view import grade
from bot.ui.interview.screen_reader_text import screen_reader_text
from bot.ui.shared.view import ReaderView

_MARKS: dict[QuestionMark, str] = {
    "open": "○",
    "now": "◉",
    "good": "●",
    "half": "◐",
    "low": "◔",
    "skipped": "–",
    "bad": "⊘",
    "done": "●",
}
_DIFFICULTY = {1: "iv_easy", 2: "iv_medium", 3: "iv_hard"}
_LABELS = {"drill": "iv_drill", "hint": "iv_hint_said"}


def head(shown: InterviewView, view: ReaderView) -> str:
    """The bar that says where the interview stands and what can be done.

    It also tells the page's script which screen is seen, and what is to be read out of it.
    """
    question = shown.turns[-1].question if shown.turns else None
    where = [f"{shown.number}/{shown.length}"]
    if question:
        where += [question.topic, view.say(_DIFFICULTY.get(question.difficulty, "iv_medium"))]
    step = view.say("iv_step", n=shown.number, length=shown.length)
    told = escape(json.dumps(screen_reader_text(shown, view)))
    return (
        f'<section class="iv-bar" data-screen="run" data-phase="{shown.phase}" '
        f'data-step="{shown.step}" data-interview="{shown.id}" '
        f'data-told="{told}" aria-label="{escape(step)}">'
        f'<ol class="iv-dots">{_dots(shown, view)}</ol>'
        f'<p class="iv-where">{escape(" · ".join(where))}</p>{_clock(shown, view)}'
        f'{_bad(shown, view)}<div class="iv-tools">{_tools(shown, view)}</div></section>'
    )


def badge(shown: InterviewView | None, view: ReaderView) -> str:
    """How far the interview has got, for the tab's label; empty without an interview."""
    if shown is None:
        return "<span></span>"
    words = view.say("iv_running", done=shown.number, length=shown.length)
    short = f"{shown.number}/{shown.length}"
    return f'<span data-badge="{escape(words)}" data-short="{short}"></span>'


def screen(name: str) -> str:
    """Tells the page that a screen is seen on which no interview runs: setup or report."""
    return f'<span data-screen="{name}"></span>'


def _dots(shown: InterviewView, view: ReaderView) -> str:
    return "".join(
        f'<li class="{mark}"><span aria-hidden="true">{_MARKS[mark]}</span>'
        f'<span class="sr-only">{escape(view.say("iv_past", n=n))}: '
        f"{escape(view.say(f'iv_mark_{mark}'))}</span></li>"
        for n, mark in enumerate(shown.marks, 1)
    )


def _clock(shown: InterviewView, view: ReaderView) -> str:
    if shown.left_s is None:
        return ""
    running = int(shown.phase in ("asking", "drilling"))
    return (
        f'<p class="iv-clock" role="timer" data-left="{shown.left_s:.1f}" data-running="{running}" '
        f'data-over="{escape(view.say("iv_over"))}" aria-label="{escape(view.say("iv_left"))}">'
        f"{clock(shown.left_s)}</p>"
    )


def clock(seconds: float) -> str:
    """Minutes and seconds; 0 at the least."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _bad(shown: InterviewView, view: ReaderView) -> str:
    """The button that calls the question that stands a bad one; its word is left out where there
    is no room."""
    if "bad" not in shown.can:
        return ""
    word = escape(view.say("iv_call_bad"))
    return (
        f'<button type="button" class="tool iv-call-bad" data-iv="bad" aria-label="{word}" '
        f'title="{escape(view.say("iv_bad_now"))}" aria-keyshortcuts="b">'
        f'<span aria-hidden="true">{_MARKS["bad"]}</span> <span>{word}</span></button>'
    )


def _tools(shown: InterviewView, view: ReaderView) -> str:
    """What can be done, each with its price on it; what ends something is asked about first."""
    skip = {"drilling": "iv_skip_drill", "reading": "iv_next"}.get(shown.phase, "iv_skip")
    free = shown.phase == "reading" or bool(shown.turns and shown.turns[-1].earned)
    names: tuple[tuple[Sent, str], ...] = (
        ("hint", view.say("iv_hint", cost=HINT_COST)),
        ("skip", view.say(skip)),
        ("note", view.say("iv_note_free" if free else "iv_note")),
        ("pause", view.say("iv_pause")),
        ("end", view.say("iv_end")),
    )
    nothing = f' title="{escape(view.say("iv_scores_nothing"))}"'
    more = {"end": f' data-sure="{escape(view.say("iv_end_sure"))}"'}
    if free:
        more["note"] = f' title="{escape(view.say("iv_note_kept"))}"'
    else:
        more["note"] = f'{nothing} data-sure="{escape(view.say("iv_note_sure"))}"'
    if skip == "iv_skip":
        more["skip"] = nothing
    paused = shown.phase == "paused"
    hidden = ("hint", "skip", "note", "pause") if paused else ()
    buttons = "".join(
        f'<button type="button" class="tool" data-iv="{kind}"{more.get(kind, "")}'
        f"{'' if kind in shown.can else ' disabled'}>{escape(words)}</button>"
        for kind, words in names
        if kind not in hidden
    )
    return f'{buttons}<span class="sr-only iv-sure" role="status"></span>'


def past(turns: tuple[TurnView, ...], view: ReaderView, bad: BadOnes | None = None) -> str:
    """Questions that are over, folded but for the last one."""

    def one(turn: TurnView) -> str:
        number = turn.question.number
        is_open = turn is turns[-1] or (bad is not None and number == bad.unfolded)
        return (
            f'<details class="iv-past"{" open" if is_open else ""}>'
            f"<summary>{_summary(turn, view)}</summary>{_body(turn, view)}"
            f"{model_answer(turn.answer, view)}{_sources(turn, view)}"
            f"{bad_tools(bad, number, turn.outcome, view)}</details>"
        )

    return "".join(map(one, turns))


def _summary(turn: TurnView, view: ReaderView) -> str:
    said = view.say(f"iv_{turn.outcome}")
    if turn.grade and turn.outcome == "answered":
        key = "iv_points_estimated" if turn.grade.estimated else "iv_points"
        said = view.say(key, score=turn.grade.score)
    name = view.say("iv_past", n=turn.question.number)
    return (
        f'<span class="iv-number">{escape(name)}</span> '
        f'<span class="iv-asked">{escape(turn.question.text)}</span> '
        f'<span class="iv-result">{escape(said)}</span>'
    )


def now(shown: InterviewView, view: ReaderView, pending: str = "") -> str:
    """The question that stands with what was said about it; `pending` is an answer being sent."""
    open_turn = shown.turns[-1] if shown.turns and shown.turns[-1].outcome == "open" else None
    if open_turn is None:
        return ""
    sent = _said(Entry(who="candidate", kind="answer", text=pending, at=0.0), view)
    doing = f'<p class="facts doing">{escape(view.say("iv_working"))}</p>' if pending else ""
    return (
        f'<article class="iv-now" data-number="{open_turn.question.number}">'
        f"{_body(open_turn, view)}{sent if pending else ''}{doing}"
        f"{_open_note(open_turn, shown.phase, view)}{_paused(shown.phase, view)}</article>"
    )


def asked(shown: InterviewView, view: ReaderView) -> str:
    """What is to be answered, in a line: the question itself may have been scrolled away."""
    turn = shown.turns[-1] if shown.turns and "answer" in shown.can else None
    if turn is None or turn.outcome != "open" or shown.phase == "reading":
        return ""
    drills = [line.text for line in turn.log if line.kind == "drill"]
    key = "iv_drill" if shown.phase == "drilling" and drills else "iv_asked"
    words = drills[-1] if key == "iv_drill" else turn.question.text
    return (
        f'<p class="iv-standing" title="{escape(words)}"><span class="iv-whose">'
        f"{escape(view.say(key))}</span>{escape(words)}</p>"
        f'<p class="iv-keys">{escape(view.say("iv_keys"))}</p>'
    )


def saying(kind: str, text: str, view: ReaderView) -> str:
    """What the interviewer is saying just now, or that something will be said."""
    if not text:
        doing = f'<p class="facts doing">{escape(view.say("iv_speaking"))}</p>'
        return f'<div class="iv-live">{doing}</div>'
    line = Entry(who="interviewer", kind=kind, text=text, at=0.0)
    return f'<div class="iv-live">{_said(line, view)}</div>'


def _body(turn: TurnView, view: ReaderView) -> str:
    """The conversation; the grade stands below the last answer."""
    answers = [at for at, line in enumerate(turn.log) if line.kind == "answer"]
    parts = []
    for at, line in enumerate(turn.log):
        parts.append(_said(line, view))
        if turn.grade and answers and at == answers[-1]:
            parts.append(grade(turn.grade, view))
    if turn.grade and not answers:
        parts.append(grade(turn.grade, view))
    return "".join(parts)


def _said(line: Entry, view: ReaderView) -> str:
    if not line.text:
        return ""
    if line.who == "candidate":
        name, kind = view.say("iv_you"), "me"
        text = f'<p class="iv-words">{escape(line.text)}</p>'
    else:
        name, kind = view.say(_LABELS.get(line.kind, "iv_interviewer")), line.kind
        text = f'<p class="iv-words">{escape(line.text)}</p>'
    if line.kind == "ask":
        text = f'<h2 class="iv-words">{escape(line.text)}</h2>'
    return f'<div class="iv-said {escape(kind)}"><p class="iv-who">{escape(name)}</p>{text}</div>'


def _open_note(turn: TurnView, phase: InterviewPhase, view: ReaderView) -> str:
    if phase != "reading":
        return ""
    return (
        f'<div class="iv-reading">{"".join(section(one, view) for one in turn.question.sections)}'
        f'<p><button type="button" class="chip" data-iv="skip">{escape(view.say("iv_next"))}'
        "</button></p></div>"
    )


def _paused(phase: InterviewPhase, view: ReaderView) -> str:
    if phase != "paused":
        return ""
    return (
        f'<div class="iv-paused"><p>{escape(view.say("iv_paused"))}</p>'
        f'<p class="iv-choices"><button type="button" class="chip" data-iv="resume">'
        f'{escape(view.say("iv_resume"))}</button><button type="button" class="chip" '
        f'data-iv="setup">{escape(view.say("iv_setup"))}</button></p></div>'
    )


def _sources(turn: TurnView, view: ReaderView) -> str:
    quotes = quotes_by_section(turn.answer)
    return "".join(
        f'<details class="iv-source"><summary>{escape(view.say("iv_source"))}</summary>'
        f"{section(one, view, quotes.get(one.section))}</details>"
        for one in turn.question.sections
    )


def section(passage: Passage, view: ReaderView, quotes: Mapping[int, str] | None = None) -> str:
    """A section of a note, whole, with what is quoted of it highlighted under its numbers."""
    text = view.quoted(passage, quotes or {})
    return (
        f'<article class="iv-note"><p class="place">{escape(passage.place)}</p>'
        f'<p class="where"><span title="{escape(passage.file)}">'
        f"{escape(view.lines(passage.lines))}</span>{view.editor_link(passage)}</p>"
        f'<div class="passage">{text}</div></article>'
    )
