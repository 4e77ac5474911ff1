"""Markdown shown elsewhere: the note's words, without what only its own renderer reads."""

from __future__ import annotations

import pytest

from bot.answering.cite import best_quote
from bot.answering.extract import extract
from bot.answering.prompts import trimmed as in_prompt
from bot.answering.quotable import units_of
from bot.core.passage import Passage
from ingest.markdown.shown import shown, trimmed
from ingest.text.characters import fold, folded


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("**粗** ==亮== `==x==` [链](http://a.b)", "**粗** 亮 `==x==` [链](http://a.b)"),
        ("- 项 ^a1b2c3\n- [[甲|乙]]", "- 项\n- 乙"),
        ("> [!note]- 题\n> 话", "> 题\n> 话"),
        (
            "| a | b |\n|---|---|\n| [[x\\|y]] | 二<br>三 [1] |",
            "| a | b |\n|---|---|\n| y | 二 三 |",
        ),
        ("一\n{% note %}\n二\n{% endnote %}\n三", "一\n二\n三"),
        ("!!! tip\n    ```\n    x\n    ```\n    尾", "```\nx\n```\n尾"),
        ("{% codeblock lang:sh %}\nls\n{% endcodeblock %}", "```sh\nls\n```"),
        ("```\n{% note %} <b> [1]\n```", "```\n{% note %} <b> [1]\n```"),
        ("<pre>\na <\n</pre>", "```\na <\n```"),
        ("取 arr[1] 与 [1, 2]", "取 `arr[1]` 与 `[1, 2]`"),
        ("- 甲\n  {% x %}\n  乙", "- 甲\n  \n  乙"),
    ],
)
def test_signs_go_and_markdown_stays(markdown: str, seen: str) -> None:
    assert shown(markdown) == seen


def test_a_part_is_read_as_it_stands_in_the_whole() -> None:
    text = "前 %%藏\n藏%% 后\n\n<b>粗</b>尾 ^a1b2c3"
    assert shown(text, text.index("后")) == "后\n\n粗尾"
    assert shown(text, 0, text.index("\n")) == "前 "
    start, end = trimmed(text, text.index("<b>"), len(text))
    assert text[start:end] == "粗</b>尾"


def passage(text: str) -> Passage:
    return Passage(
        section="s", file="a.md", title="笔记", heading_path=("节",), lines=(1, 9), text=text
    )


NOTE = """## 节

{% note info %}
主从复制是异步的 [1]，主库宕\u200b机可能丢数据 [2]。
{% endnote %}

- ==半同步==至少等一个从库确认 ^1a2b3c
- 用 <font color=red>全同步</font>最慢
"""


def test_an_answer_quotes_no_signs_and_its_quote_is_the_notes_own_words() -> None:
    said = extract([passage(NOTE)], {})
    text = "".join(segment.text for segment in said.segments)
    assert text.split("\n") == [
        "主从复制是异步的，主库宕机可能丢数据。",
        "",
        "- 半同步至少等一个从库确认",
        "- 用 全同步最慢",
    ]
    assert all(citation.quote in NOTE for citation in said.citations)
    assert all("endnote" not in citation.quote for citation in said.citations)


def test_units_stand_where_their_words_stand_in_the_file() -> None:
    own = passage(NOTE)
    for unit in units_of(own):
        raw = own.text[unit.start : unit.end]
        assert shown(folded(raw)).strip() in unit.text or unit.kind == "sentence"
    first = units_of(own)[0]
    assert own.text[first.start : first.end].startswith("主从复制")
    assert "宕\u200b机" in own.text[first.start : first.end]


def test_a_model_is_given_no_marks_that_it_could_copy() -> None:
    assert "[1]" not in in_prompt(passage(NOTE), {}, 500.0)


def test_the_nearest_words_are_quoted_exactly_and_no_directive() -> None:
    quote = best_quote(NOTE, ["主库宕机会丢数据"])
    assert quote in NOTE
    assert quote.startswith("主从复制")
    assert best_quote("{% note info %}\n甲乙丙丁。\n{% endnote %}", ["note info"]) == "甲乙丙丁。"


def test_a_heading_alone_is_what_its_section_says() -> None:
    assert [unit.text for unit in units_of(passage("## 事务是一组操作。\n"))] == [
        "事务是一组操作。"
    ]


def test_folding_keeps_places_of_shown_text() -> None:
    view = fold("**宕\u200b机** ==亮\u200b==")
    assert shown(view.text) == "**宕机** 亮"
