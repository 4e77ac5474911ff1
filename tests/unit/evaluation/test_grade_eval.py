"""The figures of graders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from places import EVAL

from bot.commands.printed_grades import grading_table
from bot.errors import BadInput
from bot.evaluation.grades import (
    GradedAnswer,
    GraderMark,
    Label,
    agreement,
    band,
    measure,
    read_answers,
    spearman,
    weighted_kappa,
)
from bot.notes.section_name import SectionName


def write(path: Path, **changes: object) -> Path:
    line = {
        "id": "x1",
        "question": "问？",
        "gold": [{"file": "a.md", "heading": "一"}],
        "answer": "答",
        "label": "full",
    }
    path.write_text(json.dumps(line | changes, ensure_ascii=False) + "\n", "utf-8")
    return path


def test_spearman_follows_the_order_and_not_the_size() -> None:
    assert spearman([0, 1, 2], [1, 50, 51]) == 1.0
    assert spearman([0, 1, 1, 2], [1, 3, 3, 9]) == 1.0  # ties get their mean rank
    assert spearman([0, 1, 2], [9, 5, 1]) == -1.0
    assert spearman([0, 0, 0], [1, 2, 3]) is None
    assert spearman([1], [1]) is None


def test_kappa_punishes_the_far_more_than_the_near() -> None:
    assert weighted_kappa([0, 1, 2], [0, 1, 2]) == 1.0
    near, far = (
        weighted_kappa([0, 1, 2, 2], [0, 1, 2, 1]),
        weighted_kappa([0, 1, 2, 2], [0, 1, 2, 0]),
    )
    assert near is not None
    assert far is not None
    assert near > far
    assert weighted_kappa([1, 1], [1, 1]) is None
    assert weighted_kappa([], []) is None


def test_bands_are_low_half_and_good() -> None:
    assert [band(score) for score in (0, 29, 30, 69, 70, 100)] == [0, 0, 1, 1, 2, 2]


def test_agreement_counts_by_label() -> None:
    found = agreement(["full", "full", "wrong"], [90, 40, 10])
    assert found["by_label"]["full"] == {"n": 2, "mean": 65.0, "min": 40, "max": 90}
    assert found["confusion"]["full"] == {"low": 0, "half": 1, "good": 1}
    assert "partial" not in found["by_label"]


def test_every_grader_is_measured_and_unknown_notes_are_left_out(tmp_path: Path) -> None:
    answers = read_answers(write(tmp_path / "a.jsonl"))
    done: list[tuple[int, int]] = []
    figures = measure(
        answers * 2,
        lambda file: True,
        {"code": lambda a: GraderMark(80), "model": lambda a: GraderMark(20)},
        lambda at, of: done.append((at, of)),
    )
    assert figures["grader_mean_by_label"] == {"full": 20.0}
    assert set(figures["graders"]) == {"code", "model"}
    assert done[-1] == (4, 4)
    none = measure(answers, lambda file: False, {"code": lambda a: GraderMark(80)})
    assert none["left_out"] == 1
    assert "1 answers left out" in grading_table(none)


def test_the_table_has_a_block_a_grader_with_kappa_bands_and_the_models_share() -> None:
    def answer(label: Label) -> GradedAnswer:
        return GradedAnswer("x", "问？", (SectionName("a.md", "一"),), "答", label)

    code = {"full": GraderMark(60, 4), "partial": GraderMark(40, 4), "wrong": GraderMark(75, 4)}
    model = {
        "full": GraderMark(95, 4, 4),
        "partial": GraderMark(45, 4, 2),
        "wrong": GraderMark(0, 4, 0),
        "empty": GraderMark(0, 4),  # read by no grader: in no share
    }
    answers = [answer(label) for label in ("full", "partial", "wrong")]
    figures = measure(
        [*answers, answer("empty")],
        lambda file: True,
        {"code": lambda a: code.get(a.label, GraderMark(0)), "openai:x": lambda a: model[a.label]},
    )
    assert figures["graders"]["code"]["judged"] is None
    assert figures["graders"]["openai:x"]["judged"] == 0.5
    by_code, by_model = grading_table(figures).split("\n\n")
    qwk = weighted_kappa([2, 1, 0, 0], [1, 1, 2, 0])
    assert by_code.splitlines()[0].startswith("grader code: 4 answers, Spearman ")
    assert f"QWK {qwk:.3f}" in by_code
    assert "judged by the model" not in by_code
    assert by_model.splitlines()[0] == "grader openai:x: 4 answers, Spearman 1.000, QWK 1.000"
    assert by_model.splitlines()[1] == "50% of the points judged by the model, the rest by code"
    heads = by_model.splitlines()[2].split()
    assert heads == ["n", "mean", "min", "max", "as", "low", "half", "good"]
    rows = {line.split()[0]: line.split()[1:] for line in by_model.splitlines()[3:]}
    assert rows["full"] == ["1", "95.0", "95", "95", "0", "0", "1"]
    assert rows["partial"] == ["1", "45.0", "45", "45", "0", "1", "0"]
    assert rows["wrong"] == ["1", "0.0", "0", "0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"label": "good"}, "label"), ({"gold": []}, "gold"), ({"question": " "}, "question")],
)
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, object], named: str) -> None:
    with pytest.raises(BadInput, match=f"line 1: `{named}`"):
        read_answers(write(tmp_path / "a.jsonl", **changes))


def test_a_file_without_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n", "utf-8")
    with pytest.raises(BadInput, match="holds no answer"):
        read_answers(tmp_path / "a.jsonl")


@pytest.mark.parametrize("name", ["answers-tune.jsonl", "answers-held.jsonl"])
def test_the_graded_answers_are_what_their_readme_says(name: str) -> None:
    answers = read_answers(EVAL / name)
    labels = [answer.label for answer in answers]
    counts = {label: labels.count(label) for label in set(labels)}
    assert counts == {"full": 8, "partial": 9, "wrong": 6, "offtopic": 4, "empty": 3}
    raw = [json.loads(line) for line in (EVAL / name).read_text("utf-8").splitlines()]
    assert {row["notes"] for row in raw} == {"shared", "data/notes"}


def test_the_further_answers_are_what_their_readme_says() -> None:
    answers = read_answers(EVAL / "answers-further.jsonl")
    labels = [answer.label for answer in answers]
    counts = {label: labels.count(label) for label in set(labels)}
    assert counts == {"full": 9, "partial": 13, "wrong": 10, "offtopic": 2, "empty": 1}
    held = {
        gold.file for answer in read_answers(EVAL / "answers-held.jsonl") for gold in answer.gold
    }
    assert not held & {gold.file for answer in answers for gold in answer.gold}


def test_no_note_is_in_both_files_of_graded_answers() -> None:
    tune, held = (
        {(row["notes"], gold["file"]) for row in map(json.loads, lines) for gold in row["gold"]}
        for lines in (
            (EVAL / f"answers-{half}.jsonl").read_text("utf-8").splitlines()
            for half in ("tune", "held")
        )
    )
    assert not tune & held
