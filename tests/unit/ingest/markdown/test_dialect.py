"""What only a renderer reads is no text; what it encloses is, and what only looks like it too."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import plain_text
from ingest.notes.folder import parse_note
from ingest.splitting.sections import split_sections


def titles(text: str) -> list[tuple[str, ...]]:
    return [section.heading_path for section in split_sections(parse_note("n.md", text)[0])]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("{% note warning %}\n索引别建太多。\n{% endnote %}", "索引别建太多。"),
        ("{% tabs 例 %}\n<!-- tab 甲 -->\n正文。\n<!-- endtab -->\n{% endtabs %}", "例\n正文。"),
        ("看 {% label primary @要点 %} 这里", "看 要点 这里"),
        ("{% asset_img a.png 集群结构 %}", "集群结构"),
        ("{% post_link raft 选主 %} 里讲过", "选主 里讲过"),
        ("{% codeblock lang:sh %}\n# 不是标题\n{% endcodeblock %}\n\n后文", "# 不是标题\n后文"),
        ("版本 {{ site.version }} 起", "版本 site.version 起"),
        ('{{< figure src="a.png" title="流程" >}}', "流程"),
        (":::danger 小心\n别在主库上跑。\n:::", "小心\n别在主库上跑。"),
        (":::note[题]\n:::\n文", "题\n文"),
        ("::: {.callout-tip}\n先压测。\n:::", "先压测。"),
        ('!!! tip "窍门"\n    先压测。\n\n    - 再上线\n\n后文', "窍门\n先压测。\n再上线\n后文"),
        ("??? question\n    折叠的话。", "折叠的话。"),
        ('=== "Go"\n    用协程。', "Go\n用协程。"),
        ("> [!TIP]+ 题\n> 引用的话。", "题\n引用的话。"),
        ("段落。{.lead #top}\n{: .wide}", "段落。"),
        ("[TOC]\n\n@[toc](目录)\n\n[[_TOC_]]\n\n正文", "正文"),
        ("上\n\n<!-- more -->\n\n下", "上\n下"),
        ('import A from "./a";\n\nexport const b = {\n  c: 1,\n};\n\n正文{/* 藏 */}。', "正文。"),
        ("{/*\n藏\n\n*/}\n\n见", "见"),
        ("叶子节点相连。 ^0a1b2c", "叶子节点相连。"),
        ("- 项 ^my-id\n- ==亮== 与 ==**更亮**==。", "项\n亮 与 更亮。"),
        ("见 [[库/事务#隔离|隔离级别]]。%%待查%%", "见 隔离级别。"),
        ("一句[^a]。\n\n[^a]: 出处。^[旁注]", "一句。\n出处。（旁注）"),
    ],
)
def test_directives_go_and_what_they_enclose_stays(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ('<div align="center">\n\n**中间**\n\n</div>', "中间"),
        ("<font color=red>红</font>的<b>粗</b> x<sup>2</sup>", "红的粗 x^2"),
        ('<a name="a"></a>锚', "锚"),
        ("一<br>二<BR/>三", "一\n二\n三"),
        ("<p>没关上的段落\n<li>没关上的项", "没关上的段落\n没关上的项"),
        ('<Tabs>\n<TabItem value="a" label={x}>\n\n甲\n\n</TabItem>\n</Tabs>', "甲"),
        ('前 <Badge text="新" /> 后', "前  后"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("<pre>\n# 不是标题 <b>\n</pre>", "# 不是标题 "),
        ("前 <!-- 藏 --> 后", "前 后"),
        ("<div>\n    缩进的话\n</div>", "缩进的话"),
    ],
)
def test_tags_go_and_what_they_enclose_stays(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    "text",
    [
        "泛型 <T> 和 List<String>，Map<K, V>，vector<int> v",
        "<T extends Comparable<T>> 的方法",
        "当 a < b 且 c > d 时",
        "填上 <your-name> 和 <端口>",
        "<div> 是块级元素，<span> 是行内元素",
        "写 <script> 标签会阻塞",
        "比较 a==b 和 c==d",
        "涨了 5%% 又跌 3%%",
        "集合 {a} 与 {x=1} 与 {.5}",
        "2 ^10 和 x^2 ^2",
        "`<div>` `{% raw %}` `==a==` `[1]` `^id` `{{ x }}`",
        "#include <stdio.h>",
        "正则 [0-9] 与 [a-z]",
    ],
)
def test_what_only_looks_like_it_is_text(text: str) -> None:
    assert plain_text(text) == text.replace("`", "").removeprefix("#")


def test_code_stays_as_it_is_written() -> None:
    code = "{% note %}\n<h2>a</h2>\n:::tip\n==b== ^id [1]\n!!! c"
    assert plain_text(f"```\n{code}\n```") == code


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("由他提出 [1]，又被证明 [2][3]。", "由他提出，又被证明。"),
        ("见【4】和［5］，【来源2】，[片段 3]。", "见和，，。"),
        ("[1] 某人，某书\n[2] 另一人", "某人，某书\n另一人"),
        ("取 arr[0] 和 dp[1][2]，`x[3]`", "取 arr[0] 和 dp[1][2]，x[3]"),
        ("数组 [1, 2, 3] 排序", "数组 [1, 2, 3] 排序"),
        ("[1](http://a.b) 是链接，[官网][5] 也是", "1 是链接，官网 也是"),
        ("[书 [1]](http://a.b)，[[页]] 与 [甲 [[乙]] 丙](http://a.b)", "书，页 与 甲 乙 丙"),
    ],
)
def test_the_notes_own_numbers_of_sources_go_and_indices_stay(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("##没有空格\n\n文\n\n###3.1 小节\n文", [("没有空格",), ("没有空格", "3.1 小节")]),
        ("#\u00a0不断行\n\n文\n\n##\u3000全角\n\n文", [("不断行",), ("不断行", "全角")]),
        ("#都不空\n\n文\n\n##小节\n\n文", [("都不空",), ("都不空", "小节")]),
        (
            '<h1 align="center">题</h1>\n\n文\n\n<h2>\n  <b>节</b>\n</h2>\n\n文',
            [("题",), ("题", "节")],
        ),
        ("## 节 {#id .cls}\n\n文", [("节",)]),
        ("题目\n===\n\n节\n---\n\n文", [("题目",), ("题目", "节")]),
    ],
)
def test_headings_that_people_write_otherwise_head_sections(
    text: str, paths: list[tuple[str, ...]]
) -> None:
    assert titles(text) == paths


@pytest.mark.parametrize(
    "line",
    [
        "#标签 #别的",
        "#include <a.h>",
        "#!/bin/sh",
        "#123",
        "##这是一句很长的话，它显然不是标题，而是有人在行首打了两个井号而已，所以不算。",
        "一段话在此。\n---",
        "一段\n两行\n---",
        "<div>\n## 标签里的\n</div>",
    ],
)
def test_what_is_no_heading_heads_nothing(line: str) -> None:
    assert titles(f"# 真的\n\n前文\n\n{line}\n\n后文") == [("真的",)]


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![[",
        "[[甲 ",
        "arr[0 ",
        "<",
        "<!-- x ",
        "{% x ",
        "{{ x ",
        "{/* ",
        "%% x ",
        "==甲 ",
        "^[a ",
        "<a b='",
    ],
)
def test_signs_without_their_partner_are_text(piece: str) -> None:
    text = "文" + piece * 40
    assert "文" in plain_text(text)
