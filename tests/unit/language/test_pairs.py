"""The questions that notes ask and answer themselves."""

from __future__ import annotations

import pytest

from bot.language.pairs import question_answer_pairs


def read(text: str) -> list[tuple[str, str, str]]:
    found = question_answer_pairs(text)
    for pair in found:
        assert text[slice(*pair.question_span)].strip()
        assert pair.question_span[1] <= pair.answer_span[0]
    return [(one.form, one.question, text[slice(*one.answer_span)]) for one in found]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "<details>\n<summary>Why <b>two</b> phases?</summary><br><b>\n\nTo agree.\n\n- first\n"
            "</b></details>\n\nText.",
            [("details", "Why two phases?", "To agree.\n\n- first")],
        ),
        (
            "<details><summary>什么是租约？</summary>有期限的锁。</details>",
            [("details", "什么是租约？", "有期限的锁。")],
        ),
        (
            "## 为什么要预热？\n<details>\n<summary>展开</summary>\n\n冷的时候慢。\n</details>",
            [("details", "为什么要预热？", "冷的时候慢。")],
        ),
        ("<details>\n<summary>Explain quorum.</summary>\n</details>", []),
        (
            "Q: What is a lease?\nA: A lock that ends.\n\nAlways.\n\n"
            "Q: And then?\n\nA: It is free.",
            [
                ("labelled", "What is a lease?", "A lock that ends.\n\nAlways."),
                ("labelled", "And then?", "It is free."),
            ],
        ),
        (
            "**Q1：什么是租约？**\n\n**A1：** 有**期限**的锁。\n\n# 别的\n\n文字。",
            [("labelled", "什么是租约？", "有**期限**的锁。")],
        ),
        (
            "1. 什么是租约？\n\n   答：有期限的锁。\n\n2. 谁给？\n\n   答：主节点。",
            [("labelled", "什么是租约？", "有期限的锁。"), ("labelled", "谁给？", "主节点。")],
        ),
        (
            "- Q: Why?\n  A: Because.\n- 别的",
            [("labelled", "Why?", "Because.")],
        ),
        ("### 什么是租约？\n\n答：有期限的锁。", [("labelled", "什么是租约？", "有期限的锁。")]),
        (
            "lease :: a lock that ends #flashcards\n- 租约::有期限的锁",
            [("card", "lease", "a lock that ends"), ("card", "租约", "有期限的锁")],
        ),
        (
            "What is a lease?\n?\nA lock that ends.\nIt can be renewed.\n\nText.",
            [("card", "What is a lease?", "A lock that ends.\nIt can be renewed.")],
        ),
        (
            '??? question "为什么要续约？"\n    到期就没有了。\n\n文字。',
            [("details", "为什么要续约？", "到期就没有了。")],
        ),
        (
            "::: details Why renew?\nIt ends.\n:::\n\nText.",
            [("details", "Why renew?", "It ends.")],
        ),
        ("> [!question]- 为什么？\n> 会到期。\n\n文字", [("details", "为什么？", "> 会到期。")]),
        (":::tip 提示\n会到期。\n:::", []),
        ("作者:: 某人\n\nstd::move 会移动。\n\n问题在于锁。", []),
        ("", []),
    ],
)
def test_a_question_comes_with_its_answer(text: str, pairs: list[tuple[str, str, str]]) -> None:
    assert read(text) == pairs


def test_a_quote_without_text_at_the_end_of_a_section_asks_nothing() -> None:
    assert question_answer_pairs("有一句话。\n\n>") == []
