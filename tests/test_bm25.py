"""The BM25 index on disk, and its scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import pytest
from bm25s.tokenization import Tokenized

from ingest import bm25
from ingest.lexical import words
from ingest.table import flat

TEXTS = ("容器网络 docker run", "事务隔离", "docker run", "日志 日志 事务")


def built(folder: Path, texts: tuple[str, ...] = TEXTS) -> Any:
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(w, len(vocabulary)) for w in words(text)] for text in texts]
    bm25.build(*flat(rows), vocabulary, folder)
    return bm25.load(folder)


def test_the_text_that_holds_a_word_more_often_or_says_less_else_is_best(tmp_path: Path) -> None:
    index = built(tmp_path)
    scores = bm25.scores(index, {"事务": 1.0})
    assert scores.argmax() == 1
    assert scores[3] > scores[0] == scores[2] == 0


def test_weights_scale_words_and_unknown_ones_add_nothing(tmp_path: Path) -> None:
    index = built(tmp_path)
    whole = bm25.scores(index, {"docker": 1.0, "事务": 0.5, "zzz": 1.0})
    parts = bm25.scores(index, {"docker": 1.0}) + bm25.scores(index, {"事务": 1.0}) / 2
    np.testing.assert_allclose(whole, parts, rtol=1e-6)


def test_scores_are_those_of_bm25s(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows = [(random.zipf(1.5, size=n % 40) % 300).tolist() for n in range(200)]
    vocabulary = {f"w{n}": n for n in range(300)}
    bm25.build(*flat(rows), vocabulary, tmp_path)
    own = bm25.load(tmp_path)
    reference = bm25s.BM25(k1=bm25.K1, b=bm25.B, method="lucene")
    reference.index(Tokenized(ids=rows, vocab=dict(vocabulary)), show_progress=False)
    for number in vocabulary.values():
        scores = reference.get_scores([number])
        np.testing.assert_allclose(own.get_scores([number]), scores, rtol=1e-5)


def test_a_vocabulary_may_hold_words_that_no_text_has_any_more(tmp_path: Path) -> None:
    bm25.build(*flat([[2], [2, 4]]), {"旧": 0, "更旧": 1, "在": 2, "": 3, "也在": 4}, tmp_path)
    index = bm25.load(tmp_path)
    assert not bm25.scores(index, {"旧": 1.0}).any()
    assert bm25.scores(index, {"也在": 1.0}).argmax() == 1
    weights = bm25.idf(index, ["旧", "nie"])
    assert weights["旧"] == weights["nie"]


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_index_without_words_can_be_asked(corpus: list[list[int]], tmp_path: Path) -> None:
    bm25.build(*flat(corpus), {}, tmp_path)
    index = bm25.load(tmp_path)
    assert "事务" not in index.vocab_dict
    assert not bm25.scores(index, {"事务": 1.0}).any()


def test_a_match_in_three_texts_counts_as_it_would_among_many(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    small = built(few, TEXTS[:3])
    large = built(many, (*TEXTS[:3], *("别的东西",) * 197))
    asked = {"事务": 1.0}
    raw = [bm25.scores(index, asked).max() for index in (small, large)]
    fair = [
        bm25.comparable(index, asked) * score
        for index, score in zip((small, large), raw, strict=True)
    ]
    assert raw[1] > 2 * raw[0]
    assert fair[0] == pytest.approx(fair[1], rel=0.35)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_what_was_read_for_a_search_does_not_stay_in_memory(tmp_path: Path) -> None:
    vocabulary = {f"w{n}": n for n in range(7)}
    bm25.build(*flat([[n % 7, n % 5] for n in range(20_000)]), vocabulary, tmp_path)
    index = bm25.load(tmp_path)
    asked = {"w1": 1.0, "w2": 0.5}
    first = bm25.scores(index, asked)
    assert first.any()
    assert in_memory(tmp_path) == 0
    np.testing.assert_array_equal(bm25.scores(index, asked), first)


def in_memory(folder: Path) -> int:
    """kB of the folder's mapped arrays that count as memory of this process."""
    blocks = Path("/proc/self/smaps").read_text("utf-8").split("VmFlags")
    mapped = [
        block for block in blocks if f"{folder}/data" in block or f"{folder}/indices" in block
    ]
    assert len(mapped) == 2
    return sum(int(block.partition("\nRss:")[2].split()[0]) for block in mapped)
