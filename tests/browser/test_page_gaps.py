"""The list of gaps in a real browser."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import BEYOND, DOCKER, LAYERS, UNKNOWN, ScriptedService
from pages import (
    LANGUAGES,
    NARROW,
    QUIET,
    SCHEMES,
    SHOTS,
    SIZES,
    WIDE,
    Site,
    Visit,
    ask,
    asked,
    done,
    free_port,
    let_run,
    serving,
    still,
    visiting,
)
from playwright.sync_api import Browser, Locator, Page, expect

from bot.core.turn import Done
from bot.storage.gaps import GapStore

pytestmark = [pytest.mark.browser, QUIET]
HOSTILE = f"{BEYOND}<img src=x onerror=\"document.title='PWNED'\"> ]\n- [x] **假的**"
LONG = BEYOND + "一个很长的问题要怎样才能放得下呢？" * 24


def add(page: Page) -> Locator:
    return page.locator('#after [data-gap-do="add"]')


def open_list(page: Page) -> None:
    page.locator("#gaps-button").click()
    expect(page.locator("#gaps")).to_be_visible()
    expect(page.locator("#gaps-close")).to_be_focused()


def noted(page: Page, question: str) -> None:
    asked(page, question.split("\n")[0])
    add(page).click()
    expect(page.locator("#after .gap-said")).to_have_text(re.compile("已记下|Noted"))


def fill(site: Site, questions: list[str]) -> None:
    """Put questions on the list of the one owner there is."""
    with closing(sqlite3.connect(site.database)) as database:
        ((owner,),) = database.execute("SELECT DISTINCT owner FROM chats").fetchall()
    (*_, last) = site.service.ask(UNKNOWN)
    assert isinstance(last, Done)
    store = GapStore(site.store.database)
    for number, question in enumerate(questions):
        passages = last.answer.passages[number % 2 :]
        store.add(owner, replace(last.answer, question=question, passages=passages))


def exported(page: Page, folder: Path) -> str:
    with page.expect_download() as download:
        page.locator('[data-gap-do="export"]').click()
    assert re.fullmatch(r"gaps-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    download.value.save_as(folder / "exported.md")
    return (folder / "exported.md").read_text("utf-8")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_declined_question_is_noted_ticked_off_and_exported(
    tmp_path: Path, chrome: Browser, size: tuple[int, int]
) -> None:
    context = chrome.new_context(
        locale="zh-CN", viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
    )
    port = free_port()
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        asked(page, DOCKER)
        expect(add(page)).to_have_count(0)
        asked(page, UNKNOWN)
        expect(add(page)).to_have_text("记到待补清单")
        add(page).click()
        expect(add(page)).to_have_text("已在待补清单")
        expect(page.locator("#after .gap-said")).to_have_text("已记下。")
        add(page).click()
        expect(page.locator("#after .gap-said")).to_have_text("这个问题已经在清单里了。")
        ask(page, UNKNOWN)
        expect(page.locator("#past .turn")).to_have_count(2)
        done(page)
        expect(add(page)).to_have_text("已在待补清单")
        fill(site, [f"{BEYOND}线程池怎么调？"])
        page.reload()
        expect(add(page)).to_have_text("已在待补清单")
        expect(page.locator("#gaps-button")).to_have_attribute("data-count", "2")
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        page = visit.page
        page.locator('#after [data-gap-do="see"]').click()
        expect(page.locator(".gap-head h2")).to_have_text("待补清单 2")
        expect(page.locator(".gaps.left .gap-question")).to_have_count(2)
        page.get_by_role("checkbox", name=f"标为已补：{UNKNOWN}").click()
        expect(page.locator(".gap-head .count")).to_have_text("1")
        expect(add(page)).to_have_text("记到待补清单")
        expect(page.locator(".gap-over summary")).to_have_text("已补 1")
        note = exported(page, tmp_path)
        expect(page.locator("#gaps")).to_be_visible()
        page.locator("#gaps-close").click()
        expect(page.locator("#gaps")).not_to_be_visible()
    context.close()
    assert note.startswith("---\ntitle: 待补的笔记\ndate: 20")
    assert re.search(rf"^- \[x\] {UNKNOWN} \(20\d\d-\d\d-\d\d\)$", note, re.MULTILINE)
    assert re.search(rf"^- \[ \] {BEYOND}线程池怎么调？ \(", note, re.MULTILINE)
    assert "## 容器入门 (容器/docker.md)\n" in note
    assert f"  - 最接近：{LAYERS.place} (第 12 行)\n" in note


def test_removing_asks_twice_and_the_empty_list_says_how_to_fill_it(visit: Visit) -> None:
    page = visit.page
    open_list(page)
    expect(page.locator(".gap-none")).to_have_text("还没有待补的问题。")
    expect(page.locator("#gap-list .note")).to_contain_text("记到待补清单")
    expect(page.locator('[data-gap-do="export"]')).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#gaps-button")).to_be_focused()
    noted(page, UNKNOWN)
    open_list(page)
    button = page.locator('[data-gap-do="remove"]')
    button.click()
    expect(button).to_have_text("确认移除")
    expect(page.locator(".gap")).to_have_count(1)
    button.click()
    expect(page.locator(".gap-none")).to_be_visible()
    expect(add(page)).to_have_text("记到待补清单")
    expect(page.locator("#after .gap-said")).to_have_text("")
    expect(page.locator("#gaps-close")).to_be_focused()


def test_the_keyboard_alone_notes_ticks_and_opens_again(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    fill(site, [f"{BEYOND}{number}？" for number in range(3)])
    add(page).focus()
    page.keyboard.press("Enter")
    expect(add(page)).to_have_text("已在待补清单")
    expect(add(page)).to_be_focused()
    expect(page.locator(".gap")).to_have_count(4)
    page.evaluate("() => document.querySelectorAll('.gap').forEach(e => e.dataset.before = '')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#gaps-close")).to_be_focused()
    expect(page.locator(".gap")).to_have_count(4)
    # Opening the list reads it again: its parts are new then.
    expect(page.locator(".gap[data-before]")).to_have_count(0)
    page.keyboard.press("Tab")
    first = page.locator(".gaps.left .tick").first
    expect(first).to_be_focused()
    assert first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    expect(first).to_have_attribute("aria-label", f"标为已补：{UNKNOWN}")
    page.keyboard.press("Space")
    expect(page.locator(".gaps.left .gap")).to_have_count(3)
    expect(page.locator(".gaps.left .tick").first).to_be_focused()
    page.locator(".gap-over summary").focus()
    page.keyboard.press("Enter")
    over = page.locator(".gaps.over .tick")
    over.focus()
    expect(over).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Enter")
    expect(page.locator(".gaps.left .gap")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator("#gaps")).not_to_be_visible()
    expect(page.locator('#after [data-gap-do="see"]')).to_be_focused()


def test_nothing_in_a_question_runs_or_forges_an_item(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    name = page.title()
    noted(page, UNKNOWN)
    fill(site, [HOSTILE])
    open_list(page)
    expect(page.locator(".gap-question").first).to_contain_text("<img src=x")
    expect(page.locator("#gaps img, #gaps strong")).to_have_count(0)
    note = exported(page, tmp_path)
    assert len(re.findall(r"^- \[[ x]\] ", note, re.MULTILINE)) == 2
    assert "- \\[x\\] \\*\\*假的\\*\\*" in note
    let_run(page)
    assert page.title() == name


# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)


@pytest.mark.parametrize("many", [0, 1, 12])
def test_the_list_fits_the_window_and_is_photographed(
    tmp_path: Path, chrome: Browser, many: int
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for number, (size, scheme, language) in enumerate(LOOKS):
        look = f"{size[0]}-{scheme}-{language[:2]}"
        with (
            serving(tmp_path / str(number), ScriptedService()) as site,
            visiting(chrome, site, language=language, size=size, scheme=scheme) as visit,
        ):
            page = visit.page
            asked(page, UNKNOWN)
            if not many:
                page.screenshot(path=SHOTS / f"gap-add-{look}.png")
            if many:
                add(page).click()
                expect(page.locator("#gaps-button")).to_have_attribute("data-count", "1")
                page.screenshot(path=SHOTS / f"gap-noted-{look}.png")
            fill(site, [*(f"{BEYOND}第 {n} 个问题？" for n in range(2, many)), LONG][: many - 1])
            open_list(page)
            expect(page.locator(".gap")).to_have_count(many)
            if many > 1:
                expect(page.locator(".gap-more:visible")).to_have_count(1)
                page.locator(".gaps.left .tick").nth(2).click()
                expect(page.locator(".gap-over")).to_be_visible()
            still(page)
            page.screenshot(path=SHOTS / f"gaps-{many}-{look}.png")
            if many > 1:
                page.locator(".gap-more:visible").click()
                expect(page.locator(".gap.open")).to_have_count(1)
                page.locator(".gap-over summary").click()
                page.locator(".gaps.over .gap").scroll_into_view_if_needed()
                still(page)
                page.screenshot(path=SHOTS / f"gaps-open-{look}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            if many:
                expect(page.locator('[data-gap-do="export"]')).to_be_in_viewport(ratio=1)
            if size == NARROW:
                for target in page.locator("#gaps button:visible, #gaps summary").all():
                    box = target.bounding_box()
                    assert box
                    assert box["height"] >= 40, target.inner_text()
