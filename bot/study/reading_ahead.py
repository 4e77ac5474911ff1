"""Reads what an answer will be compared with while the candidate is still thinking."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.core.passage import Passage
from bot.core.question import Question
from bot.errors import BotError
from bot.grading.grade import Grader
from bot.grading.opposition import oppose

REMEMBERED = 8
"""Questions that are not read for again: the reader of meaning still has their texts."""

ReadQuestion = Callable[[Question, Sequence[Passage]], None]
"""(question that was asked, its sections)"""

_log = logging.getLogger(__name__)


class ReadingAhead:
    """Reads in a thread of its own, one question after the other. Call `close` at the end."""

    def __init__(self, read: ReadQuestion) -> None:
        self._read = read
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._done: deque[tuple[str, tuple[str, ...]]] = deque(maxlen=REMEMBERED)

    def __call__(self, question: Question, sections: Sequence[Passage]) -> None:
        """Begin to read, without waiting. What fails is not reported here: grading the answer meets
        it again."""
        key = (question.id, tuple(section.text for section in sections))
        if key not in self._done:
            self._done.append(key)
            self._pool.submit(self._try, question, sections)

    def close(self) -> None:
        """Wait for what is being read, and begin nothing more."""
        self._pool.shutdown(cancel_futures=True)

    def _try(self, question: Question, sections: Sequence[Passage]) -> None:
        try:
            self._read(question, sections)
        except BotError as error:  # nothing is lost: the answer says it, where it can be seen
            _log.info("not read ahead: %s", error)
        except Exception:
            _log.exception("a question could not be read ahead")


def reading(grader: Callable[[], Grader]) -> ReadQuestion:
    """Make a function that reads ahead: it grades an answer that nobody gave, and reads all that
    the sections state."""

    def read(question: Question, sections: Sequence[Passage]) -> None:
        made = grader()
        if made.meaning is not None:
            made.meaning.of(oppose.stretches(sections))
        made.grade(question.text, question.asked, question.asked[0].text, sections)

    return read
