"""An answer's markdown -> pieces: sentences that claim something, and what stands between. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lexical import words
from ingest.sentences import sentence_spans

_LINE_SIGN = re.compile(r"^\s*(?:(?:[-*+•]|\d+[.)、])\s+|>\s?)+")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_TABLE_ROW = re.compile(r"^\s*\|")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_ONLY_MARKS = re.compile(r"^(?:\s*[\[【［]\^?\d{1,2}[\]】］])+[。.]?$")

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
    fence = ""
    for line in text.splitlines(keepends=True):
        opening = _FENCE.match(line)
        if fence:
            found.append(Piece(line, is_code=True))
            if opening and opening.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opening:
            fence = opening.group(1)
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
        lead = re.match(r"(?:\s*[\[【［]\^?\d{1,2}[\]】］])+", body[start:end])
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
    bare = sentence.strip().rstrip("*_ ")
    if bare.endswith(("？", "?", "：", ":")) or _ONLY_MARKS.match(bare):
        return False
    return len(set(words(re.sub(r"[\[【［]\^?\d{1,2}[\]】］]", "", bare)))) >= MIN_CLAIM_WORDS
