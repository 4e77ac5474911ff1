"""What an answer is made of, and which of it bears on a question."""

from __future__ import annotations

from itertools import pairwise

from bot.answering.quotable import gap, pick, plainer, units_of, worths
from bot.core.passage import Passage


def passage(text: str) -> Passage:
    return Passage(
        section="s",
        file="a.md",
        title="笔记",
        heading_path=("节",),
        lines=(1, 1 + text.count("\n")),
        text=text,
    )


def texts(markdown: str) -> list[str]:
    return [unit.text for unit in units_of(passage(markdown))]


LONG_ITEM = "- 网络模式：\n" + "\n".join(f"  - 模式{n}：" + "说明" * 20 for n in "甲乙丙丁")


def test_sentences_items_and_blocks_are_units_and_headings_are_not() -> None:
    found = units_of(passage("## 节\n\n甲句。乙句。\n\n- 项\n\n```sh\nls\n```\n"))
    assert [(unit.text, unit.kind) for unit in found] == [
        ("甲句。", "sentence"),
        ("乙句。", "sentence"),
        ("- 项", "item"),
        ("```sh\nls\n```", "block"),
    ]


def test_bare_links_and_lone_signs_say_nothing() -> None:
    text = "[出处](https://a.b/c)\n\nref: https://a.b/c\n\n：\n\n容器共用内核，见 https://a.b/c 。"
    assert texts(text) == ["容器共用内核，见 https://a.b/c 。"]
    assert texts("[出处](https://a.b/c)") == ["[出处](https://a.b/c)"]


def test_a_long_item_is_taken_apart_and_a_part_keeps_its_head() -> None:
    found = units_of(passage(LONG_ITEM))
    assert len(found) == 5
    picked = pick(
        found, {"丙": 1.0, "模式丙": 1.0}, 70, nearness=lambda ts: ["丙" in t for t in ts]
    )
    assert [unit.text.strip()[:5] for unit in picked] == ["- 网络模", "- 模式丙"]
    assert texts("- 甲\n  - 乙") == ["- 甲\n  - 乙"]


def test_units_put_together_again_are_the_note() -> None:
    text = "甲句。乙句。\n\n- 项\n- 项\n\n尾句。"
    units = units_of(passage(text))
    whole = units[0].text
    for before, unit in pairwise(units):
        whole += gap(text, before, unit) + unit.text
    assert whole == text


def test_what_announces_something_is_known_as_such() -> None:
    leads = {
        unit.text: unit.leads_in for unit in units_of(passage("步骤如下。有两个办法。容器快。"))
    }
    assert leads == {"步骤如下。": True, "有两个办法。": True, "容器快。": False}


def test_meaning_and_words_count_together() -> None:
    units = units_of(passage("容器很快。天气很好。茶叶很香。"))
    by_words = worths(units, {"容器": 1.0})
    both = worths(units, {"容器": 1.0}, lambda ts: [float("茶叶" in t) for t in ts])
    assert max(range(3), key=by_words.__getitem__) == 0
    assert both[2] > by_words[2]


def test_units_below_the_floor_are_left_out_but_never_all() -> None:
    units = units_of(passage("容器很快。天气很好。茶叶很香。"))
    assert [u.text for u in pick(units, {"容器": 1.0}, 99, floor=0.0)] == ["容器很快。"]
    assert len(pick(units, {}, 99, floor=9.0)) == 1


TWO_LISTS = "优缺点如下：\n\n优点：\n\n- 启动很快\n- 占用很少\n\n缺点：\n\n- 隔离较弱\n- 共用内核\n"


def test_a_list_that_there_is_no_room_for_takes_its_lead_in_along() -> None:
    units = units_of(passage(TWO_LISTS))
    assert [u.text for u in pick(units, {"隔离": 3.0, "缺点": 2.0}, 25)] == [
        "缺点：",
        "- 隔离较弱",
        "- 共用内核",
    ]
    assert [u.text for u in pick(units, {"隔离": 3.0}, 999)] == [u.text for u in units]


def test_a_lead_in_to_nothing_goes_unless_there_is_nothing_else() -> None:
    units = units_of(passage("容器很快。关闭的步骤如下。"))
    assert [u.text for u in pick(units, {"步骤": 1.0}, 14, floor=-9.0)] == ["容器很快。"]
    assert [u.text for u in pick(units, {"步骤": 1.0}, 9)] == ["关闭的步骤如下。"]


def test_plain_text_keeps_code_and_drops_what_only_a_page_needs() -> None:
    text = "**容器**见[文档](https://a.b)[1]，用 `**kwargs[1]`。"
    assert plainer(units_of(passage(text))[0]) == "容器见文档，用 `**kwargs[1]`。"
    assert plainer(units_of(passage("```\na[1]\n```"))[0]) == "```\na[1]\n```"
