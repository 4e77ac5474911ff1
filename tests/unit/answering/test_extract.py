"""Answers in the notes' own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.extract import MAX_CHARS, MAX_QUOTE_CHARS, extract
from bot.core.passage import Passage
from bot.core.turn import render_marks
from ingest.markdown.plain_text import plain_text
from ingest.text.lexical import words


def passage(text: str, score: float = 5.0, heading: str = "节", file: str = "a.md") -> Passage:
    return Passage(
        section=f"{file}{heading}",
        file=file,
        title="笔记",
        heading_path=(heading,),
        lines=(1, 1 + text.count("\n")),
        text=text,
        score=score,
    )


def asked(question: str) -> dict[str, float]:
    return dict.fromkeys(words(question), 2.0)


def answer(*passages: Passage, question: str = "容器 网络") -> str:
    found = extract(passages, asked(question))
    return "".join(render_marks(segment) for segment in found.segments)


FILLER = "这一句讲的是完全不相干的别的事情，只为占地方。"
LONG = passage(
    "## 容器网络\n\n"
    + FILLER * 12
    + "\n\n容器网络靠 docker0 网桥转发。\n\n"
    + FILLER * 12
    + "\n\n发布端口时，容器网络会加一条 DNAT 规则。\n"
)


def test_a_short_section_is_quoted_whole_without_its_heading() -> None:
    text = "## 节\n\n容器共用内核。虚拟机自带内核。\n\n所以容器启动快。\n"
    assert answer(passage(text)) == "容器共用内核。虚拟机自带内核。[1]\n\n所以容器启动快。[1]"


def test_of_a_long_section_only_what_bears_on_the_question_is_quoted_in_the_notes_order() -> None:
    text = answer(LONG)
    assert text.index("docker0") < text.index("DNAT")
    assert len(text) < MAX_CHARS + 50
    assert "## 容器网络" not in text


def test_every_word_of_the_answer_stands_in_the_note() -> None:
    for segment in extract([LONG], asked("容器 网络")).segments:
        assert segment.text.strip() in LONG.text


def test_the_room_is_respected_over_all_passages() -> None:
    many = [passage(LONG.text, 5.0, f"节{n}", f"{n}.md") for n in range(5)]
    found = extract(many, asked("容器 网络"))
    assert sum(len(segment.text) for segment in found.segments) <= MAX_CHARS + 100


def test_a_single_sentence_longer_than_the_room_is_quoted_all_the_same() -> None:
    text = "容器网络" + "很长" * 400 + "。"
    found = extract([passage(text)], asked("容器 网络"))
    assert found.segments[0].text == text
    assert found.citations[0].quote in text


def test_a_list_stays_a_list() -> None:
    text = "## 节\n\n容器网络的模式：\n\n- host 模式\n- bridge 模式\n- none 模式\n"
    assert answer(passage(text)) == (
        "容器网络的模式：\n\n- host 模式[1]\n- bridge 模式[1]\n- none 模式[1]"
    )


def test_numbers_of_a_numbered_list_stay_with_their_items() -> None:
    text = "步骤如下：\n\n1. 先建网桥\n2. 再接容器\n3. 最后加规则\n"
    assert "\n2. 再接容器[1]\n3. 最后加规则[1]" in answer(passage(text))


def test_code_is_quoted_whole_and_unmarked() -> None:
    code = "```sh\ndocker network create --driver bridge app\n# 说明 [1]\n\ndocker run app\n```"
    text = answer(passage(f"容器网络这样建：\n\n{code}\n"))
    assert code in text
    assert "```[1]" not in text


def test_code_in_a_list_item_is_not_broken_by_a_mark() -> None:
    text = answer(passage("- 容器网络这样建：\n\n  ```sh\n  docker run app\n  ```\n- 然后看日志\n"))
    assert not re.search(r"```[^\n]*\[1\]", text)
    assert "- 然后看日志[1]" in text


def test_a_table_is_quoted_whole_with_a_mark_outside_it() -> None:
    table = "| 模式 | 说明 |\n| --- | --- |\n| host | 共用网络 |"
    text = answer(passage(table))
    assert table in text
    assert "[1]" in text.split("|")[0]


def test_a_line_that_leads_in_comes_with_what_it_leads_to() -> None:
    text = (
        FILLER * 20
        + "\n\n这样做：\n\n```sh\ndocker network inspect 容器网络\n```\n\n"
        + FILLER * 20
    )
    assert "这样做：\n\n```sh\ndocker network inspect" in answer(passage(text))


@pytest.mark.parametrize(
    "image", ["![结构](a.png)", "![](https://x.y/a.png)", "%%备注%%", "<!-- 备注 -->"]
)
def test_images_and_comments_alone_are_left_out(image: str) -> None:
    text = answer(passage(f"容器网络靠网桥。\n\n{image}\n\n网桥叫 docker0。\n"))
    assert text == "容器网络靠网桥。[1]\n\n网桥叫 docker0。[1]"


def test_a_bold_line_that_is_the_heading_is_not_repeated() -> None:
    assert (
        answer(passage("**host 模式**\n\n容器共用网络。", heading="host 模式"))
        == "容器共用网络。[1]"
    )


def test_a_second_passage_joins_in_only_if_it_is_nearly_as_good() -> None:
    best, close, far = (
        passage("容器网络靠网桥。", 5.0, "甲"),
        passage("网桥叫 docker0。", 4.8, "乙"),
        passage("天气很好。", 1.0, "丙"),
    )
    assert len(extract([best, close], asked("容器")).citations) == 2
    assert len(extract([best, far], asked("容器")).citations) == 1


@pytest.mark.parametrize("score", [-3.0, -1e9, 0.0])
def test_the_best_passage_is_quoted_whatever_its_score(score: float) -> None:
    found = extract([passage("容器网络靠网桥。", score)], asked("容器"))
    assert [segment.text for segment in found.segments] == ["容器网络靠网桥。"]


def test_nothing_found_gives_nothing() -> None:
    found = extract([], asked("容器"))
    assert found.segments == ()
    assert found.citations == ()


def test_words_the_notes_lack_give_an_answer_all_the_same() -> None:
    assert extract([LONG], {}).segments
    assert extract([LONG], asked("zzz")).segments


def test_of_a_further_passage_only_what_bears_on_the_question_is_quoted() -> None:
    second = passage("容器网络叫 bridge。\n\n天气很好。\n\n今天放假。", 5.0, "乙")
    text = answer(passage("容器网络靠网桥。"), second)
    assert text == "容器网络靠网桥。[1]\n\n容器网络叫 bridge。[2]"


def test_nothing_is_announced_that_does_not_come() -> None:
    text = "容器网络靠网桥。\n\n步骤如下：\n\n![图](a.png)\n"
    assert answer(passage(text)) == "容器网络靠网桥。[1]"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (f"容器网络靠网桥。**\n\n{FILLER * 30}", "容器网络靠网桥。[1]"),
        (f"**容器网络靠网桥。\n\n{FILLER * 30}", "容器网络靠网桥。[1]"),
        ("**容器网络靠网桥。它叫 docker0。**", "**容器网络靠网桥。它叫 docker0。**[1]"),
        ("**容器网络**靠网桥。", "**容器网络**靠网桥。[1]"),
    ],
)
def test_bold_whose_other_half_is_not_quoted_is_plain(text: str, quoted: str) -> None:
    assert answer(passage(text)).startswith(quoted)


def test_addresses_of_links_take_no_room() -> None:
    link = "[容器网络](https://example.org/" + "a" * 600 + ")"
    text = f"{link}靠网桥。\n\n网桥叫 docker0。"
    assert "docker0" in answer(passage(text))


def test_meaning_tells_which_sentence_answers_where_words_cannot() -> None:
    found = extract([LONG], {}, lambda texts: [float("DNAT" in text) for text in texts])
    assert any("DNAT" in segment.text for segment in found.segments)


BLOCKS = st.lists(
    st.sampled_from(
        [
            "容器网络靠 docker0 网桥转发。",
            "Containers share a kernel. They start fast.",
            "- 甲\n- 乙，容器\n  - 丙",
            "1. 第一步\n2. 第二步：",
            "```py\nx = a[1]\n\n\ny = 2\n```",
            "| 列 | 列 |\n| --- | --- |\n| 1 | 容器 |",
            "> 引用一句容器的话。",
            "![图](x.png)",
            "如下：",
            FILLER * 6,
            "$$\nE = mc^2\n$$",
            "    indented = 1",
            "第一行\n第二行，容器。",
            "<details>\n<summary>容器</summary>\n</details>",
        ]
    ),
    min_size=1,
    max_size=8,
)


@given(BLOCKS)
def test_answers_are_never_empty_and_quote_exactly(blocks: list[str]) -> None:
    own = passage("## 节\n\n" + "\n\n".join(blocks) + "\n")
    found = extract([own], asked("容器 网络"))
    if not plain_text(own.text).replace("节", "").strip():
        return  # images only
    assert found.segments
    assert [citation.n for citation in found.citations] == [1]
    assert found.citations[0].quote
    assert found.citations[0].quote in own.text
    assert len(found.citations[0].quote) <= max(MAX_QUOTE_CHARS, 400)
    assert {n for segment in found.segments for n in segment.marks} == {1}
    position = 0
    for segment in found.segments:
        if segment.text.strip() and segment.text != own.place:
            position = own.text.index(segment.text, position)
