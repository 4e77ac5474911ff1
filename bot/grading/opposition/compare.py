"""Comparisons of an answer that the notes make the other way round. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.language.polarity import MEASURES, denials
from bot.language.splitting import Span
from bot.language.statements import statements
from bot.notes.text import (
    words,
)

_LONGEST_FIRST = sorted(MEASURES, key=lambda word: -len(word))
_HOW = "|".join(word for word in _LONGEST_FIRST if not word.isascii())
_THAN = "|".join(word for word in _LONGEST_FIRST if word.isascii())
_SIDE = r"[^，,。；;！!？?\n：:]{1,24}"
# Two things compared: “容器比虚拟机更快” but not “容器和虚拟机都快”.
_FORMS = (
    re.compile(rf"(?P<x>{_SIDE}?)比(?P<y>{_SIDE}?)(?:更|要|还|稍|略|都|的|得)*(?P<how>{_HOW})"),
    re.compile(
        rf"(?P<x>{_SIDE}?)(?P<how>大|长|多|高|小|短|少|低|快|慢|强|弱|优|差|早|晚)于(?P<y>{_SIDE})"
    ),
    re.compile(
        rf"(?:与|和|跟)(?P<y>{_SIDE}?)相比[，,]?(?P<x>{_SIDE}?)(?:更|要|还|稍|略|都|的|得)+(?P<how>{_HOW})"
    ),
    re.compile(
        rf"(?P<x>[^,.;]{{2,40}}?)\s(?P<how>{_THAN})\b[^,.;]{{0,20}}?\sthan\s(?P<y>[^,.;]{{2,40}})",
        re.IGNORECASE,
    ),
)
# A comparison that isn't claimed: “如果容器更快” but not “容器更快”.
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
            if denials(match.group()):
                continue
            x, y = (frozenset(words(match[side], pairs=False)) for side in ("x", "y"))
            first, second = x - y, y - x
            how = match["how"].lower()
            kind, sign = MEASURES.get(how) or ("size", 1 if how in "优早" else -1)
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
