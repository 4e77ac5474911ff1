"""Whole sections of notes -> the question bank. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.bank import headings
from bot.bank.compare import comparisons, lists, trade_offs
from bot.bank.draft import Draft, Part
from bot.bank.finish import finished, told_apart
from bot.bank.found import choose, labelled
from bot.bank.noise import prompt_signs
from bot.bank.parts import Phrased
from bot.bank.phrase import asks_for, language_of, phrase
from bot.bank.points import defined, defines, points_of, tells_to_do
from bot.bank.schema import (
    ENOUGH_POINTS,
    MAX_POINTS,
    Bank,
    Kind,
    Place,
    PointKind,
    Question,
    Reason,
    Skipped,
    content_hash,
)
from bot.passage import Passage
from ingest.markdown import parse, plain_text

_LONG_FOR_TWO = 400
_LONG_FOR_ONE = 160
"""Plain characters from which a section says more than its two points, or its one point, do."""

_SHORT = 14
"""Characters below which a lone point is no answer."""

_TELLING = (PointKind.BOLD, PointKind.DEFINITION, PointKind.CONTRAST, PointKind.NUMBER)
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|\[\[[^\]\n]*\]\]|https?://\S+")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]|<img\b")
_CODE = frozenset({"fence", "code_block"})


def build(passages: Iterable[Passage]) -> Bank:
    """Questions for all sections that can be asked about, in order, and the others with a reason.

    Each passage is a whole section; those of one note come together and in its order. The same
    passages give the same bank.
    """
    questions: dict[str, Question] = {}
    skipped: list[Skipped] = []
    places: list[Place] = []
    for _, group in groupby(passages, key=lambda passage: passage.file):
        parts = [_part(passage) for passage in group]
        for draft in _drafts(parts):
            question = finished(draft)
            questions.setdefault(question.id, question)
        skipped.extend(_skipped(part.passage, part.reason) for part in parts if part.reason)
        places.extend(_place(part) for part in parts)
    return told_apart(Bank(tuple(questions.values()), tuple(skipped), tuple(places)))


def _place(part: Part) -> Place:
    passage = part.passage
    return Place(
        section=passage.section,
        file=passage.file,
        title=passage.title,
        heading_path=passage.heading_path,
        lines=passage.lines,
        language=part.language,
        content=content_hash(passage.text),
        tags=passage.tags,
    )


def _part(passage: Passage) -> Part:
    """A section with its points and its question, or the reason why it has none."""
    text = passage.text
    bare = plain_text(text)
    heading = headings.clean(passage.heading_path[-1]) if passage.heading_path else ""
    part = Part(
        passage=passage, name=headings.subject(heading), language=language_of(bare, heading)
    )
    if not bare.strip():
        return replace(part, reason=Reason.IMAGES if _IMAGE.search(text) else Reason.EMPTY)
    if not heading or headings.is_useless(heading):
        return _defining(part, text) or replace(part, reason=Reason.PREAMBLE)
    if prompt_signs(text) >= 2:
        return replace(part, reason=Reason.PROMPT)
    items = sum(token.type == "list_item_open" for token in parse(text))
    asked = phrase(passage.heading_path, passage.title, bare, items)
    found = tuple(points_of(text, asked.subject if asked else "", heading))
    part = replace(part, asked=asked, found=found, size=_said(text, bare))
    if not found:
        return replace(part, reason=_why_nothing(text, bare))
    if asked is None and (thing := defined(found)):
        return replace(part, name=thing, asked=asks_for(thing, part.language))
    if asked is None:
        return replace(part, reason=Reason.UNCLEAR)
    if _is_action(asked) and asked.subject and not any(map(tells_to_do, found)):
        # “反向代理设置” over a section that tells what it is.
        part = replace(part, asked=asks_for(asked.subject, part.language))
    if _is_thin(part):
        return replace(part, reason=Reason.THIN)
    return part


def _defining(part: Part, text: str) -> Part | None:
    """A section of a heading that says nothing, if it tells what a thing is all the same."""
    found = tuple(points_of(text))
    thing = defined(found)
    if not thing or not part.passage.heading_path or prompt_signs(text) >= 2:
        return None
    asked = asks_for(thing, part.language)
    return replace(part, name=thing, asked=asked, found=found, size=len(text))


def _said(text: str, bare: str) -> int:
    """Plain characters, code left out."""
    return len(bare) - sum(len(token.content) for token in parse(text) if token.type in _CODE)


def _is_thin(part: Part) -> bool:
    """Fewer than three points are enough only for a section that says no more than they do."""
    count = len(part.found)
    if not _answers(part):
        return True
    if count >= ENOUGH_POINTS:
        return False
    if count == 2:
        return part.size > _LONG_FOR_TWO
    only = part.found[0]
    if len(part.passage.text) > _LONG_FOR_TWO:
        return True  # code and formulas say the rest
    asks = headings.is_question(headings.clean(part.passage.heading))
    if not asks and not defines(only, part.name):
        return True  # a lone sentence is the answer only if it tells what was asked
    if len(only.text) < _SHORT or (part.asked is not None and part.asked.kind is Kind.STEPS):
        return True
    plain_question = part.asked is not None and part.asked.kind is Kind.OVERVIEW
    return part.size > _LONG_FOR_ONE or only.kind not in _TELLING or plain_question


def _answers(part: Part) -> bool:
    """Whether the points bear out a question that was made from a mere noun or action."""
    kinds = [found.kind for found in part.found]
    if part.asked is None or headings.is_question(headings.clean(part.passage.heading)):
        return any(kind is not PointKind.SENTENCE for kind in kinds) or len(kinds) >= 4
    strong = sum(kind is not PointKind.SENTENCE for kind in kinds)
    if part.asked.kind is Kind.OVERVIEW:
        return strong >= 2 or (strong == 1 and len(kinds) >= ENOUGH_POINTS)
    if part.asked.kind is Kind.STEPS and not _is_action(part.asked):
        return len(kinds) >= ENOUGH_POINTS and strong >= 1  # two steps are no procedure
    if _is_action(part.asked):
        return len(kinds) >= 2 and any(map(tells_to_do, part.found))
    return strong >= 1


def _is_action(asked: Phrased) -> bool:
    """“怎么安装 X？”, not “X 的流程是怎样的？”."""
    return asked.kind is Kind.STEPS and bool(re.search(r"怎么|How", asked.text))


def _why_nothing(text: str, bare: str) -> Reason:
    rest = _said(text, bare)
    code = len(bare) - rest
    text = _IMAGE.sub("", text)
    if len(_LINK.sub("", text).strip()) < 0.5 * len(text.strip()) and _LINK.search(text):
        return Reason.LINKS
    if code and rest < 200:
        return Reason.CODE
    letters = re.sub(r"\s", "", bare)
    latin = sum(c.isascii() for c in letters)
    return Reason.CODE if letters and latin / len(letters) > 0.8 else Reason.THIN


def _drafts(parts: list[Part]) -> Iterator[Draft]:
    """The questions of one note: of single sections, then those that join several."""
    by_path: dict[tuple[str, ...], list[int]] = {}
    for at, part in enumerate(parts):
        by_path.setdefault(part.passage.heading_path[:-1], []).append(at)
    joined: list[Draft] = []
    for at, part in enumerate(parts):
        children = by_path.get(part.passage.heading_path, []) if part.passage.heading_path else []
        labels = [i for i in children if i > at and _is_label(parts[i].passage)]
        draft = _folded(parts, at, labels)
        if draft is not None:
            joined.append(draft)
    for siblings in by_path.values():
        group = [parts[i] for i in siblings]
        joined.extend(trade_offs(group))
    taken = {draft.key for draft in joined}
    for draft in joined:
        for part in draft.parts:
            at = next(
                i for i, one in enumerate(parts) if one is part or one.passage is part.passage
            )
            if parts[at].passage.section == draft.key:
                parts[at] = replace(parts[at], reason=None, asked=None)
            elif parts[at].reason in (Reason.THIN, Reason.UNCLEAR, None) and not _stands_alone(
                parts[at], draft
            ):
                parts[at] = replace(parts[at], reason=Reason.PART, asked=None)
    for part in parts:
        if part.passage.section in taken:
            yield from (draft for draft in joined if draft.key == part.passage.section)
        elif part.reason is None and part.asked is not None:
            yield Draft(
                part.asked.text, part.asked.kind, (part,), tuple((part, f) for f in part.found)
            )
    for path, siblings in by_path.items():
        group = [parts[i] for i in siblings]
        yield from comparisons(group)
        yield from lists(group, path)


def _is_label(passage: Passage) -> bool:
    """Whether a section's heading is a bold line."""
    tokens = parse(passage.text)
    return bool(tokens) and tokens[0].type != "heading_open"


