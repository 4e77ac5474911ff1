"""Which stretches of an answer claim something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.markup import MARK, claims, pieces

ANSWERS = st.text(alphabet="中文容器ab1 2。！？.:：\n`~#|-*>[]【】()\t\r\x0b\x85", max_size=120)


def said(text: str) -> list[str]:
    return [piece.text for piece in pieces(text) if piece.is_claim]


@given(ANSWERS)
def test_joined_pieces_give_the_answer_back(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


@given(st.text())
def test_pieces_never_fail_and_never_lose_a_character(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


@given(ANSWERS)
def test_code_is_never_a_claim(text: str) -> None:
    assert not any(piece.is_code and piece.is_claim for piece in pieces(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "## 容器共用宿主机的内核",
        "###### Containers share the kernel of their host",
        "| 容器 | 共用宿主机内核 |\n| --- | --- |\n| 虚拟机 | 自带完整内核 |",
        "容器为什么比虚拟机启动快？",
        "Why does a container start faster than a machine?",
        "主要有以下几点区别：",
        "**四种网络模式如下：**",
        "The four network modes are as follows:",
        "主要有以下几点区别：[1]",
        "容器为什么比虚拟机启动快？[2]",
        "好的。",
        "[1]",
        "[1, 2]",
        "【1】[2]。",
        "```sh\ndocker run --rm nginx 启动一个容器\n```",
        "~~~\n容器共用宿主机的内核。\n~~~",
        "````\n```\n容器共用宿主机的内核。\n```\n````",
        "```\n容器共用宿主机的内核，围栏没有关上。\n",
        "1. ```sh\n   docker run --rm nginx 启动容器\n   ```",
        "> ```\n> 容器共用宿主机的内核。\n> ```",
    ],
)
def test_code_tables_headings_questions_and_lead_ins_claim_nothing(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("容器共用内核。虚拟机自带内核。", ["容器共用内核。", "虚拟机自带内核。"]),
        (
            "Containers share a kernel. Machines bring their own.",
            ["Containers share a kernel.", "Machines bring their own."],
        ),
        ("- 容器共用内核\n* 虚拟机自带内核", ["容器共用内核", "虚拟机自带内核"]),
        ("1. 容器共用内核\n2) 虚拟机自带内核", ["容器共用内核", "虚拟机自带内核"]),
        ("3、容器共用内核\n> 虚拟机自带内核", ["3、容器共用内核", "虚拟机自带内核"]),
        ("容器共用内核，如下：\n\n虚拟机自带内核。", ["虚拟机自带内核。"]),
        ("```\n代码 内核\n```\n容器共用内核。", ["容器共用内核。"]),
        ("1. ```sh\n   ls -l\n   ```\n2. 容器共用内核。", ["容器共用内核。"]),
        (
            "用 ```docker run``` 启动容器。\n虚拟机自带内核。",
            ["用 ```docker run``` 启动容器。", "虚拟机自带内核。"],
        ),
        (
            "```docker run``` 会启动容器。\n虚拟机自带内核。",
            ["```docker run``` 会启动容器。", "虚拟机自带内核。"],
        ),
    ],
)
def test_sentences_and_list_items_claim_something(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("mark", ["[1]", " [1]", "【1】", "[1, 2]", "[1][2]", "[^1]", "[片段 1]"])
def test_a_mark_behind_the_stop_belongs_to_the_sentence_before(mark: str) -> None:
    assert said(f"容器共用内核。{mark}虚拟机自带内核。") == [
        f"容器共用内核。{mark}",
        "虚拟机自带内核。",
    ]


@pytest.mark.parametrize("text", ["[1](https://a.b)", "[abc]", "[]", "[1", "[123]", "1]"])
def test_links_and_other_brackets_are_no_marks(text: str) -> None:
    assert MARK.search(text) is None


def test_the_words_of_a_mark_say_nothing() -> None:
    assert not claims("好的。[1, 2, 3, 4]")
