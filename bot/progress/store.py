"""Reviews and cards, in the database that holds the chats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from bot.core.question import Question
from bot.progress.schedule import next_card
from bot.progress.standing import Review, Standing, standing_at
from bot.sentences import Message
from bot.storage.database import Json, Store
from bot.storage.ids import check_owner

_tables = sa.MetaData()
_cards = sa.Table(
    "cards",
    _tables,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("question", sa.String(32), primary_key=True),
    sa.Column("standing", Json[Standing](Standing), nullable=False),
)
_reviews = sa.Table(
    "reviews",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("interview", sa.String(32), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("review", Json[Review](Review), nullable=False),
    sa.UniqueConstraint("interview", "number"),
    sqlite_autoincrement=True,
)
_names = sa.Table(
    "question_names",
    _tables,
    # An interview that was begun with the questions of other makers names them as it did then.
    sa.Column("interview", sa.String(32), primary_key=True),
    sa.Column("before", sa.String(32), primary_key=True),
    sa.Column("now", sa.String(32), nullable=False),
    sa.Column("owner", sa.String(32), nullable=False),
)


class ProgressStore(Store):
    """Reads and writes what an owner has answered; every call sees that owner's only."""

    tables = _tables
    problem = Message.of("progress_store_broke")

    def record(self, owner: str, question: Question, review: Review, card: str = "") -> bool:
        """Keep a review and move its card on; False, and nothing changes, if it was kept before.

        `card` is the id that the question's card is under, where that is another one: its section
        has moved. From then on it is under the question's own.
        """
        check_owner(owner)
        row = {
            "owner": owner,
            "interview": review.interview,
            "number": review.number,
            "review": review,
        }
        with self._begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(_reviews).values(row))
            except sa.exc.IntegrityError:
                return False
            own = _name(connection, review.interview, question.id)
            card = card if card and own == question.id else own
            rows = {
                name: one
                for name in dict.fromkeys((card, own))
                if (one := _card(connection, owner, name)) is not None
            }
            mine = (_cards.c.owner == owner) & _cards.c.question.in_([*rows, own])
            connection.execute(sa.delete(_cards).where(mine))
            there = rows.get(own)
            if len(rows) == 2 and there is not None and there.contents != question.contents:
                # Two sections changed places: the other one's card goes where this one's was.
                del rows[own]
                _insert(connection, owner, replace(there, question=card))
            before = max(rows.values(), key=lambda one: one.reviewed, default=None)
            after = _after(before, question, review)
            if own != question.id:
                after = _as_before(before, replace(after, question=own))
            _insert(connection, owner, after)
        return True

    def standings(self, owner: str) -> tuple[Standing, ...]:
        """What is remembered of every question, those of deleted notes included."""
        with self._begin() as connection:
            return standings_within(connection, owner)

    def reviews(self, owner: str) -> tuple[Review, ...]:
        """Everything that was answered, oldest first."""
        query = sa.select(_reviews.c.review).where(_reviews.c.owner == owner)
        with self._begin() as connection:
            return tuple(filter(None, connection.execute(query.order_by(_reviews.c.id)).scalars()))

    def count(self, owner: str) -> int:
        """How many reviews there are; quick."""
        query = sa.select(sa.func.count()).where(_reviews.c.owner == owner)
        with self._begin() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, owner: str) -> None:
        """Delete all of the owner's progress."""
        with self._begin() as connection:
            for table in (_cards, _reviews, _names):
                connection.execute(sa.delete(table).where(table.c.owner == owner))


def standings_within(connection: sa.Connection, owner: str) -> tuple[Standing, ...]:
    """The owner's standings in a transaction."""
    query = sa.select(_cards.c.standing).where(_cards.c.owner == owner)
    return tuple(filter(None, connection.execute(query.order_by(_cards.c.question)).scalars()))


def replace_within(
    connection: sa.Connection, owner: str, standings: Mapping[str, Standing]
) -> None:
    """Put standings in the place of those that are named by the ids they had, in a transaction;
    of two of one question the later review holds."""
    latest: dict[str, Standing] = {}
    for standing in sorted(standings.values(), key=lambda one: one.reviewed):
        latest[standing.question] = standing
    names = [*standings, *latest]
    connection.execute(
        sa.delete(_cards).where((_cards.c.owner == owner) & _cards.c.question.in_(names))
    )
    for standing in latest.values():
        _insert(connection, owner, standing)


def rename_within(
    connection: sa.Connection, owner: str, interview: str, names: Mapping[str, str]
) -> None:
    """Note in a transaction what an interview's questions are called today, by the ids they have
    in it."""
    which = (_names.c.owner == owner) & (_names.c.interview == interview)
    connection.execute(sa.delete(_names).where(which))
    for before, now in names.items():
        row = {"owner": owner, "interview": interview, "before": before, "now": now}
        connection.execute(sa.insert(_names).values(row))


def _name(connection: sa.Connection, interview: str, question: str) -> str:
    """What a question of an interview is called today."""
    which = (_names.c.interview == interview) & (_names.c.before == question)
    return connection.execute(sa.select(_names.c.now).where(which)).scalar() or question


def _after(before: Standing | None, question: Question, review: Review) -> Standing:
    card, due = next_card(before.card if before else "", review)
    fresh = Standing(
        question=question.id,
        card=card,
        due=due,
        score=review.score,
        estimated=review.estimated,
        reviewed=review.at,
        times=before.times + 1 if before else 1,
        kind=question.kind,
        sections=question.sections,
        contents=question.contents,
        text=question.text,
        place="",
        subjects=(),
    )
    return standing_at(fresh, question)


def _as_before(before: Standing | None, after: Standing) -> Standing:
    """A standing after a review under another name, as that of the question of today."""
    if before is None:
        return after
    return replace(
        before,
        card=after.card,
        due=after.due,
        score=after.score,
        estimated=after.estimated,
        reviewed=after.reviewed,
        times=after.times,
    )


def _insert(connection: sa.Connection, owner: str, standing: Standing) -> None:
    row = {"owner": owner, "question": standing.question, "standing": standing}
    connection.execute(sa.insert(_cards).values(row))


def _card(connection: sa.Connection, owner: str, question: str) -> Standing | None:
    which = (_cards.c.owner == owner) & (_cards.c.question == question)
    return connection.execute(sa.select(_cards.c.standing).where(which)).scalar()
