"""What kind of statement a point is: its weight, and what may be asked by it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.points.candidates import PointCandidate
from bot.bank.points.naming import LABEL
from bot.core.question import PointKind
from bot.language.grammar import chinese

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
_ASIDE = re.compile(r"\s?（[^（）]*）|\s\([^()]*\)")


def kind_of(one: PointCandidate, bold: Sequence[str]) -> PointKind:
    """What the author marked comes before what the words say."""
    label = LABEL.match(one.text)
    own = one.text[label.end() :] if label else one.text
    if any(_stands_out(own, phrase) for phrase in bold):
        return PointKind.BOLD
    if _DEFINES.search(_ASIDE.sub("", one.text)):
        return PointKind.DEFINITION
    if one.statement.form != "sentence" or label:
        return PointKind.ITEM
    if _NUMBER.search(one.text):
        return PointKind.NUMBER
    return PointKind.CONTRAST if _CONTRASTS.search(one.text) else PointKind.SENTENCE


def _stands_out(text: str, phrase: str) -> bool:
    """Whether a bold phrase marks this text: it is in it, or the text is part of it."""
    if len(phrase) < 4 and not chinese(phrase):
        return False
    return phrase in text or (len(text) >= 8 and text in phrase)
