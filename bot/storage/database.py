"""Tables beside the chats: made where they are missing, and used in transactions whose failures
are sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from bot.errors import BotError


def create(engine: sa.Engine, tables: sa.MetaData) -> None:
    """Make the tables and indexes that are missing."""
    # Not create_all, which looks first and then makes: of several starts at once, another one can
    # have made any of the tables in between.
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))


@dataclass(frozen=True, kw_only=True)
class Transactions:
    """Transactions of a database that somebody else has opened and closes.

    May be used from several threads.
    """

    engine: sa.Engine
    log: logging.Logger
    what: str
    """Named in the log, where the details of a failure go."""
    problem: str
    """What BotError says."""
    key: str = ""
    """Its key, as BotError takes it."""

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction; whatever the database raises in it becomes BotError."""
        with self.translated(), self.engine.begin() as connection:
            yield connection

    def create(self, tables: sa.MetaData) -> None:
        """Make the tables that are missing. Raises BotError."""
        with self.translated():
            create(self.engine, tables)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """What the database raises, as BotError."""
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            self.log.exception("%s could not be read or written", self.what)
            raise BotError(self.problem, key=self.key) from error
