"""Questions that want to hear one thing, and the few words that answer them. Pure.

“靠什么”, “多少”, “which one”: a name or a number is the whole answer. A point that holds it says
much more, so that hardly anything of the point is said, and the answer is right all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.passage import Passage
from bot.core.question import Point
from bot.grading.align import Met
from bot.grading.opposition.admit import names
from bot.language.numbers import numbers_hold
from bot.language.polarity import denials
from bot.language.sides import pairs_of
from bot.language.splitting import Span, clauses
from bot.language.wording import named, shares, units, wording

HELD = 0.5
"""Share of the words that an answer adds to a question, 0–1, from which a point holds them."""

WHOLE = 0.8
"""Share of those words, 0–1, from which the answer adds nothing but the point."""

NAMED, HALF_NAMED = 0.61, 0.36
"""How surely such a point is met: just a hit, just a part of one."""

MAX_CLAUSES = 3
"""Clauses of an answer that is short; a longer one says enough to be compared as a whole."""

# Questions that want one name or number: “默认端口是多少” but not “它的原理”.
_NARROW = re.compile(
    r"(?:靠|用|由|通过|基于|借助|依靠|采用|使用|叫|被|存|放|设)(?:的是|的)?什么|什么(?:命令|端口|数据结构|算法|协议|参数|类型|时候"
    r"|机制|名字|编码|状态码|模式)|(?:端口|默认值|上限|下限|大小|长度|时长|名字|全称|级别|退出码|状态码)(?:值|号)?(?:是|为)(?:什么|多少|几)"
    r"|多少|多[久大长]|几[次层位秒分天条倍]|哪(?:一?[个种层条]|里|儿)|谁|何时|何处"
    r"|\b(?:who|whose|when|where)\b|\bhow\s+(?:many|much|long|often|large|big)\b"
    r"|\bwhich\s+(?:\w+\s+){0,3}(?:is|does|do|has|can|prevents?|uses?)\b"
    r"|\bwhat\s+(?:\w+\s+){0,2}(?:port|command|value|size|limit|default|number|flag|signal)\b"
    r"|\b(?:by|with)\s+what\b|\bwhat\s+(?:kills?|limits?|stores?|holds?|prevents?|controls?)\b",
    re.IGNORECASE,
)
# Questions that want more than that after all: “进程和线程的区别” but not “默认端口”.
_BROAD = re.compile(
    r"和|与|、|\band\b|区别|不同|差[别异在]|哪些|分别|各|为什么|为何|怎么|如何|流程|步骤|原理|优缺点|特点|\b(?:why|how\s+(?:do|does|is|are|can)"
    r"|difference|explain)\b",
    re.IGNORECASE,
)

# The word that asks, to tell how many things are asked: “哪个端口” but not “那个端口”.
_ASKS = re.compile(
    r"什么|多少|哪|几|谁|[？?](?=.)|\b(?:what|which|who|whose|when|where|how)\b", re.IGNORECASE
)

_NOTHING = wording("")


def is_narrow(question: str) -> bool:
    """Whether a question asks for one name, number, time or place, and for nothing else."""
    several = len(_ASKS.findall(question)) > 1
    return bool(_NARROW.search(question)) and not (several or _BROAD.search(question))


def named_too(
    met: Sequence[Met],
    question: str,
    points: Sequence[Point],
    sections: Sequence[Passage],
    answer: str,
    sentences: Sequence[Span],
) -> list[Met]:
    """Raise how surely a point is met where a clause of a short answer to a narrow question names
    it: to a hit at least, or to a part of one where the clause adds more. A clause names one point,
    the weightiest."""
    own = [clause for sentence in sentences for clause in clauses(answer, sentence)]
    found = list(met)
    if not is_narrow(question) or len(own) > MAX_CLAUSES:
        return found
    pairs = pairs_of(question, sections)
    for span in own:
        clause = answer[slice(*span)]
        held = [
            (0.0 if _about_another(question, point.text, pairs) else _held(question, point, clause))
            for point in points
        ]
        at = max(range(len(points)), key=lambda at: (held[at] > 0, points[at].weight, -at))
        sure = NAMED if held[at] >= WHOLE else HALF_NAMED if held[at] else 0.0
        if sure > found[at].sure:
            found[at] = Met(sure, span)
    return found


def _held(question: str, point: Point, clause: str) -> float:
    """Share of the words that a clause adds to a question which a point has, 0–1; 0 if there are
    few, no name or number among them, or if one denies what the other says."""
    asked, there = wording(question), wording(point.text)
    new = [unit for unit in units(clause) if not shares(unit, asked, _NOTHING)[0]]
    held = [unit for unit in new if shares(unit, there, _NOTHING)[0] == 1.0]
    share = len(held) / len(new) if new else 0.0
    if share < HELD or not any(map(_is_name, held)) or not numbers_hold(clause, point.text):
        return 0.0
    denied = denials(clause)
    parts = [point.text[a:b] for a, b in clauses(point.text, (0, len(point.text)))]
    same = any(
        denials(part) == denied
        for part in parts
        if any(shares(unit, wording(part), _NOTHING)[0] for unit in held)
    )
    return share if same else 0.0


def _is_name(unit: str) -> bool:
    return unit.isascii() or len(unit) > 2 or bool(named(unit))


def _about_another(question: str, point: str, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a question names one of two things that the notes tell apart, and a point the
    other."""
    return any(
        names(question, own)
        and not names(question, other)
        and names(point, other)
        and not names(point, own)
        for pair in pairs
        for own, other in (pair, pair[::-1])
    )
