"""Questions that stand before their answers head them."""

from __future__ import annotations

import pytest

from ingest.markdown.plain_text import plain_text
from ingest.markdown.shown import shown
from ingest.markdown.unfolding import only_unfolds
from ingest.notes.folder import parse_note
from ingest.splitting.sections import split_sections

FOLDED = """# Queues

<details>
<summary>Why is the queue bounded?</summary><br><b>

So that a slow reader is noticed.
</b></details>

<details><summary>什么是 <code>ack</code>？</summary>消费者说它收到了。</details>

Text of the chapter.
"""


def sections(text: str) -> list[tuple[tuple[str, ...], str]]:
    note, _ = parse_note("a.md", text)
    return [(one.heading_path, plain_text(one.text)) for one in split_sections(note)]


def test_a_summary_heads_what_it_unfolds_and_nothing_behind_it() -> None:
    assert sections(FOLDED) == [
        (("Queues",), ""),
        (("Queues", "Why is the queue bounded?"), "So that a slow reader is noticed."),
        (("Queues", "什么是 ack？"), "消费者说它收到了。"),
        (("Queues",), "Text of the chapter."),
    ]


def test_a_folded_answer_is_shown_without_its_tags() -> None:
    text = shown(FOLDED)
    assert "<" not in text
    assert "**什么是 ack？**\n\n消费者说它收到了。" in text


@pytest.mark.parametrize(
    "summary",
    ["展开", "点击查看答案", "参考答案", "Click to see the answer", "▶ Solution", "", "Details"],
)
def test_a_summary_that_only_unfolds_is_no_heading(summary: str) -> None:
    folded = f"<details>\n<summary>{summary}</summary>\n\n一次只有一个线程。\n\n</details>\n"
    note = f"## 锁是什么？\n\n{folded}"
    assert only_unfolds(summary)
    assert sections(note) == [(("锁是什么？",), "一次只有一个线程。")]


@pytest.mark.parametrize("summary", ["展开式", "答案的格式", "Output buffering", "锁"])
def test_a_summary_that_names_something_is_one(summary: str) -> None:
    assert not only_unfolds(summary)


def test_a_bold_line_in_a_folded_answer_heads_a_part_of_it() -> None:
    note = "<details>\n<summary>Why?</summary>\n\n**First**\n\nOne.\n\n</details>\n"
    assert sections(note)[-1] == (("Why?", "First"), "First\nOne.")


def test_headings_inside_details_stay_headings() -> None:
    note = "<details>\n<summary>All</summary>\n\n## One\n\nText.\n\n</details>\n\nMore."
    assert sections(note) == [(("All",), ""), (("One",), "Text.\nMore.")]


def test_a_question_with_its_answer_below_heads_it() -> None:
    english = "Q: What is a mutex?\nA: A lock with one owner.\n\n"
    note = f"{english}**问2：信号量呢？**\n\n**答：** 一个**计数器**。\n"
    assert sections(note) == [
        (("What is a mutex?",), "A lock with one owner."),
        (("信号量呢？",), "一个计数器。"),
    ]


def test_the_sign_of_a_question_is_no_part_of_a_heading() -> None:
    assert sections("### Q3：什么是管程？\n\n答：一种同步结构。")[0] == (
        ("什么是管程？",),
        "一种同步结构。",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Q: 还没有回答",
        "A: 第一种选择\nB: 第二种选择",
        "Which one?\n\nA. the first\nB. the second",
        "选哪一个？\n\nA: 第一个\n\nB: 第二个",
        "问题在于锁太多。",
        "答案在下一章。",
        "Vitamin A: good for the eyes.",
    ],
)
def test_other_text_with_such_letters_stays(text: str) -> None:
    assert plain_text(text) == "\n".join(line for line in text.split("\n") if line)
    assert shown(text) == text


def test_signs_in_a_list_go_too() -> None:
    assert plain_text("- Q: Why?\n  A: Because.\n\n1. 什么是锁？\n\n   答：互斥。") == (
        "Why?\nBecause.\n什么是锁？\n互斥。"
    )


def test_a_card_of_two_sides_is_a_question_and_ends_at_a_blank_line() -> None:
    note = "What does fork return?\n?\nZero in the child.\nThe pid in the parent.\n\nOther text."
    assert sections(note) == [
        (("What does fork return?",), "Zero in the child.\nThe pid in the parent."),
        ((), "Other text."),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("mutex :: a lock with one owner", "mutex: a lock with one owner"),
        ("互斥锁::一次只有一个线程持有", "互斥锁：一次只有一个线程持有"),
        ("互斥锁 ::: 一次只有一个线程", "互斥锁：一次只有一个线程"),
        ("What is DNS?::a phone book", "What is DNS?: a phone book"),
        ("status:: evergreen", ""),
        ("容量:: 十个", "容量：十个"),
        ("见 [due:: 2024-01-02] 和 [容量:: 十个]", "见 和 容量: 十个"),
        ("std::vector 用 std::move 移动", "std::vector 用 std::move 移动"),
        ("map :: (a -> b) -> [a]", "map :: (a -> b) -> [a]"),
        ("地址 ::1 是本机", "地址 ::1 是本机"),
        ("`a :: b`", "a :: b"),
    ],
)
def test_double_colons_of_cards_and_fields_are_read_as_colons(text: str, plain: str) -> None:
    assert plain_text(text) == plain
