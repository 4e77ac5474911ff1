"""Packed token vectors on disk, by embed hash, in SQLite: read a few dozen at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from ingest.index.store import storage_error
from ingest.machine.recently_used import RecentlyUsed

BATCH = 500  # SQLite binds at most 999 values in old builds
KEPT_BYTES = 16_000_000
"""What was read last stays in memory up to this size: all of some 1,500 chunks."""

WAIT_S = 10.0
"""How long a reader or writer waits for the other: commits are a matter of milliseconds."""


def path_of(index: Path, collection: str) -> Path:
    """Where the token vectors beside a collection are."""
    return index / f"tokens-{collection}.sqlite3"


class TokenStore:
    """Token vectors of texts, named by what was embedded, so that equal texts share theirs.

    May be used from many threads. Close it when done; a reader may leave that to Python.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it. Raises IndexUnusable if it is damaged."""
        self.path = path
        self._lock = threading.Lock()
        # A name stands for a text and a file for a model, so that what is kept stays right.
        self._recent = RecentlyUsed[bytes](KEPT_BYTES, len)
        try:
            self._connection = sqlite3.connect(path, timeout=WAIT_S, check_same_thread=False)
            self._connection.execute(
                "create table if not exists tokens (hash text primary key, packed blob not null)"
                " without rowid"
            )
        except sqlite3.Error as error:
            raise storage_error(error, path) from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def count(self) -> int:
        """How many texts are there."""
        with self._using() as connection:
            return int(connection.execute("select count(*) from tokens").fetchone()[0])

    def hashes(self) -> set[str]:
        """Names of all texts that are there."""
        with self._using() as connection:
            return {name for (name,) in connection.execute("select hash from tokens")}

    def add(self, packed: Mapping[str, bytes]) -> None:
        """Store texts' vectors, all or none; those that are there already are replaced."""
        with self._using() as connection:
            connection.executemany("insert or replace into tokens values (?, ?)", packed.items())
            self._recent.forget(packed)

    def remove(self, names: Iterable[str]) -> None:
        """Remove vectors by name; unknown names are no error."""
        gone = list(names)
        with self._using() as connection:
            connection.executemany("delete from tokens where hash = ?", [(name,) for name in gone])
            self._recent.forget(gone)

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Vectors by name; unknown names are left out."""
        asked = list(dict.fromkeys(names))
        found = self._recent.get(asked)
        wanted = [name for name in asked if name not in found]
        if not wanted:
            return found
        with self._using() as connection:
            read: dict[str, bytes] = {}
            for start in range(0, len(wanted), BATCH):
                part = wanted[start : start + BATCH]
                marks = ",".join("?" * len(part))
                query = f"select hash, packed from tokens where hash in ({marks})"
                read.update(connection.execute(query, part))
            self._recent.keep(read)  # with the file in hand: nothing is removed meanwhile
        return found | read

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection for one transaction, errors as sentences."""
        try:
            with self._lock, self._connection as connection:
                yield connection
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error


def count_of(index: Path, collection: str) -> int:
    """How many texts have token vectors beside a collection. Raises IndexUnusable for damage."""
    path = path_of(index, collection)
    if not path.is_file():
        return 0
    with closing(TokenStore(path)) as store:
        return store.count()


def sweep(index: Path, keep: str) -> None:
    """Remove the token vectors of other collections than `keep`."""
    for path in index.glob("tokens-*"):
        if not path.name.startswith(path_of(index, keep).name):
            path.unlink(missing_ok=True)
