"""The panel with the list of gaps, as parts of the page; the behaviour is in `gap_list`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from bot.ui.chat.gap_list import GapList
from bot.ui.shared.reader import Reader
from bot.ui.words.texts import static_labels


class GapPanel:
    """A panel that opens above any tab, so it must not be made inside of one."""

    def __init__(self, gaps: GapList) -> None:
        self._gaps = gaps
        say: Any = gr.I18n(**static_labels())
        with gr.Column(elem_id="gaps"):
            gr.Button(say("close"), elem_id="gaps-close")
            self.list = gr.HTML(apply_default_css=False, elem_id="gap-list")

    def show(self, reader: Reader) -> str:
        """What `list` shows this reader."""
        return self._gaps.show(reader.view, reader.owner)

    def wire(
        self,
        opener: gr.Button,
        acted: Callable[..., Any],
        reader: Callable[[gr.Request, Any, str], Reader],
        who: list[Any],
        quiet: dict[str, Any],
    ) -> None:
        """Connect with the behaviour: `opener` is the button that page.js opens the panel by,
        `acted` the event that gaps.js triggers, `who` the parts that `reader` takes."""

        def act(request: gr.Request, event: gr.EventData, saved: Any, current: str) -> str:
            me = reader(request, saved, current)
            sent = event._data if isinstance(event._data, dict) else {}
            return self._gaps.act(me.view, me.owner, me.chat, sent)

        def show(request: gr.Request, saved: Any, current: str) -> str:
            return self.show(reader(request, saved, current))

        acted(act, who, self.list, **quiet)
        opener.click(show, who, self.list, **quiet)
