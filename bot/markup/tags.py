"""Tags that notes are written with, written anew: the names and attributes that a page may have.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

# fmt: off
_KEPT = frozenset((
    "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul", "var",
))
BLOCKS = frozenset((
    "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr", "li",
    "ol", "p", "pre", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
"""Tags that stand in no paragraph."""
# fmt: on
_OTHERWISE = {
    **dict.fromkeys(("article", "aside", "center", "footer", "header", "main", "section"), "div"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "p"),
    "mark": "span",
    "strike": "s",
    "tt": "code",
}
_CLASS = {"center": "to-center", "mark": "marked", **dict.fromkeys(("h1", "h2", "h3"), "heading")}
_CLASS |= dict.fromkeys(("h4", "h5", "h6"), "heading")
_ALIGNED = frozenset({"left", "center", "right"})
_MOST_CELLS = 100
# The alignment in a style: “width: 1px; text-align:center” but not “align: center”.
_TEXT_ALIGN = re.compile(r"(?:^|;)\s*text-align\s*:\s*([a-z]+)")


@dataclass(frozen=True)
class HtmlTag:
    """A tag as a note has it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    closes: bool = False

    @property
    def html_name(self) -> str:
        """The tag that the page has in its place; empty for none."""
        name = _OTHERWISE.get(self.name, self.name)
        return name if name in _KEPT else ""

    @property
    def html(self) -> str:
        """The tag as the page may have it; empty for one that it may not."""
        name = self.html_name
        if not name:
            return ""
        if self.closes:
            return f"</{name}>"
        return f"<{name}{''.join(self._attributes(name))}>"

    def _attributes(self, name: str) -> Iterator[str]:
        classes = [_CLASS[self.name]] if self.name in _CLASS else []
        if name in ("td", "th", "div", "p") and self._alignment in _ALIGNED:
            classes = [*(one for one in classes if one != "to-center"), f"to-{self._alignment}"]
        if classes:
            yield f' class="{" ".join(classes)}"'
        if name in ("td", "th"):
            for span in ("colspan", "rowspan"):
                if 1 < (count := self.number(span)) <= _MOST_CELLS:
                    yield f' {span}="{count}"'
        elif name == "ol" and self.number("start"):
            yield f' start="{self.number("start")}"'
        elif name == "details" and "open" in self.attributes:
            yield " open"

    @property
    def _alignment(self) -> str:
        style = _TEXT_ALIGN.search(self.attributes.get("style", "").lower())
        return style[1] if style else self.attributes.get("align", "").lower()

    def number(self, name: str) -> int:
        """An attribute's whole number; 0 for anything else."""
        value = self.attributes.get(name, "").strip()
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


def tags_of(source: str) -> list[HtmlTag | str]:
    """The tags in a piece of HTML, and the text between them; comments are nothing."""
    reader = _TagReader()
    reader.feed(source)
    reader.close()
    return reader.found


class _TagReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[HtmlTag | str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(HtmlTag(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(HtmlTag(tag, closes=True))

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def alt_of(tag: HtmlTag) -> str:
    """The words that stand for an image."""
    return " ".join((tag.attributes.get("alt") or tag.attributes.get("title") or "").split())


def element(name: str, content: str, kind: str = "") -> str:
    """An element of the page with HTML in it."""
    return (
        f'<{name} class="{escape(kind)}">{content}</{name}>'
        if kind
        else f"<{name}>{content}</{name}>"
    )
