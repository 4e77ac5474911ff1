"""The first ingest hands out notes while it goes on; whatever ends it, the next one finishes."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_check import Killed, check, manifest, run, same
from readers import Told, found, read, told
from word_embedder import WordEmbedder

from bot.search.index import Index
from ingest import first_ingest_shares as shares_module
from ingest import update
from ingest.first_ingest_shares import FEW, shares
from ingest.index.manifest import Manifest, read_manifest, stamp


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few chunks make a share, as many make one of many notes."""
    for module, name in ((shares_module, "FEW"), (shares_module, "MORE"), (update, "SLICE")):
        monkeypatch.setattr(module, name, 1 if module is shares_module else 3)


NOTES = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(0, 400), max_size=60)


@given(NOTES, st.data())
def test_every_note_is_in_one_share_and_what_is_seen_in_the_first(
    missing: dict[str, int], data: st.DataObject
) -> None:
    files = sorted(missing)
    seen = data.draw(st.lists(st.sampled_from(files), unique=True)) if files else []
    found = shares(files, missing, seen)
    assert sorted(file for share in found for file in share) == files
    assert set(seen) <= set(found[0] if found else ())
    later = [file for share in found for file in share if file not in seen and missing[file]]
    assert later == sorted(later)


def test_shares_grow_so_that_there_are_few_of_them() -> None:
    files = [f"{number:05}" for number in range(10_000)]
    found = shares(files, dict.fromkeys(files, 10), ())
    sizes = [len(share) * 10 for share in found]
    assert sizes[0] < 2 * FEW
    assert sizes[-2] > sizes[6] > sizes[1]
    assert len(found) < 60


def test_what_costs_nothing_is_handed_out_with_the_first_share() -> None:
    assert shares(["a", "b", "c"], Counter(a=50, c=50), ["c"]) == [["b", "c"], ["a"]]
    assert shares(["a", "b"], Counter(), []) == [["a", "b"]]
    assert shares([], Counter(), []) == [[]]


class Follower:
    """Reads the index whenever the ingest says something."""

    def __init__(self, index: Path, die_at: int = -1) -> None:
        self.index = Index(index, WordEmbedder())
        self.states: dict[tuple[int, int], tuple[Manifest, Told]] = {}
        self.calls, self._die_at = 0, die_at

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = stamp(self.index.path)
        if now not in self.states and now != (0, 0):
            seen = read_manifest(self.index.path)
            assert seen
            self.states[now] = seen, told(self.index)
            assert found(self.index, WordEmbedder())
        self.calls += 1
        if self.calls == self._die_at:
            raise Killed


@pytest.mark.usefixtures("small")
def test_readers_see_more_and_more_whole_notes_and_in_the_end_what_one_step_makes(
    notes: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(index)
    report = run(notes, index, progress=follower)
    end, now = read(index), manifest(index)
    assert (now.waiting, report.notes) == (0, now.notes)
    assert len(follower.states) >= 3
    counts = []
    for seen, sections in follower.states.values():
        assert sections == {at: text for at, text in end.items() if at[0] in seen.files}
        assert len(seen.files) + seen.waiting == len(now.files)
        assert set(seen.ingested) <= set(seen.files)
        counts.append(len(seen.files))
    assert counts == sorted(set(counts))
    monkeypatch.setattr(shares_module, "FEW", 10**9)
    once = tmp_path / "once"
    assert run(notes, once).changes == report.changes
    assert manifest(once).generation == 1
    same(index, once)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_killed_anywhere_what_was_handed_out_stays_and_the_next_run_goes_on(
    notes: Path, index: Path
) -> None:
    counting = Follower(index)
    run(notes, index, progress=counting)
    end = read(index)
    for number in range(1, counting.calls + 1):
        shutil.rmtree(index)
        with pytest.raises(Killed):
            run(notes, index, progress=Follower(index, number))
        before = read_manifest(index)
        if before:
            there = {at: text for at, text in end.items() if at[0] in before.files}
            assert read(index) == there
        again = Follower(index)
        run(notes, index, progress=again)
        for seen, _ in again.states.values():
            assert set(before.files if before else ()) <= set(seen.files)
        check(notes, index)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_notes_that_change_while_their_turn_is_waited_for_are_read_as_they_are_then(
    notes: Path, index: Path
) -> None:
    with pytest.raises(Killed):
        run(notes, index, progress=Follower(index, 9))
    before = manifest(index)
    assert before.waiting
    first = next(iter(before.files))
    (notes / first).unlink()
    (notes / "新.md").write_text("# 新\n\n一段新的文字。", "utf-8")
    run(notes, index)
    check(notes, index)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_first_run_of_another_model_takes_over_what_is_there_only_as_text(
    notes: Path, index: Path
) -> None:
    with pytest.raises(Killed):
        run(notes, index, progress=Follower(index, 9))
    assert manifest(index).waiting
    other = WordEmbedder("other")
    run(notes, index, other)
    assert manifest(index).embedder == "other"
    check(notes, index, embedder=other)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_changes_of_an_index_that_is_whole_are_swapped_in_at_once(notes: Path, index: Path) -> None:
    run(notes, index)
    for path in notes.rglob("*.md"):
        path.write_text(f"前言一句。\n\n{path.read_text('utf-8', 'replace')}", "utf-8")
    follower = Follower(index)
    run(notes, index, progress=follower)
    assert len(follower.states) == 1
    rebuilding = Follower(index)
    run(notes, index, rebuild=True, progress=rebuilding)
    assert len(rebuilding.states) == 1
