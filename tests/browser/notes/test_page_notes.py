"""The tab of the notes in a real browser, over a real program."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from desk_pages import (
    NEW,
    PATIENCE_MS,
    QUESTION,
    DeskSite,
    HeldLlm,
    act,
    drop,
    lock_held,
    open_notes,
    ready,
    serving_desk,
)
from desk_pages import folder_fixture as folder_fixture
from desk_pages import site_fixture as site_fixture
from interview_pages import finishing
from pages import NARROW, QUIET, WIDE, ask, asked, done, visiting
from playwright.sync_api import Browser, expect

MASKED = "出去的包先换成宿主机的源地址，回来再还原。"
"""What a section of `容器.md` is changed to say."""

pytestmark = [pytest.mark.browser, QUIET]


# -- updating -------------------------------------------------------------------------------------


def test_a_note_edited_while_an_answer_streams_is_taken_in_and_cited(
    folder: Path, cache: Path, chrome: Browser
) -> None:
    go = threading.Event()
    said = ("容器共用宿主机的内核，所以启动很快。[1]", f"{MASKED}[1]", f"{NEW}[1]")
    llm = HeldLlm(replies=said, go=go)
    with (
        serving_desk(folder, folder / "notes", cache, llm) as site,
        visiting(chrome, site) as visit,
    ):
        ready(site.app)
        page = visit.page
        ask(page, "容器和虚拟机有什么区别？")
        expect(page.locator("#talk .writing .answer")).not_to_have_text("")
        (site.notes / "网络" / "卫星.md").write_text(
            f"# 潮汐锁定\n\n## 什么是潮汐锁定？\n\n{NEW}\n", "utf-8"
        )
        note = site.notes / "容器.md"
        before = "出去时做一次地址转换。"
        assert before in note.read_text("utf-8")
        note.write_text(note.read_text("utf-8").replace(before, MASKED), "utf-8")
        open_notes(visit)
        act(page, "look").click()
        expect(page.locator(".work-words")).to_contain_text("将会更新", timeout=PATIENCE_MS)
        expect(page.locator(".work-words")).to_contain_text("~1 改")
        for file in ("网络/卫星.md", "容器.md"):
            expect(page.locator(".diff")).to_contain_text(file)
        assert "网络/卫星.md" not in (site.index / "manifest.json").read_text("utf-8")
        act(page, "update").click()
        expect(page.locator(".work.done")).to_contain_text("已更新", timeout=PATIENCE_MS)
        for file in ("网络/卫星.md", "容器.md"):
            expect(page.locator(".diff")).to_contain_text(file)
        expect(page.locator("#outline")).to_contain_text("卫星")
        page.locator("#chat-tab-button").click()
        expect(page.locator("#talk .writing")).to_be_visible()  # it was not disturbed
        with finishing(page):
            go.set()
            done(page)
        expect(page.locator("#talk .answer")).to_contain_text("启动很快")
        for question, sentence in (("bridge 模式出去时做什么？", MASKED), (QUESTION, NEW)):
            page.locator("#new-chat").click()
            expect(page.locator("#talk .question")).to_have_count(0)
            with finishing(page):
                asked(page, question)
            expect(page.locator("#talk .answer")).to_contain_text(sentence)
            expect(page.locator("#talk .answer .mark")).to_have_text("[1]")
            expect(page.locator("#cards .card mark").last).to_contain_text(sentence[-8:-1])
            expect(page.locator("#cards")).not_to_contain_text(before)
        expect(page.locator("#status")).to_contain_text(f"{site.app.status().notes} 篇")


def test_progress_is_told_and_the_old_state_answers_meanwhile(
    site: DeskSite, chrome: Browser
) -> None:
    (site.notes / "卫星.md").write_text(f"# 潮汐锁定\n\n{NEW}\n", "utf-8")
    with visiting(chrome, site) as visit, visiting(chrome, site) as other:
        page = open_notes(visit)
        act(page, "look").click()
        expect(act(page, "update")).to_be_visible(timeout=PATIENCE_MS)
        site.go.clear()
        act(page, "update").click()
        bar = page.get_by_role("progressbar")
        expect(bar).to_have_attribute("aria-valuenow", re.compile(r"\d+"))
        expect(page.locator(".progress")).to_contain_text(re.compile(r"正在读笔记 1/1"))
        expect(act(page, "look")).to_be_disabled()
        asked(other.page, "容器和虚拟机有什么区别？")
        expect(other.page.locator("#talk .answer .mark").first).to_be_visible()
        asked(other.page, QUESTION)
        expect(other.page.locator("#talk .answer")).not_to_contain_text("同一面")
        expect(open_notes(other).get_by_role("progressbar")).to_be_visible()
        site.go.set()
        expect(page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)
        expect(other.page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)
        other.page.locator("#chat-tab-button").click()
        asked(other.page, QUESTION + "请再说一遍")
        expect(other.page.locator("#talk .answer")).to_contain_text("同一面")


def test_nothing_changed_is_said_and_asks_nothing(site: DeskSite, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        act(page, "look").click()
        expect(page.locator(".work-words")).to_contain_text("笔记没有变化", timeout=PATIENCE_MS)
        expect(act(page, "update")).to_have_count(0)
        act(page, "dismiss").click()
        expect(page.locator(".work")).to_have_count(0)


def test_another_process_is_named_and_need_not_be_waited_for(
    site: DeskSite, chrome: Browser
) -> None:
    (site.notes / "卫星.md").write_text(f"# 潮汐锁定\n\n{NEW}\n", "utf-8")
    with visiting(chrome, site) as visit, lock_held(site.index) as pid:
        page = open_notes(visit)
        act(page, "look").click()
        act(page, "update").click(timeout=PATIENCE_MS)
        expect(page.locator(".progress")).to_contain_text(f"另一个进程（{pid}")
        act(page, "stop").click()
        expect(page.locator(".work")).to_have_count(0)
        act(page, "look").click()
        act(page, "update").click(timeout=PATIENCE_MS)
        expect(page.locator(".progress")).to_contain_text(f"另一个进程（{pid}")
        page.locator("#chat-tab-button").click()
        asked(page, "容器和虚拟机有什么区别？")  # the rest of the page goes on
        page.locator("#notes-tab-button").click()
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        expect(page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)


def test_a_folder_that_went_away_is_a_sentence_and_comes_back(
    site: DeskSite, chrome: Browser
) -> None:
    away = site.notes.rename(site.notes.with_name("away"))
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        act(page, "look").click()
        expect(page.locator(".work .problem")).to_contain_text("没有笔记文件夹")
        away.rename(site.notes)
        act(page, "look").last.click()
        expect(page.locator(".work-words")).to_contain_text("笔记没有变化", timeout=PATIENCE_MS)


# -- following ------------------------------------------------------------------------------------


def test_two_pages_see_the_same_switch_and_the_change_that_was_taken_in(
    site: DeskSite, chrome: Browser
) -> None:
    with visiting(chrome, site) as visit, visiting(chrome, site) as other:
        page, second = open_notes(visit), open_notes(other)
        expect(second.get_by_role("switch")).to_have_attribute("aria-checked", "false")
        page.get_by_role("switch").click()
        for each in (page, second):
            on = each.get_by_role("switch")
            expect(on).to_have_attribute("aria-checked", "true", timeout=PATIENCE_MS)
            expect(each.locator(".watch-line")).to_contain_text("起跟随")
        (site.notes / "卫星.md").write_text(f"# 潮汐锁定\n\n{NEW}\n", "utf-8")
        for each in (page, second):
            expect(each.locator("#outline")).to_contain_text("卫星", timeout=PATIENCE_MS)
            expect(each.locator(".watch-line")).to_contain_text("+1 新增")
            expect(each.locator(".work.done")).to_contain_text("跟随时自动更新")
        second.get_by_role("switch").click()
        off = page.get_by_role("switch")
        expect(off).to_have_attribute("aria-checked", "false", timeout=PATIENCE_MS)
        expect(page.locator(".watch-line")).to_have_text("没有跟随")


# -- the outline ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_heading_opens_its_section_and_a_search_narrows_the_tree(
    site: DeskSite, chrome: Browser, size: tuple[int, int]
) -> None:
    with visiting(chrome, site, size=size) as visit:
        page = open_notes(visit)
        expect(page.locator("#outline .heading")).to_have_count(0)
        page.locator('#outline [data-node="容器.md"]').click()
        heading = page.locator('#outline [data-file="容器.md"]').nth(1)
        heading.click()
        section = page.locator(".note-section")
        expect(section).to_contain_text(re.compile(r"第 \d+(–\d+)? 行"))
        expect(section.locator("a.tool")).to_have_attribute("href", re.compile("^vscode://file/"))
        expect(heading).to_have_attribute("aria-expanded", "true")
        row, card = heading.bounding_box(), page.locator(".note-card").bounding_box()
        assert row
        assert card
        beside = card["x"] >= row["x"] + row["width"]
        below = card["y"] >= row["y"] + row["height"]
        assert beside if size == WIDE else below
        page.keyboard.press("Escape")
        expect(section).to_have_count(0)
        box = page.locator("#notes-search textarea, #notes-search input")
        box.press_sequentially("obsidian")
        expect(page.locator("#outline .file")).to_have_count(1)
        expect(page.locator("#outline mark").first).to_have_text(re.compile("obsidian", re.I))
        box.fill("zzzz")
        expect(page.locator("#outline")).to_contain_text("没有文件、标题或标签包含“zzzz”")
        box.fill("")
        expect(page.locator("#outline .file")).to_have_count(5)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if size == NARROW:
            page.locator('#outline [data-node="容器.md"]').click()
            expect(page.locator("#outline .heading").first).to_be_visible()
            for target in page.locator(
                "#desk button:visible, #desk summary:visible, #desk .choose, #notes-search textarea"
            ).all():
                place = target.bounding_box()
                assert place
                assert place["height"] >= 40, target.inner_text()


def test_the_keyboard_alone_opens_reads_and_updates(site: DeskSite, chrome: Browser) -> None:
    (site.notes / "卫星.md").write_text(f"# 潮汐锁定\n\n{NEW}\n", "utf-8")
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        act(page, "look").focus()
        page.keyboard.press("Enter")
        expect(act(page, "update")).to_be_visible(timeout=PATIENCE_MS)
        expect(act(page, "look")).to_be_focused()
        for _ in range(9):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.noteAct") == "update":
                break
        page.keyboard.press("Enter")
        expect(page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)
        page.locator("#notes-search textarea, #notes-search input").focus()
        page.keyboard.press("Tab")
        first = page.locator("#outline .row").first
        expect(first).to_be_focused()
        ring = first.evaluate("e => getComputedStyle(e).outlineStyle")
        assert ring == "solid"
        row = page.locator('#outline [data-node="容器.md"]')
        while not page.evaluate("document.activeElement.dataset.node === '容器.md'"):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(row).to_have_attribute("aria-expanded", "true")
        expect(row).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".note-section")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".note-section")).to_have_count(0)
        expect(page.locator("#outline .row:focus")).to_have_count(1)  # it is where it was
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#outline .row:focus")).to_have_count(1)
        page.keyboard.press("ArrowLeft")
        expect(row).to_have_attribute("aria-expanded", "true")


def test_the_list_of_gaps_opens_above_the_notes(site: DeskSite, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        page.locator("#notes-gaps").click()
        expect(page.locator("#gaps")).to_be_visible()
        expect(page.locator(".gap-none")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#gaps")).not_to_be_visible()
        expect(page.locator("#notes-gaps")).to_be_focused()


def test_without_notes_there_is_a_way_to_some(tmp_path: Path, cache: Path, chrome: Browser) -> None:
    with (
        serving_desk(tmp_path, tmp_path / "还没有", cache) as site,
        visiting(chrome, site) as visit,
    ):
        page = open_notes(visit)
        expect(page.locator(".desk-head")).to_contain_text("还没有笔记")
        expect(page.locator(".desk-head")).to_contain_text("还没有")
        expect(act(page, "sample")).to_be_visible()
        expect(page.locator("#notes-search")).not_to_be_visible()
        drop(page, ("第一.md", f"# 潮汐锁定\n\n{NEW}\n"))
        act(page, "update").click(timeout=PATIENCE_MS)
        expect(page.locator("#outline")).to_contain_text("第一", timeout=PATIENCE_MS)
        expect(page.locator(".desk-counts")).to_contain_text("1 篇")
        page.locator("#chat-tab-button").click()
        expect(page.locator("#status")).to_contain_text("就绪", timeout=PATIENCE_MS)
        asked(page, QUESTION)
        expect(page.locator("#talk .answer")).to_contain_text("同一面")
