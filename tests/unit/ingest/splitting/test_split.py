"""Sections to chunks: whole where they fit, cut where a reader would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT
from splitting import SMALL, check, note, split
from splitting import count_fixture as count_fixture
from test_sections import NOTES, SHARED
from word_embedder import WordEmbedder

from ingest.notes.folder import find_notes, read_note
from ingest.schema import Chunk
from ingest.splitting.cut import CountTokens
from ingest.splitting.split import SplitSettings, split_note


@given(NOTES)
@settings(max_examples=150, deadline=None)
def test_generated_notes_are_split_without_loss(text: str) -> None:
    check(note(text), WordEmbedder().count_many, SMALL)


@given(
    st.lists(
        st.sampled_from(
            ["长句子没有停顿", "a b c ", "。", "，", "`code` ", "[l](u) ", "\n", "x" * 30, "**粗**"]
        ),
        max_size=120,
    )
)
@settings(max_examples=60, deadline=None)
def test_long_prose_keeps_the_limit_of_the_real_tokenizer(
    count: CountTokens, parts: list[str]
) -> None:
    given_note = note("# 题\n\n" + "".join(parts).replace("\n", "\n\n"))
    for chunk in split_note(given_note, count, SMALL).chunks:
        assert count([chunk.embed_text])[0] <= SMALL.chunk_tokens


@pytest.mark.parametrize("sizes", [SMALL, SplitSettings()], ids=["small", "default"])
@pytest.mark.parametrize(
    "root",
    [
        ROOT / "data" / "notes",
        ROOT / "tests" / "notes",
        pytest.param(SHARED, marks=pytest.mark.slow),
    ],
)
def test_real_notes_are_split_without_loss(
    root: Path, sizes: SplitSettings, count: CountTokens
) -> None:
    if not root.is_dir():
        pytest.skip(f"there are no notes at {root}")
    files = find_notes(root)
    for file in files if sizes != SMALL else files[::6]:
        check(read_note(root, file)[0], count, sizes)


def test_a_section_that_fits_is_one_chunk_with_all_it_carries(count: CountTokens) -> None:
    given_note, _ = read_note(ROOT / "tests" / "notes", "容器.md")
    chunks = split_note(given_note, count, SplitSettings()).chunks
    first = chunks[0]
    assert first.heading_path == ("什么是容器？",)
    assert first.lines == (10, 14)
    assert first.text == "\n".join(given_note.text.split("\n")[9:14])
    assert (first.title, first.tags, first.bold) == (
        "容器入门",
        ("Docker", "容器"),
        ("带隔离的进程",),
    )
    assert first.embed_text == (
        "容器入门 › 什么是容器？\n"
        "容器是带隔离的进程：它有自己的文件系统和网络，但与宿主机共用一个内核。\n结构图"
    )
    assert (first.part, first.parts, first.members) == (0, 1, ())
    assert [chunk.heading_path[-1] for chunk in chunks] == [
        "什么是容器？", "host 模式", "bridge 模式", "常用命令",
    ]  # fmt: skip


def test_addresses_and_html_never_reach_the_embedding(count: CountTokens) -> None:
    text = (
        "# A\n\n"
        + "文字 ![好图](http://i.mg/p.png) [链](http://l.k/x?y) <b>粗</b> http://u.rl/z 。\n\n" * 30
    )
    chunks = split(text, count)
    assert len(chunks) > 3
    for chunk in chunks:
        assert not any(
            word in chunk.embed_text for word in ("http", "i.mg", "l.k", "<b>", "](", "u.rl")
        )
        assert "好图" in chunk.embed_text


def test_sections_without_text_have_no_chunk_but_stand_in_the_outline(count: CountTokens) -> None:
    result = check(note("# A\n\n## B\n\n![](a.png)\n\n## C\n\n文字。\n"), count, SMALL)
    assert [section.heading_path[-1] for section in result.sections] == ["A", "B", "C"]
    assert [chunk.heading_path for chunk in result.chunks] == [("A", "C")]


def ids_by_text(chunks: list[Chunk]) -> dict[str, str]:
    return {chunk.text: chunk.id for chunk in chunks}


def test_ids_depend_on_place_and_content_alone(count: CountTokens) -> None:
    body = "的内容在此，足够长，不会与别的小节合并成一个。"
    text = f"# A\n\n甲{body}\n\n# B\n\n乙{body}\n"
    before = ids_by_text(split(text, count))
    shifted = split("---\ntags: [x]\n---\n\n" + text.replace("甲的", "改了甲的\n\n多一段，"), count)
    after = ids_by_text(shifted)
    changed = set(before) - set(after)
    assert len(changed) == 1
    assert all(before[text] == after[text] for text in set(before) & set(after))
    other = split_note(replace(note(text), file="other.md"), count, SMALL).chunks
    assert not {chunk.id for chunk in other} & set(before.values())


def test_duplicate_headings_have_different_ids(count: CountTokens) -> None:
    chunks = split("# A\n\n一样的内容，写得够长，所以不合并到一起去。\n\n" * 2, count)
    assert len({chunk.id for chunk in chunks}) == 2
    assert len({chunk.section for chunk in chunks}) == 2


def test_tags_of_note_and_section_are_both_kept(count: CountTokens) -> None:
    given_note, _ = read_note(ROOT / "tests" / "notes", "网络/obsidian.md")
    (chunk,) = split_note(given_note, count, SplitSettings()).chunks
    assert chunk.tags == ("网络/TCP", "面试/网络")
    assert "草稿" not in chunk.embed_text
    assert "为什么不是两次" in chunk.embed_text
    assert "状态图" in chunk.embed_text


@pytest.mark.parametrize(
    "wrong", [{"chunk_tokens": 63}, {"overlap_tokens": 129}, {"tiny_tokens": -1}]
)
def test_impossible_sizes_are_named(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SplitSettings(**wrong)
