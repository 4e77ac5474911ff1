"""What costs points in a mock interview: the price is said before it is paid."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import ScriptedService
from interview_pages import answer, begin, studying
from pages import LANGUAGES, NARROW, QUIET, SCHEMES, SHOTS, WIDE, move_clock, serving, visiting
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, QUIET]
PARTLY = "常点的菜提前切好，放在手边的盒子里。没有日期的盒子一律按过期处理。服务员把单子写进平板。"
"""Something of each question's points."""


def _nothing_is_shown(page: Page, step: str | None) -> None:
    page.clock.fast_forward(500)
    expect(page.locator(".iv-bar")).to_have_attribute("data-step", step or "")
    expect(page.locator(".iv-note")).to_have_count(0)


def test_the_note_says_what_it_costs_and_opens_when_that_was_read(
    tmp_path: Path, chrome: Browser
) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site, spoils=True) as visit,
    ):
        page = visit.page
        move_clock(page)
        begin(page)
        note, step = (
            page.locator('[data-iv="note"]'),
            page.locator(".iv-bar").get_attribute("data-step"),
        )
        expect(note).to_have_text("看笔记 · 0 分")
        note.dblclick()
        _nothing_is_shown(page, step)
        expect(note).to_have_text("确认看 · 0 分")
        expect(note).to_be_focused()
        expect(page.locator('.iv-sure[role="status"]')).to_have_text("确认看 · 0 分: 这一题记 0 分")
        page.keyboard.press("Tab")  # thought better of it
        expect(note).to_have_text("看笔记 · 0 分")
        expect(page.locator(".iv-sure")).to_have_text("")
        note.focus()
        for _ in range(4):
            page.keyboard.down("Enter")  # held down
        page.keyboard.up("Enter")
        _nothing_is_shown(page, step)
        page.keyboard.press("Enter")
        expect(page.locator("#iv-now .iv-note .passage")).to_be_visible()
        expect(page.locator('.iv-tools [data-iv="note"]')).to_have_text("看笔记")
        page.locator('.iv-reading [data-iv="skip"]').click()
        expect(page.locator("#iv-past .iv-result")).to_contain_text("看了笔记")
        expect(page.locator("#iv-past .iv-score")).to_contain_text("得分 0")


def test_after_the_grade_the_note_costs_nothing_and_opens_at_once(
    tmp_path: Path, chrome: Browser
) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        answer(page, PARTLY)
        expect(page.locator('.iv-bar[data-phase="drilling"]')).to_be_visible()
        score = page.locator("#iv-now .iv-score strong").inner_text()
        assert score not in ("", "得分 0")
        expect(page.locator(".iv-tools")).not_to_contain_text("0 分")
        page.locator('[data-iv="note"]').click()
        expect(page.locator("#iv-now .iv-note .passage")).to_be_visible()
        page.locator('.iv-reading [data-iv="skip"]').click()
        expect(page.locator("#iv-past .iv-score strong")).to_have_text(score)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_price_fits_where_it_stands(tmp_path: Path, chrome: Browser, scheme: str) -> None:
    with serving(tmp_path, ScriptedService(), study=studying) as site:
        for language in LANGUAGES:
            for size in (WIDE, NARROW):
                look = visiting(chrome, site, language=language, size=size, scheme=scheme)  # type: ignore[arg-type]
                with look as visit:
                    page = visit.page
                    begin(page)
                    name = f"interview-price-{language}-{size[0]}-{scheme}"
                    page.screenshot(path=SHOTS / f"{name}-before.png")
                    note = page.locator('[data-iv="note"]')
                    box = note.bounding_box()
                    assert box is not None
                    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
                    page.mouse.click(x, y)
                    expect(note).to_have_class("tool sure")
                    page.screenshot(path=SHOTS / f"{name}.png")
                    under = "([x, y]) => document.elementFromPoint(x, y).dataset.iv"
                    assert page.evaluate(under, [x, y]) == "note"  # it stays under the pointer
                    wide = "document.documentElement.scrollWidth"
                    assert page.evaluate(wide) <= size[0]
                    rows = "[...document.querySelectorAll('.iv-tools .tool')].map(b => b.offsetTop)"
                    assert len(set(page.evaluate(rows))) == 1
                    page.locator('[data-iv="end"]').click()
                    page.locator('[data-iv="end"]').click()
                    expect(page.locator(".iv-report")).to_be_visible()
