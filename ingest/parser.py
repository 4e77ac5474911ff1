"""The markdown dialect of the notes: CommonMark with tables, math, Obsidian comments, Chinese."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ingest.characters import folded

_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


class _CjkInline(StateInline):
    """Emphasis as a Chinese reader expects it.

    CommonMark's flanking rules want white space between `**…）**` and the word behind it, which
    Chinese doesn't have; so next to `*` a CJK character counts like punctuation does.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        marker = self.src[start]
        if marker != "*":
            return super().scanDelims(start, canSplitWord)
        end = start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        punct_before, punct_after = _is_punct(before), _is_punct(after)
        break_before = space_before or punct_before or bool(_CJK.match(before))
        break_after = space_after or punct_after or bool(_CJK.match(after))
        opens = not space_after and (not punct_after or break_before)
        closes = not space_before and (not punct_before or break_after)
        return Scanned(opens, closes, end - start)


def _is_punct(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


class _CjkParserInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _CjkInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def make_parser() -> MarkdownIt:
    """A CommonMark parser with tables, strikethrough, dollar math and Obsidian comments.

    Raw HTML is parsed as HTML (so it is no text); a renderer must switch `html` off.
    """
    parser = MarkdownIt("commonmark")
    parser.inline = _CjkParserInline()
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=True, double_inline=True)
    parser.block.ruler.at("reference", _reference)
    parser.block.ruler.before(
        "fence", "comment", _comment_block, {"alt": ["paragraph", "blockquote", "list"]}
    )
    return parser


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`%%` … `%%` over several lines: an Obsidian comment, whatever stands inside."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not first.startswith("%%") or "%%" in first[2:]:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        if "%%" in state.src[state.bMarks[line] : state.eMarks[line]]:
            break
        line += 1
    else:
        return False  # never closed: two per-cent signs, not a comment
    if not silent:
        token = state.push("comment", "", 0)
        token.map = [start, line + 1]
        token.hidden = True
        state.line = line + 1
    return True


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's link definitions; but `[^1]: 说明` is a footnote, which is text."""
    if state.src.startswith("[^", state.bMarks[start] + state.tShift[start]):
        return False
    return reference(state, start, end, silent)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return make_parser()


@lru_cache(maxsize=64)
def parse(markdown: str) -> tuple[Token, ...]:
    """Block tokens of the folded text, which has the same lines (`ingest.characters`); `token.map`
    holds 0-based [first line, line behind the last).

    The tokens are shared between callers: they are not to be changed.
    """
    return tuple(_parser().parse(folded(markdown)))
