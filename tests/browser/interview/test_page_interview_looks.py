"""How the mock interview looks, in both sizes, schemes and languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes import NO_NOTES, ScriptedService
from interview_pages import CACHE, answer, begin, standing, studying, to_tab, to_the_end
from pages import (
    CONTRAST,
    LANGUAGES,
    NARROW,
    QUIET,
    SCHEMES,
    SHOTS,
    SIZES,
    serving,
    still,
    visiting,
)
from playwright.sync_api import Browser, Page, expect

from bot.notes.sections import sections_of_note
from bot.storage.chats import ChatStore
from bot.study.study import Study
from ingest.notes.folder import parse_note

pytestmark = [pytest.mark.browser, QUIET]


def test_every_screen_fits_the_window_can_be_read_and_is_photographed(
    tmp_path: Path, chrome: Browser
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    looks = [(size, *pair) for size in SIZES for pair in zip(SCHEMES, LANGUAGES, strict=True)]
    with serving(tmp_path, ScriptedService(), study=studying) as site:
        for size, scheme, language in looks:
            look = visiting(chrome, site, language=language, size=size, scheme=scheme)
            with look as visit:
                page = visit.page
                to_tab(page)
                expect(page.locator("#iv-words .note")).to_contain_text(re.compile(r"\d"))
                _look(page, f"interview-setup-{size[0]}-{scheme}", size)
                begin(page)
                _look(page, f"interview-asked-{size[0]}-{scheme}", size)
                answer(page, CACHE)
                _look(page, f"interview-graded-{size[0]}-{scheme}", size)
                to_the_end(page, CACHE)
                _look(page, f"interview-report-{size[0]}-{scheme}", size)


def test_on_a_phone_a_pause_an_open_note_a_hint_and_an_error_fit_and_can_be_read(
    tmp_path: Path, chrome: Browser
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with serving(tmp_path / "full", ScriptedService(), study=studying_wide_notes) as site:
        for scheme, language in zip(SCHEMES, LANGUAGES, strict=True):
            look = visiting(chrome, site, language=language, size=NARROW, scheme=scheme)
            with look as visit:
                page = visit.page
                begin(page)
                page.locator('.iv-tools [data-iv="hint"]').click()
                expect(page.locator("#iv-now .iv-said.hint")).to_be_visible()
                standing(page)
                _look(page, f"interview-hint-390-{scheme}", NARROW)
                page.locator('[data-iv="pause"]').click()
                expect(page.locator(".iv-paused")).to_be_visible()
                _look(page, f"interview-paused-390-{scheme}", NARROW)
                page.locator('[data-iv="resume"]').click()
                standing(page)
                page.locator("#iv-box textarea").fill("盒" * 4001)
                page.locator("#iv-send").click()
                expect(page.locator("#iv-line")).to_contain_text("4001")
                _look(page, f"interview-error-390-{scheme}", NARROW)
                page.locator('[data-iv="note"]').click()
                _look(page, f"interview-price-390-{scheme}", NARROW)
                page.locator('[data-iv="note"]').click()
                expect(page.locator(".iv-reading table")).to_be_visible()
                expect(page.locator(".iv-reading pre")).to_be_visible()
                assert page.evaluate(_NARROWEST_CELL) >= 56  # words stay whole, the table scrolls
                _look(page, f"interview-note-390-{scheme}", NARROW, whole=True)
                expect(page.locator(".iv-reading")).to_be_in_viewport()
                page.locator('[data-iv="end"]').click()
                page.locator('[data-iv="end"]').click()
                expect(page.locator(".iv-report")).to_be_visible()

    def empty(store: ChatStore, folder: Path) -> Study:
        return studying(store, folder, [])

    with serving(tmp_path / "empty", ScriptedService(NO_NOTES), study=empty) as site:
        for scheme, language in zip(SCHEMES, LANGUAGES, strict=True):
            look = visiting(chrome, site, language=language, size=NARROW, scheme=scheme)
            with look as visit:
                to_tab(visit.page)
                expect(visit.page.locator("#iv-words .note")).not_to_have_text(
                    re.compile("正在|Reading")
                )
                _look(visit.page, f"interview-empty-390-{scheme}", NARROW)


_NARROWEST_CELL = """() => Math.min(...[...document.querySelectorAll(".iv-reading td")]
  .map(e => e.getBoundingClientRect().width))"""

WIDE_NOTE = """# 后厨的温度记录

## 冷藏室的温度怎么记录？

- 每 2 小时由**当班厨师**读一次表，写进登记本
- 超过 **8 度**要马上报告厨师长
- 连续三次超标，整柜食材都要**报废**

| 时间 | 柜号 | 温度 | 读表的人 | 处理 | 复查时间 | 复查结果 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 08:00 | refrigerator-main-01 | 4.5 | 王师傅 | 无 | 10:00 | 正常 | 早班交接以后的第一次读数 |

```python
def check(cabinet: str, temperature: float, limit: float = 8.0) -> str:
    return f"{cabinet}: report to the chef at once" if temperature > limit else "all is well"
```
"""


def studying_wide_notes(store: ChatStore, folder: Path) -> Study:
    """Interviews over a section with a table and code that are wider than a phone."""
    note, _ = parse_note("后厨/很长很长的文件夹名字/温度记录.md", WIDE_NOTE)
    return studying(store, folder, sections_of_note(note))


def _look(page: Page, name: str, size: tuple[int, int], *, whole: bool = False) -> None:
    still(page)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(CONTRAST) == []
    if size == NARROW:
        small = page.evaluate(_SMALL)
        assert small == []


# What can be clicked in the tab and is lower than 40 pixels.
_SMALL = """() => [...document.querySelectorAll(
  "#interview-tab button, #interview-tab summary, #interview-tab .wrap label")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
  .map(e => [e.textContent.trim().slice(0, 20), Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height < 39.5)"""
