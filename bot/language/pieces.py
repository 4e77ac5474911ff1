"""An answer -> the stretches of it that can carry a point, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_CLAUSE = re.compile(r"[，,；;：:]+\s*|——+|\s(?=(?:but|and|while|because|so|whereas|which)\s)")
_SHIELD = re.compile(r"`[^`\n]*`|https?://\S+|\d[:,]\d|“[^”\n]*”|\([^()\n]*\)|（[^（）\n]*）")
LEAST = 2
"""Letters of a clause; a shorter one goes with the next."""

Span = tuple[int, int]


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence, without the marks that end them."""
    start, end = sentence
    own = text[start:end]
    shields = [match.span() for match in _SHIELD.finditer(own)]
    found: list[Span] = []
    at = 0
    cuts = [
        match
        for match in _CLAUSE.finditer(own)
        if not any(a < match.start() < b or a < match.end() - 1 < b for a, b in shields)
    ]
    for cut in [*cuts, None]:
        stop = cut.start() if cut else len(own)
        if len(re.findall(r"\w", own[at:stop])) >= LEAST or cut is None:
            span = _trimmed(text, start + at, start + stop)
            if span[0] < span[1]:
                found.append(span)
            at = cut.end() if cut else stop
    return found


def windows(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Every clause, every two clauses that follow each other in a sentence, every sentence, and
    every two sentences; in order, none twice."""
    found: dict[Span, None] = {}
    for sentence in sentences:
        own = clauses(text, sentence)
        for size in (1, 2, 3):
            for at in range(len(own) - size + 1):
                found[own[at][0], own[at + size - 1][1]] = None
        if own:
            found[own[0][0], own[-1][1]] = None
    for first, second in pairwise(sentences):
        found[_trimmed(text, first[0], second[1])] = None
    return sorted(span for span in found if span[0] < span[1])


def _trimmed(text: str, start: int, end: int) -> Span:
    own = text[start:end]
    bare = own.strip(" \t\r\n，,；;。.！!？?：:、")
    if not bare:
        return start, start
    left = own.index(bare)
    return start + left, start + left + len(bare)
