"""The tab of the mock interview: its parts and what calls what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from bot.ui.events import Browsers, bus

if TYPE_CHECKING:
    from bot.interview.study import Study


class InterviewTab:
    """The parts of the tab; made where they are to stand in the page."""

    def __init__(self, study: Study, browsers: Browsers) -> None:
        self._study, self._browsers = study, browsers
        self._bus = bus("interviewBus")
        self._stage = gr.HTML(apply_default_css=False, elem_id="stage")

    def wire(self, page: gr.Blocks, tab: gr.Tab) -> None:
        """Connect the parts with the behaviour."""
