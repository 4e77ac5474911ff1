from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.bank.model_answer import Said, model_answer
from bot.core.passage import Passage
from bot.core.question import Point, PointKind, Question, QuestionKind

TREES = """## B+ 树

B+ 树是一种**多路平衡**查找树，数据都放在叶子节点里（叶子之间另有指针相连，方便按范围顺着扫描）。
它的高度很低。

- 查找：从根走到叶子，
- 插入：节点满了就分裂成两个。

| 操作 | 代价 |
| --- | --- |
| 查找 | 对数时间 |
"""


def passage(text: str, key: str = "s1") -> Passage:
    return Passage(
        section=key, file="a.md", title="a", heading_path=("h",), lines=(1, 9), text=text
    )


def point(quote: str, text: str = "", *, section: str = "s1", essential: bool = True) -> Point:
    return Point(
        id=f"q-{quote or text}",
        section=section,
        text=text or quote,
        quote=quote,
        weight=1.0,
        kind=PointKind.SENTENCE,
        essential=essential,
    )


def answered(points: Sequence[Point], *texts: str) -> tuple[Said, ...]:
    sections = {f"s{number}": passage(text, f"s{number}") for number, text in enumerate(texts, 1)}
    question = Question(
        id="q",
        kind=QuestionKind.DEFINITION,
        text="什么是 B+ 树？",
        language="zh",
        sections=tuple(sections),
        file="a.md",
        title="a",
        heading_path=("h",),
        lines=(1, 9),
        difficulty=1,
        points=tuple(points),
        contents=("c",) * len(sections),
    )
    return model_answer(question, sections)


def texts(said: Sequence[Said]) -> list[str]:
    return [one.text for one in said]


def test_a_model_answer_has_the_whole_sentences_of_the_essentials_in_the_sections_order() -> None:
    said = answered([point("节点满了就分裂成两个"), point("**多路平衡**查找树")], TREES)
    assert texts(said) == [
        "B+ 树是一种多路平衡查找树，数据都放在叶子节点里"
        "（叶子之间另有指针相连，方便按范围顺着扫描）。",
        "插入：节点满了就分裂成两个。",
    ]
    assert all(one.quote in TREES for one in said)
    assert "**多路平衡**" in said[0].quote


def test_a_sentence_that_holds_two_essentials_is_said_once() -> None:
    points = [point("多路平衡"), point("数据都放在叶子节点里"), point("方便按范围顺着扫描")]
    assert len(answered(points, TREES)) == 1


def test_an_extra_is_no_part_of_the_model_answer() -> None:
    points = [point("多路平衡"), point("它的高度很低", essential=False)]
    assert len(answered(points, TREES)) == 1


def test_where_all_points_are_extras_they_are_the_answer() -> None:
    assert texts(answered([point("它的高度很低", essential=False)], TREES)) == ["它的高度很低。"]


def test_a_quote_over_several_items_brings_all_of_them() -> None:
    quote = TREES[TREES.index("查找：从") : TREES.index("分裂")]
    assert texts(answered([point(quote)], TREES)) == [
        "查找：从根走到叶子，",
        "插入：节点满了就分裂成两个。",
    ]


def test_a_row_of_a_table_is_said_as_a_sentence() -> None:
    (said,) = answered([point("| 查找 | 对数时间 |")], TREES)
    assert (said.text, said.quote) == ("查找：对数时间", "| 查找 | 对数时间 |")


def test_sections_come_in_the_questions_order() -> None:
    points = [point("后说的一句。", section="s2"), point("先说的一句。")]
    assert texts(answered(points, "先说的一句。", "后说的一句。")) == [
        "先说的一句。",
        "后说的一句。",
    ]


def test_what_the_user_wrote_or_the_note_no_longer_says_comes_last_in_the_points_words() -> None:
    points = [point("", "我自己的要点"), point("从前的原文", "从前的要点"), point("它的高度很低")]
    said = answered(points, TREES)
    assert texts(said) == ["它的高度很低。", "我自己的要点", "从前的要点"]
    assert [one.quote for one in said[1:]] == ["", ""]


def test_a_quote_that_no_sentence_holds_stands_for_itself() -> None:
    text = "下面是步骤：\n\n```sh\nls -l\n```\n"
    assert texts(answered([point("ls -l")], text)) == ["ls -l"]


def test_no_points_give_no_answer() -> None:
    assert answered([], TREES) == ()


def authored(quote: str) -> Question:
    bare = Question(
        id="q",
        kind=QuestionKind.WHY,
        text="为什么 B+ 树的高度低？",
        language="zh",
        sections=("s1",),
        file="a.md",
        title="a",
        heading_path=("h",),
        lines=(1, 9),
        difficulty=2,
        points=(point("它的高度很低"),),
        contents=("c",),
    )
    return replace(bare, answer=(Said(text="因为它分叉多。", section="s1", quote=quote),))


def test_an_answer_that_a_language_model_wrote_is_given_as_it_is() -> None:
    question = authored("**多路平衡**查找树")
    assert model_answer(question, {"s1": passage(TREES)}) == question.answer


def test_what_the_user_added_comes_behind_it() -> None:
    question = authored("**多路平衡**查找树")
    mine = replace(point("", "我自己的要点"), kind=PointKind.OWN)
    question = replace(question, points=(*question.points, mine))
    said = model_answer(question, {"s1": passage(TREES)})
    assert [one.text for one in said] == ["因为它分叉多。", "我自己的要点"]


def test_it_goes_where_the_note_says_something_else_now() -> None:
    question = authored("早先的一句话")
    said = model_answer(question, {"s1": passage(TREES)})
    assert [one.quote for one in said] == ["它的高度很低。"]
