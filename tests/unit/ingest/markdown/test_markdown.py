"""What the embedding model reads of markdown, and what it never sees."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import bold_phrases, inline_tags, plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**粗** *斜* ~~删~~ `代码` [链接](http://a.b/c)", "粗 斜 删 代码 链接"),
        ("这是**重点（必考）**的内容", "这是重点（必考）的内容"),
        ("![Docker 与虚拟机对比](https://x.y/a.png)", "Docker 与虚拟机对比"),
        ("![image-20240101](a.png)![](b.png)![img](c.png)", ""),
        ("看 https://example.com/a?b=c 这里", "看  这里"),
        ("<https://example.com>", ""),
        ("[官网][1]\n\n[1]: https://example.com", "官网"),
        ("- 一\n- 二\n  - 三\n1. 四", "一\n二\n三\n四"),
        ("- [x] 做完\n- [ ] 没做", "做完\n没做"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | **2** |", "甲 | 乙\n1 | 2"),
        ("```py\nx = '**不动** https://a.b #c'\n```", "x = '**不动** https://a.b #c'"),
        ("    缩进 **代码**", "缩进 **代码**"),
        ("$$\na^2 + b^2\n$$\n\n行内 $x_1$", "a^2 + b^2\n行内 x_1"),
        ("> 引用\n> # 引用里的标题", "引用\n引用里的标题"),
        ("- # 列表里的标题", "列表里的标题"),
        ("脚注[^1]在此\n\n[^1]: 说明在此", "脚注在此\n说明在此"),
    ],
)
def test_marks_and_addresses_are_dropped_and_text_is_kept(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("按 <kbd>Ctrl</kbd> 键<br>换行", "按 Ctrl 键\n换行"),
        ("<div class='a'>框<b>内</b>&nbsp;容</div>", "框内 容"),
        ("<script>\nalert(1)\n</script>\n\n文字", "文字"),
        ("前<script>alert(1)</script>后<style>p{}</style>", "前后"),
        ("<!-- 注释\n\n还是注释 -->\n文", "文"),
        ("<img src='http://a.b/c.png' alt='架构图'>", "架构图"),
        ("文<img src=x onerror=alert(1)>字", "文字"),
        ("<table><tr><td>甲</td><td>乙</td></tr></table>", "甲 | 乙"),
    ],
)
def test_html_leaves_only_what_a_reader_sees(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("见 [[TCP]]", "见 TCP"),
        ("见 [[网络/TCP|传输控制]]", "见 传输控制"),
        ("见 [[网络/TCP#三次握手]]", "见 TCP 三次握手"),
        ("见 [[#本页小节]]", "见 本页小节"),
        ("![[图.png|300]]![[另一篇]]", "另一篇"),
        ("| a |\n|---|\n| [[甲\\|乙]] |", "a\n乙"),
        ("> [!warning]- 小心\n> 内容", "小心\n内容"),
        ("> [!note]\n> 内容", "内容"),
        ("复习 #面试/网络 今天", "复习 面试/网络 今天"),
        ("前 %%看不见%% 后", "前 后"),
        ("%%\n# 看不见\n\n也看不见\n%%\n看得见", "看得见"),
        ("- 项\n  %%\n  藏\n  %%\n- 另一项", "项\n另一项"),
        ("涨了 5%% 而已", "涨了 5%% 而已"),
    ],
)
def test_obsidian_is_understood(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    "code", ["[[ -f x ]]", "%%time%%", "**kwargs, **more", "# x", "curl http://a.b", "[^1]"]
)
def test_inline_code_means_what_it_says(code: str) -> None:
    assert plain_text(f"用 `{code}` 吧") == f"用 {code} 吧"


def test_a_heading_is_left_out_unless_asked_for() -> None:
    text = "## 标题 `x`\n\n正文\n\n副题\n---\n"
    assert plain_text(text) == "正文"
    assert plain_text(text, headings=True) == "标题 x\n正文\n副题"


def test_bold_phrases_come_once_and_in_order() -> None:
    text = (
        "**写时复制**：**a** **`copy-on-write`** __下划__ ***又粗又斜***\n\n**写时复制** `**不**`"
    )
    assert bold_phrases(text) == ("写时复制", "copy-on-write", "下划", "又粗又斜")
    assert bold_phrases("**外 __内__ 外**") == ("外 内 外",)


def test_tags_in_running_text_are_found_elsewhere_not() -> None:
    text = (
        "#面试 和 #a/b-c，不是 a#b，#123 也不是\n\n# 标题 #no\n\n`#code` [#link](x) [[p#h]]\n\n"
        "```\n#include\n```\n\n%% #hidden %%\n\n#nospace标题\n"
    )
    assert inline_tags(text) == ("面试", "a/b-c", "nospace标题")
