"""What the question bank shows, and what its buttons do. No gradio here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.bank.edits.bad_questions import reason_of
from bot.bank.edits.revise import NEW, TEXT, Refused, Reviser, by_question
from bot.bank.edits.store import point_count, point_text, question_text
from bot.core.question import Question, SectionPlace
from bot.errors import BadInput, BotError
from bot.ui.bank import list_header
from bot.ui.bank.bank_filter import places, search_of
from bot.ui.bank.bank_state import LISTED, BankState, ClickMessage, OwnersBank
from bot.ui.bank.forms import own_form, places_form
from bot.ui.bank.view import listed
from bot.ui.shared.events import number
from bot.ui.shared.shared_reading import AT_ONCE_S, BEAT_S, SharedReading, unread
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


class BankDesk:
    """The bank's behaviour, over one study."""

    def __init__(self, study: Study, reading: SharedReading) -> None:
        self._study, self._reading = study, reading
        self._reviser = Reviser(study.edits)
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
            "write": self._write,
            "unwrite": self._unwrite,
            "add": self._add,
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
            yield self._all(view, owner, desk)
        except BotError as error:
            yield self._failed(view, desk, error)

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
                yield self._again(view, owner, desk, said)

    def find(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        """List what a search finds."""
        desk = replace(desk, search=search_of(sent), limit=LISTED)
        return self._again(view, owner, desk)

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

    # -- what buttons do ------------------------------------------------------------------------

    def _close(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        desk = BankState(form=desk.form)
        return Drawn(desk=desk, head=list_header.head(view, desk), own="", places="", list="")

    def _more(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._list(view, owner, replace(desk, limit=desk.limit + LISTED))

    def _edit(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._list(view, owner, replace(desk, editing=_name(sent), form=desk.form + 1))

    def _cancel(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return self._list(view, owner, replace(desk, editing=""))

    def _save(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._shelf(owner)
        one = self._question(shelf, sent)
        if one is None:
            return self._lost(view, owner, desk)
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
                new=_lines(sent.get("new")),
            )
        except Refused as refused:
            said = ClickMessage(question=one.id, typed=sent, why=refused.why)
            return self._list(view, owner, desk, said)
        said = ClickMessage(words=view.say("bank_saved"), question=one.id)
        return self._done(view, owner, replace(desk, editing=""), said)

    def _switch(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf, on = self._shelf(owner), sent.get("do") == "on"
        one = self._question(shelf, sent)
        if one is None:
            return self._lost(view, owner, desk)
        self._reviser.switch(owner, one, shelf.edits.get(one.id, ()), on)
        words = view.say("bank_turned_on" if on else "bank_turned_off")
        return self._done(view, owner, desk, ClickMessage(words=words, question=one.id))

    def _keep(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._shelf(owner)
        one = self._question(shelf, sent)
        if one is None:
            return self._lost(view, owner, desk)
        self._reviser.confirm(owner, one, shelf.edits.get(one.id, ()))
        said = ClickMessage(words=view.say("bank_kept"), question=one.id)
        return self._done(view, owner, desk, said)

    def _restore(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        name = _name(sent)
        self._reviser.restore(owner, self._shelf(owner).edits.get(name, ()))
        gone = self._study.notes.bank(owner).find(name) is None
        said = ClickMessage(
            words=view.say("bank_removed" if gone else "bank_restored"), question=name
        )
        return self._done(view, owner, desk, said)

    def _undo(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        shelf = self._shelf(owner)
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
        return self._done(view, owner, desk, said)

    def _mark(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        one = self._question(self._shelf(owner), sent)
        if one is None:
            return self._lost(view, owner, desk)
        self._study.bad.add(owner, one)
        return self._done(view, owner, replace(desk, marked=one.id, editing=""), ClickMessage())

    def _unmark(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        self._study.bad.remove(owner, number(sent.get("mark")))
        said = ClickMessage(words=view.say("bank_unmarked"), question=desk.marked)
        return self._done(view, owner, replace(desk, marked=""), said)

    def _why(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        which, why = number(sent.get("mark")), reason_of(sent.get("why"))
        before = next((one.why for one in self._study.bad.of(owner) if one.id == which), None)
        self._study.bad.explain(owner, which, None if why == before else why)
        return self._list(view, owner, desk)

    def _write(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        desk = replace(desk, writing=True, form=desk.form + (not desk.writing))
        return Drawn(
            desk=desk,
            own=own_form(view, desk.form, {}, {}),
            places=places_form(view, desk.form, "", ()),
        )

    def _unwrite(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        return Drawn(desk=replace(desk, writing=False), own="", places="")

    def _add(
        self, view: ReaderView, owner: str, desk: BankState, sent: Mapping[str, object]
    ) -> Drawn:
        bank = self._study.notes.bank(owner)
        section = str(sent.get("section") or "")
        place = next((one for one in bank.places if one.section == section), None)
        text, points = str(sent.get("text") or ""), _lines(sent.get("new"))
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
        return replace(self._done(view, owner, desk, said), own="", places="")

    # -- drawing --------------------------------------------------------------------------------

    def _shelf(self, owner: str, shown: str = "") -> OwnersBank:
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

    def _all(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        shelf = self._shelf(owner, desk.marked)
        return Drawn(
            desk=desk,
            head=list_header.head(view, desk, shelf),
            list=listed(view, desk, shelf, said),
        )

    def _list(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        shown = listed(view, desk, self._shelf(owner, desk.marked), said)
        return Drawn(desk=desk, list=shown)

    def _done(self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage) -> Drawn:
        return replace(self._all(view, owner, desk, said), changed=True)

    def _again(
        self, view: ReaderView, owner: str, desk: BankState, said: ClickMessage | None = None
    ) -> Drawn:
        """The list, or why there is none."""
        try:
            return self._list(view, owner, desk, said)
        except BotError as error:
            return Drawn(desk=desk, list=list_header.problem(unread(view, error)))

    def _lost(self, view: ReaderView, owner: str, desk: BankState) -> Drawn:
        said = ClickMessage(words=view.say("bank_lost"), bad=True)
        return self._all(view, owner, replace(desk, editing=""), said)

    def _failed(self, view: ReaderView, desk: BankState, error: BotError) -> Drawn:
        note = list_header.problem(unread(view, error))
        head = list_header.head(view, desk, note=note)
        return Drawn(desk=desk, head=head, own="", places="", list="")

    def _question(self, shelf: OwnersBank, sent: Mapping[str, object]) -> Question | None:
        return shelf.applied.bank.find(_name(sent))


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


def _name(sent: Mapping[str, object]) -> str:
    return str(sent.get("question") or "")


def _lines(value: object) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
