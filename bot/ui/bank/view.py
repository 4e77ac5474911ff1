"""The list of the question bank, as HTML. Pure.

Every string from a note or of the user's goes through `html.escape`. What is folded, and what was
typed and not sent yet, stands in the browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

from bot.bank.edits.edit import Edit
from bot.core.passage import Passage
from bot.core.question import Point, PointKind, Question, QuestionKind
from bot.markup.line import line_html
from bot.ui.bank.bad_list import bad_list, just_marked
from bot.ui.bank.bank_filter import found, is_stale
from bot.ui.bank.bank_state import LISTED, BankState, ClickMessage, OwnersBank
from bot.ui.bank.forms import edit_form
from bot.ui.shared.view import ReaderView

_DIFFICULTY = {1: "bank_easy", 2: "bank_medium", 3: "bank_hard"}


def listed(
    view: ReaderView, desk: BankState, shelf: OwnersBank, said: ClickMessage | None = None
) -> str:
    """The questions that were searched for, and edits that have lost their section."""
    rows = found(shelf.applied.bank, desk.search, shelf.edits)
    drawn = rows[: desk.limit]
    items = "".join(_item(view, desk, shelf, one, said) for one in drawn)
    top = _said(said) if said and said.question not in {one.id for one in drawn} else ""
    if len(drawn) < len(rows):
        count = _h(view, "bank_shown", n=len(rows), shown=len(drawn))
        left = min(LISTED, len(rows) - len(drawn))
        more = (
            f'<p><button type="button" class="chip" data-bk="more" data-key="more">'
            f"{_h(view, 'bank_more', n=left)}</button></p>"
        )
    else:
        count, more = _h(view, "bank_found", n=len(rows)), ""
    if rows:
        body = f'<p class="note" role="status">{count}</p><ul class="bk-list">{items}</ul>{more}'
    else:
        empty = "bank_no_match" if shelf.applied.bank.questions else "bank_none"
        body = f'<p class="note" role="status">{_h(view, empty)}</p>'
    return f"{top}{body}{bad_list(view, shelf.bad)}{_orphans(view, shelf.applied.orphaned)}"


def _item(
    view: ReaderView, desk: BankState, shelf: OwnersBank, one: Question, said: ClickMessage | None
) -> str:
    mine = shelf.edits.get(one.id, ())
    if one.marked:
        return just_marked(view, one, shelf.bad)
    here = said if said and said.question == one.id else None
    if desk.editing == one.id:
        quotes = {point.name: quote(view, point) for point in one.points}
        body = edit_form(
            view, one, quotes, desk.form, here.typed if here else {}, here.why if here else {}
        )
    else:
        body = (
            f"{_points(view, one, mine)}{_answer(view, one)}{_where(view, one, shelf.sections)}"
            f"{_tools(view, one, mine)}"
        )
    facts = [
        view.say(_DIFFICULTY.get(one.difficulty, "bank_medium")),
        view.say("bank_points", n=len(one.asked)) if one.asked else view.say("bank_unasked"),
        *(one.tags[:3] or (one.title,)),
    ]
    return (
        f'<li class="bk-question{"" if one.enabled else " off"}"><details class="pg-fold" '
        f'data-fold="q-{one.id}"><summary><span class="bk-head"><span class="bk-text" dir="auto">'
        f"{escape(one.text)}</span>{_badges(view, one, mine)}"
        f'<span class="bk-facts">{escape(" · ".join(facts))}</span></span></summary>'
        f'<div class="bk-body">{body}</div></details>{_said(here)}</li>'
    )


def _badges(view: ReaderView, one: Question, mine: Collection[Edit]) -> str:
    own = one.kind is QuestionKind.OWN
    names = [
        ("own", own),
        ("edited", not own and any(edit.text is not None or edit.point for edit in mine)),
        ("written", bool(one.answer)),
        ("off", not one.enabled),
        ("stale", is_stale(one)),
    ]
    return "".join(
        f' <span class="pg-badge {name}">{_h(view, f"bank_is_{name}")}</span>'
        for name, there in names
        if there
    )


def _points(view: ReaderView, one: Question, mine: Sequence[Edit]) -> str:
    if not one.points:
        return ""
    edits = {edit.point: edit for edit in mine if edit.point}
    rows = "".join(_point(view, point, edits.get(point.name)) for point in one.points)
    return f'<ol class="bk-points">{rows}</ol>'


def _answer(view: ReaderView, one: Question) -> str:
    """What a language model wrote beside the points."""
    said = "".join(escape(f"{row.text} ") for row in one.answer)
    answer = (
        f'<div class="bk-answer" dir="auto"><h4>{_h(view, "author_answer")}</h4><p>{said}</p></div>'
    )
    asked = "".join(f"<li>{escape(row)}</li>" for row in one.follow_ups)
    more = (
        f'<div class="bk-answer" dir="auto"><h4>{_h(view, "author_follow_ups")}</h4>'
        f"<ul>{asked}</ul></div>"
    )
    return (answer if said else "") + (more if asked else "")


def _point(view: ReaderView, point: Point, edit: Edit | None) -> str:
    signs = [
        ("extra", not point.essential),
        ("edited", edit is not None and edit.text is not None),
        ("stale", point.stale),
    ]
    badges = "".join(
        f' <span class="pg-badge {name}">{_h(view, f"bank_is_{name}")}</span>'
        for name, there in signs
        if there and not (name == "edited" and point.kind is PointKind.OWN)
    )
    if not point.enabled:
        badges += f' <span class="pg-badge off">{_h(view, "bank_point_off")}</span>'
    undo = ""
    if edit is not None:
        key = "bank_undo_own" if edit.own else "bank_undo"
        undo = (
            f' <button type="button" class="tool" data-bk="undo" data-edit="{edit.id}" '
            f'data-key="undo-{edit.id}" aria-label="{_h(view, f"{key}_named", text=point.text)}">'
            f"{_h(view, key)}</button>"
        )
    return (
        f'<li class="{"" if point.enabled else "off"}"><p dir="auto">{escape(point.text)}'
        f"{badges}{undo}</p>{quote(view, point)}</li>"
    )


def quote(view: ReaderView, point: Point) -> str:
    """The words of the note that a point comes from."""
    if not point.quote:
        return f'<p class="bk-quote none">{_h(view, "bank_no_quote")}</p>'
    words = line_html(point.quote) or escape(point.quote)
    return f'<p class="bk-quote" dir="auto"><span>{_h(view, "bank_quote")}</span>“{words}”</p>'


def _where(view: ReaderView, one: Question, sections: Mapping[str, Passage]) -> str:
    rows = []
    for key in one.sections:
        passage = sections.get(key)
        if passage is None:
            continue
        place = f"{passage.place} · {view.lines(passage.lines)} · {passage.file}"
        rows.append(f'<p class="bk-where">{escape(place)} {view.editor_link(passage)}</p>')
    return "".join(rows)


def _tools(view: ReaderView, one: Question, mine: Sequence[Edit]) -> str:
    def button(do: str, words: str, sure: str = "") -> str:
        key = "switch" if do in ("on", "off") else do
        asks = f' data-sure="{_h(view, sure)}"' if sure else ""
        label = _h(view, "bank_named", act=view.say(words), question=one.text)
        return (
            f'<button type="button" class="tool{" delete" if sure else ""}" data-bk="{do}" '
            f'data-question="{one.id}" data-key="{key}-{one.id}"{asks} aria-label="{label}">'
            f"{_h(view, words)}</button>"
        )

    own = one.kind is QuestionKind.OWN
    tools = [button("edit", "bank_edit")]
    tools.append(button("off", "bank_off") if one.enabled else button("on", "bank_on"))
    tools.append(button("mark", "bank_mark"))
    note = ""
    if is_stale(one):
        note = f'<p class="note">{_h(view, "bank_stale_hint")}</p>'
        tools.append(button("keep", "bank_keep"))
    if own:
        tools.append(button("restore", "bank_delete", "bank_delete_sure"))
    elif any(edit.text is not None or edit.point for edit in mine):
        tools.append(button("restore", "bank_restore", "bank_restore_sure"))
    return f'{note}<p class="tools">{"".join(tools)}</p>'


def _said(said: ClickMessage | None) -> str:
    if said is None or not said.words:
        return ""
    kind, role = ("problem", "alert") if said.bad else ("note done", "status")
    return f'<p class="{kind}" role="{role}">{escape(said.words)}</p>'


def _orphans(view: ReaderView, edits: Sequence[Edit]) -> str:
    if not edits:
        return ""
    rows = []
    for edit in edits:
        words = edit.text or view.say("bank_orphan_point_off" if edit.point else "bank_orphan_off")
        rows.append(
            f'<li><div><p dir="auto">{escape(words)}</p><p class="bk-where">{escape(edit.place)}'
            f'</p></div><button type="button" class="tool delete" data-bk="undo" '
            f'data-edit="{edit.id}" data-key="undo-{edit.id}" '
            f'data-sure="{_h(view, "progress_remove_sure")}" '
            f'aria-label="{_h(view, "bank_orphan_named", text=words)}">'
            f"{_h(view, 'progress_remove')}</button></li>"
        )
    return (
        f'<section class="bk-orphans"><p class="note">{_h(view, "bank_orphans", n=len(edits))}</p>'
        f"<ul>{''.join(rows)}</ul></section>"
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
