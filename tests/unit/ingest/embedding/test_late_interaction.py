"""Packing token vectors and scoring with them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding import late_interaction
from ingest.embedding.encoder import projected
from ingest.embedding.late_interaction import pack, scores, unit, unpack


def tokens(count: int, seed: int = 0, dimension: int = 128) -> late_interaction.Matrix:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


@given(st.integers(0, 40), st.integers(0, 10_000))
def test_what_is_packed_comes_back_nearly(count: int, seed: int) -> None:
    rows = tokens(count, seed)
    packed = pack(rows)
    assert len(packed) == count * 64
    again = unpack(packed, 128)
    assert again.shape == rows.shape
    assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-5)
    assert ((again * rows).sum(axis=1) > 0.97).all()


def test_the_score_is_the_mean_of_the_best_cosines() -> None:
    question, text = tokens(5, 1), tokens(30, 2)
    exact = (question @ text.T).max(axis=1).mean()
    (score,) = scores(question, [pack(text)])
    assert score == pytest.approx(exact, abs=0.03)


def test_a_text_that_holds_the_questions_tokens_scores_one() -> None:
    question = tokens(4, 3)
    score = scores(question, [pack(np.concatenate([tokens(20, 4), question]))])
    assert score[0] == pytest.approx(1, abs=0.02)


def test_scores_stay_with_their_texts() -> None:
    question = tokens(6, 5)
    texts = [tokens(count, count) for count in (3, 1, 17, 8)]
    together = scores(question, [pack(text) for text in texts])
    alone = [scores(question, [pack(text)])[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-6)


def test_a_text_without_tokens_gets_the_mean_of_the_others() -> None:
    question = tokens(3, 6)
    a, none, b = scores(question, [pack(tokens(9, 7)), b"", pack(tokens(9, 8))])
    assert none == pytest.approx((a + b) / 2)
    assert scores(question, [b"", b""]).tolist() == [0, 0]
    assert scores(question, []).shape == (0,)
    assert scores(tokens(0), [pack(tokens(4))]).tolist() == [0]


def test_a_projection_takes_off_what_all_tokens_share() -> None:
    shared = np.zeros(8, np.float32)
    shared[0] = 0.9
    rows = unit(shared + 0.1 * tokens(50, 9, 8))
    matrix = torch.eye(9, 4)[1:]  # the first dimension, which all share, is left out
    assert (unit(rows) @ unit(rows).T).mean() > 0.9
    found = projected(torch.from_numpy(rows), torch.from_numpy(rows.mean(axis=0)), matrix).numpy()
    assert found.shape == (50, 4)
    assert abs((found @ found.T).mean()) < 0.2
