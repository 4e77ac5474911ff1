"""LangGraph keeps its checkpoints in the tables that `bot/interview/checkpoints.py` knows."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from bot.interview import checkpoints
from bot.interview.checkpoints import close, keep_newest, open_saver

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph


def otherwise(what: str) -> str:
    return (
        f"langgraph-checkpoint-sqlite {version('langgraph-checkpoint-sqlite')} does otherwise than "
        f"{checkpoints.TRIED_WITH}, with which bot/interview/checkpoints.py was tried: look at "
        f"`{what}` there, and at what interviews of the version before become. Then raise "
        "TRIED_WITH."
    )


class Heard(TypedDict):
    words: list[str]


def hear(state: Heard) -> Heard:
    return {"words": [*state["words"], interrupt("and?")]}


def again(state: Heard) -> str:
    return END if state["words"][-1] == "bye" else "hear"


def talk(saver: SqliteSaver) -> CompiledStateGraph[Heard, Any, Any, Any]:
    graph = StateGraph(Heard)
    graph.add_node("hear", hear)
    graph.add_edge(START, "hear")
    graph.add_conditional_edges("hear", again)
    return graph.compile(checkpointer=saver)


def thread(name: str) -> RunnableConfig:
    return {"configurable": {"thread_id": name}}


def say(saver: SqliteSaver, name: str, *words: str) -> None:
    graph = talk(saver)
    for word in words:
        graph.invoke(Command(resume=word), thread(name), durability="sync")


def ids(saver: SqliteSaver, name: str) -> list[str]:
    """Of the checkpoints of a thread, newest first, by the public interface."""
    return [one.checkpoint["id"] for one in saver.list(thread(name))]


@pytest.fixture
def saver(tmp_path: Path) -> Iterator[SqliteSaver]:
    """With two threads that wait, each after two words."""
    saver = open_saver(tmp_path / "made" / "checkpoints.sqlite3")
    for name in ("one", "two"):
        talk(saver).invoke({"words": []}, thread(name), durability="sync")
        say(saver, name, "hello", "so")
    yield saver
    close(saver)


def test_the_tables_are_those_that_are_known(saver: SqliteSaver) -> None:
    found = saver.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert sorted(name for (name,) in found) == sorted(checkpoints.TABLES), otherwise("TABLES")


def test_ids_of_checkpoints_grow_with_time(saver: SqliteSaver) -> None:
    found = ids(saver, "one")
    assert len(found) > 1
    assert found == sorted(found, reverse=True), otherwise("keep_newest")


def test_only_the_newest_checkpoint_of_a_thread_is_kept(saver: SqliteSaver) -> None:
    newest, *_ = ids(saver, "one")
    others = ids(saver, "two")
    keep_newest(saver, "one")
    assert ids(saver, "one") == [newest], otherwise("keep_newest")
    assert ids(saver, "two") == others
    for table in checkpoints.TABLES:
        rows = saver.conn.execute(
            f"SELECT DISTINCT checkpoint_id FROM {table} WHERE thread_id = 'one'"
        ).fetchall()
        assert {one for (one,) in rows} <= {newest}, otherwise("TABLES")


def test_a_thread_goes_on_from_the_one_that_is_kept(saver: SqliteSaver) -> None:
    before = talk(saver).get_state(thread("one"))
    keep_newest(saver, "one")
    after = talk(saver).get_state(thread("one"))
    assert (after.values, after.interrupts) == (before.values, before.interrupts)
    say(saver, "one", "bye")
    assert talk(saver).get_state(thread("one")).values == {"words": ["hello", "so", "bye"]}


def test_of_a_thread_that_isnt_there_nothing_is_kept_or_deleted(saver: SqliteSaver) -> None:
    others = ids(saver, "two")
    keep_newest(saver, "three")
    assert (ids(saver, "three"), ids(saver, "two")) == ([], others)


def test_nothing_is_left_of_a_deleted_thread(saver: SqliteSaver) -> None:
    saver.delete_thread("one")
    for table in checkpoints.TABLES:
        (count,) = saver.conn.execute(
            f"SELECT count(*) FROM {table} WHERE thread_id = 'one'"
        ).fetchone()
        assert count == 0, otherwise("TABLES")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    close(open_saver(tmp_path / "checkpoints.sqlite3"))
    assert stat.S_IMODE((tmp_path / "checkpoints.sqlite3").stat().st_mode) == 0o600
