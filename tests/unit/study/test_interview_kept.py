from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from interviews import ME, YOU, Clock, World, begun, kitchen, last, points, source

from bot.bank.source import BankSource
from bot.errors import BadInput
from bot.interview.state import HINT_COST, LATE_COST, Setup
from bot.storage.ids import new_id


@pytest.fixture(scope="module")
def notes() -> BankSource:
    return source()


@pytest.fixture
def world(tmp_path: Path, notes: BankSource) -> Iterator[World]:
    world = World(tmp_path, notes)
    yield world
    world.close()


def test_after_a_restart_the_interview_stands_where_it_was_with_its_clock_stopped(
    world: World,
) -> None:
    view = begun(world, limit_s=60)
    view = last(world.interviews.answer(ME, view.id, points(world, view)[0]))
    before = view.turns
    world.restart()
    world.clock.at += 7 * 86400
    (line,) = world.interviews.list(ME)
    assert line.view is not None
    assert line.view.turns == before
    view = last(world.interviews.go_on(ME, view.id))
    assert (view.phase, view.left_s) == ("paused", 60)
    view = last(world.interviews.resume(ME, view.id))
    assert (view.phase, view.turns[0].log[: len(before[0].log)]) == ("drilling", before[0].log)


@pytest.mark.parametrize("first", ["answer", "hint"])
def test_after_a_restart_an_answer_that_comes_before_the_page_is_opened_is_not_late(
    world: World, first: str
) -> None:
    view = begun(world, limit_s=60, drills=0)
    world.restart()
    world.clock.at += 3600
    if first == "hint":
        assert last(world.interviews.hint(ME, view.id, view.step)).left_s == 60
        world.clock.at += 59
    view = last(world.interviews.answer(ME, view.id, points(world, view)[0]))
    grade = view.turns[0].grade
    assert grade is not None
    assert grade.cost == (HINT_COST if first == "hint" else 0)
    assert world.interviews.store.paper(view.id).setup.limit_s == 60
    world.clock.at += 90
    grade = last(world.interviews.answer(ME, view.id, points(world, view)[0])).turns[1].grade
    assert grade is not None
    assert grade.cost == LATE_COST  # met once, the clock runs


def test_after_a_restart_a_pause_stops_the_clock_at_its_whole_time(world: World) -> None:
    view = begun(world, limit_s=60)
    world.restart()
    world.clock.at += 3600
    view = last(world.interviews.pause(ME, view.id))
    assert (view.phase, view.left_s) == ("paused", 60)


def test_an_interview_of_another_version_cannot_be_found_and_hides_no_other(world: World) -> None:
    kept, view = begun(world, seed=1), begun(world, seed=2)
    world.restart()
    with world.chats.database.engine.begin() as connection:
        which = {"id": view.id}
        connection.execute(sa.text("UPDATE interviews SET paper = '{}' WHERE id = :id"), which)
    with pytest.raises(BadInput, match="it may have been deleted"):
        world.interviews.view(ME, view.id)
    assert [line.id for line in world.interviews.list(ME)] == [kept.id]


def test_going_on_twice_asks_nothing_twice(world: World) -> None:
    view = begun(world)
    again = last(world.interviews.go_on(ME, view.id))
    assert again == view


def test_interviews_side_by_side_do_not_mix(world: World) -> None:
    first, second = begun(world, seed=1), begun(world, seed=2)
    other = world.interviews.start(YOU, Setup(length=3))
    last(world.interviews.go_on(YOU, other))
    first = last(world.interviews.skip(ME, first.id))
    assert (first.number, world.interviews.view(ME, second.id).number) == (2, 1)
    assert world.interviews.view(YOU, other).number == 1
    assert [line.id for line in world.interviews.list(YOU)] == [other]


def test_interviews_played_at_the_same_time_come_out_as_if_played_alone(
    tmp_path: Path, notes: BankSource
) -> None:
    def played(world: World, seed: int) -> list[tuple[int, list[str]]]:
        interviews, owner = world.interviews, new_id()
        interview = interviews.start(owner, Setup(length=3, seed=seed))
        view = last(interviews.go_on(owner, interview))
        while view.phase != "ended":
            said = points(world, view)[(seed + view.step) % 2]
            view = last(interviews.answer(owner, interview, said, view.step))
        report = interviews.report(owner, interview)
        assert report is not None
        return [(item.score, [entry.text for entry in item.log]) for item in report.items]

    found = []
    for name, many in (("alone", False), ("together", True)):
        (tmp_path / name).mkdir()
        world = World(tmp_path / name, notes)
        with ThreadPoolExecutor(4 if many else 1) as pool:
            found.append(list(pool.map(lambda seed: played(world, seed), range(4))))  # noqa: B023
        world.close()
    assert found[0] == found[1]


def test_nobody_reaches_an_interview_of_somebody_else(world: World) -> None:
    view = begun(world)
    for do in (
        lambda: world.interviews.view(YOU, view.id),
        lambda: world.interviews.answer(YOU, view.id, "x"),
        lambda: world.interviews.report(YOU, view.id),
        lambda: world.interviews.remove(YOU, view.id),
        lambda: world.interviews.view(ME, "../etc"),
    ):
        with pytest.raises(BadInput, match="it may have been deleted"):
            do()


def test_an_answer_sent_twice_is_taken_once(world: World) -> None:
    view = begun(world)
    last(world.interviews.answer(ME, view.id, "不知道", view.step))
    with pytest.raises(BadInput, match="another window"):
        world.interviews.answer(ME, view.id, "不知道", view.step)


def test_what_was_begun_is_finished_though_nobody_listens(world: World) -> None:
    view = begun(world)
    world.interviews.answer(ME, view.id, "。".join(points(world, view)))
    world.restart()  # waits for it, as the end of the program does
    assert world.interviews.view(ME, view.id).number == 2


def test_a_removed_interview_is_gone_and_what_was_learned_stays(world: World) -> None:
    view = begun(world)
    last(world.interviews.skip(ME, view.id))
    world.interviews.remove(ME, view.id)
    assert world.interviews.list(ME) == ()
    assert len(world.store.reviews(ME)) == 1
    with pytest.raises(BadInput):
        world.interviews.view(ME, view.id)


def test_no_text_of_the_notes_is_in_the_checkpoints_and_few_are_kept(
    world: World, tmp_path: Path
) -> None:
    view = begun(world)
    last(world.interviews.answer(ME, view.id, "不知道"))
    connection = sqlite3.connect(tmp_path / "interviews.sqlite3")
    rows = connection.execute("SELECT checkpoint FROM checkpoints").fetchall()
    connection.close()
    assert len(rows) == 1
    assert "最久没用".encode() not in rows[0][0]


def test_changed_notes_do_not_change_an_interview_that_runs(tmp_path: Path) -> None:
    texts = [kitchen()]
    notes = BankSource(lambda: (texts[-1], []), lambda: len(texts))
    world = World(tmp_path, notes, clock=Clock())
    view = begun(world)
    texts.append([])
    assert notes.bank(ME).questions == ()
    view = last(world.interviews.answer(ME, view.id, "。".join(points(world, view))))
    assert view.number == 2
    world.close()
