"""Serves a page over a scripted service, and opens it in a real browser.

Test files import the fixtures by their functions' names and use them by the short ones.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import browser as chromium
import pytest
from fakes import ScriptedService
from places import ROOT
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.storage.chats import ChatStore, StoredTurn
from bot.study.study import Study

# Gradio 6.31 counts the times of its own queue with options that pandas 3 gives up.
QUIET = pytest.mark.filterwarnings("ignore:.*(no_silent_downcasting|copy keyword)")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
expect.set_options(timeout=15_000)  # of a machine that runs other tests beside this one

SHOTS = ROOT / "build" / "screenshots"
WIDE, NARROW = SIZES = ((1280, 800), (390, 844))
LANGUAGES = ("zh-CN", "en-US")

# Every visible text against the nearest background behind it, as WCAG 2 counts contrast.
CONTRAST = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "STYLE"].includes(e.tagName)) continue;
    if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) bad.push(`${contrast.toFixed(2)} ${walker.currentNode.data.slice(0, 30)}`);
  }
  return bad;
}"""


@pytest.fixture(scope="module", name="chrome")
def chrome_fixture() -> Iterator[Browser]:
    """Headless Chromium for the tests of one file; the test is skipped where there is none."""
    path = browser_or_skip(os.environ)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=list(chromium.ARGUMENTS), headless=True
        )
        yield started
        started.close()


def browser_or_skip(environment: Mapping[str, str]) -> str:
    """A Chromium's path; where there is none the test is skipped, or fails if one is demanded."""
    path = chromium.find(environment)
    if path is None:
        if chromium.required(environment):
            pytest.fail(chromium.HOW)
        pytest.skip(chromium.HOW)
    return path


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Site:
    """A served page with its service and store."""

    url: str
    service: ScriptedService
    store: ChatStore
    database: Path

    def stored(self) -> list[tuple[StoredTurn, ...]]:
        """The turns of every chat, whoever owns it."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("SELECT owner, id FROM chats ORDER BY changed").fetchall()
        return [self.store.turns(owner, chat) for owner, chat in rows]


@contextmanager
def serving(
    folder: Path,
    service: ScriptedService,
    port: int = 0,
    study: Callable[[ChatStore, Path], Study] | None = None,
) -> Iterator[Site]:
    """Serve a page whose chats are kept in `folder`; a free port unless one is given.

    `study` makes what interviews need, over the store and a folder for their checkpoints.
    """
    from bot.ui.frame.page import build_page
    from bot.ui.frame.secret import browser_secret
    from bot.ui.frame.server import serve

    store = ChatStore.at(folder / "state" / "chats.db")
    secret = browser_secret(folder / "state")
    made = study(store, folder / "state") if study else None
    page = build_page(service, store, made, secret=secret, notes_dir=folder / "my notes")
    served = serve(page, host="127.0.0.1", port=port or free_port(), block=False)
    try:
        yield Site(served.url, service, store, folder / "state" / "chats.db")
    finally:
        served.close()
        if made:
            made.close()
        store.close()


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path, chrome: Browser) -> Iterator[Site]:
    """A page served to one test."""
    with serving(tmp_path, ScriptedService()) as served:
        yield served


@dataclass
class Visit:
    """An open page, and everything about it that should not happen."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Addressed(Protocol):
    """Something that is served."""

    @property
    def url(self) -> str: ...


@contextmanager
def visiting(
    chrome: Browser,
    site: Addressed,
    *,
    language: str = "zh-CN",
    size: tuple[int, int] = WIDE,
    scheme: Scheme = "light",
    context: BrowserContext | None = None,
) -> Iterator[Visit]:
    """Open the page; at the end it must have asked no other machine and raised no error."""
    within = context or chrome.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = within.new_page()
    page.set_default_timeout(15_000)
    visit = Visit(page)
    page.on(
        "request",
        lambda r: None if r.url.startswith((site.url, "data:")) else visit.foreign.append(r.url),
    )
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("dialog", lambda dialog: visit.complaints.append(dialog.message))
    page.goto(site.url)
    expect(page.locator("h1.title")).to_be_visible(timeout=15_000)
    expect(page.locator("#box textarea")).to_be_visible()
    try:
        yield visit
        assert visit.foreign == []
        assert visit.complaints == []
    finally:
        page.close()
        if context is None:
            within.close()


@pytest.fixture(name="visit")
def visit_fixture(chrome: Browser, site: Site) -> Iterator[Visit]:
    """That page, opened in Chinese in a wide window."""
    with visiting(chrome, site) as opened:
        yield opened


def still(page: Page) -> None:
    """Wait until nothing moves any more: what fades or slides has come to its end and is drawn."""
    page.evaluate(
        """async () => {
          const drawn = () => new Promise(done => requestAnimationFrame(done));
          await drawn();
          const moving = document.getAnimations().filter(
            one => Number.isFinite(one.effect.getComputedTiming().endTime));
          await Promise.allSettled(moving.map(one => one.finished));
          await drawn();
        }"""
    )


def let_run(page: Page) -> None:
    """Wait until all that a text could have started has had its turn: scripts, broken images."""
    page.evaluate(
        """() => new Promise(done => {
          const image = new Image();
          image.onerror = () => setTimeout(done);
          image.src = "data:image/png,broken";
        })"""
    )


def ask(page: Page, question: str) -> None:
    """Send a question."""
    page.locator("#box textarea").fill(question)
    page.locator("#box textarea").press("Enter")


def done(page: Page, patience_s: float = 20) -> None:
    """Wait until the answer is there."""
    expect(page.locator("#after .tools")).to_be_visible(timeout=patience_s * 1000)
    expect(page.locator("#send")).to_be_visible()


def asked(page: Page, question: str, patience_s: float = 20) -> None:
    """Ask, and wait for the answer."""
    ask(page, question)
    expect(page.locator("#talk .question")).to_contain_text(question)
    done(page, patience_s)
