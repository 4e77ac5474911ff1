"""The language model that writes questions, as a part of the page; the behaviour is in
`bot.ui.bank.author_actions`."""

from __future__ import annotations

from typing import Any

import gradio as gr

from bot.ui.bank.author_actions import AuthorDesk
from bot.ui.shared.events import QUIET, Browsers, sent_with
from bot.ui.shared.reader import Reader


class AuthorPanel:
    """The part; made where it is to stand in the page."""

    def __init__(self, desk: AuthorDesk, browsers: Browsers) -> None:
        self._desk, self._browsers = desk, browsers
        self._shown = gr.HTML(apply_default_css=False, elem_id="bank-author")
        self.seen = gr.State("")

    @property
    def parts(self) -> list[Any]:
        """What is shown, and that it is."""
        return [self._shown, self.seen]

    def now(self, me: Reader, seen: str) -> tuple[Any, Any]:
        """What has changed since `seen` was shown, as gradio takes it."""
        return _changes(self._desk.shown(me.view, me.owner), seen)

    def wire(self, bus: gr.HTML) -> None:
        """Connect the buttons with the behaviour."""

        def act(request: gr.Request, event: gr.EventData, saved: Any, seen: str) -> Any:
            me = self._browsers.reader(request, saved)
            return _changes(self._desk.act(me.view, me.owner, sent_with(event)), seen)

        bus.submit(
            act,
            [self._browsers.saved, self.seen],
            self.parts,
            trigger_mode="multiple",
            **QUIET,
        )


def _changes(shown: str | None, seen: str) -> tuple[Any, Any]:
    # A space tells what is empty from what was never drawn.
    if shown is None or (shown or " ") == seen:
        return gr.skip(), gr.skip()
    return shown, shown or " "
