"""What of the question bank is drawn anew after a click. No gradio here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.bank.edits.revise import by_question
from bot.errors import BotError
from bot.ui.bank import list_header
from bot.ui.bank.bank_state import BankState, ClickMessage, OwnersBank
from bot.ui.bank.view import listed
from bot.ui.shared.shared_reading import unread
from bot.ui.shared.view import ReaderView

if TYPE_CHECKING:
    from bot.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What changes on the page; None leaves a part as it is."""

    desk: BankState
    head: str | None = None
    own: str | None = None
    places: str | None = None
    list: str | None = None
    changed: bool = False
    """The questions are others now: what is shown of the progress may be."""


class BankDrawing:
    """Draws the bank of an owner, over one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def shelf(self, owner: str, shown: str = "") -> OwnersBank:
        """The owner's bank; of what was called bad only the question with the id `shown`."""
        applied = self._study.notes.applied(owner)
        rows = (one for one in applied.bank.questions if not one.marked or one.id == shown)
        applied = replace(applied, bank=replace(applied.bank, questions=tuple(rows)))
        return OwnersBank(
            applied=applied,
            edits=by_question(applied.bank, self._study.edits.edits(owner)),
            sections=self._study.notes.sections(),
            bad=self._study.bad.of(owner)[::-1],
        )

    def all(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        shelf = self.shelf(owner, desk.marked)
        return Drawn(
            desk=desk,
            head=list_header.head(view, desk, shelf),
            list=listed(view, desk, shelf, said),
        )

    def list(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        shown = listed(view, desk, self.shelf(owner, desk.marked), said)
        return Drawn(desk=desk, list=shown)

    def done(self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage) -> Drawn:
        return replace(self.all(view, owner, desk, said), changed=True)

    def again(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        """The list, or why there is none."""
        try:
            return self.list(view, owner, desk, said)
        except BotError as error:
            return Drawn(desk=desk, list=list_header.problem(unread(view, error)))

    def lost(self, view: ReaderView, owner: str, desk: BankState) -> Drawn:
        said = ClickMessage(words=view.say("bank_lost"), bad=True)
        return self.all(view, owner, replace(desk, editing=""), said)

    def failed(self, view: ReaderView, desk: BankState, error: BotError) -> Drawn:
        note = list_header.problem(unread(view, error))
        head = list_header.head(view, desk, note=note)
        return Drawn(desk=desk, head=head, own="", places="", list="")
