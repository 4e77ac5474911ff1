"""What the chat shows, as HTML; pure.

Every string from a note, a question or a model goes through
`html.escape` or `bot.ui.shared.markdown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.core.passage import Citation, Passage
from bot.core.turn import Answer, render_marks
from bot.notes.text import (
    folded,
    shown,
)
from bot.storage.chats import ChatSummary, StoredTurn
from bot.storage.gaps import gap_key
from bot.ui.shared import markdown
from bot.ui.shared.view import ReaderView


def past(view: ReaderView, turns: Iterable[StoredTurn]) -> str:
    """Finished turns, each with its cards."""
    return "".join(
        f'<div class="turn">{talk(view, turn)}{side(view, turn)}{after(view, turn)}</div>'
        for turn in turns
    )


def talk(view: ReaderView, turn: StoredTurn) -> str:
    """Question and answer of a turn that is not being written."""
    if turn.answer:
        body = _answer(view, turn.id, turn.answer)
    else:
        problem = view.told(turn.problem) if turn.problem else view.say("stopped")
        kind = "problem" if turn.outcome == "failed" else "note"
        draft = markdown.render_draft(turn.text, view.image_words)
        body = (
            f'<div class="answer partial">{draft}</div>' if turn.text else ""
        ) + f'<p class="{kind}" role="status">{escape(problem)}</p>'
    return (
        f'<article class="talk" data-turn="{turn.id}">{_question(view, turn.question)}'
        f"{body}</article>"
    )


def draft(
    view: ReaderView, turn: int, asked: str, text: str, doing: str, gone: bool = False
) -> str:
    """A turn while it is written; `doing` says what is being done."""
    withdrawn = f'<p class="note">{_h(view, "withdrawn")}</p>' if gone else ""
    return (
        f'<article class="talk writing" data-turn="{turn}">{_question(view, asked)}'
        f'<div class="answer" aria-live="polite" aria-busy="true">'
        f"{markdown.render_draft(text, view.image_words)}</div>"
        f'{withdrawn}<p class="facts doing" role="status">{escape(doing)}</p></article>'
    )


def _question(view: ReaderView, question: str) -> str:
    return (
        f'<h2 class="question"><span class="sr-only">{_h(view, "you")}: </span>'
        f"{escape(question)}</h2>"
    )


def _answer(view: ReaderView, turn: int, answer: Answer) -> str:
    places = {c.n: c.passage.place for c in answer.citations}

    def mark(n: int) -> str:
        if n not in places:
            return ""
        label = escape(view.say("mark", n=n, place=places[n]))
        return (
            f'<button type="button" class="mark" data-card="{card_id(turn, n)}" '
            f'aria-controls="{card_id(turn, n)}" aria-label="{label}">[{n}]</button>'
        )

    body = markdown.render_segments(
        answer.segments,
        mark=mark,
        unsupported=view.say("unsupported"),
        image_words=view.image_words,
    )
    kind = "answer abstained" if answer.abstained else "answer"
    return f'<div class="{kind}">{body}</div>{_facts(view, answer)}'


def _facts(view: ReaderView, answer: Answer) -> str:
    if answer.abstained:
        facts = []
    elif answer.citations:
        facts = [view.say("basis", n=len(answer.citations))]
    else:
        facts = [view.say("no_basis")]
    timings = answer.timings_ms
    if "retrieve" in timings:
        facts.append(view.say("found_in", s=_seconds(timings["retrieve"])))
    if not answer.abstained:
        if answer.llm == "none":
            facts.append(view.say("quoted"))
        elif "total" in timings:
            spent = _seconds(timings["total"] - timings.get("retrieve", 0.0))
            key = "wrote_local" if answer.llm == "local" else "wrote"
            facts.append(view.say(key, model=answer.llm, s=spent))
    notice = ""
    if answer.notice is not None:
        notice = f'<p class="note">{escape(view.told(answer.notice))}</p>'
    return f'<p class="facts">{escape(" · ".join(facts))}</p>{notice}'


def after(view: ReaderView, turn: StoredTurn, *, last: bool = False) -> str:
    """What can be done with a finished turn, and what could be asked next."""
    tools = []
    if turn.answer:
        copied = escape(with_footnotes(view, turn.answer)).replace("\n", "&#10;")
        tools.append(
            f'<button type="button" class="tool" data-copy="{copied}" '
            f'data-copied="{_h(view, "copied")}">{_h(view, "copy")}</button>'
        )
    if last:
        tools.append(
            f'<button type="button" class="tool" data-act="retry" data-turn="{turn.id}">'
            f"{_h(view, 'retry')}</button>"
            f'<button type="button" class="tool" data-act="edit" data-turn="{turn.id}">'
            f"{_h(view, 'edit')}</button>"
        )
    shown = f'<p class="tools">{"".join(tools)}</p>' if tools else ""
    if last and turn.answer:
        shown += _next(view, turn.answer)
    return f'<div class="after">{_gap(view, turn)}{shown}</div>'


def _gap(view: ReaderView, turn: StoredTurn) -> str:
    """A declined question's way onto the list of gaps; gaps.js tells whether it is on it."""
    if turn.answer is None or not turn.answer.abstained:
        return ""
    return (
        f'<p class="gap-add"><button type="button" class="chip" data-gap-do="add" '
        f'data-turn="{turn.id}" data-key="{gap_key(turn.answer.question)}" '
        f'data-add="{_h(view, "gap_add")}" data-there="{_h(view, "gap_there")}">'
        f'{_h(view, "gap_add")}</button><button type="button" class="tool" '
        f'data-gap-do="see" hidden>{_h(view, "gap_see")}</button>'
        f'<span class="gap-said" role="status"></span></p>'
    )


