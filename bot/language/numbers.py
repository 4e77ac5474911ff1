"""Whether a text has the numbers that another states. Pure."""

from __future__ import annotations

import re

# A number that is no part of a name: “30 秒” but not “v1.2”.
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?")
# The comma of a large number: “1,000” but not “1,2”.
_THOUSANDS = re.compile(r"(?<=\d)[,_](?=\d{3}(?!\d))")
_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}

_DIGITS = {sign: str(value) for value, sign in enumerate("二三四五六七八九十", 2)} | {"两": "2"}
"""Without 一, which counts nothing in most of its places: 一个, 一般, 统一."""

_ONE = rf"\d+(?:\.\d+)?|[{''.join(_DIGITS)}]"
# A number with its measure word: “两到三秒” but not “第三次”.
_COUNTED = re.compile(
    rf"(?<!第)(?<!第 )(?<![A-Za-z0-9_.二三四五六七八九十百千万两])({_ONE})"
    rf"(?:\s*(?:[-~～–—、]|到|至|或)?\s*({_ONE}))?"
    r"\s*([次个台层种步级倍条份秒分时天年位轮项类块段张名页字章节遍批路端核组])"
)
"""A number, or two of a range, and the measure word behind it: 3 次, 两到三秒."""


def numbers_hold(claim: str, text: str) -> bool:
    """Whether the text has every number of the claim that it can be held to.

    Those are the numbers of two digits or more, `1,000` being `1000` as well, and smaller ones
    where the text counts with the same measure word: 5 次 against 最多 3 次, but not 5 个步骤
    against a list of five.
    """
    claim, text = claim.translate(_FULL_WIDTH), text.translate(_FULL_WIDTH)
    known = {*_NUMBER.findall(text), *_NUMBER.findall(_THOUSANDS.sub("", text))}
    long = any(
        all(len(number) < 2 or number in known for number in _NUMBER.findall(reading))
        for reading in (claim, _THOUSANDS.sub("", claim))
    )
    return long and _counts_hold(claim, text)


def _counts_hold(claim: str, text: str) -> bool:
    counted = _counts(text)
    return all(
        number in counted[measure]
        for measure, numbers in _counts(claim).items()
        if measure in counted
        for number in numbers
        if len(number) < 2
    )


def _counts(text: str) -> dict[str, set[str]]:
    """Numbers by the measure word that follows them."""
    found: dict[str, set[str]] = {}
    for first, second, measure in _COUNTED.findall(text):
        numbers = (_DIGITS.get(number, number) for number in (first, second) if number)
        found.setdefault(measure, set()).update(numbers)
    return found
