"""The page's parts and what calls what; the behaviour is in `bot.ui.chat`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, cast

import gradio as gr

from bot.chats import ChatStore
from bot.gaps import GapStore
from bot.ui import frame
from bot.ui.chat import Chat, Reader, Shown, trusted
from bot.ui.gap_list import GapList
from bot.ui.gap_panel import GapPanel
from bot.ui.loop import in_loop
from bot.ui.service import Service
from bot.ui.texts import Language, language_of, static_labels
from bot.ui.view import View

EDITOR_URL = "vscode://file/{path}:{line}"
STORAGE_KEY = "notes-interviewer"
LOADING_POLL_S = 1.0
SETTLED_POLL_S = 5.0
# Lets page.js and gaps.js reach the handlers below; the words in quotes are gradio's event names.
_BUS = "window.notesBus = (event, data) => trigger(event, data);"
_QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": None,  # stopping must not wait in line behind anything
}


def build_page(
    service: Service,
    chats: ChatStore,
    *,
    secret: str,
    notes_dir: Path,
    editor_url: str = EDITOR_URL,
) -> gr.Blocks:
    """The page; nothing runs until it is served.

    `secret` is what `bot.ui.secret.browser_secret` gives. `editor_url` has `{path}` and `{line}`;
    an empty one leaves the links to an editor out.
    """
    view = View("en", notes_dir, editor_url)

    gaps = GapList(GapStore(chats), chats)
    return in_loop(lambda: _build(Chat(service, chats), gaps, secret, view))


def _build(chat: Chat, gaps: GapList, secret: str, view: View) -> gr.Blocks:
    with gr.Blocks(
        title="笔记面试官 · Notes Interviewer", analytics_enabled=False, fill_width=True
    ) as page:
        title = gr.HTML(apply_default_css=False, elem_id="title")
        status = gr.HTML(apply_default_css=False, elem_id="status")
        saved = gr.BrowserState(storage_key=STORAGE_KEY, secret=secret)
        with gr.Tabs(elem_id="tabs"):
            label = gr.I18n(**static_labels())("chat")
            with gr.Tab(label, id="chat", elem_id="chat-tab"):
                tab = _ChatTab(chat, gaps, saved, view)
        tab.wire()
        _wire_frame(page, tab, title, status)
    return cast("gr.Blocks", page)


def _wire_frame(page: gr.Blocks, tab: _ChatTab, title: gr.HTML, status: gr.HTML) -> None:
    """What belongs to the whole page: its language, the status line and how often it is read."""
    seen = gr.State("")
    timer = gr.Timer(LOADING_POLL_S)

    def load(request: gr.Request, saved: Any) -> Any:
        owner, chat = trusted(saved)
        reader = tab.reader(request, {"owner": owner, "chat": chat}, chat)
        shown = tab.chat.show(reader)
        language = reader.view.language
        line = frame.status_line(tab.chat.status(), language)
        keys = escape(reader.view.say("keys"))
        gaps = tab.gaps.show(reader)
        return frame.title(language), line, keys, gaps, *tab.changes(shown, owner)

    def tick(request: gr.Request, seen: str) -> Any:
        view = tab.view(request)
        now = tab.chat.status()
        line = frame.status_line(now, view.language)
        if line == seen:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        every = SETTLED_POLL_S if frame.settled(now) else LOADING_POLL_S
        return line, tab.chat.empty(view, now), line, gr.Timer(every)

    shown_first = [title, status, tab.keys, tab.gaps.list, *tab.outputs]
    page.load(load, [tab.saved], shown_first, **_QUIET)
    timer.tick(tick, [seen], [status, tab.empty, seen, timer], **_QUIET)


class _ChatTab:
    """The parts of the chat tab."""

    def __init__(self, chat: Chat, gaps: GapList, saved: gr.BrowserState, view: View) -> None:
        self.chat = chat
        self.saved = saved
        self._view = view
        say: Any = gr.I18n(**static_labels())
        self._current = gr.State("")
        self._editing = gr.State(0)
        self._bus = gr.HTML("", visible="hidden", js_on_load=_BUS, elem_id="bus")
        self.empty = gr.HTML(apply_default_css=False, elem_id="empty")
        self._past = gr.HTML(apply_default_css=False, elem_id="past")
        with gr.Column(elem_id="live"):
            self._talk = gr.HTML(apply_default_css=False, elem_id="talk")
            self._cards = gr.HTML(apply_default_css=False, elem_id="cards")
            self._after = gr.HTML(apply_default_css=False, elem_id="after")
        with gr.Column(elem_id="composer"):
            self._line = gr.HTML(apply_default_css=False, elem_id="line")
            with gr.Row(elem_id="box-row"):
                self._box = gr.Textbox(
                    label=say("ask_label"),
                    placeholder=say("ask_placeholder"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=8,
                    autofocus=True,
                    elem_id="box",
                )
                self._send = gr.Button(say("send"), variant="primary", elem_id="send")
                self._stop = gr.Button(say("stop"), elem_id="stop")
            with gr.Row(elem_id="chat-row"):
                self._new = gr.Button(say("new_chat"), elem_id="new-chat")
                self._earlier = gr.Button(say("earlier"), elem_id="earlier")
                to_gaps = gr.Button(say("gaps"), elem_id="gaps-button")
                self.keys = gr.HTML(apply_default_css=False, elem_id="keys")
        with gr.Column(elem_id="drawer"):
            self._close = gr.Button(say("close"), elem_id="drawer-close")
            self._search = gr.Textbox(
                label=say("search_label"),
                placeholder=say("search_placeholder"),
                show_label=False,
                container=False,
                elem_id="search",
            )
            self._chats = gr.HTML(apply_default_css=False, elem_id="chats")
        self.gaps = GapPanel(gaps, to_gaps)

    @property
    def outputs(self) -> list[Any]:
        """The parts in the order of `changes`."""
        return [
            *(self._past, self._talk, self._cards, self._after, self.empty),
            *(self._box, self._line, self._current, self._editing, self.saved, self._chats),
        ]

    def changes(self, shown: Shown, owner: str) -> tuple[Any, ...]:
        """`shown` as gradio takes it."""

        def keep(value: object) -> Any:
            return gr.skip() if value is None else value

        return (
            *(keep(shown.past), keep(shown.talk), keep(shown.cards), keep(shown.after)),
            keep(shown.empty),
            *(keep(shown.box), keep(shown.line), keep(shown.chat), keep(shown.editing)),
            gr.skip() if shown.chat is None else {"owner": owner, "chat": shown.chat},
            keep(shown.chats),
        )

    def view(self, request: gr.Request) -> View:
        """A view in the language of this browser."""
        language: Language = language_of(request.headers.get("accept-language"))
        return View(language, self._view.notes_dir, self._view.editor_url)

    def reader(self, request: gr.Request, saved: Any, current: str) -> Reader:
        """Who sent this event."""
        owner, _ = trusted(saved)
        return Reader(str(request.session_hash), owner, current, self.view(request))

    def wire(self) -> None:
        """Connect the parts with the behaviour."""
        chat, bus = self.chat, self._bus
        who: list[Any] = [self.saved, self._current]

        def ask(
            request: gr.Request,
            event: gr.EventData,
            saved: Any,
            current: str,
            box: str,
            editing: int,
        ) -> Iterator[Any]:
            reader = self.reader(request, saved, current)
            sent = _sent(event)
            question, instead_of = str(sent.get("ask") or box), editing
            if "retry" in sent:
                instead_of = _number(sent["retry"])
                question = chat.last_question(reader, instead_of) or ""
            elif "ask" in sent:
                instead_of = 0
            for shown in chat.ask(reader, question, instead_of):
                yield self.changes(shown, reader.owner)

        def stop(request: gr.Request, saved: Any, current: str) -> Any:
            reader = self.reader(request, saved, current)
            return self.changes(chat.stop(reader), reader.owner)

        def new(request: gr.Request, saved: Any) -> Any:
            reader = self.reader(request, saved, "")
            return self.changes(chat.show(reader), reader.owner)

        def open_(request: gr.Request, event: gr.EventData, saved: Any) -> Any:
            reader = self.reader(request, saved, str(_sent(event).get("chat")))
            return self.changes(chat.show(reader), reader.owner)

        def edit(request: gr.Request, event: gr.EventData, saved: Any, current: str) -> Any:
            reader = self.reader(request, saved, current)
            return self.changes(chat.edit(reader, _number(_sent(event).get("turn"))), reader.owner)

        def find(request: gr.Request, saved: Any, current: str, search: str) -> Any:
            reader = self.reader(request, saved, current)
            return self.changes(chat.find(reader, search), reader.owner)

        def delete(
            request: gr.Request, event: gr.EventData, saved: Any, current: str, search: str
        ) -> Any:
            reader = self.reader(request, saved, current)
            shown = chat.delete(reader, str(_sent(event).get("chat")), search)
            return self.changes(shown, reader.owner)

        def cancel() -> Any:
            return self.changes(Shown(line="", box="", editing=0), "")

        def sample(request: gr.Request) -> str:
            return chat.use_sample_notes(self.view(request))

        gr.on(
            [self._box.submit, self._send.click, bus.submit, bus.retry],
            ask,
            [*who, self._box, self._editing],
            self.outputs,
            trigger_mode="once",  # a second question waits in the box until this one is answered
            **_QUIET | {"concurrency_limit": 16},
        )
        self._stop.click(stop, who, self.outputs, **_QUIET)
        self._new.click(new, [self.saved], self.outputs, **_QUIET)
        bus.select(open_, [self.saved], self.outputs, **_QUIET)
        bus.edit(edit, who, self.outputs, **_QUIET)
        bus.clear(cancel, None, self.outputs, **_QUIET)
        bus.delete(delete, [*who, self._search], self.outputs, **_QUIET)
        bus.upload(sample, None, self.empty, **_QUIET)
        self.gaps.wire(bus.apply, self.reader, who, _QUIET)
        search: list[Any] = [*who, self._search]
        self._earlier.click(find, search, self.outputs, **_QUIET)
        self._search.input(find, search, self.outputs, trigger_mode="always_last", **_QUIET)


def _sent(event: gr.EventData) -> dict[str, Any]:
    """What page.js sent along; nothing for gradio's own events."""
    data = event._data
    return data if isinstance(data, dict) else {}


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, str)) and str(value).isdecimal() else 0
