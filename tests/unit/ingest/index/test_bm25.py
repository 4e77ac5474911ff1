"""BM25 from counts, and its scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
from bm25s.tokenization import Tokenized

from ingest.index import bm25
from ingest.text.lexical import words

TEXTS = ("容器网络 docker run", "事务隔离", "docker run", "日志 日志 事务")


def built(texts: tuple[str, ...] = TEXTS) -> bm25.WordIndex:
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(w, len(vocabulary)) for w in words(text)] for text in texts]
    return made(rows, vocabulary)


def made(rows: Sequence[Sequence[int]], vocabulary: dict[str, int]) -> bm25.WordIndex:
    return bm25.WordIndex(vocabulary, bm25.postings(rows, len(vocabulary)), len(rows))


def test_the_text_that_holds_a_word_more_often_or_says_less_else_is_best() -> None:
    index = built()
    scores = index.scores({"事务": 1.0})
    assert scores.argmax() == 1
    assert scores[3] > scores[0] == scores[2] == 0


def test_weights_scale_words_and_unknown_ones_add_nothing() -> None:
    index = built()
    whole = index.scores({"docker": 1.0, "事务": 0.5, "zzz": 1.0})
    parts = index.scores({"docker": 1.0}) + index.scores({"事务": 1.0}) / 2
    np.testing.assert_allclose(whole, parts, rtol=1e-6)


def test_scores_are_those_of_bm25s() -> None:
    random = np.random.default_rng(5)
    rows = [(random.zipf(1.5, size=n % 40) % 300).tolist() for n in range(200)]
    vocabulary = {f"w{n}": n for n in range(300)}
    own = made(rows, vocabulary)
    reference = bm25s.BM25(k1=bm25.K1, b=bm25.B, method="lucene")
    reference.index(Tokenized(ids=rows, vocab=dict(vocabulary)), show_progress=False)
    for word, number in vocabulary.items():
        scores = reference.get_scores([number])
        np.testing.assert_allclose(own.scores({word: 1.0}), scores, rtol=1e-5)


def test_rows_that_came_and_went_leave_the_scores_of_a_fresh_index() -> None:
    random = np.random.default_rng(6)
    rows = [
        (random.zipf(1.5, size=n % 40) % (290 if n < 120 else 300)).tolist() for n in range(200)
    ]
    vocabulary = {f"w{n}": n for n in range(300)}
    order = random.permutation(200)[:150]
    parts = bm25.postings(rows[:120], 290), bm25.postings(rows[120:], 300)
    index = bm25.WordIndex(vocabulary, bm25.arranged(parts, (120, 80), order, 300), 150)
    fresh = made([rows[row] for row in order], vocabulary)
    for word in (*vocabulary, "nie"):
        np.testing.assert_allclose(index.scores({word: 2.0}), fresh.scores({word: 2.0}), rtol=1e-5)
        assert bm25.idf(index, [word]) == bm25.idf(fresh, [word])


def test_a_vocabulary_may_hold_words_that_no_text_has_any_more() -> None:
    index = made([[2], [2, 4]], {"旧": 0, "更旧": 1, "在": 2, "": 3, "也在": 4})
    assert not index.scores({"旧": 1.0}).any()
    assert index.scores({"也在": 1.0}).argmax() == 1
    weights = bm25.idf(index, ["旧", "nie"])
    assert weights["旧"] == weights["nie"]


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_index_without_words_can_be_asked(corpus: list[list[int]]) -> None:
    index = made(corpus, {})
    assert not index.scores({"事务": 1.0}).any()


def test_a_match_in_three_texts_counts_as_it_would_among_many() -> None:
    small = built(TEXTS[:3])
    large = built((*TEXTS[:3], *("别的东西",) * 197))
    asked = {"事务": 1.0}
    raw = [index.scores(asked).max() for index in (small, large)]
    fair = [
        bm25.comparable(index, asked) * score
        for index, score in zip((small, large), raw, strict=True)
    ]
    assert raw[1] > 2 * raw[0]
    assert fair[0] == pytest.approx(fair[1], rel=0.35)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_what_was_read_for_a_search_does_not_stay_in_memory(tmp_path: Path) -> None:
    vocabulary = {f"w{n}": n for n in range(7)}
    held = bm25.postings([[n % 7, n % 5] for n in range(20_000)], 7)
    for name in ("holders", "counts"):
        np.save(tmp_path / name, getattr(held, name))
    holders, counts = (
        np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in ("holders", "counts")
    )
    index = bm25.WordIndex(vocabulary, bm25.Postings(held.starts, holders, counts), 20_000)
    asked = {"w1": 1.0, "w2": 0.5}
    first = index.scores(asked)
    assert first.any()
    assert in_memory(tmp_path) == 0
    np.testing.assert_array_equal(index.scores(asked), first)


def in_memory(folder: Path) -> int:
    """kB of the folder's mapped arrays that count as memory of this process."""
    blocks = Path("/proc/self/smaps").read_text("utf-8").split("VmFlags")
    mapped = [
        block for block in blocks if f"{folder}/holders" in block or f"{folder}/counts" in block
    ]
    assert len(mapped) == 2
    return sum(int(block.partition("\nRss:")[2].split()[0]) for block in mapped)
