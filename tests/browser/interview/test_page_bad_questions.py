"""A question is called bad in a real browser: by key and by click, in interview and bank."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from interview_pages import answer, begin, finishing, standing
from pages import QUIET
from playwright.sync_api import Browser, Page, expect
from studies import opened

pytestmark = [pytest.mark.browser, QUIET]


def to_bank(page: Page) -> None:
    page.locator("#progress-tab-button").click()
    page.locator('[data-bk="open"]').click()
    expect(page.locator(".bk-question").first).to_be_visible()


def test_b_calls_the_question_that_stands_bad_but_not_while_typing(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome) as seen:
        page, school, owner = seen.page, seen.school, seen.owner
        begin(page)
        expect(page.locator(".iv-keys")).to_contain_text("框外按 B：坏题")
        first = page.locator("#iv-now h2").inner_text()
        box = page.locator("#iv-box textarea")
        box.click()
        page.keyboard.type("b B b")
        expect(box).to_have_value("b B b")
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.press("Escape")
        expect(box).not_to_be_focused()
        with finishing(page):
            page.keyboard.press("b")
        expect(page.locator("#iv-now h2")).not_to_have_text(first)
        expect(page.locator(".iv-dots .bad")).to_have_count(1)
        expect(page.locator("#iv-past .iv-result").last).to_have_text("坏题，不计分")
        assert [bad.text in first for bad in school.bad.of(owner)] == [True]
        with finishing(page):
            page.locator('#iv-past [data-why="points"]').click()
        expect(page.locator('#iv-past [data-why="points"]')).to_have_attribute(
            "aria-pressed", "true"
        )
        expect(page.locator('#iv-past [data-why="points"]')).to_be_focused()
        assert school.bad.of(owner)[0].why == "points"
        with finishing(page):
            page.locator('#iv-past [data-iv="unmark"]').click()
        expect(page.locator("#iv-past .iv-bad")).to_contain_text("以后还会问")
        assert school.bad.of(owner) == ()
        standing(page)
        page.locator('[data-iv="end"]').click()
        page.locator('[data-iv="end"]').click()
        expect(page.locator(".iv-report .facts").first).to_contain_text("坏题 1 道，不计分")
        report = page.locator(".iv-report .iv-past").first
        expect(report.locator(".iv-result")).to_have_text("坏题，不计分")


def test_a_question_is_called_bad_in_the_report(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome, language="en-US") as seen:
        page, school, owner = seen.page, seen.school, seen.owner
        begin(page)
        answer(page, "3 分钟")
        page.locator('[data-iv="end"]').click()
        page.locator('[data-iv="end"]').click()
        row = page.locator(".iv-report .iv-past").first
        row.locator("summary").first.click()
        row.locator('[data-iv="mark"]').click()
        row = page.locator(".iv-report .iv-past").first
        expect(row).to_have_attribute("open", "")
        expect(row.locator(".iv-bad")).to_contain_text("Kept as a bad question")
        assert len(school.bad.of(owner)) == 1


def test_in_the_bank_it_goes_by_click_or_key_and_the_list_is_exported(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome, language="en-US") as seen:
        page, school, owner = seen.page, seen.school, seen.owner
        to_bank(page)
        row = page.locator(".bk-question").first
        text = row.locator(".bk-text").inner_text()
        row.locator("summary").click()
        row.locator('[data-bk="edit"]').click()
        area = row.locator('[data-part="text"]')
        expect(area).to_be_focused()
        page.keyboard.press("b")
        assert school.bad.of(owner) == ()  # it was typed
        page.keyboard.press("Escape")
        expect(row.locator('[data-bk="edit"]')).to_be_focused()  # the form is closed
        row.locator("summary").focus()
        with finishing(page):
            page.keyboard.press("b")
        stub = page.locator(".bk-question.bad")
        expect(stub).to_contain_text("Kept as a bad question")
        expect(stub.locator('[data-why="wording"]')).to_be_focused()
        with finishing(page):
            page.keyboard.press("Enter")
        expect(stub.locator('[data-why="wording"]')).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".bk-counts")).to_contain_text("questions")
        kept = page.locator(".bk-bad")
        expect(kept.locator("summary")).to_have_text("Bad questions: 1")
        kept.locator("summary").click()
        with page.expect_download() as download:
            kept.locator('[data-bk="export"]').click()
        download.value.save_as(tmp_path / "bad.jsonl")
        (line,) = (tmp_path / "bad.jsonl").read_text("utf-8").splitlines()
        assert (json.loads(line)["question"], json.loads(line)["why"]) == (text, "wording")
        stub.locator('[data-bk="unmark"]').click()
        expect(page.locator(".bk-question.bad")).to_have_count(0)
        expect(page.locator(".bk-bad")).to_have_count(0)
        again = page.locator(".bk-question").first
        expect(again.locator(".note.done")).to_have_text("Taken back; it is asked again.")
        expect(again.locator('[data-bk="mark"]')).to_be_focused()
        again.locator('[data-bk="mark"]').click()
        expect(page.locator(".bk-question.bad")).to_have_count(1)
        assert len(school.bad.of(owner)) == 1
