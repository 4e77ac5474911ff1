"""Typing with an input method: its keys send nothing, in whichever box of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from composing import BOXES, InputMethod, reached
from desk_pages import PATIENCE_MS, open_notes, serving_desk
from desk_pages import folder_fixture as folder_fixture
from fakes import DOCKER, ScriptedService
from interview_pages import begin, standing, studying, to_tab
from pages import QUIET, Site, Visit, done, let_run, move_clock, serving, visiting
from playwright.sync_api import Browser, Page, expect
from studies import opened

pytestmark = [pytest.mark.browser, QUIET]


def all_boxes(page: Page, *names: str) -> None:
    """Compose in every box that is seen; those of these names must be among them."""
    boxes = page.locator(BOXES)
    for name in names:
        expect(page.locator(name)).to_be_visible()
    assert boxes.count() >= len(names)
    for box in reversed(boxes.all()):  # what finds others stands above them
        assert reached(box) == []
        assert "你好" in box.input_value()


def test_keys_of_an_input_method_send_no_question(tmp_path: Path, chrome: Browser) -> None:
    with serving(tmp_path, ScriptedService()) as site, visiting(chrome, site) as visit:
        page = visit.page
        box = page.locator("#box textarea")
        all_boxes(page, "#box textarea")
        box.fill("")
        method = InputMethod(page)
        method.compose()
        method.take(DOCKER)
        page.keyboard.press("Control+Enter")  # now it is meant
        expect(page.locator("#talk .question")).to_contain_text(DOCKER)
        done(page)
        assert [question for question, _ in site.service.asked] == [DOCKER]
        page.locator('[data-act="edit"]').click()
        expect(box).to_have_value(DOCKER)
        all_boxes(page, "#box textarea")
        expect(page.locator('[data-act="cancel"]')).to_be_visible()  # Escape has left nothing
        page.locator("#earlier").click()
        all_boxes(page, ":is(#search textarea, #search input)")
        expect(page.locator("#drawer")).to_be_visible()
        assert len(site.service.asked) == 1


def test_escape_closes_the_candidates_and_stops_no_answer(tmp_path: Path, chrome: Browser) -> None:
    service = ScriptedService()
    service.hold_at = 3
    with serving(tmp_path, service) as site, visiting(chrome, site) as visit:
        page = visit.page
        page.locator("#box textarea").fill(DOCKER)
        page.locator("#box textarea").press("Enter")
        expect(page.locator("#talk .writing")).to_be_visible()
        method = InputMethod(page)
        page.locator("#box textarea").focus()
        for number in (229, 27):
            method.compose()
            method.press("Escape", number=number)
        service.hold.set()
        done(page)
        ((turn,),) = site.stored()
        assert turn.answer is not None


def test_keys_of_an_input_method_answer_no_interviewer(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        to_tab(page)
        expect(page.locator("#iv-words")).to_contain_text("道题")
        all_boxes(page, "#iv-tags input", "#iv-files input")
        assert page.locator("#iv-tags .token").count() == 0  # the other box was left
        page.locator("#iv-tags input").fill("")
        page.locator("#iv-files .remove-all").click()
        begin(page)
        for phase in ("asking", "drilling"):
            bar = page.locator(f'.iv-bar[data-phase="{phase}"]')
            step = bar.get_attribute("data-step")
            all_boxes(page, "#iv-box textarea")
            assert bar.get_attribute("data-step") == step
            page.locator("#iv-box textarea").fill("放在手边的盒子里")
            page.keyboard.press("Control+Enter")
            expect(page.locator("#iv-run .iv-said.me")).to_have_count(1 + (phase == "drilling"))
            standing(page)


def test_keys_of_an_input_method_save_and_leave_no_form_of_the_bank(
    tmp_path: Path, chrome: Browser
) -> None:
    with opened(tmp_path, chrome) as seen:
        page = seen.page
        page.locator("#progress-tab-button").click()
        page.locator('[data-bk="open"]').click()
        row = page.locator(".bk-question").first
        expect(row).to_be_visible()
        row.locator("summary").click()
        row.locator('[data-bk="edit"]').click()
        expect(row.locator('[data-part="text"]')).to_be_visible()
        all_boxes(page, '.bk-find [name="words"]', '[data-part="text"]', '[data-part="new"]')
        page.locator('.bk-find [name="words"]').fill("")
        page.locator('[data-bk="write"]').click()
        all_boxes(page, '.bk-own [data-part="text"]', '.bk-own [name="where"]')
        expect(page.locator('.bk-own [data-part="text"]')).to_be_visible()
        assert seen.school.edits.edits(seen.owner) == ()


def test_a_key_after_the_composition_is_meant(visit: Visit) -> None:
    page, method = visit.page, InputMethod(visit.page)
    page.locator("#box textarea").focus()
    method.compose()
    method.press("Space")  # takes the first candidate; the key comes up after that
    method.take(DOCKER)
    method.press("Space", number=32)
    page.keyboard.press("Enter")
    expect(page.locator("#talk .question")).to_contain_text(DOCKER)


def test_a_composition_that_has_lost_its_box_keeps_no_key_from_working(visit: Visit) -> None:
    page = visit.page
    page.locator("#box textarea").fill(DOCKER)
    start = "b => b.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))"
    page.locator("#box textarea").evaluate(start)
    page.keyboard.press("Control+Enter")  # still composing, for all one knows
    expect(page.locator("#talk .question")).to_have_count(0)
    page.locator("#earlier").focus()
    page.locator("#box textarea").focus()
    page.locator("#box textarea").press("Control+Enter")
    expect(page.locator("#talk .question")).to_contain_text(DOCKER)


def test_the_word_that_android_composes_is_sent_by_its_enter(chrome: Browser, site: Site) -> None:
    """Its keyboard composes every word, and tells of Enter after the word."""
    context = chrome.new_context(
        user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140", locale="zh"
    )
    with visiting(chrome, site, context=context) as visit:
        page, method = visit.page, InputMethod(visit.page)
        page.locator("#box textarea").focus()
        method.compose(DOCKER)
        page.evaluate(
            """() => document.activeElement.dispatchEvent(
              new CompositionEvent("compositionend", { bubbles: true }))"""
        )
        method.take(DOCKER)
        page.keyboard.press("Enter")
        expect(page.locator("#talk .question")).to_contain_text(DOCKER)
    context.close()


def test_letters_that_are_no_word_yet_are_not_looked_for_in_the_notes(
    folder: Path, cache: Path, chrome: Browser
) -> None:
    with (
        serving_desk(folder, folder / "notes", cache) as site,
        visiting(chrome, site, spoils=True) as visit,
    ):
        move_clock(visit.page)
        page = open_notes(visit)
        expect(page.locator("#outline .row").first).to_be_visible(timeout=PATIENCE_MS)
        box = page.locator("#notes-search").get_by_role("textbox")
        box.focus()
        method = InputMethod(page)
        rows = page.locator("#outline .row").all_inner_texts()
        method.compose("rong'qi")
        page.clock.fast_forward(2_000)  # longer than it waits for another letter
        let_run(page)
        assert page.locator("#outline .row").all_inner_texts() == rows
        method.take("容器")
        expect(page.locator("#outline mark").first).to_have_text("容器")
        box.fill("")
        assert reached(box) == []
