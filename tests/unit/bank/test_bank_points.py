from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from bot.bank.points.candidates import candidates_of, read
from bot.bank.points.choice import alike
from bot.bank.points.extract import candidates, points_of
from bot.bank.points.wording import tidy
from bot.core.passage import Passage
from bot.core.question import MAX_ESSENTIALS, MAX_EXTRAS, MAX_POINT_WORDS, PointKind
from bot.language.length import words_said
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


def test_points_come_from_prose_lists_and_tables_but_not_from_code_or_questions() -> None:
    said = [one.text for one in candidates(LIST, "", "消息队列")]
    assert "队列的作用是让生产者不用等消费者，两边各按自己的速度走" in said
    assert "解耦：生产者不需要知道谁来消费" in said
    assert not any("内容写在" in text or "代价" in text or text == "注意" for text in said)
    assert texts(LIST, heading="消息队列")[0].startswith("队列的作用是")


def test_essentials_come_before_extras() -> None:
    flags = [one.essential for one in points_of(LIST, "", "消息队列")]
    assert flags == sorted(flags, reverse=True)
    assert flags[0]


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
        "如下图所示，请求先经过网关。",
        "参考：[一篇讲队列的文章](https://example.org/queue)",
        "docker run -d --name web nginx",
        "**缓存**",
    ],
)
def test_asides_questions_pointers_links_and_commands_are_no_points(line: str) -> None:
    assert texts(f"缓存放在内存里，读写都比磁盘快得多。\n\n{line}\n", "", "缓存") == [
        "缓存放在内存里，读写都比磁盘快得多"
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("LRU", "LRU 即最近最少使用：最近最久没有被访问的页面最先被换出"),
        ("Encoder 的结构", "Encoder 由若干个结构相同的层堆叠而成，每一层有两个子层"),
        ("Unicode 编码", "Unicode 是一个字符集，给每个字符分配一个唯一的码点"),
        ("股东大会", "股东大会是公司的权力机构，由全体股东组成"),
        ("线粒体产生 ATP", "线粒体通过有氧呼吸产生 ATP，是细胞的能量工厂"),
        (
            "Consumer groups",
            "A consumer group is a set of consumers that share a topic's partitions",
        ),
    ],
)
def test_words_that_look_like_a_diary_or_code_throw_nothing_out(heading: str, said: str) -> None:
    (point,) = points_of(f"{said}.\n" if said.isascii() else f"{said}。\n", "", heading)
    assert (point.text, point.essential) == (said, True)


def test_a_definition_in_english_is_not_too_long() -> None:
    said = (
        "A service mesh is a dedicated infrastructure layer that handles communication between "
        "services, which takes retries, encryption and tracing out of the application code"
    )
    assert texts(f"{said}.", "", "Service mesh") == [said]


def test_of_a_sentence_that_is_too_long_runs_of_clauses_are_candidates() -> None:
    long = (
        "如果主节点在把写入复制给从节点之前就宕机，那么哨兵选出来的新主节点上不会有这次写入，"
        "客户端却已经收到成功的应答，**所以异步复制不能保证不丢数据**，"
        "要更稳就得让写入等到至少一个从节点确认，或者干脆把两份数据写到同一个共识组里再给客户端应答。"
    )
    found = candidates(long)
    assert found
    assert all(one.quote in long for one in found)
    assert all(words_said(one.text) <= MAX_POINT_WORDS for one in found)


def test_a_pronoun_at_the_beginning_gets_the_subject_of_the_heading() -> None:
    assert texts("它是一种按需复制的策略。", "写时复制") == ["写时复制是一种按需复制的策略"]


def test_what_is_good_or_bad_about_the_subject_names_it() -> None:
    said = "预检在请求之前就拒绝坏的令牌。缺点在于每个请求都要多走一趟网络。"
    found = {one.text for one in candidates_of(read(said, "预检"))}
    assert "预检的缺点在于每个请求都要多走一趟网络" in found


def test_another_things_pronoun_is_not_replaced() -> None:
    for said in ("该参数指定了最大的连接数，默认是一百个。", "该参数默认是一百个。"):
        assert not any("连接池" in text for text in texts(said, "连接池"))


def test_at_the_beginning_of_a_section_this_way_is_what_the_section_is_about() -> None:
    (first, *_) = texts(
        "该方式只在请求之前检查一次令牌，以后不再检查。\n\n令牌过期以后要重新登录。", "预检"
    )
    assert first == "预检只在请求之前检查一次令牌，以后不再检查"


def test_a_link_or_the_heading_once_more_is_not_where_a_section_begins() -> None:
    link = "> [预检的论文](https://example.org/preflight)\n\n"
    said = "该方式只在请求之前检查一次令牌。\n"
    for above in (link, "预检\n\n"):
        found = [one.text for one in candidates_of(read(above + said, "预检", "预检"))]
        assert found[-1] == "预检只在请求之前检查一次令牌"
    assert len(candidates_of(read(link + said, "预检", "预检"))) == 1


def test_a_question_is_never_a_point() -> None:
    found = candidates_of(read("- 租约是谁发的？\n- 租约到期以后要续，由谁来续？\n"))
    assert not any(one.text.endswith("？") for one in found)


def test_a_list_that_is_the_whole_answer_to_a_heading_is_one_point() -> None:
    markdown = "- At build time\n- At boot time\n- At run time\n"
    whole = "At build time, At boot time, At run time"
    asked = read(markdown, "", "When can the limits be changed?")
    assert whole in {one.text for one in candidates_of(asked)}
    assert whole not in {one.text for one in candidates_of(read(markdown, "", "Limits"))}


