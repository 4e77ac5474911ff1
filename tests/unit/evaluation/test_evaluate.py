"""The figures of `eval`, and the quality that the project holds itself to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from places import EVAL

from bot.commands.printed_answers import metrics_table
from bot.core.passage import Citation, Passage
from bot.core.turn import Answer, Segment, Turn
from bot.errors import BadInput
from bot.evaluation.answers import (
    EvaluatedQuestion,
    EvaluationQuestion,
    is_hit,
    mean,
    metrics,
    outcomes,
    percentiles,
    read_questions,
)
from bot.notes.section_name import SectionName
from bot.search.retrieve import NotesRetriever

QUESTIONS = EVAL / "questions.jsonl"


def passage(file: str = "a.md", *path: str) -> Passage:
    return Passage(
        section=f"{file}{path}", file=file, title="题", heading_path=path, lines=(1, 2), text="文字"
    )


HIT = passage("a.md", "外", "内")
MISS = passage("b.md", "外", "内")


def question(
    kind: str = "keyword", gold: bool = True, must: tuple[str, ...] = ()
) -> EvaluationQuestion:
    return EvaluationQuestion(
        id="q",
        question="问？",
        kind=kind,
        gold=(SectionName("a.md", "内"),) if gold else (),
        must=must,
        history=(),
    )


def answer(*ranked: Passage, abstained: bool = False, segments: tuple[Segment, ...] = ()) -> Answer:
    return Answer(
        question="问？",
        segments=segments or (Segment(text="容器共用内核。", marks=(1,)),),
        abstained=abstained,
        citations=(Citation(n=1, passage=HIT, quote="文字"),),
        passages=ranked,
        timings_ms={"retrieve": 10.0, "total": 20.0},
    )


def run(*pairs: tuple[EvaluationQuestion, Answer]) -> list[EvaluatedQuestion]:
    answers = iter([given for _, given in pairs])
    return outcomes([asked for asked, _ in pairs], lambda _: next(answers))


def test_the_rank_is_that_of_the_first_hit_counted_from_one() -> None:
    found = run(
        (question(), answer(HIT, MISS)),
        (question(), answer(MISS, MISS, HIT, HIT)),
        (question(), answer(MISS)),
        (question(), answer(*[MISS] * 10, HIT)),
        (question(), answer()),
    )
    assert [outcome.rank for outcome in found] == [1, 3, None, None, None]


def test_recall_and_reciprocal_rank() -> None:
    figures = metrics(
        run(
            (question("a"), answer(HIT)),
            (question("a"), answer(MISS, HIT)),
            (question("b"), answer(*[MISS] * 5, HIT)),
            (question("b"), answer(MISS)),
            (question("-", gold=False), answer(HIT, abstained=True)),
        )
    )
    assert figures["questions"] == 5
    assert figures["n"] == 4
    assert figures["recall_at_1"] == 0.25
    assert figures["recall_at_5"] == 0.5
    assert figures["mrr_at_10"] == round((1 + 1 / 2 + 1 / 6 + 0) / 4, 4)
    assert figures["by_kind"]["a"] == {
        "n": 2, "recall_at_1": 0.5, "recall_at_5": 1.0, "mrr_at_10": 0.75}  # fmt: skip
    assert set(figures["by_kind"]) == {"a", "b"}


def test_declining_is_counted_apart_for_answerable_and_unanswerable_questions() -> None:
    figures = metrics(
        run(
            (question(), answer(HIT)),
            (question(), answer(HIT, abstained=True)),
            (question(gold=False), answer(abstained=True)),
            (question(gold=False), answer(abstained=True)),
            (question(gold=False), answer()),
        )
    )
    assert figures["declined_answerable"] == 0.5
    assert figures["declined_unanswerable"] == 0.6667


def test_wanted_terms_are_counted_in_answers_that_were_given_whatever_their_case() -> None:
    segments = (Segment(text="OOM Killer 会杀掉它。", marks=(1,)),)
    figures = metrics(
        run(
            (question(must=("oom killer", "cgroups")), answer(HIT, segments=segments)),
            (question(must=("oom killer",)), answer(HIT, abstained=True)),
            (question(), answer(HIT)),
        )
    )
    assert figures["must_terms"] == 0.5


def test_unsupported_is_a_share_of_the_claims() -> None:
    segments = (
        Segment(text="甲。", marks=(1,)),
        Segment(text="\n\n"),
        Segment(text="乙。", supported=False),
        Segment(text="丙。", marks=(1,)),
        Segment(text="丁。", marks=(1,)),
    )
    assert metrics(run((question(), answer(HIT, segments=segments))))["unsupported"] == 0.25


def test_nothing_asked_gives_no_figure_rather_than_zero() -> None:
    figures = metrics([])
    names = ("recall_at_1", "recall_at_5", "mrr_at_10", "declined_unanswerable",
             "declined_answerable", "must_terms", "unsupported")  # fmt: skip
    assert [figures[name] for name in names] == [None] * 7
    assert figures["latency_ms"] == {"p50": 0.0, "p95": 0.0}
    assert json.dumps(figures)
    assert "recall@1" in metrics_table(figures)


def test_times_are_given_as_median_and_near_worst() -> None:
    assert percentiles([5.0]) == {"p50": 5.0, "p95": 5.0}
    assert percentiles([float(n) for n in range(1, 102)]) == {"p50": 51.0, "p95": 96.0}
    assert mean([]) is None


@pytest.mark.parametrize(
    ("path", "heading", "expected"),
    [
        (("外", "内"), "内", True),
        (("内", "更里"), "内", True),
        (("**内**", "更里"), " 内 ", True),
        (("`asyncio` 循环",), "asyncio 循环", True),
        (("内部",), "内", False),
        ((), "内", False),
    ],
)
def test_a_hit_has_the_gold_heading_anywhere_on_its_path(
    path: tuple[str, ...], heading: str, expected: bool
) -> None:
    assert is_hit(passage("a.md", *path), [SectionName("a.md", heading)]) is expected
    assert not is_hit(passage("b.md", *path), [SectionName("a.md", heading)])


def test_any_gold_section_is_enough() -> None:
    assert is_hit(HIT, [SectionName("x.md", "甲"), SectionName("a.md", "内")])
    assert not is_hit(HIT, [])


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_question_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '\ufeff{"id": "d1", "question": " 问？ ", "kind": "keyword", "gold": '
        '[{"file": "a.md", "heading": "内"}], "must": ["词"], "history": [["前", "答"]], "x": 1}',
        "",
        '{"question": "再问"}',
    )
    assert read_questions(path) == [
        EvaluationQuestion(
            "d1", "问？", "keyword", (SectionName("a.md", "内"),), ("词",), (Turn("前", "答"),)
        ),
        EvaluationQuestion("3", "再问", "question", (), (), ()),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"问"',
        "{}",
        '{"question": 3}',
        '{"question": "  "}',
        '{"question": "问", "gold": {"file": "a.md"}}',
        '{"question": "问", "gold": [{"file": "a.md"}]}',
        '{"question": "问", "gold": [{"file": "a.md", "heading": 3}]}',
        '{"question": "问", "gold": null}',
        '{"question": "问", "must": "词"}',
        '{"question": "问", "history": [["只有问"]]}',
        '{"question": "问", "history": "前"}',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, '{"question": "好"}', line)
    with pytest.raises(BadInput, match=r"q\.jsonl, line 2:") as caught:
        read_questions(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Can't read .*none\.jsonl"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes('{"question": "问"}'.encode("gb18030"))
    with pytest.raises(BadInput, match=r"gbk\.jsonl.*UTF-8"):
        read_questions(tmp_path / "gbk.jsonl")


def test_every_gold_section_of_the_own_questions_is_in_the_notes(
    retriever: NotesRetriever,
) -> None:
    index = retriever.index
    for asked in read_questions(QUESTIONS):
        for gold in asked.gold:
            assert any(is_hit(section, [gold]) for section in index.headings()), asked.id


def test_a_gold_section_is_met_in_whichever_form_its_letters_are_written() -> None:
    found = Passage(
        section="s", file="É ガ.md", title="t", heading_path=("Café 指南",), lines=(1, 2), text=""
    )
    assert is_hit(found, [SectionName("E\u0301 カ\u3099.md", "Cafe\u0301 指\u200b南")])
