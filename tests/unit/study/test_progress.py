from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import CACHE, KITCHEN, POOL, START, two_notes

from bot.bank.build import build
from bot.core.question import Bank, Question
from bot.notes.sections import sections_of_note
from bot.progress.mastery import mastery
from bot.progress.practice_days import heatmap, streak
from bot.progress.schedule import chance_remembered, due, known, next_card
from bot.progress.standing import Review, follow
from bot.progress.store import ProgressStore
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from ingest.notes.folder import parse_note

ME, YOU = new_id(), new_id()
DAY = 86400.0


def bank(text: str = KITCHEN, file: str = "后厨/缓存.md") -> Bank:
    note, _ = parse_note(file, text)
    return build(sections_of_note(note))


BANK = bank()


def review(question: Question, number: int = 0, at: float = START, **fields: object) -> Review:
    values: dict[str, object] = {
        "interview": "i" * 32,
        "number": number,
        "question": question.id,
        "at": at,
        "score": 80,
        "estimated": True,
        "helped": False,
        "spent_s": 60.0,
        "subjects": question.tags,
        "file": question.file,
    }
    return Review(**{**values, **fields})  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProgressStore]:
    chats = ChatStore.at(tmp_path / "chats.sqlite3")
    yield ProgressStore(chats.database)
    chats.close()


def test_better_answers_come_back_later() -> None:
    question = BANK.questions[0]
    dues = [next_card("", review(question, score=score))[1] for score in (10, 50, 75, 95)]
    assert dues == sorted(dues)
    assert dues[0] - START == DAY  # whole days, never minutes
    assert dues[-1] > dues[-2]


def test_help_keeps_a_full_score_from_counting_as_easy() -> None:
    question = BANK.questions[0]
    alone, helped = (next_card("", review(question, score=100, helped=h))[1] for h in (0, 1))
    assert helped < alone


def test_the_interval_grows_with_every_good_answer() -> None:
    question, card, at, gaps = BANK.questions[0], "", START, []
    for _ in range(4):
        card, then = next_card(card, review(question, at=at))
        gaps.append(then - at)
        at = then
    assert gaps == sorted(gaps)
    assert gaps[-1] > 20 * DAY


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(-3, 400)), min_size=1, max_size=8))
def test_any_history_gives_a_card_that_is_due_and_a_chance_between_0_and_1(
    steps: list[tuple[int, int]],
) -> None:
    card, at = "", START
    for score, days in steps:
        at += days * DAY
        card, then = next_card(card, review(BANK.questions[0], at=at, score=score))
        assert then >= at or days < 0
        assert 0 <= chance_remembered(card, at + DAY) <= 1
    assert json.loads(card)["card_id"] == 1


def test_a_review_counts_once(store: ProgressStore) -> None:
    question = BANK.questions[0]
    assert store.record(ME, question, review(question))
    assert not store.record(ME, question, review(question, at=START + 5, score=0))
    (standing,) = store.standings(ME)
    assert (standing.times, standing.score) == (1, 80)
    assert [one.score for one in store.reviews(ME)] == [80]


def test_nobody_sees_the_progress_of_somebody_else(store: ProgressStore) -> None:
    question = BANK.questions[0]
    store.record(ME, question, review(question))
    assert store.standings(YOU) == ()
    assert store.reviews(YOU) == ()
    store.forget(YOU)
    assert len(store.standings(ME)) == 1
    store.forget(ME)
    assert store.standings(ME) == ()


def test_due_today_is_what_comes_due_before_midnight_where_the_user_is(
    store: ProgressStore,
) -> None:
    for number, question in enumerate(BANK.questions):
        store.record(ME, question, review(question, number, score=(10, 50, 95)[number]))
    followed = follow(store.standings(ME), BANK)
    reviews = store.reviews(ME)
    assert due(followed, reviews, START, UTC).questions == ()
    tomorrow = due(followed, reviews, START + DAY, UTC)
    assert {one.question.id for one in tomorrow.questions} == {one.id for one in BANK.questions[:2]}
    assert tomorrow.minutes == 2  # a minute each, as it took before
    # Twelve hours later it is still today in UTC; ten hours to the west, today ends after they
    # come due.
    later = START + DAY / 2
    assert due(followed, reviews, later, UTC).questions == ()
    west = timezone(timedelta(hours=-10))
    assert len(due(followed, reviews, later, west).questions) == 2


def test_a_moved_section_keeps_its_mastery_under_its_new_name(store: ProgressStore) -> None:
    question = BANK.questions[1]
    store.record(ME, question, review(question))
    moved = bank(file="别处/新.md")
    followed = follow(store.standings(ME), moved)
    ((name, one),) = followed.items()
    assert (one.question.text, one.stale) == (question.text, False)
    assert name != question.id
    again = review(one.question, 1, at=START + DAY)
    store.record(ME, one.question, again, one.standing.question)
    (standing,) = store.standings(ME)
    assert (standing.question, standing.times) == (name, 2)


