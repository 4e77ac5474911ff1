"""Which lines head a section: CommonMark's headings, and those written otherwise. Pure."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.heading import heading
from markdown_it.rules_block.lheading import lheading

from ingest.markdown.directives import is_below_tags, line_of

_MAX_COLUMNS = 80
"""How wide a line may be that is taken for a heading though something is amiss with it. A CJK
character has two columns."""

_BLANK = re.compile(r"(#{1,6})[^\S \t]\s*(\S.*)")
"""`# 标题` with a blank that isn't the keyboard's: no-break, full-width."""

# A heading of the second level or below without its blank: “##标题” but not “## 标题”.
_TIGHT = re.compile(r"(#{2,6})([\w【「《“（(*`\[].*)")
# The same sign alone, which is a heading or a tag: “#标题” but not “#1”.
_SINGLE = re.compile(r"(#)([^\W\d_][^#]*)")
# A heading as CommonMark wants it: “## 标题” but not “##标题”.
_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]", re.MULTILINE)
# Some heading without its blank in a note: “##标题” but not “## 标题”.
_ANY_TIGHT = re.compile(r"^#{2,6}[^\s#]", re.MULTILINE)
# Text that ends as prose does, and is no heading: “这是缓存。” but not “缓存”.
_PROSE_END = re.compile(r"[。！；.!;…：:，,、][”’」』）)*_`]*\Z")
# A heading in HTML, with what is around it: “<h2>缓存</h2>” but not “<p>缓存</p>”.
_HTML = re.compile(
    r"(?:<[A-Za-z][^<>]*>\s*)*?<h([1-6])(?:\s[^<>]*)?>(.*?)</h\1\s*>(?:\s*</?[A-Za-z][^<>]*>)*\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# The beginning of one: “<h2 id="a">” but not “<p>缓存”.
_OPENS_HTML = re.compile(r"<(?:h[1-6]\b|[A-Za-z][^<>]*>\s*<h[1-6]\b)", re.IGNORECASE)
_HTML_LINES = 8


def add_headings(parser: MarkdownIt) -> None:
    """Teach a parser which lines are headings."""
    parser.block.ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("lheading", _setext)
    parser.block.ruler.before(
        "html_block", "html_heading", _html, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _push(state: StateBlock, start: int, end: int, level: int, text: str) -> bool:
    token = state.push("heading_open", f"h{level}", 1)
    token.markup = "#" * level
    token.map = [start, end]
    token = state.push("inline", "", 0)
    token.content = text
    token.map = [start, end]
    token.children = []
    token = state.push("heading_close", f"h{level}", -1)
    token.markup = "#" * level
    state.line = end
    return True


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`## 标题`, and `##标题` of those who leave the blank out; `#tag` and `#include` are none."""
    if is_below_tags(state, start):
        return False
    if heading(state, start, end, silent):
        return True
    if state.is_code_block(start) or state.level or state.blkIndent:
        return False
    text = line_of(state, start).rstrip()
    if text[:1] != "#":
        return False
    match = _BLANK.fullmatch(text)
    if match is None and _columns(text) <= _MAX_COLUMNS and not _PROSE_END.search(text):
        match = _TIGHT.fullmatch(text)
        if match is None and _stands_alone(state, start) and _leaves_blanks_out(state):
            match = _SINGLE.fullmatch(text)
    if match is None:
        return False
    title = match[2].rstrip("# ").strip()
    return bool(title) and (silent or _push(state, start, start + 1, len(match[1]), title))


def _stands_alone(state: StateBlock, line: int) -> bool:
    before = line == 0 or state.isEmpty(line - 1)
    return before and (line + 1 >= state.lineMax or state.isEmpty(line + 1))


def _leaves_blanks_out(state: StateBlock) -> bool:
    """Whether the note's headings are all written without a blank: a single `#` is one then too."""
    if "tight" not in state.env:
        tight = bool(_ANY_TIGHT.search(state.src)) and not _ATX.search(state.src)
        state.env["tight"] = tight
    return bool(state.env["tight"])


def _setext(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line over `===` or `---`; but a paragraph over `---` is a paragraph and a line."""
    count, line, parent = len(state.tokens), state.line, state.parentType
    if not lheading(state, start, end, silent):
        return False
    marker, content = state.tokens[count].markup, state.tokens[count + 1].content
    rule = line_of(state, state.line - 1).strip()
    if marker == "-" and len(rule) > 2 and _is_prose(content):
        del state.tokens[count:]
        state.line, state.parentType = line, parent
        return False
    return True


def _is_prose(text: str) -> bool:
    picture = text.startswith("![") and text.endswith((")", "]"))
    return "\n" in text or picture or bool(_PROSE_END.search(text)) or _columns(text) > _MAX_COLUMNS


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<h2 align="center">标题</h2>`, alone on its line or lines."""
    if state.is_code_block(start) or state.level:
        return False
    text = line_of(state, start)
    if text[:1] != "<" or not _OPENS_HTML.match(text):
        return False
    for last in range(start, min(start + _HTML_LINES, end)):
        if state.isEmpty(last):
            return False
        if last > start:
            text += "\n" + line_of(state, last)
        if "</h" in text.lower() and (match := _HTML.fullmatch(text)):
            if not silent:
                _push(state, start, last + 1, int(match[1]), match[2].strip())
            return True
    return False