def test_an_item_that_ends_with_a_comma_goes_on_in_the_next() -> None:
    found = candidates_of(read("- 除了记下每个客户端的位置，\n- 还记下它最近一次续租的时间\n"))
    assert "除了记下每个客户端的位置，还记下它最近一次续租的时间" in {one.text for one in found}


def test_who_is_quoted_is_no_part_of_the_point() -> None:
    link = "[Handbook](https://example.org/mesh)"
    said = "a mesh takes retries and encryption out of the application code"
    for line in (f'{link}: "{said}."', f"From {link}: {said}.", f'From the handbook: "{said}."'):
        assert [one.text for one in candidates_of(read(line))] == [said]


def test_a_line_without_a_stop_is_completed_by_the_list_below() -> None:
    listed = "关闭连接分两个阶段\n\n- 先拒绝新的请求\n- 再等旧的请求做完\n"
    assert "关闭连接分两个阶段：先拒绝新的请求、再等旧的请求做完" in {
        one.text for one in candidates_of(read(listed))
    }
    stopped = listed.replace("阶段", "阶段。")
    assert not any("：" in one.text for one in candidates_of(read(stopped)))


def test_a_last_clause_that_points_to_what_is_below_can_be_left_out() -> None:
    found = candidates_of(
        read("预热让新的节点先跑一部分流量，可以用以下代码打开预热\n\n```\nwarm()\n```\n")
    )
    assert "预热让新的节点先跑一部分流量" in {one.text for one in found}


@pytest.mark.parametrize(
    ("sentence", "torn"),
    [
        (
            "如果主节点在复制之前就已经宕机，那么新的主节点上不会有这次写入，"
            "客户端却已经收到了表示成功的应答，写入的数据就这样丢掉了",
            ("如果主节点在复制之前就已经宕机", "那么新的主节点上不会有这次写入"),
        ),
        (
            "租约到期以后别的节点可以拿到同一把锁，旧的持有者必须停下手里的写入，"
            "停下的办法是：每次写入都带上一个只增不减的号码，存储拒绝比见过的号码更小的写入",
            ("旧的持有者必须停下手里的写入，停下的办法是",),
        ),
        (
            "When the leader crashes before the write has been copied to any of its followers, the "
            "new leader doesn't have it, and the client has been told that everything went well",
            ("When the leader crashes before the write has been copied to any of its followers",),
        ),
    ],
)
def test_a_condition_keeps_its_consequence_and_a_colon_what_it_announces(
    sentence: str, torn: tuple[str, ...]
) -> None:
    runs = {sentence[one.start : one.end] for one in candidates_of(read(sentence))}
    assert len(runs) > 2
    assert not runs & set(torn)


def test_a_quoted_title_is_not_completed_by_a_list() -> None:
    found = candidates_of(read("> 《分布式系统》 第三章\n\n- 先拒绝新的请求\n- 再等旧的做完\n"))
    assert not any("：" in one.text for one in found)


def test_an_item_below_one_that_ends_with_a_colon_begins_with_its_name() -> None:
    inside = "- 避免惊群：\n  - 只唤醒队列里的第一个等待者，而不是所有的等待者\n"
    said = "只唤醒队列里的第一个等待者，而不是所有的等待者"
    assert [one.text for one in candidates_of(read(inside))] == [f"避免惊群：{said}"]
    plain = inside.replace("：", "")
    assert [one.text for one in candidates_of(read(plain))][-1] == said
    name = inside.replace("避免惊群：", "第一种队列")
    assert [one.text for one in candidates_of(read(name))][-1] == f"第一种队列：{said}"


def test_short_items_of_a_list_are_one_point() -> None:
    (point,) = points_of("cgroup 能限制：\n\n- CPU\n- 内存\n- 磁盘\n", "", "cgroup")
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


def test_code_in_a_sentence_is_never_cut() -> None:
    markdown = "连接池满了就得等。`pool.get(timeout=5)` 会在五秒以后抛出超时的异常。"
    assert texts(markdown)[-1] == "pool.get(timeout=5) 会在五秒以后抛出超时的异常"


def test_signs_in_code_are_no_half_of_a_highlight() -> None:
    said = [one.plain for one in statements("`==` 比较两个值\n\n==只有一半的重点\n")]
    assert said == ["== 比较两个值", "只有一半的重点"]


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
        ("求它对权重的极小，即", "求它对权重的极小"),
        ("随即", "随即"),
        ("可见性指一个线程的修改被别的线程读到", "可见性指一个线程的修改被别的线程读到"),
        ("可见，锁不是万能的", "锁不是万能的"),
        ("（注意容器里的时区和宿主机不同）", "容器里的时区和宿主机不同"),
        ("（甲（乙））", "甲（乙）"),
        ("（甲）和（乙）", "（甲）和（乙）"),
        ("注意力权重的和为一", "注意力权重的和为一"),
        ("压测，（先跑十分钟）", "压测（先跑十分钟）"),
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
    assert sum(one.essential for one in found) <= MAX_ESSENTIALS
    assert sum(not one.essential for one in found) <= MAX_EXTRAS
    for one in found:
        assert one.quote.strip()
        assert one.quote in text
        assert text[one.start :].startswith(one.quote)
        assert 0 < words_said(one.text) <= MAX_POINT_WORDS
        assert "\n" not in one.text
        assert one.weight > 0
    for i, one in enumerate(found):
        assert not any(alike(one.text, other.text) for other in found[i + 1 :])
    for group in (found[1:], [one for one in found if not one.essential]):
        essentials = [one.start for one in group if one.essential == group[0].essential]
        assert essentials == sorted(essentials)


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
