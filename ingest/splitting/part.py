"""A stretch of a section as markdown of its own, which means what it meant in its place. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from ingest.markdown.parser import parse
from ingest.markdown.plain_text import plain_text

_CONTINUED = frozenset({"fence", "math_block", "code_block", "table_open"})
# Signs of list items, one inside the other: “1. - ” but not “1.5”.
_MARKER = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_TABLE_HEAD = 2  # rows: names, and the line below them


def readable(whole: str, start: int, end: int, *, table_head: bool = True) -> str:
    """whole[start:end] with what a parser needs to read it as it is read inside `whole`.

    A part that begins inside a fence gets the line that opens the fence, one that begins inside a
    table the head of the table (unless `table_head` is false), one that begins inside a list loses
    the list's indent.
    """
    lines = [_spaces(line) for line in whole[start:end].split("\n")]
    place = _places(whole)
    row = place.row(start)
    last_row = row + whole[start:end].rstrip().count("\n")
    last = place.continued.get(last_row)
    if last and last.map and last.type == "math_block" and last_row < last.map[1] - 1:
        # Unlike code, it must be closed.
        lines.append(" " * _indent(lines[last_row - row]) + (last.markup or "$$"))
    block = place.continued.get(row)
    if block is None or block.map is None:
        line_start = place.starts[row]
        indent = _indent(lines[0])
        if start > line_start and (marker := _MARKER.match(whole, line_start)):
            indent = len(_spaces(marker.group()))
        return "\n".join(_dedented(lines, indent))
    first = block.map[0]
    if block.type == "code_block":
        # Four columns make it code; the rest is the indent of lists around it.
        own = min((_indent(line) for line in lines[: block.map[1] - row] if line), default=4)
        return "\n".join(_dedented(lines, max(own - 4, 0) if block.level else 0))
    opening = place.lines(first, min(row, first + _opening_rows(block)))
    if block.type == "table_open" and not table_head:
        opening = []
    lines = [*map(_spaces, opening), *lines]
    common = min((_indent(line) for line in lines[: block.map[1] - first] if line), default=0)
    return "\n".join(_dedented(lines, common))


def plain_part(whole: str, start: int, end: int, *, table_head: bool = True) -> str:
    """Plain text of a part of a section; the heading at the section's beginning is left out."""
    return plain_text(readable(whole, start, end, table_head=table_head), headings=start > 0)


def table_head(whole: str, start: int) -> str:
    """The head of the table that a part beginning at `start` goes on with, or an empty string."""
    place = _places(whole)
    row = place.row(start)
    block = place.continued.get(row)
    if block is None or block.map is None or block.type != "table_open":
        return ""
    lines = place.lines(block.map[0], min(row, block.map[0] + _TABLE_HEAD))
    return plain_text("\n".join(line.strip() for line in lines))


@dataclass(frozen=True)
class _Places:
    """The lines of a text, looked up once: a text may be asked for each of its words."""

    text: str
    starts: list[int]
    continued: Mapping[int, Token]
    """Lines inside code, math or a table, counted from 0, the first line of each left out."""

    def row(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def lines(self, first: int, end: int) -> list[str]:
        if first >= end:
            return []
        stop = self.starts[end] if end < len(self.starts) else len(self.text) + 1
        return self.text[self.starts[first] : stop - 1].split("\n")


@lru_cache(maxsize=16)
def _places(whole: str) -> _Places:
    starts = [0, *(match.end() for match in re.finditer("\n", whole))]
    continued: dict[int, Token] = {}
    for token in parse(whole):
        if token.type in _CONTINUED and token.map is not None:
            first, end = token.map
            for row in range(first + (token.type != "code_block"), end):
                continued.setdefault(row, token)
    return _Places(whole, starts, continued)


def _opening_rows(block: Token) -> int:
    return _TABLE_HEAD if block.type == "table_open" else 1


def _spaces(line: str) -> str:
    """The line with tabs of its indent as columns."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].expandtabs(4) + bare


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented(lines: list[str], columns: int) -> list[str]:
    return [line[min(columns, _indent(line)) :] for line in lines]
