"""The page is up before the models are, says so, and then offers questions from the real notes."""

from __future__ import annotations

import http.client
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pages import QUIET, SHOTS, free_port, visiting
from playwright.sync_api import Browser, expect

from bot.answering.answer import Answerer
from bot.app import App
from bot.config import Settings
from bot.core.background_value import ReportProgress
from bot.storage.chats import ChatStore
from bot.ui.frame.page import build_page
from bot.ui.frame.secret import browser_secret
from bot.ui.frame.server import serve

pytestmark = [QUIET, pytest.mark.browser]


def test_the_page_answers_while_models_load_then_offers_questions_from_the_notes(
    tmp_path: Path, own_index: Path, own_notes: Path, cache: Path, chrome: Browser
) -> None:
    options: dict[str, Any] = {"index_dir": own_index, "notes_cache_dir": cache, "llm": "none"}
    settings = Settings(**options, _env_file=None)  # type: ignore[call-arg]
    go = threading.Event()

    def held(report: ReportProgress) -> Answerer:
        report("unpack", 42, 100)
        assert go.wait(60)
        return App(settings).answerer()

    app = App(settings, engine=held)
    store = ChatStore.at(tmp_path / "chats.db")
    folder = [tmp_path / "elsewhere"]
    page = build_page(app, store, secret=browser_secret(tmp_path), notes_dir=lambda: folder[0])
    port = free_port()
    served = serve(page, host="127.0.0.1", port=port, block=False)
    try:
        app.start()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        assert app.status().embedder.status == "loading"
        with visiting(chrome, served) as visit:
            status = visit.page.locator("#status .status-button")
            expect(status).to_contain_text("e5-notes 解开中 42%")
            expect(visit.page.locator("#empty .what")).to_be_visible()
            visit.page.screenshot(path=SHOTS / "startup-loading.png")
            go.set()
            expect(status).to_contain_text("e5-notes 就绪", timeout=60_000)
            chips = visit.page.locator("#empty .chip")
            expect(chips).to_have_count(3)
            assert chips.all_inner_texts() == app.examples(3, "zh")
            visit.page.screenshot(path=SHOTS / "startup-ready.png")
            # The folder may change while the page is open: links follow it.
            folder[0] = own_notes
            chips.first.click()
            expect(visit.page.locator("#after .tools")).to_be_visible()
            links = visit.page.locator("#cards .card a.tool")
            target = str(links.first.get_attribute("href"))
            assert target.startswith(f"vscode://file{quote(own_notes.as_posix())}/")
    finally:
        go.set()
        served.close()
        store.close()
