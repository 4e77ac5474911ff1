"""The notes are read in the background, once for all who wait for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

from bot.errors import BadInput, BotError, IndexMissing, StoreBroken
from bot.ui.shared.view import ReaderView

AT_ONCE_S = 0.4
"""Shorter than this, nobody is told that the notes are being read."""

BEAT_S = 1.0
"""Between two yields, so that a closed page is noticed."""

_log = logging.getLogger(__name__)

_log = logging.getLogger(__name__)


class SharedReading:
    """Calls `read` when somebody waits for it: it may take seconds the first time, and is expected
    to be quick while nothing has changed. Safe to use from many threads."""

    def __init__(self, read: Callable[[], object]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._now: Future[BotError | None] | None = None

    def wait(self, seconds: float) -> bool:
        """Whether it is done within this time. Raises the BotError that it ended in."""
        with self._lock:
            now = self._now
            if now is None or now.done():
                now = self._now = Future()
                threading.Thread(target=self._work, args=(now,), daemon=True).start()
        try:
            error = now.result(seconds)
        except TimeoutError:
            return False
        if error is not None:
            raise error
        return True

    def _work(self, done: Future[BotError | None]) -> None:
        try:
            self._read()
        except BotError as error:
            done.set_result(error)
        except Exception:
            _log.exception("the notes could not be read")
            done.set_result(BotError("log_says_why"))
        else:
            done.set_result(None)


def unread(view: ReaderView, error: BotError) -> str:
    """Why nothing can be said that needs the notes."""
    if isinstance(error, IndexMissing):
        return view.say("progress_no_index")
    if isinstance(error, StoreBroken | BadInput):
        return view.problem(error)  # it is not the notes
    return view.say("progress_unread", problem=view.problem(error))
