"""Sections that say too little to be asked about alone, asked about together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.bank.asking.claims import is_trouble
from bot.bank.asking.phrase import phrase
from bot.bank.compare import family, of_another
from bot.bank.points.choice import alike
from bot.bank.points.point_draft import PointDraft, choose, good, labelled
from bot.bank.question_draft import QuestionDraft, SectionDraft
from bot.core.question import ENOUGH_POINTS, MAX_POINTS, QuestionKind, SkipReason
from bot.phrasing import headings, owners
from bot.phrasing.spelling import fixed

_MAX_NAMES = 3
"""Things asked about in one question."""

_EACH = 3
"""Points of one section among others."""

_LABEL_WIDTH = 8
"""Of an action among others: several long ones are more than one question."""

_LEFT = (SkipReason.THIN, SkipReason.UNCLEAR)
_BELOW = re.compile(
    r"""
    ^(?:(?:方法|办法|法|方案|做法|方式|坑点?|问题)\s*[-—]*\s*[一二三四五\d]?|solution|解决\S{0,3}|注意\S{0,2}|补充
    |总结|小结|结论|summary|conclusion)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Headings that say nothing by themselves, but belong to the one above them."""


# Sides of a thing, told one by one in the sections below.
_SIDES = re.compile(r"(?:优点|优势|好处|缺点|劣势|不足|特点|特性)$")
# Several things, or what an overview would say anyway.
_VAGUE = re.compile(
    r"[和与、及&]|[两三四五六七八九几][个种类]|(?:介绍|简介|概述)$|^(?:函数|语法|命令)$"
)


@dataclass(frozen=True)
class _Member:
    part: SectionDraft
    name: str
    points: tuple[PointDraft, ...]


def gathered(
    parts: Sequence[SectionDraft], by_path: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[QuestionDraft]:
    """Questions that join the sections of one note which have none of their own.

    First a heading with the sections below it, then neighbours, then a neighbour that has its own
    question; each section in one question. What stands under different headings is not joined:
    nobody would ask for it in one breath.
    """
    used: set[str] = set()

    def taking(drafts: Iterator[QuestionDraft]) -> Iterator[QuestionDraft]:
        for draft in drafts:
            used.update(part.passage.section for part in draft.parts)
            yield draft

    def free(group: Iterable[int]) -> list[SectionDraft]:
        return [parts[i] for i in group if parts[i].passage.section not in used]

    for at, part in enumerate(parts):
        if part.passage.section in used or not part.passage.heading_path:
            continue
        below = free(i for i in by_path.get(part.passage.heading_path, ()) if i > at)
        draft = _with_those_below(part, [one for one in below if _is_left(one)])
        yield from taking(iter([draft] if draft else []))
    for siblings in by_path.values():
        yield from taking(_neighbours(free(siblings)))
        yield from taking(_beside_asked(free(siblings)))


def _neighbours(group: Sequence[SectionDraft]) -> Iterator[QuestionDraft]:
    members = [one for part in group if (one := _member(part)) is not None]
    for does in (False, True):
        same = [one for one in members if headings.names_action(one.name) is does]
        for some in _chunks(same):
            draft = _of_neighbours(some, does=does)
            if draft is not None:
                yield draft


def _beside_asked(siblings: Sequence[SectionDraft]) -> Iterator[QuestionDraft]:
    """A section that says little with the nearest one that has a question; each joined once."""
    taken: set[int] = set()
    for at, part in enumerate(siblings):
        own = _member(part)
        if own is None:
            continue
        does = headings.names_action(own.name)
        for near in sorted(range(len(siblings)), key=lambda i: (abs(i - at), i)):
            other = siblings[near]
            if near in taken or other.reason is not None or other.asked is None:
                continue
            beside = _member(other, (None,))
            if beside is None or headings.names_action(beside.name) is not does:
                continue
            if family(own.name) == family(beside.name) != "":
                continue  # these are compared
            pair = (own, beside) if at < near else (beside, own)
            draft = _of_neighbours(pair, does=does, place=own.part)
            if draft is not None:
                taken.add(near)
                yield draft
            break


def _is_left(part: SectionDraft) -> bool:
    return part.reason in _LEFT or (part.reason is SkipReason.PREAMBLE and _is_below(part))


def _is_below(part: SectionDraft) -> bool:
    return bool(_BELOW.match(headings.clean(part.passage.heading)))


def _member(part: SectionDraft, reasons: Sequence[SkipReason | None] = _LEFT) -> _Member | None:
    """A section as one of several things asked about; None if it can't be."""
    if part.reason not in reasons or part.language != "zh":
        return None
    name = re.sub(r"（[^）]*）|的?不同$", "", part.name).strip()
    if not _is_named(name):
        return None
    found = [one for one in good(part.found) if not of_another(one.text, name)]
    found = [one for plain in found if (one := labelled(plain, name, True)) is not None]
    points = choose(found, _EACH)
    return _Member(part, name, tuple(points)) if points else None


