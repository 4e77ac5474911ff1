"""Markdown as the notes use it: a CommonMark parser with source lines, and plain text out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.dollarmath import dollarmath_plugin

_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|#]*)(#[^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CALLOUT = re.compile(r"^\[!([\w-]+)\][+-]?[ \t]*", re.MULTILINE)
_TAG = re.compile(r"(?:(?<=\s)|^)#([^\W\d][\w/-]*)")
_BARE_URL = re.compile(r"https?://[^\s<>\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+")
_LEFT_BOLD = re.compile(r"\*\*([^*\n]+?)\*\*")
_IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif|pdf)$", re.IGNORECASE)
# Alt texts that editors fill in by themselves say nothing about the picture.
_EMPTY_ALT = re.compile(
    r"^(?:[\w.-]*/)*(?:img|image|null|alt|pic|picture|图片|截图|untitled|screenshot)?[\s\d_\-.]*"
    r"(?:\.(?:png|jpe?g|gif|webp|svg|bmp))?$|^[0-9a-f-]{16,}$",
    re.IGNORECASE,
)


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
    while line < end:
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


_PARSER = make_parser()


def parse(markdown: str) -> list[Token]:
    """Block tokens; `token.map` holds 0-based [first line, line behind the last)."""
    return _PARSER.parse(markdown)


def inline_text(children: Sequence[Token] | None) -> str:
    """Plain text of an inline token: marks dropped, code and link text kept, images to alt text."""
    parts: list[str] = []
    for token in children or ():
        if token.type in ("text", "code_inline", "math_inline", "math_inline_double"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            alt = token.content.strip()
            if alt and not _EMPTY_ALT.match(alt):
                parts.append(alt)
        elif token.type == "html_inline" and token.content.lower().startswith("<br"):
            parts.append("\n")
    return _obsidian("".join(parts))


def _obsidian(text: str) -> str:
    if "[[" in text:
        text = _WIKILINK.sub(_wikilink_text, text)
    if "%%" in text:
        text = _COMMENT.sub("", text)
    if "**" in text:  # bold that even the CJK rule can't pair, such as `** 写错 **`
        text = _LEFT_BOLD.sub(r"\1", text)
    return text


def _wikilink_text(match: re.Match[str]) -> str:
    embed, target, heading, alias = match.groups()
    if embed and _IMAGE_FILE.search(target):
        return ""  # the alias of an embedded image is its width
    return alias or target.rsplit("/", 1)[-1] + (" " + heading[1:] if heading else "")


def heading_text(children: Sequence[Token] | None) -> str:
    """Plain text of a heading on one line; a heading of images alone gives an empty string."""
    return " ".join(inline_text(children).split())


def plain_text(markdown: str, *, headings: bool = False) -> str:
    """What the embedding model reads: no marks, no image links, no URLs, no comments.

    List items, table rows and code keep their lines. Headings are left out unless asked for,
    since the heading path stands before the body anyway.
    """
    parts: list[str] = []
    row: list[str] | None = None
    in_heading = False
    for token in parse(markdown):
        if token.type == "heading_open":
            in_heading = True
        elif token.type == "heading_close":
            in_heading = False
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            parts.append(" | ".join(row))
            row = None
        elif token.type == "inline":
            text = inline_text(token.children)
            text = _CALLOUT.sub("", text) if "[!" in text else text
            text = _BARE_URL.sub("", text) if "://" in text else text
            text = _TAG.sub(r"\1", text) if "#" in text else text
            text = text.strip()
            if row is not None:
                row.append(text)
            elif text and (headings or not in_heading):
                parts.append(text)
        elif token.type in ("fence", "code_block", "math_block", "math_block_label"):
            if content := token.content.strip("\n"):
                parts.append(content)
        elif token.type == "html_block":
            text = _HTML_TAG.sub(" ", _HTML_COMMENT.sub("", token.content))
            if text := " ".join(text.split()):
                parts.append(text)
    return "\n".join(parts)


def bold_phrases(markdown: str) -> tuple[str, ...]:
    """Bold stretches in order, each once, at least two characters long."""
    found: dict[str, None] = {}
    for token in parse(markdown):
        if token.type != "inline":
            continue
        open_at: int | None = None
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "strong_open" and open_at is None:
                open_at = i
            elif child.type == "strong_close" and open_at is not None:
                phrase = heading_text(children[open_at + 1 : i]).strip("：:，,。.；; ")
                if len(phrase) >= 2:
                    found[phrase] = None
                open_at = None
    return tuple(found)


def inline_tags(markdown: str) -> tuple[str, ...]:
    """Obsidian `#tags` in running text, without the sign; code, links and headings don't count."""
    found: dict[str, None] = {}
    for token in parse(markdown):
        if token.type == "inline" and "#" in token.content:
            for child in token.children or ():
                if child.type == "text":
                    found.update(dict.fromkeys(_TAG.findall(child.content)))
    return tuple(found)
