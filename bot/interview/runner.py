"""Drives the graph: one step of an interview at a time, each in a thread of its own.

What was begun is finished whoever stops listening. What was cut off by the end of the program is
gone on with the next time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command

from bot.errors import BadInput
from bot.interview.checkpoints import close, keep_newest
from bot.interview.events import InterviewEvent, Moved, Words
from bot.interview.state import CandidateInput, InterviewState, InterviewTurn, Paper, beginning
from bot.interview.view import InterviewPhase, phase_of, view
from bot.sentences import Message

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

MAX_STEPS = 40
"""Steps between two answers; some ten are usual."""

_WHY: dict[InterviewPhase, Message] = {
    "ended": Message.of("iv_ended"),
    "paused": Message.of("iv_is_paused"),
    "reading": Message.of("iv_is_reading"),
}
"""Why something can't be done in a phase."""

Queue = SimpleQueue[InterviewEvent | BaseException | None]


class Runner:
    """Runs interviews side by side, no two steps of one at once. Call `close` at the end."""

    def __init__(
        self,
        graph: CompiledStateGraph[InterviewState, Any, Any, Any],
        saver: SqliteSaver,
        now: Callable[[], float],
        waits: Callable[[Paper, InterviewTurn], None] = lambda paper, turn: None,
        in_front: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`waits` is called with every question that waits for an answer, and has to return
        quickly. A step is done within `in_front`."""
        self._waits, self._in_front = waits, in_front
        self._graph, self._saver, self._now = graph, saver, now
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._threads: set[threading.Thread] = set()
        self._opened: set[str] = set()

    def close(self) -> None:
        """Wait for what is being worked on, and give the file of checkpoints back."""
        for thread in list(self._threads):
            thread.join()
        close(self._saver)

    def state(self, paper: Paper) -> tuple[InterviewState, bool]:
        """How an interview stands, and whether it waits for the candidate."""
        snapshot = self._graph.get_state(_config(paper))
        if not snapshot.values:
            return beginning(paper.id), False
        return cast("InterviewState", snapshot.values), bool(snapshot.interrupts)

    def busy(self, interview: str) -> bool:
        """Whether a step is being done."""
        return self._lock(interview).locked()

    def forget(self, interview: str) -> None:
        """Delete what is kept of an interview. Raises BadInput while a step is being done."""
        lock = self._claimed(interview)
        try:
            self._saver.delete_thread(interview)
        finally:
            lock.release()

    def opened(self, paper: Paper) -> Iterator[InterviewEvent]:
        """Finish what was cut off, or ask the first question.

        Where this program meets the interview for the first time, the clock of an answer stands
        still and has its whole time again: nobody answers while the program is down.
        """
        now = self._now()
        return self._run(paper, lambda state: self._stopped(paper, state, now))

    def send(
        self, paper: Paper, said: CandidateInput, step: int | None
    ) -> Iterator[InterviewEvent]:
        """Hand on what the candidate did. Raises BadInput if that is not possible now, or
        `step` is over.

        Where this program meets the interview for the first time, the clock has stood still and
        goes on with its whole time from now.
        """
        state, waiting = self.state(paper)
        if waiting or state["ended_at"] is not None:
            _check(paper, state, said, step, self._now())

        def heard(state: InterviewState) -> Sequence[CandidateInput]:
            _check(paper, state, said, step, self._now())
            pause = self._stopped(paper, state, said["at"])
            if pause and said["kind"] == "pause":
                return pause
            return [
                *pause,
                *(CandidateInput(kind="resume", text="", at=said["at"]) for _ in pause),
                said,
            ]

        return self._run(paper, heard)

    def _stopped(self, paper: Paper, state: InterviewState, now: float) -> Sequence[CandidateInput]:
        """Where this program meets the interview for the first time, a pause from when the
        question was asked; else nothing."""
        if paper.id in self._opened:
            return []
        self._opened.add(paper.id)
        return _stopped_clock(paper, state, now)

    def _run(
        self, paper: Paper, heard: Callable[[InterviewState], Sequence[CandidateInput]]
    ) -> Iterator[InterviewEvent]:
        lock = self._claimed(paper.id)
        queue: Queue = SimpleQueue()
        thread = threading.Thread(
            target=self._work, args=(paper, heard, queue, lock), daemon=True, name="interview"
        )
        self._threads.add(thread)
        thread.start()
        return _read(queue)

    def _claimed(self, interview: str) -> threading.Lock:
        lock = self._lock(interview)
        if not lock.acquire(blocking=False):
            raise BadInput("iv_busy")
        return lock

    def _lock(self, interview: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(interview, threading.Lock())

    def _work(
        self,
        paper: Paper,
        heard: Callable[[InterviewState], Sequence[CandidateInput]],
        queue: Queue,
        lock: threading.Lock,
    ) -> None:
        try:
            state, waiting = self.state(paper)
            if not waiting and state["ended_at"] is None:
                fresh = not state["turn"] and not state["done"]
                self._drive(paper, beginning(paper.id) if fresh else None, queue)
                state, waiting = self.state(paper)
            for said in heard(state):
                self._drive(paper, Command(resume=said), queue)
                state, waiting = self.state(paper)
            if waiting and state["turn"]:
                self._waits(paper, state["turn"])
            queue.put(Moved(view(paper, state, waiting, self._now())))
        except BaseException as error:  # told to whoever listens
            queue.put(error)
        finally:
            self._threads.discard(threading.current_thread())
            lock.release()
            queue.put(None)

    def _drive(self, paper: Paper, given: Any, queue: Queue) -> None:
        with self._in_front():
            self._driven(paper, given, queue)
        keep_newest(self._saver, paper.id)  # each checkpoint holds all of the state

    def _driven(self, paper: Paper, given: Any, queue: Queue) -> None:
        # "sync": with any other durability an answer can be lost with the process.
        steps = self._graph.stream(
            given, _config(paper), stream_mode=["custom", "values"], durability="sync"
        )
        for mode, payload in cast("Iterator[tuple[str, dict[str, Any]]]", steps):
            if mode == "custom":
                queue.put(Words(payload["kind"], payload["text"]))
            elif payload.get("turn"):
                state = cast("InterviewState", payload)
                queue.put(Moved(view(paper, state, False, self._now())))


def _read(queue: Queue) -> Iterator[InterviewEvent]:
    while (event := queue.get()) is not None:
        if isinstance(event, BaseException):
            raise event
        yield event


def _config(paper: Paper) -> RunnableConfig:
    return {"configurable": {"thread_id": paper.id}, "recursion_limit": MAX_STEPS}


def _check(
    paper: Paper, state: InterviewState, said: CandidateInput, step: int | None, now: float
) -> None:
    if step is not None and step != state["step"]:
        raise BadInput("iv_answered_there")
    shown = view(paper, state, True, now)
    if said["kind"] not in shown.can:
        raise BadInput(_WHY.get(phase_of(state, True), Message.of("iv_not_now")))


def _stopped_clock(paper: Paper, state: InterviewState, now: float) -> Sequence[CandidateInput]:
    """A pause from the moment the question was asked, if that was before `now`."""
    turn = state["turn"]
    if paper.setup.limit_s is None or turn is None or state["paused_at"] is not None:
        return []
    if turn["looked"] or turn["asked_at"] >= now:
        return []
    return [CandidateInput(kind="pause", text="", at=turn["asked_at"] + turn["paused_s"])]
