"""Which sections are worth asking about, and in what words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.suggest.worth_asking import worth_asking

ZH = "这一节用几句话说明它的来历、做法和代价，读完就能回答别人的提问，也知道该怎么取舍。"
EN = (
    "This section is written in whole sentences that explain the matter, why it is done that way "
    "and what it costs, so that a question about it can be answered."
)


def first(path: list[str], title: str, body: str) -> str | None:
    asked = worth_asking(path, title, body)
    return asked[0].text if asked else None


@pytest.mark.parametrize(
    ("path", "title", "body", "expected"),
    [
        (["1. Kafka 和 RabbitMQ 有什么区别?"], "消息", ZH, "Kafka 和 RabbitMQ 有什么区别？"),
        (["（二）消费者组为什么要再均衡"], "消息", ZH, "消费者组为什么要再均衡？"),
        (["Q3：什么是死信队列（DLQ）？"], "消息", ZH, "什么是死信队列？"),
        (["第二步：如何回滚一次发布？"], "发布", ZH, "如何回滚一次发布？"),
        (["What is write skew?"], "Transactions", EN, "What is write skew?"),
        (["3.2 Why does Raft need a leader"], "Consensus", EN, "Why does Raft need a leader?"),
        (["How to rotate TLS certificates"], "Ops", EN, "How do you rotate TLS certificates?"),
        (["How DNS caching works"], "Ops", EN, "How does DNS caching work?"),
    ],
)  # fmt: skip
def test_a_question_of_the_notes_is_offered_in_its_words(
    path: list[str], title: str, body: str, expected: str
) -> None:
    assert first(path, title, body) == expected


@pytest.mark.parametrize(
    ("path", "body", "subject"),
    [
        (
            ["缓存", "布隆过滤器"],
            "布隆过滤器是一种省内存的集合，用来判断一个键一定不在或者可能在。\n\n"
            "- 它会误判，但不会漏判\n- 删除一个键需要计数的变体\n",
            "布隆过滤器",
        ),
        (
            ["Design", "Event sourcing"],
            "Event sourcing is a way to keep state: every change is stored as an event. The state "
            "is computed from the events, so it can be rebuilt at any time.",
            "event sourcing",
        ),
    ],
)
def test_a_name_that_its_section_explains_is_asked_about(
    path: list[str], body: str, subject: str
) -> None:
    asked = first(path, path[0], body)
    assert asked is not None
    assert subject in asked.lower()


@pytest.mark.parametrize(
    "heading",
    [
        *("References", "Source(s) and further reading", "See also", "Table of Contents"),
        *("Changelog", "License", "Contributing", "About the author", "Sponsors"),
        *("Chapter 3", "Part II", "Day 12", "Exercise 4", "Q1", "1.2.3", "2021-03-04", "v2.1.0"),
        *("Overview", "Examples", "Notes", "Usage", "Pros and cons", "Who?", "Which?", "Why?"),
        *("Misc", "How does it work?", "What is this?", "What is it and why?", "singapore"),
        *("[]", "🎉"),
    ],
)  # fmt: skip
def test_an_english_heading_that_nobody_would_ask_about_is_left_alone(heading: str) -> None:
    assert first([heading], "stuff", EN) is None
    assert first(["Stuff", heading], "stuff", EN) is None


@pytest.mark.parametrize(
    "heading",
    [
        *("参考资料", "参考链接：", "延伸阅读与参考文献", "目录", "更新日志", "许可证"),
        *("贡献指南", "关于作者", "第三章", "第 2 天", "练习 3", "方法二", "问题1", "（三）"),
        *("2021-03-04 周四", "2023 年", "概述", "小结", "示例", "优点", "常见问题", "注意事项"),
        *("为什么？", "怎么用？", "哪些？", "是什么", "它是怎么工作的？"),
        *("记一次线上故障", "我的配置", "$E=mc^2$", "🎉", "---", "锁和"),
    ],
)  # fmt: skip
def test_a_chinese_heading_that_nobody_would_ask_about_is_left_alone(heading: str) -> None:
    assert first([heading], "杂记", ZH) is None
    assert first(["其他", heading], "杂记", ZH) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "![a picture of it](a.png)\n\n![[another picture of it.png]]",
        "- [A long title of an article](https://example.org/a)\n- [[Another note about it]]\n" * 5,
        "```python\nit = 'is a program that says a lot of words, all of them in here'\n```",
        "See above.",
    ],
)
def test_a_section_that_says_nothing_in_sentences_is_not_asked_about(body: str) -> None:
    assert first(["Write skew"], "Transactions", body) is None


@given(st.text(max_size=40), st.text(max_size=200))
def test_any_section_gives_lines_that_end_as_questions(heading: str, body: str) -> None:
    for asked in worth_asking([heading], "note", f"## {heading}\n\n{body}\n"):
        assert "\n" not in asked.text
        assert asked.text[-1] in "?？。."
