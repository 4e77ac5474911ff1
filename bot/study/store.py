"""Interviews with their papers and reports, in the database that holds the chats."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from bot.errors import BadInput
from bot.interview.state import Paper
from bot.reports.report import InterviewReport
from bot.storage.chats import ChatStore, is_id
from bot.storage.database import Transactions

_log = logging.getLogger(__name__)
_PAPER: TypeAdapter[Paper] = TypeAdapter(Paper)
_REPORT: TypeAdapter[InterviewReport] = TypeAdapter(InterviewReport)
_tables = sa.MetaData()
_interviews = sa.Table(
    "interviews",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("paper", sa.Text, nullable=False),
    sa.Column("report", sa.Text),
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An interview as the store knows it."""

    id: str
    started: float
    ended: float | None
    """Seconds since 1970; None while it runs."""
    paper: Paper
    report: InterviewReport | None


class InterviewStore:
    """Reads and writes interviews; every call from outside names the owner, and sees that owner's
    only.

    Lives in the database that `chats` has opened and closes; may be used from several threads.
    Raises BotError when the table can't be made.
    """

    def __init__(self, chats: ChatStore, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.paper = lru_cache(maxsize=64)(self._paper)
        transactions = Transactions(
            engine=chats.engine,
            log=_log,
            what="the interviews",
            problem="The interview can't be read or stored just now; see that its disk has room "
            "and that nothing else locks it, then try again.",
            key="iv_store_broke",
        )
        transactions.create(_tables)
        self._begin = transactions.begin

    def add(self, owner: str, paper: Paper) -> None:
        """Keep the paper of a new interview."""
        if not is_id(owner):
            raise ValueError("an owner is a value of new_id()")
        row = {
            "id": paper.id,
            "owner": owner,
            "started": paper.started,
            "paper": _PAPER.dump_json(paper).decode(),
        }
        with self._begin() as connection:
            connection.execute(sa.insert(_interviews).values(row))

    def _paper(self, interview: str) -> Paper:
        """The paper of an interview, which never changes."""
        query = sa.select(_interviews.c.paper).where(_interviews.c.id == interview)
        with self._begin() as connection:
            text = connection.execute(query).scalar()
        if text is None:
            raise BadInput(
                "There is no such interview; it may have been deleted.", key="iv_not_yours"
            )
        return _PAPER.validate_json(text)

    def owner(self, interview: str) -> str:
        """Whose interview it is; empty if there is none."""
        query = sa.select(_interviews.c.owner).where(_interviews.c.id == interview)
        with self._begin() as connection:
            return str(connection.execute(query).scalar() or "")

    def owned(self, owner: str, interview: str) -> Paper:
        """The paper of the owner's interview. Raises BadInput if it is not theirs, or not there."""
        if not (is_id(owner) and is_id(interview)) or self.owner(interview) != owner:
            raise BadInput(
                "There is no such interview; it may have been deleted.", key="iv_not_yours"
            )
        return self.paper(interview)

    def finish(self, report: InterviewReport) -> None:
        """Keep the report; a second one in its place changes nothing."""
        which = (_interviews.c.id == report.id) & _interviews.c.ended.is_(None)
        values = {"ended": report.ended, "report": _REPORT.dump_json(report).decode()}
        with self._begin() as connection:
            connection.execute(sa.update(_interviews).where(which).values(values))

    def report(self, owner: str, interview: str) -> InterviewReport | None:
        """The report of the owner's interview; None while it runs."""
        which = (_interviews.c.id == interview) & (_interviews.c.owner == owner)
        with self._begin() as connection:
            text = connection.execute(sa.select(_interviews.c.report).where(which)).scalar()
        return _read(interview, text)

    def all(self, owner: str, limit: int = 200) -> tuple[Kept, ...]:
        """The owner's interviews, newest first."""
        query = sa.select(_interviews).where(_interviews.c.owner == owner)
        query = query.order_by(_interviews.c.started.desc(), _interviews.c.id).limit(limit)
        found: list[Kept] = []
        with self._begin() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            try:
                paper = _PAPER.validate_json(row.paper)
            except ValidationError:
                _log.warning("interview %s was stored in another form; left out", row.id)
                continue
            found.append(
                Kept(
                    id=row.id,
                    started=row.started,
                    ended=row.ended,
                    paper=paper,
                    report=_read(row.id, row.report),
                )
            )
        return tuple(found)

    def remove(self, owner: str, interview: str) -> None:
        """Delete an interview; nothing happens when it is not the owner's."""
        which = (_interviews.c.id == interview) & (_interviews.c.owner == owner)
        with self._begin() as connection:
            connection.execute(sa.delete(_interviews).where(which))


def _read(interview: str, text: str | None) -> InterviewReport | None:
    if text is None:
        return None
    try:
        return _REPORT.validate_json(text)
    except ValidationError:
        _log.warning("the report of %s was stored in another form", interview)
        return None
