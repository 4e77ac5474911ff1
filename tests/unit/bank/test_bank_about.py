"""What a section's points are about: its subject, whole statements, and each thing by its name."""

from __future__ import annotations

import pytest

from bot.bank.asking.phrase import phrase
from bot.bank.build import build
from bot.bank.compare import of_another
from bot.bank.points.candidates import candidates_of, read
from bot.bank.points.extract import points_of
from bot.core.question import Bank, QuestionKind
from bot.notes.sections import sections_of_note
from bot.phrasing.owners import title_subject, topic
from bot.phrasing.subject_names import defines, names_of, speaks_of
from ingest.notes.folder import parse_note


def texts(markdown: str, subject: str = "") -> list[str]:
    return [found.text for found in points_of(markdown, subject)]


def bank_of(markdown: str, title: str = "") -> Bank:
    front = f"---\ntitle: {title}\n---\n" if title else ""
    return build(sections_of_note(parse_note("笔记.md", front + markdown)[0]))


# -- the subject -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("写时复制（COW）", ("写时复制", "COW")),
        ("布隆过滤器 (Bloom filter)", ("布隆过滤器", "Bloom filter")),
        ("锁", ("锁",)),
        ("", ()),
    ],
)
def test_a_subject_has_the_name_in_its_brackets_too(subject: str, names: tuple[str, ...]) -> None:
    assert names_of(subject) == names


def test_latin_names_are_words_and_blanks_do_not_matter() -> None:
    assert speaks_of("Bloom  Filter 会误判", ("bloom filter",))
    assert speaks_of("写 时复制", ("写时复制",))
    assert not speaks_of("COWBOY 是另一回事", ("COW",))


def test_an_explanation_before_its_name_is_kept() -> None:
    told = "大量请求查一个不存在的键，缓存和数据库里都没有。这就是缓存穿透。"
    assert texts(told, "缓存穿透")[0].startswith("大量请求查一个不存在的键")


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("快照（snapshot）是一种只读的副本", True),
        ("快照用于恢复到某一刻", True),
        ("快照：可以理解成一张照片", True),
        ("快照越多，占的空间越大", False),
        ("做快照是运维的事", False),
    ],
)
def test_a_definition_is_told_from_a_mention(text: str, defined: bool) -> None:
    assert defines(text, ("快照",)) is defined


def test_the_later_half_of_a_long_sentence_keeps_its_subject() -> None:
    told = (
        "影子表（shadow table）在变更开始时由迁移工具按照新的结构建出来，"
        "这段时间里并不对外提供任何的读写服务，"
        "它的数据由触发器从旧表那里一行一行地同步过来。"
    )
    found = {one.text: one for one in candidates_of(read(told, "影子表"))}
    half = found["影子表的数据由触发器从旧表那里一行一行地同步过来"]
    assert told[half.start : half.end].startswith("它的数据由触发器从旧表那里")


# -- each thing by its name ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("对主节点，先写日志再应答", True),
        ("对从节点，先应答再写日志", False),
        ("主节点：是唯一能写的那个", True),
        ("从节点：是只读的副本", False),
        ("写入先到日志", False),
    ],
)
def test_what_turns_to_another_thing_is_not_said_of_this_one(text: str, other: bool) -> None:
    assert of_another(text, "从节点") is other


def test_what_a_section_says_of_its_sibling_is_not_its_own() -> None:
    note = (
        "# 限流\n\n## 令牌桶算法\n\n令牌桶算法允许短时间的突发流量。\n\n"
        "令牌桶算法按固定的速度放令牌。\n\n令牌桶算法**在网关上用得最多**。\n\n"
        "漏桶算法是按固定速度流出的队列。\n\n## 漏桶算法\n\n漏桶算法把请求先排进一个队列。\n"
    )
    points = [point for one in bank_of(note).questions for point in one.points]
    assert any("突发流量" in point.text for point in points)
    assert all("流出的队列" not in point.text for point in points)


def test_a_pronoun_means_what_the_sentence_before_begins_with() -> None:
    told = "时间戳也能用来校验缓存，它写在响应的头部里。它是一种只能精确到秒的弱校验器。"
    assert all("缓存校验是" not in text for text in texts(told, "缓存校验"))
    own = "缓存校验发生在每次请求之前。它是一种避免重复下载的办法。"
    assert "缓存校验是一种避免重复下载的办法" in texts(own, "缓存校验")


def test_amid_a_sentence_a_pronoun_is_not_the_sections_subject() -> None:
    told = "平衡多叉树由普通的多叉树改进而来，它把所有的数据都放进叶子里面。"
    assert all("磁盘结构把" not in text for text in texts(told, "磁盘结构"))


def test_every_sentence_of_an_item_has_the_items_name() -> None:
    item = "- **可重复读**（Repeatable Read）：同一个事务里多次读到的结果相同。"
    item += "可避免脏读和不可重复读。\n"
    assert texts(item) == [
        "可重复读（Repeatable Read）：同一个事务里多次读到的结果相同",
        "可重复读（Repeatable Read）：可避免脏读和不可重复读",
    ]


