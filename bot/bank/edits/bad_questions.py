"""Questions that the user called bad: never asked again, kept in a list, exported as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, get_args

import sqlalchemy as sa

from bot.core.passage import place_in_words
from bot.core.question import Bank, Language, Question, QuestionKind, digest
from bot.sentences import Message
from bot.storage.database import Json, Store
from bot.storage.gaps import gap_key
from bot.storage.ids import check_owner

Reason = Literal["wording", "points", "trivial", "repeated"]
REASONS: tuple[Reason, ...] = get_args(Reason)


def reason_of(name: object) -> Reason | None:
    """The reason of that name; None for anything else."""
    return next((one for one in REASONS if one == name), None)


@dataclass(frozen=True, kw_only=True)
class BadQuestion:
    """A question that the user called bad, as it was then."""

    id: int = 0
    """The stored mark's number; 0 before it is stored."""
    text: str
    kind: QuestionKind
    language: Language
    contents: tuple[str, ...]
    """Of its sections, as `Question.contents`: what the mark holds for while it is unchanged."""
    place: str
    """Where it stood, for people to read."""
    file: str
    lines: tuple[int, int]
    points: tuple[str, ...]
    at: float
    """When it was marked, in seconds since 1970."""
    why: Reason | None = None


def bad_key(question: Question | BadQuestion) -> str:
    """Equal for what is asked in the same words of sections that say the same."""
    return digest(gap_key(question.text), *question.contents, length=32)


def marked(bank: Bank, bad: Iterable[BadQuestion]) -> Bank:
    """The bank in which no question is asked that was called bad.

    Its words and what a section says tell it, not its id: it stays out when sections move, and
    when other makers ask the same again. A section that was rewritten is asked about anew.
    """
    contents: dict[str, set[str]] = {}
    for mark in bad:
        contents.setdefault(gap_key(mark.text), set()).update(mark.contents)
    if not contents:
        return bank
    return replace(
        bank,
        questions=tuple(
            replace(one, enabled=False, marked=True)
            if not contents.get(gap_key(one.text), set()).isdisjoint(one.contents)
            else one
            for one in bank.questions
        ),
    )


def as_json_lines(bad: Iterable[BadQuestion]) -> str:
    """A line of JSON for each mark, for whoever mends what makes the questions."""
    rows = (
        {
            "question": one.text,
            "kind": one.kind.value,
            "language": one.language,
            "file": one.file,
            "place": one.place,
            "lines": one.lines,
            "points": one.points,
            "why": one.why,
            "at": datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds"),
        }
        for one in bad
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


_tables = sa.MetaData()
_bad = sa.Table(
    "bad_questions",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False),
    sa.Column("key", sa.String(32), nullable=False),
    sa.Column(
        "question", Json[BadQuestion](BadQuestion, leave_out=frozenset({"id"})), nullable=False
    ),
    # Also what finds an owner's marks.
    sa.UniqueConstraint("owner", "key"),
    sqlite_autoincrement=True,
)


class BadQuestionStore(Store):
    """Reads and writes marks; every call but `everybodys` names the owner, and sees that owner's
    only."""

    tables = _tables
    problem = Message.of("bad_store_broke")

    def add(self, owner: str, question: Question) -> None:
        """Call a question bad; one that is called so already stays as it is."""
        check_owner(owner)
        bad = BadQuestion(
            text=question.text,
            kind=question.kind,
            language=question.language,
            contents=question.contents,
            place=place_in_words(question.title, question.heading_path),
            file=question.file,
            lines=question.lines,
            points=tuple(point.text for point in question.asked),
            at=self._now(),
        )
        row = {"owner": owner, "key": bad_key(question), "question": bad}
        with self._begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(_bad).values(row))
            except sa.exc.IntegrityError:
                return  # it was done before, or in another tab

    def explain(self, owner: str, bad: int, why: Reason | None) -> None:
        """Keep why a question is bad; nothing happens when the mark is not the owner's."""
        mine = (_bad.c.owner == owner) & (_bad.c.id == bad)
        with self._begin() as connection:
            found = connection.execute(sa.select(_bad.c.question).where(mine)).scalar()
            if found is not None:
                explained = replace(found, why=why)
                connection.execute(sa.update(_bad).where(mine).values(question=explained))

    def remove(self, owner: str, bad: int) -> None:
        """Take a mark back: the question can be asked again."""
        with self._begin() as connection:
            connection.execute(sa.delete(_bad).where((_bad.c.owner == owner) & (_bad.c.id == bad)))

    def of(self, owner: str) -> tuple[BadQuestion, ...]:
        """The owner's marks, oldest first."""
        return self._all(_bad.c.owner == owner)

    def everybodys(self) -> tuple[BadQuestion, ...]:
        """The marks of all owners, oldest first; for whoever runs the program."""
        return self._all(sa.true())

    def _all(self, which: sa.ColumnElement[bool]) -> tuple[BadQuestion, ...]:
        query = sa.select(_bad.c.id, _bad.c.question).where(which).order_by(_bad.c.id)
        with self._begin() as connection:
            rows = connection.execute(query).all()
        return tuple(replace(bad, id=key) for key, bad in rows if bad)
