"""A section -> the few statements that a good answer makes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.bank.asking.about import background, begins_with, names_of, speaks_of
from bot.bank.points.clauses import ClausePiece, fit, pieces, tidy
from bot.bank.points.fragments import completeness, is_open, stands, without_asides
from bot.bank.points.list_runs import ENOUGH_CHINESE, together
from bot.bank.points.naming import (
    LABEL,
    OTHER_LEAD,
    SIDE_LABEL,
    label_of,
    lacks_subject,
    named,
)
from bot.bank.points.point_draft import PointDraft, choose, repeats, within
from bot.core.question import MAX_POINT_CHARS, PointKind
from bot.language.grammar import chinese
from bot.language.noise import is_aside, is_example, is_gui_step, is_noise, is_praise
from bot.language.statements import Statement, plain, statements
from bot.notes.text import (
    bold_phrases,
    fold,
)

_LEAST_LABELLED = 2.0
_LEAST_WORTH = {"item": 2.5, "sentence": 3.5}
"""Of `ClausePiece.worth`: an item may lean on its list, a sentence stands alone."""

_LEAST_SECOND = 3.5
"""Of a sentence's second point."""

_SHORT_SENTENCE = 8
"""Chinese characters below which a plain sentence is a step or a label rather than a statement."""

_LEAST_ROOM = 12
"""Characters that a label has to leave for what it labels."""

_LONG = MAX_POINT_CHARS
"""Characters beyond which a sentence may make two points."""

_SPEAKS = 1.0
_DEFINES_SUBJECT = 1.0
_SECOND = 3.0
"""What `PointDraft.bonus` is for naming the section's subject, for defining it, and, taken off, for
an item's further sentences, so that every item has its say first."""

