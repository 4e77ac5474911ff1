"""What searching needs beside Chroma, written and read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from index_check import check, run, same_search

from ingest import bm25, sidecar
from ingest.embed import Vectors
from ingest.errors import IndexUnusable
from ingest.schema import Chunk
from ingest.table import Row

RANDOM = np.random.default_rng(7)


def rows(count: int) -> list[Row]:
    return [
        Row(f"id{n}", f"s{n // 2}", f"h{n}", [n % 3, 3], RANDOM.normal(size=8).astype(np.float32))
        for n in range(count)
    ]


VOCABULARY = {"甲": 0, "乙": 1, "丙": 2, "都有": 3}


def written(folder: Path, given: list[Row]) -> sidecar.Sidecar:
    sidecar.write(folder, given, dict(VOCABULARY), 8)
    return sidecar.load(folder)


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    given = rows(5)
    side = written(tmp_path / "s", given)
    table = side.table
    for at, row in enumerate(given):
        assert (side.keys[at], side.sections[at]) == (row.key, row.section)
        assert side.hashes[at] == row.embed_hash
        assert table.numbers[table.starts[at] : table.starts[at + 1]].tolist() == list(row.words)
        np.testing.assert_allclose(table.vectors[at], row.vector, atol=2e-3)
    np.testing.assert_array_equal(side.vectors_of([3, 1]), side.vectors[[3, 1]].astype(np.float32))
    assert bm25.scores(side.bm25, {"乙": 1.0}).argmax() in (1, 4)


def test_mean_and_covariance_are_those_of_all_vectors(tmp_path: Path) -> None:
    given = rows(50)
    side = written(tmp_path / "s", given)
    matrix = np.stack([row.vector for row in given])
    np.testing.assert_allclose(side.mean, matrix.mean(axis=0), atol=2e-3)
    np.testing.assert_allclose(side.covariance, np.cov(matrix.T, bias=True), atol=5e-3)


@pytest.mark.parametrize("lost", [[], [0, 39], list(range(30))])
def test_rows_of_the_one_before_are_taken_over_as_they_were(
    lost: list[int], tmp_path: Path
) -> None:
    given, new = rows(40), Row("new", "s0", "h", [4, 0], RANDOM.normal(size=8).astype(np.float32))
    before = written(tmp_path / "before", given)
    vocabulary = {**VOCABULARY, "新": 4}
    stay = [at for at in range(40) if at not in lost]
    mixed: list[Row | int] = [*stay[:5], new, *stay[5:]]
    sidecar.write(tmp_path / "s", mixed, vocabulary, 8, before)
    afresh = [given[row] if isinstance(row, int) else row for row in mixed]
    sidecar.write(tmp_path / "fresh", afresh, vocabulary, 8)
    same_search(*(sidecar.load(tmp_path / name) for name in ("s", "fresh")))


def test_a_section_that_is_as_it_was_is_not_cut_into_words_again(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notes, index)
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8") + "\n补一句。\n", "utf-8")
    cut: list[str] = []
    new_row = sidecar.new_row

    def counted(chunk: Chunk, vector: Vectors, vocabulary: dict[str, int]) -> Row:
        cut.append(chunk.text)
        return new_row(chunk, vector, vocabulary)

    monkeypatch.setattr(sidecar, "new_row", counted)
    assert run(notes, index).added == len(cut) == 1
    assert "补一句。" in cut[0]
    check(notes, index)


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_can_be_kept(tmp_path: Path, count: int) -> None:
    side = written(tmp_path / "s", rows(count))
    assert len(side.ids) == count
    assert side.vectors_of(range(count)).shape == side.vectors.shape == (count, 8)
    assert np.isfinite(side.covariance).all()


@pytest.mark.parametrize("name", ["rows.json", "vectors.f16", "moments.npz"])
def test_a_sidecar_with_a_part_cut_off_is_said_with_what_to_do(tmp_path: Path, name: str) -> None:
    written(tmp_path / "s", rows(4))
    path = tmp_path / "s" / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(IndexUnusable, match="--rebuild"):
        sidecar.load(tmp_path / "s")
