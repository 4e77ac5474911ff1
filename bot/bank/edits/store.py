"""The user's edits of the question bank, kept in the database that holds the chats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.bank.edits.edit import Edit
from bot.core.passage import place_in_words
from bot.core.question import Question, QuestionKind, SectionPlace, digest, question_id
from bot.errors import BadInput
from bot.sentences import Message
from bot.storage.database import Json, Store
from bot.storage.ids import check_owner

MAX_QUESTION_CHARS = 300
MAX_OWN_POINT_CHARS = 120
"""The user's own words may be longer than what code makes of a section."""

MAX_OWN_POINTS = 12

_tables = sa.MetaData()
_edits = sa.Table(
    "bank_edits",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False),
    sa.Column("question", sa.String(32), nullable=False),
    sa.Column("point", sa.String(32), nullable=False),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column("edit", Json[Edit](Edit, leave_out=frozenset({"id"})), nullable=False),
    # Also what finds an owner's edits.
    sa.UniqueConstraint("owner", "question", "point"),
    sqlite_autoincrement=True,
)


class EditStore(Store):
    """Reads and writes edits; every call names the owner, and sees that owner's edits only."""

    tables = _tables
    problem = Message.of("bank_store_broke")

    def edits(self, owner: str) -> tuple[Edit, ...]:
        """The owner's edits, oldest first."""
        with self._begin() as connection:
            return edits_within(connection, owner)

    def edit_question(
        self,
        owner: str,
        question: Question,
        *,
        text: str | None = None,
        enabled: bool | None = None,
    ) -> None:
        """Change a question's text, or take it out of interviews and back.

        What is None stays as it was. Raises BadInput for a text that is empty or too long.
        """
        fresh = Edit(
            question=question.id,
            sections=question.sections,
            contents=question.contents,
            kind=question.kind,
            text=None if text is None else question_text(text),
            enabled=enabled,
            place=place_in_words(question.title, question.heading_path),
        )
        self._put(owner, fresh)

    def edit_point(
        self,
        owner: str,
        question: Question,
        point: str,
        *,
        text: str | None = None,
        enabled: bool | None = None,
    ) -> None:
        """Change the text of a point (by its name), or leave it out of the grade.

        What is None stays as it was. Raises BadInput for a text that is empty or too long.
        """
        if all(one.name != point for one in question.points):
            raise ValueError("the question has no such point")
        fresh = Edit(
            question=question.id,
            point=point,
            sections=question.sections,
            contents=question.contents,
            kind=question.kind,
            text=None if text is None else point_text(text),
            enabled=enabled,
            place=place_in_words(question.title, question.heading_path),
        )
        self._put(owner, fresh)

    def add_point(self, owner: str, question: Question, text: str) -> str:
        """Write a point for a question; gives its name. Raises BadInput as `edit_point`."""
        text = point_text(text)
        point_count(len(question.points) + 1)
        name = digest("own", text, length=12)
        fresh = Edit(
            question=question.id,
            point=name,
            sections=question.sections,
            contents=question.contents,
            kind=question.kind,
            text=text,
            own=True,
            place=place_in_words(question.title, question.heading_path),
        )
        self._put(owner, fresh)
        return name

    def add_question(
        self, owner: str, place: SectionPlace, text: str, points: Sequence[str] = ()
    ) -> str:
        """Write a question about a section; gives its id.

        Raises BadInput if its text or a point is empty or too long, or there are too many points.
        """
        text = question_text(text)
        point_count(len(points))
        fresh = Edit(
            question=question_id([place.section], QuestionKind.OWN, text),
            sections=(place.section,),
            contents=(place.content,),
            kind=QuestionKind.OWN,
            text=text,
            own=True,
            points=tuple(map(point_text, points)),
            place=place_in_words(place.title, place.heading_path),
        )
        self._put(owner, fresh)
        return fresh.question

    def remove(self, owner: str, edit: int) -> None:
        """Undo an edit: what was generated is back. An own question or point is gone, with all
        edits of it; nothing happens when the edit is not the owner's."""
        mine = _edits.c.owner == owner
        with self._begin() as connection:
            row = connection.execute(
                sa.select(_edits.c.question, _edits.c.edit).where(mine & (_edits.c.id == edit))
            ).first()
            if row is None:
                return
            which = _edits.c.id == edit
            question, stored = row
            if stored and stored.own and not stored.point:
                which = _edits.c.question == question
            connection.execute(sa.delete(_edits).where(mine & which))

    def _put(self, owner: str, fresh: Edit) -> None:
        """Store an edit; over an earlier one of the same thing, what is None keeps its value."""
        check_owner(owner)
        mine = (
            (_edits.c.owner == owner)
            & (_edits.c.question == fresh.question)
            & (_edits.c.point == fresh.point)
        )
        with self._begin() as connection:
            row = connection.execute(sa.select(_edits.c.id, _edits.c.edit).where(mine)).first()
            values = {"edit": _over(row[1] if row else None, fresh), "changed": self._now()}
            if row:
                connection.execute(sa.update(_edits).where(_edits.c.id == row[0]).values(values))
                return
            key = {"owner": owner, "question": fresh.question, "point": fresh.point}
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(_edits).values(values | key))
            except sa.exc.IntegrityError:  # another tab was quicker: the later one counts
                connection.execute(sa.update(_edits).where(mine).values(values))


