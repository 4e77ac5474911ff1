"""The tab of the notes: its parts and what calls what; the behaviour is in `actions`."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from bot.notes.desk import Desk
from bot.ui.notes.actions import NotesPage, NotesShown
from bot.ui.shared.events import QUIET, Browsers, bus, sent_with
from bot.ui.words.texts import static_labels

_log = logging.getLogger(__name__)


class NotesTab:
    """The parts of the tab; made where they are to stand in the page."""

    def __init__(self, desk: Desk, browsers: Browsers) -> None:
        self._page = NotesPage(desk)
        self._browsers = browsers
        say: Any = gr.I18n(**static_labels())
        self._bus = bus("deskBus")  # for notes.js
        with gr.Column(elem_id="desk"):
            self._head = gr.HTML(apply_default_css=False, elem_id="desk-head")
            self._work = gr.HTML(apply_default_css=False, elem_id="desk-work")
            self._zone = gr.HTML(apply_default_css=False, elem_id="drop")
            self._dropped = gr.HTML(apply_default_css=False, elem_id="dropped")
            gr.Textbox(
                label=say("notes_search"),
                placeholder=say("notes_search_placeholder"),
                show_label=False,
                container=False,
                max_lines=1,
                elem_id="notes-search",
            )
            self._tree = gr.HTML(apply_default_css=False, elem_id="outline")

    def wire(self, page: gr.Blocks) -> None:
        """Connect the parts with the behaviour."""
        desk, scripts = self._page, self._bus
        state = [self._head, self._work]
        everything = [*state, self._zone, self._dropped, self._tree]

        def load(request: gr.Request) -> Any:
            shown = desk.show(self._browsers.view(request))
            return shown.head, shown.work, shown.zone, shown.dropped, shown.tree

        def poll(request: gr.Request, event: gr.EventData) -> Any:
            return _kept(desk.poll(self._browsers.view(request), sent_with(event)))

        def act(request: gr.Request, event: gr.EventData) -> Any:
            return _kept(desk.act(self._browsers.view(request), sent_with(event)))

        def drop(request: gr.Request, event: gr.EventData) -> Any:
            shown = desk.drop(self._browsers.view(request), sent_with(event))
            return *_kept(shown), shown.dropped

        def draw(request: gr.Request, event: gr.EventData) -> Any:
            return desk.tree(self._browsers.view(request), sent_with(event))

        page.load(load, None, everything, **QUIET)
        scripts.change(poll, None, state, trigger_mode="once", **QUIET)
        scripts.apply(act, None, state, trigger_mode="multiple", **QUIET)
        scripts.upload(drop, None, [*state, self._dropped], trigger_mode="multiple", **QUIET)
        scripts.input(draw, None, self._tree, trigger_mode="multiple", **QUIET)


def _kept(shown: NotesShown) -> tuple[Any, Any]:
    """Head and work as gradio takes them."""
    return (
        gr.skip() if shown.head is None else shown.head,
        gr.skip() if shown.work is None else shown.work,
    )
