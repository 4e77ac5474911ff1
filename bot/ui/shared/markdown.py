"""Markdown from notes and models as HTML that is safe to put into the page; pure.

Two fences, one behind the other: the parser treats raw HTML as text, and nh3 then keeps only
the tags named here. What the page adds itself (marks, highlights) is put in after both.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html.parser import HTMLParser
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from bot.core.turn import Segment
from bot.notes.text import (
    folded,
    shown,
)

_TAGS = {
    *("a", "blockquote", "br", "code", "div", "em", "hr", "li", "ol", "p", "pre", "s", "span"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_CLASSES = {"p": {"heading"}, "a": {"image"}, "span": {"math"}, "div": {"math"}}
_SCHEMES = {"http", "https", "mailto"}

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
# A fence of code as the last line: “a\n```\n” but not “```\na”.
_FENCE_AT_END = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})\s*\Z", re.MULTILINE)

HtmlPiece = tuple[bool, str]
"""(is text, the text unescaped or the tag as it stands)."""


def render(markdown: str, image_words: Callable[[str], str]) -> str:
    """HTML for foreign markdown. Images become links; `image_words(alt)` names them."""
    env = {"image_words": image_words}
    return nh3.clean(
        str(_parser().render(markdown, env)),
        tags=_TAGS,
        clean_content_tags=set(),
        attributes={"a": {"href"}, "ol": {"start"}},
        allowed_classes=_CLASSES,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
        url_schemes=_SCHEMES,
        url_relative="deny",
    )


def render_passage(markdown: str, quote: str, image_words: Callable[[str], str]) -> str:
    """A passage with `<mark>` around the words of `quote`, a substring of it ("" for none)."""
    pieces = _pieces(render(markdown, image_words))
    at = markdown.find(quote) if quote else -1
    if at < 0:
        return _join(pieces)
    rendered = "".join(text for is_text, text in _pieces(render(quote, image_words)) if is_text)
    for needle in (_letters(rendered), _letters(quote)):
        span = _find(pieces, needle, near=len(_letters(markdown[:at])))
        if span:
            return _highlight(pieces, *span)
    return _join(pieces)


def render_draft(markdown: str, image_words: Callable[[str], str]) -> str:
    """Text that is still being written; its marks are not checked, so they are not buttons."""
    parts = []
    in_code = 0
    for is_text, piece in _pieces(render(markdown, image_words)):
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
    pieces = _pieces(render("".join(_with_signs(s) for s in segments), image_words))
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
    pieces = _pieces(render(text, lambda alt: alt))
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


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[HtmlPiece] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pieces.append((False, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append((False, f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        self.pieces.append((True, data))


def _pieces(safe_html: str) -> list[HtmlPiece]:
    reader = _Reader()
    reader.feed(safe_html)
    reader.close()
    return reader.pieces


def _join(pieces: Iterable[HtmlPiece]) -> str:
    return "".join(html.escape(piece) if is_text else piece for is_text, piece in pieces)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _find(pieces: Sequence[HtmlPiece], needle: str, near: int) -> tuple[int, int] | None:
    """Where `needle` (letters only) begins and ends among the letters of all text."""
    hay = _letters("".join(piece for is_text, piece in pieces if is_text))
    starts = [m.start() for m in re.finditer(f"(?={re.escape(needle)})", hay)] if needle else []
    if not starts:
        return None
    start = min(starts, key=lambda found: abs(found - near))
    return start, start + len(needle)


def _highlight(pieces: Sequence[HtmlPiece], start: int, end: int) -> str:
    """Wrap the letters `start`..`end` (counted over all text), and what stands between them."""
    parts = []
    seen = 0
    for is_text, piece in pieces:
        if not is_text:
            parts.append(piece)
            continue
        chosen = []
        before = seen
        for at, char in enumerate(piece):
            if char.isalnum():
                if start <= seen < end:
                    chosen.append(at)
                seen += 1
        if chosen:
            # Signs between two highlighted stretches belong to them.
            a = 0 if start < before else chosen[0]
            b = len(piece) if seen < end else chosen[-1] + 1
            inner = html.escape(piece[a:b])
            parts.append(f"{html.escape(piece[:a])}<mark>{inner}</mark>{html.escape(piece[b:])}")
        else:
            parts.append(html.escape(piece))
    return "".join(parts)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_math)
    parser.core.ruler.push("flat_headings", _flatten_headings)
    parser.add_render_rule("image", _image)
    return parser


def _math(content: str, _options: dict[str, Any]) -> str:
    return html.escape(content)


def _flatten_headings(state: StateCore) -> None:
    """Headings of a note are no headings of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
            if token.type == "heading_open":
                token.attrSet("class", "heading")


def _image(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]
) -> str:
    token = tokens[index]
    words = env["image_words"](token.content)
    href = html.escape(str(token.attrGet("src") or ""))
    return f'<a class="image" href="{href}">{html.escape(words)}</a>'
