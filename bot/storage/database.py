"""The database of the user's own data: opened once, with tables that belong to several stores."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from bot.errors import BotError, StoreBroken
from bot.machine import locked
from bot.sentences import Message

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Database:
    """A database at any SQLAlchemy address; SQLite's file is made where it is missing.

    May be used from several threads, and by several processes as far as the database allows it.
    Call `close` at the end.
    """

    def __init__(self, url: str | sa.URL) -> None:
        """Raises BotError if the address is none."""
        self._shown = "the given address"
        with self._opening():
            self._url = sa.make_url(url)
            self._shown = self._url.render_as_string(hide_password=True)
            if self._is_sqlite:
                _prepare_file(self._url.database)
            self.engine = sa.create_engine(self._url, pool_pre_ping=True)
            if self._is_sqlite:
                sa.event.listen(self.engine, "connect", _set_up_sqlite)

    def make(self, tables: sa.MetaData) -> None:
        """Make the tables and indexes that are missing. Raises BotError."""
        # Not create_all, which looks first and then makes: of several starts at once, another one
        # can have made any of the tables in between.
        with self._opening(), self._alone(), self.engine.begin() as connection:
            for table in tables.sorted_tables:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.SQLAlchemyError, ImportError, OSError) as error:
            _log.debug("opening the database failed", exc_info=True)
            why = type(error).__name__
            raise BotError("chats_unopened", at=self._shown, why=why) from error

    def _alone(self) -> AbstractContextManager[None]:
        """Keeps other starts waiting: SQLite's change to WAL fails at once where another one is at
        it, whatever the busy timeout."""
        if self._is_sqlite and self._url.database and self._url.database != ":memory:":
            return locked(Path(self._url.database))
        return nullcontext()


class Store:
    """Tables of a database that somebody else closes, and what can be done with them.

    A store names its tables and adds its verbs, each a transaction of `_begin`. May be used from
    several threads. Raises BotError when the tables can't be made.
    """

    tables: ClassVar[sa.MetaData]
    problem: ClassVar[Message]
    """What StoreBroken says while the database fails."""

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self.database = database
        self._now = now
        database.make(self.tables)

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        """One transaction; whatever the database raises in it becomes StoreBroken."""
        try:
            with self.database.engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            _log.exception("%s failed to read or write", type(self).__name__)
            raise StoreBroken(self.problem) from error


class Json(sa.types.TypeDecorator[T]):
    """A column of values of one type, kept as JSON.

    Read as None where another version of the program wrote it in a form that this one doesn't know.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any, *, leave_out: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.kind = kind
        self.leave_out = leave_out
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def process_bind_param(self, value: T | None, dialect: sa.Dialect) -> str | None:
        """The value's text."""
        if value is None:
            return None
        return self._adapter.dump_json(value, exclude=set(self.leave_out) or None).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> T | None:
        """The value of a text."""
        if value is None:
            return None
        try:
            return self._adapter.validate_json(value)
        except ValidationError:
            _log.warning("a value of %s was stored in another form; left out", self.kind)
            return None


def _prepare_file(database: str | None) -> None:
    """Make the folder, and the file readable by its owner alone."""
    if database and database != ":memory:":
        path = Path(database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)


def _set_up_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("foreign_keys=ON", "busy_timeout=5000", "journal_mode=WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
