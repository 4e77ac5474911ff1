"""The model answer of a question that is over, and what stands around it, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from interview_pages import answer, begin, finishing
from pages import CONTRAST, NARROW, QUIET, SHOTS, WIDE, Scheme
from playwright.sync_api import Browser, expect
from studies import opened

pytestmark = [pytest.mark.browser, QUIET]


def test_it_is_folded_and_its_marks_open_the_notes_words(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page = seen.page
        begin(page)
        answer(page, "不太清楚")
        page.locator('.iv-tools [data-iv="skip"]').click()
        over = page.locator("#iv-past .iv-past").first
        fold = over.locator(".iv-model")
        expect(fold.locator("summary")).to_have_text("参考回答")
        expect(fold.locator("p")).to_be_hidden()
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(fold.locator("p")).to_be_visible()
        page.keyboard.press("Tab")
        expect(fold.locator('[data-said="1"]')).to_be_focused()
        page.keyboard.press("Enter")
        words = over.locator('.iv-source mark[data-said="1"]')
        expect(words.first).to_be_in_viewport()
        expect(words.first).to_have_class("lit")
        expect(over.locator(".iv-source summary")).to_be_focused()


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        (WIDE, "light", "zh-CN"),
        (WIDE, "dark", "en-US"),
        (NARROW, "dark", "zh-CN"),
        (NARROW, "light", "en-US"),
    ],
)
def test_answers_and_bad_questions_can_be_read_and_touched_everywhere(
    tmp_path: Path, chrome: Browser, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = f"{size[0]}-{scheme}-{language[:2]}"
    with opened(tmp_path, chrome, size=size, scheme=scheme, language=language) as seen:
        page = seen.page

        def is_right(area: str) -> None:
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert page.evaluate(CONTRAST) == []
            if size == NARROW:
                for target in page.locator(f"{area} :is(button.tool, summary):visible").all():
                    box = target.bounding_box()
                    assert box
                    assert box["height"] >= 40, target.inner_text()

        begin(page)
        with finishing(page):
            page.locator('.iv-bar [data-iv="bad"]').click()
        expect(page.locator("#iv-past .iv-bad")).to_be_visible()
        page.locator('#iv-past [data-why="points"]').click()
        expect(page.locator('#iv-past [aria-pressed="true"]')).to_be_visible()
        page.screenshot(path=SHOTS / f"bad-interview-{look}.png", full_page=True)
        is_right("#iv-past .iv-bad")
        answer(page, "3 分钟")
        with finishing(page):
            page.locator('.iv-tools [data-iv="skip"]').click()
        expect(page.locator("#iv-past .iv-past")).to_have_count(2)
        over = page.locator("#iv-past .iv-past").last
        over.locator(".iv-model summary").click()
        over.locator('.iv-model [data-said="1"]').click()
        page.screenshot(path=SHOTS / f"answer-interview-{look}.png", full_page=True)
        is_right("#iv-past")
        page.locator('.iv-tools [data-iv="end"]').click()
        page.locator('.iv-tools [data-iv="end"]').click()
        for number in (0, 1):
            page.locator(".iv-report .iv-past").nth(number).locator("summary").first.click()
        page.locator(".iv-report .iv-model summary").first.click()
        page.screenshot(path=SHOTS / f"answer-report-{look}.png", full_page=True)
        is_right(".iv-report .iv-bad")
        page.locator("#progress-tab-button").click()
        page.locator('[data-bk="open"]').click()
        expect(page.locator(".bk-bad")).to_be_visible()
        page.locator(".bk-question summary").first.click()
        page.locator('[data-bk="mark"]:visible').first.click()
        page.locator(".bk-bad > summary").click()
        expect(page.locator(".bk-bad li")).to_have_count(2)
        page.screenshot(path=SHOTS / f"bad-bank-{look}.png", full_page=True)
        is_right("#bank-list")
