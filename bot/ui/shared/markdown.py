"""Markdown from notes and models as HTML that is safe to put into the page; pure.

A note's own text is drawn by `bot.markup.note`. In what a model or the reader writes, raw HTML
is text: a tag that is asked about is one of the words. Either way the fence then keeps only what it
knows, and what the page adds itself (marks, highlights) is put in after both.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from bot.core.turn import Segment
from bot.markup.fence import fenced
from bot.markup.formula import formula
from bot.markup.note import note_html
from bot.markup.note_context import NoteContext
from bot.markup.pieces import highlighted, joined, letters, letters_of, pieces_of
from bot.notes.text import folded, shown

# Signs for the page's own additions while the text passes through the parser. They count as
# punctuation there, as the `[1]` they stand for does, so that bold before them still closes.
_OPEN, _CLOSE, _MARK_OPEN, _MARK_CLOSE = "\u2e24", "\u2e25", "\u2e28", "\u2e29"
_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}{_MARK_OPEN}{_MARK_CLOSE}]")
_SIGN_OR_MARKS = re.compile(f"((?:{_MARK_OPEN}\\d+{_MARK_CLOSE})+)|({_OPEN})|({_CLOSE})")
# The last one or two characters, beside which a mark must not stand alone: “end” but not “end ”.
_LAST_WORD = re.compile(r"\S{1,2}\Z")
# Signs of lists, quotes and headings that a block begins with: “> - ” but not “> - text”.
_BLOCK_SIGNS = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)]|>|#{1,6})\s+)*")
# A mark as a model writes it, before it was checked: “对[1]” but not “对[注]”.
_DRAFT_MARK = re.compile(r"\[\d{1,2}\]")
# The box of a task, which a sign of ours may stand before: “[x] 完成” but not “[a] 完成”.
_TASK = re.compile(rf"({_OPEN}?)\[([ xX])\][ \t]+")
# A fence of code as the last line: “a\n```\n” but not “```\na”.
_FENCE_AT_END = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})\s*\Z", re.MULTILINE)


def render(markdown: str, image_words: Callable[[str], str]) -> str:
    """HTML for a model's markdown. Images become links; `image_words(alt)` names them."""
    return _rendered(_parser(), markdown, image_words)


def render_passage(markdown: str, quote: str, around: NoteContext) -> str:
    """A note's passage, `<mark>` around the words of `quote`, a substring of it ("" for none)."""
    pieces = pieces_of(note_html(markdown, around))
    at = markdown.find(quote) if quote else -1
    if at < 0:
        return joined(pieces)
    quoted = letters_of(pieces_of(note_html(quote, around)))
    return highlighted(pieces, (quoted, letters(quote)), near=len(letters(markdown[:at])))


def render_quoted(markdown: str, quotes: Mapping[int, str], around: NoteContext) -> str:
    """A note's passage, `<mark data-said="n">` around the words of each quote by its number."""
    drawn = joined(pieces_of(note_html(markdown, around)))
    for number, quote in quotes.items():
        at = markdown.find(quote) if quote else -1
        if at >= 0:
            quoted = letters_of(pieces_of(note_html(quote, around)))
            drawn = highlighted(
                pieces_of(drawn),
                (quoted, letters(quote)),
                near=len(letters(markdown[:at])),
                mark=f'<mark data-said="{number}">',
            )
    return drawn


def render_draft(markdown: str, image_words: Callable[[str], str]) -> str:
    """Text that is still being written; its marks are not checked, so they are not buttons."""
    parts = []
    in_code = 0
    for is_text, piece in pieces_of(render(markdown, image_words)):
        if not is_text:
            in_code += piece.startswith("<code") - piece.startswith("</code")
            parts.append(piece)
        elif in_code:
            parts.append(html.escape(piece))
        else:
            shown = html.escape(piece)
            parts.append(_DRAFT_MARK.sub(r'<span class="mark draft">\g<0></span>', shown))
    return "".join(parts)


