"""Contradictions as the real encoder tells them: the verdict, its words, and no false alarm."""

from __future__ import annotations

import pytest

from bot.core.passage import Passage
from bot.core.score import Verdict
from bot.grading.grade import Grade, Grader
from bot.grading.material import needed, points_for
from bot.search.text_vectors import EmbedderMeaning, meaning_of
from ingest.embedding.embedder import SentenceEmbedder

KERNELS = "虚拟机各有自己的内核。容器共用宿主机的内核，所以启动快。"
ONE_LINE = "- **虚拟机**：每台都装一套系统，有自己的内核\n- **容器**：共用宿主机的内核\n"
REPLICA = "主从复制默认是异步的，主节点不等从节点确认就返回。"
BURST = "令牌桶允许一定的突发流量，桶容量是 100 个令牌。漏桶不允许突发，按固定速率流出。"
TIMEOUT = "会话默认 30 分钟过期，过期以后要重新登录。"
ENGLISH = "Readers do not block writers. The default timeout is 50 seconds."
LOG = "写的时候先写日志，再写数据页。"


@pytest.fixture(scope="module")
def meaning(embedder: SentenceEmbedder) -> EmbedderMeaning:
    found = meaning_of(embedder)
    assert found is not None
    return found


def graded(question: str, note: str, answer: str, meaning: EmbedderMeaning) -> Grade:
    section = Passage(section="s", file="", title="", heading_path=("",), lines=(1, 1), text=note)
    points = points_for(question, [section], meaning)
    return Grader(meaning=meaning).grade(question, points, answer, [section], needed(points))


WRONG = [
    ("虚拟机和容器的内核有什么不同？", KERNELS, "虚拟机共用宿主机的内核。"),
    ("虚拟机和容器的内核有什么不同？", ONE_LINE, "容器有自己的内核，虚拟机共用宿主机的内核。"),
    ("主从复制是怎么做的？", REPLICA, "主从复制默认是同步的。"),
    ("令牌桶有什么特点？", BURST, "令牌桶不允许突发流量。"),
    ("令牌桶有什么特点？", BURST, "令牌桶的桶容量是 500 个令牌。"),
    ("会话多久过期？", TIMEOUT, "会话默认 60 分钟过期。"),
    ("How do reads and writes interact?", ENGLISH, "Readers block writers."),
    ("What is the timeout?", ENGLISH, "The default timeout is 10 seconds."),
    ("怎么写盘？", LOG, "先写数据页再写日志。"),
]
RIGHT = [
    ("虚拟机和容器的内核有什么不同？", KERNELS, "容器没有自己的内核，用的是宿主机那一份。"),
    ("虚拟机和容器的内核有什么不同？", ONE_LINE, "虚拟机每台一个 kernel，容器跟宿主机共享。"),
    ("主从复制是怎么做的？", REPLICA, "复制是异步的，主库写完直接返回，不等从库。"),
    ("令牌桶有什么特点？", BURST, "令牌桶可以放过一点突发，桶里最多 100 个令牌。"),
    ("令牌桶有什么特点？", BURST, "漏桶出去的速度是固定的，扛不了突发。"),
    ("会话多久过期？", TIMEOUT, "session 三十分钟就失效，过期了得再登录一次。"),
    ("How do reads and writes interact?", ENGLISH, "Writers are never blocked by readers."),
    ("What is the timeout?", ENGLISH, "It gives up after 50 seconds by default."),
    ("怎么写盘？", LOG, "写数据页之前先写日志。"),
]


@pytest.mark.parametrize(("question", "note", "answer"), WRONG)
def test_what_the_notes_deny_is_contradicted(
    question: str, note: str, answer: str, meaning: EmbedderMeaning
) -> None:
    grade = graded(question, note, answer, meaning)
    against = [one for one in grade.points if one.verdict is Verdict.CONTRADICTED]
    assert against
    assert all(one.evidence in answer and one.note for one in against)
    assert grade.score < 50


@pytest.mark.parametrize(("question", "note", "answer"), RIGHT)
def test_the_same_in_other_words_is_not(
    question: str, note: str, answer: str, meaning: EmbedderMeaning
) -> None:
    grade = graded(question, note, answer, meaning)
    assert all(one.verdict is not Verdict.CONTRADICTED for one in grade.points)
    assert grade.score > 0


@pytest.mark.parametrize(
    ("note", "answer"),
    [
        ("放几个请求试探，成功就关闭熔断，失败就继续打开。", "试几个请求，成功了就关上"),
        ("64 位的 long：41 位时间戳，10 位机器号，12 位序列号。", "它是个 64 位整数"),
        ("把 PasswordAuthentication 设成 no，最后重启 sshd。", "先改成 no，最后重启 sshd"),
        ("docker rm 之后改动全丢，要持久化就用 volume。", "删了容器，改动就没了"),
    ],
)
def test_conditions_values_and_counts_of_other_things_are_no_contradiction(
    note: str, answer: str, meaning: EmbedderMeaning
) -> None:
    grade = graded("这是怎么回事？", note, answer, meaning)
    assert all(one.verdict is not Verdict.CONTRADICTED for one in grade.points)
