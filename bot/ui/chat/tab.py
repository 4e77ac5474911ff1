"""The chat tab's parts and what calls what; the behaviour is in `bot.ui.chat.actions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from bot.ui.chat.actions import Chat, ChatShown
from bot.ui.chat.gap_panel import GapPanel
from bot.ui.shared.events import QUIET, Browsers, bus, number, sent_with
from bot.ui.words.texts import static_labels


class ChatTab:
    """The parts of the chat tab; made where they are to stand in the page."""

    def __init__(self, chat: Chat, browsers: Browsers) -> None:
        self.chat = chat
        self.saved = browsers.saved
        self._browsers = browsers
        say: Any = gr.I18n(**static_labels())
        self._current = gr.State("")
        self._editing = gr.State(0)
        self._bus = bus("notesBus")  # for page.js and gaps.js
        self.empty = gr.HTML(apply_default_css=False, elem_id="empty")
        self.reading = gr.HTML(apply_default_css=False, elem_id="reading")
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
                self._to_gaps = gr.Button(say("gaps"), elem_id="gaps-button")
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

    @property
    def outputs(self) -> list[Any]:
        """The parts in the order of `changes`."""
        return [
            *(self._past, self._talk, self._cards, self._after, self.empty),
            *(self._box, self._line, self._current, self._editing, self.saved, self._chats),
        ]

    def changes(self, shown: ChatShown, owner: str) -> tuple[Any, ...]:
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

    def wire(self, gaps: GapPanel) -> None:
        """Connect the parts with the behaviour, and with the list of gaps."""
        chat, scripts = self.chat, self._bus
        who: list[Any] = [self.saved, self._current]

        def ask(
            request: gr.Request,
            event: gr.EventData,
            saved: Any,
            current: str,
            box: str,
            editing: int,
        ) -> Iterator[Any]:
            reader = self._browsers.reader(request, saved, current)
            sent = sent_with(event)
            question, instead_of = str(sent.get("ask") or box), editing
            if "retry" in sent:
                instead_of = number(sent["retry"])
                question = chat.last_question(reader, instead_of) or ""
            elif "ask" in sent:
                instead_of = 0
            for shown in chat.ask(reader, question, instead_of):
                yield self.changes(shown, reader.owner)

        def stop(request: gr.Request, saved: Any, current: str) -> Any:
            reader = self._browsers.reader(request, saved, current)
            return self.changes(chat.stop(reader), reader.owner)

        def new(request: gr.Request, saved: Any) -> Any:
            reader = self._browsers.reader(request, saved, "")
            return self.changes(chat.show(reader), reader.owner)

        def open_(request: gr.Request, event: gr.EventData, saved: Any) -> Any:
            reader = self._browsers.reader(request, saved, str(sent_with(event).get("chat")))
            return self.changes(chat.show(reader), reader.owner)

        def edit(request: gr.Request, event: gr.EventData, saved: Any, current: str) -> Any:
            reader = self._browsers.reader(request, saved, current)
            return self.changes(
                chat.edit(reader, number(sent_with(event).get("turn"))), reader.owner
            )

        def find(request: gr.Request, saved: Any, current: str, search: str) -> Any:
            reader = self._browsers.reader(request, saved, current)
            return self.changes(chat.find(reader, search), reader.owner)

        def delete(
            request: gr.Request, event: gr.EventData, saved: Any, current: str, search: str
        ) -> Any:
            reader = self._browsers.reader(request, saved, current)
            shown = chat.delete(reader, str(sent_with(event).get("chat")), search)
            return self.changes(shown, reader.owner)

        def cancel() -> Any:
            return self.changes(ChatShown(line="", box="", editing=0), "")

        def sample(request: gr.Request) -> str:
            return chat.use_sample_notes(self._browsers.view(request))

        gr.on(
            [self._box.submit, self._send.click, scripts.submit, scripts.retry],
            ask,
            [*who, self._box, self._editing],
            self.outputs,
            trigger_mode="once",  # a second question waits in the box until this one is answered
            **QUIET | {"concurrency_limit": 16},
        )
        self._stop.click(stop, who, self.outputs, **QUIET)
        self._new.click(new, [self.saved], self.outputs, **QUIET)
        scripts.select(open_, [self.saved], self.outputs, **QUIET)
        scripts.edit(edit, who, self.outputs, **QUIET)
        scripts.clear(cancel, None, self.outputs, **QUIET)
        scripts.delete(delete, [*who, self._search], self.outputs, **QUIET)
        scripts.upload(sample, None, self.empty, **QUIET)
        gaps.wire(self._to_gaps, scripts.apply, self._browsers.reader, who, QUIET)
        search: list[Any] = [*who, self._search]
        self._earlier.click(find, search, self.outputs, **QUIET)
        self._search.input(find, search, self.outputs, trigger_mode="always_last", **QUIET)
