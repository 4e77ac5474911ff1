"""What inline rules work on: a line's text, the tokens found so far, and what is looked up once.
Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ingest.markdown.tags import Partners

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

SYNTAX = "syntax"
"""The type of tokens for what a reader doesn't see; see `ingest.markdown.inline`."""

# A Chinese, Japanese or Korean character: “网” but not “net”.
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


class InlineState(StateInline):
    """Emphasis as a Chinese reader expects it, and what is looked up once in a line.

    CommonMark's flanking rules want white space between `**…）**` and the word behind it, which
    Chinese doesn't have; so next to `*` a CJK character counts like punctuation does.
    """

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.partners = Partners(src)
        self.highlights: set[int] = set()
        self._breaks: list[int] | None = None

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

    def line_around(self, at: int) -> tuple[int, int]:
        """(start, end) of the line that a place is in."""
        if self._breaks is None:
            self._breaks = [match.start() for match in re.finditer("\n", self.src)]
        row = bisect_left(self._breaks, at)
        start = self._breaks[row - 1] + 1 if row else 0
        return start, self._breaks[row] if row < len(self._breaks) else len(self.src)

    def closing(self, sign: str, start: int) -> int:
        """Where `sign` comes next, or -1; no search where the last one lies before."""
        if self.html_terminator_last(sign) < start:
            return -1
        return self.src.find(sign, start, self.posMax)


def _is_punct(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def push(
    state: StateInline, silent: bool, end: int, shown: str = "", *, blanks: bool = False
) -> bool:
    """Take everything up to `end` for syntax, with `blanks` those before it too."""
    if not silent:
        start = state.pos
        if blanks:
            kept = state.pending.rstrip(" \t")
            start -= len(state.pending) - len(kept)
            state.pending = kept
        token = state.push(SYNTAX, "", 0)
        token.content = shown
        token.meta["span"] = (start, end)
    state.pos = end
    return True


def push_unseen(state: StateInline, silent: bool, end: int) -> bool:
    """Take everything up to `end` for syntax that leaves nothing; of blanks on both sides one."""
    src, pos = state.src, state.pos
    if pos == 0 or src[pos - 1] in " \t\n":
        while end < state.posMax and src[end] in " \t":
            end += 1
    return push(state, silent, end)


def push_text(state: StateInline, silent: bool, end: int) -> bool:
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True
