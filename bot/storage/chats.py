"""Chats kept in a database, so that they survive a reload of the page and a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import sqlalchemy as sa
from pydantic_core import from_json, to_json

from bot.core.passage import Passage
from bot.core.turn import Answer, Turn
from bot.sentences import Message, stored
from bot.storage.database import Database, Json, Store
from bot.storage.ids import check_owner, is_id, new_id

MAX_TITLE_CHARS = 80

TurnOutcome = Literal["answered", "stopped", "failed"]


class _Problem(sa.types.TypeDecorator[Message]):
    """A message, kept as JSON; earlier versions kept its text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Message | str | None, dialect: sa.Dialect) -> str:
        return to_json(value).decode() if value else ""

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Message | None:
        try:
            return stored(from_json(value or "null"))
        except ValueError:
            return stored(value)


_tables = sa.MetaData()
_chats = sa.Table(
    "chats",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("title", sa.String(MAX_TITLE_CHARS), nullable=False),
    sa.Column("changed", sa.Float, nullable=False),
)
_turns = sa.Table(
    "turns",
    _tables,
    # The number also orders the turns of one chat: two tabs may add to it at once.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("chat", sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False, default=""),
    sa.Column("problem", _Problem, nullable=False, default=""),
    sa.Column("answer", Json[Answer](Answer)),
    sa.Column("passages", Json[tuple[Passage, ...]](tuple[Passage, ...])),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, kw_only=True)
class StoredTurn:
    """A question of a chat and what came of it."""

    id: int
    question: str
    outcome: TurnOutcome
    text: str = ""
    """What had been written: markdown, unchecked unless `answer` is there."""
    problem: Message | None = None
    """When it failed."""
    answer: Answer | None = None
    passages: tuple[Passage, ...] = ()
    """What retrieval had found, for a turn that was not finished."""


@dataclass(frozen=True)
class ChatSummary:
    """A line of the list of earlier chats."""

    id: str
    title: str
    changed: float
    """Seconds since 1970."""


def history(turns: Sequence[StoredTurn], limit: int = 6) -> tuple[Turn, ...]:
    """The last finished turns, oldest first, as the service takes them: answers without marks,
    which would point at passages that are another question's."""
    done = [
        Turn(turn.question, "".join(segment.text for segment in turn.answer.segments))
        for turn in turns
        if turn.answer
    ]
    return tuple(done[-limit:])


class ChatStore(Store):
    """Reads and writes chats; every call names the owner, and sees that owner's chats only."""

    tables = _tables
    problem = Message.of("chat_store_broke")

    @classmethod
    def at(cls, path: Path) -> ChatStore:
        """A store in one SQLite file."""
        return cls(Database(sa.URL.create("sqlite", database=str(path))))

    def close(self) -> None:
        """Close the database, for the other stores in it too."""
        self.database.close()

    def start_turn(self, owner: str, chat: str, question: str) -> tuple[str, int]:
        """Add a question; give the chat's and the turn's id.

        A chat that is not the owner's (or none) means a new chat. Until it is finished, the turn
        counts as stopped, so that a crash leaves nothing half-said as if it were whole.
        """
        check_owner(owner)
        with self._begin() as connection:
            if not _owned(connection, owner, chat):
                chat = new_id()
                title = " ".join(question.split())[:MAX_TITLE_CHARS]
                row = {"id": chat, "owner": owner, "title": title, "changed": self._now()}
                connection.execute(sa.insert(_chats).values(row))
            else:
                touched = sa.update(_chats).where(_chats.c.id == chat).values(changed=self._now())
                connection.execute(touched)
            fields = {"chat": chat, "question": question, "outcome": "stopped"}
            key = connection.execute(sa.insert(_turns).values(fields)).inserted_primary_key
            if key is None:  # pragma: no cover - every database we know gives the key
                raise RuntimeError("the database gave no key for a turn")
            return chat, cast("int", key[0])

    def keep(self, owner: str, turn: int, text: str, passages: tuple[Passage, ...] = ()) -> None:
        """Store what was found and written so far; the turn stays stopped."""
        self._change(owner, turn, text=text, passages=passages)

    def finish(self, owner: str, turn: int, answer: Answer) -> None:
        """Store a checked answer."""
        self._change(
            owner, turn, outcome="answered", text=answer.text, answer=answer, passages=None
        )

    def fail(self, owner: str, turn: int, problem: Message) -> None:
        """Store why there is no (whole) answer."""
        self._change(owner, turn, outcome="failed", problem=problem)

    def _change(self, owner: str, turn: int, **values: object) -> None:
        mine = sa.select(_chats.c.id).where(_chats.c.owner == owner)
        which = (_turns.c.id == turn) & _turns.c.chat.in_(mine)
        with self._begin() as connection:
            connection.execute(sa.update(_turns).where(which).values(values))

    def turns(self, owner: str, chat: str) -> tuple[StoredTurn, ...]:
        """A chat's turns, oldest first; none when there is no such chat of this owner."""
        with self._begin() as connection:
            if not _owned(connection, owner, chat):
                return ()
            query = sa.select(_turns).where(_turns.c.chat == chat).order_by(_turns.c.id)
            return tuple(_read(row) for row in connection.execute(query))

    def remove_turn(self, owner: str, chat: str, turn: int) -> None:
        """Take one question and its answer out of a chat, where both are the owner's."""
        with self._begin() as connection:
            if _owned(connection, owner, chat):
                which = (_turns.c.id == turn) & (_turns.c.chat == chat)
                connection.execute(sa.delete(_turns).where(which))

    def chats(self, owner: str, search: str = "", limit: int = 100) -> tuple[ChatSummary, ...]:
        """The owner's chats, newest first; with `search`, those that contain all its words."""
        query = sa.select(_chats.c.id, _chats.c.title, _chats.c.changed)
        query = query.where(_chats.c.owner == owner)
        for word in search.split():
            said = _turns.c.question.icontains(word, autoescape=True) | _turns.c.text.icontains(
                word, autoescape=True
            )
            query = query.where(_chats.c.id.in_(sa.select(_turns.c.chat).where(said)))
        query = query.order_by(_chats.c.changed.desc(), _chats.c.id).limit(limit)
        with self._begin() as connection:
            return tuple(ChatSummary(*row) for row in connection.execute(query))

    def remove_chat(self, owner: str, chat: str) -> None:
        """Delete a chat with all its turns; nothing happens when it is not the owner's."""
        with self._begin() as connection:
            if _owned(connection, owner, chat):
                connection.execute(sa.delete(_turns).where(_turns.c.chat == chat))
                connection.execute(sa.delete(_chats).where(_chats.c.id == chat))


def _owned(connection: sa.Connection, owner: str, chat: str) -> bool:
    if not (is_id(owner) and is_id(chat)):
        return False
    query = sa.select(_chats.c.id).where((_chats.c.id == chat) & (_chats.c.owner == owner))
    return connection.execute(query).first() is not None


def _read(row: sa.Row[tuple[object, ...]]) -> StoredTurn:
    fields = row._mapping
    outcome = cast("TurnOutcome", fields["outcome"])
    if outcome == "answered" and fields["answer"] is None:
        outcome = "stopped"  # written by another version: the words are still there
    return StoredTurn(
        id=fields["id"],
        question=fields["question"],
        outcome=outcome,
        text=fields["text"],
        problem=fields["problem"],
        answer=fields["answer"],
        passages=fields["passages"] or (),
    )
