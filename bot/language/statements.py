"""A section -> its statements, one by one, each with its place in the markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.core.question import MAX_POINT_WORDS
from bot.language.length import words_said
from bot.language.listing import explained
from bot.language.noise import is_prose
from bot.language.splitting import MarkdownBlock, blocks
from bot.notes.text import (
    inline_text,
    parse_line,
    sentence_spans,
    shown,
    trimmed,
)

Form = Literal["sentence", "item", "row"]

# A Chinese character: “a中” but not “a”.
_CJK = re.compile(r"[\u3400-\u9fff]")
# An image: “![a](b.png)” but not “[a](b.png)”.
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]")
# An address: “https://a.b” but not “a.b”.
_URL = re.compile(r"<?https?://[^\s<>\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+>?")
# The box of a task: “[x] 写完” but not “[1] 写完”.
_TASK = re.compile(r"^\[[ xX]\][ \t]+")
# A sign of a highlight whose partner is missing: “==重点” but not “a == b”.
_HALF_HIGHLIGHT = re.compile(r"^\s*==(?=[^\s=])|(?<=[^\s=])==\s*$")
# Code in a line: “`a`” but not “a”.
_CODE = re.compile(r"(`+)[^`]+\1")
# What only leads in: “步骤如下” but not “如下步骤，先写”.
_LEADS = re.compile(r"[:：]$|(?:如下|以下|下面)[^，。]{0,8}$")
# A line that may go on in English: “the lock,” but not “锁。”.
_LATIN_END = re.compile(r"[A-Za-z0-9,;)`*]$")
# A line that may go on from one before: “and then” but not “Then”.
_LATIN_START = re.compile(r"[a-z(`*]")
MAX_LEAD_WORDS = 16.0
# An aside: “（可选）” but not “（）”.
_ASIDE = re.compile(r"（([^（）]+)）")
# The number of an item within a line: “1. 写” but not “1.2”.
_NUMBERED = re.compile(r"(?:\d{1,2}[.、)）]|[（(]\d{1,2}[)）]|[-*•]\s)(?!\d)")
# A name that ends like a sentence: “分布式锁。” but not “锁是互斥。”.
_NAME = re.compile(r"[^，；：、是有]{2,12}[。.]")
_ASIDE_CHARS = 20


@dataclass(frozen=True)
class Statement:
    """A sentence of a paragraph, a sentence of a list item, or a row of a table."""

    start: int
    end: int
    """text[start:end] is the statement's markdown."""
    plain: str
    form: Form
    lead: str = ""
    """What announces it: the line above a list, the item around it, a table's first column."""
    group: int = 0
    """Equal for the items of one list."""
    first: bool = True
    """Whether it begins its paragraph or item."""
    before: str = ""
    """The sentence before it there, as people read it."""


@lru_cache(maxsize=8192)
def plain(markdown: str) -> str:
    """Inline markdown as people read it, on one line; images, addresses and bold signs left out."""
    text = _TASK.sub("", _IMAGE.sub("", markdown).strip())
    in_words = "==" in _CODE.sub("", text)
    text = _URL.sub("", inline_text(parse_line(text) if text else None)).replace("**", "")
    return " ".join((_HALF_HIGHLIGHT.sub("", text) if in_words else text).split())


def statements(text: str) -> list[Statement]:
    """The statements of a section, in order, without headings, code, formulas and HTML."""
    return list(_Walk(text).through(blocks(text).all))