def edits_within(connection: sa.Connection, owner: str) -> tuple[Edit, ...]:
    """The owner's edits in a transaction, oldest first."""
    query = sa.select(_edits.c.id, _edits.c.edit).where(_edits.c.owner == owner)
    rows = connection.execute(query.order_by(_edits.c.id)).all()
    return tuple(replace(edit, id=key) for key, edit in rows if edit)


def replace_within(connection: sa.Connection, owner: str, edits: Iterable[Edit]) -> None:
    """Store edits anew in a transaction, each under the number that it has, wherever they stood
    before; of two in one place the later holds."""
    edits = sorted(edits, key=lambda edit: edit.id)
    places: dict[tuple[str, str], Edit] = {}
    for edit in edits:
        before = places.get((edit.question, edit.point))
        places[edit.question, edit.point] = replace(_over(before, edit), id=edit.id)
    mine = _edits.c.owner == owner
    times = connection.execute(sa.select(_edits.c.id, _edits.c.changed).where(mine)).all()
    changed = {row.id: row.changed for row in times}
    named = _edits.c.id.in_([edit.id for edit in edits])
    there = sa.tuple_(_edits.c.question, _edits.c.point).in_(list(places))
    connection.execute(sa.delete(_edits).where(mine & (named | there)))
    for (question, point), edit in places.items():
        key = {"id": edit.id, "owner": owner, "question": question, "point": point}
        values = {"edit": edit, "changed": changed[edit.id]}
        connection.execute(sa.insert(_edits).values(key | values))


def _over(before: Edit | None, fresh: Edit) -> Edit:
    """The fresh edit, with what it leaves open taken from the one before."""
    if before is None:
        return fresh
    return Edit(
        question=fresh.question,
        point=fresh.point,
        sections=fresh.sections,
        contents=fresh.contents,
        kind=fresh.kind,
        text=before.text if fresh.text is None else fresh.text,
        enabled=before.enabled if fresh.enabled is None else fresh.enabled,
        own=before.own or fresh.own,
        points=fresh.points or before.points,
        place=fresh.place,
    )


def question_text(text: str) -> str:
    """A question's text as it is kept. Raises BadInput if it is empty or too long."""
    return _checked(text, MAX_QUESTION_CHARS)


def point_text(text: str) -> str:
    """A point's text as it is kept. Raises BadInput if it is empty or too long."""
    return _checked(text, MAX_OWN_POINT_CHARS)


def point_count(count: int) -> None:
    """Raises BadInput if that is more points than a question can have."""
    if count > MAX_OWN_POINTS:
        raise BadInput("bank_many", limit=MAX_OWN_POINTS)


def _checked(text: str, limit: int) -> str:
    text = " ".join(text.split())
    if not text:
        raise BadInput("bank_no_text")
    if len(text) > limit:
        raise BadInput("bank_long", n=len(text), limit=limit)
    return text
