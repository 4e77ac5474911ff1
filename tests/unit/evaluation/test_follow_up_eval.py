"""Judging proposed questions by what asking them brings."""

from __future__ import annotations

from typing import Any

from bot.core.passage import Citation, Passage
from bot.core.turn import Answer, History, Segment
from bot.evaluation.answers import EvaluatedQuestion, EvaluationQuestion
from bot.evaluation.follow_ups import follow_ups
from bot.notes.section_name import SectionName


def passage(section: str) -> Passage:
    return Passage(
        section=section, file="a.md", title="题", heading_path=(section,), lines=(1, 1), text="文"
    )


def outcome(*proposed: str, gold: bool = True, abstained: bool = False) -> EvaluatedQuestion:
    cited = passage("cited")
    answer = Answer(
        question="问",
        segments=(Segment(text="答", marks=(1,)),),
        abstained=abstained,
        citations=(Citation(n=1, passage=cited, quote="文"),),
        passages=(cited,),
        follow_up=proposed,
    )
    places = (SectionName("a.md", "cited"),) if gold else ()
    return EvaluatedQuestion(EvaluationQuestion("1", "问", "paraphrase", places, (), ()), 1, answer)


def ask(question: str, history: History) -> Any:
    assert history[-1].question == "问"
    assert history[-1].answer == "答[1]"
    return question == "declined", [passage("cited" if question == "old" else "other")]


def test_a_question_is_good_if_it_is_answered_by_something_new() -> None:
    figures = follow_ups([outcome("good", "old"), outcome("declined", "good"), outcome()], ask)
    assert figures == {"n": 4, "offered": 0.6667, "answerable": 0.75, "new": 0.75, "good": 0.5}


def test_proposals_where_nothing_was_answered_do_not_count() -> None:
    figures = follow_ups([outcome("old", gold=False), outcome("old", abstained=True)], ask)
    assert figures == {"n": 0, "offered": None, "answerable": None, "new": None, "good": None}
