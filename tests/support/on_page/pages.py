"""Serves a page over a scripted service, and opens it in a real browser. The fixtures are there
for every test."""

from __future__ import annotations

import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, Protocol
from weakref import WeakKeyDictionary

import browser as chromium
import pytest
from fakes import ScriptedService
from places import ROOT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Error,
    Frame,
    Page,
    Request,
    expect,
    sync_playwright,
)

from bot.storage.chats import ChatStore, StoredTurn
from bot.study.study import Study

# Gradio 6.31 counts the times of its own queue with options that pandas 3 gives up.
QUIET = pytest.mark.filterwarnings("ignore:.*(no_silent_downcasting|copy keyword)")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
PATIENCE_MS = 60_000
"""Of a machine that runs other tests beside this one; only a test that fails waits so long."""
expect.set_options(timeout=PATIENCE_MS)
_NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => done()))"

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


@pytest.fixture(scope="session", name="chrome")
def chrome_fixture() -> Iterator[Browser]:
    """One headless Chromium for all tests; a test is skipped where there is none."""
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


def free_port(wanted: int = 0) -> int:
    """A port of this machine that nothing listens on. Raises OSError if that is not the wanted."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", wanted))
        return int(listener.getsockname()[1])


@cache
def chosen_port() -> int:
    """One port for all pages of this process, one after the other."""
    return free_port()


def usual_port() -> int:
    """The port where the last page stood, whose files the browser still has; another if that one
    stands there still."""
    try:
        return free_port(chosen_port())
    except OSError:
        return free_port()


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
    served = serve(page, host="127.0.0.1", port=port or usual_port(), block=False)
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


# What gradio still reads from the server on each page, event by event.
_streams: WeakKeyDictionary[Page, list[Request]] = WeakKeyDictionary()


class Addressed(Protocol):
    """Something that is served."""

    @property
    def url(self) -> str: ...


Look = tuple[str, tuple[int, int], Scheme]
_FREE: WeakKeyDictionary[Browser, dict[Look, list[Page]]] = WeakKeyDictionary()
"""Tabs of each browser that nobody uses. A new one costs three times what one costs that has shown
the page before: it has read and compiled all scripts already."""


@contextmanager
def visiting(
    chrome: Browser,
    site: Addressed,
    *,
    language: str = "zh-CN",
    size: tuple[int, int] = WIDE,
    scheme: Scheme = "light",
    context: BrowserContext | None = None,
    spoils: bool = False,
) -> Iterator[Visit]:
    """Open the page; at the end it must have asked no other machine and raised no error.

    Without `context` nothing is there of those who visited before. With `spoils` the tab is not
    for those who come after, since what is done to it outlasts the page.
    """
    with tab(chrome, (language, size, scheme), context, spoils) as page:
        visit = Visit(page)
        _streams[page] = []

        def request(asked: Request) -> None:
            if not asked.url.startswith((site.url, "data:")):
                visit.foreign.append(asked.url)

        def follow(asked: Request) -> None:
            if "/queue/data" in asked.url:
                _streams[page].append(asked)

        def end(asked: Request) -> None:
            if asked in _streams[page]:
                _streams[page].remove(asked)

        def anew(frame: Frame) -> None:
            if frame == page.main_frame:
                _streams[page].clear()

        def error(raised: Error) -> None:
            visit.complaints.append(str(raised))

        def dialog(opened: Dialog) -> None:
            visit.complaints.append(opened.message)

        page.on("request", request)
        page.on("request", follow)
        page.on("requestfinished", end)
        page.on("requestfailed", end)
        page.on("framenavigated", anew)
        page.on("pageerror", error)
        page.on("dialog", dialog)
        page.goto(site.url)
        expect(page.locator("h1.title")).to_be_visible()
        expect(page.locator("#box textarea")).to_be_visible()
        yield visit
        assert visit.foreign == []
        assert visit.complaints == []
        page.remove_listener("request", request)
        page.remove_listener("request", follow)
        page.remove_listener("requestfinished", end)
        page.remove_listener("requestfailed", end)
        page.remove_listener("framenavigated", anew)
        page.remove_listener("pageerror", error)
        page.remove_listener("dialog", dialog)


@contextmanager
def tab(
    chrome: Browser, look: Look, context: BrowserContext | None, spoils: bool
) -> Iterator[Page]:
    """A tab, in `context` or in one that is as good as new."""
    free = _FREE.setdefault(chrome, {}).setdefault(look, [])
    if context is None and free and not spoils:
        page = free.pop()
    else:
        page = (context or new_context(chrome, look)).new_page()
        page.set_default_timeout(PATIENCE_MS)
    try:
        yield page
    except BaseException:
        spoils = True
        raise
    finally:
        if context:
            page.close()
        elif spoils:
            page.context.close()
        else:
            forget(page)
            free.append(page)


def new_context(chrome: Browser, look: Look) -> BrowserContext:
    """A browser that has never been here."""
    language, (width, height), scheme = look
    return chrome.new_context(
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )


def forget(page: Page) -> None:
    """Leave the page, and nothing of it in the tab but its files."""
    origin = page.evaluate("() => { sessionStorage.clear(); return location.origin; }")
    page.mouse.move(0, 0)
    page.goto("about:blank")
    page.context.clear_cookies()
    protocol = page.context.new_cdp_session(page)
    protocol.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    protocol.detach()


_REMEMBER = "window.native = [setTimeout.bind(window), clearTimeout.bind(window)];"
_AT_ONCE = """(() => {
  const [native, undo] = window.native;
  const [moved, cancel] = [window.setTimeout, window.clearTimeout];
  const made = new Set();
  window.setTimeout = (act, wait, ...given) => {
    if (wait > 0) return moved(act, wait, ...given);
    const id = native(act, 0, ...given);
    made.add(id);
    return id;
  };
  window.clearTimeout = (id) => (made.delete(id) ? undo(id) : cancel(id));
})();"""


def move_clock(page: Page) -> None:
    """Load the page anew with a clock that `page.clock.fast_forward` moves on.

    What is to be done at once is left to the browser: a moved clock (Playwright 1.58) doesn't keep
    the order of such timers, and gradio hands on the messages of the server through them.
    """
    page.add_init_script(_REMEMBER)
    page.clock.install()
    page.add_init_script(_AT_ONCE)
    page.reload()


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


def done(page: Page, patience_s: float = PATIENCE_MS / 1000) -> None:
    """Wait until the answer is there and its event has ended: what an event shows last comes a
    moment before its end, and what is pressed in that moment counts as a second click on it."""
    expect(page.locator("#after .tools")).to_be_visible(timeout=patience_s * 1000)
    expect(page.locator("#send")).to_be_visible()
    until = time.monotonic() + patience_s
    while _streams.get(page) and time.monotonic() < until:
        with suppress(Error):  # the page was loaded anew
            page.evaluate(_NEXT_FRAME)


def asked(page: Page, question: str, patience_s: float = PATIENCE_MS / 1000) -> None:
    """Ask, and wait for the answer."""
    ask(page, question)
    expect(page.locator("#talk .question")).to_contain_text(question)
    done(page, patience_s)
