"""The bank as it is shown: what is in it, found by words, drawn piece by piece."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from bank_browser import HOSTILE, OTHER, VIEW, Notes, Page
from bank_browser import notes_fixture as notes_fixture
from bank_browser import page_fixture as page_fixture
from bank_browser import school_fixture as school_fixture
from interviews import ME
from studies import School, attributes

from bot.core.question import SkipReason
from bot.errors import IndexMissing
from bot.ui.bank.bank_filter import BankFilter, found, places, search_of
from bot.ui.bank.bank_state import LISTED, BankState
from bot.ui.words.texts import EN, ZH


def test_closed_it_reads_no_notes(school: School) -> None:
    school.delay = lambda: pytest.fail("the notes were read")
    page = Page(school)
    for drawn in page.bank.shown(VIEW, ME, BankState()):
        page.take(drawn)
    assert "打开题库" in page.head
    assert 'aria-expanded="false"' in page.head
    assert page.list == ""


def test_it_says_how_many_sections_make_no_question_and_why(page: Page) -> None:
    assert "4 题；" in page.head
    skipped = page.school.notes.bank(ME).reasons()
    assert f"{sum(skipped.values())} 节没有题目" in page.head
    assert "只有图片 1" in page.head
    assert "除了图片没有文字" in page.head
    for reason in SkipReason:
        for words in (ZH, EN):
            assert words[f"bank_reason_{reason.value}"]
            assert words[f"bank_why_{reason.value}"]


def test_while_the_notes_are_read_it_says_so(school: School) -> None:
    held = threading.Event()

    def wait() -> None:
        held.wait(30)

    school.delay = wait
    page = Page(school)
    steps = page.bank.act(VIEW, ME, BankState(), {"do": "open"})
    first = next(steps)
    assert first
    assert first.head
    assert "正在读笔记" in first.head
    assert next(steps) is None
    held.set()
    for drawn in steps:
        page.take(drawn)
    assert "正在读笔记" not in page.head
    assert "什么是三次握手？" in page.list


def test_notes_that_cannot_be_read_are_one_sentence(school: School) -> None:
    def fail() -> None:
        raise IndexMissing("plain", text="There is no index.")

    school.delay = fail
    page = Page(school)
    page.do("open")
    assert page.head.count('role="alert"') == 1
    assert "还没有读过笔记" in page.head
    page.find(words="握手")
    assert "还没有读过笔记" in page.list


def test_each_question_shows_its_points_quotes_place_and_difficulty(page: Page) -> None:
    assert "第一次发 SYN" in page.list
    assert "<span>笔记：</span>“" in page.list
    assert "网络 › 什么是三次握手？ · 第 6–12 行 · 网络.md" in page.list
    assert "基础 · 4 个要点 · 网络" in page.list
    assert "vscode://file/" in page.list


def test_questions_are_found_by_words_tag_note_and_state(page: Page) -> None:
    page.find(words="syn 握手")
    assert "找到 1 题" in page.list
    page.find(words="网络.MD")
    assert "找到 1 题" in page.list
    page.find(tag="缓存")
    assert "找到 3 题" in page.list
    page.find(file="网络.md", tag="缓存")
    assert "没有符合的题" in page.list
    page.find(only="edited")
    assert "没有符合的题" in page.list
    page.find(only="nonsense", words=None)
    assert "找到 4 题" in page.list


def test_the_list_is_drawn_piece_by_piece(school: School, notes: Notes) -> None:
    for number in range(40):
        notes.texts[f"n{number}.md"] = OTHER.replace("握手", f"握手{number}号")
    page = Page(school)
    page.do("open")
    assert page.list.count('class="bk-question') == LISTED
    assert f"找到 44 题，先列出 {LISTED} 题" in page.list
    page.do("more")
    assert page.list.count('class="bk-question') == 44
    page.find(words="")
    assert page.list.count('class="bk-question') == LISTED


def test_nothing_of_a_note_or_of_the_user_is_markup(tmp_path: Path) -> None:
    bad = OTHER.replace("握手", HOSTILE).replace("# 网络", f"# {HOSTILE}").replace("网络", HOSTILE)
    notes = Notes(
        **{f"坏/{HOSTILE.replace('/', '')}.md": bad.replace("[" + HOSTILE + "]", "['<b>']")}
    )
    school = School(tmp_path, notes)
    page = Page(school)
    page.do("open")
    one = page.id("握手")
    page.do("edit", question=one)
    page.do(
        "save", question=one, text=f"</textarea>{HOSTILE}" + "长" * 300, new=HOSTILE + "长" * 200
    )
    refused = page.list
    page.do("save", question=one, text=f"</textarea>{HOSTILE}", new=HOSTILE)
    page.do("write")
    page.offer("img")
    page.do("add", text=HOSTILE * 20, new=HOSTILE, where=HOSTILE, section="")
    page.find(words=HOSTILE, tag=HOSTILE)
    listed = page.list
    page.find(words="")
    for html in (refused, listed, page.head, page.own, page.places, page.list):
        assert "<img" not in html
        assert "<b>" not in html
        assert not any(name.startswith("on") for name in attributes(html))
    assert "onerror" in page.list
    school.close()


def test_a_search_from_a_browser_is_taken_as_it_may_be() -> None:
    assert search_of({}) == BankFilter()
    assert search_of({"words": "x" * 999, "only": ["all"], "tag": None}).words == "x" * 200


def test_sections_whose_own_heading_has_the_words_come_first(school: School) -> None:
    bank = school.notes.bank(ME)
    rows = places(bank, "缓存")
    assert rows[0].heading_path[-1] in ("厨房里的缓存", "什么是备菜缓存？")
    assert places(bank, "  ") == []
    assert found(bank, BankFilter(words="缓存"), ()) != []
