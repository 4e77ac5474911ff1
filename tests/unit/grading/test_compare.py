"""Comparisons the wrong way round."""

from __future__ import annotations

import pytest

from bot.core.passage import Passage
from bot.grading.opposition.compare import comparisons, turned_round
from ingest.text.sentences import sentence_spans

NOTE = """- 上游的超时要**大于**下游超时加重试的总时间。
- 虚拟机的安全性要比容器稍好
- RDB 恢复比 AOF 快
- 与虚拟机相比，容器的资源损耗要少
- Readers are faster than writers.
"""


def told(answer: str) -> list[tuple[str, str]]:
    section = Passage(section="s", file="", title="", heading_path=("",), lines=(1, 1), text=NOTE)
    found = turned_round([section], answer, sentence_spans(answer))
    return [(answer[start:end], note) for (start, end), note in found]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ("上游的超时要设得比下游短，这样能早点返回", "上游的超时"),
        ("所以容器的安全性比虚拟机更高", "安全性"),
        ("AOF 恢复比 RDB 快", "RDB 恢复"),
        ("RDB 比 AOF 恢复得慢", "RDB 恢复"),
        ("容器的资源损耗比虚拟机多", "资源损耗"),
        ("Writers are faster than readers.", "Readers"),
    ],
)
def test_the_other_way_round_is_told_with_the_notes_words(answer: str, note: str) -> None:
    found = told(answer)
    assert len(found) == 1
    assert note in found[0][1]


@pytest.mark.parametrize(
    "answer",
    [
        "上游超时要比下游长",
        "虚拟机的安全性比容器高",
        "容器的安全性比虚拟机差",
        "AOF 恢复比 RDB 慢",
        "RDB 文件比 AOF 小",
        "虚拟机的资源损耗比容器多",
        "Writers are slower than readers.",
        "容器不比虚拟机安全",
        "如果容器的安全性比虚拟机更高呢？",
        "RDB 和 AOF 各有好处",
    ],
)
def test_the_same_the_unsure_and_other_matters_are_not(answer: str) -> None:
    assert told(answer) == []


def test_a_sentence_without_two_sides_compares_nothing() -> None:
    assert list(comparisons("比较快，大于 10 就行")) == []
