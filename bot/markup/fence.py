"""The last fence before the page: of all HTML, only the tags and attributes named here. Pure."""

from __future__ import annotations

import nh3

from bot.markup import formula

# fmt: off
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl",
    "dt", "em", "figcaption", "figure", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "rp",
    "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
}
_ALIGNED = {"to-left", "to-center", "to-right"}
_BOXES = {"box-note", "box-tip", "box-warning", "box-danger"}
_CLASSES = {
    "a": {"image"},
    "details": {"box", "source", *_BOXES},
    "div": {"box", "math", *_BOXES, *_ALIGNED},
    "li": {"task"},
    "p": {"box-title", "footnote", "heading", *_ALIGNED},
    "span": {"marked", "math", "task"},
    "sup": {"footnote"},
    "mtd": _ALIGNED,
    "td": _ALIGNED,
    "th": _ALIGNED,
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href"},
    "details": {"open"},
    "ol": {"start"},
    "span": {"aria-label", "data-own", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto"}


def fenced(html: str) -> str:
    """The HTML without anything that could act, ask other machines or lie over the page.

    `data-own` stands for what the page puts in itself, afterwards.
    """
    return nh3.clean(
        html,
        tags=_TAGS | formula.TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES | {tag: set(formula.ATTRIBUTES) for tag in formula.TAGS},
        allowed_classes=_CLASSES,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
        url_schemes=_SCHEMES,
        url_relative="deny",
    )
