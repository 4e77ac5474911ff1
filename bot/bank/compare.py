"""Questions that join sibling sections: told apart, weighed, listed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from bot.bank.points.choice import alike
from bot.bank.points.point_draft import PointDraft, choose, good, labelled
from bot.bank.question_draft import QuestionDraft, SectionDraft
from bot.core.question import ENOUGH_POINTS, MAX_POINTS, QuestionKind
from bot.language.grammar import chinese, does
from bot.phrasing import headings, owners
from bot.phrasing.spelling import fixed, mentions

MAX_PAIRS = 3
"""Comparisons among one group of siblings, nearest neighbours first."""

_EACH = 3
_MOST_NAMED = 4
"""Things whose names a question can hold."""

# Headings over several things of a kind: “网络模式” but not “网络”.
_PLURAL = re.compile(
    r"""
    (?:模式|方式|类型|种类|方法|方案|算法|策略|编码|问题|缓存类型|级别|阶段|组件|命令
    |情况|走向)$|[两三四五六]个|[几两三四五六]种
    """,
    re.VERBOSE,
)
# Kinds whose members are worth telling apart even where their names have nothing in common.
_OF_ONE_KIND = re.compile(
    r"(?:模式|方式|类型|种类|方法|方案|算法|策略|编码|协议|模型|机制|索引)$|[两三四五六]个|[几两三四五六]种"
)
# Headings that end in a word for a kind: “缓存算法” but not “算法题”.
_KINDS = re.compile(r"(?:方式|类型|种类|模式|算法|协议)$")
# Headings of what speaks for a thing: “优点” but not “优点和缺点”.
_PROS = re.compile(r"^(?:优点|优势|好处|pros|advantages)$", re.IGNORECASE)
# Headings of what speaks against a thing: “缺点” but not “优缺点”.
_CONS = re.compile(r"^(?:缺点|劣势|不足|坏处|cons|disadvantages)$", re.IGNORECASE)


def comparisons(siblings: Sequence[SectionDraft]) -> Iterator[QuestionDraft]:
    """“bridge 模式和 host 模式有什么区别？” for siblings that are of one kind by their names."""
    able = [part for part in siblings if _comparable(part)]
    above = siblings[0].passage.heading_path[:-1]
    kind = headings.subject(above[-1]) if above else ""
    of_one_kind = (
        bool(_OF_ONE_KIND.search(kind)) and headings.is_name(kind)
        if above
        else bool(_KINDS.search(siblings[0].passage.title))
    )
    pairs = [
        (a, b)
        for a, b in combinations(able, 2)
        if a.language == b.language
        and (family(a.name) == family(b.name) != "" or (of_one_kind and not _acts(a, b)))
        and not mentions(a.name, b.name)
        and not mentions(b.name, a.name)
    ]
    order = {id(part): at for at, part in enumerate(able)}
    pairs.sort(key=lambda pair: (order[id(pair[1])] - order[id(pair[0])], order[id(pair[0])]))
    made = 0
    for a, b in pairs:
        if made == MAX_PAIRS:
            break
        left, right = _labelled(a), _labelled(b)
        if not left or not right or len(left) + len(right) < ENOUGH_POINTS:
            continue
        right = [one for one in right if not any(alike(one.text, o.text) for o in left)]
        if not right:
            continue
        made += 1
        points = (*((a, one) for one in left), *((b, one) for one in right))
        yield QuestionDraft(_compared(a, b), QuestionKind.COMPARISON, (a, b), points)


def _acts(*parts: SectionDraft) -> bool:
    """Whether one of the names says what is done: “切分大查询”."""
    return any(does(part.name) for part in parts)


def _comparable(part: SectionDraft) -> bool:
    name = part.name
    return (
        len(part.found) >= 1
        and headings.width(name) <= headings.MAX_OWNER_CHARS
        and not headings.names_action(name)
        and not headings.is_question(headings.clean(part.passage.heading))
        and headings.is_name(name)
        and not headings.is_part(name)
        and not headings.is_useless(name)
        and not headings.is_personal(name)
        and not re.search(r"[和与、]", name)
    )


def family(name: str) -> str:
    """What names of one kind have in common: “host 模式” and “bridge 模式” are 模式."""
    bare = re.sub(r"（[^）]*）", "", name).strip()
    if chinese(bare[-2:]) == 2 and len(bare) > 2:
        return (
            ""
            if bare[-2:] in ("流程", "步骤", "问题", "方法", "参数", "查询", "操作", "说明")
            else bare[-2:]
        )
    if match := re.search(r"[-\s]([A-Za-z]{4,})(?:\s?v\d)?$", bare):
        return match[1].lower()
    if match := re.match(r"([A-Za-z]{3,})[-_ ][A-Za-z0-9]{1,3}$", bare):
        return match[1].lower()  # “top-k” and “top-p”
    return ""


def _labelled(part: SectionDraft) -> list[PointDraft]:
    """The best points of a section, each with the section's name in it."""
    name = re.sub(r"（[^）]*）", "", part.name).strip()
    told = part.found if part.reason is None else good(part.found)
    own = (one for one in told if not of_another(one.text, name))
    named = (labelled(found, name, part.language == "zh") for found in own)
    return choose([one for one in named if one is not None], _EACH)


