from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fakes import CONTAINERS, EVIL, LAYERS, NETWORK
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

from bot.core.passage import Passage
from bot.storage.gaps import Gap, gap_key, nearest
from bot.ui.chat.gap_note import as_text, file_name, one_line, to_do_note
from ingest.notes.folder import parse_note

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def gap(number: int, question: str, *passages: Passage, done: bool = False) -> Gap:
    return Gap(
        id=number,
        key=gap_key(question),
        question=question,
        noted=NOW.timestamp() - 86_400 * (20 - number),
        probability=0.08,
        nearest=nearest(passages),
        done=done,
    )


def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """The text a reader sees; None of it may be a tag."""
    (paragraph,) = [t for t in parser().parse(markdown) if t.type == "inline"]
    assert {child.type for child in paragraph.children or ()} <= {"text", "text_special"}
    return "".join(child.content for child in paragraph.children or ())


@given(st.text(alphabet="[]()<>&\\`*_#|~$^@!={}%:/.-+ \n\r\t\u2028\x00a1中x"))
def test_any_question_is_shown_letter_for_letter(question: str) -> None:
    text = f"x{question}x"
    assert shown(f"- [ ] {as_text(text)}") == f"[ ] {one_line(text)}"


@pytest.mark.parametrize(
    "question",
    [
        "a\n- [x] forged\n# heading",
        "x]\n\n---\ntitle: forged",
        "[a](javascript:alert(1)) ![b](http://x/y.png)",
        "<script>alert(1)</script> <!-- gone -->",
        "| a | b |\n| --- | --- |",
        "```\ncode",
        "==lit== %%hidden%% ~~no~~ $x$ {{ t }} #tag ^id [[link]] &lt; a\\",
        "http://example.org www.example.org a@example.org",
        "\u202egnorw\u202c",
    ],
)
def test_no_question_breaks_the_list(question: str) -> None:
    note = to_do_note([gap(1, question, LAYERS), gap(2, "next", LAYERS)], NOW, "en")
    body = note.split("---\n", 2)[2]
    html = parser().use(tasklists_plugin).render(body)
    assert html.count('type="checkbox"') == 2
    assert html.count("<h1>") == html.count("<h2>") == 1
    for tag in ("<script", "<img", "<a ", "<code", "<table", "<del", "<em", "<hr", "<!--"):
        assert tag not in html
    assert "\u202e" not in note
    assert not re.search(r"(?<!\\)(://|www\.|==|%%|@)", body)


def test_the_note_has_front_matter_and_groups_by_the_nearest_note() -> None:
    note = to_do_note(
        [
            gap(1, "一？", CONTAINERS, NETWORK, done=True),
            gap(2, "二？", LAYERS),
            gap(3, "三？", CONTAINERS),
            gap(4, "四？"),
        ],
        NOW,
        "zh",
    )
    assert note == (
        "---\ntitle: 待补的笔记\ndate: 2026-03-04\ndraft: true\n---\n\n"
        "# 待补的笔记\n\n待补 3 个，已补 1 个。每个问题下面是当时笔记里最接近的几节。\n\n"
        "## 容器入门 (容器/docker.md)\n\n"
        "- [ ] 三？ (2026-02-15)\n"
        "  - 最接近：容器入门 › 基本概念 › Docker 与虚拟机 (第 19–31 行)\n"
        "- [x] 一？ (2026-02-13)\n"
        "  - 最接近：容器入门 › 基本概念 › Docker 与虚拟机 (第 19–31 行)\n"
        "  - 最接近：容器入门 › 网络 › bridge 模式 (第 58–66 行)\n\n"
        "## 镜像与分层 (容器/镜像.md)\n\n"
        "- [ ] 二？ (2026-02-14)\n"
        "  - 最接近：镜像与分层 › 为什么镜像要分层 (第 12 行)\n\n"
        "## 没有接近的笔记\n\n- [ ] 四？ (2026-02-16)\n"
    )


def test_our_own_reader_takes_the_note_for_a_draft() -> None:
    read, warnings = parse_note("gaps.md", to_do_note([gap(1, "q", EVIL)], NOW, "en"))
    assert (read.meta.title, read.meta.date) == ("Gaps in my notes", "2026-03-04")
    assert read.meta.draft
    assert not warnings
    assert file_name(NOW) == "gaps-2026-03-04.md"


def test_an_empty_list_is_a_note_too() -> None:
    assert to_do_note([], NOW, "en").endswith("# Gaps in my notes\n\nNo gaps yet.\n")
