from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from bot.bank.points.clauses import pieces, tidy
from bot.bank.points.extract import candidates, points_of
from bot.bank.points.point_draft import alike, choose
from bot.core.passage import Passage
from bot.core.question import MAX_POINT_CHARS, MAX_POINTS, PointKind
from bot.language.statements import statements
from bot.notes.sections import sections_in_folder

REAL: list[Passage] = [
    passage
    for folder in (ROOT / "data" / "notes", ROOT / "tests" / "notes")
    for passage in sections_in_folder(folder)[0]
]

LIST = """## 消息队列

队列的作用是**让生产者不用等消费者**，两边各按自己的速度走。

- **解耦**：生产者不需要知道谁来消费
- **削峰**：突发的请求先存进队列，消费者慢慢处理
- 消息默认保留 7 天
- 注意

它有什么代价？

| 方案 | 延迟 | 顺序 |
| --- | --- | --- |
| 单分区 | 较高 | 全局有序 |

```bash
queue --push 消息内容写在这里
```
"""


def texts(markdown: str, subject: str = "", heading: str = "") -> list[str]:
    return [found.text for found in points_of(markdown, subject, heading)]


def test_points_come_from_prose_lists_and_tables_but_not_from_code() -> None:
    assert texts(LIST) == [
        "队列的作用是让生产者不用等消费者，两边各按自己的速度走",
        "解耦：生产者不需要知道谁来消费",
        "削峰：突发的请求先存进队列，消费者慢慢处理",
        "消息默认保留 7 天",
        "单分区——延迟：较高；顺序：全局有序",
    ]


def test_a_bold_word_becomes_the_statement_around_it() -> None:
    (point,) = points_of("线程切换要保存寄存器，但**共享同一份地址空间**。")
    assert point.text == "线程切换要保存寄存器，但共享同一份地址空间"
    assert point.kind is PointKind.BOLD
    assert point.weight == 1.5


@pytest.mark.parametrize(
    "line",
    [
        "**注意**",
        "为什么会这样？",
        "我昨天折腾了一下午才搞定这个配置。",
        "如下图所示，请求先经过网关。",
        "参考：[一篇讲队列的文章](https://example.org/queue)",
        "docker run -d --name web nginx",
        "请你扮演一名资深面试官，对我提问。",
        "例如用户下单以后再付款的场景。",
        "**缓存**",
    ],
)
def test_asides_questions_diaries_pointers_links_and_commands_are_no_points(line: str) -> None:
    assert texts(f"缓存放在内存里，读写都比磁盘快得多。\n\n{line}\n") == [
        "缓存放在内存里，读写都比磁盘快得多"
    ]


def test_a_long_sentence_gives_a_stretch_of_it_that_reads_alone() -> None:
    long = (
        "如果主节点在把写入复制给从节点之前就宕机，那么哨兵选出来的新主节点上不会有这次写入，"
        "客户端却已经收到成功的应答，**所以异步复制不能保证不丢数据**，"
        "要更稳就得让写入等到至少一个从节点确认。"
    )
    found = texts(long)
    assert found
    assert all(len(text) <= MAX_POINT_CHARS for text in found)
    assert any("异步复制不能保证不丢数据" in text for text in found)


def test_a_condition_is_never_left_without_what_follows_from_it() -> None:
    best = pieces("当一个事务长时间不提交的时候，旧版本的数据就一直不能清理。", 30)
    assert all(piece.worth < 2 for piece in best if piece.text.endswith("的时候"))


def test_a_pronoun_at_the_beginning_gets_the_subject_of_the_heading() -> None:
    assert texts("它是一种按需复制的策略。", "写时复制") == ["写时复制是一种按需复制的策略"]


def test_another_things_pronoun_is_not_replaced() -> None:
    assert texts("该参数指定了最大的连接数，默认是一百个。", "连接池") == []


def test_short_items_of_a_list_are_one_point() -> None:
    (point,) = points_of("cgroup 能限制：\n\n- CPU\n- 内存\n- 磁盘\n")
    assert point.text == "cgroup 能限制：CPU、内存、磁盘"
    assert point.quote == "CPU\n- 内存\n- 磁盘"


