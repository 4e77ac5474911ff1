"""What somebody who listens to the page is told of a running interview; pure, plain text."""

from __future__ import annotations

from bot.interview.view import Entry, GradeView, InterviewView, TurnView
from bot.ui.shared.view import ReaderView

_NAMED = {"drill": "iv_drill", "hint": "iv_hint_said"}


def screen_reader_text(shown: InterviewView, view: ReaderView) -> tuple[str, ...]:
    """What came of what the candidate did last: the score, then what the interviewer said.

    While a step is being done it grows at its end. With nothing to tell, the question that stands;
    after the end nothing: the report is read.
    """
    if shown.phase == "ended":
        return ()
    rows = [(turn, line) for turn in shown.turns for line in turn.log]
    acts = [at for at, (_, line) in enumerate(rows) if line.who == "candidate"]
    since = acts[-1] + 1 if acts else 0
    parts = [_named(turn, line, view) for turn, line in rows[since:] if line.text]
    if acts:
        turn, line = rows[acts[-1]]
        if line.kind == "answer" and turn.grade and _is_graded(turn, shown):
            parts.insert(0, _score(turn.grade, view))
    if shown.phase == "paused":
        parts.append(view.say("iv_paused"))
    elif not parts and shown.phase in ("asking", "drilling"):
        turn, line = next(
            (turn, line) for turn, line in reversed(rows) if line.kind in ("ask", "drill")
        )
        parts.append(_named(turn, line, view))
    return tuple(parts)


def _named(turn: TurnView, line: Entry, view: ReaderView) -> str:
    """A line with what it is."""
    if line.kind == "ask":
        name = view.say("iv_past", n=turn.question.number)
    elif line.kind in _NAMED:
        name = view.say(_NAMED[line.kind])
    else:
        return line.text
    return view.say("iv_told", name=name, words=line.text)


def _is_graded(turn: TurnView, shown: InterviewView) -> bool:
    """Whether the last answer changed the grade: one that was none leaves it as it was."""
    kinds = [line.kind for line in turn.log]
    after = kinds[len(kinds) - kinds[::-1].index("answer") :]
    if not after and shown.phase == "working":
        return "drill" not in kinds  # nobody knows yet
    return "nudge" not in after


def _score(grade: GradeView, view: ReaderView) -> str:
    key = "iv_told_estimate" if grade.estimated else "iv_told_score"
    return view.say(key, score=grade.score, hit=grade.hit, total=grade.total)
