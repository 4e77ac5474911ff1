"""What happens in the tab of the notes: the outline, updating, following, dropping. No gradio."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.core.days import local_zone
from bot.notes.desk import Desk, DeskState
from bot.notes.drop import DropOutcome, Handed
from bot.notes.outline import Outline
from bot.ui.notes import drop_view
from bot.ui.notes import view as notes_view
from bot.ui.notes.outline_view import FEW_NOTES, OutlineView, Tree
from bot.ui.shared.view import ReaderView

MAX_WORDS = 8
MAX_SEARCH_CHARS = 200
MAX_TOGGLED = 5000
_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(local_zone())


@dataclass(frozen=True, kw_only=True)
class NotesShown:
    """What changes on the page; None leaves a part as it is."""

    head: str | None = None
    work: str | None = None
    zone: str | None = None
    dropped: str | None = None
    tree: str | None = None


class NotesPage:
    """The tab's behaviour, over one desk. What a page has opened, it sends along."""

    def __init__(self, desk: Desk, *, now: Callable[[], datetime] = _now) -> None:
        self._desk = desk
        self._now = now

    def show(self, view: ReaderView) -> NotesShown:
        """Everything, as a page that was just opened sees it."""
        shown = self._state(view)
        return replace(shown, zone=drop_view.drop_zone(view), dropped="", tree=self.tree(view, {}))

    def poll(self, view: ReaderView, sent: Mapping[str, Any]) -> NotesShown:
        """What is new since `mark`."""
        state = self._desk.state()
        if state.mark == sent.get("mark"):
            return NotesShown()
        return self._state(view, state)

    def act(self, view: ReaderView, sent: Mapping[str, Any]) -> NotesShown:
        """What a button asks for: `do` is `look`, `update`, `stop`, `dismiss`, `sample`, or `watch`
        with `on`; anything else does nothing."""
        acts: dict[object, Callable[[], None]] = {
            "look": self._desk.look,
            "update": self._desk.update,
            "stop": self._desk.stop_waiting,
            "dismiss": self._desk.dismiss,
            "sample": self._desk.use_sample_notes,
            "watch": lambda: self._desk.watch(str(sent.get("on")) == "1"),
        }
        act = acts.get(sent.get("do"))
        if act:
            act()
        return self._state(view)

    def _state(self, view: ReaderView, state: DeskState | None = None) -> NotesShown:
        state = state or self._desk.state()
        outline = self._desk.outline()
        return NotesShown(
            head=notes_view.head(state, outline, view, self._now()),
            work=notes_view.work(state.work, view),
        )

    def tree(self, view: ReaderView, sent: Mapping[str, Any]) -> str:
        """The outline with what the page has opened in it: `words` to look for, `toggled` nodes,
        `more` clicks by node, and `section` as file and position. It carries `turn` back, and
        whether folders are open at first."""
        turn = sent.get("turn")
        number = turn if isinstance(turn, int) else 0
        outline = self._desk.outline()
        few = int(outline is not None and outline.notes <= FEW_NOTES)
        drawn = self._drawn(outline, view, sent) if outline and outline.notes else ""
        return f'<div data-turn="{number}" data-few="{few}">{drawn}</div>'

    def _drawn(self, outline: Outline, view: ReaderView, sent: Mapping[str, Any]) -> str:
        own = replace(view, notes_dir=Path(outline.folder))
        return OutlineView(outline, _tree(sent), own, self._now(), self._desk.section).render()

    def drop(self, view: ReaderView, sent: Mapping[str, Any]) -> NotesShown:
        """Put `files` into the folder and show what would change. What was asked about before and
        is not decided is among them again."""
        outcomes: list[DropOutcome] = []
        for file in _list(sent.get("files"))[: drop_view.MAX_FILES]:
            handed = _handed(file)
            if handed:
                outcomes.append(self._desk.put(handed))
        written = any(outcome.kind in ("added", "replaced") for outcome in outcomes)
        if written and not self._desk.state().watching.on:  # else it is taken in by itself
            self._desk.look()
        shown = self._state(view)
        return replace(shown, dropped=drop_view.outcomes(outcomes, view, self._now()))


def _tree(sent: Mapping[str, Any]) -> Tree:
    """What a page says it has opened, as far as that makes sense."""
    more = sent.get("more")
    file, at, *_ = [*_list(sent.get("section")), None, None]
    return Tree(
        words=tuple(str(sent.get("words") or "")[:MAX_SEARCH_CHARS].split()[:MAX_WORDS]),
        toggled=frozenset(str(node) for node in _list(sent.get("toggled"))[:MAX_TOGGLED]),
        more={
            str(node): clicks
            for node, clicks in (more.items() if isinstance(more, dict) else ())
            if isinstance(clicks, int) and 0 < clicks < 1000
        },
        section=(file, at) if isinstance(file, str) and isinstance(at, int) else None,
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _handed(file: object) -> Handed | None:
    """A file as notes.js sends it; None for anything else."""
    if not isinstance(file, dict) or not isinstance(file.get("name"), str):
        return None
    try:
        data = base64.b64decode(str(file.get("data") or ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    modified = file.get("modified")
    how = file.get("how")
    return Handed(
        name=file["name"],
        data=data,
        modified=modified / 1000 if isinstance(modified, (int, float)) else None,
        how=how if how in ("replace", "both") else "ask",
        seen=str(file.get("seen") or ""),
    )
