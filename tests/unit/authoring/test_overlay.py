"""Cards over the bank that code made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from interviews import kitchen

from bot.authoring.card import AuthoredCard, QuotedText, SectionOutcome
from bot.authoring.overlay import overlaid
from bot.authoring.store import section_hash
from bot.bank.build import build
from bot.bank.edits.edit import Edit, apply
from bot.bank.model_answer import model_answer
from bot.core.passage import Passage
from bot.core.question import Bank, QuestionKind, SkipReason

SECTIONS = {one.section: one for one in kitchen()}
CODE = build(SECTIONS.values())
CACHE = next(one for one in SECTIONS.values() if "什么是备菜缓存" in one.heading)


def card_of(passage: Passage, *quotes: str, question: str = "备菜缓存为什么快？") -> AuthoredCard:
    rows = tuple(QuotedText(f"说的是{quote}", quote) for quote in quotes)
    return AuthoredCard(
        question=question,
        kind=QuestionKind.WHY,
        essentials=rows[:3],
        extras=rows[3:],
        answer=rows[:3],
        follow_ups=("盒子满了怎么办？",),
    )


CARD = card_of(
    CACHE, "把常点的菜提前切好", "直接下锅", "一道菜只要 3 分钟", "先倒掉**最久没用**的那一份"
)


def laid(outcomes: Mapping[Passage, SectionOutcome], bank: Bank = CODE) -> Bank:
    return overlaid(
        bank, {section_hash(passage): one for passage, one in outcomes.items()}, SECTIONS
    )


def test_a_card_takes_the_place_and_the_id_of_the_codes_question() -> None:
    made = laid({CACHE: SectionOutcome(card=CARD)})
    assert [one.id for one in made.questions] == [one.id for one in CODE.questions]
    (question,) = [one for one in made.questions if one.text == "备菜缓存为什么快？"]
    assert question.sections == (CACHE.section,)
    assert [point.essential for point in question.points] == [True, True, True, False]
    assert all(point.quote in CACHE.text for point in question.points)
    assert question.follow_ups == ("盒子满了怎么办？",)
    assert [one.text for one in model_answer(question, SECTIONS)] == [
        one.text for one in CARD.answer
    ]


def test_an_edit_of_the_codes_question_holds_for_the_cards() -> None:
    code = next(one for one in CODE.questions if CACHE.section in one.sections)
    edit = Edit(
        question=code.id,
        sections=code.sections,
        contents=code.contents,
        kind=code.kind,
        text="我的问法？",
        enabled=False,
    )
    applied = apply(laid({CACHE: SectionOutcome(card=CARD)}), [edit])
    assert applied.orphaned == ()
    (question,) = [one for one in applied.bank.questions if one.id == code.id]
    assert (question.text, question.enabled) == ("我的问法？", False)
    assert question.answer


def test_a_section_without_a_question_gets_one() -> None:
    bare = Bank(
        tuple(one for one in CODE.questions if CACHE.section not in one.sections),
        CODE.skipped,
        CODE.places,
    )
    made = laid({CACHE: SectionOutcome(card=CARD)}, bare)
    assert len(made.questions) == len(bare.questions) + 1
    assert made.questions[0].text == "备菜缓存为什么快？"


def test_where_the_model_fails_the_codes_question_stands() -> None:
    made = laid({CACHE: SectionOutcome(card=replace(CARD, answer=(QuotedText("x", "没有这句"),)))})
    assert made.questions == CODE.questions


def test_where_there_is_nothing_to_ask_nothing_is_asked() -> None:
    made = laid({CACHE: SectionOutcome(nothing="只有广告")})
    assert len(made.questions) == len(CODE.questions) - 1
    (skipped,) = [one for one in made.skipped if one.section == CACHE.section]
    assert skipped.reason is SkipReason.NOTHING


def test_another_heading_or_text_makes_it_another_section() -> None:
    assert section_hash(CACHE) != section_hash(replace(CACHE, heading_path=("别的",)))
    assert section_hash(CACHE) != section_hash(replace(CACHE, text=CACHE.text + "多一句。"))
    assert section_hash(CACHE) == section_hash(replace(CACHE, lines=(90, 99), file="b.md"))
