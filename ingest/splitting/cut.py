"""A section too long for one chunk -> spans of it, cut where a reader would. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from markdown_it.token import Token

from ingest.markdown.parser import parse
from ingest.splitting.part import plain_part, table_head
from ingest.text.sentences import clause_starts, sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of the embedding model for each text, special tokens not counted."""

_ENDLESS = 16
"""A sentence so many times as long as a part, in characters, is none."""

_LINEWISE = frozenset({"fence", "code_block", "table_open", "html_block", "math_block"})
_CONTAINERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open"})
_INNER = _LINEWISE | _CONTAINERS | {"list_item_open", "paragraph_open", "heading_open", "comment"}


@dataclass(frozen=True)
class _Unit:
    """A stretch of a section's text that is cut only if it alone is too long."""

    start: int
    end: int
    tokens: int
    lead: int = 0
    """Tokens of the table's head, which a part that begins here repeats."""


_Span = tuple[int, int]
_Count = Callable[[Iterable[_Span]], list[_Unit]]


def cut(text: str, limit: int, overlap: int, count_tokens: CountTokens) -> list[_Span]:
    """(start, end) of parts of at most `limit` tokens, in order, covering the text.

    Cut between blocks; inside a block too long for one part, between list items, at lines of code
    and tables, at sentence ends of prose; a single sentence beyond the limit at its clauses, at
    last anywhere. Each part repeats at most `overlap` tokens of the one before, in whole units. A
    code line or table row is never cut, even beyond the limit.
    """
    count = partial(_count, text, count_tokens)
    rows = [token.map[0] for token in parse(text) if token.level == 0 and token.map]
    units: list[_Unit] = []
    for block in count(_between(text, rows, 0, len(text))):
        units.extend([block] if block.tokens <= limit else _finer(text, block, limit, count))
    return _pack(_with_leads(text, units, limit, count_tokens), limit, overlap)


def _count(text: str, count_tokens: CountTokens, spans: Iterable[_Span]) -> list[_Unit]:
    spans = list(spans)
    counts = count_tokens([plain_part(text, a, b, table_head=False) for a, b in spans])
    return [_Unit(a, b, tokens) for (a, b), tokens in zip(spans, counts, strict=True)]


def _between(text: str, rows: Iterable[int], start: int, end: int) -> list[_Span]:
    """text[start:end] cut at the beginnings of some of its lines, counted from 0 at `start`."""
    begins = [start]
    for line in text[start:end].split("\n")[:-1]:
        begins.append(begins[-1] + len(line) + 1)
    borders = sorted({start, *(begins[row] for row in rows if row < len(begins))})
    return [(a, b) for a, b in pairwise([*borders, end]) if a < b]


def _finer(text: str, block: _Unit, limit: int, count: _Count) -> list[_Unit]:
    """A block that is too long: lists and quotes by their children, the rest as it comes."""
    tokens = [token for token in parse(text[block.start : block.end]) if token.map]
    if not tokens or tokens[0].type not in _CONTAINERS:
        return _finest(text, block, limit, count)
    rows = [token.map[0] for token in tokens if token.level == 1 and token.map]
    units: list[_Unit] = []
    for child in count(_between(text, rows, block.start, block.end)):
        units.extend([child] if child.tokens <= limit else _finest(text, child, limit, count))
    return units


def _finest(text: str, block: _Unit, limit: int, count: _Count) -> list[_Unit]:
    """Paragraphs, items of inner lists, lines of code and tables; long prose by sentences."""
    part = text[block.start : block.end]
    lines = part.split("\n")
    rows: set[int] = set()
    uncut: set[int] = set()
    for token in parse(part):
        if token.map is None or token.type not in _INNER:
            continue
        rows.add(token.map[0])
        if token.type in _LINEWISE:
            uncut.update(range(*token.map))
            rows.update(_line_rows(token, lines))
            rows.add(token.map[1])
    units: list[_Unit] = []
    for unit in count(_between(text, rows, block.start, block.end)):
        row = part.count("\n", 0, unit.start - block.start)
        if unit.tokens <= limit or row in uncut:
            units.append(unit)
        else:
            units.extend(_by_sentence(text, unit, limit, count))
    return units


