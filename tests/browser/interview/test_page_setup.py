"""What is typed on the page stays, however late something comes and whatever is done meanwhile."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from composing import InputMethod
from fakes import ScriptedService
from interview_pages import begin, standing, studying, to_tab
from interviews import KITCHEN, kitchen
from pages import QUIET, serving, visiting
from playwright.sync_api import Browser, Page, Route, expect
from studies import School

from bot.core.passage import Passage
from bot.notes.sections import sections_of_note
from ingest.notes.folder import parse_note

pytestmark = [pytest.mark.browser, QUIET]

MORE = """
## 冷藏室的温度怎么记录？

- 每 2 小时由**当班厨师**读一次表，写进登记本
- 超过 **8 度**要马上报告厨师长
- 连续三次超标，整柜食材都要**报废**
"""


@contextmanager
def reading_slowly(
    folder: Path, chrome: Browser, notes: Callable[[], list[Passage]] = kitchen
) -> Iterator[tuple[Page, School, threading.Event]]:
    """The set-up of a page whose notes are read when the event is set."""
    read = threading.Event()
    school = School(folder, notes)
    school.delay = lambda: assert_read(read)
    try:
        with (
            serving(folder, ScriptedService(), study=lambda store, folder: school.study) as site,
            visiting(chrome, site) as visit,
        ):
            page = visit.page
            to_tab(page)
            expect(page.locator("#iv-words")).to_contain_text("正在读笔记")
            yield page, school, read
            read.set()
    finally:
        read.set()
        school.close()


def assert_read(read: threading.Event) -> None:
    assert read.wait(60)


def listed(page: Page) -> None:
    expect(page.locator("#iv-words")).to_contain_text("道题")


def tokens(page: Page, part: str = "tags") -> list[str]:
    return [text.strip() for text in page.locator(f"#iv-{part} .token").all_inner_texts()]


def test_a_subject_typed_before_the_list_came_is_offered_when_it_comes(
    tmp_path: Path, chrome: Browser
) -> None:
    with reading_slowly(tmp_path, chrome) as (page, _, read):
        box = page.locator("#iv-tags input")
        box.focus()
        page.keyboard.type("后")
        read.set()
        listed(page)
        expect(box).to_have_value("后")
        expect(box).to_be_focused()
        expect(page.get_by_role("option", name="后厨")).to_be_visible()
        page.keyboard.press("Enter")
        assert tokens(page) == ["后厨 (3)"]


def test_a_subject_left_before_the_list_came_is_kept_and_meant(
    tmp_path: Path, chrome: Browser
) -> None:
    texts = [KITCHEN]

    def kitchen_now() -> list[Passage]:
        return sections_of_note(parse_note("后厨/缓存.md", texts[-1])[0])

    with reading_slowly(tmp_path, chrome, kitchen_now) as (page, school, read):
        page.locator("#iv-tags input").focus()
        page.keyboard.type("后厨")
        page.keyboard.press("Enter")
        page.keyboard.type("缓")
        page.locator("#iv-files input").focus()
        page.keyboard.type("缓存.MD")
        page.keyboard.press("Tab")
        assert tokens(page) == ["后厨", "缓"]
        read.set()
        listed(page)
        assert tokens(page) == ["后厨 (3)", "缓"]
        assert tokens(page, "files") == ["缓存.MD"]
        texts.append(KITCHEN + MORE)
        school.changes += 1
        page.locator("#chat-tab-button").click()  # and the list is read anew
        to_tab(page)
        expect(page.locator("#iv-words")).to_contain_text("4 道题")
        assert [token.split()[0] for token in tokens(page)] == ["后厨", "缓"]
        page.locator("#iv-start").click()
        standing(page)


def test_a_start_before_the_list_came_waits_for_it(tmp_path: Path, chrome: Browser) -> None:
    with reading_slowly(tmp_path, chrome) as (page, _, read):
        page.locator("#iv-tags input").focus()
        page.keyboard.type("后")
        page.locator("#iv-start").click()  # what stands in the box counts
        expect(page.locator("#iv-setup")).to_be_visible()
        read.set()
        standing(page)


def test_a_subject_that_is_none_starts_nothing_and_is_named(
    tmp_path: Path, chrome: Browser
) -> None:
    with reading_slowly(tmp_path, chrome) as (page, _, read):
        read.set()
        listed(page)
        page.locator("#iv-tags input").focus()
        page.keyboard.press("Enter")  # nothing is nothing
        assert tokens(page) == []
        page.keyboard.type("天文")
        page.locator("#iv-start").click()
        expect(page.locator("#iv-line")).to_contain_text("没有叫“天文”的主题或文件")
        assert tokens(page) == ["天文"]
        expect(page.locator("#iv-setup")).to_be_visible()


def test_a_subject_from_an_input_method_is_offered_too(tmp_path: Path, chrome: Browser) -> None:
    with reading_slowly(tmp_path, chrome) as (page, _, read):
        read.set()
        listed(page)
        box, method = page.locator("#iv-tags input"), InputMethod(page)
        box.focus()
        method.compose("hou'chu")
        method.press("Enter")
        assert tokens(page) == []
        method.take("后厨")
        expect(box).to_have_attribute("aria-activedescendant", re.compile("option-0"))
        page.keyboard.press("Enter")
        assert tokens(page) == ["后厨 (3)"]


def test_half_an_answer_stays_through_a_hint_a_pause_and_reloads(
    tmp_path: Path, chrome: Browser
) -> None:
    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        begin(page)
        box = page.locator("#iv-box textarea")
        box.fill("写到一半\n第二行")
        page.locator('.iv-tools [data-iv="hint"]').click()
        expect(page.locator("#iv-now .hint")).to_be_visible()
        standing(page)
        page.reload()
        to_tab(page)
        standing(page)
        expect(box).to_have_value("写到一半\n第二行")
        page.locator('[data-iv="pause"]').click()
        page.locator('.iv-paused [data-iv="setup"]').click()
        page.reload()
        to_tab(page)
        page.locator('.iv-earlier [data-iv="open"]').click()
        page.locator('.iv-paused [data-iv="resume"]').click()
        standing(page)
        expect(box).to_have_value("写到一半\n第二行")
        box.press("Control+Enter")
        expect(page.locator("#iv-run .iv-said.me")).to_contain_text("第二行")
        standing(page)
        page.reload()
        to_tab(page)
        standing(page)
        expect(box).to_have_value("")  # it was sent


def test_what_the_page_shows_at_first_does_not_come_over_what_came_after(
    tmp_path: Path, chrome: Browser
) -> None:
    held: list[Route] = []
    holding = True

    def hold(route: Route) -> None:
        if holding:
            held.append(route)
        else:
            route.continue_()

    with (
        serving(tmp_path, ScriptedService(), study=studying) as site,
        visiting(chrome, site, spoils=True) as visit,
    ):
        page = visit.page
        page.route("**/queue/join*", hold)
        page.reload()
        expect(page.locator("#interview-tab-button")).to_be_visible()
        holding = False
        to_tab(page)
        listed(page)
        for late in held:
            late.continue_()
        expect(page.locator("#iv-tags")).to_contain_text("主题")
        listed(page)