def _folded(parts: Sequence[Part], at: int, labels: Sequence[int]) -> Draft | None:
    """An interrogative heading whose answer stands below bold lines: one question for all."""
    part = parts[at]
    heading = headings.clean(part.passage.heading_path[-1]) if part.passage.heading_path else ""
    if not labels or not headings.is_question(heading) or len(part.found) >= ENOUGH_POINTS:
        return None
    asked = part.asked or phrase(part.passage.heading_path, part.passage.title, "")
    if asked is None:
        return None
    own = [(part, found) for found in part.found]
    chosen = list(own)
    members = [parts[i] for i in labels if parts[i].found]
    room = MAX_POINTS - len(own)
    each = max(1, room // max(len(members), 1))
    for member in members:
        tells = headings.is_name(member.name) and not headings.is_personal(member.name)
        for found in choose(member.found, each):
            named = labelled(found, member.name, part.language == "zh") if tells else found
            if named is not None and len(chosen) < MAX_POINTS:
                chosen.append((member, named))
    alone = part.reason is Reason.EMPTY and len(members) == 1
    if len(chosen) < (1 if alone else ENOUGH_POINTS):
        return None
    return Draft(asked.text, asked.kind, (part, *members), tuple(chosen))


def _stands_alone(part: Part, draft: Draft) -> bool:
    return (
        part.reason is None
        and len(part.found) >= ENOUGH_POINTS
        and part.name.lower() not in draft.text.lower()
        and draft.kind is not Kind.TRADE_OFF
    )


def _skipped(passage: Passage, reason: Reason) -> Skipped:
    return Skipped(
        section=passage.section,
        file=passage.file,
        heading_path=passage.heading_path,
        lines=passage.lines,
        reason=reason,
    )