# “二层是…”, “功能：二层…”: what a statement begins with and goes on to tell of.
_TURNS_TO = re.compile(r"^(?:对于?\s*([^，。：；]{2,16})，|([^，。：；]{2,16})：就?是(?![否不]))")
# Statements that say of what they speak, and what that is: “写锁是排他的” but not “写锁，排他”.
_SPEAKS_OF = re.compile(
    r"^(?:[^，。：；]{2,6}：)?\s*([^，。：；的]{2,16}?)(?:就|则|都|也)?(?:是(?!指|否|不)|具有|基于|用于)"
)


def of_another(text: str, name: str) -> bool:
    """Whether a statement of a section with that name is about another thing.

    It turns to it (“对 Y，…”), defines it in a list (“Y：是…”), or begins with a name of its kind.
    """
    if (turned := _TURNS_TO.match(text)) and not mentions(turned[1] or turned[2], name):
        return True
    return bool(sibling(text, name))


def sibling(text: str, name: str) -> str:
    """What a statement begins with, if that is another thing of the kind that the section with
    that name is named after; "" if it is not."""
    match = _SPEAKS_OF.match(text)
    said = match[1].strip() if match else ""
    kin = family(said) == family(name) != ""
    return said if said and kin and not mentions(said, name) else ""


def _compared(a: SectionDraft, b: SectionDraft) -> str:
    names = [re.sub(r"（[^）]*）", "", part.name).strip() for part in (a, b)]
    if a.language == "en":
        return f"How do {names[0]} and {names[1]} differ?"
    owner = ""
    if any(headings.needs_owner(name) for name in names):
        path = a.passage.heading_path
        owner = owners.owner(path, a.passage.title, names[0])
        if family(names[0]) in owner.lower() or any(
            owner.lower() in name.lower() for name in names
        ):
            owner = ""
    return fixed(f"{owner + '的' if owner else ''}{names[0]}和{names[1]}有什么区别？")


def trade_offs(siblings: Sequence[SectionDraft]) -> Iterator[QuestionDraft]:
    """“X 有哪些优缺点？” where the notes have a section for each side."""
    for pro, con in pairwise(siblings):
        if not _PROS.match(pro.name) or not _CONS.match(con.name):
            continue
        owner = owners.owner(pro.passage.heading_path, pro.passage.title, pro.name)
        if not owner or not pro.found or not con.found:
            continue
        zh = pro.language == "zh"
        points: list[tuple[SectionDraft, PointDraft]] = []
        for part, limit in ((pro, (MAX_POINTS + 1) // 2), (con, MAX_POINTS // 2)):
            best = choose(part.found, limit)
            points.extend((part, labelled(found, part.name, zh) or found) for found in best)
        if len(points) >= 2:
            text = f"{owner}有哪些优缺点？" if zh else f"What are the pros and cons of {owner}?"
            yield QuestionDraft(
                fixed(text) if zh else text, QuestionKind.TRADE_OFF, (pro, con), tuple(points)
            )


def lists(siblings: Sequence[SectionDraft], path: Sequence[str]) -> Iterator[QuestionDraft]:
    """“容器网络模式有哪些？” for a heading in the plural over sections that are its members."""
    title = siblings[0].passage.title
    name = headings.subject(path[-1]) if path else owners.title_subject(title)
    members = [part for part in siblings if part.found and headings.is_name(part.name)]
    members = [
        p for p in members if not headings.is_part(p.name) and not headings.is_useless(p.name)
    ]
    members = [p for p in members if not re.match("[多几各]", p.name)]
    zh = bool(members) and members[0].language == "zh"
    if not zh or len(members) < 2:
        return
    families = {family(member.name) for member in members}
    alike = len(families) == 1 and families != {""}
    of_kind = alike and name[-2:] in families
    named = headings.is_name(name) and bool(of_kind or _PLURAL.search(name))
    if not alike and not (named and len(members) >= ENOUGH_POINTS):
        return
    points: list[tuple[SectionDraft, PointDraft]] = []
    for member in members[:MAX_POINTS]:
        best = sorted(_labelled(member), key=lambda one: one.rank, reverse=True)
        if best:
            points.append((member, best[0]))
    if len(points) < ENOUGH_POINTS:
        return
    parts = tuple(part for part, _ in points)
    if not named:
        names = [re.sub(r"（[^）]*）", "", part.name).strip() for part in parts]
        text = fixed(f"{'、'.join(names[:-1])}和{names[-1]}各有什么特点？")
        if len(names) <= _MOST_NAMED:
            yield QuestionDraft(text, QuestionKind.LIST, parts, tuple(points))
        return
    context = owners.owner(path, members[0].passage.title, name)
    name = re.sub(r"^.{2,6}的(?=[两三四五六几])", "", name)
    full = f"{context}的{name}" if context and context.lower() not in name.lower() else name
    which = "有哪些" if _PLURAL.search(name) else "有哪几种"
    yield QuestionDraft(
        fixed(f"{full}{which}？各有什么特点？"), QuestionKind.LIST, parts, tuple(points)
    )
