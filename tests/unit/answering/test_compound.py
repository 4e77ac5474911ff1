"""A term with its noun is one thing: notes may hold both words and still not speak of it."""

from __future__ import annotations

import pytest

from bot.answering.compound import compounds, share_taken_apart
from bot.core.passage import Passage


def passage(text: str, *path: str) -> Passage:
    return Passage(section="s", file="a.md", title="题", heading_path=path, lines=(1, 1), text=text)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("overlay 网络怎么跨主机？", [("overlay", "网络")]),
        ("overlay网络怎么跨主机？", [("overlay", "网络")]),
        ("ZGC 收集器和 G1 收集器哪个停顿短？", [("zgc", "收集器"), ("g1", "收集器")]),
        ("Docker 的网络怎么配？", []),  # the network of something is no kind of network
        ("JWT 原理是什么？", []),
        ("RDB 怎么恢复？", []),
        ("nsenter lsns 容器 排查", []),  # words to search for
        ("How do overlay networks work?", []),
        ("", []),
    ],
)
def test_the_compounds_of_a_question(question: str, expected: list[tuple[str, str]]) -> None:
    assert compounds(question) == expected


ASKED = "overlay 网络怎么跨主机？"


@pytest.mark.parametrize(
    ("passages", "share"),
    [
        ([passage("容器的网络有四种。镜像的层叠在 overlay 文件系统上。", "docker")], 1.0),
        ([passage("容器的网络有四种。"), passage("层叠在 overlay 文件系统上。")], 1.0),
        ([passage("别的。"), passage("Overlay 网络用 VXLAN 封包。")], 0.0),
        ([passage("用 VXLAN 封包。", "网络", "overlay")], 0.0),
        ([passage("网络包先封进 VXLAN。", "overlay")], 0.0),
        ([passage("overlay 用 VXLAN 封包。", "网络")], 0.0),
        ([], 1.0),
    ],
)
def test_a_compound_is_apart_where_no_passage_puts_it_together(
    passages: list[Passage], share: float
) -> None:
    assert share_taken_apart(ASKED, passages) == share


def test_each_compound_counts_for_its_share() -> None:
    text = "G1 收集器按 Region 回收。"
    assert share_taken_apart("ZGC 收集器和 G1 收集器哪个停顿短？", [passage(text)]) == 0.5


def test_without_compounds_nothing_is_apart() -> None:
    assert share_taken_apart("容器为什么启动快？", []) == 0.0