def _next(view: ReaderView, answer: Answer) -> str:
    if not answer.follow_up:
        return ""
    return f'<p class="next-label">{_h(view, "next")}</p>{view.chips(answer.follow_up)}'


def with_footnotes(view: ReaderView, answer: Answer) -> str:
    """An answer's markdown with its citations as footnotes, to be pasted elsewhere."""
    text = "".join(render_marks(s, "[^{}]") for s in answer.segments).strip()
    notes = [
        f"[^{c.n}]: {c.passage.place} ({c.passage.file}, {view.lines(c.passage.lines)}): "
        f"“{' '.join(shown(folded(c.quote)).split())}”"
        for c in answer.citations
    ]
    return "\n\n".join([text, "\n".join(notes)] if notes else [text])


def side(view: ReaderView, turn: StoredTurn) -> str:
    """The cards that belong to a turn."""
    if turn.answer is None:
        return found(view, turn.id, turn.passages)
    if turn.answer.abstained:
        return found(view, turn.id, turn.answer.passages[:3], "nearest")
    cards = [_card(view, turn.id, c.passage, c) for c in turn.answer.citations]
    return _side(view, turn.id, "sources", cards)


def found(view: ReaderView, turn: int, passages: Sequence[Passage], title: str = "found") -> str:
    """Sections as cards without numbers: what was found, or what is nearest."""
    return _side(view, turn, title, [_card(view, turn, passage) for passage in passages])


def _side(view: ReaderView, turn: int, title: str, cards: Sequence[str]) -> str:
    if not cards:
        return '<section class="side none"></section>'
    words = f'{_h(view, title)} <span class="count">{len(cards)}</span>'
    return (
        f'<section class="side" data-turn="{turn}" aria-label="{_h(view, title)}">'
        f'<h3 class="side-title">{words}</h3>'
        f'<button type="button" class="side-fold" aria-expanded="false" '
        f'aria-controls="cards-{turn}">{words}</button>'
        f'<div class="cards" id="cards-{turn}">{"".join(cards)}</div></section>'
    )


def _card(view: ReaderView, turn: int, passage: Passage, citation: Citation | None = None) -> str:
    name = card_id(turn, citation.n if citation else f"s{_short(passage.section)}")
    text = view.passage(passage, citation.quote if citation else "")
    number = (
        f'<button type="button" class="mark" data-marks="{name}" '
        f'aria-label="{escape(view.say("mark", n=citation.n, place=passage.place))}">'
        f"[{citation.n}]</button> "
        if citation
        else ""
    )
    editor = view.editor_link(passage)
    return (
        f'<article class="card" id="{name}" tabindex="-1">'
        f'<p class="place">{number}{escape(passage.place)}</p>'
        f'<p class="where"><span title="{escape(passage.file)}">'
        f"{escape(view.lines(passage.lines))}</span>"
        f'<button type="button" class="tool more" aria-expanded="false" '
        f'aria-controls="{name}-text" data-more="{_h(view, "more")}" '
        f'data-less="{_h(view, "less")}">{_h(view, "more")}</button>{editor}</p>'
        f'<div class="passage" id="{name}-text">{text}</div></article>'
    )


def chats(view: ReaderView, chats: Sequence[ChatSummary], current: str, search: str) -> str:
    """The list of earlier chats."""
    if not chats:
        words = " ".join(search.split())
        empty = view.say("no_match", words=words) if words else view.say("no_chats")
        return f'<p class="note" role="status">{escape(empty)}</p>'
    items = []
    for chat in chats:
        title = markdown.typed(chat.title) or chat.title
        here = ' aria-current="true"' if chat.id == current else ""
        items.append(
            f'<li><button type="button" class="chat" data-act="open" data-chat="{chat.id}"'
            f"{here}>{escape(title)}</button>"
            f'<button type="button" class="tool delete" data-act="delete" '
            f'data-chat="{chat.id}" data-sure="{_h(view, "delete_sure")}" '
            f'aria-label="{_h(view, "delete_named", title=title)}">{_h(view, "delete")}'
            f"</button></li>"
        )
    return f'<ul class="chats">{"".join(items)}</ul>'


def card_id(turn: int, n: int | str) -> str:
    """The element id of a card, the same in its mark."""
    return f"card-{turn}-{n}"


def _short(section: str) -> str:
    return "".join(char for char in section if char.isascii() and char.isalnum())[:16]


def _seconds(milliseconds: float) -> str:
    seconds = milliseconds / 1000
    return f"{seconds:.1f}" if seconds < 9.95 else f"{seconds:.0f}"


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
