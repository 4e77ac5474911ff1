"""The progress in a real browser."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from interviews import KITCHEN
from pages import (
    CONTRAST,
    LANGUAGES,
    NARROW,
    QUIET,
    SCHEMES,
    SHOTS,
    SIZES,
    WIDE,
    Scheme,
)
from playwright.sync_api import Browser, Page, expect
from studies import DAY, badly, opened, well

from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note

pytestmark = [pytest.mark.browser, QUIET]

# Stands in for the mock interview, from when its tab is first opened, and keeps what it was asked.
_STUB = """() => {
  window.calls = [];
  if (Object.getOwnPropertyDescriptor(window, "interviewBus")?.get) return;
  const stub = (event, data) => window.calls.push([event, data]);
  let there = Boolean(window.interviewBus);
  Object.defineProperty(window, "interviewBus", {
    configurable: true, get: () => (there ? stub : undefined), set: () => { there = true; },
  });
}"""


def to_progress(page: Page) -> None:
    page.evaluate(_STUB)
    page.locator("#progress-tab-button").click()
    expect(page.locator(".pg-all")).to_be_visible()


def called(page: Page, event: str, data: dict[str, Any]) -> None:
    """Wait until the interview was asked for exactly this."""
    expect(page.locator("#interview-tab-button")).to_have_attribute("aria-selected", "true")
    page.wait_for_function("window.calls.length")
    assert page.evaluate("window.calls") == [[event, data]]


def test_the_empty_progress_leads_to_the_mock_interview(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page = seen.page
        to_progress(page)
        expect(page.locator(".pg-empty .what")).to_contain_text("还没有答过题")
        expect(page.locator("#progress-tab-button")).to_have_attribute("data-count", "0")
        page.locator('[data-pg="go"]').click()
        expect(page.locator("#interview-tab-button")).to_have_attribute("aria-selected", "true")
        assert page.evaluate("window.calls") == []


def test_due_questions_are_reviewed_all_at_once_or_one_alone(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly, badly, badly)
        school.clock.at = time.time()
        page.reload()
        tab = page.locator("#progress-tab-button")
        expect(tab).to_have_attribute("data-count", "3")
        expect(tab).to_have_attribute("aria-label", "进度，今天到期 3 题")
        to_progress(page)
        expect(page.locator("#pg-due")).to_have_text("今天到期 3 题")
        due = [one.question.id for one in school.study.overview(seen.owner).due.questions]
        page.locator(".pg-due .pg-main").click()
        called(page, "submit", {"do": "review", "questions": due})
        to_progress(page)
        page.locator('.pg-fold[data-fold="due"] summary').click()
        page.get_by_role("button", name="只复习这题").nth(1).click()
        called(page, "submit", {"do": "review", "questions": [due[1]]})


def test_a_review_is_begun_in_the_mock_interview(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly, badly, badly)
        school.clock.at = time.time()
        page.reload()
        page.locator("#progress-tab-button").click()
        expect(page.locator("#pg-due")).to_have_text("今天到期 3 题")
        due = school.study.overview(seen.owner).due.questions
        page.locator('.pg-fold[data-fold="due"] summary').click()
        page.get_by_role("button", name="只复习这题").first.click()
        asked = due[0].question.text
        expect(page.locator("#interview-tab")).to_contain_text(asked)
        assert school.interviews.list(seen.owner)[0].length == 1
        page.locator("#progress-tab-button").click()
        expect(page.locator(".pg-interview").first).to_contain_text("进行中 1/1")
        page.locator(".pg-open").last.click()
        expect(page.locator("#iv-report")).to_contain_text("面试报告")


def test_the_tab_says_what_is_left_after_a_review(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly, badly, badly)
        school.clock.at = time.time()
        page.reload()
        tab = page.locator("#progress-tab-button")
        expect(tab).to_have_attribute("data-count", "3")
        due = [one.question.id for one in school.study.overview(seen.owner).due.questions]
        school.answered(seen.owner, well, questions=(due[0],))
        expect(tab).to_have_attribute("data-count", "2")


@pytest.mark.parametrize(
    ("size", "scheme", "language", "words"),
    [
        (WIDE, "light", "zh-CN", "112 题的进度保留，3 题的小节已改"),
        (NARROW, "dark", "en-US", "kept their progress: 112"),
    ],
)
def test_what_went_over_to_another_bank_is_told_until_it_is_put_away(
    tmp_path: Path,
    chrome: Browser,
    size: tuple[int, int],
    scheme: Scheme,
    language: str,
    words: str,
) -> None:
    look = opened(tmp_path, chrome, size=size, scheme=scheme, language=language)
    with look as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly, well, well)
        told = "UPDATE bank_carried SET kept = 112, changed = 3, told = 0"
        with school.chats.database.engine.begin() as connection:
            connection.execute(sa.text(told))
        page.locator("#progress-tab-button").click()
        note = page.locator(".pg-carried")
        expect(note).to_contain_text(words)
        expect(page.locator(".pg-mastery")).to_be_visible()
        page.screenshot(path=SHOTS / f"carried-{size[0]}-{scheme}-{language[:2]}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(CONTRAST) == []
        note.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(note).to_have_count(0)
        page.reload()
        page.locator("#progress-tab-button").click()
        expect(page.locator(".pg-mastery")).to_be_visible()
        expect(note).to_have_count(0)


def test_an_interview_is_opened_and_removed_after_asking_again(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        over = school.answered(seen.owner, badly, badly, badly)
        running = school.answered(seen.owner)
        to_progress(page)
        rows = page.locator(".pg-interview")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("进行中 1/3")
        expect(rows.last).to_contain_text("估计得分")
        rows.last.locator(".pg-open").click()
        called(page, "select", {"do": "open", "interview": over})
        to_progress(page)
        button = rows.first.locator(".delete")
        button.click()
        expect(button).to_have_text("确认移除")
        expect(rows).to_have_count(2)
        button.click()
        expect(rows).to_have_count(1)
        expect(rows.locator(".delete")).to_be_focused()
        assert [line.id for line in school.interviews.list(seen.owner)] == [over]
        assert running != over


def test_the_keyboard_is_enough_and_what_is_unfolded_stays_so(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly, badly, badly)
        school.clock.at = time.time()
        page.reload()
        to_progress(page)
        expect(page.locator("#pg-due")).to_have_text("今天到期 3 题")
        page.locator("#progress-tab-button").focus()
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("document.activeElement.dataset.pg || document.activeElement.tagName")
            )
            if reached[-1] == "SUMMARY" and reached.count("SUMMARY") == 1:
                ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring == "solid"
                page.keyboard.press("Enter")
        assert [name for name in reached if name in ("review", "open", "remove")][:6] == [
            *("review", "review", "review", "review"),
            *("open", "remove"),
        ]
        fold = page.locator('.pg-fold[data-fold="due"]')
        expect(fold).to_have_attribute("open", "")
        school.answered(
            seen.owner, well, questions=(school.notes.bank(seen.owner).questions[0].id,)
        )
        expect(page.locator("#pg-due")).to_have_text("今天到期 2 题")
        expect(fold).to_have_attribute("open", "")


# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS)
def test_the_progress_fits_the_window_and_is_photographed(
    tmp_path: Path, chrome: Browser, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = f"{size[0]}-{scheme}-{language[:2]}"
    texts = [KITCHEN]
    with opened(
        tmp_path,
        chrome,
        size=size,
        scheme=scheme,
        language=language,
        read=lambda: sections_of_note(parse_note("后厨/缓存.md", texts[-1])[0]),
    ) as seen:
        page, school = seen.page, seen.school
        to_progress(page)
        expect(page.locator(".pg-empty")).to_be_visible()
        page.screenshot(path=SHOTS / f"progress-empty-{look}.png")
        for days in (0, 1, 5):
            school.clock.at += days * DAY
            school.answered(seen.owner, badly, well, badly)
        school.answered(seen.owner, badly)
        texts.append(KITCHEN.replace("12 分钟", "15 分钟"))
        school.changes += 1
        school.clock.at = time.time()
        page.reload()
        to_progress(page)
        expect(page.locator(".pg-subjects")).to_be_visible()
        page.screenshot(path=SHOTS / f"progress-{look}.png")
        for fold in page.locator("#progress summary").all():
            fold.click()
        page.screenshot(path=SHOTS / f"progress-open-{look}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(CONTRAST) == []
        if size == NARROW:
            for target in page.locator("#progress button:visible, #progress summary").all():
                box = target.bounding_box()
                assert box
                assert box["height"] >= 40, target.inner_text()
