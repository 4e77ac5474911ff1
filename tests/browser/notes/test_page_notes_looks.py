"""Every state of the tab of the notes, photographed; nothing sticks out, all can be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from desk_pages import (
    NEW,
    PATIENCE_MS,
    DeskSite,
    act,
    drop,
    lock_held,
    open_notes,
    ready,
    serving_desk,
)
from desk_pages import folder_fixture as folder_fixture
from desk_pages import site_fixture as site_fixture
from pages import CONTRAST, LANGUAGES, QUIET, SCHEMES, SHOTS, SIZES, still, visiting
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, QUIET]
# LOOKS=all photographs every size, scheme and language with every other.
LOOKS = (
    [(size, scheme, language) for size in SIZES for scheme in SCHEMES for language in LANGUAGES]
    if os.environ.get("LOOKS") == "all"
    else [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
)


def photograph(page: Page, state: str, look: str) -> None:
    """Keep a picture; what is seen must fit and be legible."""
    still(page)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"notes-{state}-{look}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), state
    assert page.evaluate(CONTRAST) == [], state


def edit(notes: Path, look: str) -> None:
    """One of each kind of change, and files with something wrong."""
    (notes / f"很长的名字 {'长' * 40} {look}.md").write_text(f"# 潮汐\n\n{NEW}\n", "utf-8")
    note = notes / "容器.md"
    note.write_text(note.read_text("utf-8") + f"\n## 新的一节 {look}\n\n{NEW}\n", "utf-8")
    (notes / f"{look}.md").write_bytes(bytes(range(256)) * 4)
    for old in notes.glob("english*"):
        old.rename(notes / f"english {look}.markdown")


def test_every_state_fits_the_window_and_can_be_read(site: DeskSite, chrome: Browser) -> None:
    for size, scheme, language in LOOKS:
        look = f"{size[0]}-{scheme}-{language[:2]}"
        edit(site.notes, look)
        with visiting(chrome, site, language=language, size=size, scheme=scheme) as visit:
            page = open_notes(visit)
            page.locator('#outline [data-node="容器.md"]').click()
            page.locator('#outline [data-file="容器.md"]').nth(2).click()
            expect(page.locator(".note-section")).to_be_visible()
            photograph(page, "section", look)
            page.locator("[data-close]").click()
            page.locator("#notes-search textarea, #notes-search input").fill("容器 docker")
            expect(page.locator("#outline mark").first).to_be_visible()
            photograph(page, "search", look)
            page.locator("#notes-search textarea, #notes-search input").fill("")
            act(page, "look").click()
            expect(act(page, "update")).to_be_visible(timeout=PATIENCE_MS)
            page.locator("#desk-work summary").first.click()
            photograph(page, "diff", look)
            site.go.clear()
            act(page, "update").click()
            expect(page.get_by_role("progressbar")).to_be_visible()
            photograph(page, "progress", look)
            site.go.set()
            expect(page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)
            page.locator(".warnings summary").click()
            photograph(page, "done", look)
            drop(page, ("小节.md", "# 甲\n"), ("a.txt", "x"), ("容器.md", "# 乙\n"))
            expect(page.locator(".asked")).to_have_count(2)
            page.locator(".asked").first.scroll_into_view_if_needed()
            photograph(page, "question", look)
            act(page, "dismiss").click()
            with lock_held(site.index):
                act(page, "look").click()
                expect(page.locator(".work-words")).to_be_visible()
                act(page, "dismiss").click(timeout=PATIENCE_MS)
                (site.notes / "无.md").write_text(look, "utf-8")
                act(page, "look").click()
                act(page, "update").click(timeout=PATIENCE_MS)
                expect(act(page, "stop")).to_be_visible(timeout=PATIENCE_MS)
                photograph(page, "waiting", look)
                act(page, "stop").click()
                expect(page.locator(".work")).to_have_count(0)
            away = site.notes.rename(site.notes.with_name("away"))
            act(page, "look").click()
            expect(page.locator(".work .problem")).to_be_visible()
            photograph(page, "error", look)
            away.rename(site.notes)
            act(page, "dismiss").click()


def test_the_empty_tab_fits_the_window_and_can_be_read(
    tmp_path: Path, cache: Path, chrome: Browser
) -> None:
    with serving_desk(tmp_path, tmp_path / "还没有笔记的文件夹", cache) as site:
        ready(site.app)
        for size, scheme, language in LOOKS:
            with visiting(chrome, site, language=language, size=size, scheme=scheme) as visit:
                page = open_notes(visit)
                expect(act(page, "sample")).to_be_visible()
                photograph(page, "empty", f"{size[0]}-{scheme}-{language[:2]}")
