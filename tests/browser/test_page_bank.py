"""The question bank in a real browser."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from fakes import DOCKER
from interviews import KITCHEN
from pages import CONTRAST, LANGUAGES, NARROW, QUIET, SCHEMES, SHOTS, SIZES, Scheme, asked
from playwright.sync_api import Browser, Locator, Page, expect
from studies import badly, opened

from bot.core.passage import Passage
from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note

pytestmark = [pytest.mark.browser, QUIET]
HOSTILE = "<img src=x onerror=\"document.title='PWNED'\">"
LONG = "一个要点太长了" * 20


def hostile() -> list[Passage]:
    note = KITCHEN.replace("备菜缓存", f"备菜缓存{HOSTILE}").replace("[后厨,", f"[{HOSTILE!r},")
    return sections_of_note(parse_note("后厨/缓存.md", note)[0])


def to_bank(page: Page) -> None:
    page.locator("#progress-tab-button").click()
    page.locator('[data-bk="open"]').click()
    expect(page.locator(".bk-question").first).to_be_visible()


def unfolded(page: Page, number: int = 0) -> Locator:
    row = page.locator(".bk-question").nth(number)
    row.locator("summary").click()
    expect(row.locator('[data-bk="edit"]')).to_be_visible()
    return row


def test_a_question_is_changed_switched_off_and_restored(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school, owner = seen.page, seen.school, seen.owner
        to_bank(page)
        expect(page.locator(".bk-counts")).to_contain_text("3 题；")
        row = unfolded(page)
        row.locator('[data-bk="edit"]').click()
        text = row.locator('[data-part="text"]')
        expect(text).to_be_focused()
        expect(text).to_have_value("什么是备菜缓存？")
        text.fill("备菜缓存是什么意思？")
        row.locator('[data-part="counts"]').nth(1).uncheck()
        row.locator('[data-part="new"]').fill(LONG)
        page.keyboard.press("Control+Enter")
        wrong = row.locator('[aria-invalid="true"]')
        expect(wrong).to_be_focused()
        expect(row.locator(".problem")).to_have_text("这里有 140 字，最多 120 字。")
        expect(text).to_have_value("备菜缓存是什么意思？")
        expect(row.locator('[data-part="counts"]').nth(1)).not_to_be_checked()
        assert school.edits.edits(owner) == ()
        row.locator('[data-part="new"]').fill("自己的要点")
        page.keyboard.press("Control+Enter")
        expect(row.locator(".note.done")).to_have_text("已保存。")
        expect(row.locator('[data-bk="edit"]')).to_be_focused()
        expect(row.locator(".bk-text")).to_have_text("备菜缓存是什么意思？")
        expect(row.locator(".bk-points")).to_contain_text("自己的要点")
        assert len(school.edits.edits(owner)) == 3
        row.locator('[data-bk="off"]').click()
        expect(row.locator(".pg-badge.off").first).to_have_text("已停用")
        expect(row.locator('[data-bk="on"]')).to_be_focused()
        page.keyboard.press("Enter")
        expect(row.locator('[data-bk="off"]')).to_be_focused()
        button = row.locator('[data-bk="restore"]')
        button.click()
        expect(button).to_have_text("确认恢复")
        assert len(school.edits.edits(owner)) == 3
        button.click()
        expect(row.locator(".bk-text")).to_have_text("什么是备菜缓存？")
        assert school.edits.edits(owner) == ()


def test_what_was_typed_stays_while_the_rest_is_redrawn(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page = seen.page
        to_bank(page)
        row = unfolded(page)
        other = unfolded(page, 1)
        row.locator('[data-bk="edit"]').click()
        row.locator('[data-part="text"]').fill("还没有保存")
        row.locator('[data-part="counts"]').first.uncheck()
        other.locator('[data-bk="off"]').click()
        expect(other.locator(".pg-badge.off").first).to_be_visible()
        expect(row.locator('[data-part="text"]')).to_have_value("还没有保存")
        expect(row.locator('[data-part="counts"]').first).not_to_be_checked()
        row.locator('[data-part="text"]').press("Escape")
        expect(row.locator(".bk-form")).to_have_count(0)
        expect(row.locator('[data-bk="edit"]')).to_be_focused()
        row.locator('[data-bk="edit"]').click()
        expect(row.locator('[data-part="text"]')).to_have_value("什么是备菜缓存？")


def test_the_search_finds_while_it_is_typed(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        page = seen.page
        to_bank(page)
        box = page.locator('.bk-find [name="words"]')
        box.press_sequentially("点单 平板")
        expect(page.locator(".bk-question")).to_have_count(1)
        expect(page.locator("#bank-list > * [role=status]").first).to_have_text("找到 1 题")
        expect(box).to_be_focused()
        expect(box).to_have_value("点单 平板")
        page.locator('.bk-find [name="only"]').select_option("own")
        expect(page.locator(".bk-question")).to_have_count(0)
        expect(page.locator("#bank-list")).to_contain_text("没有符合的题")


def test_an_own_question_is_written_and_outlives_a_change_and_a_reload(
    tmp_path: Path, chrome: Browser
) -> None:
    texts = [KITCHEN]

    def read() -> list[Passage]:
        return sections_of_note(parse_note("后厨/缓存.md", texts[-1])[0])

    with opened(tmp_path, chrome, read=read) as seen:
        page, school = seen.page, seen.school
        to_bank(page)
        page.locator('[data-bk="write"]').click()
        expect(page.locator('.bk-own [data-part="text"]')).to_be_focused()
        page.keyboard.type("日期写在哪里？")
        page.keyboard.press("Tab")
        page.keyboard.type("盒子上")
        page.keyboard.press("Tab")
        page.keyboard.type("日期")
        expect(page.locator(".bk-place")).to_have_count(1)
        expect(page.locator('[name="where"]')).to_be_focused()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".bk-own-end .problem")).to_have_text("先选这道题属于哪一节。")
        expect(page.locator('.bk-own [data-part="text"]')).to_have_value("日期写在哪里？")
        page.locator(".bk-place input").check()
        page.keyboard.press("Control+Enter")
        row = page.locator(".bk-question").first
        expect(row.locator(".bk-text")).to_have_text("日期写在哪里？")
        expect(row).to_contain_text("已加入题库。")
        expect(page.locator(".bk-own")).to_have_count(0)
        texts.append(KITCHEN.replace("晚班", "早班"))
        school.changes += 1
        page.reload()
        to_bank(page)
        expect(row.locator(".bk-text")).to_have_text("日期写在哪里？")
        expect(row.locator(".pg-badge.stale")).to_have_text("笔记改动过")
        unfolded(page).locator('[data-bk="keep"]').click()
        expect(row.locator(".pg-badge.stale")).to_have_count(0)


def test_while_the_notes_are_read_the_rest_of_the_page_goes_on(
    tmp_path: Path, chrome: Browser
) -> None:
    held = threading.Event()
    with opened(tmp_path, chrome) as seen:
        page, school = seen.page, seen.school
        school.answered(seen.owner, badly)

        def wait() -> None:
            held.wait(60)

        school.delay = wait
        school.changes += 1
        try:
            page.reload()
            page.locator("#progress-tab-button").click()
            expect(page.locator(".pg-due .doing")).to_contain_text("正在读笔记")
            page.locator('[data-bk="open"]').click()
            expect(page.locator("#bank .doing")).to_contain_text("正在读笔记")
            page.locator("#chat-tab-button").click()
            asked(page, DOCKER)
        finally:
            held.set()
        page.locator("#progress-tab-button").click()
        expect(page.locator(".bk-question")).to_have_count(3)
        expect(page.locator(".pg-subjects")).to_be_visible()


def test_nothing_of_a_note_or_of_the_user_runs(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome, read=hostile) as seen:
        page = seen.page
        name = page.title()
        to_bank(page)
        row = unfolded(page)
        row.locator('[data-bk="edit"]').click()
        row.locator('[data-part="text"]').fill(f"</textarea>{HOSTILE}")
        row.locator('[data-bk="save"]').click()
        expect(row.locator(".bk-text")).to_have_text(f"</textarea>{HOSTILE}")
        page.locator('[data-bk="write"]').click()
        page.locator('[name="where"]').fill("备菜")
        expect(page.locator(".bk-place").first).to_be_visible()
        page.locator('.bk-find [name="words"]').fill(HOSTILE)
        expect(page.locator("#bank-list")).to_contain_text("找到 1 题")
        expect(page.locator("#progress-tab img, #progress-tab script")).to_have_count(0)
        assert page.title() == name


# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS)
def test_the_bank_fits_the_window_and_is_photographed(
    tmp_path: Path, chrome: Browser, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = f"{size[0]}-{scheme}-{language[:2]}"
    with opened(tmp_path, chrome, size=size, scheme=scheme, language=language) as seen:
        page = seen.page
        to_bank(page)
        page.locator('.pg-fold[data-fold="bank-why"] summary').click()
        row = unfolded(page)
        page.screenshot(path=SHOTS / f"bank-{look}.png", full_page=True)
        row.locator('[data-bk="edit"]').click()
        row.locator('[data-part="text"]').fill("")
        row.locator('[data-bk="save"]').click()
        expect(row.locator(".problem")).to_be_visible()
        page.screenshot(path=SHOTS / f"bank-edit-{look}.png", full_page=True)
        page.locator('[data-bk="write"]').click()
        page.locator('[name="where"]').fill("缓存")
        expect(page.locator(".bk-place").first).to_be_visible()
        page.screenshot(path=SHOTS / f"bank-own-{look}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(CONTRAST) == []
        if size == NARROW:
            for target in page.locator(
                "#bank :is(button, summary, select, textarea, a, .bk-place, .bk-tick):visible, "
                '#bank input[type="search"]:visible'
            ).all():
                box = target.bounding_box()
                assert box
                assert box["height"] >= 40, target.inner_text()
