"""Lines that tell a renderer what to do: they become hidden tokens `directive`, what they enclose
stays. Hexo and Liquid tags, `:::` containers, `!!!` admonitions, MDX, attribute lists, tables of
contents, lines of tags. Pure.

A directive's `content` is the title of the box that it opens, if any, its `markup` the first line
as the note has it. `meta["indent"]` of an admonition is (first line, line behind the last,
columns) of its body, which is indented.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.code import code
from markdown_it.token import Token

from ingest.markdown.liquid import code_of_liquid, shown_of_liquid, title_of_liquid
from ingest.markdown.tags import UNSEEN, Partners, tag_at
from ingest.markdown.unfolding import only_unfolds

DIRECTIVE = "directive"

Rule = Callable[[StateBlock, int, int, bool], bool]

_CONTAINER = re.compile(r":{3,}[ \t]*(?:\{?(?P<name>[\w-]+)\}?)?(?P<rest>[^:]*):*\s*\Z")
# Attributes in braces: “note {.wide}” but not “note (wide)”.
_ATTRIBUTES = re.compile(r"\{[^{}]*\}")
_ADMONITION = re.compile(
    r"""(?P<sign>!!!\+?|\?\?\?\+?|===[!+]?)[ ]+(?P<kind>[\w-]+(?:[ ]+[\w-]+)*)?[ ]*
    (?:"(?P<title>[^"\n]*)")?[ ]*\Z""",
    re.VERBOSE,
)
# A line in whose place a table of contents is shown: “[TOC]” but not “[TOC] 目录”.
_CONTENTS = re.compile(
    r"@?\[toc\](?:\([^()\n]*\))?|\[\[_?toc_?\]\]|\$\{toc\}|<toc\s*/?>", re.IGNORECASE
)
# A line of attributes for the block beside it: “{: .wide}” but not “{wide}”.
_LIST_OF_ATTRIBUTES = re.compile(r"\{[:.#][^{}\n]*\}")
_IMPORT = re.compile(
    r"""import\s+(?:[\w$*{}\s,]+\sfrom\s+)?["'][^"'\n]+["'];?\s*\Z|export\s+(?:(?:default|const|let|function|class)\b|\{)"""
)
_COLUMNS = 4
# The text of a footnote: “[^1]: 说明” but not “[^1]”.
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:")
# HTML whose text is shown as it stands: “<pre class="a">” but not “<present>”.
_PREFORMATTED = re.compile(r"<(pre|textarea|script|style)(?=[\s>]|\Z)", re.IGNORECASE)


def add_directives(parser: MarkdownIt) -> None:
    """Teach a parser the directives."""
    breaks: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.at("code", _code)
    parser.block.ruler.before("fence", "admonition", _admonition, breaks)
    for name, rule in (("liquid", _liquid), ("line", _line), ("obsidian_comment", _comment)):
        parser.block.ruler.before("fence", name, rule, breaks)
    parser.block.ruler.before("fence", "mdx", _mdx, {"alt": []})
    parser.block.ruler.at("html_block", _html, breaks)


def line_of(state: StateBlock, line: int) -> str:
    """A line without what its list or quote puts before it."""
    return str(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])


def hide(state: StateBlock, start: int, end: int, title: str = "") -> Token:
    """Lines that aren't shown, save for a title."""
    token = state.push(DIRECTIVE, "", 0)
    token.map = [start, end]
    token.content = title
    token.markup = line_of(state, start).strip()
    token.hidden = True
    state.line = end
    return token


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A directive on a line of its own."""
    if state.is_code_block(start):
        return False
    text = line_of(state, start).rstrip()
    if text[:1] not in ":[@$<{":
        return False
    title = ""
    if text.startswith(":::"):
        match = _CONTAINER.match(text)
        if match is None:
            return False
        title = _ATTRIBUTES.sub("", match["rest"]).strip(" []\t\"'")
        title = "" if only_unfolds(title) else title
    elif not (_CONTENTS.fullmatch(text) or _LIST_OF_ATTRIBUTES.fullmatch(text)):
        return False
    if not silent:
        hide(state, start, start + 1, title)
    return True


def _liquid(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of nothing but `{% … %}`; what `{% codeblock %}` encloses is code."""
    if state.is_code_block(start):
        return False
    text = line_of(state, start).rstrip()
    if not text.startswith("{%") or not text.endswith("%}"):
        return False
    titles, at = [], 0
    while at < len(text):
        close = text.find("%}", at)
        if not text.startswith("{%", at) or close < 0:
            return False
        inner = text[at + 2 : close].strip(" -")
        if shown_of_liquid(inner):
            return False  # an image or a link: it is read inside its line
        titles.append(title_of_liquid(inner))
        at = close + 2
        at += len(text[at:]) - len(text[at:].lstrip())
    if silent:
        return True
    listing = code_of_liquid(text[2:-2].strip(" -")) if text.count("{%") == 1 else None
    if listing is None:
        hide(state, start, start + 1, " ".join(filter(None, titles)))
        return True
    name, language = listing
    last = start + 1
    while last < end and not _ends_listing(line_of(state, last), name):
        last += 1
    token = state.push("fence", "code", 0)
    token.info, token.markup = language, "{%"
    token.content = state.getLines(start + 1, last, state.sCount[start], True)
    state.line = min(last + 1, end)
    token.map = [start, state.line]
    return True