def render_segments(
    segments: Sequence[Segment],
    *,
    mark: Callable[[int], str],
    unsupported: str,
    image_words: Callable[[str], str],
) -> str:
    """A checked answer. `mark(n)` gives the HTML of a mark, `unsupported` the words (plain text)
    that go with sentences without support."""
    pieces = pieces_of(render("".join(_with_signs(s) for s in segments), image_words))
    note = html.escape(unsupported)
    parts: list[str] = []
    open_ = False
    for is_text, piece in pieces:
        if not is_text:
            parts.append(piece)
            continue
        end = 0
        for match in _SIGN_OR_MARKS.finditer(piece):
            said, end = piece[end : match.start()], match.end()
            if match[1]:
                tail = "" if open_ else _tail(said)
                marks = "".join(mark(int(n)) for n in re.findall(r"\d+", match[1]))
                parts.append(_said(said[: len(said) - len(tail)], note if open_ else ""))
                # A mark must not begin a line of its own, away from what it supports.
                parts.append(f'<span class="keep">{html.escape(tail)}{marks}</span>')
                continue
            parts.append(_said(said, note if open_ else ""))
            open_ = bool(match[2])
            parts.append("" if open_ else f'<span class="sr-only">({note})</span>')
        parts.append(_said(_SIGNS.sub("", piece[end:]), note if open_ else ""))
    return "".join(parts)


def plain(markdown: str) -> str:
    """The words of a note's markdown on one line, for labels."""
    return typed(shown(folded(markdown)))


def typed(text: str) -> str:
    """The words of what somebody typed on one line: a tag that is asked about is one of them."""
    pieces = pieces_of(_rendered(_parser(draws_formulas=False), text, lambda alt: alt))
    return " ".join("".join(text for is_text, text in pieces if is_text).split())


def _tail(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found[0] if found else ""


def _said(text: str, unsupported: str) -> str:
    shown = html.escape(text)
    if not unsupported or not text.strip():
        return shown
    return f'<span class="unsupported" title="{unsupported}">{shown}</span>'


def _with_signs(segment: Segment) -> str:
    text = _SIGNS.sub("", segment.text)
    body = text.rstrip()
    space = text[len(body) :]
    marks = "".join(f"{_MARK_OPEN}{n}{_MARK_CLOSE}" for n in segment.marks)
    if _FENCE_AT_END.search(body):
        # Behind the fence's last line a mark would be code.
        return f"{body}\n\n{marks}{space or chr(10)}" if marks else text
    if body.endswith("|"):
        # Behind the last bar it would be a cell too many, which the parser drops.
        return f"{body[:-1]}{marks}|{space}"
    if not segment.supported and not body.lstrip().startswith(("|", "```", "~~~")):
        lead = _BLOCK_SIGNS.match(body)
        at = lead.end() if lead else 0
        if body[at:]:
            body = f"{body[:at]}{_OPEN}{body[at:]}{_CLOSE}"
    return body + marks + space


def _rendered(parser: MarkdownIt, markdown: str, image_words: Callable[[str], str]) -> str:
    return fenced(str(parser.render(markdown, {"image_words": image_words})))


@cache
def _parser(*, draws_formulas: bool = True) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"])
    math = _math if draws_formulas else _written
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=math)
    parser.core.ruler.push("flat_headings", _flatten_headings)
    parser.core.ruler.push("tasks", _draw_tasks)
    parser.add_render_rule("image", _image)
    return parser


def _math(tex: str, options: dict[str, Any]) -> str:
    return formula(tex, display=bool(options["display_mode"])) or f"<code>{html.escape(tex)}</code>"


def _written(tex: str, _options: dict[str, Any]) -> str:
    return html.escape(tex)


def _flatten_headings(state: StateCore) -> None:
    """Headings of a note are no headings of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
            if token.type == "heading_open":
                token.attrSet("class", "heading")


def _draw_tasks(state: StateCore) -> None:
    """The boxes of tasks, which are quoted as their notes have them."""
    for before, token in zip(state.tokens[1:], state.tokens[2:], strict=False):
        if token.type == "inline" and before.type == "paragraph_open" and before.level:
            first = token.children[0] if token.children else None
            if first is not None and (task := _TASK.match(first.content)):
                sign = "☐" if task[2] == " " else "☑"
                first.content = f"{task[1]}{sign} {first.content[task.end() :]}"


def _image(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]
) -> str:
    token = tokens[index]
    words = env["image_words"](token.content)
    href = html.escape(str(token.attrGet("src") or ""))
    return f'<a class="image" href="{href}">{html.escape(words)}</a>'
