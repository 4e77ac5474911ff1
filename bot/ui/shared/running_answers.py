"""An answer being written: read from the service in a thread of its own, so that it can be
stopped while the model is still thinking."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from bot.core.turn import AnswerEvent


class _End:
    """The service has said all it will."""


class RunningAnswer:
    """Reads the events of one answer.

    `start` is called in the new thread and gives the service's iterator. After `stop` no event
    is handed on; the iterator is closed as soon as it gives its next event.
    """

    def __init__(self, start: Callable[[], Iterator[AnswerEvent]]) -> None:
        self._start = start
        self._events: queue.Queue[AnswerEvent | Exception | _End] = queue.Queue()
        self._stop = threading.Event()
        self.left = threading.Event()
        """Set when whoever shows the answer has shown the last of it."""
        self.stopped = False
        self.left_alone = False
        """Something else is to be shown in its place, so its end must not be."""
        self.ended = False
        """No event will come any more."""
        self._thread = threading.Thread(target=self._read, daemon=True, name="answer")
        self._thread.start()

    def take(self, wait_s: float) -> list[AnswerEvent]:
        """What came since the last call; waits up to `wait_s` for something to come.

        Raises what the service raised.
        """
        taken: list[AnswerEvent] = []
        try:
            item = self._events.get(timeout=wait_s)
            while True:
                if isinstance(item, _End):
                    self.ended = True
                    break
                if isinstance(item, Exception):
                    self.ended = True
                    raise item
                taken.append(item)
                item = self._events.get_nowait()
        except queue.Empty:
            pass
        return [] if self.stopped else taken

    def stop(self) -> None:
        """End the answer here. May be called from any thread, and more than once."""
        self.stopped = True
        self._stop.set()
        self._events.put(_End())

    def wait(self, timeout_s: float) -> bool:
        """Wait until the service has let go; False when it did not in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _read(self) -> None:
        events: Iterator[AnswerEvent] | None = None
        try:
            events = self._start()
            for event in events:
                if self._stop.is_set():
                    break
                self._events.put(event)
        except Exception as error:
            self._events.put(error)
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()
            self._events.put(_End())


class RunningAnswers:
    """The answers being written, one at most for each open page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, RunningAnswer] = {}

    def start(self, page: str, events: Callable[[], Iterator[AnswerEvent]]) -> RunningAnswer | None:
        """Begin an answer; None while this page has another one that is not over."""
        with self._lock:
            if page in self._runs:
                return None
            self._runs[page] = RunningAnswer(events)
            return self._runs[page]

    def forget(self, page: str, run: RunningAnswer) -> None:
        """The answer has been shown to its end."""
        with self._lock:
            if self._runs.get(page) is run:
                del self._runs[page]
        run.left.set()

    def stop(self, page: str) -> bool:
        """Stop this page's answer; False when there is none."""
        with self._lock:
            run = self._runs.get(page)
        if run:
            run.stop()
        return run is not None

    def leave(self, page: str, timeout_s: float = 3.0) -> None:
        """Stop this page's answer and wait until the last of it has been shown."""
        with self._lock:
            run = self._runs.get(page)
        if run:
            run.left_alone = True
            run.stop()
            run.left.wait(timeout_s)
