"""What the program knows of LangGraph's SQLite saver, where that isn't promised: its tables.

All of it is here, and was tried with the version TRIED_WITH of langgraph-checkpoint-sqlite.
`tests/store/user/test_checkpoints.py` compares it with what the saver's public interface says, so
that a new version that does otherwise is found out before anybody's interview is.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

TRIED_WITH = "3.1.2"

TABLES = ("checkpoints", "writes")
"""Every table of the saver. Each has `thread_id` and `checkpoint_id`; ids grow with time."""

BUSY_S = 10.0
"""How long another writer of the file is waited for."""


def open_saver(path: Path) -> SqliteSaver:
    """Checkpoints in an SQLite file that its owner alone can read; see `close`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    # The saver has a lock of its own around the connection.
    connection = sqlite3.connect(path, check_same_thread=False, timeout=BUSY_S)
    # Nothing but plain values is stored: a file that was tampered with can name no class to load.
    saver = SqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
    saver.setup()
    return saver


def close(saver: SqliteSaver) -> None:
    """Give the file back."""
    saver.conn.close()


def keep_newest(saver: SqliteSaver, thread: str) -> None:
    """Delete all checkpoints of a thread but the newest, with what was written for them."""
    with saver.lock, saver.conn as connection:
        newest = connection.execute(
            "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?", (thread,)
        ).fetchone()[0]
        for table in TABLES:
            connection.execute(
                f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ?", (thread, newest)
            )
