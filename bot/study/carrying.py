"""Carries what was remembered of questions over to those that other makers ask, once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.bank.edits.carry import MAKERS, CarriedOver, counted, edit_at, fate
from bot.bank.edits.follow import Follower, Remembered, remembered
from bot.bank.edits.store import edits_within
from bot.bank.edits.store import replace_within as replace_edits
from bot.core.question import Bank, Question
from bot.progress.standing import Standing, standing_at
from bot.progress.store import rename_within, standings_within
from bot.progress.store import replace_within as replace_standings
from bot.sentences import Message, english, several
from bot.storage.database import Database, Store
from bot.study.store import interviews_within

_log = logging.getLogger(__name__)

_tables = sa.MetaData()
_carried = sa.Table(
    "bank_carried",
    _tables,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("makers", sa.String(32), nullable=False),
    sa.Column("kept", sa.Integer, nullable=False, default=0),
    sa.Column("changed", sa.Integer, nullable=False, default=0),
    sa.Column("dropped", sa.Integer, nullable=False, default=0),
    sa.Column("told", sa.Boolean, nullable=False, default=True),
)


class Carrying(Store):
    """Edits, mastery and running interviews of an owner, brought to the makers of today.

    All of an owner's in one transaction: killed at any step, it is done the next time.
    """

    tables = _tables
    problem = Message.of("bank_store_broke")

    def __init__(self, database: Database, makers: str = MAKERS) -> None:
        super().__init__(database)
        self._makers = makers
        self._done: set[str] = set()
        """Owners for whom nothing has to be looked up."""

    def carry(self, owner: str, bank: Bank) -> None:
        """Carry over to a generated bank, unless that was done for its makers."""
        # Without notes nothing can be told of any section.
        if owner in self._done or not bank.places:
            return
        with self._begin() as connection:
            claimed = _claimed(connection, owner, self._makers)
            told = _carry(connection, owner, bank) if claimed else None
            if told is not None:
                row = {"kept": told.kept, "changed": told.changed, "dropped": told.dropped}
                which = _carried.c.owner == owner
                connection.execute(sa.update(_carried).where(which).values(**row, told=False))
        self._done.add(owner)
        if told is not None:
            _log.warning(english(_message(told)))

    def untold(self, owner: str) -> Message | None:
        """What was carried over, as long as the owner has not put it away."""
        which = (_carried.c.owner == owner) & ~_carried.c.told
        with self._begin() as connection:
            row = connection.execute(sa.select(_carried).where(which)).first()
        if row is None:
            return None
        return _message(CarriedOver(kept=row.kept, changed=row.changed, dropped=row.dropped))

    def put_away(self, owner: str) -> None:
        """The owner has read what was carried over."""
        with self._begin() as connection:
            connection.execute(
                sa.update(_carried).where(_carried.c.owner == owner).values(told=True)
            )


def _message(told: CarriedOver) -> Message:
    """How many were kept, and what became of the others where there are some."""
    if told.changed:
        message = Message.of("carried_changed", kept=told.kept, changed=told.changed)
    else:
        message = Message.of("carried", kept=told.kept)
    if not told.dropped:
        return message
    return several(message, Message.of("carried_dropped", dropped=told.dropped))


def _claimed(connection: sa.Connection, owner: str, makers: str) -> bool:
    """Whether it is this transaction's to carry over; of several at once the first one's.

    It begins by writing, so that the others wait for its end.
    """
    mine = _carried.c.owner == owner
    moved = sa.update(_carried).where(mine & (_carried.c.makers != makers)).values(makers=makers)
    if connection.execute(moved).rowcount:
        return True
    if connection.execute(sa.select(_carried.c.owner).where(mine)).first():
        return False
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(_carried).values(owner=owner, makers=makers))
    except sa.exc.IntegrityError:
        return False
    return True


def _carry(connection: sa.Connection, owner: str, bank: Bank) -> CarriedOver | None:
    """Carry over all of an owner's; None if every question is called as before."""
    standings = standings_within(connection, owner)
    edits = edits_within(connection, owner)
    interviews = interviews_within(connection, owner)
    asked = {one.id: one for kept in interviews for one in kept.paper.questions}
    running = [kept for kept in interviews if kept.ended is None]
    memories = [
        *(_with_quotes(one.remembered, asked) for one in standings),
        *(_with_quotes(edit.remembered, asked) for edit in edits),
    ]
    open_questions = [remembered(one) for kept in running for one in kept.paper.questions]
    follower = Follower(bank, [*memories, *open_questions])
    fates = [(memory.question, *fate(follower, memory)) for memory in memories]
    for kept in running:
        rename_within(connection, owner, kept.id, _names(follower, kept.paper.questions))
    moved: dict[str, Standing] = {}
    for standing, (name, question, _) in zip(standings, fates, strict=False):
        if question is not None and question.id != name:
            moved[name] = standing_at(standing, question)
    replace_standings(connection, owner, moved)
    fresh = [
        edit if question is None else edit_at(edit, question, asked.get(edit.question))
        for edit, (_, question, _) in zip(edits, fates[len(standings) :], strict=True)
    ]
    replace_edits(connection, owner, fresh)
    told = counted((name, became) for name, _, became in fates)
    renamed = any(question is not None and question.id != name for name, question, _ in fates)
    return told if renamed or told.dropped else None


def _with_quotes(memory: Remembered, asked: dict[str, Question]) -> Remembered:
    """A memory with what is known of its question from an interview in which it was asked."""
    one = asked.get(memory.question)
    if one is None:
        return memory
    known = remembered(one)
    return replace(memory, text=memory.text or known.text, quotes=known.quotes)


def _names(follower: Follower, questions: Sequence[Question]) -> dict[str, str]:
    """What questions are called today, by their ids, where those are others."""
    found = ((one, follower.find(remembered(one))[0]) for one in questions)
    return {one.id: now.id for one, now in found if now is not None and now.id != one.id}
