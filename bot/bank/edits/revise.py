"""What a user does to a question as it stands today, as edits of the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.bank.edits.edit import Edit
from bot.bank.edits.follow import Follower
from bot.bank.edits.store import EditStore, point_count, point_text, question_text
from bot.core.question import Bank, Question
from bot.errors import BadInput

TEXT, NEW = "", "+"
"""Where a text was refused: in the question's own, or in the new points. Points by their names."""


def by_question(bank: Bank, edits: Iterable[Edit]) -> dict[str, tuple[Edit, ...]]:
    """Edits by the id of the question of today that they are about; `bank` has them in it.

    Those whose section is gone are left out.
    """
    edits = tuple(edits)
    follower = Follower(bank, [edit.remembered for edit in edits])
    found: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        question, _ = follower.find(edit.remembered)
        if question is not None:
            found[question.id].append(edit)
    return {name: tuple(rows) for name, rows in found.items()}


class Refused(Exception):
    """Texts that can't be kept, each with why not; nothing was changed."""

    def __init__(self, why: Mapping[str, BadInput]) -> None:
        super().__init__("; ".join(map(str, why.values())))
        self.why = dict(why)


class Reviser:
    """Changes questions; `mine` are always the owner's edits of the question, by `by_question`."""

    def __init__(self, store: EditStore) -> None:
        self._store = store

    def save(
        self,
        owner: str,
        question: Question,
        mine: Sequence[Edit],
        *,
        text: str,
        points: Mapping[str, tuple[str, bool]],
        new: Sequence[str] = (),
    ) -> None:
        """Keep what was changed in a question: all of it, or nothing and Refused.

        `points` gives a point's text and whether it counts, by its name; what is the same as
        before makes no edit.
        """
        why: dict[str, BadInput] = {}
        kept = _kept(why, TEXT, question_text, text)
        texts = {
            point.name: _kept(why, point.name, point_text, points[point.name][0])
            for point in question.points
            if point.name in points
        }
        added = [_kept(why, NEW, point_text, line) for line in new]
        try:
            point_count(len(question.points) + len(new))
        except BadInput as error:
            why[NEW] = error
        if why:
            raise Refused(why)
        self._carry(owner, question, mine)
        if kept != question.text:
            self._store.edit_question(owner, question, text=kept)
        for point in question.points:
            if point.name not in points:
                continue
            counts = points[point.name][1]
            changed = texts[point.name] if texts[point.name] != point.text else None
            switched = counts if counts != point.enabled else None
            if changed is not None or switched is not None:
                self._store.edit_point(owner, question, point.name, text=changed, enabled=switched)
        for line in added:
            self._store.add_point(owner, question, line)

    def switch(self, owner: str, question: Question, mine: Sequence[Edit], on: bool) -> None:
        """Take a question out of interviews, or back."""
        own = [edit for edit in mine if not edit.point]
        if on and own and all(edit.text is None and not edit.own for edit in own):
            # That it was out was all there was to keep.
            for edit in own:
                self._store.remove(owner, edit.id)
            return
        self._carry(owner, question, mine)
        self._store.edit_question(owner, question, enabled=on)

    def confirm(self, owner: str, question: Question, mine: Sequence[Edit]) -> None:
        """Say that edits of a section that has changed since still hold."""
        for edit in sorted(mine, key=lambda edit: edit.id):
            self._again(owner, question, edit)

    def restore(self, owner: str, mine: Sequence[Edit]) -> None:
        """Undo everything; a question that the user wrote is gone."""
        for edit in mine:
            self._store.remove(owner, edit.id)

    def _carry(self, owner: str, question: Question, mine: Sequence[Edit]) -> None:
        """Bring edits made before the section moved to the question's id of today."""
        for edit in sorted(mine, key=lambda edit: edit.id):
            if edit.question != question.id:
                self._again(owner, question, edit)

    def _again(self, owner: str, question: Question, edit: Edit) -> None:
        """Make an edit anew, of the section as it is now."""
        if not edit.point:
            self._store.edit_question(owner, question, text=edit.text, enabled=edit.enabled)
        elif any(point.name == edit.point for point in question.points):
            self._store.edit_point(
                owner, question, edit.point, text=edit.text, enabled=edit.enabled
            )
        if edit.question != question.id:
            self._store.remove(owner, edit.id)


def _kept(why: dict[str, BadInput], where: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except BadInput as error:
        why[where] = error
        return ""
