"""The tab of the progress: its parts and what calls what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.ui.bank.actions import BankDesk
from bot.ui.bank.author_actions import AuthorDesk
from bot.ui.bank.bank_state import BankState
from bot.ui.bank.panel import BankPanel, changes
from bot.ui.progress.actions import ProgressPage
from bot.ui.progress.view import ProgressShown
from bot.ui.shared.events import QUIET, Browsers, bus, sent_with
from bot.ui.shared.reader import Reader
from bot.ui.shared.shared_reading import SharedReading

if TYPE_CHECKING:
    from bot.study.study import Study

LOOK_S = 5.0
"""How often it is looked whether something was answered in the meantime."""


class DueBadge:
    """What tells the tab's label how many questions are due, and keeps it true.

    To be made outside the tabs: gradio 6.31 makes the parts of a tab when it is first opened.
    """

    def __init__(self) -> None:
        self.part = gr.HTML(visible="hidden", elem_id="due-badge")
        self.timer = gr.Timer(LOOK_S)
        self.seen = gr.State("")


class ProgressTab:
    """The parts of the tab; made where they are to stand in the page."""

    def __init__(self, study: Study, browsers: Browsers, badge: DueBadge) -> None:
        self._browsers, self._badge = browsers, badge
        reading = SharedReading(study.notes.sections)
        self._progress = ProgressPage(study, reading)
        self._bus = bus("progressBus")  # for progress.js and bank.js
        self._shown = gr.HTML(apply_default_css=False, elem_id="progress")
        self._bank = BankPanel(BankDesk(study, reading), AuthorDesk(study), browsers)

    def wire(self, page: gr.Blocks, tab: gr.Tab) -> None:
        """Connect the parts with the behaviour."""
        progress, bank = self._progress, self._bank
        badge, saved = self._badge, self._browsers.saved
        parts: list[Any] = [self._shown, badge.part]

        def load(request: gr.Request, saved: Any) -> Iterator[Any]:
            me = self._browsers.reader(request, saved)
            mark = progress.mark(me.owner)
            for shown in progress.loaded(me.view, me.owner):
                yield *_changes(shown), mark

        # One handler for all of the tab: gradio 6.31 has those of one event wait for each other.
        def select(request: gr.Request, saved: Any, desk: BankState, author: str) -> Iterator[Any]:
            me = self._browsers.reader(request, saved)
            mark = progress.mark(me.owner)
            both = (progress.shown(me.view, me.owner), bank.shown(me, desk))
            for shown, drawn in zip_longest(*both):
                written = bank.author.now(me, author)
                yield *_changes(shown), mark, *(drawn or changes(None)), *written

        def tick(request: gr.Request, saved: Any, seen: str, author: str) -> Any:
            me = self._browsers.reader(request, saved)
            mark = progress.mark(me.owner)
            # What was never drawn is in a tab that was never opened.
            written = bank.author.now(me, author) if author else (gr.skip(), gr.skip())
            if mark == seen or not seen:
                return *_changes(None), gr.skip(), *written
            return *_changes(progress.now(me.view, me.owner)), mark, *written

        def remove(request: gr.Request, event: gr.EventData, saved: Any) -> Any:
            me = self._browsers.reader(request, saved)
            return _changes(progress.remove(me.view, me.owner, sent_with(event)))

        def put_away(request: gr.Request, saved: Any) -> Any:
            me = self._browsers.reader(request, saved)
            return _changes(progress.put_away(me.view, me.owner))

        def changed(me: Reader) -> tuple[Any, ...]:
            return _changes(progress.now(me.view, me.owner))

        page.load(load, [saved], [*parts, badge.seen], **QUIET)
        author = bank.author
        tab.select(
            select,
            [saved, bank.desk, author.seen],
            [*parts, badge.seen, *bank.parts, *author.parts],
            **QUIET,
        )
        badge.timer.tick(
            tick, [saved, badge.seen, author.seen], [*parts, badge.seen, *author.parts], **QUIET
        )
        self._bus.delete(remove, [saved], parts, trigger_mode="multiple", **QUIET)
        self._bus.clear(put_away, [saved], parts, **QUIET)
        bank.wire(self._bus, parts, changed)


def _changes(shown: ProgressShown | None) -> tuple[Any, Any]:
    """As gradio takes them; None leaves all as it is."""
    return (gr.skip(), gr.skip()) if shown is None else (shown.html, shown.badge)
