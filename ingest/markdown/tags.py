"""Which `<…>` in running text is a tag of HTML or of a component, and which is text. Pure.

Notes write `List<T>`, `a < b`, `<your-name>` and “`<div>` is a block” without code signs: a reader
sees all of that as text. A tag is what only a renderer reads: it has attributes or a partner, or
stands where nobody would mention one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:._-]*+)
    (?P<attributes>(?:\s++[^\s"'<>/={}`]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|\{[^{}]*+\}|[^\s"'<>=`{}]++))?+)*+)
    \s*+(?P<self>/?)>""",
    re.VERBOSE,
)
# A closing tag: “</div >” but not “<div>”.
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9:._-]*+)\s*+>")
# The words that stand for a picture: “<img alt="图" src=a>” but not “<img src=a>”.
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Alt texts that editors fill in by themselves say nothing about the picture.
_EMPTY_ALT = re.compile(
    r"^(?:[\w.-]*/)*(?:img|image|null|alt|pic|picture|图|图片|截图|untitled|screenshot)?[\s\d_\-.]*"
    r"(?:\.(?:png|jpe?g|gif|webp|svg|bmp))?$|^[0-9a-f-]{16,}$",
    re.IGNORECASE,
)
# What a raised number raises: “n” and “)” but not “词” or “，”.
_BASE = re.compile(r"[A-Za-z0-9)\]]")
# What stands raised, up to its end: “2</sup>” but not “<b>2</b></sup>”.
_RAISED = re.compile(r"\s*([^<>\n]{1,24}?)\s*</sup\s*>", re.IGNORECASE)
# Raised letters that are no power: “1st” and “X™” but not “2^k”.
_ORDINAL = re.compile(r"st|nd|rd|th|tm|™|®|©", re.IGNORECASE)
# A mark of a source or a footnote: “[1]” and “2” but not “-1”.
_SOURCE = re.compile(r"\[?\d{1,2}\]?|\*+|†")
_NAMED = re.compile(
    r"\s?(?:标签|元素|节点|属性|是|和|与|或|及|的|等|里|中|、|，|,|tags?\b|elements?\b|is\b|and\b|or\b)"
)
"""What follows a tag that is spoken about."""

# fmt: off
_ENCLOSING = frozenset((
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "body",
    "button", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd",
    "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "html", "i", "iframe", "img", "input", "ins", "kbd", "label",
    "legend", "li", "link", "main", "map", "mark", "marquee", "menu", "meta", "meter", "nav",
    "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "pre",
    "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "section", "select", "small",
    "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "path",
    "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr",
    "tt", "u", "ul", "var", "video", "audio", "canvas", "track",
))
# fmt: on
_LONE = frozenset({"br", "hr", "wbr"})
_VOID = _LONE | {"img", "input", "source", "embed", "param", "track", "col", "link", "meta"}
_OPEN_ENDED = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "thead", "tbody", "option"})
# fmt: off
_BREAKS = frozenset((
    "br", "hr", "p", "li", "tr", "div", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "summary", "figcaption", "details", "section", "article", "option",
))
# fmt: on
UNSEEN = frozenset({"script", "style"})


@dataclass(frozen=True)
class Tag:
    """A tag, and what a reader sees in its place."""

    end: int
    name: str
    shown: str
    """A line break, a blank between cells, an image's alt text, or nothing."""
    opens: bool


@dataclass
class Partners:
    """Where tags of each name are closed in one text, looked up once."""

    text: str
    _last: dict[str, int] | None = field(default=None, repr=False)
    _opened: set[str] = field(default_factory=set, repr=False)

    def closed_after(self, name: str, at: int) -> bool:
        """Whether a closing tag of that name comes behind a place."""
        if self._last is None:
            self._last = {m[1].lower(): m.start() for m in _CLOSING.finditer(self.text)}
        return self._last.get(name.lower(), -1) > at


def tag_at(partners: Partners, start: int, alt: str = "") -> Tag | None:
    """The tag at a `<` of the text; None where it is text. Reads no further than its `>`."""
    text = partners.text
    match = _TAG.match(text, start)
    if match is None or not _is_tag(partners, match):
        return None
    name = match["name"].lower()
    opens = not match["close"]
    shown = ""
    if name == "img":
        found = _ALT.search(match["attributes"])
        shown = said_by_alt(next((one for one in found.groups() if one), "") if found else "")
    elif name == "sup" and opens and (raised := _RAISED.match(text, match.end())):
        if start and _BASE.match(text, start - 1):
            shown = "" if _ORDINAL.fullmatch(raised[1]) else "^"
        elif start and _SOURCE.fullmatch(raised[1]):
            return Tag(raised.end(), name, "", False)
    elif name in _LONE or (name in _BREAKS and not opens):
        shown = "" if name == "wbr" else "\n"
    elif name in ("td", "th") and not opens:
        shown = " "
    return Tag(match.end(), name, shown, opens and not match["self"] and name not in _VOID)


def said_by_alt(text: str) -> str:
    """What a picture's alt text says; nothing where a program filled it in."""
    text = text.strip()
    return "" if _EMPTY_ALT.match(text) else text


def _is_tag(partners: Partners, match: re.Match[str]) -> bool:
    name, text, end = match["name"], partners.text, match.end()
    lower = name.lower()
    known = lower in _ENCLOSING and (name == lower or (name.isupper() and len(name) > 1))
    component = len(name) > 1 and (name[0].isupper() or "-" in name) and not name.isupper()
    if lower in _LONE:
        return name == lower or name.isupper()
    if "=" in match["attributes"]:
        return known or component or '"' in match["attributes"]
    before, behind = _edge_before(text, match.start()), _edge_behind(text, end)
    if match["attributes"].strip():  # `<details open>`
        return known and ((before and behind) or partners.closed_after(name, end))
    if match["self"]:
        return known or (len(name) > 1 and name[0].isupper())
    if match["close"]:
        return _closes(partners, match, known or component)
    spoken_of = _NAMED.match(text, end)
    if spoken_of and text[end].isspace():
        return False
    if partners.closed_after(name, end) and (len(name) > 1 or known):
        partners._opened.add(lower)
        return True
    if not (known or component):
        return False
    if before and behind:
        return True
    if not known or not before or spoken_of:
        return False
    return not text[end].isspace() or lower not in _OPEN_ENDED


def _closes(partners: Partners, match: re.Match[str], known: bool) -> bool:
    if match["name"].lower() in partners._opened:
        return True
    text, start = partners.text, match.start()
    free = start == 0 or text[start - 1].isspace()
    edge = _edge_before(text, start) and _edge_behind(text, match.end())
    return known and (edge or not free)


def _edge_before(text: str, start: int) -> bool:
    """Whether nothing but another tag or the line's beginning stands before a place."""
    while start and text[start - 1] in " \t":
        start -= 1
    return start == 0 or text[start - 1] in "\n>"


def _edge_behind(text: str, end: int) -> bool:
    while end < len(text) and text[end] in " \t":
        end += 1
    return end == len(text) or text[end] in "\n<"
