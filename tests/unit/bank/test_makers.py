"""What is asked about a section: the makers' candidates, and what the gate chooses."""

from __future__ import annotations

import pytest

from bot.bank.gate import boosted
from bot.bank.gate.judge import asked
from bot.bank.makers.every import candidates
from bot.bank.makers.reading import SectionReading


def section(path: tuple[str, ...], body: str, title: str = "笔记") -> SectionReading:
    return SectionReading(path, title, f"## {path[-1]}\n\n{body}\n")


def offered(path: tuple[str, ...], body: str, title: str = "笔记") -> list[str]:
    return [one.text for one in candidates(section(path, body, title))]


def best(path: tuple[str, ...], body: str, title: str = "笔记") -> str:
    (found,) = asked([section(path, body, title)])
    return found[0].candidate.text if found else ""


@pytest.mark.parametrize(
    ("path", "body", "names"),
    [
        (
            ("页面置换", "LRU"),
            "最近最少使用的页面先被换出，因为刚刚用过的页面很可能马上再用。\n\n"
            "- 实现时用一个链表，访问过的页面移到表头\n- 缺点是要维护链表，每次访问都有开销\n",
            "LRU",
        ),
        (
            ("Transformer", "Encoder 的结构"),
            "Encoder 由六个相同的层堆叠而成，每一层有多头自注意力和前馈网络两个子层。\n\n"
            "子层的外面有残差连接和层归一化。\n",
            "Encoder",
        ),
        (
            ("字符集", "Unicode 编码"),
            "Unicode 给世界上的每个字符一个唯一的编号。\n\n"
            "UTF-8 是它的一种变长存储方式，英文占一个字节，汉字一般占三个字节。\n",
            "Unicode",
        ),
        (
            ("公司法", "股东大会"),
            "股东大会是股份公司的权力机构，由全体股东组成。\n\n"
            "- 每年至少召开一次年会\n- 决定经营方针，选举董事，审议利润分配\n",
            "股东大会",
        ),
        (
            ("细胞", "线粒体产生 ATP"),
            "线粒体通过有氧呼吸把葡萄糖里的能量转化成 ATP。\n\n"
            "电子在内膜上传递时把质子泵到膜间隙，质子回流推动 ATP 合酶工作。\n",
            "线粒体",
        ),
    ],
)
def test_core_topics_are_asked_about_by_their_name(
    path: tuple[str, ...], body: str, names: str
) -> None:
    assert names in best(path, body)


def test_a_side_takes_its_subject_from_the_nearest_name_above() -> None:
    body = "读多写少时提交很快，冲突多的时候要不断重试，反而更慢。"
    assert "乐观锁有什么缺点？" in offered(("并发", "乐观锁", "缺点"), body)
    english = "It is slow for large data, and it fails where the sample has few extreme values."
    assert "What are the disadvantages of Bootstrap sampling?" in offered(
        ("Statistics", "Bootstrap sampling", "Disadvantage(s)"), english
    )


def test_two_things_are_told_apart_only_where_the_section_does() -> None:
    apart = "进程有自己的地址空间，与线程相比切换的开销更大。"
    assert "进程和线程有什么区别？" in offered(("操作系统", "进程和线程"), apart)
    each = "进程是资源的单位，线程是调度的单位。"
    assert "进程和线程有什么区别？" not in offered(("操作系统", "进程和线程"), each)


def test_why_is_asked_where_a_sentence_gives_the_reason() -> None:
    body = "写操作要先写日志，因为断电以后只有日志能恢复数据。"
    assert any(text.startswith("为什么") for text in offered(("数据库", "预写日志"), body))
    english = "Indexes are slow for writes because every change has to be made twice."
    assert "Why are indexes slow for writes?" in [
        text.replace("Indexes", "indexes") for text in offered(("Indexes",), english)
    ]


def test_how_it_works_is_no_question_without_a_mechanism() -> None:
    assert not any(
        "怎么工作" in text for text in offered(("城市", "新加坡"), "新加坡是一个城市国家。")
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (("Design", "Disadvantage(s)"), "See the articles above for more of them, they are good."),
        (("World", "singapore"), "The meeting of the team was in this place, and it was warm."),
        (("Book", "Source(s) and further reading"), "A book that explains it all in nice words."),
        (("算法", "参考资料"), "一本讲算法的书，写得很清楚，适合入门的人慢慢地读。"),
    ],
)
def test_structure_and_places_are_not_asked_about(path: tuple[str, ...], body: str) -> None:
    assert best(path, body, path[0]) == ""


def test_an_owner_is_a_name_and_no_side_or_class_of_things() -> None:
    assert section(("Redis 学习笔记", "持久化", "优点"), "快。").owner == "持久化"
    assert section(("Kubernetes Questions", "Overview"), "It is big.").owner == "Kubernetes"
    assert section(("什么是滑动窗口？", "为什么要滑动"), "因为会丢。").owner == "滑动窗口"


def test_the_gate_as_json_is_the_gate() -> None:
    model = boosted.shipped()
    again = boosted.from_json(boosted.as_json(model))
    told = [{"size": 5.0, "s-name": 1.0}, {"q-signs": 9.0}]
    for target in boosted.TARGETS:
        assert again.probabilities(told)[target].tolist() == pytest.approx(
            model.probabilities(told)[target].tolist(), abs=1e-6
        )
