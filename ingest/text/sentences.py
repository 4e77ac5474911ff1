"""Text -> sentences with their places, Chinese and English. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from ingest.text.formulas import formula_spans

# A stop ends a sentence together with the closing quotes, brackets and marks behind it.
_CLOSERS = r"[”’」』）)\]】》\"'*`]*"
# Where a Chinese sentence ends: “完了。”” but not “完了，”.
_CJK_STOP = re.compile(rf"[。！？!?]+{_CLOSERS}|……{_CLOSERS}")
# Where a Latin sentence ends: “It ends. Then” but not “3.14 e”.
_LATIN_STOP = re.compile(rf"[.!?]{_CLOSERS}(?=\s+(?:[A-Z\u4e00-\u9fff\"'“(\[`*]|$))")
# Stops that end a short form or a number, and no sentence: “see e.g.” but not “the end.”.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|fig|no|dr|mr|mrs|ms|prof|st|approx|resp)|\b[A-Z]|^\s*\d+)\.$",
    re.IGNORECASE,
)
# Stops inside code, links, comments, HTML, URLs and formulas end nothing.
_SHIELDED = re.compile(
    r"`+[^`\n]*`+|!?\[\[[^\[\]\n]*\]\]|!?\[[^\[\]\n]*\]\([^)\n]*\)|%%[^%]*%%"
    r"|</?[A-Za-z][^<>\n]*>|https?://[^\s。，；）]+"
)
_OPENS = re.compile(r"`|\*\*")
"""Signs that look alike at both ends: behind a stop they close, or open what comes next."""

# Where a long sentence may be cut: “一，二” but not “一二”.
_CLAUSE = re.compile(r"[，、；：,;:]+|\s+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of every sentence; spans are in order and don't overlap, blanks left out.

    A line break ends a sentence too: in notes each line of a list, a table or code is one thing.
    """
    is_shielded = shielded(text)
    ends: set[int] = set()
    for pattern in (_CJK_STOP, _LATIN_STOP):
        for match in pattern.finditer(text):
            stop = match.start()
            if is_shielded(stop):
                continue
            if pattern is _LATIN_STOP and _is_abbreviation(text, stop):
                continue
            if match.group()[0] in "!?" and not _ends_words(text, match.end()):
                continue  # `a!=b`, `?x=1`
            opened = _OPENS.search(text, stop, match.end())
            if opened and (is_shielded(opened.start()) or _is_first_of_two(text, opened.start())):
                ends.add(opened.start())
            else:
                ends.add(match.end())
    ends.update(match.start() for match in re.finditer("\n", text))
    ends.add(len(text))
    spans: list[tuple[int, int]] = []
    start = 0
    for end in sorted(ends):
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, start + len(piece.rstrip())))
        start = end
    return spans


def clause_starts(text: str) -> list[int]:
    """Where clauses of a long sentence begin: behind commas and blanks outside code and links."""
    is_shielded = shielded(text)
    ends = (match.end() for match in _CLAUSE.finditer(text))
    return [end for end in ends if not (is_shielded(end) and is_shielded(end - 1))]


def shielded(text: str) -> Callable[[int], bool]:
    """Says of a place whether it is inside code, a link or the like: a stop there ends nothing."""
    spans = [match.span() for match in _SHIELDED.finditer(text)]
    if "$" in text or "\\" in text:
        spans = _merged(sorted([*spans, *formula_spans(text)]))
    starts = [start for start, _ in spans]

    def is_shielded(at: int) -> bool:
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < spans[before][1]

    return is_shielded


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_first_of_two(text: str, at: int) -> bool:
    """Whether bold signs at a place open: those before it in its line all have their partner."""
    line = text.rfind("\n", 0, at) + 1
    return text.startswith("**", at) and text.count("**", line, at) % 2 == 0


def _is_abbreviation(text: str, stop: int) -> bool:
    line_start = text.rfind("\n", 0, stop) + 1
    return bool(_ABBREVIATION.search(text[line_start : stop + 1]))


def _ends_words(text: str, end: int) -> bool:
    return end >= len(text) or text[end].isspace() or not text[end].isascii()


def sentences(text: str) -> list[str]:
    """The sentences themselves."""
    return [text[start:end] for start, end in sentence_spans(text)]