def test_notes_that_change_places_keep_their_mastery(store: ProgressStore) -> None:
    before, after = two_notes(POOL, CACHE), two_notes(CACHE, POOL)
    pool, cache = before.questions
    assert {one.id for one in after.questions} == {pool.id, cache.id}
    for number, (question, score) in enumerate(((pool, 10), (cache, 90))):
        store.record(ME, question, review(question, number, score=score))

    def scores() -> dict[str, tuple[str, int]]:
        followed = follow(store.standings(ME), after)
        assert not any(one.stale for one in followed.values())
        return {
            one.question.text: (one.question.file, one.standing.score) for one in followed.values()
        }

    assert scores() == {pool.text: ("b.md", 10), cache.text: ("a.md", 90)}
    moved = next(one for one in after.questions if one.text == pool.text)
    card = next(
        one.standing.question
        for one in follow(store.standings(ME), after).values()
        if one.question == moved
    )
    store.record(ME, moved, review(moved, 2, at=START + DAY, score=60), card)
    assert scores() == {pool.text: ("b.md", 60), cache.text: ("a.md", 90)}
    gone = follow(store.standings(ME), two_notes(CACHE, ""))
    assert [one.standing.score for one in gone.values()] == [90]


def test_a_changed_section_is_stale_until_it_is_answered_again(store: ProgressStore) -> None:
    question = BANK.questions[0]
    store.record(ME, question, review(question, score=95))
    changed = bank(KITCHEN.replace("12 分钟", "15 分钟"))
    followed = follow(store.standings(ME), changed)
    (one,) = followed.values()
    assert one.stale
    assert one.question.id in known(followed, START, UTC).stale
    assert mastery(followed, changed, START)[0].stale == 1
    store.record(ME, one.question, review(one.question, 1, at=START + DAY), question.id)
    (after,) = follow(store.standings(ME), changed).values()
    assert not after.stale


def test_what_is_remembered_of_a_deleted_note_is_kept_and_not_asked(store: ProgressStore) -> None:
    question = BANK.questions[0]
    store.record(ME, question, review(question, score=0))
    followed = follow(store.standings(ME), Bank())
    assert followed == {}
    assert due(followed, store.reviews(ME), START + 30 * DAY, UTC).questions == ()
    (standing,) = store.standings(ME)
    assert standing.text == question.text
    assert "厨房里的缓存" in standing.place
    assert len(follow(store.standings(ME), BANK)) == 1  # the note came back


def test_a_disabled_question_is_not_due(store: ProgressStore) -> None:
    question = BANK.questions[0]
    store.record(ME, question, review(question, score=0))
    off = replace(BANK, questions=tuple(replace(one, enabled=False) for one in BANK.questions))
    followed = follow(store.standings(ME), off)
    assert due(followed, (), START + 9 * DAY, UTC).questions == ()


def test_estimates_and_graded_scores_are_never_put_together(store: ProgressStore) -> None:
    first, second, _ = BANK.questions
    store.record(ME, first, review(first, 0, score=90, estimated=False))
    store.record(ME, second, review(second, 1, score=30, estimated=True))
    followed = follow(store.standings(ME), BANK)
    row = mastery(followed, BANK, START)[0]
    assert (row.answered, row.questions) == (2, 3)
    assert row.now.mixed
    assert row.now.graded is not None
    assert row.now.estimated is not None
    assert (row.now.graded.score, row.now.estimated.score) == (90, 30)
    today = heatmap(store.reviews(ME), START, UTC)[-1]
    assert today.scores.mixed
    assert today.count == 2


def test_mastery_fades_with_time(store: ProgressStore) -> None:
    question = BANK.questions[0]
    store.record(ME, question, review(question, score=100))
    followed = follow(store.standings(ME), BANK)
    means = [mastery(followed, BANK, START + days * DAY)[0].now.estimated for days in (0, 10, 90)]
    scores = [mean.score for mean in means if mean]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 100
    assert scores[-1] < 90


def test_a_streak_counts_days_in_a_row_and_waits_for_today() -> None:
    question = BANK.questions[0]
    days = [review(question, at=START - back * DAY) for back in (1, 2, 3, 5)]
    assert streak(days, START, UTC) == 3
    assert streak([*days, review(question, at=START)], START, UTC) == 4
    assert streak(days, START + 2 * DAY, UTC) == 0
    assert streak([], START, UTC) == 0


def test_the_heatmap_has_a_cell_for_every_day_up_to_today() -> None:
    cells = heatmap([review(BANK.questions[0])], START, UTC, days=7)
    today = datetime.fromtimestamp(START, UTC).date()
    assert [cell.day for cell in cells] == [
        today - timedelta(days=back) for back in range(6, -1, -1)
    ]
    assert [cell.count for cell in cells] == [0, 0, 0, 0, 0, 0, 1]
    assert isinstance(cells[0].day, date)
