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
        (["什么是视图？什么是游标？"], "数据库", ZH, "什么是视图？"),
        (["点击劫持", "如何防御"], "安全", ZH, "如何防御点击劫持？"),
        (["限流", "漏桶 VS 令牌桶"], "系统设计", ZH, "漏桶和令牌桶有什么区别？"),
        (["2PC 与 3PC 的区别"], "分布式", ZH, "2PC 与 3PC 有什么区别？"),
        (["交叉熵与 KL 散度的关系"], "信息论", ZH, "交叉熵与 KL 散度是什么关系？"),
        (["令牌桶算法", "优点"], "限流", ZH, "令牌桶算法有什么优点？"),
        (["限流", "令牌桶算法", "使用说明", "1. 优缺点"], "限流", ZH, None),
        (["令牌桶算法", "概念与特点"], "限流", ZH, "令牌桶算法的概念与特点是什么？"),
        (["布隆过滤器", "适用场景"], "缓存", ZH, "布隆过滤器适合用在什么场景？"),
        (["布隆过滤器的工作原理"], "缓存", ZH, "布隆过滤器的工作原理是什么？"),
        (["安装 Caddy"], "服务器", ZH, "怎么安装 Caddy？"),
        (["回表查询"], "索引", f"回表查询是再按主键取整行。{ZH}", "回表查询是什么？"),
        (["最近最久未使用"], "缓存", f"最近最久未使用是一种办法。{ZH}", "最近最久未使用是什么？"),
        (["动态主机配置协议"], "网络", f"动态主机配置协议分配地址。{ZH}",
         "动态主机配置协议是怎么工作的？"),
        (["What is write skew?"], "Transactions", EN, "What is write skew?"),
        (["3.2 Why does Raft need a leader"], "Consensus", EN, "Why does Raft need a leader?"),
        (["How to rotate TLS certificates"], "Ops", EN, "How do you rotate TLS certificates?"),
        (["How DNS caching works"], "Ops", EN, "How does DNS caching work?"),
        (["An introduction to event sourcing"], "Design", EN, "What is event sourcing?"),
        (["Write Skew"], "Transactions", f"Write skew is odd. Nobody sees write skew. {EN}",
         "What is write skew?"),
        (["Optimistic vs. pessimistic locking"], "Transactions", EN,
         "What is the difference between Optimistic and pessimistic locking?"),
        (["Consistent hashing", "Disadvantage(s)"], "Design", EN,
         "What are the disadvantages of Consistent hashing?"),
        (["Consistent hashing", "How does it work?"], "Design", EN,
         "How does Consistent hashing work?"),
        (["Write skew"], "Transactions", f"Write skew is an anomaly. {EN}", "What is Write skew?"),
        (["Gap locks"], "Transactions", f"Gap locks are locks between rows. {EN}",
         "What are Gap locks?"),
    ],
)  # fmt: skip
def test_a_section_is_asked_about_in_its_language(
    path: list[str], title: str, body: str, expected: str | None
) -> None:
    assert first(path, title, body) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("References", "Source(s) and further reading", "Further reading on locks", "See also"),
        *("Table of Contents", "Changelog", "License", "Contributing", "About the author"),
        *("Sponsors",),
        *("Chapter 3", "Part II", "Day 12", "Exercise 4", "Q1", "1.2.3", "2021-03-04", "v2.1.0"),
        *("Overview", "Examples", "Notes", "Usage", "Pros and cons", "Who?", "Which?", "Why?"),
        *("Misc",),
        *("How does it work?", "What is this?", "What is it and why?"),
        *("Are you familiar with it?",),
        *("singapore", "people", "Write a query that finds duplicates", "Implement a stack"),
        *("We should log to stdout", "My setup", "[]", "🎉", "$E = mc^2$", "[[Locks]]"),
        *("foo_bar()",),
        *("What git stash does?", "What happens the node dies", "Locks and", "Locks (see the"),
    ],
)  # fmt: skip
def test_an_english_heading_that_nobody_would_ask_about_is_left_alone(heading: str) -> None:
    assert first([heading], "stuff", EN) is None
    assert first(["Stuff", heading], "stuff", EN) is None


