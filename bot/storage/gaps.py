"""Questions that the notes don't answer, kept until somebody writes the missing note."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import sqlalchemy as sa

from bot.core.passage import Passage
from bot.core.turn import Answer
from bot.sentences import Message
from bot.storage.database import Json, Store
from bot.storage.ids import check_owner

NEAREST = 3
"""How many of the nearest sections are kept with a question."""

GapAddition = Literal["added", "there", "reopened"]


@dataclass(frozen=True, kw_only=True)
class NearSection:
    """A section that came close to a question without answering it."""

    file: str
    title: str
    place: str
    """The section's place in words, as `Passage.place` gives it."""
    lines: tuple[int, int]
    """1-based, inclusive; as they were when the question was asked."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A question for which a note is missing."""

    id: int
    key: str
    """Equal for questions that `gap_key` takes for the same."""
    question: str
    noted: float
    """When it was put on the list, in seconds since 1970."""
    probability: float
    """Estimated chance, 0–1, that the notes of that time answer it."""
    nearest: tuple[NearSection, ...] = ()
    """The sections that came nearest, the nearest first."""
    done: bool = False


def gap_key(question: str) -> str:
    """A name for a question that does not change with case, width, spaces or the sign at its end.

    32 hexadecimal digits.
    """
    folded = " ".join(unicodedata.normalize("NFKC", question).casefold().split())
    bare = folded.rstrip("?!.。… ") or folded
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def nearest(passages: Sequence[Passage]) -> tuple[NearSection, ...]:
    """The first few sections of `passages`, each once."""
    sections = {passage.section: passage for passage in reversed(passages)}
    first = [p for p in passages if sections.get(p.section) is p][:NEAREST]
    return tuple(
        NearSection(file=p.file, title=p.title, place=p.place, lines=p.lines) for p in first
    )


_tables = sa.MetaData()
_gaps = sa.Table(
    "gaps",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False),
    sa.Column("key", sa.String(32), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("noted", sa.Float, nullable=False),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("nearest", Json[tuple[NearSection, ...]](tuple[NearSection, ...]), nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    # Also what finds an owner's gaps.
    sa.UniqueConstraint("owner", "key"),
    sqlite_autoincrement=True,
)


class GapStore(Store):
    """Reads and writes gaps; every call names the owner, and sees that owner's gaps only."""

    tables = _tables
    problem = Message.of("gaps_store_broke")

    def add(self, owner: str, answer: Answer) -> GapAddition:
        """Put the question of a declined answer on the list, once.

        `there`: it was on the list already, and nothing changes. `reopened`: it was ticked off,
        and the notes still don't answer it. Raises ValueError if the answer was not declined.
        """
        check_owner(owner)
        if not answer.abstained:
            raise ValueError("the notes answer this question")
        key = gap_key(answer.question)
        mine = (_gaps.c.owner == owner) & (_gaps.c.key == key)
        fresh = {
            "question": answer.question,
            "noted": self._now(),
            "probability": answer.probability,
            "nearest": nearest(answer.passages),
            "done": False,
        }
        with self._begin() as connection:
            reopen = sa.update(_gaps).where(mine & _gaps.c.done).values(fresh)
            if connection.execute(reopen).rowcount:
                return "reopened"
            if connection.execute(sa.select(_gaps.c.id).where(mine)).first():
                return "there"
            try:
                with connection.begin_nested():
                    connection.execute(
                        sa.insert(_gaps).values(fresh | {"owner": owner, "key": key})
                    )
            except sa.exc.IntegrityError:
                return "there"  # another tab was quicker
        return "added"

    def gaps(self, owner: str) -> tuple[Gap, ...]:
        """The owner's gaps, oldest first, those ticked off among them."""
        query = sa.select(_gaps).where(_gaps.c.owner == owner)
        with self._begin() as connection:
            rows = connection.execute(query.order_by(_gaps.c.noted, _gaps.c.id)).all()
        return tuple(_read(row) for row in rows)

    def tick(self, owner: str, gap: int, done: bool) -> None:
        """Tick a gap off, or open it again; nothing happens when it is not the owner's."""
        which = (_gaps.c.id == gap) & (_gaps.c.owner == owner)
        with self._begin() as connection:
            connection.execute(sa.update(_gaps).where(which).values(done=done))

    def remove(self, owner: str, gap: int) -> None:
        """Take a gap off the list; nothing happens when it is not the owner's."""
        which = (_gaps.c.id == gap) & (_gaps.c.owner == owner)
        with self._begin() as connection:
            connection.execute(sa.delete(_gaps).where(which))


def _read(row: sa.Row[tuple[object, ...]]) -> Gap:
    fields = row._mapping
    return Gap(
        id=fields["id"],
        key=cast("str", fields["key"]),
        question=fields["question"],
        noted=fields["noted"],
        probability=fields["probability"],
        nearest=fields["nearest"] or (),
        done=fields["done"],
    )
