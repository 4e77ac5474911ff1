"""What stands above the list of the question bank, as HTML: numbers and search. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bot.core.question import SkipReason
from bot.ui.bank.bank_filter import ONLY, files, tags
from bot.ui.bank.bank_state import BankState, OwnersBank
from bot.ui.shared.view import ReaderView

REASONS = 3
"""Reasons for having no question that are named without being unfolded."""


def head(view: ReaderView, desk: BankState, shelf: OwnersBank | None = None, note: str = "") -> str:
    """Name, numbers and search; `note` is HTML that stands in their place while there are none."""
    do, words = ("close", "bank_close") if desk.open else ("open", "bank_open")
    body = note if shelf is None else _numbers(view, shelf) + _find(view, desk, shelf)
    return (
        f'<section class="bank" aria-labelledby="bk-title"><div class="pg-head"><div>'
        f'<h2 id="bk-title">{_h(view, "bank")}</h2><p class="note">{_h(view, "bank_hint")}</p>'
        f'</div><button type="button" class="chip" data-bk="{do}" data-key="door" '
        f'aria-expanded="{"true" if desk.open else "false"}" aria-controls="bank-list">'
        f"{_h(view, words)}</button></div>{body if desk.open else ''}</section>"
    )


def reading(view: ReaderView) -> str:
    """Says that the notes are being read."""
    return f'<p class="note doing" role="status">{_h(view, "bank_reading")}</p>'


def problem(words: str) -> str:
    """Says why there is nothing."""
    return f'<p class="problem" role="alert">{escape(words)}</p>'


def _numbers(view: ReaderView, shelf: OwnersBank) -> str:
    bank = shelf.applied.bank
    reasons = bank.reasons()
    if not reasons:
        return f'<p class="facts">{_h(view, "bank_counts_all", n=len(bank.questions))}</p>'
    first = [f"{_reason(view, one)} {n}" for one, n in list(reasons.items())[:REASONS]]
    named = view.say("progress_and").join(first)
    if len(reasons) > REASONS:
        named = view.say("bank_and_more", reasons=named)
    told = _h(
        view,
        "bank_counts",
        n=len(bank.questions),
        skipped=sum(reasons.values()),
        reasons=named,
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(_reason(view, one))}</th>'
        f"<td>{_h(view, 'bank_sections', n=n)}</td>"
        f"<td>{_h(view, f'bank_why_{one.value}')}</td></tr>"
        for one, n in reasons.items()
    )
    return (
        f'<p class="facts bk-counts">{told}</p><details class="pg-fold" data-fold="bank-why">'
        f"<summary>{_h(view, 'bank_why')}</summary>"
        f'<div class="bk-why"><table><tbody>{rows}</tbody></table></div></details>'
    )


def _reason(view: ReaderView, reason: SkipReason) -> str:
    return view.say(f"bank_reason_{reason.value}")


def _find(view: ReaderView, desk: BankState, shelf: OwnersBank) -> str:
    bank, search = shelf.applied.bank, desk.search
    only: dict[str, str] = {name: view.say(f"bank_only_{name}") for name in ONLY}
    tagged = {name: f"{name} ({n})" for name, n in tags(bank).items()}
    noted = {name: f"{name} ({n})" for name, n in files(bank).items()}
    return (
        f'<div class="bk-find" role="search"><label class="bk-words"><span>'
        f'{_h(view, "bank_search")}</span><input type="search" name="words" autocomplete="off" '
        f'value="{escape(search.words)}"></label>'
        f"{_select(view, 'tag', tagged, search.tag, 'bank_all_tags')}"
        f"{_select(view, 'file', noted, search.file, 'bank_all_files')}"
        f"{_select(view, 'only', only, search.only)}</div>"
        f'<p class="bk-new"><button type="button" class="chip" data-bk="write" data-key="write">'
        f"{_h(view, 'bank_write')}</button></p>"
    )


def _select(
    view: ReaderView, name: str, values: Mapping[str, str], chosen: str, all_: str = ""
) -> str:
    rows = ({"": view.say(all_)} if all_ else {}) | dict(values)
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in rows.items()
    )
    return (
        f"<label><span>{_h(view, f'bank_{name}')}</span>"
        f'<select name="{name}">{options}</select></label>'
    )


def _h(view: ReaderView, key: str, **values: object) -> str:
    return escape(view.say(key, **values))