class _Walk:
    """One pass over the blocks of a section; `lead` is what the last line announced."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.read = blocks(text)
        self.lead = ""
        self.leads: list[str] = []
        self.items: list[str] = []
        self.group = 0
        self.step: Statement | None = None
        """The last line, if it announces what comes next."""

    def through(self, inside: Sequence[MarkdownBlock]) -> Iterator[Statement]:
        for block in inside:
            if block.kind == "paragraph":
                yield from self.paragraph(block.content, block.row)
                continue
            if block.kind == "quote":
                yield from self.through(block.inside)
                continue
            if block.kind == "table":
                yield from self.rows(block)
            elif block.kind == "list":
                self.group += 1
                self.leads.append(self.items[-1] if self.items and self.items[-1] else self.lead)
                for item in block.inside:
                    self.lead = ""
                    self.items.append("")
                    yield from self.through(item.inside)
                    self.items.pop()
                self.leads.pop()
            elif block.kind != "heading":
                yield from self.listing(block)
            self.lead = ""

    def listing(self, block: MarkdownBlock) -> Iterator[Statement]:
        """Prose that was pasted into a code block, or its commands as “command：what it does”."""
        self.lead = ""
        step, self.step = self.step, None
        if block.kind != "fence":
            return
        if step is not None:  # “生成清单：” above a command is a step
            yield step
        row = block.row + 1
        if is_prose(block.content):
            yield from self.paragraph(block.content, row)
            self.step = None
            return
        self.group += 1
        for one in explained(block.content):
            start = self.read.starts[row + one.first]
            raw = self.text[start : self.read.starts[row + one.last + 1] - 1]
            start += len(raw) - len(raw.lstrip())
            said = f"{one.command}：{one.does}"
            yield Statement(start, start + len(raw.strip()), said, "row", one.command, self.group)

    def paragraph(self, content: str, row: int) -> Iterator[Statement]:
        in_item = bool(self.items)
        for start, end in self.runs(content, row):
            raw = _one_line(self.text[start:end])
            spans = sentence_spans(_IMAGE.sub(lambda image: " " * len(image[0]), raw))
            before = ""
            for number, span in enumerate(spans):
                a, b = trimmed(self.text, start + span[0], start + span[1])
                said = plain(_one_line(shown(self.text, a, b)))
                if not re.search(r"\w", said):
                    continue
                lead = self.leads[-1] if in_item and self.leads else self.lead
                if in_item and self.items[-1]:
                    lead = self.items[-1]
                announces = bool(_LEADS.search(said.rstrip("*_ ")))
                form: Form = "item" if in_item else "sentence"
                group = self.group if in_item else 0
                one = Statement(a, b, said, form, lead, group, number == 0, before)
                before = said
                self.step = one if announces else None
                if not announces:
                    yield one
                    yield from self.aside(a, b, lead)
                self.lead = _as_lead(said) if announces else ("" if in_item else self.lead)
                if in_item and number == 0 and not self.items[-1]:
                    plain_name = "" if re.search(r"[，。；]", said) else _as_lead(said)
                    self.items[-1] = _label(said) or plain_name
                elif not in_item and not announces:
                    self.lead = lead if number else _name(said) if len(spans) > 1 else ""

    def aside(self, start: int, end: int, lead: str) -> Iterator[Statement]:
        """What is said in brackets, if that is a sentence of its own."""
        for match in _ASIDE.finditer(self.text, start, end):
            said = plain(match[1])
            if len(said) >= _ASIDE_CHARS and "\n" not in match[1]:
                yield Statement(match.start(1), match.end(1), said, "sentence", lead)

    def runs(self, content: str, row: int) -> list[tuple[int, int]]:
        """Spans of the paragraph's lines; lines of one sentence wrapped by hand are one span."""
        found: list[tuple[int, int]] = []
        before = ""
        lines = self.read.lines
        for number, own in enumerate(content.split("\n"), row):
            own = own.strip()
            at = lines[number].find(own) if number < len(lines) else -1
            if at < 0 or not own:
                before = ""
                continue
            start = self.read.starts[number] + at
            if found and _is_wrapped(before, own):
                found[-1] = (found[-1][0], start + len(own))
            else:
                found.append((start, start + len(own)))
            before = own
        return found

    def rows(self, table: MarkdownBlock) -> Iterator[Statement]:
        """Rows of a table as “first cell：head second cell，head third cell”."""
        self.group += 1
        (_, head), *rows = [(line, [plain(cell) for cell in cells]) for line, cells in table.cells]
        for line, cells in rows:
            if said := _row(head, cells):
                yield Statement(*self._row_span(line, cells), said, "row", cells[0], self.group)

    def _row_span(self, line: int, cells: Sequence[str]) -> tuple[int, int]:
        """Where a row stands; of one in HTML its longest cell, since its tags say nothing."""
        raw = self.read.lines[line]
        start = self.read.starts[line] + len(raw) - len(raw.lstrip())
        for cell in sorted(cells, key=len, reverse=True) if raw.lstrip()[:1] == "<" else ():
            if cell and (at := self.text.find(cell, start)) >= 0:
                return at, at + len(cell)
        return start, start + len(raw.strip())


def _row(head: Sequence[str], cells: Sequence[str]) -> str:
    if len(cells) < 2 or not cells[0] or not any(cells[1:]):
        return ""
    chinese = bool(_CJK.search("".join((*head, *cells))))
    colon, comma, dash = ("：", "；", "——") if chinese else (": ", "; ", " – ")
    if len(cells) == 2:
        return f"{cells[0]}{colon}{cells[1]}"
    parts = [
        cell if not name or _SAYS_NOTHING.match(name) else f"{name}{colon}{cell}"
        for name, cell in zip(head[1:], cells[1:], strict=False)
        if cell and cell not in ("-", "—", "/")
    ]
    if not parts:
        return ""
    first = cells[0] + (colon if parts[0] == cells[1] else dash)
    while len(parts) > 1 and words_said(first + comma.join(parts)) > MAX_POINT_WORDS:
        parts.pop()
    return first + comma.join(parts)


# The head of a column that says nothing of its cells: “说明” but not “默认值”.
_SAYS_NOTHING = re.compile(
    r"^(?:说明|含义|描述|解释|备注|作用|意思|meaning|description|note)s?$", re.IGNORECASE
)
# A label with what it stands before: “持久化：写日志” but not “持久化，写日志”.
_LABEL = re.compile(r"^([^，。；：:？?！!]{1,32})(?:[:：]|——|\s[-–—]\s)\s*\S")


def _name(said: str) -> str:
    """“service 层。”, a name with a stop behind it, says what the next sentences are about."""
    return said.rstrip("。. ") if _NAME.fullmatch(said) else ""


def _label(said: str) -> str:
    match = _LABEL.match(said)
    return match[1].strip() if match else ""


def _as_lead(said: str) -> str:
    lead = re.sub(r"(?:，|,)?(?:主要)?(?:如下|以下|下面)[^，。]{0,8}$", "", said.rstrip("：: "))
    lead = lead.rstrip("：: ，,。.")
    return lead if words_said(lead) <= MAX_LEAD_WORDS else ""


def _one_line(raw: str) -> str:
    """The same length, so that offsets hold."""
    return raw.replace("\n", " ")


def _is_wrapped(before: str, own: str) -> bool:
    """Whether a line goes on with the sentence of the line before it."""
    if not before or before.endswith(("  ", "\\")) or _NUMBERED.match(own):
        return False
    if not _CJK.search(before + own):
        return len(before) >= 50 and bool(_LATIN_END.search(before) and _LATIN_START.match(own))
    return len(before) >= 24 and before[-1] in "，、；（"
