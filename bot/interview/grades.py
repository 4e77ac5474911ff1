"""The grader that interviews use: a trusted language model where there is one, else code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.bank.schema import Point
from bot.errors import BotError
from bot.interview.grade import Grade, Grader, Judge
from bot.passage import Passage

_log = logging.getLogger(__name__)


class InterviewGrades:
    """Grades every answer: where the model fails, code does, and the grade is an estimate."""

    def __init__(
        self, grader: Callable[[], Grader], judge: Callable[[], Judge | None], trusted: bool
    ) -> None:
        """`grader` grades by code. `judge` is the model's part, None while it isn't ready;
        `trusted` says whether there will be one."""
        self._grader, self._judge, self._trusted = grader, judge, trusted

    @property
    def estimates(self) -> bool:
        """Whether no trusted language model judges."""
        return not self._trusted

    def __call__(
        self, question: str, points: Sequence[Point], answer: str, sections: Sequence[Passage]
    ) -> Grade:
        """The grade of an answer."""
        grader = self._grader()
        try:
            judge = self._judge() if self._trusted else None
            if judge is not None:
                graded = replace(grader, model=judge)
                return graded.grade(question, points, answer, sections)
        except BotError:
            _log.warning("the language model did not judge; graded by code", exc_info=True)
        return grader.grade(question, points, answer, sections)
