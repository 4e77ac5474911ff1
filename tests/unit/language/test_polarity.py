"""The opposite of a note is recognised; other words for the same thing aren't taken for it."""

from __future__ import annotations

import pytest
from places import ROOT

from bot.language.polarity import (
    MEASURES,
    PAIRS,
    affirmed,
    contradicts,
    denials,
    denied,
    turn_round,
    turned,
)
from ingest.text.sentences import sentences

NOTE = """红茶要全发酵，泡的时候水温可以用沸水。
绿茶不经过发酵。绿茶不适合用沸水冲泡。
普通茶杯没有滤网，盖碗也不带把手。
冷藏的茶叶会吸收异味。密封罐能够隔绝潮气。
除非马上喝完，否则不要一次泡太多。
如果不预热茶壶，茶汤会凉得很快。"""

SCOPES = """- **北门** 的车辆可以驶入地下停车场，入口限高两米，凭月卡通行。
- **南门** 的车辆只停在露天停车位，入口设有岗亭，凭短信放行。"""


@pytest.mark.parametrize(
    "claim",
    [
        "绿茶经过发酵。",
        "绿茶适合用沸水冲泡。",
        "普通茶杯有滤网。",
        "冷藏的茶叶不会吸收异味。",
        "密封罐不能隔绝潮气。",
    ],
)
def test_a_flipped_negation_contradicts(claim: str) -> None:
    assert contradicts(NOTE, claim)


@pytest.mark.parametrize(
    "claim",
    [
        "绿茶没有经过发酵。",
        "绿茶并不经过发酵，不能用沸水冲泡。",
        "红茶经过全发酵，可以用沸水泡。",
        "茶杯没带滤网。",
        "盖碗没有把手。",
        "茶叶冷藏时会吸收异味。",
        "潮气被密封罐隔绝，茶叶不会受潮。",
        "预热茶壶之后，茶汤不会凉得很快。",  # what holds under a condition
        "马上喝完的话可以一次泡太多。",
        "绿茶避免发酵。",
        "绿茶不仅清香，而且不经过发酵。",
        "绿茶和红茶不同，不发酵。",
        "不经过发酵的是绿茶。",
        "并不是所有的茶都经过发酵。",
        "乌龙茶经过发酵。",
        "是否经过发酵决定了水温。",
        "",
        "Green tea is fermented.",
    ],
)
def test_other_words_for_the_same_or_for_other_things_do_not(claim: str) -> None:
    assert not contradicts(NOTE, claim)


@pytest.mark.parametrize(
    "claim",
    [
        "南门的车辆可以驶入地下停车场，入口限高两米，凭月卡通行。",
        "从南门进来的车辆能驶入地下停车场，凭月卡通行。",
        "北门的车辆只停在露天停车位，入口设有岗亭，凭短信放行。",
    ],
)
def test_what_is_said_of_the_other_of_two_contradicts(claim: str) -> None:
    assert contradicts(SCOPES, claim)


@pytest.mark.parametrize(
    "claim",
    [
        "北门可以进地下停车场，凭月卡通行。",
        "南门停在露天停车位，凭短信放行。",
        "与南门不同，车辆可以驶入地下停车场，凭月卡通行。",
        "北门凭月卡通行，南门凭短信放行。",
        "车辆凭月卡通行，可以驶入限高两米的地下停车场。",
        "南门的入口设有岗亭。",
        "西门的车辆可以驶入地下停车场，凭月卡通行。",
    ],
)
def test_a_comparison_in_other_words_does_not(claim: str) -> None:
    assert not contradicts(SCOPES, claim)


def test_a_section_about_one_thing_may_be_told_with_its_name() -> None:
    text = "相当于露天停车位，车辆凭短信放行。\n南门**（车辆凭短信放行，入口设有岗亭，夜间关闭）**"
    claim = "南门相当于露天停车位，车辆凭短信放行。"
    assert not contradicts(text, claim, "停车 › 南门")


@pytest.mark.parametrize("text", [NOTE, SCOPES])
def test_no_sentence_contradicts_its_own_passage(text: str) -> None:
    for sentence in sentences(text):
        assert not contradicts(text, sentence), sentence