# “i*i*”: a symbol that was copied together with its spoken form.
_COPIED_FORMULA = re.compile(r"(?<![A-Za-z])([A-Za-z])\*\1\*")
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+")
_DEFINES = re.compile(
    r"""
    ^(?![^，]*(?:要么|不是|但是|可能|如果|是因为))[^，；]{1,28}?
    (?:是一[种个类套组]|是指|指的是|就是|称为|叫做|的全称|的缩写|本质上?是|包含|包括|分为
    |由[^，]{2,20}(?:组成|构成)|是[^，]{2,40}的[^，]{0,12}(?:，|$))
    |^.{1,28}?(?:\b(?:is|are)\ (?:a|an|the)\b|\bmeans\b|\brefers\ to\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(
    r"""
    \d+(?:\.\d+)?\s*(?:%|‰|ms|μs|us|s\b|秒|毫秒|分钟|小时|天|[KMGT]i?B?\b|bit|位|字节|倍|个|层|次
    |条|万|亿|x\b)|[一二两三四五六七八九十百千]+[倍万亿]
    """,
    re.VERBOSE,
)
_CONTRASTS = re.compile(
    r"""
    但是?(?!凡)|然而|不同|区别|相比|相反|而不是|而非|反之|不像|优于|比.{1,12}(?:更|要|快|慢|大|小
    |多|少|高|低|轻|好)|却|\b(?:unlike|whereas|instead\ of|rather\ than|however|but|than|while
    |only)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def points_of(markdown: str, subject: str = "", heading: str = "") -> list[PointDraft]:
    """The points of a section in its order, at most MAX_POINTS; the same text gives the same.

    Bold phrases come first, then list items and definitions, numbers and contrasts; plain
    sentences fill up. `subject` takes the place of an “它” that a statement begins with; what
    repeats the `heading` is no point.
    """
    return choose(candidates(markdown, subject, heading))


def candidates(markdown: str, subject: str = "", heading: str = "") -> list[PointDraft]:
    """Every statement of a section that reads alone, in order."""
    view = fold(markdown)
    found = _candidates(view.text, subject, heading)
    if view.text == markdown:
        return found
    return [
        replace(one, start=start, quote=markdown[start:end])
        for one in found
        for start, end in [view.span(one.start, one.start + len(one.quote))]
    ]


def _candidates(markdown: str, subject: str, heading: str) -> list[PointDraft]:
    note_chinese = chinese(markdown) >= ENOUGH_CHINESE
    bold = [phrase for phrase in bold_phrases(markdown) if not is_aside(phrase)]
    names = names_of(subject)
    context = _Context(markdown, tuple(bold), subject, note_chinese, names)
    found: list[PointDraft] = []
    said = statements(markdown)
    before = background(said, names)
    for statement in said:
        if statement.start not in before:
            found.extend(_of_statement(context, statement))
    found = _unambiguous(found)
    for whole in together(markdown, said):
        found = [one for one in found if not within(one, whole)] + [whole]
    fresh = (one for one in found if not repeats(one.text, heading))
    return sorted(fresh, key=lambda one: one.start)


@dataclass(frozen=True)
class _Context:
    """What the statements of a section are read with."""

    markdown: str
    bold: tuple[str, ...]
    subject: str
    chinese: bool
    names: tuple[str, ...]
    """What the section may call its subject."""


def _of_statement(context: _Context, statement: Statement) -> list[PointDraft]:
    raw = context.markdown[statement.start : statement.end]
    if _is_no_sentence(raw, statement.plain) or OTHER_LEAD.search(statement.lead):
        return []
    if statement.form == "row":
        return _of_row(statement, raw, context.chinese)
    if (announced := LABEL.match(statement.plain)) and is_example(announced[1]):
        return []
    label, offset = label_of(raw, statement)
    body = raw[offset:]
    room = MAX_POINT_CHARS - (len(label) + 1 + (not context.chinese) if label else 0)
    if room < _LEAST_ROOM:
        return []
    taken: list[PointDraft] = []
    limit = 2 if len(plain(body)) > _LONG else 1
    for piece in _best_first(body, room, context.bold):
        if len(taken) == limit:
            break
        one = _of_piece(context, statement, piece, label, offset)
        if one is None or (taken and one.worth < _LEAST_SECOND):
            continue
        if not any(within(one, other) for other in taken):
            taken.append(one)
    return taken


def _of_piece(
    context: _Context, statement: Statement, piece: ClausePiece, label: str, offset: int
) -> PointDraft | None:
    """The point that a piece of a statement makes; None if it doesn't read alone."""
    body = context.markdown[statement.start + offset : statement.end]
    whole = piece.start == 0 and len(body.rstrip()) - piece.end <= 3
    own = _with_subject(context, statement, piece)
    # Amid a sentence an “它” is what the sentence began with, but “此模式” may be the section's.
    amid = piece.start > 0 and (lacks_subject(piece.text) or re.match("它|it\\b", piece.text))
    subject = "" if amid else context.subject
    text = own or named(piece.text, label, statement, subject, chinese=context.chinese, whole=whole)
    worth = piece.worth - (1.5 if is_gui_step(text) else 0.0) - (4.0 if is_praise(text) else 0.0)
    if own:
        worth = max(worth, completeness(own) + 2)
    elif statement.form == "sentence" and not label and chinese(text) < _SHORT_SENTENCE:
        worth -= 2.0 if chinese(context.markdown) >= ENOUGH_CHINESE else 0.0
    if (
        text != piece.text
        and piece.start == 0
        and worth > -2.5
        and stands(text if label else piece.text)
    ):
        worth = max(worth, completeness(text) + 1)  # short, but it has a name before it now
    if context.subject and text.startswith(context.subject) and text != piece.text:
        worth = max(worth, 4.0)  # it has its subject now
    elif not label and lacks_subject(text):
        worth -= 3.0
    least = _LEAST_LABELLED if label else _LEAST_WORTH[statement.form]
    if worth < least or len(text) > MAX_POINT_CHARS or (label and piece.text[0] in "（("):
        return None
    if is_noise(text, note_chinese=context.chinese) or re.match("例如|比如", piece.text):
        return None
    start = statement.start + offset + piece.start
    begin, end = _even(
        context.markdown,
        statement.start if label and piece.start == 0 else start,
        statement.start + offset + piece.end,
    )
    quote = context.markdown[begin:end]
    if _COPIED_FORMULA.search(quote):
        return None
    kind = _kind(text, piece.text, context.bold, statement, label)
    bonus = _bonus(context, statement, text, kind)
    return PointDraft(begin, text, quote, kind, worth, statement.form, bonus)


_GOES_ON_WITH_IT = re.compile(r"它(?!们)|其(?=[是能会可由用通把将主具在不有])")


def _is_named(text: str, label: str, piece: ClausePiece) -> bool:
    """Whether a short piece is an explanation now that it has a name before it."""
    return stands(text if label else piece.text) and not is_open(piece.text)


def _with_subject(context: _Context, statement: Statement, piece: ClausePiece) -> str:
    """A later clause of a sentence about the subject, the subject in the place of its “它”."""
    match = _GOES_ON_WITH_IT.match(piece.text)
    if not match or not piece.start:
        return ""
    said = tidy(statement.plain)
    name = next((name for name in context.names if begins_with(said, (name,))), "")
    blank = " " if name and name[-1].isascii() else ""
    return f"{name}{blank}{piece.text[match.end() :]}" if name else ""


def _bonus(context: _Context, statement: Statement, text: str, kind: PointKind) -> float:
    bonus = _SPEAKS if speaks_of(text, context.names) else 0.0
    if kind is PointKind.DEFINITION and begins_with(text, context.names):
        bonus += _DEFINES_SUBJECT
    return bonus - (_SECOND if statement.form == "item" and not statement.first else 0.0)


def _is_no_sentence(raw: str, said: str) -> bool:
    """A command, or a link and little more."""
    if re.fullmatch(r"\W*`[^`]*`\W*", raw):
        return True
    return len(_LINK.sub("", raw)) < 0.4 * len(plain(raw)) or "](" in said


def _of_row(statement: Statement, raw: str, note_chinese: bool) -> list[PointDraft]:
    text = fit(statement.plain)
    if text is None or (chinese(text) < 4 and note_chinese) or len(text) < 8:
        return []
    return [PointDraft(statement.start, text, raw, PointKind.ITEM, 1.5, "row")]


def _even(markdown: str, start: int, end: int) -> tuple[int, int]:
    """The span without a `**` at its edge whose partner lies outside."""
    quote = markdown[start:end]
    if quote.count("**") % 2:
        if quote.startswith("**"):
            return start + 2, end
        if quote.endswith("**"):
            return start, end - 2
    return start, end


def _best_first(body: str, room: int, bold: Sequence[str]) -> list[ClausePiece]:
    own = pieces(body, room)
    return sorted(
        own, key=lambda one: (-(one.worth + _bold_share(one.text, bold)), one.start, -one.end)
    )


def _bold_share(text: str, bold: Sequence[str]) -> float:
    return 2.0 if any(_stands_out(text, phrase) for phrase in bold) else 0.0


def _stands_out(text: str, phrase: str) -> bool:
    """Whether a bold phrase marks this text: it is in it, or the text is part of it."""
    if len(phrase) < 4 and not chinese(phrase):
        return False
    return phrase in text or (len(text) >= 8 and text in phrase)


def _kind(text: str, own: str, bold: Sequence[str], statement: Statement, label: str) -> PointKind:
    if any(_stands_out(own, phrase) for phrase in bold if phrase.strip("：: ") != label):
        return PointKind.BOLD
    if _DEFINES.search(without_asides(text)):
        return PointKind.DEFINITION
    if statement.form == "item" or label:
        return PointKind.ITEM
    if _NUMBER.search(text):
        return PointKind.NUMBER
    if _CONTRASTS.search(text):
        return PointKind.CONTRAST
    return PointKind.SENTENCE


def _unambiguous(found: Sequence[PointDraft]) -> list[PointDraft]:
    """Without “用途：…” and “用途：…” of things that stay unnamed."""
    sides = [match[0] if (match := SIDE_LABEL.match(one.text)) else "" for one in found]
    lines = {one.start for one, side in zip(found, sides, strict=True) if side}
    often = {side for side in sides if side and sides.count(side) > 2 and len(lines) > 2}
    return [one for one, side in zip(found, sides, strict=True) if side not in often]
