"""Which candidates become essentials and extras, given what a reader would say of them."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest

from bot.bank.points.candidates import PointCandidate, candidates_of, read
from bot.bank.points.choice import alike, chosen, readable
from bot.bank.points.features import NAMES, features_of
from bot.bank.points.point_draft import PointDraft, choose
from bot.bank.points.scorer import MODEL, Chances, score, scorer_from
from bot.core.question import MAX_ESSENTIALS, MAX_EXTRAS, PointKind

SAID = (
    "网关收到请求以后先检查令牌",
    "账单由财务组每个月底核对一遍",
    "搜索服务把词和文档的编号放进倒排表",
    "推送走的是一条不断开的长连接",
    "报表在凌晨从只读副本上算出来",
    "画像每小时用新的点击更新权重",
    "风控规则改过以后要先灰度一天",
    "备份文件放在另一个机房的对象存储里",
    "日志满了就切到下一个文件再写",
    "选主时票数过半的节点成为主节点",
)
GOOD = Chances(good=0.9, shameful=0.0, essential=0.8, central=0.1)
WEAK = Chances(good=0.1, shameful=0.5, essential=0.1, central=0.0)


def found(count: int = len(SAID)) -> list[PointCandidate]:
    return candidates_of(read("\n".join(f"- {said}" for said in SAID[:count])))


def texts(some: list[PointCandidate]) -> list[str]:
    return [one.text for one in some]


def test_the_central_statement_comes_first_and_the_rest_in_the_sections_order() -> None:
    chances = [GOOD, GOOD, replace(GOOD, central=0.9), GOOD]
    essentials, extras = chosen(found(4), chances)
    assert texts(essentials) == [SAID[2], SAID[0], SAID[1], SAID[3]]
    assert extras == []


def test_no_more_than_five_are_essential_and_four_are_extras() -> None:
    essentials, extras = chosen(found(), [GOOD] * len(SAID))
    assert (len(essentials), len(extras)) == (MAX_ESSENTIALS, MAX_EXTRAS)
    assert texts(extras) == sorted(texts(extras), key=SAID.index)


def test_what_is_hardly_essential_is_an_extra_once_there_are_three() -> None:
    beside = replace(GOOD, essential=0.1)
    essentials, extras = chosen(found(5), [GOOD, GOOD, GOOD, beside, beside])
    assert (texts(essentials), texts(extras)) == (list(SAID[:3]), list(SAID[3:5]))
    essentials, extras = chosen(found(3), [GOOD, beside, beside])
    assert (texts(essentials), extras) == (list(SAID[:3]), [])


def test_what_fills_the_essentials_up_to_three_has_to_be_good() -> None:
    poor = Chances(good=0.5, shameful=0.2, essential=0.1, central=0.0)
    essentials, extras = chosen(found(4), [GOOD, GOOD, poor, poor])
    assert (texts(essentials), extras) == (list(SAID[:2]), [])
    assert len(chosen(found(2), [GOOD, poor])[0]) == 2


def test_a_section_of_one_statement_has_one_essential() -> None:
    assert texts(chosen(found(1), [GOOD])[0]) == [SAID[0]]


def test_what_is_likelier_shameful_than_good_is_no_point() -> None:
    assert chosen(found(2), [WEAK, WEAK]) == ([], [])
    assert readable(found(2), [GOOD, WEAK]) == found(2)[:1]


def test_no_two_points_quote_the_same_words_or_say_the_same() -> None:
    twice = candidates_of(read("索引会让写入变慢。\n\n- 索引会让写入变慢一些\n"))
    essentials, extras = chosen(twice, [GOOD] * len(twice))
    assert len(essentials) + len(extras) == 1
    long = (
        "哨兵在主节点长时间没有应答以后投票选出新的主节点，其他的从节点随后改为从它那里复制数据，"
        "客户端再向哨兵问一次主节点在哪里。"
    )
    runs = candidates_of(read(long))
    assert len(runs) > 1
    essentials, extras = chosen(runs, [GOOD] * len(runs))
    kept = [*essentials, *extras]
    assert not any(a.overlaps(b) for a in kept for b in kept if a is not b)


def test_what_one_denies_and_the_other_states_is_not_the_same() -> None:
    assert not alike("读锁允许其他线程同时读同一行数据", "写锁不允许其他线程同时读同一行数据")
    assert alike("索引会让写入变慢", "索引会让写入变慢一些")
    assert alike("只读副本不能接受写入", "只读副本是不能接受写入的")


def test_among_several_sections_essentials_are_taken_before_extras() -> None:
    def draft(at: int, *, essential: bool, worth: float = 5.0) -> PointDraft:
        kind = PointKind.SENTENCE
        return PointDraft(at * 99, SAID[at], SAID[at], kind, worth, "item", essential=essential)

    some = [
        draft(0, essential=False, worth=8.0),
        draft(1, essential=True, worth=3.0),
        draft(2, essential=True),
    ]
    assert choose(some, 2) == some[1:]
    assert choose(some, 3) == some


# -- the scorer ------------------------------------------------------------------------------------


def test_the_shipped_weights_are_those_of_the_features() -> None:
    stored = json.loads(files("bot.bank.points").joinpath(MODEL).read_text(encoding="utf-8"))
    assert tuple(stored["features"]) == NAMES
    stored["features"]["another"] = [0.0] * 6
    with pytest.raises(ValueError, match="fit it anew"):
        scorer_from(stored)


def test_a_definition_of_the_subject_is_likelier_central_than_a_pointer() -> None:
    section = read(
        "租约是一种会过期的锁，持有者必须按时续期。\n\n详情见下图。\n",
        "",
        "租约",
    )
    definition, pointer = score(section, candidates_of(section))
    assert definition.central > pointer.central
    assert definition.good > 0.5 > pointer.good
    assert definition.shameful < pointer.shameful


def test_a_section_without_statements_has_no_chances() -> None:
    empty = read("")
    assert score(empty, []) == []
    assert features_of(empty, []).shape == (0, len(NAMES))
