"""What searching needs beside Chroma, written, brought up to date, and read back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from index_check import check, manifest, prose, run, same_search

from ingest.embedding.embed import Vectors
from ingest.errors import IndexUnusable
from ingest.index import columns, sidecar
from ingest.index.append_only_file import Parts
from ingest.index.table import Row, table
from ingest.schema import Chunk

RANDOM = np.random.default_rng(7)


def rows(count: int) -> list[Row]:
    return [Row(f"id{n}-k", f"s{n // 2}", f"h{n}", [n % 3, 3], vector()) for n in range(count)]


def vector() -> Vectors:
    return RANDOM.normal(size=8).astype(np.float32)


VOCABULARY = {"甲": 0, "乙": 1, "丙": 2, "都有": 3}


def ids(given: Sequence[Row]) -> list[str]:
    return [row.key.removesuffix("-k") for row in given]


def written(index: Path, given: Sequence[Row], vocabulary: dict[str, int] = VOCABULARY) -> Parts:
    return columns.write(index, 1, table(given, 8), dict(vocabulary))


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


def changed(index: Path, parts: Parts, new: list[Row], left: set[int], now: list[str]) -> Parts:
    """The next state, of the chunks `now`."""
    before = columns.names(index, parts)
    vocabulary = before.vocabulary | {"新": 4}
    step = columns.Step(parts, before, table(new, 8), frozenset(left), vocabulary)
    return columns.after(index, columns.last_generation(index) + 1, step, now)


@pytest.mark.parametrize("much", [0, 1])
@pytest.mark.parametrize("lost", [[], [0, 39], list(range(30)), list(range(40))])
def test_rows_that_come_and_go_leave_what_a_fresh_one_would_have(
    lost: list[int], much: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LEAST", 0)
    monkeypatch.setattr(columns, "MUCH", much)
    given = rows(40)
    new = [Row("new-k", "s0", "h", [4, 0], vector()), Row("more-k", "s9", "h7", [], vector())]
    first = written(tmp_path, given)
    now = [row for at, row in enumerate(given) if at not in lost]
    now.insert(5, new[0])  # in the notes it stands amid the others
    second = changed(tmp_path, first, new[:1], set(lost), ids(now))
    third = changed(tmp_path, second, new[1:], set(), ids([*now, new[1]]))
    is_much = not much or len(lost) == 40
    assert (first.folder == second.folder) == (not is_much)
    side = sidecar.load(tmp_path, second, ids(now))
    fresh = written(tmp_path / "fresh", now, {**VOCABULARY, "新": 4})
    same_search(side, sidecar.load(tmp_path / "fresh", fresh, ids(now)))
    assert columns.names(tmp_path, second).alive == {row.embed_hash for row in now}
    now.append(new[1])
    again = written(tmp_path / "again", now, {**VOCABULARY, "新": 4})
    same_search(
        sidecar.load(tmp_path, third, ids(now)), sidecar.load(tmp_path / "again", again, ids(now))
    )


@pytest.mark.parametrize("least", [0, 64])
def test_what_was_empty_fills_and_is_emptied_again(
    least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LEAST", least)
    given = rows(40)
    parts = changed(tmp_path, written(tmp_path, []), given, set(), ids(given))
    fresh = written(tmp_path / "fresh", given)
    side = sidecar.load(tmp_path, parts, ids(given))
    same_search(side, sidecar.load(tmp_path / "fresh", fresh, ids(given)))
    parts = changed(tmp_path, parts, [], set(range(40)), [])
    assert sidecar.load(tmp_path, parts, []).bm25.scores({"乙": 1.0}).shape == (0,)


def test_who_reads_the_old_state_sees_nothing_of_the_new_one(tmp_path: Path) -> None:
    given = rows(80)
    parts = written(tmp_path, given)
    before = sidecar.load(tmp_path, parts, ids(given))
    changed(tmp_path, parts, rows(1), {0, 1, 2}, [])
    same_search(sidecar.load(tmp_path, parts, ids(given)), before)
    assert columns.is_whole(tmp_path, parts)


def test_what_a_run_that_died_wrote_behind_does_not_count(tmp_path: Path) -> None:
    given = rows(80)
    parts = written(tmp_path, given)
    changed(tmp_path, parts, rows(9), {7}, [])  # nobody ever named what this wrote
    new = Row("new-k", "s", "h", [0], vector())
    now = [*given[1:], new]
    side = sidecar.load(tmp_path, changed(tmp_path, parts, [new], {0}, ids(now)), ids(now))
    fresh = written(tmp_path / "fresh", now)
    same_search(side, sidecar.load(tmp_path / "fresh", fresh, ids(now)))


def test_the_chunk_that_came_back_is_the_one_that_counts(tmp_path: Path) -> None:
    given = rows(80)
    parts = written(tmp_path, given)
    moved = Row("id3-l", "s1", "h3", given[3].words, given[3].vector)
    parts = changed(tmp_path, parts, [moved], {3}, [])
    back = Row("id3-k", "s1", "h3", given[3].words, given[3].vector)
    parts = changed(tmp_path, parts, [back], {80}, [])
    assert columns.names(tmp_path, parts).places["id3"] == 81
    side = sidecar.load(tmp_path, parts, ids(given))
    fresh = written(tmp_path / "fresh", given)
    same_search(side, sidecar.load(tmp_path / "fresh", fresh, ids(given)))


def test_a_change_writes_what_changed_and_no_more(notes: Path, index: Path) -> None:
    for number in range(80):
        text = f"# {number}\n\n{prose(random.Random(number))}\n"
        (notes / f"{number}.md").write_text(text, "utf-8")
    run(notes, index)
    first, size = manifest(index), disk(index)
    (notes / "7.md").write_text("# 7\n\n另一句话。\n", "utf-8")
    assert run(notes, index).embedded == 1
    now = manifest(index)
    assert (now.parts.folder, now.log.name) == (first.parts.folder, first.log.name)
    assert now.log.lines == first.log.lines + 1
    assert disk(index) - size < 1500
    check(notes, index)


def disk(index: Path) -> int:
    """Bytes of what stands beside Chroma and the tokens."""
    return sum(
        path.stat().st_size
        for path in index.rglob("*")
        if path.is_file() and path.relative_to(index).parts[0].startswith(("search-", "notes-"))
    )


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
    given = rows(count)
    side = sidecar.load(tmp_path, written(tmp_path, given), ids(given))
    assert len(side.ids) == count
    assert side.vectors_of(range(count)).shape == (count, 8)
    assert np.isfinite(side.covariance).all()


@pytest.mark.parametrize(
    "name", ["names.jsonl", "words.jsonl", "vectors.f16", "moments.npz", "counts.npy"]
)
def test_a_sidecar_with_a_part_cut_off_is_said_with_what_to_do(tmp_path: Path, name: str) -> None:
    given = rows(4)
    parts = written(tmp_path, given)
    path = tmp_path / "search-1" / name
    path.write_bytes(path.read_bytes()[:-9])
    assert not columns.is_whole(tmp_path, parts)
    with pytest.raises(IndexUnusable, match="--rebuild"):
        sidecar.load(tmp_path, parts, ids(given))


def test_chunks_that_it_lacks_are_said_with_what_to_do(tmp_path: Path) -> None:
    parts = written(tmp_path, rows(4))
    with pytest.raises(IndexUnusable, match="--rebuild"):
        sidecar.load(tmp_path, parts, ["id1", "other"])
