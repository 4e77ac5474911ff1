"""A section too long for one chunk -> spans of it, cut where a reader would. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.markdown import parse, plain_text
from ingest.sentences import sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of the embedding model for each text, special tokens not counted."""

_LINEWISE = frozenset({"fence", "code_block", "table_open", "html_block", "math_block"})
_CONTAINERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open"})


@dataclass(frozen=True)
class _Unit:
    """A stretch of a section's text that is cut only if it alone is too long."""

    start: int
    end: int
    tokens: int = 0


def cut(text: str, limit: int, overlap: int, count_tokens: CountTokens) -> list[tuple[int, int]]:
    """(start, end) of parts of at most `limit` tokens, in order, covering the text.

    Cut between blocks; inside a block too long for one part, between list items, at lines of code
    and tables, at sentence ends of prose; a single sentence beyond the limit in even slices. Each
    part repeats at most `overlap` tokens of the one before, in whole units. A code line or table
    row is never cut, even beyond the limit.
    """
    return _pack(_units(text, limit, count_tokens), limit, overlap)


def readable(whole: str, start: int, text: str) -> str:
    """A part as markdown of its own: fenced if it begins inside a fence, its indent taken off.

    Otherwise its first line would be read as prose, or all of it as indented code.
    """
    before = whole[:start]
    fence = _open_fence(before)
    if fence:
        return f"{fence}\n{text}"
    indent = len(text) - len(text.lstrip(" "))
    if indent:
        return "\n".join(
            line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in text.split("\n")
        )
    return text


def _open_fence(before: str) -> str:
    for token in reversed(parse(before + "x")):
        if token.type == "fence":
            closed = token.map is not None and token.map[1] <= before.count("\n")
            return "" if closed else token.markup
    return ""


def _units(text: str, limit: int, count_tokens: CountTokens) -> list[_Unit]:
    """Blocks of a section; those over the limit as list items, lines or sentences, in order."""
    spans = _line_blocks(text, 0, len(text))
    units = _counted(text, spans, count_tokens)
    result: list[_Unit] = []
    for unit in units:
        if unit.tokens <= limit:
            result.append(unit)
        else:
            result.extend(_finer(text, unit, limit, count_tokens))
    return result


def _counted(text: str, spans: Sequence[tuple[int, int]], count_tokens: CountTokens) -> list[_Unit]:
    counts = count_tokens([plain_text(text[a:b], headings=False) for a, b in spans])
    return [_Unit(a, b, n) for (a, b), n in zip(spans, counts, strict=True)]


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for i, char in enumerate(text):
        if char == "\n":
            starts.append(i + 1)
    starts.append(len(text))
    return starts


def _line_blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Top-level blocks of text[start:end], each with the blank lines behind it."""
    part = text[start:end]
    starts = _line_starts(part)
    begins = [token.map[0] for token in parse(part) if token.level == 0 and token.map]
    return _between(starts, begins, start, end)


def _between(
    starts: Sequence[int], rows: Sequence[int], start: int, end: int
) -> list[tuple[int, int]]:
    borders = sorted({0, *(starts[row] for row in rows)})
    borders = [start + border for border in borders] + [end]
    return [(a, b) for a, b in pairwise(borders) if a < b]


def _finer(text: str, unit: _Unit, limit: int, count_tokens: CountTokens) -> list[_Unit]:
    """Cut one block that is too long: lists at items, code and tables at lines, prose at stops."""
    part = text[unit.start : unit.end]
    tokens = [token for token in parse(part) if token.map]
    kind = tokens[0].type if tokens else "paragraph_open"
    starts = _line_starts(part)
    if kind in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
        child_level = 1
        rows = [t.map[0] for t in tokens if t.level == child_level and t.map]
        spans = _between(starts, rows, unit.start, unit.end)
        if len(spans) > 1:
            result: list[_Unit] = []
            for item in _counted(text, spans, count_tokens):
                if item.tokens <= limit:
                    result.append(item)
                else:
                    result.extend(_finer_item(text, item, limit, count_tokens))
            return result
        return _finer_item(text, unit, limit, count_tokens)
    if kind in ("fence", "code_block", "table_open", "html_block", "math_block"):
        spans = _between(starts, range(len(starts) - 1), unit.start, unit.end)
        return _by_line(text, spans, count_tokens)
    return _by_sentence(text, unit, limit, count_tokens)


def _finer_item(text: str, item: _Unit, limit: int, count_tokens: CountTokens) -> list[_Unit]:
    """A long list item: at its inner blocks' lines, code kept by line, prose by sentence."""
    part = text[item.start : item.end]
    starts = _line_starts(part)
    whole: set[int] = set()
    rows: set[int] = set()
    for token in parse(part):
        if not token.map:
            continue
        if token.type in ("fence", "code_block", "table_open", "html_block", "math_block"):
            whole.update(range(*token.map))
        if token.type in ("fence", "code_block", "table_open", "list_item_open", "paragraph_open"):
            rows.add(token.map[0])
    rows.update(whole)
    result: list[_Unit] = []
    for unit in _counted(text, _between(starts, sorted(rows), item.start, item.end), count_tokens):
        row = part.count("\n", 0, unit.start - item.start)
        if unit.tokens <= limit or row in whole:
            result.append(unit)
        else:
            result.extend(_by_sentence(text, unit, limit, count_tokens))
    return result


def _by_line(text: str, spans: Sequence[tuple[int, int]], count_tokens: CountTokens) -> list[_Unit]:
    # Counted raw: one line of a fence or a table alone would be read as something else.
    counts = count_tokens([text[a:b] for a, b in spans])
    return [_Unit(a, b, n) for (a, b), n in zip(spans, counts, strict=True)]


def _by_sentence(text: str, unit: _Unit, limit: int, count_tokens: CountTokens) -> list[_Unit]:
    part = text[unit.start : unit.end]
    begins = [start for start, _ in sentence_spans(part)]
    borders = sorted({0, *begins})
    spans = [(unit.start + a, unit.start + b) for a, b in pairwise([*borders, len(part)]) if a < b]
    result: list[_Unit] = []
    for sentence in _counted(text, spans, count_tokens):
        if sentence.tokens <= limit:
            result.append(sentence)
        else:
            result.extend(_slices(sentence, limit))
    return result


def _slices(sentence: _Unit, limit: int) -> list[_Unit]:
    """One sentence beyond the limit has no better place to be cut: even slices."""
    count = -(-sentence.tokens // limit)
    length = sentence.end - sentence.start
    borders = [sentence.start + length * i // count for i in range(count + 1)]
    return [_Unit(a, b, sentence.tokens // count + 1) for a, b in pairwise(borders) if a < b]


def _pack(units: Sequence[_Unit], limit: int, overlap: int) -> list[tuple[int, int]]:
    """Spans of about equal size within the limit, each repeating the last units of the one before.

    Equal sizes, since a tail of one sentence would make a poor chunk of its own.
    """
    total = sum(unit.tokens for unit in units)
    room = max(limit - overlap, 1)
    target = total / -(-total // room) if total else room
    runs: list[list[_Unit]] = [[]]
    filled = 0
    for unit in units:
        if runs[-1] and (filled + unit.tokens > room or filled + unit.tokens / 2 > target):
            runs.append([])
            filled = 0
        runs[-1].append(unit)
        filled += unit.tokens
    spans = [(runs[0][0].start, runs[0][-1].end)]
    for before, run in pairwise(runs):
        start, repeated = run[0].start, 0
        for unit in reversed(before):
            repeated += unit.tokens
            if repeated > overlap:
                break
            start = unit.start
        spans.append((start, run[-1].end))
    return spans
