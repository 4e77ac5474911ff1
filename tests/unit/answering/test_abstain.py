"""Whether the notes answer, decided by figures that are fitted, stored and checked."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import abstain
from bot.answering.abstain import (
    Calibration,
    chance,
    cover,
    features,
    fit,
    load,
    named_words,
    save,
    shipped,
)
from bot.core.passage import Passage
from bot.errors import BadInput
from bot.search.rank import Candidate, Ranked
from bot.search.retrieve import NotesRetriever, Retrieval
from bot.search.rewrite import SearchQuery

POOR = Candidate(id="c", section="s", cosine=0.4, dense=0.0, lexical=0.0, bm25=0.0, late=0.2)
YES = (0.7, 12.0, 0.0, 0.0, 0.8, 0.0)
NO = (0.5, 2.0, 0.8, 0.0, 0.7, 1.0)
ROWS = [(YES, True)] * 15 + [(NO, False)] * 5


def test_what_was_calibrated_comes_back_as_it_was(tmp_path: Path) -> None:
    made = fit("e5-small", ROWS)
    save(tmp_path / abstain.FILE_NAME, made)
    assert load(tmp_path, "e5-small") == made


def test_a_calibration_for_another_model_is_not_used(tmp_path: Path) -> None:
    save(tmp_path / abstain.FILE_NAME, fit("bge-m3", ROWS))
    assert load(tmp_path, "e5-notes") == shipped()
    assert load(tmp_path, "bge-m3").model == "bge-m3"


def test_without_a_calibration_of_its_own_an_index_has_the_shipped_one(tmp_path: Path) -> None:
    assert load(tmp_path, "e5-notes") == shipped()
    assert shipped().model == "e5-notes"
    assert 0 < shipped().threshold < 1


def test_for_another_model_only_what_all_models_share_counts(tmp_path: Path) -> None:
    general = load(tmp_path, "e5-small")
    assert general.probability(YES) == general.probability((0.0, *YES[1:4], -1.0, YES[5]))
    assert general.probability(YES) > general.probability(NO)


GOOD = asdict(shipped())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        json.dumps({**GOOD, "weights": [1.0]}),
        json.dumps({**GOOD, "weights": ["a", "b", "c"]}),
        json.dumps({**GOOD, "mean": 3}),
        json.dumps({**GOOD, "scale": [1.0, 0.0, 1.0]}),
        json.dumps({**GOOD, "threshold": None}),
        json.dumps({**GOOD, "bias": float("nan")}),
        json.dumps({**GOOD, "surprise": 1}),
        json.dumps({name: value for name, value in GOOD.items() if name != "bias"}),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / abstain.FILE_NAME
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"can't be read\. Delete it, or .*bot calibrate") as caught:
        load(tmp_path, "e5-small")
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / abstain.FILE_NAME).write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(BadInput, match="can't be read"):
        load(tmp_path, "e5-small")


def test_a_folder_that_is_not_there_is_named_when_saving(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Can't write .*x\.json"):
        save(tmp_path / "nowhere" / "x.json", shipped())


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([], "the file has 0, of them 0 unanswerable"),
        ([(YES, True)] * 5 + [(NO, False)] * 4, "the file has 9, of them 4 unanswerable"),
        ([(YES, True)] * 20, "the file has 20, of them 0 unanswerable"),
        ([(NO, False)] * 20, "the file has 20, of them 20 unanswerable"),
    ],
)
def test_too_few_questions_can_not_calibrate(
    rows: list[tuple[tuple[float, ...], bool]], counts: str
) -> None:
    with pytest.raises(BadInput, match=counts):
        fit("e5-small", rows)


def test_a_fit_tells_the_answerable_from_the_others() -> None:
    made = fit("m", ROWS)
    assert made.probability(YES) > 0.7 > 0.3 > made.probability(NO)
    assert made.probability(NO) < made.threshold <= made.probability(YES)
    assert (made.model, made.questions, made.unanswerable) == ("m", 20, 5)


FEATURE_ROWS = st.lists(
    st.tuples(
        st.tuples(st.floats(0, 30), st.floats(0, 1), st.sampled_from([0.0, 1.0])), st.booleans()
    ),
    min_size=10,
    max_size=60,
).filter(lambda rows: 0 < sum(kind for _, kind in rows) < len(rows))


@given(FEATURE_ROWS)
def test_no_more_answerable_questions_are_declined_than_allowed(
    rows: list[tuple[tuple[float, float, float], bool]],
) -> None:
    made = fit("m", rows)
    answerable = [made.probability(row) for row, kind in rows if kind]
    declined = sum(probability < made.threshold for probability in answerable)
    assert declined <= abstain.DECLINED_ANSWERABLE * len(answerable)
    assert all(0 <= made.probability(row) <= 1 for row, _ in rows)


def test_features_that_never_differ_do_no_harm() -> None:
    made = fit("m", [((8.0, 0.0, 0.0), True)] * 9 + [((8.0, 0.0, 0.0), False)] * 3)
    assert made.probability((8.0, 0.0, 0.0)) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("overlay 网络怎么跨主机通信？", {"overlay"}),
        ("RoPE 是怎么编码位置的", {"rope"}),
        ("docker run --net=host 有什么风险", {"docker", "run", "net=host", "net", "host"}),
        ("容器为什么启动快？", set()),
        ("How does Kafka guarantee ordering?", {"kafka"}),
        ("How does it scale?", set()),
        ("What is HTTP/2?", {"http/2", "http", "2"}),
        ("Kafka", set()),
        ("MVCC", {"mvcc"}),
        ("", set()),
    ],
)
def test_the_terms_that_a_question_names(question: str, expected: set[str]) -> None:
    assert expected <= set(named_words(question))
    assert bool(named_words(question)) == bool(expected)


def passage(text: str, title: str = "题", path: tuple[str, ...] = ("节",)) -> Passage:
    return Passage(
        section="s", file="a.md", title=title, heading_path=path, lines=(1, 1), text=text
    )


def test_cover_is_the_share_of_the_words_by_weight() -> None:
    weights = {"docker": 3.0, "host": 1.0}
    assert cover(passage("docker"), weights) == 0.75
    assert cover(passage("docker host"), weights) == 1.0
    assert cover(passage("别的"), weights) == 0.0
    assert cover(passage("别的"), {}) == 1.0


def test_title_and_headings_count_as_held() -> None:
    assert cover(passage("别的", "Docker", ("host 模式",)), {"docker": 1.0, "host": 1.0}) == 1.0


@pytest.mark.parametrize(("question", "foreign"), [("容器", 0.0), ("containers", 1.0)])
def test_finding_nothing_is_the_worst_case(question: str, foreign: float) -> None:
    nothing = Retrieval(
        search=SearchQuery(question), passages=(), ranked=(), words={}, milliseconds=0.0
    )
    assert features(nothing) == (0.0, 0.0, 1.0, foreign, 0.0, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Docker 和虚拟机有什么区别？", True),
        ("LoRA 的原理是什么？", True),
        ("What is write skew?", True),
        ("Kafka Streams 的 GlobalKTable 怎么用？", False),
        ("红烧肉怎么做才不腻？", False),
        ("How do I bake sourdough bread in a Dutch oven?", False),
    ],
)
def test_the_shipped_calibration_judges_the_own_notes(
    retriever: NotesRetriever, question: str, answered: bool
) -> None:
    probability = chance(shipped(), retriever.find(question))
    assert (probability >= shipped().threshold) is answered


@pytest.mark.parametrize(
    ("question", "heading", "sure"),
    [
        ("What is write skew", "What is write skew?", True),
        ("什么是写偏斜？", "什么是写偏斜", True),
        ("什么是写偏斜？", "写偏斜", False),
        ("什么是幻读？", "什么是写偏斜？", False),
        ("锁", "锁", False),
    ],
)
def test_a_section_headed_by_the_question_answers_it(
    question: str, heading: str, sure: bool
) -> None:
    found = Retrieval(
        search=SearchQuery(question),
        passages=(passage("一句。", path=("库", heading)),),
        ranked=(Ranked(candidate=POOR, score=0.0),),
        words={},
        milliseconds=0.0,
    )
    estimated = shipped().probability(features(found))
    assert estimated < shipped().threshold
    assert (chance(shipped(), found) > 0.9) is sure


def test_a_threshold_is_kept_with_its_model(tmp_path: Path) -> None:
    own: Calibration = replace(shipped(), threshold=0.123)
    save(tmp_path / "c.json", own)
    raw: dict[str, Any] = json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert (raw["model"], raw["threshold"]) == ("e5-notes", 0.123)
