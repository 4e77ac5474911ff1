"""Markdown -> the plain text that people and the embedding model read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from markdown_it.token import Token

from ingest.markdown.directives import DIRECTIVE
from ingest.markdown.inline_state import SYNTAX
from ingest.markdown.parser import parse, parse_line
from ingest.markdown.tags import UNSEEN, said_by_alt
from ingest.text.formulas import formula_text

__all__ = [
    "bold_phrases",
    "heading_text",
    "html_text",
    "inline_tags",
    "inline_text",
    "parse",
    "parse_line",
    "plain_text",
]

# The box of a task: “[x] 完成” but not “[a] 完成”.
_TASK = re.compile(r"^\[[ xX]\][ \t]+")
# A tag of Obsidian's in running text: “见 #redis/集群” but not “见 C#语言”.
_TAG = re.compile(r"(?:(?<=\s)|^)#([^\W\d][\w/-]*)")
# An address that is written out: “见 https://x.cn/a” but not “见 x.cn/a”.
_BARE_URL = re.compile(r"https?://[^\s<>\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+")
# Signs of bold text that the parser took for no such thing: “**缓存**” but not “*缓存*”.
_LEFT_BOLD = re.compile(r"\*\*([^*\n]+?)\*\*")
# A line's end with the blanks around it: “a \n  b” but not “a  b”.
_LINES = re.compile(r"[ \t]*\n\s*")
# NUL stands in no parsed text: the parser replaces it.
_SHIELD = re.compile(r"\x00(\d+)\x00")

_BLOCK_TEXT = frozenset({"fence", "code_block", "math_block", "math_block_label"})
_CODE = frozenset({"code_inline", "math_inline", "math_inline_double"})


def inline_text(children: Sequence[Token] | None) -> str:
    """Plain text of an inline token: marks dropped, code and link text kept, images to alt text."""
    text, shielded = _shielded_text(children)
    return _SHIELD.sub(lambda match: shielded[int(match.group(1))], text)


def _shielded_text(children: Sequence[Token] | None) -> tuple[str, list[str]]:
    """The text with numbers between NULs in place of code, which means what it says; the code."""
    parts: list[str] = []
    shielded: list[str] = []
    broken = False
    for token in children or ():
        if token.type in _CODE:
            parts.append(f"\x00{len(shielded)}\x00")
            shielded.append(_read(token))
        elif token.type == "text":
            parts.append(token.content.replace("\u00a0", " "))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(said_by_alt(token.content))
        elif token.type == SYNTAX:
            parts.append(token.content)
            broken = broken or "\n" in token.content
    text = "".join(parts)
    if broken:  # `</li>` and `</p>` in a row break one line
        text = _LINES.sub("\n", text.strip())
    if "**" in text:  # bold that even the CJK rule can't pair, such as `** 写错 **`
        text = _LEFT_BOLD.sub(r"\1", text)
    return text, shielded


def _read(token: Token) -> str:
    """What is read of code and formulas, which are shielded from all that is markup elsewhere."""
    if "words" in token.meta:  # a diagram's
        return str(token.meta["words"])
    return formula_text(token.content) if token.type.startswith("math") else token.content


def heading_text(children: Sequence[Token] | None) -> str:
    """Plain text of a heading on one line; a heading of images alone gives an empty string."""
    return " ".join(inline_text(children).split())


def heading_end(text: str) -> int:
    """Where the heading that a folded text begins with ends; 0 where it begins with none."""
    first = next(iter(parse(text)), None)
    if first is None or first.type != "heading_open" or first.map is None:
        return 0
    lines = text.split("\n")[: first.map[1]]
    return min(sum(len(line) + 1 for line in lines), len(text))


def plain_text(markdown: str, *, headings: bool = False) -> str:
    """What the embedding model reads: no marks, no image links, no URLs, no comments.

    List items, table rows and code keep their lines. Headings are left out unless asked for, since
    the heading path stands before the body anyway; but those in lists and quotes are text.
    """
    parts: list[str] = []
    row: list[str] | None = None
    in_heading = False
    for token in parse(markdown):
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open" and token.level == 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            parts.append(" | ".join(row))
            row = None
        elif token.type == "inline":
            text = _running_text(token.children)
            if row is not None:
                row.append(" ".join(text.split("\n")))
            elif text and (headings or not in_heading):
                parts.append(text)
        elif token.type in _BLOCK_TEXT:
            if content := _read(token).strip("\n"):
                parts.append(content)
        elif token.type == "html_block" and (text := html_text(token.content)):
            parts.append(text)
        elif token.type == DIRECTIVE and token.content:
            parts.append(inline_text(parse_line(token.content)))
    return "\n".join(parts)


def _running_text(children: Sequence[Token] | None) -> str:
    text, shielded = _shielded_text(children)
    if "[" in text:
        text = _TASK.sub("", text)
    if "://" in text:
        text = _BARE_URL.sub("", text)
    if "#" in text:
        text = _TAG.sub(r"\1", text)
    return _SHIELD.sub(lambda match: shielded[int(match.group(1))], text).strip()


def html_text(html: str) -> str:
    """What a reader sees of text between `<pre>` tags, line by line; of scripts nothing."""
    reader = _HtmlReader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip("\n")


class _HtmlReader(HTMLParser):
    """Collects text; scripts and styles are none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.cdata_elem not in UNSEEN:
            self.parts.append(data)


def bold_phrases(markdown: str) -> tuple[str, ...]:
    """Bold stretches in order, each once, at least two characters long."""
    found: dict[str, None] = {}
    for token in parse(markdown):
        if token.type != "inline":
            continue
        open_at: int | None = None
        depth = 0
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "strong_open":
                open_at = i if depth == 0 else open_at
                depth += 1
            elif child.type == "strong_close" and open_at is not None:
                depth -= 1
                if depth == 0:
                    phrase = heading_text(children[open_at + 1 : i]).strip("：:，,。.；; ")
                    if len(phrase) >= 2:
                        found[phrase] = None
    return tuple(found)


def inline_tags(markdown: str) -> tuple[str, ...]:
    """Obsidian `#tags` in running text, without the sign; code, links and headings don't count."""
    found: dict[str, None] = {}
    in_heading = False
    for token in parse(markdown):
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.type == "heading_open"
        elif token.type == "inline" and "#" in token.content and not in_heading:
            links = 0
            for child in token.children or ():
                links += child.nesting if child.type in ("link_open", "link_close") else 0
                if child.type == "text" and not links:
                    found.update(dict.fromkeys(_TAG.findall(child.content)))
    return tuple(found)
