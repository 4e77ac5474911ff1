from __future__ import annotations

import pytest

from bot.bank.asking.phrase import phrase
from bot.core.question import QuestionKind
from bot.phrasing import headings

LONG = "这一节讲清楚过程：首先写日志，再写数据，出错就从日志里恢复，因此不会丢。"

WINDOW = "预读窗口是一段提前读进来的磁盘内容，命中时它会变大。"
BUCKET = "令牌桶算法是一种限流的办法：首先按速率放令牌，然后每个请求拿走一个。"


def asked(*path: str, title: str = "笔记", text: str = LONG, items: int = 0) -> str | None:
    made = phrase(path, title, text, items)
    return made.text if made else None


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (("Docker与虚拟机的区别是什么？",), "Docker 与虚拟机的区别是什么？"),
        (("什么是幂等",), "什么是幂等？"),
        (("3.2 如何保证消息不丢",), "如何保证消息不丢？"),
        (("一、为什么需要索引？",), "为什么需要索引？"),
        (("（1）什么是快照",), "什么是快照？"),
        (("🔥 为什么需要索引",), "为什么需要索引？"),
        (("第二步：如何回滚一次发布？",), "如何回滚一次发布？"),
        (("如何选出新的主节点，使用投票",), "如何选出新的主节点？"),
        (("LoRA为什么省显存呢",), "LoRA 为什么省显存？"),
        (("Raft", "为什么速度快"), "说到 Raft，为什么速度快？"),
        (("差别在哪？",), None),
        (("Redis 持久化", "优点"), "Redis 持久化有什么优点？"),
        (("消息队列", "原理"), "消息队列的原理是什么？"),
        (("docker", "容器网络模式", "host模式"), "docker 中的 host 模式是怎么工作的？"),
        (("Redis", "缓存雪崩"), "请讲讲 Redis 中的缓存雪崩。"),
        (("iptables 结构",), "iptables 由哪几部分组成？"),
        (("SSO的优缺点",), "SSO 有哪些优缺点？"),
        (("配置网关",), None),
        (("网络设置", "配置网关"), "在网络设置里，怎么配置网关？"),
        (("将容器打包成镜像",), "怎么将容器打包成镜像？"),
        (("光纤接口 VS 铜缆接口",), "光纤接口和铜缆接口有什么区别？"),
        (("日志应该写到标准输出",), "为什么说“日志应该写到标准输出”？"),
        (("Kafka 的三种语义",), "Kafka 的三种语义分别是什么？"),
        (("参考资料",), None),
        (("ref",), None),
        (("方法一",), None),
        (("一个demo",), None),
        (("背景",), None),
        (("我自己的设备实操",), None),
        (("TODO",), None),
        ((), None),
    ],
)
def test_a_heading_becomes_what_an_interviewer_says(
    path: tuple[str, ...], question: str | None
) -> None:
    assert asked(*path) == question


@pytest.mark.parametrize(
    ("path", "text", "question"),
    [
        (("What is write skew?",), "Two transactions read the same.", "What is write skew?"),
        (
            ("Deadlocks",),
            "Each transaction waits for the other, and then one is aborted.",
            "How do deadlocks work?",
        ),
        (
            ("Write-ahead log",),
            "A write-ahead log is a file of changes.",
            "What is a write-ahead log?",
        ),
        (("Locks", "Pros"), "Simple to reason about.", "What are the advantages of Locks?"),
        (
            ("Choosing a lock",),
            "Take the one that blocks least.",
            "How do you go about choosing a lock?",
        ),
        (("References",), "A book.", None),
    ],
)
def test_an_english_heading_is_phrased_in_english(
    path: tuple[str, ...], text: str, question: str | None
) -> None:
    assert asked(*path, title="Databases", text=text) == question


def test_a_definition_in_the_text_makes_it_a_definition_question() -> None:
    made = phrase(("写时复制机制",), "笔记", "写时复制是一种推迟复制的办法。", 0)
    assert made is not None
    assert made.kind is QuestionKind.DEFINITION


def test_a_title_lends_its_subject_to_a_part() -> None:
    assert asked("流程", title="SSO原理学习笔记") == "SSO 的流程是怎样的？"
    assert asked("流程", title="记一次我的折腾") is None


@pytest.mark.parametrize(
    ("heading", "cleaned"),
    [
        ("3.2 缓存", "缓存"),
        ("一、缓存", "缓存"),
        ("（2）缓存", "缓存"),
        ("第三章：缓存", "缓存"),
        ("**缓存**：", "缓存"),
        ("📌 缓存（2023-03-15 更新）", "缓存"),
        ("缓存（这部分讲得不错）", "缓存"),
        ("类型推断 (Type Inference)", "类型推断（Type Inference）"),
        ("2PC", "2PC"),
        ("12-factor", "12-factor"),
        ("3个阶段", "3个阶段"),
    ],
)
def test_numbers_emoji_dates_and_remarks_are_taken_off_a_heading(
    heading: str, cleaned: str
) -> None:
    assert headings.clean(heading) == cleaned


@pytest.mark.parametrize(
    ("path", "title", "text", "question"),
    [
        # What the notes' author asks is not cut, and not answered.
        (("什么是快照？怎么恢复？",), "笔记", LONG, "什么是快照？怎么恢复？"),
        (("快照的代价——为什么需要增量快照？",), "笔记", LONG, "为什么需要增量快照？"),
        # A file's name is nobody's owner, a heading above is.
        (("预读窗口",), "disk_cache-zh", WINDOW, "预读窗口是什么？"),
        (("磁盘缓存", "预读窗口"), "disk", WINDOW, "请讲讲磁盘缓存中的预读窗口。"),
        # How a thing works asks more than what it is.
        (("令牌桶算法",), "笔记", BUCKET, "令牌桶算法是怎么工作的？"),
        (("快照磁盘卷", "功能及应用场景"), "笔记", LONG, "快照磁盘卷的功能及应用场景是什么？"),
        (("使用快照和备份的比较",), "笔记", LONG, "快照和备份有什么区别？"),
        (("存储节点初始化",), "笔记", LONG, "存储节点怎么初始化？"),
    ],
)
def test_what_is_asked_says_no_less_in_better_words(
    path: tuple[str, ...], title: str, text: str, question: str
) -> None:
    assert asked(*path, title=title, text=text) == question


@pytest.mark.parametrize("heading", ["使用场景", "应用场景", "适用场景", "应用"])
def test_a_heading_for_uses_asks_where_the_thing_fits(heading: str) -> None:
    made = phrase(("消息队列", heading), "笔记", "消息队列适合在高峰时把请求先存起来。", 0)
    assert made is not None
    assert made.text == "消息队列适合用在什么场景？"
    assert made.kind is QuestionKind.SCENARIO
    assert made.subject == "消息队列"
