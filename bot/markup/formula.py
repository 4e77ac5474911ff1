"""A formula in TeX as MathML, which browsers draw by themselves; pure.

The library leaves what stands in `\\text{…}`, `\\href{…}` and `\\style{…}` as it is. So its
elements are written anew here: those that draw, with attributes that place nothing elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

MAX_CHARS = 4000
_MAX_EM = 12.0

# fmt: off
TAGS = frozenset((
    "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac",
    "msqrt", "mroot", "mover", "munder", "munderover", "mmultiscripts", "mprescripts", "none",
    "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
))
ATTRIBUTES = frozenset((
    "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form", "accent",
    "accentunder", "movablelimits", "linethickness", "columnalign", "columnspacing", "rowspacing",
    "columnlines", "rowlines", "notation", "lspace", "rspace", "minsize", "maxsize", "width",
    "height", "depth", "voffset", "linebreak", "separator",
))
# fmt: on
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msup", "msub", "mover", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""What must have so many elements in it."""
# Environments that the library doesn't know, and one that looks the same.
_SAME = {
    "aligned": "align*",
    "alignedat": "align*",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "gathered": "gather*",
    "align": "align*",  # without a number that nothing in the note refers to
    "equation": "",
    "equation*": "",
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]+\*?)\}")
# A command that was not understood and is shown as it stands: “\foo” but not “\”.
_COMMAND = re.compile(r"\\[A-Za-z]+")
# What an attribute may hold: a word, some lengths; but not “url(x)”.
_VALUE = re.compile(r"[\w.+%# -]*")
_LENGTH = re.compile(r"([+-]?\d*\.?\d+)\s*(em|ex|pt|px|mu|%|in|cm|mm)?")


@lru_cache(maxsize=512)
def formula(tex: str, *, display: bool = False) -> str | None:
    """The MathML of a formula; None for one that is wrong, or that nobody could read."""
    if not tex.strip() or len(tex) > MAX_CHARS:
        return None
    known = _ENVIRONMENT.sub(_known_environment, tex.replace(r"\&", r"\text{＆}"))
    try:
        root = convert_to_element(known.strip(), display="block" if display else "inline")
        drawn = _element(root)
    except Exception:  # the library raises whatever its tables and stacks raise
        return None
    return drawn


def _known_environment(match: re.Match[str]) -> str:
    name = _SAME.get(match[2])
    if name is None:
        return match[0]
    return f"\\{match[1]}{{{name}}}" if name else ""


def _element(element: Element) -> str:
    """An element with all in it. Raises ValueError where something was not understood."""
    tag = element.tag.rpartition("}")[2]
    inner = [_text(element.text)]
    for child in element:
        inner.append(_element(child))
        inner.append(_text(child.tail))
    content = "".join(inner)
    if tag not in TAGS or len(element) != _PARTS.get(tag, len(element)):
        raise ValueError(tag)
    kept = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and _is_small(value)
    )
    side = element.get("columnalign", "")
    if tag == "mtd" and side in ("left", "right"):  # which browsers do by style alone
        kept += f' class="to-{side}"'
    return f"<{tag}{kept}>{content}</{tag}>"


def _text(text: str | None) -> str:
    seen = unescape(text or "")
    if seen == "&" or _COMMAND.search(seen):
        raise ValueError(seen)
    return escape(seen.replace("＆", "&"))


def _is_small(value: str) -> bool:
    """Whether a length, if it is one, stays near what it belongs to."""
    if not _VALUE.fullmatch(value):
        return False
    return all(
        abs(float(number)) <= _MAX_EM * (10 if unit in ("pt", "px", "%", "mm") else 1)
        for number, unit in _LENGTH.findall(value)
    )
