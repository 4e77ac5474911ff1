"""The forms of the question bank as HTML: changing a question, and writing one. Pure.

`data-draft` names a field, so that what was typed is there again when the server redraws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from bot.bank.edits.revise import NEW, TEXT
from bot.bank.edits.store import MAX_OWN_POINT_CHARS, MAX_OWN_POINTS, MAX_QUESTION_CHARS
from bot.core.passage import place_in_words
from bot.core.question import Question, SectionPlace
from bot.errors import BadInput
from bot.ui.shared.view import ReaderView

PLACES = 8
"""Sections that are offered for an own question."""

LINE_CHARS = 60
"""What fits on a line of a field, for browsers that don't fit it to its text."""

Why = Mapping[str, BadInput]


def edit_form(
    view: ReaderView,
    one: Question,
    quotes: Mapping[str, str],
    form: int,
    typed: Mapping[str, object],
    why: Why,
) -> str:
    """A question's text and points to be changed; `quotes` is HTML by the points' names."""
    texts, counts = _dict(typed.get("points")), _dict(typed.get("counts"))
    name = f"{form}-{one.id}"
    rows = [
        _area(
            view,
            f"{name}-text",
            view.say("bank_text"),
            str(typed.get("text", one.text)),
            why.get(TEXT),
            part="text",
        )
    ]
    for number, point in enumerate(one.points, 1):
        on = bool(counts.get(point.name, point.enabled))
        label = _h(view, "bank_counts_named", n=number)
        rows.append(
            '<div class="bk-point">'
            + _area(
                view,
                f"{name}-{point.name}",
                view.say("bank_point", n=number),
                str(texts.get(point.name, point.text)),
                why.get(point.name),
                part="point",
                point=point.name,
            )
            + f'<label class="bk-tick"><input type="checkbox" data-part="counts" '
            f'data-point="{point.name}" data-draft="{name}-{point.name}-counts" '
            f'aria-label="{label}"{" checked" if on else ""}>'
            f"<span>{_h(view, 'bank_counts_in')}</span></label>{quotes.get(point.name, '')}</div>"
        )
    rows.append(
        _area(
            view,
            f"{name}-new",
            view.say("bank_new_points"),
            str(typed.get("new", "")),
            why.get(NEW),
            part="new",
        )
    )
    hint = _h(
        view,
        "bank_form_hint",
        text=MAX_QUESTION_CHARS,
        point=MAX_OWN_POINT_CHARS,
        most=MAX_OWN_POINTS,
    )
    return (
        f'<div class="bk-form" role="group" aria-label="{_h(view, "bank_edit")}" '
        f'data-form="save" data-question="{one.id}">{"".join(rows)}<p class="note">{hint}</p>'
        f'<p class="bk-send"><button type="button" class="pg-main" data-bk="save" '
        f'data-question="{one.id}" data-key="save">{_h(view, "bank_save")}</button>'
        f'<button type="button" class="tool" data-bk="cancel" data-question="{one.id}" '
        f'data-key="cancel">{_h(view, "bank_cancel")}</button></p></div>'
    )


def own_form(view: ReaderView, form: int, typed: Mapping[str, object], why: Why) -> str:
    """An own question to be written, up to the search for its section."""
    hint = _h(
        view,
        "bank_form_hint",
        text=MAX_QUESTION_CHARS,
        point=MAX_OWN_POINT_CHARS,
        most=MAX_OWN_POINTS,
    )
    text = _area(
        view,
        f"{form}-own-text",
        view.say("bank_own_text"),
        str(typed.get("text", "")),
        why.get(TEXT),
        part="text",
    )
    points = _area(
        view,
        f"{form}-own-new",
        view.say("bank_own_points"),
        str(typed.get("new", "")),
        why.get(NEW),
        part="new",
        lines=4,
    )
    return (
        f'<section class="bk-form bk-own" aria-labelledby="bk-own" data-form="add">'
        f'<h3 id="bk-own">{_h(view, "bank_write")}</h3>{text}{points}<p class="note">{hint}</p>'
        f'<label class="bk-field"><span>{_h(view, "bank_where")}</span>'
        f'<input type="search" name="where" autocomplete="off" data-draft="{form}-own-where" '
        f'placeholder="{_h(view, "bank_where_hint")}"></label></section>'
    )


def places_form(
    view: ReaderView, form: int, words: str, rows: Sequence[SectionPlace], *, problem: str = ""
) -> str:
    """The sections that an own question may be about, and the end of its form."""
    words = " ".join(words.split())
    if not words:
        found = f'<p class="note">{_h(view, "bank_where_type")}</p>'
    elif not rows:
        none = _h(view, "bank_where_none", words=words)
        found = f'<p class="note" role="status">{none}</p>'
    else:
        options = "".join(_place(view, form, one) for one in rows[:PLACES])
        found = (
            f'<div class="bk-places" role="radiogroup" '
            f'aria-label="{_h(view, "bank_where_label")}">{options}</div>'
        )
        if len(rows) > PLACES:
            more = _h(view, "bank_where_more", n=len(rows) - PLACES)
            found += f'<p class="note">{more}</p>'
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'<div class="bk-own-end" data-form="add">{found}{said}<p class="bk-send">'
        f'<button type="button" class="pg-main" data-bk="add" data-key="add">'
        f"{_h(view, 'bank_add')}</button>"
        f'<button type="button" class="tool" data-bk="unwrite" data-key="unwrite">'
        f"{_h(view, 'bank_cancel')}</button></p></div>"
    )


def _place(view: ReaderView, form: int, one: SectionPlace) -> str:
    names = place_in_words(one.title, one.heading_path)
    return (
        f'<label class="bk-place"><input type="radio" name="bk-section" '
        f'value="{escape(one.section)}" data-draft="{form}-own-section">'
        f'<span><span dir="auto">{escape(names)}</span> <span class="bk-where">'
        f"{escape(view.lines(one.lines))} · {escape(one.file)}</span></span></label>"
    )


def _area(
    view: ReaderView,
    name: str,
    label: str,
    text: str,
    why: BadInput | None,
    *,
    part: str,
    point: str = "",
    lines: int = 1,
) -> str:
    """A labelled field, with why its text was refused."""
    wrong = f' aria-invalid="true" aria-describedby="why-{name}"' if why else ""
    said = (
        f'<p class="problem" id="why-{name}" role="alert">{escape(view.problem(why))}</p>'
        if why
        else ""
    )
    lines = max(lines, -(-len(text) // LINE_CHARS))
    owner = f' data-point="{point}"' if point else ""
    # A browser drops the first line break of a text area.
    return (
        f'<label class="bk-field"><span>{escape(label)}</span>'
        f'<textarea rows="{lines}" dir="auto" data-part="{part}"{owner} data-draft="{name}"{wrong}>'
        f"\n{escape(text)}</textarea></label>{said}"
    )


def _dict(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))


def typed_lines(value: object) -> list[str]:
    """The lines that were typed into a box of a form, without empty ones."""
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]
