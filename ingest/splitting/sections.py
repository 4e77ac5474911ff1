"""Note -> its sections, along headings and along bold lines that serve as headings. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from markdown_it.token import Token

from ingest.markdown.blocks.questions import without_sign
from ingest.markdown.directives import DIRECTIVE
from ingest.markdown.inline_state import SYNTAX
from ingest.markdown.plain_text import heading_text, html_text, inline_text, parse
from ingest.schema import Note, Section

PSEUDO_LEVEL = 7
"""Below every real heading. So are questions that stand before their answers; bold lines in such an
answer are one level below."""

MAX_PSEUDO_WIDTH = 44
"""Columns (a CJK character has two). Bold headings of the real notes measured: 95 % are shorter."""

# Bold text that ends as sentences do, and heads nothing: “先停止容器。” but not “停止容器”.
_SENTENCE_END = re.compile(r"[。！!；;.…,，、]$")
# Bold text that holds a stop: “先停止，再删除” but not “停止容器”.
_INNER_STOP = re.compile(r"[。！；，]")
# Bold text that asks, and may head an answer however it ends: “什么是锁” but not “锁的种类”.
_QUESTION = re.compile(r"[?？]$|什么|如何|怎么|怎样|为什么|是否|哪些|吗$")
# Verbs that make a bold phrase a statement rather than the name of what follows.
_PREDICATE = re.compile(r"[\u4e00-\u9fff](?:是|都|会|可以|应该|必须|不能|只能|才能|已经|一定)")
# English verbs that make a bold phrase a statement: “a lock is held” but not “lock types”.
_VERB = re.compile(r"\w \b(?:is|are|was|means?|uses?|can|must|should|does|has|have)\b \w")
# Asides that open a paragraph but name no subject of their own.
_ASIDE = re.compile(
    r"^(?:注意|注|提示|备注|附|例如|比如|举例|例|ps|note|notes|tip|warning|caution|important|hint"
    r"|attention|e\.?g\.?|例子)[一二三\d]?$",
    re.IGNORECASE,
)
# What stands behind a bold label that heads its line: “：互斥” but not “的互斥”.
_LABEL_FOLLOWS = re.compile(r"^\s*(?:[(（:：]|[-—–]{1,2}\s|$)")


@dataclass(frozen=True)
class _Start:
    line: int  # 0-based
    level: int
    title: str
    has_text: bool = False  # a label with more than itself on its line
    is_bold: bool = False


def split_sections(note: Note) -> list[Section]:
    """The sections of a note in order. Every non-blank body line belongs to exactly one.

    Headings inside fences, lists and quotes are content. A heading's path holds the headings above
    it with a smaller level, whatever levels are jumped. A note without text has no section.
    """
    lines = note.text.split("\n")
    first = note.body_line - 1
    body = "\n".join(lines[first:])
    tokens = parse(body)
    starts = [
        replace(start, line=start.line + first)
        for start in _drop_empty_pseudo(_starts(tokens), tokens)
    ]
    if not starts or starts[0].line > first:
        starts.insert(0, _Start(first, 0, ""))
    return _sections(note.file, lines, starts)


def _sections(file: str, lines: Sequence[str], starts: Sequence[_Start]) -> list[Section]:
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.line if following else len(lines)
        begin = start.line
        while begin < end and not lines[begin].strip():
            begin += 1
        while end > begin and not lines[end - 1].strip():
            end -= 1
        if start.level:
            path = [(level, title) for level, title in path if level < start.level]
            path.append((start.level, start.title))
        if begin == end:
            continue
        titles = tuple(title for _, title in path if title)
        sections.append(
            Section(
                file=file,
                heading_path=titles,
                level=start.level,
                occurrence=seen[titles],
                lines=(begin + 1, end),
                text="\n".join(lines[begin:end]),
            )
        )
        seen[titles] += 1
    return sections


def _starts(tokens: Sequence[Token]) -> list[_Start]:
    found: list[_Start] = []
    answers = answer = False  # whether an answer goes on, and one whose end is marked
    until = 0
    for i, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        if token.type == "heading_open":
            pair = token.meta.get("pair")
            until = token.meta.get("until") or 0
            answers, answer = pair is not None, bool(until)
            title = without_sign(heading_text(tokens[i + 1].children))
            found.append(_Start(token.map[0], int(token.tag[1]), title))
            continue
        if answer and token.map[0] >= until and token.type != DIRECTIVE and token.nesting >= 0:
            found.append(_Start(token.map[0], PSEUDO_LEVEL, ""))
            answers = answer = False
        if token.type == "paragraph_open":
            found.extend(
                _Start(token.map[0] + row, PSEUDO_LEVEL + answers, title, has_text, True)
                for row, title, has_text in pseudo_headings(tokens[i + 1])
            )
    return found


def pseudo_headings(inline: Token) -> list[tuple[int, str, bool]]:
    """Bold labels that begin a line of a paragraph: (row, title, more text on that row)."""
    found: list[tuple[int, str, bool]] = []
    rows = _rows(inline)
    if len(rows) != inline.content.count("\n") + 1:
        rows = rows[:1]  # code or a link goes over a line's end: which row is which is unknown
    for number, row in enumerate(rows):
        # An image that stands before the label, or blank text, doesn't count.
        row = [t for t in row if t.type not in ("text", SYNTAX) or t.content.strip()]
        if not row or row[0].type != "strong_open":
            continue
        close = _closing(row)
        if close is None:
            continue
        title = heading_text(row[1:close])
        rest = inline_text(row[close + 1 :])
        # Behind a first line, only a bold line of its own counts: a label there continues a list.
        if number > 0 and rest.strip():
            continue
        if is_label(title, rest):
            has_text = bool(rest.strip("：:（）() \n"))
            found.append((number, title.strip("：: "), has_text))
    return found


def _rows(inline: Token) -> list[list[Token]]:
    """The tokens of each line of a paragraph."""
    rows: list[list[Token]] = [[]]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            rows.append([])
        else:
            rows[-1].append(child)
    return rows


def _closing(row: Sequence[Token]) -> int | None:
    depth = 0
    for i, token in enumerate(row):
        depth += (token.type == "strong_open") - (token.type == "strong_close")
        if depth == 0:
            return i
    return None


def is_label(title: str, rest: str) -> bool:
    """Whether bold `title`, followed on its line by `rest`, heads what comes after it."""
    bare = title.strip("：: ")
    if not bare or width(bare) > MAX_PSEUDO_WIDTH or not re.search(r"\w", bare):
        return False
    if not _LABEL_FOLLOWS.match(rest) or _ASIDE.match(bare):
        return False
    if _QUESTION.search(bare):
        return not _SENTENCE_END.search(bare)
    if _SENTENCE_END.search(bare) or _INNER_STOP.search(bare):
        return False
    if _PREDICATE.search(bare) and width(bare) > 14:
        return False
    return len(bare.split()) <= 8


def states(heading: str) -> bool:
    """Whether a heading says something of what it names, rather than only naming it."""
    bare = heading.strip("*_ ")
    if _QUESTION.search(bare) or not any(map(str.isalpha, bare)):  # “3.” is a number
        return False
    ended = _SENTENCE_END.search(bare) or _INNER_STOP.search(bare)
    return bool(ended or _PREDICATE.search(bare) or _VERB.search(bare)) or (
        width(bare) > MAX_PSEUDO_WIDTH
    )


def width(text: str) -> int:
    """Columns of a text in a terminal: two for a CJK character, else one."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _drop_empty_pseudo(starts: list[_Start], tokens: Sequence[Token]) -> list[_Start]:
    """A bold line with nothing but images behind it is a statement, not a heading."""
    filled = sorted(_filled_lines(tokens))
    kept: list[_Start] = []
    bound = 1 << 60
    for start in reversed(starts):
        at = bisect_right(filled, start.line)
        has_body = start.has_text or (at < len(filled) and filled[at] < bound)
        if not start.is_bold or has_body:
            kept.append(start)
            bound = start.line
    return kept[::-1]


def _filled_lines(tokens: Sequence[Token]) -> list[int]:
    """0-based lines that hold text: the rows of inline text, code, math and HTML."""
    lines: list[int] = []
    for token in tokens:
        if token.map is None:
            continue
        if token.type == "inline":
            rows = map(inline_text, _rows(token))
            lines.extend(token.map[0] + i for i, row in enumerate(rows) if row.strip())
        elif token.type == "html_block":
            lines.extend(range(*token.map) if html_text(token.content) else ())
        elif token.type != DIRECTIVE and token.content.strip():
            lines.extend(range(*token.map))
    return lines
