"""Where sections begin and end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT

from ingest.notes.folder import find_notes, parse_note, read_note
from ingest.schema import Note, Section
from ingest.splitting.sections import split_sections

SHARED = ROOT.parent / "shared" / "notes"


def note(text: str) -> Note:
    return parse_note("n.md", text)[0]


def outline(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(section.level, section.heading_path) for section in split_sections(note(text))]


def titles(text: str) -> list[str]:
    return [path[-1] if path else "" for _, path in outline(text)]


def check_cover(given: Note) -> list[Section]:
    """Every non-blank body line in exactly one section; quoting a span gives its text."""
    sections = split_sections(given)
    lines = given.text.split("\n")
    covered: list[int] = []
    for section in sections:
        first, last = section.lines
        assert section.text == "\n".join(lines[first - 1 : last])
        assert lines[first - 1].strip()
        assert lines[last - 1].strip()
        covered.extend(range(first, last + 1))
    assert covered == sorted(set(covered))
    body = {n for n, line in enumerate(lines, 1) if line.strip() and n >= given.body_line}
    assert body == {n for n in covered if lines[n - 1].strip()}
    keys = [(section.heading_path, section.occurrence) for section in sections]
    assert len(keys) == len(set(keys))
    return sections


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# 标题", "标题"),
        ("   ### 标题 ###  ", "标题"),
        ("## `docker run` **要点** [链接](http://a.b) *斜*", "docker run 要点 链接 斜"),
        ("# ![架构图](a.png) 总览", "架构图 总览"),
        ("# 1. [[TCP|握手]] %%藏%%", "1. 握手"),
        ("标题\n====", "标题"),
        ("标 **题**\n---", "标 题"),
    ],
)
def test_headings_lose_their_marks(line: str, title: str) -> None:
    assert titles(f"{line}\n\n正文\n") == [title]


@pytest.mark.parametrize(
    "text",
    [
        "````md\n```\n# 不是\n```\n# 不是\n````",
        "~~~\n# 不是\n```\n# 不是\n~~~",
        "```\n# 没有关上\n\n# 不是",
        "- 项\n\n  ```\n  # 不是\n  ```\n  # 列表里的",
        "> # 引用里的\n>\n> ```\n> # 不是\n> ```",
        "    # 缩进代码",
        "#没有空格",
        "<div>\n# 不是\n</div>",
        "<!--\n# 不是\n\n## 不是\n-->",
        "%%\n# 不是\n\n## 不是\n%%",
        "$$\n# 不是\n$$",
        "\\# 不是",
        "####### 七个",
    ],
)
def test_what_looks_like_a_heading_but_is_none(text: str) -> None:
    assert titles(f"# 真的\n\n{text}\n") == ["真的"]


def test_what_is_closed_does_not_swallow_the_next_heading() -> None:
    assert titles("```\n# a\n```\n# 真\n- 项\n# 又一个\n> 引\n\n# 末") == ["", "真", "又一个", "末"]


def test_levels_may_jump_and_repeat() -> None:
    text = "# A\n### B\n## C\n# D\n#### E\n## C\n## C\n"
    assert outline(text) == [
        (1, ("A",)),
        (3, ("A", "B")),
        (2, ("A", "C")),
        (1, ("D",)),
        (4, ("D", "E")),
        (2, ("D", "C")),
        (2, ("D", "C")),
    ]
    assert [section.occurrence for section in split_sections(note(text))] == [0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("**host模式**\n\n共用网络栈。", "host模式"),
        ("**host模式**\n共用网络栈。", "host模式"),
        ("**bridge 模式**（默认）会建网桥。", "bridge 模式"),
        ("**bridge 模式**(default)", "bridge 模式"),
        ("**标签**：文字", "标签"),
        ("**标签：**文字", ""),
        ("**什么是镜像？**\n\n镜像是模板。", "什么是镜像？"),
        ("**Copy-on-write** - only on the first write.", "Copy-on-write"),
    ],
)
def test_a_bold_label_heads_what_follows(text: str, title: str) -> None:
    assert outline(f"# N\n\n前言。\n\n{text}\n")[1:] == ([(7, ("N", title))] if title else [])


@pytest.mark.parametrize(
    "text",
    [
        "**容器共用宿主机的内核，所以启动很快。**",
        "**容器共用宿主机的内核，所以启动很快。**\n\n后文。",
        "**一定要记住先备份再升级数据库的版本**，不然会丢数据。",
        "**注意**：先备份。",
        "**提示**\n\n先备份。",
        "**重点**是这个。",
        "这里有 **重点**：文字",
        "**后面什么都没有**",
        "**只有图**\n\n![图](a.png)",
        "**只有图**\n\n<img src='a.png'>",
        "- **列表里**：文字",
        "> **引用里**\n> 文字",
        "1. **数据不一致**：文字",
        "**" + "很长的一句话" * 8 + "**\n\n文字",
        "**……**\n\n文字",
        "`多行\n代码` 之后\n**不敢认**\n文字",
    ],
)
def test_other_bold_text_is_text(text: str) -> None:
    assert titles(f"# N\n\n前言。\n\n{text}\n") == ["N"]


def test_pseudo_headings_stand_below_the_current_level_and_beside_each_other() -> None:
    text = "## 网络\n\n**host**\n\n一\n\n**bridge**\n\n二\n\n### 深\n\n**none**：三\n\n# 新\n"
    assert [path for _, path in outline(text)] == [
        ("网络",),
        ("网络", "host"),
        ("网络", "bridge"),
        ("网络", "深"),
        ("网络", "深", "none"),
        ("新",),
    ]


def test_empty_and_image_only_headings_stay_in_the_outline() -> None:
    text = "# A\n\n## B\n\n## ![](a.png)\n\n##\n\n字\n"
    assert outline(text) == [(1, ("A",)), (2, ("A", "B")), (2, ("A",)), (2, ("A",))]


@pytest.mark.parametrize("text", ["", "\n\n", "---\ntitle: x\n---\n\n  \n"])
def test_a_note_without_text_has_no_section(text: str) -> None:
    assert split_sections(note(text)) == []


def test_text_before_the_first_heading_is_a_section_of_its_own() -> None:
    sections = split_sections(note("---\ntitle: x\n---\n\n前言\n\n# A\n"))
    assert [(s.lines, s.level, s.heading_path) for s in sections] == [
        ((5, 5), 0, ()),
        ((7, 7), 1, ("A",)),
    ]


BLOCKS = st.sampled_from(
    [
        "# 标题", " ## 副题 ##", "###### 深", "Setext\n===", "两行\n副题\n---", "#",
        "## ![](x.png)", "正文一句。第二句！", "**host模式**", "**标签**：文字",
        "**整句话都是粗体。**", "行一\n**行二**\n行三", "```sh\n# 注释\n\necho\n```",
        "````\n```\n# x\n````", "~~~\n没有关上", "- 一\n  - 二\n\n    # 三", "1. 一\n2. 二",
        "> 引用\n> # 标题\n懒行", "| a | b |\n|---|---|\n| 1 | 2 |", "    缩进\n\n    代码",
        "<div>\n# x\n</div>", "<!-- 注\n\n释 -->", "%%\n# 藏\n%%", "%%", "$$\n# x\n$$", "$$",
        "---", "***", "![图](a.png)", "[ref]: http://a.b", "[^1]: 脚注", "\t制表符",
        "\u3000全角", "* * *\n# 紧跟", "", "+++", "a  \n**b**\\\nc", "<script>\n# y",
        "\u2028行", "x\x0cy",
    ]
)  # fmt: skip
NOTES = st.lists(st.tuples(BLOCKS, st.sampled_from(["\n", "\n\n", "\n \n\t\n"])), max_size=14).map(
    lambda parts: "".join(block + gap for block, gap in parts)
)


@given(NOTES, st.sampled_from(["", "---\ntitle: x\n---\n", "---\n", "+++\na = 1\n+++\n\n"]))
@settings(max_examples=300, deadline=None)
def test_every_line_of_generated_notes_belongs_to_one_section(text: str, front: str) -> None:
    check_cover(note(front + text))


@pytest.mark.parametrize("root", [ROOT / "data" / "notes", ROOT / "tests" / "notes", SHARED])
def test_every_line_of_real_notes_belongs_to_one_section(root: Path) -> None:
    if not root.is_dir():
        pytest.skip(f"there are no notes at {root}")
    for file in find_notes(root):
        assert check_cover(read_note(root, file)[0])
