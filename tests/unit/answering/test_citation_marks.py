"""Citations in whatever form become marks; indices, intervals, exponents and code stay."""

from __future__ import annotations

import re

import pytest

from bot.answering.citation_marks import canonical, numbers_of

NOTES = ["网桥接到同一个网段", "端口要发布", "两段 [1, 2] 相邻", "第四段"]

ONE = (
    *(
        "[1]",
        " [1] ",
        "【1】",
        "［１］",
        "〔1〕",
        "\\[1\\]",
        "[[1]]",
        "[^1]",
        "[^1^]",
        "[1^]",
        "[#1]",
        "[@1]",
    ),
    *(
        "[citation:1]",
        "[citation: 1]",
        "[cite: 1]",
        "[ref 1]",
        "[Source 1]",
        "[doc_1]",
        "[ID:1]",
        "[No.1]",
    ),
    *(
        "[来源1]",
        "[笔记1]",
        "[片段 1]",
        "[1: 网桥]",
        "[来源1：网络 › 网桥]",
        "[1†L10-L20]",
        "【1†source】",
    ),
    *(
        "【4:1†source】",
        "**[1]**",
        "*[1]*",
        "([1])",
        "（来源：[1]）",
        "（来源1）",
        "(source: 1)",
        "（见笔记1）",
    ),
    *(
        "**（来源1）**",
        "[1](http://a.example/b)",
        "[[1]](#1)",
        "[[1](#1)]",
        "[source_1](#s1)",
        " —— 来源：[1]",
    ),
    *(
        "<sup>1</sup>",
        "<sup>[1]</sup>",
        "<sup>[1](#1)</sup>",
        '<sup><a href="#1">1</a></sup>',
        "<ref>1</ref>",
    ),
    *("<cite>1</cite>", '<cite id="1"/>', "<citation source=1></citation>", "<cite:1>", "##1$$"),
    *(
        "{{cite:1}}",
        "{cite:1}",
        "\\cite{1}",
        "$^{[1]}$",
        "^[1]^",
        "¹",
        "${}^{1}$",
        "\\(^{1}\\)",
        "[№1]",
        "[1](https://a.example/b_(c))",
        "（参见资料 [1]）",
        "[cite_start][cite: 1]",
        "⟨1⟩",
        "[†1]",
        "[笔记片段1]",
        "(1)",
        "，见 [1]",
    ),
)
MORE: tuple[tuple[str, list[int]], ...] = (
    ("[1-2]", [1, 2]),
    ("[1–3]", [1, 2, 3]),
    ("[1, 2]", [1, 2]),
    ("[1;2]", [1, 2]),
    ("[1，2]", [1, 2]),
    ("[1][2]", [1, 2]),
    ("[1]、[2]", [1, 2]),
    ("[1] and [2]", [1, 2]),
    ("[来源1, 来源2]", [1, 2]),
    ("【1】、【2】", [1, 2]),
    ("**[1][2]**", [1, 2]),
    ("(来源 1、2)", [1, 2]),
    ("[1, 3-4]", [1, 3, 4]),
    ("<cite>1,2</cite>", [1, 2]),
    ("[citation:9]", [9]),
    (":contentReference[oaicite:0]{index=0}", []),
    ("\ue200cite\ue202turn0search1\ue201", []),
)
TEXT = (
    "取值在区间 [0, 1] 里。",
    "数组 [1, 2] 求和。",
    "返回 [3,4]。",
    "x ∈ [3, 4]，连续。",
    "在 [3, 4] 上连续。",
    "nums = [1, 2, 3] 有序。",
    "[1, 1] 和 [2, 0]。",
    "矩阵 [[1, 2], [3, 4]]。",
    "两段 [1, 2] 相邻。",
    "a[1] 是第二个，args[0] 是程序名，nums[1:3] 是切片。",
    "和是 list[1] + list[2]。",
    "grid[i][1] 是一列，for x in [1] 只走一轮。",
    "用 `arr[1]` 取，用 [1-9] 匹配数字。",
    "```c\nint a[1];\nx[^1]\n```\n",
    "面积 10<sup>2</sup>，n<sup>2</sup>，O(n²)。",
    "复杂度 O(1)，f(1) 返回。",
    "步骤(1)先拉镜像，步骤(2)再运行。",
    "(1) 先拉；(2) 再跑。",
    "![1](a.png) 和 [点我](javascript:alert(1))",
)


