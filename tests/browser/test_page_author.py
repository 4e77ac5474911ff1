"""A language model writes the questions while the page is open, in a real browser."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from cards import SETTING, WritingLlm, careful, writing_with, written
from interviews import kitchen
from pages import CONTRAST, LANGUAGES, NARROW, QUIET, SCHEMES, SHOTS, SIZES, Scheme
from playwright.sync_api import Browser, Page, expect
from studies import Opened, opened

from bot.authoring.check import CheckFigures
from bot.authoring.store import WritingModel
from bot.errors import ModelUnavailable

pytestmark = [pytest.mark.browser, QUIET]

PASSED = CheckFigures(schema=1, quotes=1, stand=1, covered=1, shameful=0)


class Gate:
    """Lets a model write one card after the other, or fail."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(0)
        self.fails = False

    def __call__(self, prompt: str) -> str:
        assert self._free.acquire(timeout=120)
        if self.fails:
            raise ModelUnavailable("provider_slow", name="writer (openai)")
        return written(prompt)

    def let(self, cards: int = 1) -> None:
        for _ in range(cards):
            self._free.release()


def to_progress(seen: Opened, *, passed: bool = True) -> Page:
    if passed:
        seen.school.authoring.store.keep_check(WritingModel(SETTING), PASSED)
    seen.page.locator("#progress-tab-button").click()
    expect(seen.page.locator("#bank-author .author")).to_be_visible()
    return seen.page


def press(page: Page, name: str) -> None:
    page.locator(f'#bank-author [data-author="{name}"]').click()


def test_it_is_started_paused_gone_on_with_and_done(tmp_path: Path, chrome: Browser) -> None:
    gate = Gate()
    writing = writing_with(WritingLlm(writes=gate), kitchen)
    with opened(tmp_path, chrome, writing=writing) as seen:
        page = to_progress(seen)
        part = page.locator("#bank-author")
        expect(part).to_contain_text("writer (openai) 可以为每一节写题")
        expect(part).to_contain_text("3 节，约")
        expect(part).to_contain_text("token")
        assert seen.school.authoring.view().state == "idle"
        page.locator('[data-bk="open"]').click()
        expect(page.locator(".bk-question")).to_have_count(3)
        press(page, "start")
        expect(part.locator(".facts")).to_have_text("writer (openai) 正在写题：0/3 节")
        expect(part.locator('[data-author="pause"]')).to_be_focused()
        gate.let()
        expect(part.locator(".facts")).to_have_text("writer (openai) 正在写题：1/3 节")
        expect(part.locator('[data-author="pause"]')).to_be_focused()
        page.keyboard.press("Enter")
        expect(part.locator(".facts")).to_have_text("已暂停：写了 1/3 节")
        gate.let()  # the reply that nobody waits for any more
        press(page, "start")
        expect(part.locator(".facts")).to_contain_text("正在写题：1/3 节")
        gate.let(2)
        expect(part.locator(".facts")).to_have_text("3 节都写过了")
        expect(part).to_contain_text("写成 3 题")
        expect(page.locator(".pg-badge.written")).to_have_count(3)
        row = page.locator(".bk-question").first
        row.locator("summary").click()
        expect(row.locator(".bk-answer").first).to_contain_text("参考答案")
        page.reload()
        page.locator("#progress-tab-button").click()
        expect(part.locator(".facts")).to_have_text("3 节都写过了")
        press(page, "forget")
        press(page, "forget")
        expect(part).to_contain_text("可以为每一节写题")
        assert all(not one.answer for one in seen.school.notes.bank(seen.owner).questions)


def test_a_model_that_fails_pauses_it_and_says_why(tmp_path: Path, chrome: Browser) -> None:
    gate = Gate()
    gate.fails = True
    with opened(tmp_path, chrome, writing=writing_with(WritingLlm(writes=gate), kitchen)) as seen:
        page = to_progress(seen)
        press(page, "start")
        gate.let()
        part = page.locator("#bank-author")
        expect(part.locator(".problem")).to_contain_text("writer (openai)")
        expect(part.locator(".facts")).to_have_text("已暂停：写了 0/3 节")
        gate.fails = False
        gate.let(3)
        press(page, "start")
        expect(part.locator(".facts")).to_have_text("3 节都写过了")


def test_a_model_is_checked_first(tmp_path: Path, chrome: Browser) -> None:
    with opened(
        tmp_path, chrome, writing=writing_with(WritingLlm(writes=careful), kitchen)
    ) as seen:
        page = to_progress(seen, passed=False)
        part = page.locator("#bank-author")
        expect(part).to_contain_text("先让它试写 20 节，约")
        press(page, "check")
        expect(part).to_contain_text("可以为每一节写题")
        assert seen.school.authoring.view().may_write


def test_without_a_model_nothing_is_said_of_it(tmp_path: Path, chrome: Browser) -> None:
    with opened(tmp_path, chrome) as seen:
        seen.page.locator("#progress-tab-button").click()
        seen.page.locator('[data-bk="open"]').click()
        expect(seen.page.locator(".bk-question").first).to_be_visible()
        expect(seen.page.locator(".author")).to_have_count(0)


# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS)
def test_it_fits_the_window_and_is_photographed(
    tmp_path: Path, chrome: Browser, size: tuple[int, int], scheme: Scheme, language: str
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    look = f"{size[0]}-{scheme}-{language[:2]}"
    gate = Gate()
    writing = writing_with(WritingLlm(writes=gate), kitchen)
    with opened(
        tmp_path, chrome, size=size, scheme=scheme, language=language, writing=writing
    ) as seen:
        page = to_progress(seen)
        facts = page.locator("#bank-author .facts")

        def picture(name: str) -> None:
            page.screenshot(path=SHOTS / f"author-{name}-{look}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert page.evaluate(CONTRAST) == []
            if size == NARROW:
                for button in page.locator("#bank-author button:visible").all():
                    box = button.bounding_box()
                    assert box
                    assert box["height"] >= 40, button.inner_text()

        picture("idle")
        press(page, "start")
        gate.let()
        expect(facts).to_contain_text("1")
        picture("running")
        gate.fails = True
        gate.let()
        expect(page.locator("#bank-author .problem")).to_be_visible()
        picture("paused")
        gate.fails = False
        gate.let(2)
        press(page, "start")
        expect(page.locator('#bank-author [data-author="forget"]')).to_be_visible()
        page.locator('[data-bk="open"]').click()
        page.locator(".bk-question summary").first.click()
        expect(page.locator(".bk-answer").first).to_be_visible()
        picture("done")
