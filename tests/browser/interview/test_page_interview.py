"""The mock interview in a real browser."""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from fakes import NO_NOTES, ScriptedService
from interview_pages import CACHE, answer, begin, standing, studying, to_tab, to_the_end
from interviews import KITCHEN
from pages import (
    QUIET,
    free_port,
    let_run,
    move_clock,
    serving,
    visiting,
)
from playwright.sync_api import Browser, Error, expect

from bot.core.passage import Passage
from bot.errors import BotError
from bot.notes.sections import sections_of_note
from bot.storage.chats import ChatStore
from bot.study.study import Study
from ingest.notes.folder import parse_note

pytestmark = [pytest.mark.browser, QUIET]

EVIL = "<script>document.title='PWNED'</script><img src=x onerror=\"document.title='PWNED'\">"


def test_an_interview_from_its_set_up_to_its_report_with_a_reload_and_a_restart(
    tmp_path: Path, chrome: Browser
) -> None:
    context = chrome.new_context(locale="zh-CN", accept_downloads=True)
    port = free_port()
    with (
        serving(tmp_path, ScriptedService(), port, studying) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        begin(page)
        first = page.locator("#iv-now h2").inner_text()
        answer(page, CACHE)
        grade = page.locator("#iv-run .iv-grade").last
        expect(grade).to_contain_text("估计：没有模型评分")
        expect(grade.locator(".iv-point")).not_to_have_count(0)
        assert page.locator("#iv-run .iv-said.me").count() == 1
        page.reload()
        badge = page.locator("#interview-tab-button")
        expect(badge).to_have_attribute("data-badge", re.compile("进行中 ./3"))
        to_tab(page)
        standing(page)
        expect(page.locator("#iv-run")).to_contain_text(first)
        expect(page.locator("#iv-run .iv-said.me")).to_have_count(1)
    with (
        serving(tmp_path, ScriptedService(), port, studying) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        to_tab(page)
        standing(page)
        expect(page.locator("#iv-run .iv-said.me")).to_have_count(1)
        to_the_end(page, CACHE)
        report = page.locator(".iv-report")
        expect(report.locator("details.iv-past")).to_have_count(3)
        expect(report.locator(".iv-plot svg")).to_be_visible()
        expect(report).to_contain_text("按主题")
        report.locator("details.iv-past summary").first.click()
        expect(report.locator(".iv-point:visible").first).to_be_visible()
        for kind in ("md", "html", "apkg"):
            with page.expect_download() as download:
                page.locator(f'[data-kind="{kind}"]').click()
            assert download.value.suggested_filename.endswith(kind)
            assert Path(download.value.path()).stat().st_size > 100
        page.get_by_role("button", name="再来一场").click()
        expect(page.locator("#iv-setup")).to_be_visible()
        page.get_by_role("button", name=re.compile("看报告")).click()
        expect(report).to_be_visible()
    context.close()


def test_an_open_page_goes_on_after_a_restart_with_the_interview_it_shows(
    tmp_path: Path, chrome: Browser
) -> None:
    context = chrome.new_context(locale="zh-CN")
    port = free_port()
    with ExitStack() as pages:
        with serving(tmp_path, ScriptedService(), port, studying) as site:
            older = pages.enter_context(visiting(chrome, site, context=context)).page
            newer = pages.enter_context(visiting(chrome, site, context=context)).page
            begin(older)
            begin(newer)
            shown = older.locator(".iv-bar").get_attribute("data-interview")
            assert newer.locator(".iv-bar").get_attribute("data-interview") != shown
            older.locator("#iv-box textarea").fill(CACHE)
        with serving(tmp_path, ScriptedService(), port, studying):
            with suppress(Error):  # gradio may be loading the page anew just then
                older.locator("#iv-box textarea").press("Control+Enter", timeout=3_000)
            # Either the answer is taken, or gradio has loaded the page anew and it is in the box.
            taken = older.locator("#iv-run .iv-grade").first
            expect(taken.or_(older.locator("#chat-tab-button.selected"))).to_be_visible(
                timeout=20_000
            )
            to_tab(older)
            bar = older.locator(f'.iv-bar[data-interview="{shown}"]')
            expect(bar).to_be_visible()
            if not taken.is_visible():
                expect(older.locator("#iv-box textarea")).to_have_value(CACHE)
                answer(older, CACHE)
            expect(taken).to_be_visible()
            expect(bar).to_be_visible()
            to_tab(newer)
            expect(newer.locator("#iv-run .iv-said.me")).to_have_count(0)
            pages.close()
    context.close()


def test_two_browsers_have_an_interview_each(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as one,
        visiting(chrome, site, language="en-US") as two,
    ):
        begin(one.page)
        begin(two.page)
        answer(one.page, CACHE)
        expect(one.page.locator("#iv-run .iv-said.me")).to_have_count(1)
        expect(two.page.locator("#iv-run .iv-said.me")).to_have_count(0)
        answer(two.page, "I don't know")
        expect(two.page.locator("#iv-now .nudge")).to_be_visible()
        expect(one.page.locator("#iv-now .nudge")).to_have_count(0)
        two.page.reload()
        to_tab(two.page)
        expect(two.page.locator("#iv-now .nudge")).to_be_visible()


def test_a_hint_a_pause_the_note_and_an_early_end(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        page.locator('[data-iv="hint"]').click()
        expect(page.locator("#iv-now .iv-said.hint")).to_be_visible()
        page.locator('[data-iv="pause"]').click()
        expect(page.locator(".iv-paused")).to_be_visible()
        expect(page.locator("#iv-composer")).to_be_hidden()
        page.reload()
        to_tab(page)
        expect(page.locator(".iv-paused")).to_be_visible()
        page.locator('[data-iv="setup"]').click()
        page.reload()
        to_tab(page)
        page.get_by_role("button", name=re.compile("接着答")).click()
        page.locator('[data-iv="resume"]').click()
        standing(page)
        page.locator('[data-iv="note"]').click()
        page.locator('[data-iv="note"]').click()
        expect(page.locator("#iv-now .iv-note .passage")).to_be_visible()
        page.locator('.iv-reading [data-iv="skip"]').click()
        expect(page.locator("#iv-past .iv-result")).to_contain_text("看了笔记")
        page.locator('[data-iv="end"]').click()
        expect(page.locator('[data-iv="end"]')).to_have_text("确认结束")
        page.locator('[data-iv="end"]').click()
        expect(page.locator(".iv-report")).to_be_visible()


def test_an_answer_that_is_being_written_outlives_a_reload(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        page.locator("#iv-box textarea").fill("写了一半的回答")
        page.reload()
        to_tab(page)
        expect(page.locator("#iv-box textarea")).to_have_value("写了一半的回答")
        answer(page, CACHE)
        expect(page.locator("#iv-box textarea")).to_have_value("")


def test_the_clock_runs_down_and_stands_still_in_a_pause(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site, spoils=True) as visit,
    ):
        page = visit.page
        move_clock(page)
        to_tab(page)
        page.locator("#iv-limit").get_by_role("radio", name="1 分钟", exact=True).check()
        begin(page)
        clock = page.locator(".iv-clock")
        expect(clock).to_have_text(re.compile(r"00:5\d"))
        page.clock.fast_forward(10_000)
        expect(clock).to_have_text(re.compile(r"00:4\d"))
        page.locator('[data-iv="pause"]').click()
        expect(page.locator(".iv-paused")).to_be_visible()
        still = clock.inner_text()
        page.clock.fast_forward(10_000)
        expect(clock).to_have_text(still)


def test_nothing_from_a_note_or_an_answer_runs(tmp_path: Path, chrome: Browser) -> None:
    text = KITCHEN.replace("什么是备菜缓存？", f"什么是备菜缓存？{EVIL}").replace(
        "**命中**时直接下锅", f"**命中**时直接下锅 {EVIL}"
    )
    note, _ = parse_note("后厨/缓存.md", text)

    def evil(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, sections_of_note(note))

    with (
        serving(tmp_path, ScriptedService(), study=evil) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        name = page.title()
        begin(page)
        to_the_end(page, CACHE + EVIL)
        for fold in page.locator(".iv-report summary").all():
            if fold.is_visible():
                fold.click()
        let_run(page)
        assert page.title() == name
        for tag in ("script", "img", "[onerror]"):
            expect(page.locator(f"#interview-tab {tag}")).to_have_count(0)


def test_without_notes_and_with_broken_ones_there_is_a_sentence(
    tmp_path: Path, chrome: Browser
) -> None:
    def empty(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, [])

    with (
        serving(tmp_path / "a", ScriptedService(NO_NOTES), study=empty) as site,
        visiting(chrome, site) as visit,
    ):
        to_tab(visit.page)
        expect(visit.page.locator("#iv-words")).to_contain_text("还没有能出题的小节")
        visit.page.locator("#iv-start").click()
        expect(visit.page.locator("#iv-line")).to_contain_text("没有题目")

    def broken(store: ChatStore, folder: Path) -> Study:
        def read() -> list[Passage]:
            raise BotError(
                "plain", text="No notes are indexed at index. Run `python -m ingest` first."
            )

        return studying(store, folder, read=read)

    with (
        serving(tmp_path / "b", ScriptedService(NO_NOTES), study=broken) as site,
        visiting(chrome, site) as visit,
    ):
        to_tab(visit.page)
        expect(visit.page.locator("#iv-words .problem")).to_contain_text("python -m ingest")
