"""What was remembered of the bank's questions outlives the makers that asked them.

`bank_before.tar.xz` was made by commit 0a0442e over three of the sample notes: interviews of 20 and
of 6 questions that have ended, one of 4 that stands at its second, one of somebody else's, edits
of every kind, an own question and a gap; and the bank that was asked from.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from interviews import last
from places import SUPPORT, TESTS
from pydantic import TypeAdapter

from bot.bank.build import build
from bot.bank.edits.carry import MAKERS
from bot.bank.edits.edit import apply
from bot.bank.edits.store import EditStore
from bot.core.passage import Passage
from bot.core.question import Bank, Point, Question, QuestionKind, question_id
from bot.errors import StoreBroken
from bot.grading.grade import Grader
from bot.interview.voice import Voice
from bot.notes.sections import sections_in_folder
from bot.progress.standing import Standing, follow
from bot.progress.store import ProgressStore
from bot.sentences import Message
from bot.storage.database import Database
from bot.storage.gaps import GapStore
from bot.study.carrying import Carrying
from bot.study.interview_grades import InterviewGrades
from bot.study.learning_progress import LearningProgress
from bot.study.session import Interviews

NOW = 1_800_600_000.0
KINDS: list[QuestionKind] = [kind for kind in QuestionKind if kind is not QuestionKind.OWN]


@dataclass(frozen=True)
class Before:
    """What was left behind, unpacked."""

    folder: Path
    known: Mapping[str, object]

    @property
    def owner(self) -> str:
        return str(self.known["owner"])

    @property
    def passages(self) -> list[Passage]:
        return sections_in_folder(self.folder / "notes")[0]

    def bank(self) -> Bank:
        """The questions of that time, over the notes as they are now."""
        bank = TypeAdapter(Bank).validate_json((self.folder / "bank.json").read_bytes())
        places = self.bank_of_today().places
        contents = {place.section: place.content for place in places}
        questions = (
            replace(one, contents=tuple(contents[key] for key in one.sections))
            for one in bank.questions
        )
        return Bank(tuple(questions), (), places)

    def bank_of_today(self) -> Bank:
        """What today's makers ask."""
        return build(self.passages)

    @contextmanager
    def database(self) -> Iterator[Database]:
        database = Database(f"sqlite:///{self.folder / 'chats.sqlite3'}")
        yield database
        database.close()

    def rows(self) -> dict[str, list[object]]:
        """All that is stored, but for who has carried it over."""
        with self.database() as database, database.engine.connect() as connection:
            tables = sa.inspect(database.engine).get_table_names()
            return {
                name: list(connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1, 2")))
                for name in tables
                if name not in ("bank_carried", "sqlite_sequence")
            }


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(TESTS / "store" / "bank_before.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def before(unpacked: Path, tmp_path: Path) -> Before:
    folder = tmp_path / "before"
    shutil.copytree(unpacked, folder)
    return Before(folder, json.loads((folder / "who.json").read_text("utf-8")))


def other_makers(bank: Bank) -> Bank:
    """Makers that ask of the same sections in another way: every kind is another one, and so are
    the ids, and the words a little."""
    return replace(bank, questions=tuple(map(asked_otherwise, bank.questions)))


def asked_otherwise(question: Question) -> Question:
    kind = KINDS[(KINDS.index(question.kind) + 1) % len(KINDS)]
    name = question_id(question.sections, kind)
    points = tuple(replace(point, id=f"{name}-{point.name}") for point in question.points)
    return replace(question, id=name, kind=kind, text=f"{question.text}请举例。", points=points)


def carried(before: Before, bank: Bank, makers: str = "other") -> Message | None:
    """Carry over as a start of the program does; what the owner is told."""
    stores(before)
    with before.database() as database:
        carrying = Carrying(database, makers)
        carrying.carry(before.owner, bank)
        return carrying.untold(before.owner)


def stores(before: Before) -> None:
    """Make the tables that have come since."""
    with before.database() as database:
        for store in (ProgressStore, EditStore):
            store(database)


def standings(before: Before) -> tuple[Standing, ...]:
    with before.database() as database:
        return ProgressStore(database).standings(before.owner)


def edited(before: Before, bank: Bank) -> Bank:
    with before.database() as database:
        applied = apply(bank, EditStore(database).edits(before.owner))
    assert applied.orphaned == ()
    return applied.bank


def scores(rows: tuple[Standing, ...]) -> dict[tuple[str, ...], tuple[object, ...]]:
    """What is known of each question's answers, by its sections and what it was."""
    return {
        (*one.sections, one.text.removesuffix("请举例。")): (
            *(one.card, one.due, one.score, one.times, one.reviewed, one.estimated),
        )
        for one in rows
    }


def test_mastery_goes_over_to_the_questions_of_other_makers(before: Before) -> None:
    bank, had = other_makers(before.bank()), standings(before)
    carried(before, bank)
    has = standings(before)
    assert len(has) == before.known["cards"]
    assert scores(has) == scores(had)
    assert {one.question for one in has} <= {question.id for question in bank.questions}
    followed = follow(has, bank)
    assert len(followed) == len(has)
    assert not any(one.stale for one in followed.values())


def test_edits_go_over_to_the_questions_of_other_makers(before: Before) -> None:
    bank = other_makers(before.bank())
    carried(before, bank)
    by_text = {question.text: question for question in edited(before, bank).questions}
    assert "有序集合为什么用跳表？" in by_text
    assert not by_text["请讲讲缓存雪崩。请举例。"].enabled
    skew = by_text["What is write skew?请举例。"]
    assert "two transactions read the same rows and write different ones" in {
        point.text for point in skew.points if point.quote
    }
    fast = by_text["Redis 为什么这么快？请举例。"]
    assert [point.enabled for point in fast.points].count(False) == 1
    assert fast.points[-1].text == "命令大多很短，单线程也忙得过来"
    own = by_text["线上怎么发现大 key？"]
    assert own.id == before.known["own"]
    assert len(own.asked) == 2


def test_a_point_whose_quote_is_cut_otherwise_keeps_its_edits(before: Before) -> None:
    def cut(point: Point, question: Question) -> Point:
        shorter = point.quote[:-2]
        return replace(point, quote=shorter, id=f"{question.id}-{hash(shorter) % 10**8}")

    bank = other_makers(before.bank())
    bank = replace(
        bank,
        questions=tuple(
            replace(one, points=tuple(cut(point, one) for point in one.points))
            for one in bank.questions
        ),
    )
    carried(before, bank)
    by_text = {question.text: question for question in edited(before, bank).questions}
    skew, fast = by_text["What is write skew?请举例。"], by_text["Redis 为什么这么快？请举例。"]
    assert len(skew.points) == len(bank.find(skew.id).points)  # type: ignore[union-attr]
    assert skew.points[0].text == "two transactions read the same rows and write different ones"
    assert [point.enabled for point in fast.points].count(False) == 1


def test_how_many_were_kept_is_told_until_it_is_put_away(
    before: Before, caplog: pytest.LogCaptureFixture
) -> None:
    bank = other_makers(before.bank())
    assert carried(before, bank) == Message.of("carried", kept=27)
    assert "kept their progress: 27" in caplog.text
    with before.database() as database:
        carrying = Carrying(database, "other")
        carrying.put_away(before.owner)
        carrying.carry(before.owner, bank)
        assert carrying.untold(before.owner) is None


def test_what_was_changed_and_what_nobody_asks_any_more_waits(before: Before) -> None:
    note = before.folder / "notes" / "后端" / "Redis面试整理.md"
    text = note.read_text("utf-8")
    note.write_text(text.replace("多路复用", "多路 IO 复用"), "utf-8")
    bank = other_makers(before.bank())
    gone = next(one for one in bank.questions if one.text.startswith("What is write skew?"))
    bank = replace(bank, questions=tuple(one for one in bank.questions if one is not gone))
    told = carried(before, bank)
    assert told is not None
    assert told.key == "several"
    assert [(one.key, dict(one.values)) for _, one in told.values if isinstance(one, Message)] == [
        ("carried_changed", {"kept": 25, "changed": 1}),
        ("carried_dropped", {"dropped": 1}),
    ]
    assert len(standings(before)) == before.known["cards"]
    followed = follow(standings(before), replace(bank, questions=(*bank.questions, gone)))
    assert len(followed) == before.known["cards"]
    assert [one.question.text for one in followed.values() if one.stale] == [
        "Redis 为什么这么快？请举例。"
    ]


def test_carrying_over_twice_is_carrying_over_once(before: Before) -> None:
    bank = other_makers(before.bank())
    carried(before, bank)
    once = before.rows()
    carried(before, bank)
    assert before.rows() == once
    carried(before, bank, "another name")
    assert before.rows() == once


def test_going_back_to_the_makers_of_before_leads_back(before: Before) -> None:
    stores(before)
    had = before.rows()
    carried(before, other_makers(before.bank()), "2")
    carried(before, before.bank(), "3")
    has = before.rows()
    for name in ("cards", "reviews", "gaps", "interviews"):
        assert has[name] == had[name], name
    assert has["question_names"] == []


@pytest.mark.slow
def test_a_failure_at_any_step_changes_nothing(before: Before) -> None:
    bank = other_makers(before.bank())
    stores(before)
    had, failures = before.rows(), 0
    while True:
        with before.database() as database:
            carrying = Carrying(database, "other")
            left = iter(range(failures))

            @sa.event.listens_for(database.engine, "before_cursor_execute")
            def fail(*_: object, left: Iterator[int] = left) -> None:
                if next(left, None) is None:
                    raise sa.exc.OperationalError("", {}, OSError("no room"))

            try:
                carrying.carry(before.owner, bank)
                break
            except StoreBroken:
                failures += 1
        assert before.rows() == had
    assert failures > 40
    assert len(follow(standings(before), bank)) == before.known["cards"]


KILLED = """
import os, sys
from pathlib import Path
import sqlalchemy as sa
from pydantic import TypeAdapter
sys.path[:0] = sys.argv[3:]
from test_bank_before import Before, other_makers
from bot.study.carrying import Carrying
import json
folder = Path(sys.argv[1])
before = Before(folder, json.loads((folder / "who.json").read_text("utf-8")))
with before.database() as database:
    carrying = Carrying(database, "other")
    left = iter(range(int(sys.argv[2])))
    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def kill(*_):
        if next(left, None) is None:
            os._exit(9)
    carrying.carry(before.owner, other_makers(before.bank()))
"""


@pytest.mark.slow
@pytest.mark.parametrize("steps", [40])
def test_a_kill_changes_nothing(before: Before, steps: int) -> None:
    stores(before)
    had = before.rows()
    here = str(Path(__file__).parent), *SUPPORT
    command = [sys.executable, "-c", KILLED, str(before.folder), str(steps), *here]
    assert subprocess.run(command, check=False).returncode == 9
    assert before.rows() == had
    bank = other_makers(before.bank())
    assert carried(before, bank) == Message.of("carried", kept=27)


def test_of_two_programs_at_once_one_carries_over(before: Before) -> None:
    bank = other_makers(before.bank())
    stores(before)
    barrier, problems = threading.Barrier(2), []

    def start() -> None:
        with before.database() as database:
            carrying = Carrying(database, "other")
            barrier.wait()
            try:
                carrying.carry(before.owner, bank)
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(follow(standings(before), bank)) == before.known["cards"]


@contextmanager
def interviews(before: Before, bank: Bank) -> Iterator[Interviews]:
    """Interviews over a bank that other makers made."""

    class Notes:
        def bank(self, owner: str) -> Bank:
            return bank

        def sections(self) -> Mapping[str, Passage]:
            return {one.section: one for one in before.passages}

    def now() -> float:
        return NOW

    with before.database() as database:
        made = Interviews(
            database=database,
            checkpoints=before.folder / "interviews.sqlite3",
            notes=Notes(),
            grades=InterviewGrades(Grader, lambda: None, False),
            voice=Voice(lambda: None),
            memory=LearningProgress(ProgressStore(database), now=now),
            now=now,
        )
        with closing(made):
            yield made


def test_an_interview_in_the_middle_goes_on_and_its_answers_count(before: Before) -> None:
    bank, half = other_makers(before.bank()), str(before.known["half"])
    carried(before, bank)
    with interviews(before, bank) as made:
        view = last(made.go_on(before.owner, half))
        acid = made.store.paper(half).questions[view.number - 1]
        text = ". ".join(point.text for point in acid.asked)
        view = last(made.answer(before.owner, half, text, view.step))
        view = last(made.end(before.owner, half))
        assert view.phase == "ended"
        report = made.report(before.owner, half)
        assert report is not None
        assert [item.outcome for item in report.items[:2]] == ["answered", "answered"]
    has = [one for one in standings(before) if one.sections == acid.sections]
    assert [(one.times, one.reviewed) for one in has] == [(2, NOW)]
    assert has[0].question in {question.id for question in bank.questions}


def test_reports_and_gaps_are_as_they_were(before: Before) -> None:
    carried(before, other_makers(before.bank()))
    with interviews(before, before.bank()) as made:
        report = made.report(before.owner, str(before.known["done"]))
        assert report is not None
        assert len(report.items) == 20
    with before.database() as database:
        assert [gap.question for gap in GapStore(database).gaps(before.owner)] == ["怎么续签护照？"]
        other = ProgressStore(database).standings(str(before.known["other"]))
        assert len(other) == 1


def test_todays_makers_keep_nearly_all_that_was_about_one_section(before: Before) -> None:
    """What they don't ask any more, mostly of several sections at once, waits in the store."""
    bank, had = before.bank_of_today(), standings(before)
    told = carried(before, bank, MAKERS)
    assert told is None or "carried_changed" not in repr(told)
    followed = {one.standing.card for one in follow(standings(before), bank).values()}
    single = [one.card for one in had if len(one.sections) == 1]
    assert len(followed.intersection(single)) >= 0.9 * len(single)
    assert len(standings(before)) == len(had)
    assert "有序集合为什么用跳表？" in {one.text for one in edited(before, bank).questions}
