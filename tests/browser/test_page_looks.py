"""Safety and looks in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import (
    BROKEN,
    CONTAINERS,
    DOCKER,
    HOSTILE,
    LOADING,
    LONG,
    NO_MODEL,
    NO_NOTES,
    READY,
    UNKNOWN,
    ScriptedService,
)
from pages import (
    CONTRAST,
    LANGUAGES,
    NARROW,
    QUIET,
    SCHEMES,
    SHOTS,
    SIZES,
    Site,
    Visit,
    ask,
    asked,
    done,
    let_run,
    serving,
    still,
    visiting,
)
from playwright.sync_api import Browser, Page, expect

from bot.core.turn import Status

pytestmark = [pytest.mark.browser, QUIET]


def test_nothing_from_a_note_a_question_or_an_answer_runs(site: Site, visit: Visit) -> None:
    page = visit.page
    name = page.title()
    asked(page, HOSTILE)
    for more in page.locator(".more:visible").all():
        more.click()
    for link in page.locator("#talk a, #cards a").all():
        href = link.get_attribute("href") or ""
        assert re.match(r"(https?://|mailto:|vscode://|$)", href), href
    inside = "#talk {0}, #cards {0}, #after {0}"
    for tag in ("script", "img", "svg", "iframe", "[onerror]", "[onload]"):
        expect(page.locator(inside.format(tag))).to_have_count(0)
    page.reload()
    expect(page.locator("#talk .question")).to_contain_text("<script>")
    page.locator("#earlier").click()
    expect(page.locator(".chat")).to_contain_text("<script>")
    let_run(page)
    assert page.title() == name
    passage = page.locator("#cards .passage").first
    expect(passage).to_contain_text("{{constructor}}")
    expect(passage).not_to_contain_text("<script>")  # a note's own is no text


# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)
STATES: dict[str, tuple[Status, Callable[[Page, ScriptedService], None]]] = {
    "empty": (READY, lambda page, service: None),
    "no-notes": (NO_NOTES, lambda page, service: None),
    "loading": (LOADING, lambda page, service: None),
    "missing": (NO_MODEL, lambda page, service: page.locator(".status-button").click()),
    "searching": (READY, lambda page, service: _held(page, service)),
    "streaming": (READY, lambda page, service: _halfway(page, service)),
    "answered": (READY, lambda page, service: _answered(page, service)),
    "second": (READY, lambda page, service: _second(page, service)),
    "not-in-notes": (READY, lambda page, service: asked(page, UNKNOWN)),
    "error": (READY, lambda page, service: asked(page, BROKEN)),
    "chats": (READY, lambda page, service: _chats(page, service)),
    "editing": (READY, lambda page, service: _editing(page, service)),
}


def _held(page: Page, service: ScriptedService) -> None:
    service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)


def _halfway(page: Page, service: ScriptedService) -> None:
    service.hold_at = 34
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 5 层")


def _answered(page: Page, service: ScriptedService) -> None:
    asked(page, DOCKER)
    page.locator("#talk .mark").first.click()


def _second(page: Page, service: ScriptedService) -> None:
    asked(page, DOCKER)
    asked(page, LONG)


def _chats(page: Page, service: ScriptedService) -> None:
    asked(page, DOCKER)
    page.locator("#earlier").click()
    expect(page.locator(".chat")).to_have_count(1)


def _editing(page: Page, service: ScriptedService) -> None:
    asked(page, DOCKER)
    page.locator('[data-act="edit"]').click()
    expect(page.locator("#line .note")).to_be_visible()


@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_the_window_and_is_photographed(
    tmp_path: Path, chrome: Browser, state: str
) -> None:
    status, reach = STATES[state]
    SHOTS.mkdir(parents=True, exist_ok=True)
    service = ScriptedService(status)
    with serving(tmp_path, service) as site:
        for size, scheme, language in LOOKS:
            service.state = status
            look = visiting(chrome, site, language=language, size=size, scheme=scheme)
            with look as visit:
                reach(visit.page, service)
                still(visit.page)
                name = f"{state}-{size[0]}-{scheme}-{language[:2]}.png"
                visit.page.screenshot(path=SHOTS / name)
                width = visit.page.evaluate("document.documentElement.scrollWidth")
                assert width <= size[0]
                service.hold.set()


def test_text_can_be_read_by_day_and_by_night(site: Site, chrome: Browser) -> None:
    for scheme in SCHEMES:
        with visiting(chrome, site, scheme=scheme) as visit:
            asked(visit.page, DOCKER)
            asked(visit.page, BROKEN)
            low = visit.page.evaluate(CONTRAST)
            assert low == []


def test_on_a_phone_the_cards_fold_under_their_answer_and_targets_are_large(
    site: Site, chrome: Browser
) -> None:
    with visiting(chrome, site, size=NARROW) as visit:
        page = visit.page
        asked(page, DOCKER)
        expect(page.locator("#cards .card").first).not_to_be_visible()
        fold = page.locator("#cards .side-fold")
        expect(fold).to_contain_text("依据 2")
        fold.click()
        expect(page.locator("#cards .card").first).to_be_visible()
        fold.click()
        page.locator("#talk .mark").last.click()
        expect(page.locator(".card.lit")).to_be_visible()
        for target in page.locator(
            "button.tool:visible, a.tool:visible, .chip:visible, .side-fold:visible, "
            ".status-button:visible, #composer button:visible, #box textarea"
        ).all():
            place = target.bounding_box()
            assert place
            assert place["height"] >= 40, target.inner_text()


def test_nothing_jumps_while_an_answer_is_written(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    site.service.hold.clear()
    ask(page, LONG)
    expect(page.locator("#cards .card")).to_have_count(3)
    question, box = page.locator("#talk .question"), page.locator("#box textarea")
    before = question.bounding_box(), box.bounding_box()
    site.service.hold.set()
    done(page)
    assert (question.bounding_box(), box.bounding_box()) == before
    head = page.locator(".status-button").bounding_box()
    assert before[0]
    assert head
    assert head["height"] <= before[0]["y"] < head["height"] + 40


def test_the_keyboard_alone_is_enough(site: Site, visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#box textarea")).to_be_focused()
    page.keyboard.type(DOCKER)
    page.keyboard.press("Enter")
    done(page)
    expect(page.locator("#box textarea")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#talk .mark')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".card.lit .place")).to_contain_text("[2]")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    assert CONTAINERS.file
