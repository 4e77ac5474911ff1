"""What every handler of the page needs: who sent the event, and what came with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from bot.core.question import Language
from bot.ui.shared.reader import Reader, trusted
from bot.ui.shared.view import ReaderView
from bot.ui.words.texts import language_of

STORAGE_KEY = "notes-interviewer"
QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": None,  # stopping must not wait in line behind anything
}


class Browsers:
    """Tells browsers apart; what they keep of themselves stands in `saved`.

    `secret` is what `bot.ui.frame.secret.browser_secret` gives; `view` is one for a reader of that
    language, `cookie` the name of the one that tells visitors apart. To be made inside the page.
    """

    def __init__(
        self, secret: str, view: Callable[[Language], ReaderView], cookie: str = ""
    ) -> None:
        self.saved = gr.BrowserState(storage_key=STORAGE_KEY, secret=secret)
        self._view = view
        self._cookie = cookie

    def view(self, request: gr.Request) -> ReaderView:
        """A view in the language of this browser."""
        view = self._view(language_of(request.headers.get("accept-language")))
        return replace(view, visitor=request.cookies.get(self._cookie, ""))

    def reader(self, request: gr.Request, saved: Any, chat: str = "") -> Reader:
        """Who sent this event; `saved` is the value of the part of that name."""
        owner, _ = trusted(saved)
        return Reader(str(request.session_hash), owner, chat, self.view(request))


def bus(name: str) -> gr.HTML:
    """A part that is not seen, through which a script of the page reaches handlers.

    `window.NAME(event, data)` triggers the event of that name, which must be one of gradio's.
    """
    script = f"window.{name} = (event, data) => trigger(event, data);"
    return gr.HTML("", visible="hidden", js_on_load=script, elem_id=name)


def sent_with(event: gr.EventData) -> dict[str, Any]:
    """What the page's own scripts sent along; nothing for gradio's own events."""
    data = event._data
    return data if isinstance(data, dict) else {}


def number(value: object) -> int:
    """A number that the page sent; 0 for anything else."""
    return int(value) if isinstance(value, (int, str)) and str(value).isdecimal() else 0
