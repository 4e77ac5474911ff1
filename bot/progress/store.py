"""Reviews and cards, in the database that holds the chats."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from bot.core.passage import PATH_SEPARATOR
from bot.core.question import Question
from bot.interview.choose import subjects
from bot.progress.schedule import next_card
from bot.progress.standing import Review, Standing
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
            card = card or question.id
            rows = {
                name: one
                for name in dict.fromkeys((card, question.id))
                if (one := _card(connection, owner, name)) is not None
            }
            mine = (_cards.c.owner == owner) & _cards.c.question.in_([*rows, question.id])
            connection.execute(sa.delete(_cards).where(mine))
            there = rows.get(question.id)
            if len(rows) == 2 and there is not None and there.contents != question.contents:
                # Two sections changed places: the other one's card goes where this one's was.
                del rows[question.id]
                _insert(connection, owner, replace(there, question=card))
            before = max(rows.values(), key=lambda one: one.reviewed, default=None)
            _insert(connection, owner, _after(before, question, review))
        return True

    def standings(self, owner: str) -> tuple[Standing, ...]:
        """What is remembered of every question, those of deleted notes included."""
        query = sa.select(_cards.c.standing).where(_cards.c.owner == owner)
        with self._begin() as connection:
            return tuple(
                filter(None, connection.execute(query.order_by(_cards.c.question)).scalars())
            )

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
            for table in (_cards, _reviews):
                connection.execute(sa.delete(table).where(table.c.owner == owner))


def _after(before: Standing | None, question: Question, review: Review) -> Standing:
    card, due = next_card(before.card if before else "", review)
    fresh = Standing(
        question=question.id,
        card=card,
        due=due,
        score=review.score,
        estimated=review.estimated,
        reviewed=review.at,
        times=1,
        kind=question.kind,
        sections=question.sections,
        contents=question.contents,
        text=question.text,
        place=PATH_SEPARATOR.join(dict.fromkeys((question.title, *question.heading_path))),
        subjects=subjects(question),
    )
    return replace(fresh, times=before.times + 1) if before else fresh


def _insert(connection: sa.Connection, owner: str, standing: Standing) -> None:
    row = {"owner": owner, "question": standing.question, "standing": standing}
    connection.execute(sa.insert(_cards).values(row))


def _card(connection: sa.Connection, owner: str, question: str) -> Standing | None:
    which = (_cards.c.owner == owner) & (_cards.c.question == question)
    return connection.execute(sa.select(_cards.c.standing).where(which)).scalar()
