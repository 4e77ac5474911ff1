"""The grader that interviews use: a trusted language model where there is one, else code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.passage import Passage
from bot.core.question import Point
from bot.errors import BotError
from bot.grading.grade import Grade, Grader, Judge
from bot.sentences import Message, english

_log = logging.getLogger(__name__)


class InterviewGrades:
    """Grades every answer: where the model fails, code does, and the grade is an estimate."""

    def __init__(
        self, grader: Callable[[], Grader], judge: Callable[[], Judge | None], trusted: bool
    ) -> None:
        """`grader` grades by code. `judge` is the model's part, None while it isn't ready;
        `trusted` says whether there will be one."""
        self._grader, self._judge, self._trusted = grader, judge, trusted
        self._logged: set[Message] = set()

    @property
    def estimates(self) -> bool:
        """Whether no trusted language model judges."""
        return not self._trusted

    def __call__(
        self, question: str, points: Sequence[Point], answer: str, sections: Sequence[Passage]
    ) -> Grade:
        """The grade of an answer; `problem` says why a model that should have judged did not."""
        grader = self._grader()
        problem: Message | None = None
        try:
            judge = self._judge() if self._trusted else None
            if judge is not None:
                graded = replace(grader, model=judge)
                grade = graded.grade(question, points, answer, sections)
                self._log(grade.problem)
                return grade
        except BotError as error:
            problem = error.message
            self._log(problem)
        return replace(grader.grade(question, points, answer, sections), problem=problem)

    def _log(self, problem: Message | None) -> None:
        """Say what went wrong, once: the next answers will meet it again."""
        if problem and problem not in self._logged:
            self._logged.add(problem)
            _log.warning("graded by code: %s", english(problem))
