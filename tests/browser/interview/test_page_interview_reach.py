"""The mock interview by keyboard and by ear, and while somebody is speaking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import ScriptedService
from interview_pages import CACHE, answer, begin, finishing, standing, studying
from interviews import kitchen
from pages import (
    QUIET,
    SHOTS,
    SIZES,
    move_clock,
    serving,
    visiting,
)
from playwright.sync_api import Browser, Page, expect
from scripted_llm import STEP, ScriptedLlm

from bot.bank.build import build
from bot.storage.chats import ChatStore
from bot.study.study import Study

pytestmark = [pytest.mark.browser, QUIET]


def test_the_keyboard_alone_is_enough(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        page.locator("#interview-tab-button").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#iv-words")).to_contain_text("道题")
        _tab_to(page, "#iv-start")
        page.keyboard.press("Enter")
        standing(page)
        _tab_to(page, "#iv-box textarea")
        page.keyboard.type(CACHE)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#iv-run .iv-grade").first).to_be_visible()
        standing(page)
        _tab_to(page, '[data-iv="end"]')
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator(".iv-report")).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_who_listens_is_told_the_score_and_the_follow_up_and_finds_names_in_order(
    tmp_path: Path, chrome: Browser
) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        told = page.locator('#iv-told[aria-live="polite"]')
        question = page.locator("#iv-now h2").inner_text()
        expect(told).to_have_text(f"第 1 题：{question}")
        told.evaluate("e => e.dataset.kept = 'yes'")  # it is never drawn again
        box = page.get_by_role("textbox", name="你的回答", exact=True)
        expect(box).to_have_accessible_description(re.compile("题目"))
        names = ["提示 −10", "跳过 · 0 分", "看笔记 · 0 分", "暂停", "结束"]
        for name in [*names, "回答"]:
            expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
        page.get_by_role("button", name=names[0], exact=True).focus()
        order = []
        for _ in range(7):
            order.append(page.evaluate(_FOCUSED))
            page.keyboard.press("Tab")
        assert order == [*names, "iv-box", "回答"]
        answer(page, "墙上挂着一把蓝色的勺子，很好看。")
        expect(told).to_contain_text(re.compile(r"^估计得分 0，\d 个要点答出 0 个.*追问：.*？"))
        expect(told).to_have_attribute("data-kept", "yes")
        assert told.locator("p").count() == 3
        answer(page, "")
        expect(told).not_to_contain_text("得分 0")
        page.locator('[data-iv="pause"]').click()
        expect(told).to_have_text(re.compile("^已暂停"))


# Its words, or for the box, which has none, where it stands.
_FOCUSED = """() => {
  const e = document.activeElement;
  return e.matches("textarea") ? e.closest("[id]").id : e.textContent.trim();
}"""


_OVER_THE_BOX = """() => {
  const edge = selector => document.querySelector(selector).getBoundingClientRect();
  return edge(".iv-live .iv-words").bottom <= edge("#iv-composer").top;
}"""


@pytest.mark.parametrize("size", SIZES)
def test_a_model_s_words_grow_below_the_grade_and_nothing_jumps(
    tmp_path: Path, chrome: Browser, size: tuple[int, int]
) -> None:
    model = ScriptedLlm(allowed=0)

    def spoken(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, model=model)

    with (
        serving(tmp_path, ScriptedService(), study=spoken) as site,
        visiting(chrome, site, size=size) as visit,
    ):
        page = visit.page
        begin(page)
        asked = page.locator("#iv-now h2").inner_text()
        question = next(one for one in build(kitchen()).questions if one.text in asked)
        first = f"你说到了{question.asked[0].text}。"
        second = first + f"还差一些：{question.asked[1].text}。"
        whole = second + f"再看看{question.asked[2].text}。"
        model.replies = [whole, "对吗"]
        page.locator("#iv-box textarea").fill(question.asked[0].text)
        page.locator("#iv-box textarea").press("Control+Enter")
        grade, live = page.locator("#iv-now .iv-grade"), page.locator("#iv-saying .iv-live")
        expect(grade).to_be_visible()
        expect(live).to_have_text("面试官正在说…")
        before = grade.bounding_box()
        model.allowed = len(first) + STEP
        expect(live.locator(".iv-words")).to_have_text(first)
        assert page.evaluate(_OVER_THE_BOX)
        page.screenshot(path=SHOTS / f"interview-streaming-{size[0]}.png")
        model.allowed = len(second) + STEP
        expect(live.locator(".iv-words")).to_have_text(second)
        assert grade.bounding_box() == before
        model.allowed = None
        standing(page)
        expect(live).to_have_count(0)
        expect(page.locator("#iv-now .feedback .iv-words")).to_have_text(whole)


def test_the_focus_goes_where_something_is_to_be_done(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site, spoils=True) as visit,
    ):
        page = visit.page
        move_clock(page)
        begin(page)
        box = page.locator("#iv-box textarea")
        expect(box).to_be_focused()
        with finishing(page):
            _press(page, '.iv-tools [data-iv="hint"]')
        expect(box).to_be_focused()
        with finishing(page):
            _press(page, '[data-iv="pause"]')
        expect(page.locator('[data-iv="resume"]')).to_be_focused()
        with finishing(page):
            page.keyboard.press("Enter")
        expect(box).to_be_focused()
        _press(page, '[data-iv="note"]')
        with finishing(page):
            page.keyboard.press("Enter")
        expect(page.locator('.iv-tools [data-iv="skip"]')).to_be_focused()
        with finishing(page):
            page.keyboard.press("Enter")
        expect(box).to_be_focused()
        page.locator(".iv-where").click()  # to read, not to write
        page.clock.fast_forward(2_000)
        expect(page.locator("body")).to_be_focused()
        _press(page, '[data-iv="end"]')
        with finishing(page):
            page.keyboard.press("Enter")
        expect(page.locator(".iv-report h2")).to_be_focused()
        page.get_by_role("button", name="再来一场").press("Enter")
        expect(page.locator("#iv-start")).to_be_focused()


def _press(page: Page, selector: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press("Enter")
