"""The question bank as parts of the page; the behaviour is in `bot.ui.bank.actions`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from bot.ui.bank.actions import BankDesk
from bot.ui.bank.author_actions import AuthorDesk
from bot.ui.bank.author_panel import AuthorPanel
from bot.ui.bank.bank_state import BankState
from bot.ui.bank.drawing import Drawn
from bot.ui.shared.events import QUIET, Browsers, sent_with
from bot.ui.shared.reader import Reader


class BankPanel:
    """The parts of the bank; made where they are to stand in the page."""

    def __init__(self, bank: BankDesk, author: AuthorDesk, browsers: Browsers) -> None:
        self._bank, self._browsers = bank, browsers
        self.desk = gr.State(BankState())
        with gr.Column(elem_id="bank"):
            self._head = gr.HTML(apply_default_css=False, elem_id="bank-head")
            self.author = AuthorPanel(author, browsers)
            self._own = gr.HTML(apply_default_css=False, elem_id="bank-own")
            self._places = gr.HTML(apply_default_css=False, elem_id="bank-places")
            self._list = gr.HTML(apply_default_css=False, elem_id="bank-list")

    @property
    def parts(self) -> list[Any]:
        """The parts in the order of what `shown` yields."""
        return [self._head, self._own, self._places, self._list, self.desk]

    def shown(self, me: Reader, desk: BankState) -> Iterator[tuple[Any, ...]]:
        """When the tab is opened."""
        return map(changes, self._bank.shown(me.view, me.owner, desk))

    def wire(
        self,
        bus: gr.HTML,
        others: list[Any],
        changed: Callable[[Reader], tuple[Any, ...]],
    ) -> None:
        """Connect with the behaviour: `others` are the parts that show something else where the
        questions have changed, and `changed` gives what they show then."""
        bank, saved = self._bank, self._browsers.saved
        who: list[Any] = [saved, self.desk]
        parts = self.parts

        def act(
            request: gr.Request, event: gr.EventData, saved: Any, desk: BankState
        ) -> Iterator[Any]:
            me = self._browsers.reader(request, saved)
            for drawn in bank.act(me.view, me.owner, desk, sent_with(event)):
                new = drawn is not None and drawn.changed
                yield *changes(drawn), *(changed(me) if new else [gr.skip() for _ in others])

        def find(request: gr.Request, event: gr.EventData, saved: Any, desk: BankState) -> Any:
            me = self._browsers.reader(request, saved)
            return changes(bank.find(me.view, me.owner, desk, sent_with(event)))

        def offer(request: gr.Request, event: gr.EventData, saved: Any, desk: BankState) -> Any:
            me = self._browsers.reader(request, saved)
            return bank.offer(me.view, me.owner, desk, sent_with(event)).places

        self.author.wire(bus)
        bus.apply(act, who, [*parts, *others], trigger_mode="multiple", **QUIET)
        bus.input(find, who, parts, trigger_mode="always_last", **QUIET)
        bus.key_up(offer, who, self._places, trigger_mode="always_last", **QUIET)


def changes(drawn: Drawn | None) -> tuple[Any, ...]:
    """As gradio takes them; None leaves all as it is."""
    if drawn is None:
        return tuple(gr.skip() for _ in range(5))
    parts = (drawn.head, drawn.own, drawn.places, drawn.list)
    return *(gr.skip() if part is None else part for part in parts), drawn.desk
