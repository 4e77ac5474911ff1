"""What an answer is compared with is read before it comes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from interviews import ME, World, begun, last, points, source
from waiting import until
from word_embedder import WordEmbedder

from bot.bank.source import BankSource
from bot.core.passage import Passage
from bot.core.question import Question
from bot.errors import BotError
from bot.grading.grade import Grader
from bot.grading.opposition import oppose
from bot.search.text_vectors import meaning_of
from bot.study.reading_ahead import ReadingAhead, reading


@pytest.fixture(scope="module")
def notes() -> BankSource:
    return source()


def test_when_the_answer_comes_only_its_own_words_are_still_to_be_read(
    tmp_path: Path, notes: BankSource
) -> None:
    embedder = WordEmbedder()
    grader = Grader(meaning=meaning_of(embedder))
    world = World(tmp_path, notes, grader=grader, prepare=reading(lambda: grader))
    view = begun(world, drills=0)
    question = world.interviews.store.paper(view.id).questions[view.number - 1]
    sections = world.interviews.store.paper(view.id).about(question)
    stated = oppose.stretches(sections)
    assert len(stated) >= 5
    texts = {*stated, *(point.text for point in question.asked)}
    until(lambda: texts <= set(embedder.embedded))
    world.interviews._ahead._pool.submit(lambda: None).result()  # it is done with the question
    embedder.embedded.clear()
    said = points(world, view)[0] + "，命中要 12 分钟。"
    last(world.interviews.answer(ME, view.id, said))
    world.close()
    later = world.interviews.store.paper(view.id).questions[view.number]
    of_the_next = {*oppose.stretches(world.interviews.store.paper(view.id).about(later))}
    assert embedder.embedded
    assert texts.isdisjoint(set(embedder.embedded) - of_the_next)


def test_an_interview_that_is_gone_on_with_is_read_for_too(
    tmp_path: Path, notes: BankSource
) -> None:
    read: list[str] = []

    def note(question: Question, sections: Sequence[Passage]) -> None:
        assert sections
        read.append(question.text)

    world = World(tmp_path, notes, prepare=note)
    view = begun(world)
    until(lambda: read)
    last(world.interviews.hint(ME, view.id))
    last(world.interviews.answer(ME, view.id, points(world, view)[0]))
    world.restart()
    last(world.interviews.go_on(ME, view.id))
    world.close()
    assert read == [view.turns[0].question.text] * 2  # once before the restart, once after


def test_nothing_waits_for_what_is_read_ahead_and_a_failure_is_left_to_the_answer(
    tmp_path: Path, notes: BankSource, caplog: pytest.LogCaptureFixture
) -> None:
    gate = threading.Event()
    failures: list[Exception] = [BotError("plain", text="no notes"), RuntimeError("out of order")]

    def slow(question: Question, sections: Sequence[Passage]) -> None:
        gate.wait(20)
        raise failures.pop()

    world = World(tmp_path, notes, prepare=slow)
    view = begun(world, drills=0)
    view = last(world.interviews.answer(ME, view.id, "。".join(points(world, view))))
    assert view.number == 2
    gate.set()
    until(lambda: not failures)
    view = last(world.interviews.answer(ME, view.id, "。".join(points(world, view))))
    assert view.number == 3
    world.close()
    assert "could not be read ahead" in caplog.text


def test_a_question_is_read_for_once_until_others_have_come(notes: BankSource) -> None:
    read: list[str] = []
    ahead = ReadingAhead(lambda question, sections: read.append(question.id))
    questions = notes.bank(ME).questions
    for question in (*questions, *questions):
        ahead(question, ())
    until(lambda: len(read) >= len(questions))
    ahead.close()
    assert sorted(read) == sorted(one.id for one in questions)