def _ends_listing(text: str, name: str) -> bool:
    return text.startswith("{%") and text[2:].strip(" -%}\t") == f"end{name}"


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`!!! note "Title"`, `??? tip`, `=== "Tab"`, with a body that is indented."""
    if state.is_code_block(start):
        return False
    text = line_of(state, start)
    if text[:3] not in ("!!!", "???", "==="):
        return False
    match = _ADMONITION.match(text)
    if match is None or (match["sign"][0] == "=" and match["title"] is None):
        return False
    inner = state.sCount[start] + _COLUMNS
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= inner):
        last += 1
    while last > start + 1 and state.isEmpty(last - 1):
        last -= 1
    if last == start + 1 and match["title"] is None:
        return False
    if silent:
        return True
    token = hide(state, start, start + 1, match["title"] or "")
    token.meta["indent"] = (start + 1, last, inner)
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = inner, last, "root"
    state.md.block.tokenize(state, start + 1, last)
    state.blkIndent, state.lineMax, state.parentType = before
    state.line = last
    return True


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`%%` … `%%` of Obsidian and `{/* … */}` of MDX, over several lines."""
    if state.is_code_block(start):
        return False
    first = line_of(state, start)
    sign = next((sign for sign in ("%%", "{/*") if first.startswith(sign)), None)
    if sign is None:
        return False
    closing = "%%" if sign == "%%" else "*/}"
    if closing in first[len(sign) :]:
        return False
    known: dict[str, int] = state.env.setdefault("last", {})
    if closing not in known:
        known[closing] = state.src.rfind(closing)
    if known[closing] < state.bMarks[start]:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        if closing in state.src[state.bMarks[line] : state.eMarks[line]]:
            break
        line += 1
    else:
        return False  # never closed: two per-cent signs, not a comment
    if not silent:
        hide(state, start, line + 1)
    return True


def _mdx(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`import … from "…"` and `export …`, up to the next blank line."""
    if state.level or state.blkIndent or silent or not _IMPORT.match(line_of(state, start)):
        return False
    last = start + 1
    while last < end and not state.isEmpty(last):
        last += 1
    hide(state, start, last)
    return True


def _code(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Indented code; but lines that are indented right below tags belong to them, and those below
    a footnote to it."""
    if not state.is_code_block(start) or is_below_tags(state, start):
        return False
    if not silent and _goes_on_with_footnote(state):
        while start < end and (state.isEmpty(start) or state.sCount[start] >= state.blkIndent + 4):
            state.sCount[start] -= _COLUMNS
            start += 1
        return False
    return code(state, start, end, silent)


def _goes_on_with_footnote(state: StateBlock) -> bool:
    """Whether what stands before is the text of a footnote: `[^1]: …`."""
    last = state.tokens[-2] if len(state.tokens) > 1 else None
    return last is not None and last.type == "inline" and bool(_FOOTNOTE.match(last.content))


def below_tags(state: StateBlock, line: int) -> None:
    """The lines below that of a tag belong to it, up to a blank one."""
    last = line + 1
    while last < state.lineMax and not state.isEmpty(last):
        last += 1
    state.env["tags_until"] = last


def is_below_tags(state: StateBlock, line: int) -> bool:
    """Whether tags stand above a line, with no blank line between."""
    return line < int(state.env.get("tags_until", 0))


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines of nothing but tags, comments, and what is shown as it is typed or not at all.

    Unlike CommonMark's, all else between tags is markdown like any other: people write lists and
    headings there, and expect them to be read.
    """
    text = line_of(state, start)
    if text[:1] != "<":
        return False
    if not state.is_code_block(start):
        if match := _PREFORMATTED.match(text):
            last = _line_with(state, f"</{match[1].lower()}", start, end)
            if last is not None and not silent:
                token = state.push("html_block", "", 0)
                token.map = [start, last + 1]
                token.info = match[1].lower()
                token.content = state.getLines(start, last + 1, state.blkIndent, True)
                state.line = last + 1
            return last is not None
        if text.startswith("<!--"):
            return _html_comment(state, start, end, silent)
    elif not is_below_tags(state, start):
        return False
    depth = _tags_alone(text)
    if depth is None:
        return False
    if not silent:
        hide(state, start, start + 1)
        if depth > 0 and not is_below_tags(state, start):
            below_tags(state, start)
    return True


def _tags_alone(text: str) -> int | None:
    """How many tags a line leaves open that holds tags that show nothing, and no more; None for
    other lines."""
    partners, at, depth = Partners(text), 0, 0
    while at < len(text):
        if text[at] in " \t":
            at += 1
            continue
        tag = tag_at(partners, at) if text[at] == "<" else None
        if tag is None or tag.shown.strip() or tag.name in UNSEEN:
            return None
        depth += 1 if tag.opens else -1 if text.startswith("</", at) else 0
        at = tag.end
    return depth


def _html_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    last = _line_with(state, "-->", start, end)
    if last is None:
        return False
    rest = line_of(state, last)
    if rest[rest.index("-->") + 3 :].strip():
        return False
    if not silent:
        hide(state, start, last + 1)
    return True


def _line_with(state: StateBlock, sign: str, start: int, end: int) -> int | None:
    """The first line from `start` that holds a sign, in small letters; no search where the note
    has none further on."""
    known: dict[str, int] = state.env.setdefault("last", {})
    if sign not in known:
        known[sign] = state.src.lower().rfind(sign)
    if known[sign] < state.bMarks[start]:
        return None
    for line in range(start, end):
        if sign in state.src[state.bMarks[line] : state.eMarks[line]].lower():
            return line
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return None
    return None
