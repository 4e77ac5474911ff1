"""The desk of the program: it follows a folder only once its notes are those of the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.notes.desk import DeskState, Watching
from bot.notes.notes_desk import NotesDesk
from ingest.message import Message


class OwnDesk(NotesDesk):
    """A desk that takes another folder's notes in only where the user asks for it.

    Following begins with taking in what changed. Where the index holds another folder's notes
    that would replace all of them, unseen.
    """

    def __init__(self, *args: Any, refusal: Callable[[], Message | None], **kwargs: Any) -> None:
        """`refusal` says why the folder can't be followed yet, None if it can; else NotesDesk's."""
        super().__init__(*args, **kwargs)
        self._refusal = refusal
        self._refused: Message | None = None

    def watch(self, on: bool) -> None:
        """See `Desk.watch`."""
        problem = self._refusal() if on else None
        if problem is None:
            super().watch(on)
            return
        with self._lock:
            if not self._watching.on:
                self._refused = problem
                self._watching = Watching(problem=problem)
                self._version += 1

    def state(self) -> DeskState:
        """See `Desk.state`. A refusal is over with its reason."""
        state = super().state()
        if state.watching.problem and state.watching.problem == self._refused:
            watching = replace(state.watching, problem=self._refusal())
            return replace(state, watching=watching)
        return state
