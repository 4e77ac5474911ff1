"""A question of the reader's own: its form, and what is done with it. No gradio here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.bank.edits.revise import NEW, TEXT
from bot.bank.edits.store import point_count, point_text, question_text
from bot.core.question import SectionPlace
from bot.errors import BadInput, BotError
from bot.ui.bank.bank_filter import places
from bot.ui.bank.bank_state import BankState, ClickMessage
from bot.ui.bank.forms import own_form, places_form, typed_lines
from bot.ui.shared.shared_reading import unread
from bot.ui.shared.view import ReaderView

if TYPE_CHECKING:
    from bot.study.study import Study


from bot.ui.bank.drawing import BankDrawing, Drawn


class OwnQuestions:
    """The form for own questions, over one study."""

    def __init__(self, study: Study, draw: BankDrawing) -> None:
        self._study, self._draw = study, draw

    def offer(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        """The sections that an own question may be about."""
        words = str(sent.get("where") or "")
        try:
            rows = places(self._study.notes.bank(owner), words)
        except BotError as error:
            shown = places_form(view, desk.form, "", (), problem=unread(view, error))
        else:
            shown = places_form(view, desk.form, words, rows)
        return Drawn(desk=desk, places=shown)

    def write(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        desk = replace(desk, writing=True, form=desk.form + (not desk.writing))
        return Drawn(
            desk=desk,
            own=own_form(view, desk.form, {}, {}),
            places=places_form(view, desk.form, "", ()),
        )

    def unwrite(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return Drawn(desk=replace(desk, writing=False), own="", places="")

    def add(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        bank = self._study.notes.bank(owner)
        section = str(sent.get("section") or "")
        place = next((one for one in bank.places if one.section == section), None)
        text, points = str(sent.get("text") or ""), typed_lines(sent.get("new"))
        why = _refused(text, points)
        if why or place is None:
            where = str(sent.get("where") or "")
            problem = "" if place else view.say("bank_no_place")
            shown = places_form(view, desk.form, where, places(bank, where), problem=problem)
            return Drawn(desk=desk, own=own_form(view, desk.form, sent, why), places=shown)
        return self._added(view, owner, desk, place, text, points)

    def _added(
        self,
        view: ReaderView,
        owner: str,
        desk: BankState,
        place: SectionPlace,
        text: str,
        points: list[str],
    ) -> Drawn:
        name = self._study.edits.add_question(owner, place, text, points)
        desk = BankState(open=True, form=desk.form)  # the search might not find it
        said = ClickMessage(words=view.say("bank_added"), question=name)
        return replace(self._draw.done(view, owner, desk, said), own="", places="")


def _refused(text: str, points: list[str]) -> dict[str, BadInput]:
    """Why an own question can't be kept, by the places of `bot.bank.edits.revise`."""
    why: dict[str, BadInput] = {}
    try:
        question_text(text)
    except BadInput as error:
        why[TEXT] = error
    try:
        point_count(len(points))
        for line in points:
            point_text(line)
        if not points:
            raise BadInput("bank_no_points")
    except BadInput as error:
        why[NEW] = error
    return why
