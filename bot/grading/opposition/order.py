"""What an answer and the notes say about which step comes first, and where they differ. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.core.passage import Passage
from bot.language.splitting import Span
from bot.language.statements import statements
from bot.language.wording import shares, wording
from bot.search.text_vectors import Meaning

_STEP = r"[^，,。；;！!？?\n：:]{1,30}?"
_LAST = r"[^，,。；;！!？?\n：:]{1,30}"
_FIRST = r"(?<!不)(?<!不能)(?<!不要)(?<!不是)(?<!如果)(?<!若)(?<![首优事预原领])先"
_PART = r"[^,.;]{3,50}"
# One step before another: “先写日志，再写数据” but not “写日志和数据”.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_FIRST}(?P<a>{_STEP})[，,、]?\s*(?:再|然后|接着|随后|最后|之后再?|后再?)(?P<b>{_LAST})",
        rf"首先(?P<a>{_STEP})[，,；;]\s*(?:再|然后|接着|其次|随后|最后)(?P<b>{_LAST})",
        rf"(?P<a>(?!然){_STEP})(?:完成|完毕|成功|完|好)?(?:之后|以后|后|完了?)[，,]?\s*"
        rf"(?:再|才能?|然后)(?P<b>{_LAST})",
        rf"(?:在)?(?P<b>{_STEP})(?:之前|以前|前)[，,]?\s*(?:就|要|得|必须|需要?|应该?)?先"
        rf"(?P<a>{_LAST})",
        rf"(?P<b>{_STEP})(?:要|必须)?(?:放)?在(?P<a>{_STEP})(?:之后|以后|后面?)(?=[，,。；;]|$)",
        rf"\bfirst,?\s+(?P<a>{_PART}?),?\s+(?:and\s+)?then\s+(?P<b>{_PART})",
        rf"(?P<a>{_PART}?)\s+before\s+(?P<b>{_PART})",
        rf"\bafter\s+(?P<a>{_PART}?),\s*(?P<b>{_PART})",
        rf"(?P<b>{_PART}?)\s+(?:only\s+)?after\s+(?P<a>{_PART})",
        rf"(?P<a>{_PART}?)\s+first,?\s+(?:and\s+)?then\s+(?P<b>{_PART})",
    )
)
"""How it is said that one step (a) comes before another (b)."""

# An order that isn't claimed: “为什么先写日志” but not “先写日志”.
_DOUBTED = re.compile(r"为什么|如果|假如|要是|万一|能不能|why\b|what if\b|[?？]\s*$", re.IGNORECASE)
# A question about an order: “写入的步骤” but not “写入的数据”.
_STEPS = re.compile(
    r"步骤|流程|顺序|过程|阶段|先后|步\b|\bsteps?\b|\border\b|\bprocess\b|\bhow\b", re.I
)

LEAST_LIKE = 0.3
"""How much a step of the answer must be like one of the notes, 0–1, to be taken for it."""

MARGIN = 0.3
"""By how much two steps must be liker the notes' the other way round, of 2, to be as likely wrong
as right; SURER more make it e times as likely."""

SURER = 0.08


@dataclass(frozen=True)
class Steps:
    """Two things of which the first comes before the second, and the words that say so."""

    first: str
    second: str
    span: Span


@dataclass(frozen=True)
class Misordered:
    """A stretch of an answer that has two steps the wrong way round."""

    sure: float
    """0–1."""
    span: Span
    note: str
    """The words of the notes about the two, plain."""


def steps_in(text: str) -> list[Steps]:
    """What a sentence says about which comes first, if it says it as a fact."""
    found: dict[Span, Steps] = {}
    for pattern in _FORMS:
        for match in pattern.finditer(text):
            first, second = match["a"].strip(), match["b"].strip()
            if first and second and not _DOUBTED.search(text[: match.end()][-80:]):
                found.setdefault(match.span(), Steps(first, second, match.span()))
    return list(found.values())


def misordered(
    sections: Sequence[Passage], answer: str, sentences: Sequence[Span], meaning: Meaning
) -> list[Misordered]:
    """Steps of the answer that the notes have the other way round, and nowhere as it says them."""
    said = [
        Steps(one.first, one.second, (start + one.span[0], start + one.span[1]))
        for start, end in sentences
        for one in steps_in(answer[start:end])
    ]
    noted = [pair for section in sections for pair in _noted(section)] if said else []
    if not noted:
        return []
    texts = list(
        dict.fromkeys(
            text
            for first, second in [(s.first, s.second) for s in said] + [n[:2] for n in noted]
            for text in (first, second)
        )
    )
    vectors, _ = meaning.of(texts)
    rows = dict(zip(texts, vectors, strict=True))

    def like(one: str, other: str) -> float:
        words = max(
            shares(one, wording(other), wording(""))[0], shares(other, wording(one), wording(""))[0]
        )
        return 0.6 * words + 0.4 * float(np.clip((rows[one] @ rows[other] - 0.8) / 0.15, 0, 1))

    found: list[Misordered] = []
    for one in said:
        best, note, kept = 0.0, "", 0.0
        for first, second, whole in noted:
            straight = (like(one.first, first), like(one.second, second))
            crossed = (like(one.first, second), like(one.second, first))
            if min(crossed) >= LEAST_LIKE and sum(crossed) - sum(straight) > best:
                best, note = sum(crossed) - sum(straight), whole
            if min(straight) >= LEAST_LIKE:
                kept = max(kept, sum(straight) - sum(crossed))
        if best > kept:
            sure = 1 / (1 + math.exp(-(best - MARGIN) / SURER))
            found.append(Misordered(sure, one.span, note))
    return found


def _noted(section: Passage) -> Iterator[tuple[str, str, str]]:
    """(first, second, where it is said) for all that a section says about which comes first."""
    said = statements(section.text)
    for one in said:
        for steps in steps_in(one.plain):
            yield steps.first, steps.second, one.plain
    items = [one for one in said if one.form == "item" and one.first and one.group]
    for one, after in pairwise(items):
        numbered = re.match(r"\s*\d+[.)、]", _line(section.text, one.start))
        of_one_list = one.group == after.group
        if of_one_list and numbered and _STEPS.search(f"{section.heading}\n{one.lead}"):
            yield one.plain, after.plain, f"{one.plain} → {after.plain}"


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at + 1]
