"""Markdown as it may be shown elsewhere: without what only the note's own renderer reads. Pure.

Bold, lists, code, links and pictures stay markdown; directives, tags, block ids, comments and the
note's own `[1]` go, wikilinks become their words. Offsets are those of a folded text.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from ingest.markdown.blocks.html_tables import MARKUP as HTML_TABLE
from ingest.markdown.directives import DIRECTIVE
from ingest.markdown.inline import spans
from ingest.markdown.parser import parse
from ingest.markdown.plain_text import heading_text, html_text, inline_text


@dataclass(frozen=True, order=True)
class Replacement:
    """A stretch of a text, and what is shown in its place."""

    start: int
    end: int
    text: str = ""


def shown(text: str, start: int = 0, end: int | None = None) -> str:
    """text[start:end] of a folded text, read as it stands in the whole."""
    end = len(text) if end is None else end
    own = edits(text)
    at = bisect_left(own, start, key=lambda edit: edit.end)
    parts: list[str] = []
    place = start
    while at < len(own) and own[at].start < end:
        edit = own[at]
        if edit.end > place:
            parts.append(text[place : max(edit.start, place)])
            parts.append(edit.text if edit.start >= start else "")
            place = edit.end
        at += 1
    parts.append(text[place:end])
    return "".join(parts)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks, and what isn't shown, at its edges."""
    own = edits(text)
    at = bisect_left(own, start, key=lambda edit: edit.start)
    while start < end:
        if text[start].isspace():
            start += 1
        elif at < len(own) and own[at].start <= start and not own[at].text:
            start = max(start, min(own[at].end, end))
            at += 1
        elif at < len(own) and own[at].start < start:
            at += 1
        else:
            break
    at = bisect_left(own, end, key=lambda edit: edit.end)
    at = min(at, len(own) - 1)
    while start < end:
        if text[end - 1].isspace():
            end -= 1
        elif at >= 0 and own[at].end >= end and own[at].start < end and not own[at].text:
            end = max(own[at].start, start)
            at -= 1
        elif at >= 0 and own[at].start >= end:
            at -= 1
        else:
            break
    return start, end


