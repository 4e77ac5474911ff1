"""Dropping files onto the page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk_pages import (
    NEW,
    PATIENCE_MS,
    DeskSite,
    act,
    drop,
    open_notes,
)
from desk_pages import folder_fixture as folder_fixture
from desk_pages import site_fixture as site_fixture
from pages import QUIET, let_run, visiting
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, QUIET]
HOSTILE = "<img src=x onerror=\"document.title='PWNED'\">"


def test_a_dropped_file_is_written_and_shown_as_a_change(site: DeskSite, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        drop(page, ("C++ 笔记?.md", f"# 潮汐锁定\n\n{NEW}\n"))
        expect(page.locator("#dropped")).to_contain_text("已放进文件夹 C++ 笔记?.md")
        assert (site.notes / "C++ 笔记?.md").read_text("utf-8").endswith(f"{NEW}\n")
        expect(page.locator(".diff")).to_contain_text("C++ 笔记?.md", timeout=PATIENCE_MS)
        act(page, "update").click()
        expect(page.locator("#outline .file")).to_have_count(6, timeout=PATIENCE_MS)


def test_a_file_that_is_there_is_asked_about_first(site: DeskSite, chrome: Browser) -> None:
    before = (site.notes / "小节.md").read_text("utf-8")
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        drop(page, ("小节.md", "# 甲\n"), ("容器.md", "# 乙\n"), ("新.md", "# 丙\n\n丙\n"))
        expect(page.locator(".asked")).to_have_count(2)
        expect(page.locator(".asked").first).to_contain_text("文件夹里已经有“小节.md”")
        expect(page.locator(".asked").first).to_contain_text(re.compile("现有：.*B，今天"))
        assert (site.notes / "小节.md").read_text("utf-8") == before
        first = page.locator(".asked").first
        first.locator('[data-drop="both"]').click()
        expect(page.locator("#dropped")).to_contain_text("已放进文件夹 小节 (2).md")
        assert (site.notes / "小节.md").read_text("utf-8") == before
        expect(page.locator(".asked")).to_have_count(1)
        page.locator('[data-drop="replace"]').click()
        expect(page.locator("#dropped")).to_contain_text("已替换 容器.md")
        assert (site.notes / "容器.md").read_text("utf-8") == "# 乙\n"
        drop(page, ("小节.md", "# 丁\n"))
        page.locator('[data-drop="cancel"]').click()
        expect(page.locator("#dropped li")).to_have_count(0)
        assert (site.notes / "小节.md").read_text("utf-8") == before
    left = {path.name for path in site.notes.iterdir()}
    assert left == {
        *("english.markdown", "坏的头部.md", "容器.md", "小节.md", "小节 (2).md", "新.md", "网络")
    }


def test_a_file_that_changed_after_the_question_is_asked_about_again(
    site: DeskSite, chrome: Browser
) -> None:
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        drop(page, ("小节.md", "# 甲\n"))
        expect(page.locator(".asked")).to_have_count(1)
        (site.notes / "小节.md").write_text("meanwhile", "utf-8")
        page.locator('[data-drop="replace"]').click()
        expect(page.locator(".asked")).to_contain_text("现有：9 B")
        assert (site.notes / "小节.md").read_text("utf-8") == "meanwhile"


def test_no_name_leads_out_of_the_folder_and_nothing_in_one_runs(
    site: DeskSite, chrome: Browser
) -> None:
    names = ["../out.md", "/tmp/out.md", "..\\out.md", "a/out.md", ".out.md", "x\x00.md"]
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        title = page.title()
        # The browser itself takes folders off a name: this is what a hostile page could send.
        page.evaluate(
            """names => window.deskBus("upload", {
              files: names.map(name => ({ name, data: btoa("# x"), how: "replace", seen: "1-2" })),
            })""",
            names,
        )
        expect(page.locator("#dropped .refused")).to_have_count(len(names))
        drop(page, (f"{HOSTILE}.md", f"# {HOSTILE}\n\n{NEW}\n"), ("a.exe", "MZ"), ("b.md", "\0\1"))
        expect(page.locator("#dropped li").first).to_contain_text("<img src=x")
        expect(page.locator("#dropped .refused")).to_have_count(2)
        act(page, "update").click(timeout=PATIENCE_MS)
        expect(page.locator(".work.done")).to_be_visible(timeout=PATIENCE_MS)
        row = page.locator("#outline .file .row", has_text="<img")
        row.click()
        page.locator("#outline .heading .row").first.click()
        expect(page.locator(".note-section")).to_contain_text(NEW)
        page.locator("#notes-search textarea, #notes-search input").fill("<img")
        expect(page.locator("#outline mark").first).to_have_text("<img")
        let_run(page)
        assert page.title() == title
        expect(page.locator("#desk img, #desk script")).to_have_count(0)
    assert not list(site.notes.parent.rglob("out.md"))
    assert not Path("/tmp/out.md").exists()


def test_files_can_be_chosen_and_too_much_is_refused_at_once(
    site: DeskSite, chrome: Browser, tmp_path: Path
) -> None:
    with visiting(chrome, site) as visit:
        page = open_notes(visit)
        chooser = page.locator("#drop input[type=file]")
        (tmp_path / "选.md").write_text("# x\n\ny\n", "utf-8")
        chooser.set_input_files(tmp_path / "选.md")
        expect(page.locator("#dropped")).to_contain_text("已放进文件夹 选.md")
        (tmp_path / "大.md").write_text("x" * 5_000_000, "utf-8")
        chooser.set_input_files(tmp_path / "大.md")
        expect(page.locator("#dropped .refused")).to_contain_text("太大：最多 4.2 MB")
        drop(page, *((f"{n}.md", "x") for n in range(201)))
        expect(page.locator(".drop-problem")).to_contain_text("200 个文件")
    assert {path.name for path in site.notes.glob("[0-9大]*")} == set()
