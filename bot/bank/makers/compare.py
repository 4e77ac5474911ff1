"""Two things that a section itself tells apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.bank.makers.at_home import home_of, joint
from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.cues import Cues
from bot.bank.makers.pairs_alike import tells_apart
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.language.grammar import chinese
from bot.phrasing.names import is_name
from bot.phrasing.spelling import fixed, mentions

_AND = re.compile(
    r"\s*(?:与|和|跟|以及|、|,\s|，|[vV][sS]\.?|/|对比|\b(?:and|versus|or)\b|\s&\s)\s*"
)
_CONTRAST = re.compile(
    r"(?:之间)?(?:进行)?的?\s*(?:主要|本质)?(?:区别和联系|区别与联系|联系与区别|区别|差别|差异|异同|不同点?|对比|比较|关系)$"
)
_CONTRAST_EN = re.compile(
    r"^(?:the\s+)?(?:differences?|comparison|comparing)\s+(?:between|of)?\s*", re.IGNORECASE
)
# What a sentence sets its subject against: “与锁不同” and “unlike a lock,” but not “锁和信号量”.
_OTHER = re.compile(
    r"(?:与|和|跟|同|相比|不同于|区别于|比起|不像)\s*"
    r"(?P<zh>[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff +.-]{1,14}?)\s*"
    r"(?:不同|相比|的(?:主要|最大|本质)?(?:区别|不同|差异)|有(?:所不同|区别)|，)"
    r"|\b(?:unlike|compared (?:to|with)|rather than|as opposed to|differs? from)\s+"
    r"(?:an?\s+|the\s+)?(?P<en>[A-Za-z][\w+-]*(?:\s[A-Za-z][\w+-]*)?)(?=[\s,.;])",
    re.IGNORECASE,
)


_MAX_SIDE = 24
# What an English name can't end with: “Pods that” but not “Pods”.
_OPEN_END = re.compile(
    r"\s(?:that|which|are|is|in|on|of|the|and|to|with|by|can|it)$", re.IGNORECASE
)


def of_two(section: SectionReading, cues: Cues, *, asked: bool) -> Iterator[CandidateQuestion]:
    """“A 和 B 有什么区别？” for a heading over both, or a sentence that sets B against it."""
    zh = section.language == "zh"
    for name in () if asked else section.names:
        bare = _CONTRAST_EN.sub("", _CONTRAST.sub("", name)).strip()
        sides = [side.strip() for side in _AND.split(bare) if side.strip()]
        if bare != name and len(sides) == 1 and section.owner and sides[0] != section.owner:
            sides = []
        if len(sides) not in (2, 3) or not all(1 < len(side) < _MAX_SIDE for side in sides):
            continue
        named = bare != name or bool(re.search(r"\bvs\b\.?|versus|对比", name, re.IGNORECASE))
        if named or tells_apart(sides, section, contrast=cues.counts["contrast"] > 0):
            maker = "apart" if bare != name else "both"
            yield from _apart_and_where(_whole(sides), section, maker)
            return
    if not cues.counts["contrast"]:
        return
    own = section.names[0] if section.names else ""
    if not own or not is_name(own):
        return
    seen: set[str] = set()
    for sentence in section.sentences:
        found = _OTHER.search(sentence)
        other = (found["zh"] or found["en"]).strip() if found else ""
        if (
            not other
            or other in seen
            or not mentions(sentence, own)
            or mentions(own, other)
            or mentions(other, own)
        ):
            continue
        seen.add(other)
        if (zh and not is_name(other)) or _OPEN_END.search(other):
            continue
        yield _apart([own, other], section, "against")
        if len(seen) == 2:
            return


def _apart_and_where(
    sides: list[str], section: SectionReading, maker: str
) -> Iterator[CandidateQuestion]:
    """Two things alone, and within what they stand below: “Go 的包装和判断有什么区别？”."""
    alone = _apart(sides, section, maker)
    yield alone
    owner = home_of(section, alone.subject, known=True)
    if not owner or any(mentions(owner, side) or mentions(side, owner) for side in sides):
        return
    if section.language == "zh":
        yield replace(alone, text=fixed(f"{owner}{joint(owner)}{alone.text}"), owner=owner)
    elif not chinese(owner):
        yield replace(alone, text=f"{alone.text.rstrip('?')} in {owner}?", owner=owner)


def _whole(sides: list[str]) -> list[str]:
    """“Static” and “dynamic dispatch” as a sentence writes them."""
    small = re.fullmatch(r"[A-Z][a-z]+", sides[0]) and all(one[0].islower() for one in sides[1:])
    return [sides[0].lower(), *sides[1:]] if small else sides


def _apart(sides: list[str], section: SectionReading, maker: str) -> CandidateQuestion:
    zh = section.language == "zh"
    joined = (
        f"{'、'.join(sides[:-1])}和{sides[-1]}"
        if zh
        else f"{', '.join(sides[:-1])} and {sides[-1]}"
    )
    text = fixed(f"{joined}有什么区别？") if zh else f"What is the difference between {joined}?"
    return CandidateQuestion(
        text=text,
        kind=QuestionKind.DIFFERENCE,
        maker=maker,
        language=section.language,
        subject=joined,
    )