@pytest.mark.parametrize("form", ONE)
def test_every_form_becomes_a_mark_and_leaves_nothing(form: str) -> None:
    assert canonical(f"网桥是虚拟的{form}。", NOTES).replace(" ", "") == "网桥是虚拟的[^1]。"


@pytest.mark.parametrize(("form", "numbers"), MORE)
def test_several_become_one_mark_each(form: str, numbers: list[int]) -> None:
    marks = "".join(f"[^{number}]" for number in numbers)
    assert canonical(f"网桥是虚拟的{form}。", NOTES) == f"网桥是虚拟的{marks}。"


@pytest.mark.parametrize("text", TEXT)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert canonical(text, NOTES) == text


@pytest.mark.parametrize("form", ONE[:12])
def test_doing_it_twice_changes_nothing(form: str) -> None:
    once = canonical(f"网桥是虚拟的{form}。", NOTES)
    assert canonical(once, NOTES) == once


@pytest.mark.parametrize(
    "sources",
    ["\n\n参考资料：\n[1] 网络\n[2] 端口\n", "\n\n[^1]: 网络\n", "\n\n**Sources**\n\n- [1] 网络"],
)
def test_a_list_of_sources_behind_the_answer_goes(sources: str) -> None:
    assert canonical(f"网桥是虚拟的[1]。{sources}", NOTES).strip() == "网桥是虚拟的[^1]。"


@pytest.mark.parametrize(
    "sources",
    ["\n\n---\n来源：[1]", "\n\n## References\n1. 网络.md\n2. [端口.md](b.md)\n", "[1", "["],
)
def test_nothing_of_sources_or_of_half_a_mark_is_left_at_the_end(sources: str) -> None:
    text = canonical(f"网桥是虚拟的[1]。{sources}", NOTES).strip()
    assert re.sub(r"\s*(\[\^1\])+", "", text) == "网桥是虚拟的。"


@pytest.mark.parametrize(
    "text",
    ["[1]：网桥是虚拟的。\n\n[2]：端口要发布。", "- [^1]: 网桥是虚拟的。\n- [^2]: 端口要发布。"],
)
def test_footnotes_that_are_the_whole_answer_are_its_sentences(text: str) -> None:
    said = canonical(canonical(text, NOTES), NOTES)
    assert re.sub(r"[\s-]", "", said) == "[^1]网桥是虚拟的。[^2]端口要发布。"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("根据[1]，网桥是虚拟的。", "根据笔记，网桥是虚拟的。"),
        ("[1]中提到，端口要发布。", "笔记中提到，端口要发布。"),
        ("网桥快。[2]还指出端口要发布。", "网桥快。笔记还指出端口要发布。"),
        ("如[1]所述，网桥是虚拟的。", "如笔记所述，网桥是虚拟的。"),
        ("正如资料[1]和[2]所说，要发布。", "正如资料所说，要发布。"),
        ("As [1] states, it is open.", "As the note states, it is open."),
        ("It is open. [1] says so.", "It is open. The note says so."),
        ("According to [1] and [2], it is open.", "According to the notes, it is open."),
        ("As noted in [1], it is open.", "As noted in the note, it is open."),
        ("In [1], it is open.", "In the note, it is open."),
        ("这是判断的依据[1]，端口要发布[2]。", "这是判断的依据，端口要发布。"),
        ("数据[1]显示得慢，没有根据[1]。", "数据显示得慢，没有根据。"),
        ("Bridges[1] state nothing.", "Bridges state nothing."),
        ("It is known as a bridge [1].", "It is known as a bridge."),
    ],
)
def test_a_mark_that_its_sentence_needs_leaves_a_word(text: str, reads: str) -> None:
    once = canonical(text, NOTES)
    assert canonical(once, NOTES) == once
    assert re.sub(r"\s*\[\^\d\]", "", once) == reads


def test_a_list_of_statements_stays() -> None:
    text = "有两点：\n[1] 网桥是虚拟的。\n[2] 端口要发布。"
    assert canonical(text, NOTES) == text.replace("[", "[^")


def test_a_tag_around_a_statement_puts_its_mark_behind_it() -> None:
    assert canonical('<cite index="2">端口要发布</cite>。', NOTES) == "端口要发布[^2]。"


def test_ranges_are_written_out_unless_they_are_long() -> None:
    assert numbers_of("1, 3-5") == [1, 3, 4, 5]
    assert numbers_of("1-40") == [1, 40]