@pytest.mark.parametrize(
    "heading",
    [
        *("参考资料", "参考链接：", "延伸阅读与参考文献", "目录", "更新日志", "许可证"),
        *("贡献指南", "关于作者"),
        *("第三章", "第 2 天", "练习 3", "方法二", "问题1", "（三）", "Q1", "1.2.3"),
        *("2021-03-04 周四", "2023 年"),
        *("概述", "小结", "示例", "优点", "常见问题", "注意事项", "为什么？", "怎么用？"),
        *("哪些？", "是什么"),
        *("它是怎么工作的？", "这样做有什么好处？", "为什么加在这里，而不是其他地方？", "头部"),
        *("顺序",),
        *("日志应该写到标准输出", "记一次线上故障", "我的配置", "消息丢失", "写一个函数求和"),
        *("列举三个例子",),
        *("$E=mc^2$", "[[锁]]", "🎉", "---", "a == b", "σ(x) 的近似", "锁和", "锁（见"),
        *("x 是不是越大越好？",),
    ],
)  # fmt: skip
def test_a_chinese_heading_that_nobody_would_ask_about_is_left_alone(heading: str) -> None:
    assert first([heading], "杂记", ZH) is None
    assert first(["其他", heading], "杂记", ZH) is None


@pytest.mark.parametrize("above", ["References", "参考资料", "Contributing"])
def test_nothing_below_a_list_of_references_is_asked_about(above: str) -> None:
    assert first([above, "What is write skew?"], "Transactions", EN) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "![a picture of it](a.png)\n\n![[another picture of it.png]]",
        "- [A long title of an article](https://example.org/a)\n- [[Another note about it]]\n" * 5,
        "```python\nit = 'is a program that says a lot of words, all of them in here'\n```",
        "* Some Book, Some Author\n* Another Book, Another Author\n* A Third Book, Its Author\n"
        * 3,
        "$$\\text{this is a formula that has a number of words in it, all of them in it}$$",
        "See above.",
    ],
)
def test_a_section_that_says_nothing_in_sentences_is_not_asked_about(body: str) -> None:
    assert first(["What is write skew?"], "Transactions", body) is None


def test_questions_with_their_answers_inside_a_section_count() -> None:
    body = f"""
<details>
<summary>What is a sidecar container?</summary><br><b>

{EN}
</b></details>

<details>
<summary>Which ones?</summary><br><b>

{EN}
</b></details>

**How do you drain a Nomad node?**

{EN}

**What is a taint in Kubernetes?**
"""
    asked = [s.text for s in worth_asking(["Containers", "Questions"], "Containers", body)]
    assert asked == ["What is a sidecar container?", "How do you drain a Nomad node?"]


def test_a_question_in_another_language_than_its_section_is_left_alone() -> None:
    assert first(["What is write skew?"], "事务", ZH) is None
    assert first(["什么是写偏斜？"], "Transactions", EN) is None


def test_a_name_needs_a_section_that_speaks_of_it() -> None:
    assert first(["Gap locks"], "Transactions", EN) is None
    assert first(["回表查询"], "索引", ZH) is None


def test_a_part_needs_an_owner_with_a_name() -> None:
    assert first(["注意", "优点"], "杂记", ZH) is None
    assert first(["为什么要分层？", "优点"], "杂记", ZH) is None
    assert first(["Day 3", "Advantages"], "misc", EN) is None


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=20), st.text(max_size=200))
def test_any_section_gives_lines_that_end_as_questions(
    path: list[str], title: str, body: str
) -> None:
    for asked in worth_asking(path, title, body + ZH):
        assert asked.text.endswith(("？", "?"))
        assert "\n" not in asked.text


@pytest.mark.parametrize(
    ("shelf", "heading", "expected"),
    [
        ("索引", "什么时候索引会失效？", "什么时候索引会失效？"),
        ("引用", "引用和指针有什么区别？", "引用和指针有什么区别？"),
        ("声明", "为什么变量声明会被提升？", "为什么变量声明会被提升？"),
        ("Index", "Why does an index slow down writes?", "Why does an index slow down writes?"),
        ("Tags", "How do you move a git tag?", "How do you move a git tag?"),
    ],
)
def test_what_is_structure_in_one_note_is_the_subject_of_another(
    shelf: str, heading: str, expected: str
) -> None:
    body = ZH if shelf[0] > "z" else EN
    assert first([shelf, heading], "笔记" if body is ZH else "Notes", body) == expected
    assert first([shelf], shelf, "- [甲](a.md)\n- [乙](b.md)\n") is None
