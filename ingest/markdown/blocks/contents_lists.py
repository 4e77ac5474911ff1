"""Lists and lines of links into the same note: tables of contents, “back to top”. They say what the
headings say already, so they become hidden tokens. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ingest.markdown.directives import DIRECTIVE
from ingest.markdown.inline_state import SYNTAX

_MOST_OTHERS = 0.34
"""Of a list's items those that may be plain names between the links."""
# A link to a heading of the same note: “[[#缓存|看]]” but not “[[缓存]]”.
_OWN_WIKILINK = re.compile(r"\[\[#[^\[\]\n]*\]\]")
# A title that such a list has: “**目录**” but not “**缓存**”.
_TITLE = re.compile(r"(?:table of )?contents|toc|目录|本文目录|文章目录|大纲|导航", re.IGNORECASE)


def add_contents_lists(parser: MarkdownIt) -> None:
    """Teach a parser to hide them; runs when the insides of lines are read."""
    parser.core.ruler.push("contents_lists", _hide_contents)


def _hide_contents(state: StateCore) -> None:
    if "](#" not in state.src and "[[#" not in state.src:
        return
    tokens: list[Token] = []
    at = 0
    while at < len(state.tokens):
        token = state.tokens[at]
        end = _end(state.tokens, at) if token.type in _BLOCKS else at + 1
        inside = state.tokens[at:end]
        # In a list of other things such a link is what its item says.
        is_free = not token.level or (tokens and tokens[-1].type == "blockquote_open")
        if token.type in _BLOCKS and token.map and is_free and _only_links(token, inside):
            if (before := _title_before(tokens)) is not None:
                tokens[before : before + 3] = [_hidden(tokens[before])]
            tokens.append(_hidden(token))
            at = end
        else:
            tokens.append(token)
            at += 1
    state.tokens = tokens


_BLOCKS = frozenset({"bullet_list_open", "ordered_list_open", "paragraph_open"})


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the block ends that begins at a token."""
    level, closing = tokens[at].level, tokens[at].type.replace("_open", "_close")
    end = at + 1
    while end < len(tokens) and not (tokens[end].level == level and tokens[end].type == closing):
        end += 1
    return end + 1


def _only_links(token: Token, inside: Sequence[Token]) -> bool:
    lines = [one for one in inside if one.type == "inline"]
    if any(one.type in ("fence", "code_block", "table_open", "math_block") for one in inside):
        return False
    linked = sum(map(_is_own_link, lines))
    if token.type == "paragraph_open":
        return linked == len(lines) == 1
    return (
        linked > 1
        and len(lines) - linked <= _MOST_OTHERS * len(lines)
        and all(_is_own_link(one) or _is_name(one.content) for one in lines)
    )


def _is_name(text: str) -> bool:
    """Whether a line between links names a part, and says nothing of it."""
    return len(text) < 40 and not re.search(r"[，。；,;]|[:：]\s*\Z", text)


def _is_own_link(inline: Token) -> bool:
    """Whether a line is links to headings of its own note, and what stands between links."""
    depth, links, others = 0, 0, ""
    for child in inline.children or ():
        if child.type == "link_open":
            depth += 1
            links += 1
            if not str(child.attrs.get("href", "")).startswith("#"):
                return False
        elif child.type == "link_close":
            depth -= 1
        elif child.type == SYNTAX:
            start, end = child.meta["span"]
            if _OWN_WIKILINK.fullmatch(inline.content, start, end):
                links += 1
            elif child.content.strip():
                others += child.content
        elif not depth:
            others += child.content
    return links > 0 and not any(map(str.isalpha, others))


def _title_before(tokens: Sequence[Token]) -> int | None:
    """Where a paragraph begins that is the title of what follows."""
    at = len(tokens) - 1
    while at > 0 and tokens[at].type == DIRECTIVE:
        at -= 1
    if at < 2 or tokens[at].type != "paragraph_close":
        return None
    bare = tokens[at - 1].content.strip("*_:： #")
    return at - 2 if _TITLE.fullmatch(bare) else None


def _hidden(token: Token) -> Token:
    made = Token(DIRECTIVE, "", 0, level=token.level, map=token.map)
    made.hidden = made.block = True
    return made
