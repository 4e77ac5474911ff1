"""Formulas: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]` and environments of TeX. Money is none. Pure.

A formula is taken whole: nothing inside is markup. Tokens `math_inline`, `math_inline_double` and
`math_block`, as `mdit_py_plugins.dollarmath` has them; a block's `markup` is the line that ends it.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ingest.markdown.directives import line_of
from ingest.markdown.inline_state import InlineState, push_text
from ingest.text.formulas import is_formula

# An environment that is a formula by itself: “\begin{align*}” but not “\begin{document}”.
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|aligned|gather|multline|eqnarray|cases|split|array|[bpvV]?matrix)\*?)\}"
)
_MOST_LINES = 200
"""Of a formula."""


def add_math(parser: MarkdownIt) -> None:
    """Teach a parser formulas."""
    parser.use(dollarmath_plugin, allow_space=True, double_inline=True)
    dollars: Any = _dollars
    brackets: Any = _brackets
    parser.inline.ruler.at("math_inline", dollars)
    in_dollars = next(rule for rule in parser.block.ruler.__rules__ if rule.name == "math_block")
    block = in_dollars.fn

    def closed_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A block between `$$`; none is looked for where no line ends with them any more."""
        if not line_of(state, start).startswith("$$"):
            return False
        if "dollars" not in state.env:
            ends = [match.start() for match in re.finditer(r"\$\$", state.src)]
            state.env["dollars"] = ends[-1] if ends else -1
        opening = state.bMarks[start] + state.tShift[start]
        return state.env["dollars"] > opening and block(state, start, end, silent)

    in_dollars.fn = closed_block
    parser.inline.ruler.before("escape", "math_brackets", brackets)
    parser.block.ruler.before(
        "fence", "math_environment", _block, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _dollars(state: InlineState, silent: bool) -> bool:
    src, pos = state.src, state.pos
    if src[pos] != "$":
        return False
    if src.startswith("$$", pos):
        end = state.closing("$$", pos + 2)
        content = src[pos + 2 : end] if end >= 0 else ""
        if not content.strip() or "$" in content:
            while pos < state.posMax and src[pos] == "$":  # all of a row of them, at once
                pos += 1
            return push_text(state, silent, pos)
        return _push(state, silent, "math_inline_double", "$$", content, end + 2)
    end = state.closing("$", pos + 1)
    while end >= 0 and src[end - 1] == "\\":
        end = state.closing("$", end + 1)
    if end < 0:
        return push_text(state, silent, pos + 1)
    before = src[pos - 1] if pos else ""
    if not is_formula(src[pos + 1 : end], before, src[end + 1 : end + 2]):
        return push_text(state, silent, pos + 1)
    return _push(state, silent, "math_inline", "$", src[pos + 1 : end], end + 1)


def _brackets(state: InlineState, silent: bool) -> bool:
    """`\\(x\\)` and `\\[x\\]`, also as those write it whose program takes one backslash away."""
    src, pos = state.src, state.pos
    sign = "\\\\" if src.startswith("\\\\", pos) else "\\"
    opening = src[pos + len(sign) : pos + len(sign) + 1]
    if src[pos] != "\\" or opening not in ("(", "["):
        return False
    closing = sign + (")" if opening == "(" else "]")
    start = pos + len(sign) + 1
    end = state.closing(closing, start)
    if end < 0 or not is_formula(src[start:end].strip()):
        return False
    if opening == "[" and not re.search(r"[\\^_=<>+]", src[start:end]):
        return False  # `\[note\]`: brackets that are no link
    kind = "math_inline" if opening == "(" else "math_inline_double"
    return _push(state, silent, kind, sign + opening, src[start:end], end + len(closing))


def _push(state: InlineState, silent: bool, kind: str, markup: str, content: str, end: int) -> bool:
    if not silent:
        token = state.push(kind, "math", 0)
        token.content, token.markup = content, markup
    state.pos = end
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`\\[` … `\\]` and `\\begin{align}` … `\\end{align}` over lines."""
    if state.is_code_block(start):
        return False
    text = line_of(state, start).rstrip()
    if not text.startswith("\\"):
        return False
    environment = _ENVIRONMENT.match(text)
    if environment is not None:
        opening, closing = "", f"\\end{{{environment[1]}}}"
    elif text.startswith(("\\[", "\\\\[")):
        sign = text[: text.index("[")]
        opening, closing = f"{sign}[", f"{sign}]"
    else:
        return False
    known: dict[str, int] = state.env.setdefault("last", {})
    if closing not in known:
        known[closing] = state.src.rfind(closing)
    if known[closing] < state.bMarks[start]:
        return False
    last, end = start, min(end, start + _MOST_LINES)
    while last < end and closing not in line_of(state, last):
        last += 1
        if last < end and state.sCount[last] < state.blkIndent and not state.isEmpty(last):
            return False
    if last >= end or not line_of(state, last).rstrip().endswith(closing):
        return False
    lines = state.getLines(start, last + 1, state.blkIndent, False).strip()
    content = lines[len(opening) : len(lines) - (len(closing) if opening else 0)].strip()
    if not content or (opening and last == start and not re.search(r"[\\^_=<>+]", content)):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.map, token.markup = [start, last + 1], closing
        token.content, token.block = content, True
        state.line = last + 1
    return True
