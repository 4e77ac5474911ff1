"""What searching needs beside Chroma, written, brought up to date, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from index_check import check, run, same_search

from ingest.embedding.embedder import Vectors
from ingest.errors import IndexUnusable
from ingest.index import sidecar, states
from ingest.index.parts import Parts
from ingest.index.table import Row, empty
from ingest.schema import Chunk

RANDOM = np.random.default_rng(7)
VOCABULARY = {"甲": 0, "乙": 1, "丙": 2, "都有": 3}


def rows(count: int) -> list[Row]:
    return [Row(f"id{n}-k", f"s{n // 2}", f"h{n}", [n % 3, 3], vector()) for n in range(count)]


def vector() -> Vectors:
    return RANDOM.normal(size=8).astype(np.float32)


def ids(given: Sequence[Row]) -> list[str]:
    return [row.key.removesuffix("-k") for row in given]


def written(index: Path, given: Sequence[Row], generation: int = 1) -> Parts:
    table = empty(8).arranged(ids(given), given, VOCABULARY)
    return sidecar.write(index, generation, table)


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    given = rows(5)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    for at, row in enumerate(given):
        assert (side.keys[at], side.sections[at]) == (row.key, row.section)
        assert side.hashes[at] == row.embed_hash
        np.testing.assert_allclose(side.vectors_of([at])[0], row.vector, atol=2e-3)
    np.testing.assert_array_equal(side.vectors_of([3, 1]), side.vectors_of(range(5))[[3, 1]])
    assert side.bm25.scores({"乙": 1.0}).argmax() in (1, 4)


def test_mean_and_covariance_are_those_of_all_vectors(tmp_path: Path) -> None:
    given = rows(50)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    matrix = np.stack([row.vector for row in given])
    np.testing.assert_allclose(side.mean, matrix.mean(axis=0), atol=2e-3)
    np.testing.assert_allclose(side.covariance, np.cov(matrix.T, bias=True), atol=5e-3)


@pytest.mark.parametrize("lost", [[], [0, 39], list(range(30)), list(range(40))])
def test_rows_that_come_and_go_leave_what_a_fresh_one_would_have(
    lost: list[int], tmp_path: Path
) -> None:
    given = rows(40)
    vocabulary = VOCABULARY | {"新": 4}
    new = [Row("new-k", "s0", "h", [4, 0], vector()), Row("more-k", "s9", "h7", [], vector())]
    first = written(tmp_path, given)
    now = [row for at, row in enumerate(given) if at not in lost]
    now[5:5] = new  # in the notes they stand amid the others
    table, _ = sidecar.read(tmp_path, first, ids(given))
    second = sidecar.write(tmp_path, 2, table.arranged(ids(now), new, vocabulary))
    fresh = empty(8).arranged(ids(now), now, vocabulary)
    same_search(
        sidecar.load(tmp_path, second, ids(now)),
        sidecar.load(tmp_path, sidecar.write(tmp_path, 3, fresh), ids(now)),
    )


def test_who_reads_the_old_state_sees_nothing_of_the_new_one(tmp_path: Path) -> None:
    given = rows(80)
    parts = written(tmp_path, given)
    before = sidecar.load(tmp_path, parts, ids(given))
    written(tmp_path, rows(1), 2)
    same_search(sidecar.load(tmp_path, parts, ids(given)), before)
    assert sidecar.is_whole(tmp_path, parts)


def test_what_a_run_that_died_left_is_written_over(tmp_path: Path) -> None:
    written(tmp_path, rows(9))  # nobody ever named what this wrote
    (tmp_path / "search-1" / "half").write_bytes(b"x")
    given = rows(80)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    assert side.ids == ids(given)
    assert not (tmp_path / "search-1" / "half").exists()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_vectors_that_were_read_do_not_stay_in_memory(tmp_path: Path) -> None:
    given = rows(20_000)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    side.vectors_of(range(0, 20_000, 100))
    blocks = Path("/proc/self/smaps").read_text("utf-8").split("VmFlags")
    (own,) = [block for block in blocks if f"{tmp_path}/search-1/vectors" in block]
    assert int(own.partition("\nRss:")[2].split()[0]) == 0


def test_a_section_that_is_as_it_was_is_not_cut_into_words_again(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notes, index)
    path = notes / "容器.md"
    path.write_text(path.read_text("utf-8") + "\n补一句。\n", "utf-8")
    cut: list[str] = []
    new_row = states.new_row

    def counted(chunk: Chunk, vector: Vectors, vocabulary: dict[str, int]) -> Row:
        cut.append(chunk.text)
        return new_row(chunk, vector, vocabulary)

    monkeypatch.setattr(states, "new_row", counted)
    assert run(notes, index).added == len(cut) == 1
    assert "补一句。" in cut[0]
    check(notes, index)


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_can_be_kept(tmp_path: Path, count: int) -> None:
    given = rows(count)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    assert len(side.ids) == count
    assert side.vectors_of(range(count)).shape == (count, 8)
    assert np.isfinite(side.covariance).all()


NAMES = ["names.json", "words.json", "vectors.npy", "mean.npy", "counts.npy"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sidecar_with_a_part_cut_off_is_said_with_what_to_do(tmp_path: Path, name: str) -> None:
    given = rows(4)
    parts = written(tmp_path, given)
    path = tmp_path / "search-1" / name
    path.write_bytes(path.read_bytes()[:-9])
    assert not sidecar.is_whole(tmp_path, parts)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        sidecar.load(tmp_path, parts, ids(given))


@pytest.mark.parametrize("asked", [["id1", "other"], ["id0", "id1"], ["id1", "id0", "id2"]])
def test_a_sidecar_of_other_chunks_is_said_with_what_to_do(
    tmp_path: Path, asked: list[str]
) -> None:
    parts = written(tmp_path, rows(3))
    with pytest.raises(IndexUnusable, match="--rebuild"):
        sidecar.load(tmp_path, parts, asked)