def test_a_label_takes_the_place_of_this() -> None:
    assert texts("- 域名证书：这是最基本的一种证书，只验证域名的所有权。\n") == [
        "域名证书：是最基本的一种证书，只验证域名的所有权"
    ]


APART = """# 语言笔记

## 切片和数组都是存放一串元素的类型，但它们有几点区别：

### 长度

- **数组**的长度是类型的一部分，声明以后不能改变
- **切片**的长度可以变化，追加元素时自动扩容

### 传参

- **数组**传参时复制全部的元素，互不影响
- **切片**传参时只复制头部，共享同一段内存
"""


def test_a_heading_over_differences_one_by_one_asks_for_the_difference() -> None:
    (question,) = bank_of(APART).questions
    assert question.text == "切片 和 数组 有什么区别？".replace(" ", "")
    assert question.kind is QuestionKind.DIFFERENCE
    assert len(question.points) == 4


def test_sections_under_different_headings_are_not_asked_about_in_one_breath() -> None:
    note = (
        "# 存储\n\n## 快照\n\n### 只读快照\n\n只读快照保存某一刻的数据，不接受任何写入。\n\n"
        "## 网络\n\n### 虚拟网桥\n\n虚拟网桥把同一台主机上的容器连到一起，像交换机一样转发。\n"
        "虚拟网桥的地址由守护进程分配。\n"
    )
    assert [question.text for question in bank_of(note, "容器").questions] == []


def test_sides_told_one_by_one_below_their_heading_make_one_question() -> None:
    note = (
        "# 容器\n\n## 优势\n\n### 更容易迁移\n\n"
        "打包好的应用可以搬到别的机器上，不用担心环境变化。\n\n"
        "### 更容易维护\n\n分层的镜像让重复的部分可以复用。\n\n复用的程度越高，维护就越省力。\n"
    )
    (question,) = bank_of(note).questions
    assert question.text == "容器有什么优点？"
    assert len(question.points) == 3


def test_two_things_that_are_told_apart_are_not_asked_about_twice() -> None:
    note = (
        "# 传输协议\n\n## 推送协议\n\n推送协议由服务器主动把消息发给所有的客户端。\n\n"
        "推送协议需要一直保持长连接。\n\n"
        "## 轮询协议\n\n轮询协议由客户端每隔几秒去问一次服务器。\n"
    )
    assert [question.kind for question in bank_of(note).questions] == [QuestionKind.COMPARISON]


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (("事务", "索引的分类？"), "索引分为哪几类？"),
        (("事务", "数据库的四种隔离级别？"), "数据库的四种隔离级别分别是什么？"),
        (("Docker", "解决的问题"), "请讲讲 Docker 解决的问题。"),
        (("Java 线程", "join()"), "请讲讲 Java 线程中的 join()。"),
        (("VLLM", "batch上如何优化"), "说到 VLLM，batch 上如何优化？"),
        (("quota实操", "编辑每个人的可使用空间"), "在 quota 里，怎么编辑每个人的可使用空间？"),
        (("树", "操作"), None),
        (("算法", "最佳"), None),
        (("docker搭建Overleaf", "升级到完整版"), None),
    ],
)
def test_a_heading_is_asked_with_what_it_needs_and_no_more(
    path: tuple[str, ...], question: str | None
) -> None:
    made = phrase(path, "笔记", "这一节讲清楚每一步该做什么。", 0)
    assert (made.text if made else None) == question


@pytest.mark.parametrize(
    "title",
    ["docker搭建Overleaf", "虚拟机环境安装", "latex第一次", "表格数据处理pandas"],
)
def test_what_somebody_did_is_no_thing_that_lends_its_name(title: str) -> None:
    assert topic((), title) == ""
    assert title_subject(title) == ""


def test_of_a_title_in_two_halves_the_second_one_is_the_subject() -> None:
    assert title_subject("操作系统 - 内存管理") == "内存管理"


def test_a_class_of_things_lends_no_name() -> None:
    body = (
        "反射可以在运行时读取类型的信息，**代价是比直接调用慢**。\n\n"
        "- 反射能创建对象\n- 反射能调用私有方法\n"
    )
    (question,) = bank_of(f"# 语言特性相关\n\n## 反射\n\n{body}", "Kotlin").questions
    assert "语言特性" not in question.text
    assert "反射" in question.text


def test_an_introduction_that_defines_nothing_asks_to_tell_about_it() -> None:
    body = (
        "灰度发布一般分三步走。\n\n"
        "- 新版本只接百分之一的流量\n- 监控要盯住错误率和延迟\n- 指标正常才放开全部的流量\n"
    )
    (question,) = bank_of(f"# 灰度发布\n\n## 简介\n\n{body}").questions
    assert question.text == "请讲讲灰度发布。"
    defined = body.replace("灰度发布一般分三步走", "灰度发布是一种逐步放量的上线办法")
    (question,) = bank_of(f"# 灰度发布\n\n## 简介\n\n{defined}").questions
    assert question.text == "灰度发布是什么？"
