"""Comparisons of an answer that the notes make the other way round. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.language.opposites import NEGATIONS
from bot.language.pieces import Span
from bot.language.statements import statements
from bot.notes.text import (
    words,
)

_SIZE = {**dict.fromkeys("大长多高久", 1), **dict.fromkeys("小短少低", -1)}
_SPEED = {"快": 1, "慢": -1}
_WORTH = {**dict.fromkeys("好强", 1), **dict.fromkeys("差弱", -1), "安全": 1, "可靠": 1, "稳定": 1}
_WEIGHT = {"重": 1, "轻": -1}
_SIGNS = {
    word: (kind, sign)
    for kind, words in (("size", _SIZE), ("speed", _SPEED), ("worth", _WORTH), ("weight", _WEIGHT))
    for word, sign in words.items()
}
_HOW = "|".join(_SIGNS)
_ENGLISH = {
    **dict.fromkeys(("larger", "bigger", "higher", "longer", "more", "greater"), ("size", 1)),
    **dict.fromkeys(("smaller", "lower", "shorter", "less", "fewer"), ("size", -1)),
    "faster": ("speed", 1),
    "slower": ("speed", -1),
    **dict.fromkeys(("better", "stronger", "safer"), ("worth", 1)),
    **dict.fromkeys(("worse", "weaker"), ("worth", -1)),
}
_SIDE = r"[^，,。；;！!？?\n：:]{1,24}"
_FORMS = (
    re.compile(rf"(?P<x>{_SIDE}?)比(?P<y>{_SIDE}?)(?:更|要|还|稍|略|都|的|得)*(?P<how>{_HOW})"),
    re.compile(
        rf"(?P<x>{_SIDE}?)(?P<how>大|长|多|高|小|短|少|低|快|慢|强|弱|优|差|早|晚)于(?P<y>{_SIDE})"
    ),
    re.compile(
        rf"(?:与|和|跟)(?P<y>{_SIDE}?)相比[，,]?(?P<x>{_SIDE}?)(?:更|要|还|稍|略|都|的|得)+(?P<how>{_HOW})"
    ),
    re.compile(
        rf"(?P<x>[^,.;]{{2,40}}?)\s(?P<how>{'|'.join(_ENGLISH)})\b[^,.;]{{0,20}}?\sthan\s(?P<y>[^,.;]{{2,40}})",
        re.IGNORECASE,
    ),
)
_MAYBE = re.compile(r"如果|假如|要是|越|不比|不如|为什么|[?？]\s*$")
SURE = 0.85
"""How sure such a contradiction is: it is found by rule."""


@dataclass(frozen=True)
class Comparison:
    """X is more (or less) than Y in something."""

    more: frozenset[str]
    """Words that only the larger side has, lower case."""
    less: frozenset[str]
    shared: frozenset[str]
    """Words of either side: also what is compared, where it is named."""
    kind: str
    span: Span


def comparisons(text: str) -> Iterator[Comparison]:
    """The comparisons of a sentence, as far as they state something."""
    if _MAYBE.search(text):
        return
    for form in _FORMS:
        for match in form.finditer(text):
            if NEGATIONS.search(match.group()):
                continue
            x, y = (frozenset(words(match[side], pairs=False)) for side in ("x", "y"))
            first, second = x - y, y - x
            how = match["how"].lower()
            kind, sign = (
                _SIGNS.get(how) or _ENGLISH.get(how) or ("size", 1 if how in "优早" else -1)
            )
            if not first or not second:
                continue
            more, less = (first, second) if sign > 0 else (second, first)
            yield Comparison(more, less, x | y, kind, match.span())


def turned_round(
    sections: Sequence[Passage], answer: str, sentences: Sequence[Span]
) -> list[tuple[Span, str]]:
    """(stretch of the answer, what the notes say) for comparisons the wrong way round."""
    noted = [
        (one, said.plain)
        for section in sections
        for said in statements(section.text)
        for one in comparisons(said.plain)
    ]
    found: list[tuple[Span, str]] = []
    for start, end in sentences if noted else ():
        for own in comparisons(answer[start:end]):
            about = [(one, said) for one, said in noted if _same_matter(own, one)]
            wrong = [said for one, said in about if own.more & one.less and own.less & one.more]
            right = [said for one, said in about if own.more & one.more and own.less & one.less]
            if wrong and not right:
                found.append(((start + own.span[0], start + own.span[1]), wrong[0]))
    return found


def _same_matter(own: Comparison, other: Comparison) -> bool:
    """Whether two comparisons are about the same: of a kind, or both name what is compared."""
    sides = (own.more & other.less) | (own.less & other.more)
    return own.kind == other.kind or bool((own.shared & other.shared) - sides)
