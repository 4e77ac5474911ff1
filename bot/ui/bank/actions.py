"""What the question bank shows, and what its buttons do. No gradio here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.bank.edits.bad_questions import reason_of
from bot.bank.edits.revise import Refused, Reviser
from bot.core.question import Question
from bot.errors import BotError
from bot.ui.bank import list_header
from bot.ui.bank.bank_filter import search_of
from bot.ui.bank.bank_state import LISTED, BankState, ClickMessage, OwnersBank
from bot.ui.bank.drawing import BankDrawing, Drawn
from bot.ui.bank.forms import typed_lines
from bot.ui.bank.own_questions import OwnQuestions
from bot.ui.shared.events import number
from bot.ui.shared.shared_reading import AT_ONCE_S, BEAT_S, SharedReading
from bot.ui.shared.view import ReaderView

if TYPE_CHECKING:
    from bot.study.study import Study


class BankDesk:
    """The bank's behaviour, over one study."""

    def __init__(self, study: Study, reading: SharedReading) -> None:
        self._study, self._reading = study, reading
        self._reviser = Reviser(study.edits)
        self._draw = BankDrawing(study)
        self._own = OwnQuestions(study, self._draw)
        self._acts: dict[
            str, Callable[[ReaderView, str, BankState, Mapping[str, object]], Drawn]
        ] = {
            "close": self._close,
            "more": self._more,
            "edit": self._edit,
            "cancel": self._cancel,
            "save": self._save,
            "on": self._switch,
            "off": self._switch,
            "keep": self._keep,
            "restore": self._restore,
            "undo": self._undo,
            "mark": self._mark,
            "unmark": self._unmark,
            "why": self._why,
            "write": self._own.write,
            "unwrite": self._own.unwrite,
            "add": self._own.add,
        }

    def shown(self, view: ReaderView, owner: str, desk: BankState) -> Iterator[Drawn | None]:
        """When the tab is opened, or the bank in it; None while the notes are being read."""
        if not desk.open:
            yield Drawn(desk=desk, head=list_header.head(view, desk), own="", places="", list="")
            return
        try:
            if not self._reading.wait(AT_ONCE_S):
                yield Drawn(
                    desk=desk, head=list_header.head(view, desk, note=list_header.reading(view))
                )
                while not self._reading.wait(BEAT_S):
                    yield None
            yield self._draw.all(view, owner, desk)
        except BotError as error:
            yield self._draw.failed(view, desk, error)

    def act(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Iterator[Drawn | None]:
        """What a button asks for, as bank.js sends it; anything else does nothing."""
        do = str(sent.get("do"))
        if do == "open":
            yield from self.shown(view, owner, replace(desk, open=True))
        elif do in self._acts:
            try:
                if do not in ("mark", "why", "unmark"):
                    desk = replace(desk, marked="")
                yield self._acts[do](view, owner, desk, sent)
            except BotError as error:
                said = ClickMessage(words=view.problem(error), question=_name(sent), bad=True)
                yield self._draw.again(view, owner, desk, said)

    def find(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        """List what a search finds."""
        desk = replace(desk, search=search_of(sent), limit=LISTED)
        return self._draw.again(view, owner, desk)

    def offer(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        """The sections that an own question may be about."""
        return self._own.offer(view, owner, desk, sent)

    # -- what buttons do ------------------------------------------------------------------------

    def _close(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        desk = BankState(form=desk.form)
        return Drawn(desk=desk, head=list_header.head(view, desk), own="", places="", list="")

    def _more(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._draw.list(view, owner, replace(desk, limit=desk.limit + LISTED))

    def _edit(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._draw.list(view, owner, replace(desk, editing=_name(sent), form=desk.form + 1))

    def _cancel(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._draw.list(view, owner, replace(desk, editing=""))

    def _save(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._draw.shelf(owner)
        one = self._question(shelf, sent)
        if one is None:
            return self._draw.lost(view, owner, desk)
        texts, counts = _dict(sent.get("points")), _dict(sent.get("counts"))
        try:
            self._reviser.save(
                owner,
                one,
                shelf.edits.get(one.id, ()),
                text=str(sent.get("text") or ""),
                points={
                    point.name: (
                        str(texts.get(point.name, point.text)),
                        bool(counts.get(point.name, point.enabled)),
                    )
                    for point in one.points
                },
                new=typed_lines(sent.get("new")),
            )
        except Refused as refused:
            said = ClickMessage(question=one.id, typed=sent, why=refused.why)
            return self._draw.list(view, owner, desk, said)
        said = ClickMessage(words=view.say("bank_saved"), question=one.id)
        return self._draw.done(view, owner, replace(desk, editing=""), said)

    def _switch(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf, on = self._draw.shelf(owner), sent.get("do") == "on"
        one = self._question(shelf, sent)
        if one is None:
            return self._draw.lost(view, owner, desk)
        self._reviser.switch(owner, one, shelf.edits.get(one.id, ()), on)
        words = view.say("bank_turned_on" if on else "bank_turned_off")
        return self._draw.done(view, owner, desk, ClickMessage(words=words, question=one.id))

    def _keep(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._draw.shelf(owner)
        one = self._question(shelf, sent)
        if one is None:
            return self._draw.lost(view, owner, desk)
        self._reviser.confirm(owner, one, shelf.edits.get(one.id, ()))
        said = ClickMessage(words=view.say("bank_kept"), question=one.id)
        return self._draw.done(view, owner, desk, said)

    def _restore(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        name = _name(sent)
        self._reviser.restore(owner, self._draw.shelf(owner).edits.get(name, ()))
        gone = self._study.notes.bank(owner).find(name) is None
        said = ClickMessage(
            words=view.say("bank_removed" if gone else "bank_restored"), question=name
        )
        return self._draw.done(view, owner, desk, said)

    def _undo(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._draw.shelf(owner)
        which = str(sent.get("edit"))
        here = {str(row.id): name for name, rows in shelf.edits.items() for row in rows}
        name = here.get(which, "")
        for edit in (
            *(row for rows in shelf.edits.values() for row in rows),
            *shelf.applied.orphaned,
        ):
            if str(edit.id) == which:
                self._study.edits.remove(owner, edit.id)
        said = ClickMessage(
            words=view.say("bank_restored" if name else "bank_removed"), question=name
        )
        return self._draw.done(view, owner, desk, said)

    def _mark(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        one = self._question(self._draw.shelf(owner), sent)
        if one is None:
            return self._draw.lost(view, owner, desk)
        self._study.bad.add(owner, one)
        return self._draw.done(
            view, owner, replace(desk, marked=one.id, editing=""), ClickMessage()
        )

    def _unmark(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        self._study.bad.remove(owner, number(sent.get("mark")))
        said = ClickMessage(words=view.say("bank_unmarked"), question=desk.marked)
        return self._draw.done(view, owner, replace(desk, marked=""), said)

    def _why(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        which, why = number(sent.get("mark")), reason_of(sent.get("why"))
        before = next((one.why for one in self._study.bad.of(owner) if one.id == which), None)
        self._study.bad.explain(owner, which, None if why == before else why)
        return self._draw.list(view, owner, desk)

    def _question(self, shelf: OwnersBank, sent: Mapping[str, object]) -> Question | None:
        return shelf.applied.bank.find(_name(sent))


def _name(sent: Mapping[str, object]) -> str:
    return str(sent.get("question") or "")


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
