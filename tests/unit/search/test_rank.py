"""Fusing, dropping copies, and putting the parts of a section together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_embedder import WordEmbedder

from bot.search.index import Index
from bot.search.rank import (
    LATE_MEAN,
    LATE_SPREAD,
    Candidate,
    Ranked,
    SignalWeights,
    drop_repeats,
    fuse,
    join_parts,
    member_passage,
    overlap,
    passage_of,
    trigrams,
)
from ingest.schema import Chunk, Member, Meta, Note
from ingest.splitting.split import SplitSettings, split_note
from ingest.text.lexical import words


def chunk(text: str = "文字", **fields: Any) -> Chunk:
    plain = Chunk(
        id=fields.pop("id", text),
        file="a.md",
        title="题",
        tags=("标签",),
        heading_path=("甲",),
        lines=(1, 1 + text.count("\n")),
        text=text,
        bold=(),
        embed_text=text,
        section="s",
    )
    return replace(plain, **fields)


def candidate(name: str, dense: float, lexical: float, section: str = "") -> Candidate:
    return Candidate(id=name, section=section or name, cosine=0.8, dense=dense, lexical=lexical)


def names(ranked: list[Ranked]) -> list[str]:
    return [entry.candidate.id for entry in ranked]


def own_texts(ranked: list[Ranked]) -> dict[str, str]:
    """Every chunk's id is its text."""
    return {name: name for name in names(ranked)}


def test_a_passage_that_both_searches_like_comes_before_one_that_only_one_likes() -> None:
    ranked = fuse([candidate("词", 0.0, 3.0), candidate("两", 2.0, 3.0), candidate("义", 2.0, 0.0)])
    assert names(ranked) == ["两", "义", "词"]


def test_the_score_is_dense_plus_weighted_lexical() -> None:
    assert fuse([candidate("a", 1.0, 2.0)], SignalWeights(lexical=0.5))[0].score == pytest.approx(
        2.0
    )
    met = replace(candidate("a", 1.0, 2.0), late=LATE_MEAN + 2 * LATE_SPREAD)
    assert fuse([met], SignalWeights(lexical=0.5, late=0.5))[0].score == pytest.approx(3.0)


def test_ties_keep_the_order_of_the_candidates() -> None:
    assert names(fuse([candidate(n, 1.0, 1.0) for n in "bca"])) == ["b", "c", "a"]


def test_a_section_has_one_entry_its_best_part() -> None:
    parts = [candidate(f"部分{n}", float(n), 0.0, section="s") for n in (1, 3, 2)]
    assert names(fuse([*parts, candidate("别", 0.5, 0.0)])) == ["部分3", "别"]


def test_nothing_found_gives_nothing() -> None:
    assert fuse([]) == []
    assert drop_repeats([], {}, 5) == []


def test_a_copy_in_another_note_makes_room_for_the_next_best() -> None:
    text = "容器共用宿主机的内核，靠命名空间隔离，靠控制组限额，启动只要一秒左右。"
    ranked = fuse(
        [
            candidate(text, 3.0, 0.0, section="1"),
            candidate(text + " ", 2.9, 0.0, section="2"),
            candidate("虚拟机自带内核", 1.0, 0.0, section="3"),
        ]
    )
    assert names(drop_repeats(ranked, own_texts(ranked), 2)) == [text, "虚拟机自带内核"]


def test_sections_that_differ_in_a_part_are_both_kept() -> None:
    ranked = fuse(
        [candidate("读已提交会有不可重复读", 2.0, 0.0), candidate("可重复读会有幻读", 1.0, 0.0)]
    )
    assert len(drop_repeats(ranked, own_texts(ranked), 5)) == 2


def test_no_more_than_the_limit_is_kept() -> None:
    ranked = fuse([candidate(f"第{n}种完全不同的文字{n * 7}", 1.0, 0.0) for n in range(9)])
    assert len(drop_repeats(ranked, own_texts(ranked), 4)) == 4


def test_a_chunk_that_is_gone_by_now_is_left_out() -> None:
    ranked = fuse([candidate("先", 2.0, 0.0), candidate("后", 1.0, 0.0)])
    assert names(drop_repeats(ranked, {"后": "还在"}, 5)) == ["后"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_overlap_is_a_share_and_one_for_the_same_text(a: str, b: str) -> None:
    assert 0 <= overlap(trigrams(a), trigrams(b)) <= 1
    assert overlap(trigrams(a), trigrams(a)) == 1


# Joining -----------------------------------------------------------------------------------------

KINDS: dict[str, Callable[[Sequence[int]], str]] = {
    "chinese": lambda ns: "".join(f"第 {n} 句讲容器的网络，还有规则{n}。" for n in ns),
    "english": lambda ns: " ".join(f"Sentence {n} is about container networks." for n in ns),
    "code": lambda ns: "```py\n" + "\n".join(f"    x{n} = call({n})" for n in ns) + "\n```",
    "table": lambda ns: (
        "| 甲 | 乙 |\n| --- | --- |\n" + "\n".join(f"| {n} | 容器 {n} |" for n in ns)
    ),
    "list": lambda ns: "\n".join(f"- 第 {n} 项\n  接着 {n}" for n in ns),
}
SHAPES = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(1, 25)), min_size=1, max_size=5
)


def note_of(shapes: Sequence[tuple[str, int]]) -> str:
    """A section of blocks in which no sentence, row or line stands twice: where one line repeats
    itself, nothing tells a repetition from what two chunks share."""
    number = count(100)
    blocks = [KINDS[kind]([next(number) for _ in range(size)]) for kind, size in shapes]
    return "## 网络\n\n" + "\n\n".join(blocks) + "\n"


