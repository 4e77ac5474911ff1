"""`python -m bot grade` and `eval --answers` as scripts call them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from places import ROOT

from bot.__main__ import main

pytestmark = pytest.mark.slow

FILE, HEADING = "后端/Redis面试整理.md", "ZSet 为什么用跳表而不用平衡树？"
QUESTION = "ZSet 为什么用跳表？"
ANSWER = "范围查询顺着最底层链表走就行，插入删除只改几个指针，不用旋转，实现简单。"


@pytest.fixture
def index(
    own_index: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Options that name the index; the settings' `.env` is that of an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))
    return ["--index", str(own_index), "--llm", "none"]


def test_grade_prints_the_promised_json_and_nothing_else(
    index: list[str], own_notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--file", FILE, "--heading", HEADING]
    command = ["grade", "--question", QUESTION, "--answer", ANSWER, *place, "--json", *index]
    assert main(command) == 0
    grade = json.loads(capsys.readouterr().out)
    assert {"score", "estimated", "points", "drill"} <= set(grade)
    assert grade["score"] >= 30
    assert grade["estimated"] is True
    note = (own_notes / FILE).read_text("utf-8")
    for point in grade["points"]:
        assert {"text", "quote", "verdict", "evidence"} <= set(point)
        assert point["quote"] in note
        assert point["evidence"] in ANSWER


def test_without_a_place_the_section_is_found(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", "--question", QUESTION, "--answer", ANSWER, "--json", *index]) == 0
    grade = json.loads(capsys.readouterr().out)
    assert grade["sections"][0]["file"] == FILE
    assert grade["sections"][0]["heading_path"][-1] == HEADING


def test_grade_for_people_shows_signs_words_and_that_it_is_an_estimate(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", "--question", QUESTION, "--answer", ANSWER, *index]) == 0
    out = capsys.readouterr().out
    assert "✓ hit" in out
    assert "estimate" in out


def test_the_readmes_short_answer_is_a_good_one(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    example = next(line for line in readme.splitlines() if "-m bot grade" in line)
    assert main([*shlex.split(example)[3:], "--json", *index]) == 0
    grade = json.loads(capsys.readouterr().out)
    assert grade["score"] >= 60
    said = {point["evidence"] for point in grade["points"] if point["verdict"] != "missed"}
    assert any("cgroup" in words for words in said)
    assert any("OOM" in words for words in said)


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (["--file", "nowhere.md"], "nowhere.md"),
        (["--file", FILE, "--heading", "没有这一节"], "没有这一节"),
        (["--heading", HEADING], "--file"),
    ],
)
def test_a_place_that_is_not_there_is_named(
    index: list[str], place: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", "--question", QUESTION, "--answer", ANSWER, *place, *index]) == 2
    assert named in capsys.readouterr().err


def test_eval_measures_graders_against_answers_alone(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"question": QUESTION, "answer": answer, "label": label, "gold": gold}
        for gold in ([{"file": FILE, "heading": HEADING}],)
        for answer, label in ((ANSWER, "full"), ("不知道", "empty"))
    ]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert main(["eval", "--answers", str(answers), "--json", *index]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["grader_spearman"] == 1.0
    assert figures["grader_mean_by_label"]["empty"] == 0
    assert main(["eval", "--answers", str(answers), *index]) == 0
    assert "Spearman 1.000" in capsys.readouterr().out


def test_eval_without_any_file_says_what_it_wants(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", *index]) == 2
    assert "--answers" in capsys.readouterr().err
