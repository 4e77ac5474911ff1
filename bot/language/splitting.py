"""Text cut into blocks, sentences and clauses, each with its place. The one splitter of `bot`:
what a stretch is worth, whether it reads alone or claims anything, is for its callers to say. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from bot.notes.text import parse, sentence_spans, shielded

Span = tuple[int, int]

Kind = Literal[
    "heading",
    "paragraph",
    "list",
    "item",
    "quote",
    "table",
    "fence",
    "code",
    "math",
    "html",
    "diagram",
]
_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "fence": "fence",
    "code_block": "code",
    "math_block": "math",
    "html_block": "html",
}

# Where a clause ends: “一，二”, “a, b” and “一——二” but not “一二” or “8080:80”.
_CLAUSE_END = re.compile(
    r"[，；;。！？]+\s*|[!?]+(?=\s|\Z)|[:：]+(?!//)\s*|——+"
    # A comma, but not that of “translate,旋转” or “SET NX, PX”.
    r"|(?<=[\u3400-\u9fff]),(?=[\u3400-\u9fff])|,(?=\s)(?!(?<=[A-Z0-9],)\s[A-Z0-9])\s*"
    r"|\s[-–—]{1,2}\s"
    r"|\s+(?=(?:because|so that|so|but|and|while|which|since|unless|until|whereas)\s|但是?|不过)"
)
# What stands in brackets or quotation marks is part of its clause, and 8080:80 is one number.
# What is part of its clause: “（一，二）” but not “一，二”.
_WHOLE = re.compile(
    r"（[^（）\n]*）|\([^()\n]*\)|“[^”\n]*”|「[^」\n]*」|《[^》\n]*》|(?<=\d)[:,](?=\d)"
)
# Where a sentence may end, whatever comes behind: “it is. so” but not “3.14”.
_STOP = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
# A label with what it stands before: “持久化：写日志” but not “https://a.b”.
_LABEL = re.compile(r"^[^：:—，,。；;]{1,24}?(?:[：:](?!//)|——?|\s[-–]\s)\s*(?=\S)")
_EDGES = " \t\r\n，,；;。！!？?：:、—"
LEAST = 2
"""Letters of a clause; a shorter one goes with the next."""


@dataclass(frozen=True)
class MarkdownBlock:
    """A block of markdown."""

    kind: Kind
    start: int
    end: int
    """text[start:end] are its lines, without blanks at their end."""
    row: int
    """Its first line, from 0."""
    content: str = ""
    """Of a heading, a paragraph or a listing: what stands in it, without the signs before it."""
    inside: tuple[MarkdownBlock, ...] = ()
    """The items of a list; the blocks of an item or a quote."""
    cells: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Of a table: (line, cells) for each row, the head first."""


class MarkdownBlocks:
    """The blocks of a folded text, in order; comments and directives are none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        """Where each line begins, and where one behind the last would."""
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self._tokens = iter(parse(text))
        self.all = tuple(self._read(""))

    def _read(self, until: str) -> Iterator[MarkdownBlock]:
        """Blocks up to the token that closes the one they stand in."""
        for token in self._tokens:
            if token.type == until:
                return
            kind = _KINDS.get(token.type)
            if kind is None or token.map is None:
                continue
            if "words" in token.meta:
                kind = "diagram"
            made = self._block(kind, token.map[0], token.map[1], token.content)
            close = token.type.replace("_open", "_close")
            if kind in ("heading", "paragraph"):
                made = replace(made, content=next(self._tokens).content)
            elif kind == "table":
                made = replace(made, cells=tuple(self._rows(close)))
            elif close != token.type:
                made = replace(made, inside=tuple(self._read(close)))
            yield made

    def _block(self, kind: Kind, first: int, behind: int, content: str) -> MarkdownBlock:
        start, end = self.starts[first], min(self.starts[behind] - 1, len(self.text))
        return MarkdownBlock(
            kind, start, start + len(self.text[start:end].rstrip()), first, content
        )

    def _rows(self, until: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        line, cells = 0, list[str]()
        for token in self._tokens:
            if token.type == until:
                return
            if token.type == "tr_open":
                line, cells = token.map[0] if token.map else 0, []
            elif token.type == "inline":
                cells.append(token.content)
            elif token.type == "tr_close":
                yield line, tuple(cells)


@lru_cache(maxsize=64)
def blocks(text: str) -> MarkdownBlocks:
    """Read a text once."""
    return MarkdownBlocks(text)


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence, without the marks between them and the stop behind them."""
    own = text[slice(*sentence)]
    is_shielded = shielded(own)
    whole = [match.span() for match in _WHOLE.finditer(own)]
    ends = [
        match.span()
        for match in _CLAUSE_END.finditer(own)
        if not is_shielded(match.start()) and not any(a <= match.start() < b for a, b in whole)
    ]
    found: list[Span] = []
    at = 0
    for stop, following in [*ends, (len(own), len(own))]:
        if following == len(own) or len(re.findall(r"\w", own[at:stop])) >= LEAST:
            span = _trimmed(text, sentence[0] + at, sentence[0] + stop)
            if span[0] < span[1]:
                found.append(span)
            at = following
    return found


def parts(text: str) -> list[str]:
    """A text cut where its clauses begin: joined, its parts give it again."""
    spans = [span for own in sentence_spans(text) for span in clauses(text, own)]
    starts = [0, *(start for start, _ in spans[1:]), len(text)]
    return [text[a:b] for a, b in pairwise(starts)]


def stops(text: str) -> list[int]:
    """Places behind everything that may end a sentence, before a small letter too."""
    return [match.end() for match in _STOP.finditer(text)]


def behind_label(text: str) -> str:
    """What a text says behind its label; all of it if it has none."""
    found = _LABEL.match(text)
    return text[found.end() :] if found else text


def clauses_of(text: str) -> list[str]:
    """The clauses of all sentences of a text."""
    return [text[slice(*span)] for own in sentence_spans(text) for span in clauses(text, own)]


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
    left = len(own) - len(own.lstrip(_EDGES))
    return start + left, max(start + left, start + len(own.rstrip(f"{_EDGES}.")))
