"""Long sections cut where a reader would, tiny ones joined."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from places import ROOT
from splitting import SMALL, check, note, split, squeezed
from splitting import count_fixture as count_fixture

from ingest.notes.folder import read_note
from ingest.splitting.cut import CountTokens


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
