"""What a small model left out of its answer, in the notes' own words. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from bot.answering.answer_length import without
from bot.answering.cite import Checked
from bot.answering.quotable import Nearness, Unit, gap, list_around, pick, plainer, units_of
from bot.core.passage import Passage
from bot.language.markup import Piece, pieces
from bot.language.terms import is_chinese, telling
from bot.notes.text import (
    words,
)

FIRST_CHARS, NEXT_CHARS = 320, 120
"""How many characters of the best passage, and of each further one, may be quoted."""

SAID = 0.6
"""A unit with this share of its words in the answer has been said."""

FLOOR = -0.2
"""Units of a long passage that are worth less, in standard deviations, aren't quoted. The few of a
short one all belong to its subject, and deviations say little among them."""

MOST = 5
"""Sentences that are added."""

KNOWN_CODE = 0.6
"""Code with a smaller share of its words in the passages is invented."""

# A foreign word in brackets behind a Chinese one: “镜像（image）” but not “镜像（只读）”.
_GLOSS = re.compile(r"[（(][^（()）\u4e00-\u9fff]*[)）]")
_LEAD_IN = {True: "笔记原文：", False: "From the notes:"}


def borne_out(checked: Checked, passages: Sequence[Passage], question: str) -> str:
    """The text of an answer without sentences that no passage supports, or that bring in names
    which neither their passage nor the question has, and without code that isn't the notes'."""
    places = {c.n: f"{c.passage.place}\n{c.passage.text}" for c in checked.citations}
    dropped = {
        i
        for i, segment in enumerate(checked.segments)
        if not segment.supported
        or _foreign(segment.text, [question, *(places[n] for n in segment.marks)])
    }
    left = without([Piece(segment.text) for segment in checked.segments], dropped)
    known = {word for passage in passages for word in words(passage.text)}
    return _without_code(left, known)


def _without_code(text: str, known: Collection[str]) -> str:
    """A text without code blocks most of whose words aren't known."""
    found = pieces(text)
    dropped: set[int] = set()
    block: list[int] = []
    for i, piece in enumerate([*found, Piece("")]):
        if piece.is_code:
            block.append(i)
        elif block:
            own = set(words("".join(found[at].text for at in block[1:])))
            if len(own & set(known)) < KNOWN_CODE * len(own):
                dropped.update(block)
            block = []
    return without(found, dropped)


def _foreign(claim: str, texts: Sequence[str]) -> bool:
    """Whether a Chinese sentence has a name in Latin letters that the texts lack; not counted are
    those in brackets, which say another name's full form."""
    if not is_chinese(claim) or len(texts) < 2:
        return False  # what has no mark claims nothing
    names = {word for word in words(_GLOSS.sub("", claim)) if word.isalpha() and word.isascii()}
    return any(len(name) > 2 for name in names - set(words("\n".join(texts))))


def supplemented(
    answer: str,
    passages: Sequence[Passage],
    weights: Mapping[str, float],
    nearness: Nearness | None,
    room: int,
    *,
    chinese: bool,
) -> str:
    """The answer, and behind it what the passages say best about the question and the answer
    doesn't say. `chinese` is the answer's language.

    At most `room` sentences are added, and never more than MOST, in the notes' own words and order.
    """
    known = set(words(answer))
    room = min(room, MOST)
    added: list[str] = []
    for number, passage in enumerate(passages):
        left = _left(passage, weights, nearness, known, NEXT_CHARS if number else FIRST_CHARS)
        while left and (left[-1].leads_in or _sentences(left) > room):
            left.pop()
        if left:
            room -= _sentences(left)
            added.append(_text(passage, left))
            known |= set(words(added[-1]))
    if not added:
        return answer
    quoted = "\n\n".join(added)
    return f"{answer}\n\n{_LEAD_IN[chinese]}\n\n{quoted}" if answer.strip() else quoted


def _left(
    passage: Passage,
    weights: Mapping[str, float],
    nearness: Nearness | None,
    known: Collection[str],
    limit: int,
) -> list[Unit]:
    """What to quote of a passage: lists whole, lines that lead in with what they lead to."""
    units = units_of(passage)
    floor = FLOOR if sum(len(unit.text) for unit in units) > limit else None
    picked = pick(units, weights, limit, nearness=nearness, floor=floor)
    wanted = {i for i, unit in enumerate(picked) if not _said(unit, known) and not unit.leads_in}
    for i in sorted(wanted):
        wanted |= list_around(picked, i)
        if i and picked[i - 1].leads_in:
            wanted.add(i - 1)
    return [picked[i] for i in sorted(wanted)]


def _said(unit: Unit, known: Collection[str]) -> bool:
    """Whether an answer has most words of a unit, and all names, commands and numbers."""
    own = telling(unit.text)
    names = {word for word in own if word.isascii() and len(word) > 1}
    return names <= set(known) and len(own & set(known)) >= SAID * len(own)


def _sentences(units: Sequence[Unit]) -> int:
    return sum(piece.is_claim for unit in units for piece in pieces(unit.text))


def _text(passage: Passage, units: Sequence[Unit]) -> str:
    text, before = "", None
    for unit in units:
        text += (gap(passage.text, before, unit) if before else "") + plainer(unit)
        before = unit
    return text
