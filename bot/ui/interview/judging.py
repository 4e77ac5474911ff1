"""What the candidate says of an interview's questions themselves: that one is bad, and why."""

from __future__ import annotations

from typing import Literal

from bot.bank.edits.bad_questions import bad_key, reason_of
from bot.study.study import Study
from bot.ui.interview.bad_view import BadOnes

QuestionVerdict = Literal["mark", "unmark", "why"]


def judge(
    study: Study, owner: str, interview: str, number: int, verdict: QuestionVerdict, why: str
) -> None:
    """Call question `number` a bad one, take that back, or say why; the same reason twice is none.

    Raises BadInput if the interview is not the owner's.
    """
    questions = study.interviews.store.owned(owner, interview).questions
    if not 1 <= number <= len(questions):
        return
    bad = bad_ones(study, owner, interview).marks.get(number)
    if verdict == "mark":
        study.bad.add(owner, questions[number - 1])
    elif bad is not None and verdict == "unmark":
        study.bad.remove(owner, bad.id)
    elif bad is not None:
        study.bad.explain(owner, bad.id, None if why == bad.why else reason_of(why))


def bad_ones(study: Study, owner: str, interview: str, unfolded: int = 0) -> BadOnes:
    """The questions of an interview that were called bad."""
    marks = {bad_key(bad): bad for bad in study.bad.of(owner)}
    questions = study.interviews.store.paper(interview).questions
    found = {
        number: marks[bad_key(one)]
        for number, one in enumerate(questions, 1)
        if bad_key(one) in marks
    }
    return BadOnes(interview=interview, marks=found, unfolded=unfolded)
