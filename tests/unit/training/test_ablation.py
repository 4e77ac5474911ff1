"""Variants of retrieval, measured for real on a few notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from word_embedder import WordEmbedder

from bot.core.turn import Turn
from bot.evaluation.answers import EvaluationQuestion
from bot.notes.section_name import SectionName
from bot.search.index import Index
from bot.search.rank import Candidate
from bot.search.retrieve import NotesRetriever
from bot.training.ablation import grains, learned, reading, signals, texts
from bot.training.ablation.measure import Bench, Variant, VariantFigures, as_json, run, table
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings

NOTE = """# 容器

## 网络

容器接到 docker0 网桥，发布端口要加规则，这一段话足够长。**网桥**很重要。

## 镜像

镜像由只读的层叠成，最上面是可写的容器层，改动先复制再写。
"""
OTHER = "# 数据库\n\n## 索引\n\n联合索引遵守最左前缀，跳过前面的列后面就是乱的，别忘了。\n"
ASKING = """# 事务

## 什么是死锁？

死锁是两个事务互相等对方手里的锁，谁也不肯先放；数据库发现以后会回滚其中代价小的一个。
"""


def question(
    text: str, file: str, heading: str, kind: str = "keyword", *earlier: str
) -> EvaluationQuestion:
    history = tuple(Turn(asked, "答") for asked in earlier)
    return EvaluationQuestion(text, text, kind, (SectionName(file, heading),), (), history)


QUESTIONS = [
    question("容器的网桥", "容器.md", "网络"),
    question("镜像的只读层", "容器.md", "镜像"),
    question("联合索引最左前缀", "数据库.md", "索引"),
    question("那可写的层呢？", "容器.md", "镜像", "followup", "镜像由什么叠成"),
]


AS_IT_IS = Variant("now", "as it is", lambda bench: bench.retriever)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "容器.md").write_text(NOTE, "utf-8")
    (notes / "数据库.md").write_text(OTHER, "utf-8")
    (notes / "事务.md").write_text(ASKING, "utf-8")
    embedder = WordEmbedder()
    ingest(notes, tmp_path / "index", embedder, SplitSettings())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    retriever = NotesRetriever(index=Index(tmp_path / "index", embedder), embedder=embedder)
    return Bench(retriever, scratch, QUESTIONS)


@pytest.mark.parametrize("made", [signals.variants, grains.variants, learned.variants])
def test_every_variant_answers_every_question(
    bench: Bench, made: Callable[[], list[Variant]]
) -> None:
    rows = list(run(made(), bench))
    assert [row.name for row in rows] == [variant.name for variant in made()]
    assert all(len(row.ranks) == len(QUESTIONS) for row in rows)
    assert any(row.recall(1) == 1.0 for row in rows)


def test_what_is_embedded_changes_and_what_is_searched_for_stays(
    bench: Bench, tmp_path: Path
) -> None:
    embedder = bench.retriever.embedder
    worded = [v for v in texts.variants(tmp_path) if v.group == "embedded"]
    embedder.embedded.clear()
    rows = list(run(worded, bench))
    assert len(rows) == len(worded) == 5
    assert len(embedder.embedded) == 5 * 4
    assert not bench.retriever.index.open().collection.startswith("chunks-ablation")


def embedded(bench: Bench, name: str, cache: Path) -> list[str]:
    (variant,) = [v for v in texts.variants(cache) if v.name == name]
    embedder = bench.retriever.embedder
    embedder.embedded.clear()
    variant.make(bench)
    return sorted(embedder.embedded)


def test_wordings_say_what_their_names_say(bench: Bench, tmp_path: Path) -> None:
    plain = {chunk.embed_text for chunk in bench.retriever.index.note("容器.md")}
    bodies = embedded(bench, "the body alone", tmp_path)
    assert not plain & set(bodies)
    assert any(text.startswith("容器接到 docker0") for text in bodies)
    assert any(t.endswith("\n网桥") for t in embedded(bench, "bold phrases once more", tmp_path))
    beside = embedded(bench, "headings of the neighbours", tmp_path)
    assert any("docker0" in text and text.endswith("\n镜像") for text in beside)
    asked = embedded(bench, "a question made of the heading", tmp_path)
    assert any("什么是死锁？\n" in text for text in asked)


def test_a_cross_encoder_is_measured_off_and_as_one_signal_among_others(bench: Bench) -> None:
    class Misled:
        """Takes whatever speaks about an index for the answer."""

        def scores(self, question: str, texts: list[str]) -> list[float]:
            assert all("›" in text.splitlines()[0] for text in texts)  # the headings are read too
            return [float("索引" in text) for text in texts]

    plain = bench.retriever
    misled = Bench(plain.model_copy(update={"reranker": Misled()}), bench.scratch, QUESTIONS)
    off, added = reading.variants()
    as_it_is, without, sum_of_both = run([AS_IT_IS, off, added], misled)
    assert as_it_is.recall(1) == 0.25
    assert without.ranks == next(run([AS_IT_IS], bench)).ranks
    assert without.recall(1) == 1.0
    assert sum_of_both.mrr > as_it_is.mrr
    assert reading.spread([1.0, 1.0]).tolist() == [0.0, 0.0]


def test_without_the_conversation_a_follow_up_is_searched_for_alone(bench: Bench) -> None:
    rows = {row.name: row for row in run(signals.variants(), bench)}
    alone = rows["without the conversation"]
    assert alone.ranks[:3] == rows["as it is"].ranks[:3]
    assert alone.kinds[3] == "followup"


def test_reciprocal_ranks_favour_agreement() -> None:
    def candidate(name: str, dense: float, lexical: float) -> Candidate:
        return Candidate(id=name, section=name, cosine=0.8, dense=dense, lexical=lexical, late=0.3)

    given = [candidate("a", 9.0, 0.0), candidate("b", 2.0, 2.0), candidate("c", 0.0, 2.5)]
    assert next(iter(signals.reciprocal_ranks(given))).candidate.id in ("a", "b")
    assert len(signals.reciprocal_ranks(given)) == 3
    assert signals.reciprocal_ranks([]) == []


def test_weights_move_towards_what_tells_right_from_wrong() -> None:
    width = len(learned.FEATURES)
    right = np.zeros((2, width))
    right[0, 3] = 1.0  # only the heading tells
    weights = learned.fit([(right, np.array([True, False]))] * 8)
    assert weights[3] > 0.5
    assert weights[0] == pytest.approx(1.0, abs=0.01)


def rows_of(ranks: Iterable[int | None]) -> VariantFigures:
    made = tuple(ranks)
    return VariantFigures("g", "n", made, ("a", "b", "a", "b")[: len(made)], 12.3)


def test_figures_are_shares_of_the_questions() -> None:
    row = rows_of([1, 6, None, 2])
    assert (row.recall(1), row.recall(5), row.recall(1, "a")) == (0.25, 0.5, 0.5)
    assert row.mrr == pytest.approx((1 + 1 / 6 + 1 / 2) / 4)
    assert row.recall(1, "none of these") is None
    assert as_json(row)["by_kind"] == {"a": 0.5, "b": 0.0}


def test_the_table_has_a_line_a_variant_and_one_a_group() -> None:
    text = table([rows_of([1, 1]), rows_of([None, 1])])
    assert text.count("\n") == 4
    assert "| n | 0.500 | 0.500 | 0.500 | 0.000 | 1.000 | 12 |" in text
