"""Tables written in HTML become tables like those of markdown. Pure.

Of each cell the words stay, on one line. A cell that goes over several rows stands in each. What
has one column lays something out, and is no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from ingest.markdown.directives import line_of

MARKUP = "<table>"
"""`markup` of such a table's token."""

_OPENS = re.compile(r"(?:<(?:div|center|p)(?:\s[^<>]*)?>\s*)?<table(?=[\s>])", re.IGNORECASE)
_CLOSES = re.compile(r"</table\s*>", re.IGNORECASE)
# What a table is made of: “<td rowspan=2>” and “</tr>” but not “<b>”.
_PART = re.compile(
    r"<(?P<close>/?)(?P<name>table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col)"
    r"(?P<attributes>(?:\s[^<>]*)?)/?>",
    re.IGNORECASE,
)
# How many rows a cell goes over: “rowspan="2"” but not “colspan="2"”.
_ROWS = re.compile(r"rowspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)
_MOST_LINES = 3000


@dataclass
class _Row:
    line: int
    cells: list[tuple[str, int]] = field(default_factory=list)
    """(markup, rows it goes over) of each cell."""
    is_head: bool = False


def add_html_tables(parser: MarkdownIt) -> None:
    """Teach a parser tables in HTML."""
    parser.block.ruler.before(
        "html_block", "html_table", _table, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    if line_of(state, start)[:1] != "<" or not _OPENS.match(line_of(state, start)):
        return False
    last = start
    while last < min(end, start + _MOST_LINES) and not _CLOSES.search(line_of(state, last)):
        if state.sCount[last] < state.blkIndent and not state.isEmpty(last):
            return False
        last += 1
        if last < end and _OPENS.match(line_of(state, last)):
            return False  # a table in a table lays something out
    if last >= min(end, start + _MOST_LINES):  # a part of one, whose end another part has
        last = start
        while last + 1 < min(end, start + _MOST_LINES) and not state.isEmpty(last + 1):
            last += 1
    rest = _CLOSES.sub("", _last_tags(line_of(state, last))).strip()
    if rest:
        return False
    rows = _rows(state.getLines(start, last + 1, state.blkIndent, True))
    if max((len(row.cells) for row in rows), default=0) < 2:
        return False
    if not silent:
        _push(state, start, last + 1, rows)
    return True


def _last_tags(text: str) -> str:
    """What stands behind a table's end in its line, without tags."""
    closing = _CLOSES.search(text)
    return re.sub(r"</?[A-Za-z][^<>]*>", "", text[closing.end() :]) if closing else ""


def _rows(source: str) -> list[_Row]:
    rows: list[_Row] = []
    at, rowspan, is_open = 0, 1, False
    for part in _PART.finditer(source):
        own = source[at : part.start()]
        name = part["name"].lower()
        line = source.count("\n", 0, at)
        if own.strip() and (is_open or not re.fullmatch(r"(?:\s|<[^<>]*>)*", own)):
            if not rows or (not is_open and name != "table"):
                rows.append(_Row(line))
            rows[-1].cells.append((own, rowspan if is_open else 1))
        elif is_open:
            rows[-1].cells.append(("", rowspan))
        is_open = name in ("td", "th") and not part["close"]
        if name == "tr" and not part["close"]:
            rows.append(_Row(source.count("\n", 0, part.start())))
        if is_open:
            rows = rows or [_Row(source.count("\n", 0, part.start()))]
            rows[-1].is_head = rows[-1].is_head or name == "th"
            span = _ROWS.search(part["attributes"])
            rowspan = int(span[1]) if span else 1
        at = part.end()
    return [row for row in rows if any(own.strip() for own, _ in row.cells)]


def _push(state: StateBlock, first: int, end: int, rows: list[_Row]) -> None:
    table = state.push("table_open", "table", 1)
    table.map, table.markup = [first, end], MARKUP
    group = ""
    for row, cells in zip(rows, _filled(rows), strict=True):
        wanted = "thead" if row.is_head and not group else "tbody"
        if group != wanted:
            if group:
                state.push(f"{group}_close", group, -1)
            state.push(f"{wanted}_open", wanted, 1).map = [first + row.line, end]
            group = wanted
        name = "th" if wanted == "thead" else "td"
        state.push("tr_open", "tr", 1).map = [first + row.line, first + row.line + 1]
        for text in cells:
            state.push(f"{name}_open", name, 1)
            inline = state.push("inline", "", 0)
            inline.content, inline.children = text, []
            state.push(f"{name}_close", name, -1)
        state.push("tr_close", "tr", -1)
    state.push(f"{group}_close", group, -1)
    state.push("table_close", "table", -1)
    state.line = end


def _filled(rows: list[_Row]) -> Iterator[list[str]]:
    """The words of each row's cells, with those of cells above that go over it."""
    above: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells = [(_words(source), span) for source, span in row.cells]
        own = list[str]()
        while cells or len(own) in above:
            column = len(own)
            text, span = above.pop(column) if column in above else cells.pop(0)
            if span > 1:
                above[column] = (text, span - 1)
            own.append(text)
            if not cells and column + 1 not in above:
                break
        yield own


def _words(source: str) -> str:
    """A cell's markup on one line, with line breaks and lists taken apart by blanks."""
    source = re.sub(r"<(?:br|/p|/li|/div|hr)\s*/?>|\n", " ", source, flags=re.IGNORECASE)
    source = re.sub(r"</?code(?:\s[^<>]*)?>", "`", source, flags=re.IGNORECASE)
    return " ".join(source.split())
