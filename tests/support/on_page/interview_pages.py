"""An interview in a page: started, answered, played to its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from interviews import kitchen
from playwright.sync_api import Page, expect
from scripted_llm import ScriptedLlm

from bot.core.passage import Passage
from bot.grading.grade import Grader
from bot.storage.chats import ChatStore
from bot.study.study import Study, open_study

CACHE = "常点的菜提前切好放在手边的盒子里；命中直接下锅只要 3 分钟；未命中要现切，需要 12 分钟"


def studying(
    store: ChatStore,
    folder: Path,
    sections: list[Passage] | None = None,
    model: ScriptedLlm | None = None,
    *,
    read: Callable[[], list[Passage]] = kitchen,
) -> Study:
    """Interviews over a short note of three questions, by templates or in a model's words."""
    return open_study(
        store,
        folder / "interviews.sqlite3",
        read=lambda: (read() if sections is None else sections, []),
        state=lambda: 0,
        grader=Grader,
        model=lambda: model,
    )


def to_tab(page: Page) -> None:
    page.locator("#interview-tab-button").click()


def begin(page: Page, length: int = 3) -> None:
    """Start an interview of three questions."""
    to_tab(page)
    expect(page.locator("#iv-words")).to_contain_text(re.compile("道题|question"))
    page.locator("#iv-length").get_by_role("radio", name=str(length), exact=True).check()
    with finishing(page):
        page.locator("#iv-start").click()
    standing(page)


def standing(page: Page) -> None:
    """Wait until a question waits for an answer."""
    expect(
        page.locator('.iv-bar:is([data-phase="asking"], [data-phase="drilling"])')
    ).to_be_visible()


@contextmanager
def finishing(page: Page) -> Iterator[None]:
    """Wait for the end of what is asked for within: what a step shows comes a moment before it, and
    what is pressed in that moment counts as a second click on the same."""
    with page.expect_event("requestfailed", lambda one: "/queue/data" in one.url):
        yield


def answer(page: Page, text: str) -> None:
    """Answer, and wait until something is to be answered again, or the report."""
    step = page.locator(".iv-bar").get_attribute("data-step")
    page.locator("#iv-box textarea").fill(text)
    with finishing(page):
        page.locator("#iv-box textarea").press("Control+Enter")
    expect(page.locator(f'.iv-bar[data-step="{step}"]')).to_have_count(0)
    settled = '.iv-bar:is([data-phase="asking"], [data-phase="drilling"]), .iv-report'
    expect(page.locator(settled)).to_be_visible()


def to_the_end(page: Page, text: str) -> None:
    for _ in range(20):
        if page.locator(".iv-report").count():
            return
        answer(page, text)
    raise AssertionError("the interview has no end")