def test_what_an_item_says_of_the_item_around_it_names_it() -> None:
    nested = (
        "- 令牌桶\n  - 优点：允许一定程度的突发流量通过\n  - 缺点：参数需要根据压测结果来调整\n"
    )
    assert texts(nested) == [
        "令牌桶的优点：允许一定程度的突发流量通过",
        "令牌桶的缺点：参数需要根据压测结果来调整",
    ]


def test_the_quote_keeps_the_notes_marks_but_no_lone_ones() -> None:
    (point,) = points_of("**快照只保存某一刻的数据，两次之间的写入会丢。要更稳就用日志**")[:1]
    assert point.quote == "快照只保存某一刻的数据，两次之间的写入会丢"
    assert "`" not in point.text


def test_code_in_a_sentence_is_never_cut() -> None:
    markdown = "连接池满了就得等。`pool.get(timeout=5)` 会在五秒以后抛出超时的异常。"
    assert texts(markdown)[-1] == "pool.get(timeout=5) 会在五秒以后抛出超时的异常"


def test_points_that_say_the_same_are_merged_and_the_better_one_stays() -> None:
    found = candidates("**索引会让写入变慢。**\n\n- 索引会让写入变慢一些\n")
    assert [one.kind for one in choose(found)] == [PointKind.BOLD]


def test_what_repeats_the_heading_is_no_point() -> None:
    assert texts("**怎样配置日志的级别**\n", heading="怎样配置日志的级别") == []


def test_an_english_sentence_is_cut_where_the_next_clause_has_its_own_subject() -> None:
    found = texts(
        "A write-ahead log records every change before it is applied, "
        "so the database can replay it after a crash."
    )
    assert found
    assert all(len(text) <= MAX_POINT_CHARS for text in found)


def test_lines_wrapped_by_hand_are_one_sentence() -> None:
    (first, *_) = statements(
        "The scheduler picks a node for every pod that has none yet and\n"
        "writes the name of the node into the pod.\n"
    )
    assert first.plain.endswith("into the pod.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("但是，锁会让吞吐下降。", "锁会让吞吐下降"),
        ("1. 先写日志", "先写日志"),
        ("8.0.13 起支持", "8.0.13 起支持"),
        ("最后一次写入的时间", "最后一次写入的时间"),
        ("（见下", "见下"),
    ],
)
def test_tidying_takes_off_connectives_and_numbers_only(before: str, after: str) -> None:
    assert tidy(before) == after


@pytest.mark.parametrize("text", ["", "   \n\n", "![图](a.png)", "```\ncode\n```", "---", "# 题"])
def test_nothing_gives_no_points(text: str) -> None:
    assert points_of(text) == []


# -- what holds for every section ------------------------------------------------------------------


def check(text: str) -> None:
    found = points_of(text, "队列", "消息队列")
    assert found == points_of(text, "队列", "消息队列")
    assert len(found) <= MAX_POINTS
    for one in found:
        assert one.quote.strip()
        assert one.quote in text
        assert text[one.start :].startswith(one.quote)
        assert 0 < len(one.text) <= MAX_POINT_CHARS
        assert "\n" not in one.text
        assert one.weight > 0
    for i, one in enumerate(found):
        assert not any(alike(one.text, other.text) for other in found[i + 1 :])
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("passage", REAL, ids=lambda passage: f"{passage.file}:{passage.lines[0]}")
def test_points_of_real_sections_are_short_exact_and_distinct(passage: Passage) -> None:
    check(passage.text)


LINES = st.sampled_from(
    [
        "- **解耦**：生产者不需要知道谁来消费",
        "  - 优点：部署简单，坏了也容易恢复",
        "> 引用里的一句话，它说了一件完整的事情。",
        "| 方案 | 延迟 |",
        "| --- | --- |",
        "| 单分区 | 比多分区更高一些 |",
        "```",
        "**加粗的一行，没有别的内容",
        "前半句在这一行，",
        "后半句在下一行。",
        "$$",
        "`a.b()`，然后 **再说** 一句 `c",
        "1. 先写日志；2. 再写数据（见[这里](https://x.org/a_(b))）！",
        "Reads never block writes, and writes never block reads.",
        "",
        "## 一个标题",
    ]
)


@given(
    st.lists(st.one_of(LINES, st.text(alphabet="*`_[]()（）：:，。-|#>!~$ \t索引x1", max_size=30)))
)
def test_points_of_any_text_are_short_exact_and_distinct(lines: list[str]) -> None:
    check("\n".join(lines))
