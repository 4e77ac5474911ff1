"""The pairs that reading is learned from are whole: the guide's fields, nothing said twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from places import ROOT

FILES = sorted((ROOT / "data" / "reading").glob("[a-z].jsonl"))
NEAR = sorted((ROOT / "data" / "reading").glob("near-*.jsonl"))
LEAST = {"said": 3, "partly": 1, "not": 2, "opposite": 3}


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for file in FILES for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("verdict", LEAST)
def test_every_statement_has_answers_of_each_verdict(verdict: str) -> None:
    assert len(lines()) > 1_000
    assert len({one["subject"] for one in lines()}) > 60
    short = [one["id"] for one in lines() if len(one[verdict]) < LEAST[verdict]]
    assert short == []


def test_every_answer_has_its_kind_and_every_falsehood_its_nearest_true_twin() -> None:
    for one in lines():
        assert all(answer["how"] for verdict in LEAST for answer in one[verdict]), one["id"]
        for answer in one["opposite"]:
            assert answer["t"] != answer["twin"], one["id"]


def test_no_statement_and_no_answer_to_it_is_there_twice() -> None:
    every = lines()
    assert [name for name, n in Counter(one["id"] for one in every).items() if n > 1] == []
    assert [s for s, n in Counter(one["statement"] for one in every).items() if n > 1] == []
    for one in every:
        said = [answer["t"] for verdict in LEAST for answer in one[verdict]]
        assert len(set(said)) == len(said), one["id"]


def test_every_section_has_questions_that_it_only_seems_to_answer() -> None:
    sections = [
        json.loads(line)
        for file in sorted((ROOT / "data" / "training").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    near = [json.loads(line) for file in NEAR for line in file.read_text("utf-8").splitlines()]
    assert {(one["note"], *one["path"]) for one in near} == {
        (section["note"], *section["path"]) for section in sections
    }
    asked = [question["q"] for one in near for question in one["near"]]
    assert len(asked) > 3_000
    answered = {question for section in sections for _, question in section["questions"]}
    assert not answered & set(asked)