def _is_named(name: str) -> bool:
    if headings.is_useless(name) or headings.is_personal(name) or headings.is_question(name):
        return False
    if headings.names_action(name):
        return headings.width(name) <= _LABEL_WIDTH and "，" not in name
    return headings.is_name(name) and not _VAGUE.search(name)


def _is_thing(name: str) -> bool:
    return not headings.is_part(name) and not headings.names_action(name)


def _chunks(group: Sequence[_Member]) -> Iterator[Sequence[_Member]]:
    """Neighbours in groups that have enough points; what is left over joins the last one."""
    chunks: list[list[_Member]] = []
    current: list[_Member] = []
    for one in group:
        current.append(one)
        if len(current) > 1 and sum(len(m.points) for m in current) >= ENOUGH_POINTS:
            chunks.append(current)
            current = []
    if current and chunks and len(chunks[-1]) < _MAX_NAMES:
        chunks[-1].append(current[0])
    yield from chunks


def _of_neighbours(
    members: Sequence[_Member], *, does: bool, place: SectionDraft | None = None
) -> QuestionDraft | None:
    """“说到 X，请分别讲讲 A、B 和 C。”, X being the heading above or the note's title."""
    points = _points(members, [])
    if len(members) > _MAX_NAMES or len(points) < ENOUGH_POINTS:
        return None
    first = members[0].part.passage
    owner = owners.topic(first.heading_path, first.title)
    names = [re.sub(rf"^{re.escape(owner)}\s*的\s*", "", one.name) for one in members]
    if any(a != b and a in b for a in names for b in names):
        return None
    if not owner and place is not None:
        return None
    if not owner and any(headings.needs_owner(name) for name in names):
        return None
    if owner and all(headings.is_part(name) for name in names):
        text = f"请讲讲{owner}的{_listed(names)}。"
    elif any(headings.is_part(name) for name in names):
        return None
    else:
        about = f"说到{owner}，" if owner else ""
        text = f"{about}怎么{_listed(names)}？" if does else f"{about}请分别讲讲{_listed(names)}。"
    kind = QuestionKind.STEPS if does else QuestionKind.LIST
    told = [one.part for one in members]
    told.sort(key=lambda part: part is not place)  # the first names the question's place
    return QuestionDraft(fixed(text), kind, tuple(told), points)


def _with_those_below(part: SectionDraft, below: Sequence[SectionDraft]) -> QuestionDraft | None:
    """“请讲讲 X，包括 A 和 B。”, X being the heading above."""
    own = good(part.found)
    alone = part.reason is None and part.asked is not None
    if not below or part.language != "zh" or (alone and len(part.found) >= ENOUGH_POINTS):
        return None
    path, title = part.passage.heading_path, part.passage.title
    heading = headings.clean(path[-1])
    asks = headings.is_question(heading) or is_trouble(heading) or bool(_SIDES.match(heading))
    if headings.is_useless(heading) or not (own or asks):
        return None
    asked = part.asked or phrase(path, title, "")
    if asked is None:
        return None
    members = [
        one if (one := _member(child)) is not None else _Member(child, "", tuple(good(child.found)))
        for child in below
        if _member(child) is not None or _is_below(child) or asks
    ]
    members = [one for one in members if one.points]
    named = [one for one in members if one.name and _is_thing(one.name)]
    if len(named) > _MAX_NAMES:
        named = named[:_MAX_NAMES]
        members = [one for one in members if one in named or not one.name]
    if len(named) == 1 and not asks and len(own) < 2:
        return None  # a thing and one of its things make no pair
    points = _points(members, [(part, one) for one in own])
    told = tuple(one.part for one in members if any(p is one.part for p, _ in points))
    if len(points) < ENOUGH_POINTS or not told:
        return None
    text = asked.text
    if named and not asks and (asked.kind is QuestionKind.OVERVIEW or headings.is_name(part.name)):
        about = re.sub(r"^请讲讲\s*|。$", "", text) if text.startswith("请讲讲") else part.name
        text = fixed(f"请讲讲{about}，包括{_listed([one.name for one in named])}。")
    return QuestionDraft(text, asked.kind, (part, *told), points)


def _points(
    members: Sequence[_Member], own: Sequence[tuple[SectionDraft, PointDraft]]
) -> tuple[tuple[SectionDraft, PointDraft], ...]:
    """The best points of each, none said twice, at most MAX_POINTS."""
    kept = list(own)[:_EACH]
    each = max(1, (MAX_POINTS - len(kept)) // max(len(members), 1))
    for member in members:
        for one in choose(member.points, min(each, _EACH)):
            if not any(alike(one.text, other.text) for _, other in kept):
                kept.append((member.part, one))
    return tuple(kept[:MAX_POINTS])


def _listed(names: Sequence[str]) -> str:
    return f"{'、'.join(names[:-1])}和{names[-1]}" if len(names) > 1 else names[0]
