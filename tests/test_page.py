"""The page in a real browser, over a scripted service."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import browser as chromium
import pytest
from fakes import (
    BROKEN,
    BUG,
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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.chats import ChatStore, StoredTurn
from bot.turn import Status

pytestmark = [
    pytest.mark.browser,
    # Gradio 6.31 counts the times of its own queue with options that pandas 3 gives up.
    pytest.mark.filterwarnings("ignore:.*(no_silent_downcasting|copy keyword)"),
]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
SHOTS = Path(__file__).resolve().parent.parent / "build" / "screenshots"
WIDE, NARROW = (1280, 800), (390, 844)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.find(os.environ)
    if path is None:
        if chromium.required(os.environ):
            pytest.fail(chromium.HOW)
        pytest.skip(chromium.HOW)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=list(chromium.ARGUMENTS), headless=True
        )
        yield started
        started.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Site:
    """A served page with its service and store."""

    url: str
    service: ScriptedService
    store: ChatStore
    notes: Path

    def stored(self) -> list[tuple[StoredTurn, ...]]:
        """The turns of every chat, whoever owns it."""
        with self.store._begin() as connection:
            rows = connection.exec_driver_sql("SELECT owner, id FROM chats ORDER BY changed")
            keys = [(str(row[0]), str(row[1])) for row in rows]
        return [self.store.turns(owner, chat) for owner, chat in keys]


@contextmanager
def serving(folder: Path, service: ScriptedService, port: int = 0) -> Iterator[Site]:
    from bot.ui.page import build_page
    from bot.ui.secret import browser_secret
    from bot.ui.server import serve

    store = ChatStore.at(folder / "state" / "chats.db")
    secret = browser_secret(folder / "state")
    page = build_page(service, store, secret=secret, notes_dir=folder / "my notes")
    served = serve(page, host="127.0.0.1", port=port or free_port(), block=False)
    try:
        yield Site(served.url, service, store, folder / "my notes")
    finally:
        served.close()
        store.close()


@pytest.fixture
def site(tmp_path: Path, chrome: Browser) -> Iterator[Site]:
    with serving(tmp_path, ScriptedService()) as served:
        yield served


@dataclass
class Visit:
    """An open page, and everything about it that should not happen."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def visiting(
    chrome: Browser,
    site: Site,
    *,
    language: str = "zh-CN",
    size: tuple[int, int] = WIDE,
    scheme: Scheme = "light",
    context: BrowserContext | None = None,
) -> Iterator[Visit]:
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
    yield visit
    assert visit.foreign == []
    assert visit.complaints == []
    if context is None:
        within.close()
    else:
        page.close()


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Iterator[Visit]:
    with visiting(chrome, site) as opened:
        yield opened


def ask(page: Page, question: str) -> None:
    page.locator("#box textarea").fill(question)
    page.locator("#box textarea").press("Enter")


def done(page: Page) -> None:
    expect(page.locator("#after .tools")).to_be_visible(timeout=20_000)
    expect(page.locator("#send")).to_be_visible()


def asked(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator("#talk .question")).to_contain_text(question)
    done(page)


# -- answers -------------------------------------------------------------------------------------