@lru_cache(maxsize=64)
def edits(text: str) -> tuple[Replacement, ...]:
    """What is to be changed in a folded text, in order, none overlapping another."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    reader = _Reader(text, lines, starts)
    tokens = parse(text)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        reader.read(token, following)
    kept: list[Replacement] = []
    for edit in sorted(reader.found):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


class _Reader:
    """Collects edits of one text."""

    def __init__(self, text: str, lines: list[str], starts: list[int]) -> None:
        self.text, self.lines, self.starts = text, lines, starts
        self.found: list[Replacement] = []
        self.in_table = False
        self.cells: tuple[int, int] = (-1, 0)
        """A row of a table, and where in its line its last cell ended."""
        self.rows: list[list[str]] | None = None
        """Of a table in HTML, which is shown as one of markdown."""
        self.table: Token | None = None

    def read(self, token: Token, following: Token | None) -> None:
        if token.type in ("table_open", "table_close"):
            self.in_table = token.type == "table_open"
            self.rows = [] if token.markup == HTML_TABLE else None
        if self.rows is not None:
            self.html_table(token)
            return
        if token.map is None:
            return
        if token.type == DIRECTIVE:
            self.directive(token, *token.map)
        elif token.type == "heading_open" and not token.level and following is not None:
            self.heading(token, heading_text(following.children))
        elif token.type == "html_block":
            first, end = token.map
            own = html_text(token.content)
            fenced = f"```\n{own}\n```" if own.strip() else ""
            self.found.append(Replacement(self.starts[first], self._line_end(end - 1), fenced))
        elif token.type == "fence" and token.markup == "{%":
            first, end = token.map
            self._replace_line(first, f"```{token.info}")
            if self.lines[end - 1].strip().startswith("{%") and end - 1 > first:
                self._replace_line(end - 1, "```")
        elif token.type == "inline":
            self.inline(token)

    def html_table(self, token: Token) -> None:
        assert self.rows is not None
        if token.type == "table_open":
            self.table = token
        elif token.type == "tr_open":
            self.rows.append([])
        elif token.type == "inline":
            text = " ".join(inline_text(token.children).split())
            self.rows[-1].append(text.replace("|", "\\|"))
        elif token.type == "tbody_close" or (token.type == "thead_close" and self.table):
            assert self.table is not None
            assert self.table.map is not None
            first, end = self.table.map
            lines = [f"| {' | '.join(row)} |" for row in self.rows]
            lines.insert(1, f"|{' --- |' * len(self.rows[0])}")
            self.found = [one for one in self.found if one.start != self.starts[first]]
            stop = self._line_end(end - 1)
            self.found.append(Replacement(self.starts[first], stop, "\n".join(lines)))

    def heading(self, token: Token, title: str) -> None:
        """One that is written in HTML, or a question before its answer."""
        first, end = token.map or (0, 0)
        behind = token.meta.get("behind", len(self.lines[end - 1]))
        stop = self.starts[end - 1] + behind
        breaks = "" if behind == len(self.lines[end - 1]) else "\n\n"
        if token.meta.get("pair"):
            self.found.append(Replacement(self.starts[first], stop, f"**{title}**{breaks}"))
        elif self.lines[first].lstrip().startswith("<"):
            own = f"{token.markup} {title}"
            self.found.append(Replacement(self.starts[first], stop, own))

    def directive(self, token: Token, first: int, end: int) -> None:
        if token.level:  # the signs of the list or quote around it stay
            for row in range(first, end):
                bare = self.lines[row].lstrip(" \t>")
                self._replace_from(row, len(self.lines[row]) - len(bare), "")
        else:
            self.found.append(
                Replacement(self.starts[first], min(self.starts[end], len(self.text)))
            )
        top, bottom, columns = token.meta.get("indent", (0, 0, 0))
        for row in range(top, min(bottom, len(self.lines))):
            a, b = _indent(self.lines[row], columns)
            if a < b:
                self.found.append(Replacement(self.starts[row] + a, self.starts[row] + b))

    def inline(self, token: Token) -> None:
        own = spans(token.children)
        if not own and not self.in_table:
            return
        places = self._places(token)
        for start, end, syntax in own:
            a, b = places(start, False), places(end, True)
            if a is None or b is None or a > b:
                continue
            text = syntax.meta.get("shown", syntax.content)
            self.found.append(
                Replacement(a, b, " ".join(text.split("\n")) if self.in_table else text)
            )

    def _places(self, token: Token) -> _Places:
        assert token.map is not None
        row, last = token.map
        found: list[tuple[int, int, str]] = []
        at = 0
        for line in token.content.split("\n"):
            bare = line.strip()
            place = -1
            while row < min(last, len(self.lines)) and place < 0:
                cursor = self.cells[1] if self.in_table and self.cells[0] == row else 0
                own = bare
                place = self.lines[row].find(own, cursor)
                if place < 0 and "|" in bare:
                    own = bare.replace("|", "\\|")
                    place = self.lines[row].find(own, cursor)
                if place >= 0:
                    lead = len(line) - len(line.lstrip())
                    found.append((at + lead, self.starts[row] + place, own))
                    self.cells = (row, place + len(own))
                    if not self.in_table:
                        row += 1
                    break
                if self.in_table:
                    break
                row += 1
            at += len(line) + 1
        return _Places(found, self.text)

    def _line_end(self, row: int) -> int:
        return self.starts[row] + len(self.lines[row])

    def _replace_line(self, row: int, text: str) -> None:
        bare = self.lines[row].lstrip(" \t>")
        self._replace_from(row, len(self.lines[row]) - len(bare), text)

    def _replace_from(self, row: int, column: int, text: str) -> None:
        self.found.append(Replacement(self.starts[row] + column, self._line_end(row), text))


class _Places:
    """Offsets in a line's content -> offsets in the text."""

    def __init__(self, lines: list[tuple[int, int, str]], text: str) -> None:
        """For each line: where it begins in the content, where in the text, and how it reads."""
        self._lines = lines
        self._starts = [line[0] for line in lines]
        self._text = text

    def __call__(self, at: int, is_end: bool) -> int | None:
        row = bisect_left(self._starts, at + (not is_end)) - 1
        if row < 0:
            row = 0
        if row >= len(self._lines):
            return None
        start, place, own = self._lines[row]
        offset = at - start
        if offset < 0:
            return None
        if "\\|" in own:
            bars = 0
            for char in own.replace("\\|", "\0")[:offset]:
                bars += char == "\0"
            offset += bars
        return place + min(offset, len(own)) if offset <= len(own) + 1 else None


def _indent(line: str, columns: int) -> tuple[int, int]:
    """(start, end) of the four columns before column `columns` of a line's indent."""
    column, start, at = 0, None, 0
    for at, char in enumerate(line):
        if char not in " \t" or column >= columns:
            break
        if start is None and column >= columns - 4:
            start = at
        column += 4 - column % 4 if char == "\t" else 1
    else:
        at = len(line)
    return (at, at) if start is None else (start, at)
