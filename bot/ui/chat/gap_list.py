"""The list of gaps: what its buttons do, and what it looks like. No gradio here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.core.days import local_zone
from bot.errors import BotError
from bot.storage.chats import ChatStore
from bot.storage.gaps import Gap, GapStore
from bot.ui.chat.gap_note import file_name, one_line, to_do_note
from bot.ui.shared.view import ReaderView

_LABEL_CHARS = 80
_WORDS_FOR = {"added": "gap_added", "there": "gap_again", "reopened": "gap_reopened"}


def _today() -> datetime:
    return datetime.now(local_zone())


@dataclass(frozen=True)
class GapMessage:
    """What is said beside the button of a declined answer after a click on it."""

    turn: int
    words: str
    bad: bool = False
    """The question did not get onto the list."""


class GapList:
    """The list's behaviour, over the gaps and the chats whose answers they come from."""

    def __init__(
        self, gaps: GapStore, chats: ChatStore, *, now: Callable[[], datetime] = _today
    ) -> None:
        self._gaps = gaps
        self._chats = chats
        self._now = now

    def show(self, view: ReaderView, owner: str, said: GapMessage | None = None) -> str:
        """The list as it is stored."""
        try:
            return render(self._gaps.gaps(owner), view, self._now(), said)
        except BotError:  # the store has logged it
            return render((), view, self._now(), said, problem=view.say("gaps_broke"))

    def act(self, view: ReaderView, owner: str, chat: str, sent: Mapping[str, object]) -> str:
        """What a button asks for, as page.js sends it; the list after that.

        `do` is `add` with `turn`, or `done`, `open`, `remove` with `gap`; anything else does
        nothing.
        """
        turn, gap = _number(sent.get("turn")), _number(sent.get("gap"))
        try:
            if sent.get("do") == "add":
                return self.show(view, owner, self._add(view, owner, chat, turn))
            if sent.get("do") == "remove":
                self._gaps.remove(owner, gap)
            elif sent.get("do") in ("done", "open"):
                self._gaps.tick(owner, gap, sent.get("do") == "done")
        except BotError:
            if sent.get("do") == "add":
                return self.show(view, owner, GapMessage(turn, view.say("gaps_broke"), bad=True))
            return render((), view, self._now(), problem=view.say("gaps_broke"))
        return self.show(view, owner)

    def _add(self, view: ReaderView, owner: str, chat: str, turn: int) -> GapMessage:
        # The browser names a turn, and the stored answer tells whether it was declined.
        for stored in self._chats.turns(owner, chat):
            if stored.id == turn and stored.answer and stored.answer.abstained:
                return GapMessage(turn, view.say(_WORDS_FOR[self._gaps.add(owner, stored.answer)]))
        return GapMessage(turn, view.say("gap_lost"), bad=True)


def render(
    gaps: Sequence[Gap],
    view: ReaderView,
    now: datetime,
    said: GapMessage | None = None,
    *,
    problem: str = "",
) -> str:
    """The list, newest first; it also tells gaps.js which answers' questions are on it."""
    left = [gap for gap in reversed(gaps) if not gap.done]
    over = [gap for gap in reversed(gaps) if gap.done]
    keys = " ".join(gap.key for gap in left)
    spoken = (
        f' data-turn="{said.turn}" data-say="{escape(said.words)}" data-bad="{int(said.bad)}"'
        if said
        else ""
    )
    count = "" if problem else f' <span class="count">{len(left)}</span>'
    title = f"<h2>{_h(view, 'gaps')}{count}</h2>"
    hint = f'<p class="note">{_h(view, "gaps_hint" if left else "gaps_all_done")}</p>'
    if problem:
        body = f'<p class="problem" role="alert">{escape(problem)}</p>'
    elif not gaps:
        body = (
            f'<p class="gap-none">{_h(view, "gaps_none")}</p>'
            f'<p class="note">{_h(view, "gaps_none_hint")}</p>'
        )
    else:
        body = (
            f"{_items(left, view, now, 'left')}{_over(over, view, now)}"
            f'<p class="gap-foot"><button type="button" class="chip" data-gap-do="export" '
            f'data-name="{file_name(now)}" '
            f'data-text="{_attribute(to_do_note(gaps, now, view.language))}">'
            f"{_h(view, 'gap_export')}</button></p>"
        )
    return (
        f'<div class="gap-list" data-keys="{keys}" data-count="{len(left)}"{spoken}>'
        f'<header class="gap-head">{title}{hint if gaps else ""}</header>{body}</div>'
    )


def _over(gaps: Sequence[Gap], view: ReaderView, now: datetime) -> str:
    if not gaps:
        return ""
    return (
        f'<details class="gap-over"><summary>{_h(view, "gaps_done")} '
        f'<span class="count">{len(gaps)}</span></summary>'
        f"{_items(gaps, view, now, 'over')}</details>"
    )


def _items(gaps: Sequence[Gap], view: ReaderView, now: datetime, kind: str) -> str:
    if not gaps:
        return ""
    label = _h(view, "gaps_open" if kind == "left" else "gaps_done")
    items = "".join(_item(gap, view, now) for gap in gaps)
    return f'<ul class="gaps {kind}" aria-label="{label}">{items}</ul>'


def _item(gap: Gap, view: ReaderView, now: datetime) -> str:
    question = one_line(gap.question)
    named = question if len(question) <= _LABEL_CHARS else question[: _LABEL_CHARS - 1] + "…"
    tick = view.say("gap_untick" if gap.done else "gap_tick", question=named)
    facts = [datetime.fromtimestamp(gap.noted, now.tzinfo).date().isoformat()]
    facts.append(view.say("gap_chance", percent=round(gap.probability * 100)))
    near = (
        f'<p class="gap-facts">{_h(view, "gap_near", place=one_line(gap.nearest[0].place))}</p>'
        if gap.nearest
        else ""
    )
    return (
        f'<li class="gap" data-gap="{gap.id}">'
        f'<button type="button" class="tick" role="checkbox" '
        f'aria-checked="{"true" if gap.done else "false"}" '
        f'data-gap-do="{"open" if gap.done else "done"}" aria-label="{escape(tick)}"></button>'
        f'<div class="gap-body"><p class="gap-question" dir="auto" id="gap-{gap.id}">'
        f"{escape(question)}</p>{near}"
        f'<div class="gap-last"><p class="gap-facts">{escape(" · ".join(facts))}</p>'
        f'<button type="button" class="tool gap-more" data-gap-do="more" aria-expanded="false" '
        f'aria-controls="gap-{gap.id}" data-more="{_h(view, "more")}" '
        f'data-less="{_h(view, "less")}">{_h(view, "more")}</button>'
        f'<button type="button" class="tool delete" data-gap-do="remove" '
        f'data-sure="{_h(view, "gap_remove_sure")}" '
        f'aria-label="{_h(view, "gap_remove_named", question=named)}">'
        f"{_h(view, 'gap_remove')}</button></div></div></li>"
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, str)) and str(value).isdecimal() else 0