def test_sources_come_before_the_first_word_and_the_text_follows(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    expect(page.locator("#talk .answer")).to_have_text("")
    expect(page.locator("#talk .doing")).to_contain_text("找到 3 节")
    site.service.hold.set()
    done(page)
    expect(page.locator("#cards .card")).to_have_count(2)
    expect(page.locator("#talk .answer strong")).to_have_text("Hypervisor")
    expect(page.locator("#talk .facts")).to_contain_text("依据 2 节 · 0.1 s 找到 · 本地模型写了")
    expect(page.locator("#cards mark").first).to_have_text(re.compile("每台虚拟机"))
    place = page.locator("#cards .place").first
    expect(place).to_contain_text("容器入门 › 基本概念 › Docker 与虚拟机")
    expect(page.locator("#cards .where").first).to_contain_text("第 19–31 行")


def test_a_mark_and_its_card_light_up_together_by_click_and_by_keyboard(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    second = page.locator("#talk .mark").last
    second.click()
    lit = page.locator(".card.lit")
    expect(lit).to_have_count(1)
    expect(lit.locator(".place")).to_contain_text("[2]")
    page.locator("#talk .mark").first.focus()
    page.keyboard.press("Enter")
    expect(lit.locator(".place")).to_contain_text("[1]")
    expect(page.locator("#talk .mark.lit")).to_have_count(2)
    page.locator("#cards .mark").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#talk .mark.lit")).to_have_text("[2]")
    assert second.get_attribute("aria-label") == "依据 2：容器入门 › 网络 › bridge 模式"


def test_a_sentence_without_support_says_so_to_eyes_and_ears(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    flagged = page.locator("#talk .unsupported")
    expect(flagged).to_have_count(1)
    expect(flagged).to_have_attribute("title", "笔记里没有找到依据")
    line = flagged.evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert line == "dotted"
    expect(page.locator("#talk .answer .sr-only")).to_have_text("(笔记里没有找到依据)")


def test_what_the_notes_lack_is_one_sentence_and_the_nearest_sections(visit: Visit) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    expect(page.locator("#talk .answer")).to_have_text("笔记里没有写天气，下面是最接近的几节。")
    expect(page.locator("#cards .side-title")).to_contain_text("不是依据")
    expect(page.locator("#cards .card")).to_have_count(3)
    expect(page.locator("#cards .mark")).to_have_count(0)


def test_a_card_opens_and_links_to_the_editor(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    card = page.locator("#cards .card").first
    more = card.locator(".more")
    before = card.bounding_box()
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_have_text("收起")
    after = card.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    link = card.get_by_role("link", name="在编辑器打开").get_attribute("href")
    assert link is not None
    assert link.startswith("vscode://file/")
    assert link.endswith("my%20notes/%E5%AE%B9%E5%99%A8/docker.md:19")
    expect(card.locator("a.image")).to_have_text("图片：两者的结构")


def test_a_follow_up_is_asked_by_a_click_and_earlier_questions_go_along(
    site: Site, visit: Visit
) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="容器靠什么限制 CPU？").click()
    expect(page.locator("#talk .question")).to_contain_text("容器靠什么限制 CPU？")
    done(page)
    expect(page.locator("#past .turn")).to_have_count(1)
    assert site.service.asked[-1] == ("容器靠什么限制 CPU？", (DOCKER,))


def test_a_copy_has_its_citations_as_footnotes(visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "虚拟出硬件。[^1]" in copied
    assert "\n[^2]: 容器入门 › 网络 › bridge 模式 (容器/docker.md, 第 58–" in copied


# -- keys, stopping, changing ----------------------------------------------------------------------


def test_enter_sends_shift_enter_breaks_the_line_and_ctrl_enter_sends(
    site: Site, visit: Visit
) -> None:
    page = visit.page
    box = page.locator("#box textarea")
    box.press_sequentially("一")
    box.press("Shift+Enter")
    box.press_sequentially("二")
    expect(box).to_have_value("一\n二")
    box.press("Control+Enter")
    expect(box).to_have_value("")
    done(page)
    assert [question for question, _ in site.service.asked] == ["一\n二"]


def test_escape_stops_the_model_and_keeps_what_was_written(site: Site, visit: Visit) -> None:
    page = visit.page
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")
    page.keyboard.press("Escape")
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    assert site.service.closed.wait(5)
    ((turn,),) = site.stored()
    assert turn.outcome == "stopped"
    assert turn.text.startswith("第 1 层")
    page.reload()
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")


def test_the_stop_button_stops_before_the_first_word_too(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    page.locator("#stop").click()
    expect(page.locator("#talk .note")).to_contain_text("已停止")
    assert site.service.closed.wait(5)


def test_a_second_question_while_one_is_written_waits_in_the_box(site: Site, visit: Visit) -> None:
    page = visit.page
    site.service.hold.clear()
    ask(page, DOCKER)
    expect(page.locator("#cards .card")).to_have_count(3)
    ask(page, "第二个")
    page.wait_for_timeout(600)
    expect(page.locator("#box textarea")).to_have_value("第二个")
    site.service.hold.set()
    done(page)
    assert len(site.service.asked) == 1
    page.locator("#box textarea").press("Enter")
    expect(page.locator("#talk .question")).to_contain_text("第二个")
    done(page)
    assert [turn.question for turn in site.stored()[0]] == [DOCKER, "第二个"]


def test_after_a_restart_in_mid_answer_the_page_goes_on(tmp_path: Path, chrome: Browser) -> None:
    port = free_port()
    service = ScriptedService()
    context = chrome.new_context(locale="zh-CN")
    with serving(tmp_path, service, port) as site:
        service.hold.clear()
        opened = visiting(chrome, site, context=context)
        page = opened.__enter__().page
        ask(page, DOCKER)
        expect(page.locator("#cards .card")).to_have_count(3)
    with serving(tmp_path, ScriptedService(), port):
        stop = page.locator("#stop")
        expect(page.locator("h1.title")).to_be_visible()
        if stop.is_visible():
            stop.click()
        expect(page.locator("#talk .note")).to_contain_text("已停止", timeout=15_000)
        asked(page, UNKNOWN)
        opened.__exit__(None, None, None)
    context.close()


def test_retry_and_edit_replace_the_last_answer(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#stop")).to_be_visible()
    done(page)
    assert [question for question, _ in site.service.asked] == [DOCKER, DOCKER]
    page.get_by_role("button", name="修改问题").click()
    expect(page.locator("#box textarea")).to_have_value(DOCKER)
    expect(page.locator("#line")).to_contain_text("正在修改")
    asked(page, UNKNOWN)
    expect(page.locator("#line")).to_have_text("")
    expect(page.locator("#past .turn")).to_have_count(0)
    assert [[turn.question for turn in chat] for chat in site.stored()] == [[UNKNOWN]]


def test_editing_can_be_given_up(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.get_by_role("button", name="修改问题").click()
    expect(page.locator("#line")).to_contain_text("正在修改")
    page.keyboard.press("Escape")
    expect(page.locator("#line")).to_have_text("")
    asked(page, UNKNOWN)
    expect(page.locator("#past .turn")).to_have_count(1)


# -- chats ---------------------------------------------------------------------------------------


def test_a_chat_survives_a_reload_and_a_restart(tmp_path: Path, chrome: Browser) -> None:
    context = chrome.new_context(locale="zh-CN")
    port = free_port()
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        asked(visit.page, DOCKER)
        visit.page.reload()
        expect(visit.page.locator("#talk .mark")).to_have_count(3)
        expect(visit.page.locator("#cards .card")).to_have_count(2)
    with (
        serving(tmp_path, ScriptedService(), port) as site,
        visiting(chrome, site, context=context) as visit,
    ):
        expect(visit.page.locator("#talk .question")).to_contain_text(DOCKER)
        expect(visit.page.locator("#talk .mark")).to_have_count(3)
    context.close()


def test_earlier_chats_are_listed_searched_opened_and_deleted(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, DOCKER)
    page.locator("#new-chat").click()
    expect(page.locator("#empty .chip")).to_have_count(3)
    expect(page.locator("#talk .talk")).to_have_count(0)
    asked(page, UNKNOWN)
    page.locator("#earlier").click()
    expect(page.locator(".chat")).to_have_count(2)
    expect(page.locator("#search textarea, #search input")).to_be_focused()
    page.keyboard.type("Hypervisor")
    expect(page.locator(".chat")).to_have_count(1)
    page.locator(".chat").click()
    expect(page.locator("#talk .question")).to_contain_text(DOCKER)
    expect(page.locator("#drawer")).not_to_be_visible()
    page.locator("#earlier").click()
    page.locator(".delete").first.click()
    expect(page.locator(".delete").first).to_have_text("确认删除")
    page.locator(".delete").first.click()
    expect(page.locator("#chats")).to_contain_text("没有聊天包含")
    page.keyboard.press("Escape")
    expect(page.locator("#empty .chip")).to_have_count(3)
    assert [[turn.question for turn in chat] for chat in site.stored()] == [[UNKNOWN]]


def test_opening_another_chat_ends_the_one_being_written(site: Site, visit: Visit) -> None:
    page = visit.page
    asked(page, UNKNOWN)
    page.locator("#new-chat").click()
    expect(page.locator("#empty .chip")).to_have_count(3)
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 1 层")
    page.locator("#earlier").click()
    page.locator(".chat", has_text=UNKNOWN).click()
    expect(page.locator("#talk .question")).to_contain_text(UNKNOWN)
    assert site.service.closed.wait(5)
    page.wait_for_timeout(500)
    expect(page.locator("#talk .question")).to_contain_text(UNKNOWN)
    expect(page.locator("#send")).to_be_visible()


def test_a_page_closed_while_writing_leaves_a_stopped_turn(site: Site, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        ask(visit.page, LONG)
        expect(visit.page.locator("#talk .answer")).to_contain_text("第 1 层")
    assert site.service.closed.wait(10)
    ((turn,),) = site.stored()
    assert turn.outcome == "stopped"


def test_another_browser_sees_none_of_these_chats(site: Site, chrome: Browser) -> None:
    with visiting(chrome, site) as visit:
        asked(visit.page, DOCKER)
    with visiting(chrome, site) as visit:
        visit.page.locator("#earlier").click()
        expect(visit.page.locator("#chats")).to_have_text("还没有聊天。")


# -- states and errors -----------------------------------------------------------------------------


def test_examples_come_from_the_notes_and_are_asked_by_a_click(site: Site, visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#empty .chip")).to_have_count(3)
    page.get_by_role("button", name=DOCKER).click()
    done(page)
    expect(page.locator("#empty")).not_to_be_visible()


def test_without_notes_the_sample_notes_are_offered(tmp_path: Path, chrome: Browser) -> None:
    with (
        serving(tmp_path, ScriptedService(NO_NOTES)) as site,
        visiting(chrome, site) as visit,
    ):
        page = visit.page
        expect(page.locator("#empty .path")).to_have_text("/home/me/notes")
        expect(page.locator("#empty")).to_contain_text("python -m ingest")
        page.get_by_role("button", name="先载入示例笔记").click()
        expect(page.locator("#empty .chip", has_text=DOCKER)).to_be_visible()
        expect(page.locator(".status-button")).to_contain_text("86 篇")
        expect(page.locator(".status-alert")).to_have_text("")


def test_the_status_line_follows_the_models(tmp_path: Path, chrome: Browser) -> None:
    service = ScriptedService(LOADING)
    with serving(tmp_path, service) as site, visiting(chrome, site) as visit:
        line = visit.page.locator(".status-button")
        expect(line).to_contain_text("e5-small 载入中 42%")
        line.click()
        expect(visit.page.locator(".status-details")).to_be_visible()
        service.state = READY
        expect(line).to_contain_text("e5-small 就绪")
        expect(visit.page.locator(".status-details")).to_be_visible()
        visit.page.keyboard.press("Escape")
        expect(visit.page.locator(".status-details")).not_to_be_visible()
        expect(line).to_be_focused()
        service.state = NO_MODEL
        expect(visit.page.locator(".status-alert")).to_contain_text("pip install", timeout=10_000)


@pytest.mark.parametrize(("question", "words"), [(BROKEN, "内存不足"), (BUG, "意料之外")])
def test_an_error_is_one_sentence_where_it_happened(
    site: Site, visit: Visit, question: str, words: str
) -> None:
    page = visit.page
    asked(page, question)
    expect(page.locator("#talk .problem")).to_contain_text(words)
    expect(page.locator("body")).not_to_contain_text("Traceback")
    expect(page.locator("body")).not_to_contain_text("ZeroDivision")
    asked(page, DOCKER)
    expect(page.locator("#past .problem")).to_contain_text(words)


def test_the_page_speaks_english_to_english_browsers(site: Site, chrome: Browser) -> None:
    with visiting(chrome, site, language="en-GB") as visit:
        page = visit.page
        expect(page.locator("h1.title")).to_have_text("Notes Interviewer")
        expect(page.locator("#send")).to_have_text("Send")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        asked(page, DOCKER)
        expect(page.locator("#talk .facts")).to_contain_text("2 sources · found in 0.1 s")
        assert not re.search("[\u4e00-\u9fff]", page.locator("#composer").inner_text())


# -- safety ----------------------------------------------------------------------------------------


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
    page.wait_for_timeout(300)
    assert page.title() == name
    expect(page.locator("#cards .passage").first).to_contain_text("<script>")


# -- looks -----------------------------------------------------------------------------------------

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
    ask(page, LONG)
    expect(page.locator("#talk .answer")).to_contain_text("第 5 层")
    service.hold.clear()
    page.wait_for_timeout(400)


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
    for size in (WIDE, NARROW):
        for scheme, language in zip(SCHEMES, ("zh-CN", "en-US"), strict=True):
            service = ScriptedService(status, delay_s=0.004)
            folder = tmp_path / f"{size[0]}-{scheme}"
            with (
                serving(folder, service) as site,
                visiting(chrome, site, language=language, size=size, scheme=scheme) as visit,
            ):
                page = visit.page
                reach(page, service)
                page.wait_for_timeout(200)
                page.screenshot(
                    path=SHOTS / f"{state}-{size[0]}-{scheme}-{language[:2]}.png",
                )
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= size[0]
                service.hold.set()


def test_text_can_be_read_by_day_and_by_night(site: Site, chrome: Browser) -> None:
    for scheme in SCHEMES:
        with visiting(chrome, site, scheme=scheme) as visit:
            asked(visit.page, DOCKER)
            asked(visit.page, BROKEN)
            low = visit.page.evaluate(_CONTRAST)
            assert low == []


# Every visible text against the nearest background behind it, as WCAG 2 counts contrast.
_CONTRAST = """() => {
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
