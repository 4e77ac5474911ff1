"""The note's own numbers in brackets: marks of its sources, indices, lists. Pure."""

from __future__ import annotations

import re

from ingest.markdown.inline_state import SYNTAX, InlineState, push, push_text

_SOURCE = (
    r"(?:编号|片段|来源|出处|笔记|参考文献|参考资料|参考|文献|注|passage|source|ref|reference|note)"
)
_MARK = re.compile(
    rf"[\[［【]\s*(?:{_SOURCE}\s*[:：]?\s*\d{{1,3}}(?:\s*[,，、]\s*\d{{1,3}})*|[1-9]\d?)\s*[\]］】](?!\()",
    re.IGNORECASE,
)
"""A number that names a source, as `bot.language.markup` would read one of ours."""
_MARKS = re.compile(rf"(?:[ \t]*{_MARK.pattern})+", re.IGNORECASE)
# Numbers in brackets, which may be an interval or an index: “[1, 2]” but not “[1](a.md)”.
_NUMBERS = re.compile(r"[\[［【]\s*\d+(?:\s*[,，、;；–—~-]\s*\d+)*\s*[\]］】](?!\()")
# Anything in brackets behind a name: “a[i]” but not “a(i)”.
_AN_INDEX = re.compile(r"\[[^\[\]\n]*\]")
# What follows brackets that are code: “ = 3” but not “，见下”.
_COUNTED_ON = re.compile(r"\.[A-Za-z_]|\[|\s?(?:[-+*/%]?=|[+*/%<>])\s?[\w(]")
# A name of code at the end, with its indices: “取 arr[0]” but not “取数组”.
_INDEX = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*(?:\[[^\[\]\n]*\])*\Z")


def number(state: InlineState) -> bool:
    """`[1]`, `【来源2】`: the note's own marks go, since they would be taken for those that lead to
    passages. `a[0]` and `[1, 2]` are text, shown as the code that they are."""
    src, pos, most = state.src, state.pos, state.posMax
    name = _INDEX.search(src, max(pos - 40, 0), pos) if src[pos] == "[" else None
    if name and (own := _AN_INDEX.match(src, pos, most)) and _is_index(name[0], own, src):
        end = own.end()
        while more := _AN_INDEX.match(src, end, most):
            end = more.end()
        pending = state.pending
        if not pending.endswith(name[0]):
            return push_text(state, False, end)
        state.pending = pending[: len(pending) - len(name[0])]
        return _push_code(state, name.start(), end)
    if mark := _MARKS.match(src, pos, most):
        end = mark.end()
        while end < most and src[end] in " \t" and (pos == 0 or src[pos - 1] == "\n"):
            end += 1
        if end < most and is_word(src[end]):  # a word follows: the blank before stays
            return push(state, False, end)
        return push(state, False, end, blanks=True)
    numbers = _NUMBERS.match(src, pos, most)
    return numbers is not None and _push_code(state, pos, numbers.end())


def _push_code(state: InlineState, start: int, end: int) -> bool:
    token = state.push(SYNTAX, "", 0)
    token.content = state.src[start:end]
    token.meta = {"span": (start, end), "shown": f"`{token.content}`"}
    state.pos = end
    return True


def _is_index(name: str, own: re.Match[str], src: str) -> bool:
    """Whether a number in brackets behind a name counts into it rather than naming a source."""
    if not re.fullmatch(r"\[\s*\d+\s*\]", own[0]):
        return False
    if (len(name) <= 3 and name.islower()) or re.search(r"[_.\[]|[a-z][A-Z]", name):
        return True
    return own[0] == "[0]" or bool(_COUNTED_ON.match(src, own.end()))


def is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "_)]")