def _line_rows(token: Token, lines: Sequence[str]) -> list[int]:
    """Lines that may begin a part; not those that would leave the opening or closing line alone."""
    first, end = token.map or (0, 0)
    if token.type in ("table_open", "fence"):
        first += 1
    if token.type == "fence" and lines[end - 1].strip("> \t").startswith(token.markup):
        end -= 1
    return list(range(first + 1, end))


def _by_sentence(text: str, unit: _Unit, limit: int, count: _Count) -> list[_Unit]:
    part = text[unit.start : unit.end]
    begins = [start for start, _ in sentence_spans(part)]
    units: list[_Unit] = []
    for sentence in count(_at(begins, unit)):
        if sentence.tokens <= limit:
            units.append(sentence)
            continue
        own = text[sentence.start : sentence.end]
        # A line of a megabyte is no sentence: its clauses are as long as fits, not as short.
        least = limit // 2 if len(own) > _ENDLESS * limit else 0
        for clause in count(_at(_apart(clause_starts(own), least), sentence)):
            units.extend([clause] if clause.tokens <= limit else _halves(clause, limit, count))
    return units


def _apart(offsets: Iterable[int], least: int) -> Iterator[int]:
    """Offsets at least so far from each other."""
    before = 0
    for offset in offsets:
        if offset - before >= least:
            yield offset
            before = offset


def _at(offsets: Iterable[int], unit: _Unit) -> list[_Span]:
    """The unit's span cut at offsets from its start."""
    borders = sorted({unit.start, *(unit.start + offset for offset in offsets), unit.end})
    return list(pairwise(borders))


def _halves(unit: _Unit, limit: int, count: _Count) -> list[_Unit]:
    """Text without any stop has no better place to be cut."""
    if unit.tokens <= limit or unit.end - unit.start < 2:
        return [unit]
    # In many pieces at once where it is very long, since each cut reads all of it.
    pieces = (
        2 if unit.tokens <= _ENDLESS * limit else min(unit.tokens // limit, unit.end - unit.start)
    )
    step = -(-(unit.end - unit.start) // pieces)
    borders = [*range(unit.start, unit.end, step), unit.end]
    return [piece for part in count(pairwise(borders)) for piece in _halves(part, limit, count)]


def _with_leads(
    text: str, units: Sequence[_Unit], limit: int, count_tokens: CountTokens
) -> list[_Unit]:
    heads = [table_head(text, unit.start) for unit in units]
    tokens = dict(zip(heads, count_tokens(heads), strict=True)) | {"": 0}
    # A head that would fill half a part is not worth its place.
    leads = [tokens[head] if tokens[head] <= limit // 2 else 0 for head in heads]
    return [
        _Unit(unit.start, unit.end, unit.tokens, lead)
        for unit, lead in zip(units, leads, strict=True)
    ]


def _pack(units: Sequence[_Unit], limit: int, overlap: int) -> list[_Span]:
    """Spans of about equal size within the limit, each repeating the last units of the one before.

    Equal sizes, since a tail of one sentence would make a poor chunk of its own.
    """
    total = sum(unit.tokens for unit in units)
    room = max(limit - overlap, 1)
    target = total / -(-total // room) if total else room
    runs: list[list[_Unit]] = [[]]
    filled = 0
    for unit in units:
        # What has no tokens, such as the heading or an image, stays with what follows it.
        if filled and (filled + unit.tokens > room or filled + unit.tokens / 2 > target):
            runs.append([])
            filled = unit.lead
        runs[-1].append(unit)
        filled += unit.tokens
    spans = [(runs[0][0].start, runs[0][-1].end)]
    for before, run in pairwise(runs):
        spans.append((_repeat_from(before, run, limit, overlap), run[-1].end))
    return spans


def _repeat_from(before: Sequence[_Unit], run: Sequence[_Unit], limit: int, overlap: int) -> int:
    """Where a part begins that repeats the end, but never all, of the run before."""
    spare = min(overlap, limit - sum(unit.tokens for unit in run))
    start, repeated = run[0].start, 0
    for unit in reversed(before[1:]):
        repeated += unit.tokens
        if repeated + unit.lead > spare:
            break
        start = unit.start
    return start
