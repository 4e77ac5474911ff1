"""The questions of one note: of single sections, and of several that belong together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.bank.asking.parts import APART
from bot.bank.asking.phrase import phrase
from bot.bank.compare import comparisons, lists, trade_offs
from bot.bank.points.point_draft import choose, labelled
from bot.bank.question_draft import QuestionDraft, SectionDraft
from bot.bank.thin_sections import gathered
from bot.core.passage import Passage
from bot.core.question import ENOUGH_POINTS, MAX_POINTS, QuestionKind, SkipReason
from bot.notes.text import (
    parse,
)
from bot.phrasing import headings

_LEFT = (SkipReason.THIN, SkipReason.UNCLEAR, SkipReason.PREAMBLE)


def drafts(parts: list[SectionDraft]) -> Iterator[QuestionDraft]:
    """The questions of one note: of single sections, then those that join several."""
    by_path: dict[tuple[str, ...], list[int]] = {}
    for at, part in enumerate(parts):
        by_path.setdefault(part.passage.heading_path[:-1], []).append(at)
    joined: list[QuestionDraft] = []
    for at, part in enumerate(parts):
        children = by_path.get(part.passage.heading_path, []) if part.passage.heading_path else []
        apart = APART.match(headings.subject(part.passage.heading)) if children else None
        labels = [i for i in children if i > at and (apart or _is_label(parts[i].passage))]
        draft = _folded(parts, at, labels)
        if draft is not None:
            joined.append(draft)
    for siblings in by_path.values():
        group = [parts[i] for i in siblings]
        joined.extend(trade_offs(group))
    _claim(parts, joined, (*_LEFT, None))
    pairs = [two for group in by_path.values() for two in comparisons([parts[i] for i in group])]
    told = {_sections(two) for two in pairs}
    more = list(gathered(parts, by_path))
    _claim(parts, more, _LEFT)
    # Whoever tells two things apart needn't tell of each as well.
    joined.extend(
        one for one in more if one.kind is not QuestionKind.LIST or _sections(one) not in told
    )
    taken = {draft.key for draft in joined}
    for part in parts:
        if part.passage.section in taken:
            yield from (draft for draft in joined if draft.key == part.passage.section)
        elif part.reason is None and part.asked is not None:
            yield QuestionDraft(
                part.asked.text, part.asked.kind, (part,), tuple((part, f) for f in part.found)
            )
    yield from pairs
    for path, siblings in by_path.items():
        yield from lists([parts[i] for i in siblings], path)


def _sections(draft: QuestionDraft) -> frozenset[str]:
    return frozenset(part.passage.section for part in draft.parts)


def _claim(
    parts: list[SectionDraft], joined: Sequence[QuestionDraft], reasons: Sequence[SkipReason | None]
) -> None:
    """Mark the sections that have their question among `joined`, if left for these reasons."""
    place = {part.passage.section: at for at, part in enumerate(parts)}
    for draft in joined:
        for member in draft.parts:
            at = place[member.passage.section]
            part = parts[at]
            if part.passage.section == draft.key:
                parts[at] = replace(part, reason=None, asked=None)
            elif part.reason in reasons and not _stands_alone(part, draft):
                parts[at] = replace(part, reason=SkipReason.PART, asked=None)


def _is_label(passage: Passage) -> bool:
    """Whether a section's heading is a bold line."""
    tokens = parse(passage.text)
    return bool(tokens) and tokens[0].type != "heading_open"


def _folded(parts: Sequence[SectionDraft], at: int, labels: Sequence[int]) -> QuestionDraft | None:
    """A heading that asks, or tells things apart, whose answer stands below: one question for all.

    `labels` are the sections below it: under bold lines, or what the things differ in.
    """
    part = parts[at]
    heading = headings.clean(part.passage.heading_path[-1]) if part.passage.heading_path else ""
    asks = headings.is_question(heading) or bool(APART.match(headings.subject(heading)))
    if not labels or not asks or len(part.found) >= ENOUGH_POINTS:
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
    if len(chosen) < ENOUGH_POINTS:
        return None
    return QuestionDraft(asked.text, asked.kind, (part, *members), tuple(chosen))


def _stands_alone(part: SectionDraft, draft: QuestionDraft) -> bool:
    return (
        part.reason is None
        and len(part.found) >= ENOUGH_POINTS
        and part.name.lower() not in draft.text.lower()
        and draft.kind not in (QuestionKind.TRADE_OFF, QuestionKind.DIFFERENCE)
    )
