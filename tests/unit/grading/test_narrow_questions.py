"""Short right answers to questions that want to hear one thing."""

from __future__ import annotations

import pytest

from bot.core.passage import Passage
from bot.core.score import Verdict
from bot.grading.grade import Grade, Grader
from bot.grading.material import needed, points_for
from bot.grading.narrow_questions import is_narrow

SECTION = Passage(
    section="s",
    file="a.md",
    title="缓存",
    heading_path=("缓存", "本地缓存"),
    lines=(1, 9),
    text="""## 本地缓存

- 条目默认 30 分钟过期，由后台线程 sweeper 每分钟扫描一遍，清掉到期的
- 底层用跳表按过期时间排序，插入和删除都是对数时间
- 磁盘上的数据由 compactor 合并，不归 sweeper 管
- 容量满了按访问频率淘汰，淘汰的条目写进日志
- 监听端口 7070，只收本机的请求
""",
)


def graded(question: str, answer: str) -> Grade:
    points = points_for(question, [SECTION])
    return Grader().grade(question, points, answer, [SECTION], needed(points, question))


@pytest.mark.parametrize(
    ("question", "narrow"),
    [
        ("过期的条目靠什么清掉？", True),
        ("监听端口是多少？", True),
        ("谁来合并数据？", True),
        ("Which isolation level prevents lost updates?", True),
        ("What is the default port?", True),
        ("本地缓存和远程缓存有什么区别？", False),
        ("缓存怎么淘汰？", False),
        ("有哪些淘汰策略？", False),
        ("What is a cache, and which policy does it use?", False),
        ("Which level is the default in one and in the other?", False),
        ("Why is it fast?", False),
    ],
)
def test_a_question_for_one_thing_is_told_from_others(question: str, narrow: bool) -> None:
    assert is_narrow(question) is narrow


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("过期的条目靠什么清掉？", "靠 sweeper"),
        ("监听端口是多少？", "7070"),
        ("监听端口是多少？", "是 7070 端口"),
    ],
)
def test_the_name_or_number_that_is_asked_for_is_a_good_answer(question: str, answer: str) -> None:
    grade = graded(question, answer)
    assert grade.score >= 40
    assert [one.verdict for one in grade.points].count(Verdict.HIT) == 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("过期的条目靠什么清掉？", "靠 redis"),
        ("过期的条目靠什么清掉？", "不靠 sweeper"),
        ("监听端口是多少？", "8080"),
        ("监听端口是多少？", "端口"),
    ],
)
def test_another_one_is_none(question: str, answer: str) -> None:
    assert graded(question, answer).score == 0
