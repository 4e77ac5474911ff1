"""Which question of today is the one that something is remembered of."""

from __future__ import annotations

from dataclasses import replace

from bot.bank.edits.follow import Follower, Remembered, remembered
from bot.core.question import (
    Bank,
    Point,
    PointKind,
    Question,
    QuestionKind,
    SectionPlace,
    question_id,
)

DEFINITION, LIST, COMPARISON = (
    QuestionKind.DEFINITION,
    QuestionKind.LIST,
    QuestionKind.COMPARISON,
)


def place(section: str, content: str = "") -> SectionPlace:
    return SectionPlace(
        section=section,
        file="锁.md",
        title="锁",
        heading_path=(section,),
        lines=(1, 5),
        language="zh",
        content=content or f"text of {section}",
    )


PLACES = tuple(place(name) for name in ("乐观锁", "悲观锁", "死锁"))


def question(
    kind: QuestionKind, *sections: str, text: str = "", quotes: tuple[str, ...] = ()
) -> Question:
    name = question_id(sections, kind)
    points = tuple(
        Point(
            id=f"{name}-{number}",
            section=sections[0],
            text=quote,
            quote=quote,
            weight=1.0,
            kind=PointKind.SENTENCE,
        )
        for number, quote in enumerate(quotes)
    )
    return Question(
        id=name,
        kind=kind,
        text=text,
        language="zh",
        sections=sections,
        file="锁.md",
        title="锁",
        heading_path=(sections[0],),
        lines=(1, 5),
        difficulty=1,
        points=points,
        contents=tuple(f"text of {section}" for section in sections),
    )


def found(memory: Remembered, *questions: Question, also: tuple[Remembered, ...] = ()) -> str:
    """The text of the question that a memory finds."""
    one, stale = Follower(Bank(questions, (), PLACES), (memory, *also)).find(memory)
    assert not stale
    return one.text if one else ""


def test_another_kind_about_the_same_section_is_the_question() -> None:
    memory = remembered(question(LIST, "乐观锁", text="请讲讲乐观锁。"))
    assert found(memory, question(DEFINITION, "乐观锁", text="什么是乐观锁？")) == "什么是乐观锁？"


def test_of_two_about_the_same_section_the_one_that_reads_alike_is_it() -> None:
    memory = remembered(question(LIST, "乐观锁", text="乐观锁适合什么场合？"))
    what = question(DEFINITION, "乐观锁", text="什么是锁？")
    where = question(QuestionKind.SCENARIO, "乐观锁", text="乐观锁适合哪些场合？")
    assert found(memory, what, where) == "乐观锁适合哪些场合？"


def test_quotes_tell_apart_what_reads_alike() -> None:
    memory = remembered(
        question(LIST, "乐观锁", text="乐观锁？", quotes=("靠版本号", "冲突时重试"))
    )
    first = question(DEFINITION, "乐观锁", text="乐观锁甲？", quotes=("读多写少",))
    second = question(QuestionKind.STEPS, "乐观锁", text="乐观锁乙？", quotes=("靠 版本号",))
    assert found(memory, first, second) == "乐观锁乙？"


def test_two_memories_find_two_questions_of_a_section() -> None:
    one = remembered(question(LIST, "乐观锁", text="乐观锁有哪些特点？"))
    two = remembered(question(QuestionKind.OVERVIEW, "乐观锁", text="请讲讲乐观锁的特点。"))
    what = question(DEFINITION, "乐观锁", text="乐观锁有哪些特点，为什么？")
    why = question(QuestionKind.WHY, "乐观锁", text="为什么？")
    assert found(one, what, why, also=(two,)) == what.text
    assert found(two, what, why, also=(one,)) == why.text


def test_two_memories_of_a_section_share_its_only_question() -> None:
    one = remembered(question(LIST, "乐观锁", text="乐观锁有哪些特点？"))
    two = remembered(question(QuestionKind.OVERVIEW, "乐观锁", text="请讲讲乐观锁。"))
    what = question(DEFINITION, "乐观锁", text="什么是乐观锁？")
    assert found(one, what, also=(two,)) == found(two, what, also=(one,)) == what.text


def test_a_comparison_is_not_taken_for_a_question_about_one_of_its_sections() -> None:
    memory = remembered(question(COMPARISON, "乐观锁", "悲观锁", text="两种锁有什么区别？"))
    assert found(memory, question(DEFINITION, "乐观锁", text="什么是乐观锁？")) == ""


def test_what_asks_the_same_of_more_sections_is_the_question() -> None:
    memory = remembered(question(LIST, "悲观锁", text="悲观锁和乐观锁怎么选？"))
    more = question(COMPARISON, "乐观锁", "悲观锁", text="悲观锁和乐观锁该怎么选？")
    assert found(memory, more) == more.text


def test_the_very_question_is_found_before_what_reads_alike() -> None:
    memory = remembered(question(LIST, "乐观锁", text="乐观锁适合什么场合？"))
    same = question(LIST, "乐观锁", text="乐观锁有几步？")
    alike = question(DEFINITION, "乐观锁", text="乐观锁适合什么场合？")
    assert found(memory, alike, same) == same.text


def test_a_section_that_was_rewritten_is_stale_and_one_that_is_gone_finds_nothing() -> None:
    memory = remembered(question(LIST, "乐观锁", text="乐观锁？"))
    what = question(DEFINITION, "乐观锁", text="什么是乐观锁？")
    rewritten = Bank((what,), (), (place("乐观锁", "another text"),))
    assert Follower(rewritten, [memory]).find(memory) == (what, True)
    assert Follower(Bank((what,)), [memory]).find(memory) == (None, False)


def test_an_own_question_is_found_by_its_id_alone() -> None:
    own = replace(question(QuestionKind.OWN, "乐观锁", text="我的题？"), id="mine")
    assert found(remembered(own), question(LIST, "乐观锁", text="我的题？"), own) == "我的题？"
    assert found(remembered(own), question(LIST, "乐观锁", text="我的题？")) == ""
