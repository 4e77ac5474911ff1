"""An answer's markdown -> pieces: sentences that claim something, and what stands between. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.code_fence import CodeFence
from bot.language.terms import telling
from bot.notes.text import (
    sentence_spans,
)

MARK = re.compile(
    r"[\[【［]\s*(?:\^|(?:编号|片段|来源|笔记|passage|source)\s*[:：]?\s*)?"
    r"(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]】］](?!\()",
    re.IGNORECASE,
)
"""A mark in any of the ways models write it: `[1]`, `【1】`, `[1, 2]`, `[^1]`, `[片段1]`; not the
`[1](…)` of a link. The group holds the numbers."""

# Signs before the words of a line: “- a” but not “-a”.
_LINE_SIGN = re.compile(r"^\s*(?:(?:[-*+•]|\d+[.)、])\s+|>\s?)+")
# A heading: “## a” but not “#a”.
_HEADING = re.compile(r"^\s*#{1,6}\s")
# A row of a table: “| a |” but not “a | b”.
_TABLE_ROW = re.compile(r"^\s*\|")
# Marks before anything else: “[1] a” but not “a [1]”.
_LEADING_MARKS = re.compile(rf"(?:\s*{MARK.pattern})+", re.IGNORECASE)

MIN_CLAIM_WORDS = 2
"""Fewer telling words than this state nothing: “如下：”, “是的。”."""


@dataclass(frozen=True)
class Piece:
    """A stretch of an answer; joined in order, pieces give the answer."""

    text: str
    is_claim: bool = False
    is_code: bool = False


def pieces(text: str) -> list[Piece]:
    """Split an answer. Code blocks, headings, table rows, questions and lead-ins claim nothing."""
    found: list[Piece] = []
    fence = CodeFence()
    for line in text.splitlines(keepends=True):
        if fence.takes(line):
            found.append(Piece(line, is_code=True))
        elif _HEADING.match(line) or _TABLE_ROW.match(line) or not line.strip():
            found.append(Piece(line))
        else:
            found.extend(_sentences(line))
    return found


def _sentences(line: str) -> list[Piece]:
    sign = _LINE_SIGN.match(line)
    at = sign.end() if sign else 0
    found = [Piece(line[:at])] if at else []
    body = line[at:]
    done = 0
    for start, end in _with_marks(body):
        if start > done:
            found.append(Piece(body[done:start]))
        sentence = body[start:end]
        found.append(Piece(sentence, is_claim=claims(sentence)))
        done = end
    if done < len(body):
        found.append(Piece(body[done:]))
    return found


def _with_marks(body: str) -> list[tuple[int, int]]:
    """Sentence spans; marks that follow a full stop belong to the sentence before it."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(body):
        lead = _LEADING_MARKS.match(body[start:end])
        if spans and lead:
            spans[-1] = (spans[-1][0], start + lead.end())
            start += lead.end()
            if not body[start:end].strip():
                continue
            start += len(body[start:end]) - len(body[start:end].lstrip())
        spans.append((start, end))
    return spans


def claims(sentence: str) -> bool:
    """Whether a sentence states something that could be right or wrong."""
    bare = MARK.sub("", sentence).strip().rstrip("*_ ")
    if bare.endswith(("？", "?", "：", ":")):
        return False
    return len(telling(bare)) >= MIN_CLAIM_WORDS
