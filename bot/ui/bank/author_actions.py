"""What the page shows of the language model that writes questions, and what its buttons do. No
gradio here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.errors import BotError
from bot.ui.bank import author_view
from bot.ui.bank.list_header import problem
from bot.ui.shared.view import ReaderView

if TYPE_CHECKING:
    from bot.study.study import Study


class AuthorDesk:
    """Its behaviour, over one study."""

    def __init__(self, study: Study) -> None:
        self._study = study
        authoring = study.authoring
        self._acts: dict[str, Callable[[], None]] = {
            "start": authoring.start,
            "check": lambda: authoring.start("check"),
            "pause": authoring.pause,
            "stop": authoring.stop,
            "forget": authoring.forget,
        }

    def shown(self, view: ReaderView, owner: str) -> str | None:
        """How it stands; None as long as the notes of today have not been read."""
        try:
            if not self._study.notes.is_current:
                return None
            bank = self._study.notes.bank(owner)
            standing = sum(bool(one.answer) for one in bank.questions)
            return author_view.author(view, self._study.authoring.view(), standing)
        except BotError as error:
            return problem(view.problem(error))

    def act(self, view: ReaderView, owner: str, sent: Mapping[str, object]) -> str | None:
        """What a button asks for; anything else only looks."""
        do = self._acts.get(str(sent.get("do")))
        try:
            if do is not None:
                do()
        except BotError as error:
            return problem(view.problem(error))
        return self.shown(view, owner)
