"""What a section's points are about: its subject, whole statements, and each thing by its name."""

from __future__ import annotations

import pytest

from bot.bank.build import build
from bot.bank.points.candidates import candidates_of, read
from bot.bank.points.extract import points_of
from bot.core.question import Bank
from bot.notes.sections import sections_of_note
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


def test_a_class_of_things_lends_no_name() -> None:
    body = (
        "动态代理是在运行时生成代理类的一种机制，**代价是比直接调用慢**。\n\n"
        "- 动态代理能在调用前后加入逻辑\n- 动态代理只能代理接口\n"
    )
    (question,) = bank_of(f"# 语言特性相关\n\n## 动态代理\n\n{body}", "Kotlin").questions
    assert "语言特性" not in question.text
    assert "动态代理" in question.text
