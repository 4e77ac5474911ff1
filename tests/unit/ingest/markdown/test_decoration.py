"""What only a renderer reads is nowhere in a text; what it stands around is."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import plain_text
from ingest.markdown.shown import shown
from ingest.notes.folder import parse_note
from ingest.splitting.sections import split_sections

TABLE = """<table>
<thead><tr><th align="left">命令</th><th>作用</th></tr></thead>
<tbody>
<tr><td rowspan="2"><b>SETEX</b></td><td>存<br>并设期限</td></tr>
<tr>
  <td>一步<em>完成</em>，a|b</td>
</tr>
</tbody>
</table>"""


def test_a_table_in_html_reads_as_one_of_markdown() -> None:
    assert plain_text(TABLE) == "命令 | 作用\nSETEX | 存 并设期限\nSETEX | 一步完成，a|b"
    assert shown(f"前\n\n{TABLE}\n\n后") == (
        "前\n\n| 命令 | 作用 |\n| --- | --- |\n| SETEX | 存 并设期限 |\n"
        "| SETEX | 一步完成，a\\|b |\n\n后"
    )


def test_half_a_table_keeps_its_cells() -> None:
    assert plain_text("<table>\n<tr><td>甲</td><td>乙</td></tr>\n<tr><td>丙</td>") == "甲 | 乙\n丙"


def test_a_table_that_lays_something_out_is_text() -> None:
    assert plain_text("<table><tr><td>只有一格</td></tr></table>") == "只有一格"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("要 O(n<sup>2</sup>) 步，10<sup>-3</sup> 秒", "要 O(n^2) 步，10^-3 秒"),
        ("2<sup>k</sup> 与 H<sub>2</sub>O", "2^k 与 H2O"),
        ("the 1<sup>st</sup> of them", "the 1st of them"),
        ("有人说过<sup>3</sup>，也有人没说<sup>[4]</sup>。", "有人说过，也有人没说。"),
        ('<img src="a.png" alt="写路径"/>', "写路径"),
        ('<img src="a.png" alt="image-2024"/>', ""),
        ("前 <!-- 藏 --> 后 %%藏%% 尾", "前 后 尾"),
        ("`= this.due` 以前，`$= dv.date()`，`a = b`", "以前，，a = b"),
        ("```dataview\nLIST\n```\n\n文字", "文字"),
        (
            "[^a]: 第一段。\n\n    第二段。\n\n    第三段。\n\n文字",
            "第一段。\n第二段。\n第三段。\n文字",
        ),
        ("```ad-note\ntitle: 注意\n**要**加锁。\n```", "注意\n要加锁。"),
        ("::: details 点击展开\n正文\n:::", "正文"),
    ],
)
def test_decoration_goes_and_content_stays(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    "contents",
    [
        "[TOC]",
        "- [租约](#租约)\n  - [续约](#续约)\n- [锁](#锁)",
        "**目录**\n\n1. [租约](#租约)\n2. [锁](#锁)",
        "<!-- START doctoc -->\n**Table of Contents**\n\n- [A](#a)\n- [B](#b)\n\n<!-- END -->",
        "- 第一章\n  - [[#租约]]\n  - [[#锁|什么是锁]]",
        "[回到顶部](#top) | [Next](#next)",
    ],
)
def test_a_table_of_contents_says_nothing(contents: str) -> None:
    note = f"{contents}\n\n正文。"
    assert plain_text(note) == "正文。"
    assert shown(note).strip() == "正文。"


def test_a_pointer_in_a_quotation_says_nothing() -> None:
    assert plain_text("> [什么是锁](#锁)\n\n正文。") == "正文。"


@pytest.mark.parametrize(
    "text",
    [
        "- [租约](#租约)：有期限的锁\n- [锁](#锁)：没有期限",
        "- [一](a.md)\n- [二](b.md)",
        "见 [租约](#租约)。",
        "- 有期限的锁有两种，都在后面说：\n  - [租约](#租约)\n  - [会话](#会话)",
        "- 有期限的锁，只说一种：\n  - [租约](#租约)",
        "- 甲\n- 乙",
    ],
)
def test_links_with_words_around_them_are_text(text: str) -> None:
    assert plain_text(text)
    assert shown(text) == text


def test_the_words_of_a_diagram_are_found_and_its_signs_are_not() -> None:
    diagram = (
        "```mermaid\ngraph TD\n  A[用户下单] --> B{库存够吗}\n  B -->|够| C(扣减库存)\n"
        "  B -- 不够呢 --> D\n  style A fill:#fff\n```"
    )
    assert plain_text(diagram) == "用户下单\n库存够吗\n扣减库存\n不够呢"
    assert plain_text("```plantuml\n@startuml\nA -> B: 发请求\n@enduml\n```") == "发请求"


def test_a_section_of_links_into_the_note_has_no_text() -> None:
    note, _ = parse_note("a.md", "## 目录\n\n- [租约](#租约)\n- [锁](#锁)\n\n## 租约\n\n会到期。")
    assert [plain_text(one.text) for one in split_sections(note)] == ["", "会到期。"]
