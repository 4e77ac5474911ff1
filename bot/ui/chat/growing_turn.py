"""A turn while it is written: takes the service's events, gives what is to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.turn import AnswerEvent, Delta, Done, PassagesFound, Waiting, Withdrawn
from bot.sentences import Message
from bot.storage.chats import StoredTurn
from bot.ui.chat import view as chat_view
from bot.ui.shared.view import ReaderView


class GrowingTurn:
    """Grows from an empty turn to the one that is stored."""

    def __init__(self, turn: StoredTurn) -> None:
        self.turn = turn
        self.cards_due = self.text_due = False
        self._found: PassagesFound | None = None
        self._withdrawn = False
        self._waits_for = ""

    def take(self, events: Sequence[AnswerEvent]) -> bool:
        """Add what came; whether anything did."""
        for event in events:
            if isinstance(event, Waiting):
                waits_for = "waiting_notes" if event.reading else "waiting_model"
                self.text_due = self.text_due or waits_for != self._waits_for
                self._waits_for = waits_for
            elif isinstance(event, PassagesFound):
                self._found = event
                self.turn = replace(self.turn, passages=event.passages)
                self.cards_due = True
            elif isinstance(event, Delta):
                self.turn = replace(self.turn, text=self.turn.text + event.text)
                self.text_due = self.text_due or bool(event.text)
            elif isinstance(event, Withdrawn):
                self.turn = replace(self.turn, text="")
                self.text_due = self._withdrawn = True
            elif isinstance(event, Done):
                self.turn = replace(self.turn, answer=event.answer, outcome="answered")
        return bool(events)

    def fail(self, problem: Message) -> None:
        """The answer broke off."""
        self.turn = replace(self.turn, outcome="failed", problem=problem)

    def show(self, view: ReaderView) -> str:
        """The text so far."""
        if self._found:
            doing = view.say("reading", n=len(self._found.passages))
        else:
            doing = view.say(self._waits_for or "searching")
        turn = self.turn
        return chat_view.draft(view, turn.id, turn.question, turn.text, doing, self._withdrawn)

    def side(self, view: ReaderView) -> str:
        """The sections found."""
        title = "nearest" if self._found and self._found.abstained else "found"
        return chat_view.found(view, self.turn.id, self.turn.passages, title)
