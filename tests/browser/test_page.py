"""Asking in a real browser: answers, sources, keys, stopping, changing."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from fakes import (
    DOCKER,
    LONG,
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


def test_sources_come_before_the_first_word_and_the_text_follows(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    expect(page.locator("#talk .answer")).to_have_text("")
    expect(page.locator("#talk .doing")).to_contain_text("找到 3 节")
    site.service.hold.set()
    done(page)
    expect(page.locator("#cards .card")).to_have_count(2)
    expect(page.locator("#talk .answer strong")).to_have_text("Hypervisor")
    expect(page.locator("#talk .facts")).to_contain_text("依据 2 节 · 0.1 s 找到 · 本地模型写了")
    expect(page.locator("#cards mark").first).to_have_text(re.compile("每台虚拟机"))
    place = page.locator("#cards .place").first
    expect(place).to_contain_text("容器入门 › 基本概念 › Docker 与虚拟机")
    expect(page.locator("#cards .where").first).to_contain_text("第 19–31 行")


def test_a_mark_and_its_card_light_up_together_by_click_and_by_keyboard(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    second = page.locator("#talk .mark").last
    second.click()
    lit = page.locator(".card.lit")
    expect(lit).to_have_count(1)
    expect(lit.locator(".place")).to_contain_text("[2]")
    page.locator("#talk .mark").first.focus()
    page.keyboard.press("Enter")
    expect(lit.locator(".place")).to_contain_text("[1]")
    expect(page.locator("#talk .mark.lit")).to_have_count(2)
    page.locator("#cards .mark").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#talk .mark.lit")).to_have_text("[2]")
    assert second.get_attribute("aria-label") == "依据 2：容器入门 › 网络 › bridge 模式"


def test_a_sentence_without_support_says_so_to_eyes_and_ears(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    flagged = page.locator("#talk .unsupported")
    expect(flagged).to_have_count(1)
    expect(flagged).to_have_attribute("title", "笔记里没有找到依据")
    line = flagged.evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert line == "dotted"
    expect(page.locator("#talk .answer .sr-only")).to_have_text("(笔记里没有找到依据)")


def test_what_the_notes_lack_is_one_sentence_and_the_nearest_sections(visit: Visit) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    expect(page.locator("#talk .answer")).to_have_text("笔记里没有写天气，下面是最接近的几节。")
    expect(page.locator("#cards .side-title")).to_contain_text("不是依据")
    expect(page.locator("#cards .card")).to_have_count(3)
    expect(page.locator("#cards .mark")).to_have_count(0)


def test_a_card_opens_and_links_to_the_editor(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    card = page.locator("#cards .card").first
    more = card.locator(".more")
    before = card.bounding_box()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_have_text("收起")
    after = card.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    link = card.get_by_role("link", name="在编辑器打开").get_attribute("href")
    assert link is not None
    assert link.startswith("vscode://file/")
    assert link.endswith("my%20notes/%E5%AE%B9%E5%99%A8/docker.md:19")
    expect(card.locator("a.image")).to_have_text("图片：两者的结构")


def test_a_follow_up_is_asked_by_a_click_and_earlier_questions_go_along(
    site: Site, visit: Visit
) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="容器靠什么限制 CPU？").click()
    expect(page.locator("#talk .question")).to_contain_text("容器靠什么限制 CPU？")
    done(page)
    expect(page.locator("#past .turn")).to_have_count(1)
    assert site.service.asked[-1] == ("容器靠什么限制 CPU？", (DOCKER,))


def test_a_copy_has_its_citations_as_footnotes(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "虚拟出硬件。[^1]" in copied
    assert "\n[^2]: 容器入门 › 网络 › bridge 模式 (容器/docker.md, 第 58–" in copied


def test_enter_sends_shift_enter_breaks_the_line_and_ctrl_enter_sends(
    site: Site, visit: Visit
) -> None:
    page = visit.page
    box = page.locator("#box textarea")
    box.press_sequentially("一")
    box.press("Shift+Enter")
    box.press_sequentially("二")
    expect(box).to_have_value("一\n二")
    box.press("Control+Enter")
    expect(box).to_have_value("")
    done(page)
    assert [question for question, _ in site.service.asked] == ["一\n二"]


def test_escape_stops_the_model_and_keeps_what_was_written(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold_at = 20
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")
    page.keyboard.press("Escape")
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    assert site.service.closed.wait(60)
    ((turn,),) = site.stored()
    assert turn.outcome == "stopped"
    assert turn.text.startswith("第 1 层")
    page.reload()
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")


def test_the_stop_button_stops_before_the_first_word_too(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    page.locator("#stop").click()
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    assert site.service.closed.wait(60)


def test_a_second_question_while_one_is_written_waits_in_the_box(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    ask(page, "第二个")
    site.service.hold.set()
    done(page)
    expect(page.locator("#box textarea")).to_have_value("第二个")
    assert len(site.service.asked) == 1
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#talk .question")).to_contain_text("第二个")
    done(page)
    assert [turn.question for turn in site.stored()[0]] == [DOCKER, "第二个"]


def test_after_a_restart_in_mid_answer_the_page_goes_on(tmp_path: Path, chrome: Browser) -> None:
    port = free_port()
    service = ScriptedService()
    context = chrome.new_context(locale="zh-CN")
    with ExitStack() as pages:
        with serving(tmp_path, service, port) as site:
            service.hold.clear()
            page = pages.enter_context(visiting(chrome, site, context=context)).page
            ask(page, DOCKER)
            expect(page.locator("#cards .card")).to_have_count(3)
        with serving(tmp_path, ScriptedService(), port):
            stop = page.locator("#stop")
            expect(page.locator("h1.title")).to_be_visible()
            if stop.is_visible():
                stop.click()
            expect(page.locator("#talk .note")).to_contain_text("已停止")
            asked(page, UNKNOWN)
            pages.close()
    context.close()


def test_retry_and_edit_replace_the_last_answer(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    site.service.hold.clear()
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#stop")).to_be_visible()
    site.service.hold.set()
    done(page)
    assert [question for question, _ in site.service.asked] == [DOCKER, DOCKER]
    page.get_by_role("button", name="修改问题").click()
    expect(page.locator("#box textarea")).to_have_value(DOCKER)
    expect(page.locator("#line")).to_contain_text("正在修改")
    asked(page, UNKNOWN)
    expect(page.locator("#line")).to_have_text("")
    expect(page.locator("#past .turn")).to_have_count(0)
    assert [[turn.question for turn in chat] for chat in site.stored()] == [[UNKNOWN]]


def test_editing_can_be_given_up(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="修改问题").click()
    expect(page.locator("#line")).to_contain_text("正在修改")
    page.keyboard.press("Escape")
    expect(page.locator("#line")).to_have_text("")
    asked(page, UNKNOWN)
    expect(page.locator("#past .turn")).to_have_count(1)
