"""Interviews with their papers and reports, in the database that holds the chats."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from bot.errors import BadInput
from bot.interview.state import Paper
from bot.reports.report import InterviewReport
from bot.sentences import Message
from bot.storage.database import Database, Json, Store
from bot.storage.ids import check_owner, is_id

_tables = sa.MetaData()
_interviews = sa.Table(
    "interviews",
    _tables,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("paper", Json[Paper](Paper), nullable=False),
    sa.Column("report", Json[InterviewReport](InterviewReport)),
)


@dataclass(frozen=True, kw_only=True)
class StoredInterview:
    """An interview as the store knows it."""

    id: str
    started: float
    ended: float | None
    """Seconds since 1970; None while it runs."""
    paper: Paper
    report: InterviewReport | None


class InterviewStore(Store):
    """Reads and writes interviews; every call from outside names the owner, and sees that owner's
    only."""

    tables = _tables
    problem = Message.of("iv_store_broke")

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(database, now=now)
        self.paper = lru_cache(maxsize=64)(self._paper)

    def add(self, owner: str, paper: Paper) -> None:
        """Keep the paper of a new interview."""
        check_owner(owner)
        row = {
            "id": paper.id,
            "owner": owner,
            "started": paper.started,
            "paper": paper,
        }
        with self._begin() as connection:
            connection.execute(sa.insert(_interviews).values(row))

    def _paper(self, interview: str) -> Paper:
        """The paper of an interview, which never changes."""
        query = sa.select(_interviews.c.paper).where(_interviews.c.id == interview)
        with self._begin() as connection:
            paper: Paper | None = connection.execute(query).scalar()
        if paper is None:
            raise BadInput("iv_not_yours")
        return paper

    def owner(self, interview: str) -> str:
        """Whose interview it is; empty if there is none."""
        query = sa.select(_interviews.c.owner).where(_interviews.c.id == interview)
        with self._begin() as connection:
            return str(connection.execute(query).scalar() or "")

    def owned(self, owner: str, interview: str) -> Paper:
        """The paper of the owner's interview. Raises BadInput if it is not theirs, or not there."""
        if not (is_id(owner) and is_id(interview)) or self.owner(interview) != owner:
            raise BadInput("iv_not_yours")
        return self.paper(interview)

    def finish(self, report: InterviewReport) -> None:
        """Keep the report of an interview. Where there is one already, nothing changes."""
        which = (_interviews.c.id == report.id) & _interviews.c.ended.is_(None)
        values = {"ended": report.ended, "report": report}
        with self._begin() as connection:
            connection.execute(sa.update(_interviews).where(which).values(values))

    def report(self, owner: str, interview: str) -> InterviewReport | None:
        """The report of the owner's interview; None while it runs."""
        which = (_interviews.c.id == interview) & (_interviews.c.owner == owner)
        with self._begin() as connection:
            return connection.execute(sa.select(_interviews.c.report).where(which)).scalar()

    def all(self, owner: str, limit: int = 200) -> tuple[StoredInterview, ...]:
        """The owner's interviews, newest first."""
        with self._begin() as connection:
            return interviews_within(connection, owner, limit)

    def remove(self, owner: str, interview: str) -> None:
        """Delete an interview; nothing happens when it is not the owner's."""
        which = (_interviews.c.id == interview) & (_interviews.c.owner == owner)
        with self._begin() as connection:
            connection.execute(sa.delete(_interviews).where(which))


def interviews_within(
    connection: sa.Connection, owner: str, limit: int | None = None
) -> tuple[StoredInterview, ...]:
    """The owner's interviews in a transaction, newest first."""
    query = sa.select(_interviews).where(_interviews.c.owner == owner)
    query = query.order_by(_interviews.c.started.desc(), _interviews.c.id).limit(limit)
    return tuple(
        StoredInterview(
            id=row.id,
            started=row.started,
            ended=row.ended,
            paper=row.paper,
            report=row.report,
        )
        for row in connection.execute(query)
        if row.paper
    )
