"""Chats, states and errors in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import (
    BROKEN,
    BUG,
    DOCKER,
    LOADING,
    LONG,
    NO_MODEL,
    NO_NOTES,
    READY,
    UNKNOWN,
    ScriptedService,
)
from pages import (
    QUIET,
    Site,
    Visit,
    ask,
    asked,
    done,
    free_port,
    serving,
    visiting,
)
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, QUIET]


def test_a_chat_survives_a_reload_and_a_restart(tmp_path: Path, chrome: Browser) -> None:
    context = chrome.new_context(locale="zh-CN")
    port = free_port()
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        asked(visit.page, DOCKER)
        visit.page.reload()
        expect(visit.page.locator("#talk .mark")).to_have_count(3)
        expect(visit.page.locator("#cards .card")).to_have_count(2)
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        expect(visit.page.locator("#talk .question")).to_contain_text(DOCKER)
        expect(visit.page.locator("#talk .mark")).to_have_count(3)
    context.close()


def test_what_another_install_left_in_the_browser_does_no_harm(
    tmp_path: Path, chrome: Browser
) -> None:
    context = chrome.new_context(locale="zh-CN")
    port = free_port()
    for folder in ("one", "two"):
        with (
            serving(tmp_path / folder, ScriptedService(), port) as site,
            visiting(chrome, site, context=context) as visit,
        ):
            asked(visit.page, UNKNOWN)
            visit.page.reload()
            expect(visit.page.locator("#talk .question")).to_contain_text(UNKNOWN)
    context.close()


@pytest.mark.parametrize("kept", ["no such thing", "{}", '"x"', ""])
def test_spoilt_memory_of_the_browser_is_replaced(site: Site, visit: Visit, kept: str) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    page.evaluate("kept => localStorage.setItem('notes-interviewer', kept)", kept)
    page.reload()
    expect(page.locator("#empty .chip")).to_have_count(3)
    asked(page, DOCKER)
    page.reload()
    expect(page.locator("#talk .question")).to_contain_text(DOCKER)


def test_earlier_chats_are_listed_searched_opened_and_deleted(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.locator("#new-chat").click()
    expect(page.locator("#empty .chip")).to_have_count(3)
    expect(page.locator("#talk .talk")).to_have_count(0)
    asked(page, UNKNOWN)
    page.locator("#earlier").click()
    expect(page.locator(".chat")).to_have_count(2)
    expect(page.locator("#search textarea, #search input")).to_be_focused()
    page.keyboard.type("Hypervisor")
    expect(page.locator(".chat")).to_have_count(1)
    page.locator(".chat").click()
    expect(page.locator("#talk .question")).to_contain_text(DOCKER)
    expect(page.locator("#drawer")).not_to_be_visible()
    page.locator("#earlier").click()
    page.locator(".delete").first.click()
    expect(page.locator(".delete").first).to_have_text("确认删除")
    page.locator(".delete").first.click()
    expect(page.locator("#chats")).to_contain_text("没有聊天包含")
    page.keyboard.press("Escape")
    expect(page.locator("#empty .chip")).to_have_count(3)
    assert [[turn.question for turn in chat] for chat in site.stored()] == [[UNKNOWN]]


def test_opening_another_chat_ends_the_one_being_written(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    page.locator("#new-chat").click()
    expect(page.locator("#empty .chip")).to_have_count(3)
    site.service.hold_at = 20
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")
    page.locator("#earlier").click()
    page.locator(".chat", has_text=UNKNOWN).click()
    expect(page.locator("#talk .question")).to_contain_text(UNKNOWN)
    assert site.service.closed.wait(60)
    page.locator("#earlier").click()
    expect(page.locator(".chat")).to_have_count(2)  # what the other one could still say has come
    page.keyboard.press("Escape")
    expect(page.locator("#talk .question")).to_contain_text(UNKNOWN)
    expect(page.locator("#send")).to_be_visible()


def test_a_page_closed_while_writing_leaves_a_stopped_turn(site: Site, chrome: Browser) -> None:
    site.service.hold_at = 20
    with visiting(chrome, site) as visit:
        ask(visit.page, LONG)
        expect(visit.page.locator("#talk .answer")).to_contain_text("第 1 层")
    assert site.service.closed.wait(60)
    ((turn,),) = site.stored()
    assert turn.outcome == "stopped"


def test_another_browser_sees_none_of_these_chats(site: Site, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        asked(visit.page, DOCKER)
    with visiting(chrome, site) as visit:
        visit.page.locator("#earlier").click()
        expect(visit.page.locator("#chats")).to_have_text("还没有聊天。")


def test_examples_come_from_the_notes_and_are_asked_by_a_click(site: Site, visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#empty .chip")).to_have_count(3)
    page.get_by_role("button", name=DOCKER).click()
    done(page)
    expect(page.locator("#empty")).not_to_be_visible()


def test_without_notes_the_sample_notes_are_offered(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(NO_NOTES)) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        expect(page.locator("#empty .path")).to_have_text("/home/me/notes")
        expect(page.locator("#empty")).to_contain_text("这个文件夹里还没有 Markdown 笔记")
        expect(page.locator("#empty")).not_to_contain_text("python -m ingest")
        page.get_by_role("button", name="先载入示例笔记").click()
        expect(page.locator("#empty .chip", has_text=DOCKER)).to_be_visible()
        expect(page.locator(".status-button")).to_contain_text("86 篇")
        expect(page.locator(".status-alert")).to_have_text("")


def test_the_status_line_follows_the_models(tmp_path: Path, chrome: Browser) -> None:
    service = ScriptedService(LOADING)
    with serving(tmp_path, service) as site, visiting(chrome, site) as visit:
        line = visit.page.locator(".status-button")
        expect(line).to_contain_text("e5-small 载入中 42%")
        line.click()
        expect(visit.page.locator(".status-details")).to_be_visible()
        service.state = READY
        expect(line).to_contain_text("e5-small 就绪")
        expect(visit.page.locator(".status-details")).to_be_visible()
        visit.page.keyboard.press("Escape")
        expect(visit.page.locator(".status-details")).not_to_be_visible()
        expect(line).to_be_focused()
        service.state = NO_MODEL
        expect(visit.page.locator(".status-alert")).to_contain_text("pip install")


@pytest.mark.parametrize(
    ("question", "words"), [(BROKEN, "出了问题：out of memory"), (BUG, "意料之外")]
)
def test_an_error_is_one_sentence_where_it_happened(
    site: Site, visit: Visit, question: str, words: str
) -> None:
    page = visit.page
    asked(page, question)
    expect(page.locator("#talk .problem")).to_contain_text(words)
    expect(page.locator("body")).not_to_contain_text("Traceback")
    expect(page.locator("body")).not_to_contain_text("ZeroDivision")
    asked(page, DOCKER)
    expect(page.locator("#past .problem")).to_contain_text(words)


def test_the_page_speaks_english_to_english_browsers(site: Site, chrome: Browser) -> None:
    with visiting(chrome, site, language="en-GB") as visit:
        page = visit.page
        expect(page.locator("h1.title")).to_have_text("Notes Interviewer")
        expect(page.locator("#send")).to_have_text("Send")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        asked(page, DOCKER)
        expect(page.locator("#talk .facts")).to_contain_text("2 sources · found in 0.1 s")
        assert not re.search("[\u4e00-\u9fff]", page.locator("#composer").inner_text())
