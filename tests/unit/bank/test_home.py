"""A heading that says nothing alone is asked about within what the note is about."""

from __future__ import annotations

import pytest

from bot.bank.makers.every import candidates
from bot.bank.makers.reading import SectionReading
from bot.phrasing.names import plain
from bot.phrasing.topics import topics_of


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("DHCP 备忘", ("DHCP",)),
        ("GIL 面试整理", ("GIL",)),
        ("pytest 用法速查", ("pytest",)),
        ("Nginx 反向代理家里的服务", ("Nginx",)),
        ("Slow Linux box: load, memory", ("Linux",)),
        ("Redis 高可用", ("Redis 高可用", "Redis")),
        ("2024-05-01 显卡怎么选", ("显卡",)),
        ("系统设计：短链接", ("短链接",)),
        ("gRPC notes", ("gRPC",)),
        ("强化学习入门", ("强化学习",)),
        ("A-机器学习基础", ("机器学习",)),
        ("README", ()),
        ("记一次通宵", ()),
    ],
)
def test_a_title_names_what_the_note_is_about(title: str, names: tuple[str, ...]) -> None:
    assert topics_of(title, "") == names


def test_of_several_things_in_a_title_the_one_that_a_section_speaks_of_is_its_home() -> None:
    assert topics_of("cron 与 timer", "在 timer 里写 OnCalendar。") == ("timer",)
    assert topics_of("cron 与 timer", "每分钟查一次。") == ("cron",)
    assert topics_of("SSH 登录与加固", "加固要关掉密码。")[0] == "SSH"


def offered(title: str, heading: str, body: str) -> list[str]:
    reading = SectionReading((heading,), title, f"## {heading}\n\n{body}\n")
    return [one.text for one in candidates(reading)]


@pytest.mark.parametrize(
    ("title", "heading", "body", "question"),
    [
        ("K8s 笔记", "三种探针", "存活失败会重启容器。", "K8s 的三种探针分别是什么？"),
        ("Docker 网络", "几种驱动", "默认是 bridge。", "Docker 网络有哪几种驱动？"),
        ("Raft", "成员变更", "一次只加一台。", "Raft 的成员变更是怎么做的？"),
        (
            "Nginx 备忘",
            "502 与 504",
            "502 是断开，504 是超时。",
            "Nginx 的 502 和 504 有什么区别？",
        ),
        ("Elasticsearch", "写入流程", "先写内存再刷盘。", "Elasticsearch 的写入流程是怎样的？"),
        (
            "GitHub Actions",
            "Caching",
            "A key names it.",
            "How does caching work in GitHub Actions?",
        ),
    ],
)
def test_an_everyday_heading_is_asked_within_its_note(
    title: str, heading: str, body: str, question: str
) -> None:
    assert question in offered(title, heading, body)


def test_no_word_stands_twice_and_no_trouble_is_done() -> None:
    assert not any("MVCC 的 MVCC" in text for text in offered("MVCC 笔记", "MVCC", "读旧版本。"))
    assert not any("怎么做的" in text for text in offered("Go 并发", "协程泄漏", "收不到就卡住。"))


def test_an_everyday_word_is_not_asked_alone_though_the_field_has_it() -> None:
    asked = offered("Raft", "选举", "随机等一会儿再拉票，过半就当选。")
    assert "什么是选举？" not in asked
    assert "Raft 的选举是怎么做的？" in asked


def test_a_specific_name_is_asked_alone_too() -> None:
    assert "什么是缓存穿透？" in offered("Redis 笔记", "缓存穿透", "查的是不存在的键。")


@pytest.mark.parametrize(
    "heading",
    [
        "std::move",
        "&str 与 String",
        "--link-dest",
        ".dockerignore",
        "[]byte",
        "802.1Q",
        "502 与 504",
    ],
)
def test_signs_that_belong_to_a_name_stay(heading: str) -> None:
    assert plain(f"`{heading}`") == heading
    reading = SectionReading((heading,), "笔记", f"## {heading}\n\n这里有一句中文的话。\n")
    assert reading.names[0].replace("和", "与") == heading
