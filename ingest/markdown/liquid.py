"""What a reader sees of Hexo's and Liquid's tags, variables and attribute lists. Pure."""

from __future__ import annotations

import re

_IMAGES = frozenset({"asset_img", "img", "image", "figure", "picture"})
_LINKS = frozenset({"post_link", "asset_link", "link", "post_path", "ref"})
_CODE = frozenset({"codeblock", "code", "highlight", "prism"})
_WORDS = re.compile(r"""'([^']*)'|"([^"]*)"|(\S+)""")
# What a tag is titled: “title="缓存"” but not “cached="缓存"”.
_TITLE = re.compile(r"""\b(?:title|caption|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# A Chinese character, by which words are told from options: “缓存” but not “cache”.
_CJK = re.compile(r"[\u3400-\u9fff]")
_ITEM = r"""(?:[.#][A-Za-z_\u3400-\u9fff][\w:-]*|[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'|[^\s"'{}]+))"""
_ATTRIBUTES = re.compile(rf"\{{(?P<colon>:?)\s*(?P<items>{_ITEM}(?:\s+{_ITEM})*+)\s*\}}")
# Attributes as kramdown writes them: “{: .wide}” but not “{.wide}”.
_KRAMDOWN = re.compile(r"\{:[^{}\n]*\}")


def shown_of_liquid(inner: str) -> str:
    """The words of `{% name … %}` that stand for something: an image's title, a link's text."""
    words = [a or b or c for a, b, c in _WORDS.findall(inner)]
    if not words:
        return ""
    name, rest = words[0].lower(), words[1:]
    if name == "label":
        return inner.partition("@")[2].strip()
    if name in _IMAGES:
        said = [word for word in rest if _CJK.search(word) or " " in word]
        return " ".join(said)
    if name in _LINKS:
        return " ".join(rest[1:]) or (rest[0].rpartition("/")[2] if rest else "")
    return ""


def title_of_liquid(inner: str) -> str:
    """The heading of the box that a tag opens: `{% folding 点这里看 %}`."""
    words = [a or b or c for a, b, c in _WORDS.findall(inner)][1:]
    said = [word for word in words if _CJK.search(word)]
    return " ".join(said)


def code_of_liquid(inner: str) -> tuple[str, str] | None:
    """(name, language) where a tag opens code; None for other tags."""
    words = inner.split()
    if not words or words[0].lower() not in _CODE:
        return None
    named = next((word[5:] for word in words[1:] if word.lower().startswith("lang:")), "")
    plain = words[1] if words[0] == "highlight" and len(words) > 1 else ""
    return words[0].lower(), named or plain


def shown_of_variable(inner: str) -> str:
    """`{{ name }}` is the name to a reader; Hugo's `{{< figure … >}}` its title."""
    bare = inner.strip()
    if bare[:1] in ("<", "%"):
        found = _TITLE.search(bare)
        return (found[1] or found[2] or "") if found else ""
    return bare


def is_attributes(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] lists attributes: `{.class #id key=value}`, `{: .x}`."""
    if _KRAMDOWN.fullmatch(text, start, end):
        return True
    match = _ATTRIBUTES.fullmatch(text, start, end)
    if match is None:
        return False
    # `{n=1}` amid prose is a set; behind a heading, a link or an image it is none.
    return match["items"][0] in ".#" or (start > 0 and text[start - 1] in ")]`")