def test_what_the_passage_says_both_ways_contradicts_nothing() -> None:
    text = "普通用户不能修改配置文件。管理员可以修改配置文件。"
    assert not contradicts(text, "管理员可以修改配置文件。")
    assert not contradicts(text, "普通用户不能修改配置文件。")


KERNELS = """虚拟机各有自己的内核。容器共用宿主机的内核，一秒左右就能启动。
host 模式没有独立的网络命名空间，bridge 模式有独立的网络命名空间。
没有加锁的写入会丢失更新。"""


@pytest.mark.parametrize(
    "claim",
    [
        "容器不共用宿主机的内核。",
        "host 模式有独立的网络命名空间。",
        "bridge 模式没有独立的网络命名空间。",
        "虚拟机共用宿主机的内核。",
        "容器各有自己的内核。",
    ],
)
def test_a_verb_and_its_object_are_denied_like_anything_else(claim: str) -> None:
    assert contradicts(KERNELS, claim)


@pytest.mark.parametrize(
    "claim",
    [
        "容器共用宿主机的内核，虚拟机各有自己的内核。",
        "虚拟机不共用宿主机的内核。",
        "不共用宿主机内核的是虚拟机。",
        "host 模式不创建独立的网络命名空间。",
        "没有加锁的写入会丢失更新。",
        "加了锁的写入不会丢失更新。",
        "虚拟机和容器不同，不共用宿主机的内核。",
        "容器一秒左右就能启动。",
    ],
)
def test_what_follows_from_the_note_is_not_taken_for_its_opposite(claim: str) -> None:
    assert not contradicts(KERNELS, claim)


def test_what_two_share_may_be_said_of_either() -> None:
    text = "MySQL 支持事务和索引。Redis 支持简单的事务和索引。"
    assert not contradicts(text, "Redis 支持事务和索引。")


@pytest.mark.parametrize(
    "text",
    [
        "容器没有内核",
        "它不共用内核",
        "不可以修改",
        "并无锁",
        "未被占用",
        "无需重启",
        "It does not block",
        "it doesn't block",
        "no lock is held",
    ],
)
def test_words_that_deny_are_counted(text: str) -> None:
    assert denials(text) == 1


@pytest.mark.parametrize(
    "text",
    ["不仅快", "不过占内存", "不断重试", "两者不同", "数据没了", "没错", "不可避免", "notes"],
)
def test_words_that_only_look_so_deny_nothing(text: str) -> None:
    assert denials(text) == 0


def test_a_clause_is_denied_and_a_denial_taken_back() -> None:
    assert affirmed("容器没有内核，不共用") == ["容器有内核，不共用", "容器没有内核，共用"]
    assert affirmed("it cannot block") == ["it can block"]
    assert denied("容器有内核") == ["容器没有内核"]
    assert denied("所有容器可以启动") == ["所有容器不可以启动"]


def test_a_word_is_turned_where_it_stands_alone() -> None:
    assert turned("读快写慢", "快", "慢") == "读慢写快"
    assert turned("大量的性能", "大", "小") == "大量的性能"
    assert turned("不支持事务", "支持", "不支持") == "不支持事务"
    assert turned("always open", "always", "never") == "never open"


def test_clauses_turn_each_other_round_by_a_denial_or_an_opposite() -> None:
    assert turn_round("桶允许突发", "桶不允许突发")
    assert turn_round("按升序排列", "按降序排列")
    assert not turn_round("桶允许突发", "令牌桶允许一定的突发")


def test_each_word_is_listed_once_with_what_it_was_written_for() -> None:
    lines = (ROOT / "bot" / "language" / "polarity.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(len(row) == 5 and row[1] and row[4] for row in rows)
    assert {row[0] for row in rows} == {
        *("denies", "keeps", "deniable", "unsure", "pair", "measure", "inside")
    }
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
    assert not {frozenset(pair) for pair in PAIRS if pair[0] == pair[1]}
    assert MEASURES["快"] == ("speed", 1)
    assert MEASURES["slower"] == ("speed", -1)
