"""Sections to chunks: whole where they fit, cut where a reader would."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sections import NOTES, ROOT, SHARED
from word_embedder import WordEmbedder

from ingest.cut import CountTokens
from ingest.embed import open_embedder
from ingest.markdown import plain_text
from ingest.notes import find_notes, parse_note, read_note
from ingest.schema import Chunk, Note
from ingest.split import SplitNote, SplitSettings, split_note

SMALL = SplitSettings(chunk_tokens=64, overlap_tokens=16)


@pytest.fixture(scope="session")
def count(cache: Path) -> CountTokens:
    """The real tokenizer."""
    return open_embedder("e5-small", cache).count_many


def note(text: str, title: str = "标题") -> Note:
    made = parse_note("n.md", text)[0]
    return replace(made, meta=replace(made.meta, title=title))


def split(text: str, count: CountTokens, sizes: SplitSettings = SMALL) -> list[Chunk]:
    return check(note(text), count, sizes).chunks


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("|", "")


def check(given: Note, count: CountTokens, sizes: SplitSettings) -> SplitNote:
    """Exact text at its lines, unique ids, within the limit, nothing left out."""
    result = split_note(given, count, sizes)
    lines = given.text.split("\n")
    ids = [chunk.id for chunk in result.chunks]
    assert len(ids) == len(set(ids))
    assert [chunk.order for chunk in result.chunks] == list(range(len(ids)))
    for chunk in result.chunks:
        first, last = chunk.lines
        assert chunk.text
        assert chunk.text in "\n".join(lines[first - 1 : last])
        assert chunk.text.count("\n") == last - first
        assert chunk.embed_text.partition("\n")[2].strip()
        uncut = max((count([line])[0] for line in chunk.text.split("\n")), default=0)
        too_long = count([chunk.embed_text])[0] > sizes.chunk_tokens
        if too_long:  # a code line or table row, with the line that opens or closes its block
            assert uncut * 2 > sizes.chunk_tokens // 2
            assert len([line for line in chunk.text.split("\n") if line.strip()]) <= 4
    for section in result.sections:
        first, last = section.lines
        mine = [c for c in result.chunks if c.lines[0] <= last and c.lines[1] >= first]
        plain = plain_text(section.text)
        assert bool(mine) == bool(plain.strip())
        if len(mine) == 1:
            assert squeezed(plain) in squeezed(mine[0].embed_text)
        elif mine:
            body = [squeezed(c.embed_text.partition("\n")[2]) for c in mine]
            pieces = [squeezed(line) for line in plain.split("\n")]
            for piece in filter(None, pieces):
                assert any(piece in part for part in body) or all(
                    any(word in part for part in body) for word in (piece[:4], piece[-4:])
                )
    return result


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
@pytest.mark.parametrize("root", [ROOT / "data" / "notes", ROOT / "tests" / "notes", SHARED])
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


def test_parts_of_a_long_section_share_their_section_and_overlap(count: CountTokens) -> None:
    text = "# 长\n\n" + "".join(f"第{n}句话说了一件事。" for n in range(60))
    chunks = split(text, count)
    assert len(chunks) > 3
    assert {chunk.section for chunk in chunks} == {chunks[0].section}
    assert [(chunk.part, chunk.parts) for chunk in chunks] == [
        (n, len(chunks)) for n in range(len(chunks))
    ]
    for before, after in pairwise(chunks):
        repeated = after.text.partition("。")[0] + "。"
        assert repeated in before.text
        assert before.text.endswith("。")
    without = split(text, count, replace(SMALL, overlap_tokens=0))
    assert "".join(chunk.text for chunk in without) == text


def test_english_is_cut_at_sentence_ends(count: CountTokens) -> None:
    text = "# T\n\n" + " ".join(
        f"Sentence number {n} says e.g. this, and no more." for n in range(40)
    )
    assert all(chunk.text.endswith("no more.") for chunk in split(text, count))


def test_blocks_are_cut_apart_before_sentences(count: CountTokens) -> None:
    sizes = replace(SMALL, overlap_tokens=0)
    paragraphs = [f"第{n}段，第一句话在这里。第二句话也在这里。" for n in range(10)]
    for chunk in split("# T\n\n" + "\n\n".join(paragraphs), count, sizes):
        assert all(part in (*paragraphs, "# T") for part in chunk.text.split("\n\n"))


def test_a_line_without_any_stop_is_cut_all_the_same(count: CountTokens) -> None:
    for piece in ("没有停顿的汉字", "words and words ", "x"):
        line = (piece * 5000)[:5000]
        chunks = split(f"# T\n\n{line}\n", count, replace(SMALL, overlap_tokens=0))
        assert all(count([chunk.embed_text])[0] <= 64 for chunk in chunks)
        assert squeezed("".join(chunk.text for chunk in chunks)) == squeezed(f"# T{line}")


def test_code_lines_stay_whole_and_later_parts_stay_code(count: CountTokens) -> None:
    lines = [f"# 步骤 {n}: **不是粗体** #notag" for n in range(40)] + ["x" * 900]
    text = "# T\n\n```sh\n" + "\n".join(lines) + "\n```\n\n后文。\n"
    chunks = split(text, count)
    assert len(chunks) > 4
    for chunk in chunks[1:-1]:
        assert all(line in (*lines, "```", "后文。", "") for line in chunk.text.split("\n"))
        assert "**不是粗体**" in chunk.embed_text or "xxx" in chunk.embed_text
        assert (chunk.bold, chunk.tags) == ((), ())
    assert chunks[0].text.startswith("# T\n\n```sh\n# 步骤 0")


@pytest.mark.parametrize(
    "fence",
    [
        "- 项\n\n  ```py\n{}\n  ```\n",
        "> ```py\n{}\n> ```\n",
        "1. 甲\n   - 乙\n     ~~~~\n{}\n     ~~~~\n",
    ],
)
def test_code_in_lists_and_quotes_stays_code(fence: str, count: CountTokens) -> None:
    indent = fence.split("\n")[-2].rstrip("`~")
    code = "\n".join(f"{indent}# 注释 {n} **x** http://a.b/{n}" for n in range(40))
    chunks = split("# T\n\n" + fence.format(code), count)
    assert len(chunks) > 4
    for chunk in chunks[1:-1]:
        assert "**x** http://a.b" in chunk.embed_text
        assert "> #" not in chunk.embed_text
        assert chunk.bold == ()


def test_long_formulas_stay_formulas(count: CountTokens) -> None:
    lines = [f"x_{n} *a* = <b>{n}</b> **y** \\\\" for n in range(40)]
    chunks = split("# T\n\n$$\n" + "\n".join(lines) + "\n$$\n\n后文。\n", count)
    assert len(chunks) > 4
    assert all("*a* = <b>" in chunk.embed_text and chunk.bold == () for chunk in chunks)


def test_indented_code_is_not_read_as_headings(count: CountTokens) -> None:
    code = "\n".join(f"    # 注释 {n} 在这一行" for n in range(40))
    chunks = split(f"# T\n\n前文。\n\n{code}\n", count)
    assert all("注释" in chunk.embed_text for chunk in chunks[1:])


def test_table_rows_stay_whole_and_later_parts_repeat_the_head(count: CountTokens) -> None:
    rows = [f"| 参数{n} | 说明第{n}个参数的作用 |" for n in range(40)]
    chunks = split("# T\n\n| 名称 | 作用 |\n|---|---|\n" + "\n".join(rows) + "\n", count)
    assert len(chunks) > 4
    for chunk in chunks[1:]:
        assert all(line in rows for line in chunk.text.split("\n"))
        assert chunk.embed_text.split("\n")[1] == "名称 | 作用"
        assert "|---" not in chunk.embed_text


def test_long_lists_are_cut_between_items(count: CountTokens) -> None:
    items = [f"- 第{n}项的名字\n  - 下一层说明\n\n    又一段 **重点{n}**" for n in range(20)]
    chunks = split("# T\n\n" + "\n".join(items) + "\n", count, replace(SMALL, overlap_tokens=0))
    assert len(chunks) > 3
    assert all(chunk.text.startswith("- 第") for chunk in chunks[1:])
    assert all("**" not in chunk.embed_text for chunk in chunks)


def test_deep_lists_lose_their_indent_and_not_their_marks(count: CountTokens) -> None:
    deep = "- 顶\n" + "".join(
        "  " * n + f"- 层{n} [链](http://a.b) " + "很长的说明，" * 12 + "\n" for n in range(1, 9)
    )
    for chunk in split(f"# T\n\n{deep}", count):
        assert "http" not in chunk.embed_text
        assert "- " not in chunk.embed_text


def test_tiny_neighbours_are_joined_under_their_parent(count: CountTokens) -> None:
    given_note, _ = read_note(ROOT / "tests" / "notes", "小节.md")
    result = check(given_note, count, SMALL)
    (chunk,) = result.chunks
    assert chunk.heading_path == ("缩写",)
    assert [member.heading_path for member in chunk.members] == [
        ("缩写", "GIL"), ("缩写", "MVCC"), ("缩写", "WAL"),
    ]  # fmt: skip
    assert [member.lines for member in chunk.members] == [(3, 4), (6, 7), (9, 10)]
    assert chunk.lines == (3, 10)
    assert (
        chunk.embed_text
        == "小节 › 缩写\nGIL：全局解释器锁。\nMVCC：多版本并发控制。\nWAL：预写日志。"
    )


def test_joined_pseudo_headings_are_not_said_twice(count: CountTokens) -> None:
    (chunk,) = split("# A\n\n**host**：无隔离。\n\n**none**：没有网络。\n", count)
    assert chunk.embed_text == "标题 › A\nhost：无隔离。\nnone：没有网络。"


def test_tiny_sections_of_different_parents_stay_apart(count: CountTokens) -> None:
    chunks = split("# A\n\n## X\n\n甲。\n\n# B\n\n## Y\n\n乙。\n", count)
    assert [chunk.heading_path for chunk in chunks] == [("A", "X"), ("B", "Y")]


def test_many_tiny_sections_keep_the_limit(count: CountTokens) -> None:
    text = "# A\n\n" + "".join(
        f"## 一个相当长的小节标题，编号 {n}\n\n字{n}。\n\n" for n in range(30)
    )
    assert all(count([chunk.embed_text])[0] <= 64 for chunk in split(text, count))


def test_a_long_heading_path_leaves_room_for_the_body(count: CountTokens) -> None:
    heads = "".join("#" * n + f" 第{n}层" + "非常冗长的标题" * 6 + "\n\n" for n in range(1, 6))
    chunks = split(heads + "###### 末\n\n正文。\n", count)
    assert chunks[-1].embed_text.endswith(" › 末\n正文。")
    assert len(chunks[-1].heading_path) == 6
    check(note("# " + "长" * 900 + "\n\n正文。\n", title="题" * 500), count, SMALL)


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