NOTES = SHAPES.map(note_of)


def parts_of(text: str, overlap_tokens: int) -> list[Chunk]:
    note = Note(file="a.md", text=text, body_line=1, meta=Meta(title="题"))
    settings = SplitSettings(chunk_tokens=64, overlap_tokens=overlap_tokens)
    return split_note(note, WordEmbedder().count_many, settings).chunks


@given(NOTES, st.sampled_from([0, 16, 32]), st.integers(0, 3000), st.data())
def test_joined_parts_are_consecutive_and_their_text_stands_in_the_note(
    text: str, overlap_tokens: int, max_chars: int, data: st.DataObject
) -> None:
    parts = parts_of(text, overlap_tokens)
    found = data.draw(st.sampled_from(parts))
    run = join_parts(found, parts, max_chars)
    assert found in run
    assert [part.part for part in run] == list(range(run[0].part, run[0].part + len(run)))
    assert len(run) == 1 or sum(len(part.text) for part in run) <= max_chars
    made = passage_of(run, 1.0)
    assert made.text in text
    lines = text.split("\n")[made.lines[0] - 1 : made.lines[1]]
    assert made.text in "\n".join(lines)


def test_a_whole_section_is_put_together_when_it_fits() -> None:
    text = "## 网络\n\n" + "\n\n".join(f"第 {n} 段讲容器的网络。" * 3 for n in range(8)) + "\n"
    parts = parts_of(text, 16)
    assert len(parts) > 2
    made = passage_of(join_parts(parts[1], parts, 10**6), 1.0)
    assert made.text == text.rstrip()
    assert made.lines == (1, 1 + made.text.count("\n"))


def test_parts_that_can_not_be_joined_exactly_stay_apart() -> None:
    # One line was cut where nothing tells whether a blank stood there.
    parts = [
        chunk("甲乙 word", id="1", part=0, parts=2),
        chunk("other 丙丁", id="2", part=1, parts=2),
    ]
    assert join_parts(parts[0], parts, 1000) == parts[:1]
    assert join_parts(parts[1], parts, 1000) == parts[1:]


def test_lines_that_two_parts_share_appear_once() -> None:
    parts = [
        chunk("| a |\n| 1 |\n| 1 |", id="1", lines=(1, 3)),
        chunk("| 1 |\n| 1 |\n| 2 |", id="2", lines=(2, 4)),
    ]
    assert passage_of(parts, 1.0).text == "| a |\n| 1 |\n| 1 |\n| 2 |"


def test_a_part_that_the_index_no_longer_has_stands_alone() -> None:
    gone = chunk("旧")
    assert join_parts(gone, [chunk("新")], 1000) == [gone]


def test_a_passage_tells_where_it_stands() -> None:
    made = passage_of([chunk("甲\n乙", lines=(4, 5), section="s9")], 2.5)
    assert (made.section, made.file, made.title, made.heading_path) == ("s9", "a.md", "题", ("甲",))
    assert (made.lines, made.score, made.tags) == ((4, 5), 2.5, ("标签",))


def test_every_joined_section_of_the_own_notes_is_exact(
    own_index: Path, own_notes: Path, embedder: Any
) -> None:
    index = Index(own_index, embedder)
    joined = 0
    for file in index.open().files:
        note = (own_notes / file).read_text("utf-8-sig").replace("\r\n", "\n")
        sections: dict[str, list[Chunk]] = {}
        for part in index.note(file):
            sections.setdefault(part.section, []).append(part)
        for parts in sections.values():
            run = join_parts(parts[0], parts, 10**6)
            assert len(run) == len(parts)
            made = passage_of(run, 1.0)
            lines = "\n".join(note.split("\n")[made.lines[0] - 1 : made.lines[1]])
            assert lines.startswith(made.text), made.place
            assert not lines.removeprefix(made.text).strip() or "![" in lines, made.place
            joined += len(parts) > 1
    assert joined > 20


# Tiny sections -----------------------------------------------------------------------------------

TINY = chunk(
    "### host 模式\n\n共用网络。\n\n### none 模式\n\n没有网卡。",
    heading_path=("网络",),
    lines=(10, 16),
    members=(
        Member(heading_path=("网络", "host 模式"), lines=(10, 12)),
        Member(heading_path=("网络", "none 模式"), lines=(14, 16)),
    ),
)


@pytest.mark.parametrize(
    ("question", "heading", "lines", "text"),
    [
        ("host 模式是什么", "host 模式", (10, 12), "### host 模式\n\n共用网络。"),
        ("哪种没有网卡", "none 模式", (14, 16), "### none 模式\n\n没有网卡。"),
        ("none 呢", "none 模式", (14, 16), "### none 模式\n\n没有网卡。"),
        ("天气怎么样", "host 模式", (10, 12), "### host 模式\n\n共用网络。"),
    ],
)
def test_of_joined_tiny_sections_the_one_that_was_meant_is_shown(
    question: str, heading: str, lines: tuple[int, int], text: str
) -> None:
    made = member_passage(TINY, frozenset(words(question)), 1.0)
    assert (made.heading, made.lines, made.text) == (heading, lines, text)


def test_a_chunk_of_one_section_is_shown_as_it_is() -> None:
    assert member_passage(chunk("甲"), frozenset(), 1.0) == passage_of([chunk("甲")], 1.0)
