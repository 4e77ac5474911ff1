from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from interviews import kitchen

from bot.bank.build import build
from bot.core.question import Question
from bot.errors import BadInput
from bot.interview.choose import askable, choose, meant
from bot.interview.state import MAX_LENGTH, Known, Setup

FILES = ("a.md", "b.md", "c.md")


def questions(count: int = 12) -> list[Question]:
    """Questions q0, q1, …, in turn of three files, each with a tag of its file's name."""
    one = build(kitchen()).questions[0]
    return [
        replace(
            one,
            id=f"q{number}",
            file=FILES[number % 3],
            tags=(FILES[number % 3][0],),
            sections=(f"s{number}",),
        )
        for number in range(count)
    ]


def test_due_questions_come_first_then_weak_then_unseen_then_the_rest() -> None:
    known = Known(due={"q4": 20.0, "q1": 10.0}, scores={"q0": 90, "q1": 90, "q2": 30, "q4": 80})
    ids = [one.id for one in choose(questions(6), Setup(length=6), known)]
    assert ids[:3] == ["q1", "q4", "q2"]
    assert set(ids[3:5]) == {"q3", "q5"}
    assert ids[5] == "q0"


def test_without_due_first_a_due_question_waits_its_turn() -> None:
    known = Known(due={"q0": 1.0}, scores={"q0": 90})
    ids = [one.id for one in choose(questions(4), Setup(length=4, due_first=False), known)]
    assert ids[-1] == "q0"


def test_a_question_whose_section_changed_counts_as_weak() -> None:
    known = Known(scores={"q0": 95, "q1": 95}, stale=frozenset({"q1"}))
    assert choose(questions(2), Setup(length=3), known)[0].id == "q1"


def test_the_same_seed_gives_the_same_choice_whatever_the_order_of_the_bank() -> None:
    bank = questions()
    setup = Setup(length=8, seed=3)
    once = [one.id for one in choose(bank, setup, Known())]
    assert once == [one.id for one in choose(bank[::-1], setup, Known())]
    assert once != [one.id for one in choose(bank, replace(setup, seed=4), Known())]
    assert len(set(once)) == 8


def test_questions_are_spread_over_the_chosen_tags_and_over_all_files() -> None:
    spread = choose(questions(), Setup(length=6), Known())
    assert set(Counter(one.file for one in spread).values()) == {2}
    crowded = [*questions(), *(replace(one, id=f"x{one.id}", file="a.md") for one in questions(9))]
    two = choose(crowded, Setup(length=4, tags=("a", "b")), Known())
    assert Counter(tag for one in two for tag in one.tags) == {"a": 2, "b": 2}


def test_no_two_questions_in_a_row_are_of_one_file_while_there_are_others() -> None:
    chosen = choose(questions(), Setup(length=9), Known())
    assert all(a.file != b.file for a, b in pairwise(chosen))


def test_disabled_questions_and_those_without_points_are_never_asked() -> None:
    first, second, third = questions(3)
    off = replace(first, enabled=False)
    empty = replace(second, points=tuple(replace(p, enabled=False) for p in second.points))
    assert askable([off, empty, third], Setup()) == [third]


def test_a_review_asks_exactly_its_questions() -> None:
    setup = Setup(questions=("q5", "q2", "q5", "gone")).checked()
    assert [one.id for one in choose(questions(), setup, Known())] == ["q5", "q2"]


@pytest.mark.parametrize(
    ("setup", "words"),
    [
        (Setup(length=2), "3 to 20"),
        (Setup(length=21), "3 to 20"),
        (Setup(mood="grim"), "no mood grim"),  # type: ignore[arg-type]
        (Setup(language="fr"), "no language fr"),  # type: ignore[arg-type]
        (Setup(limit_s=3), "10 seconds"),
        (Setup(drills=3), "At most 2"),
    ],
)
def test_settings_that_can_not_be_say_what_can(setup: Setup, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        setup.checked()


def test_a_review_asks_at_most_as_many_as_an_interview_the_first_ones() -> None:
    bank = questions(30)
    ids = tuple(one.id for one in bank)
    asked = choose(bank, Setup(questions=ids), Known())
    assert [one.id for one in asked] == list(ids[:MAX_LENGTH])


@pytest.mark.parametrize(
    ("typed", "names", "unknown"),
    [
        (("Redis",), ("Redis",), ()),
        (("ＲＥＤＩＳ",), ("Redis",), ()),
        (("redis 集群",), ("Redis 集群",), ()),
        (("redis", "缓"), ("Redis", "缓存", "缓存穿透"), ()),
        (("集群 redis",), ("Redis 集群",), ()),
        (("天文", " "), (), ("天文", " ")),
        ((), (), ()),
    ],
)
def test_what_was_typed_means_the_names_that_hold_it(
    typed: tuple[str, ...], names: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert meant(typed, ("Redis", "Redis 集群", "缓存", "缓存穿透")) == (names, unknown)
