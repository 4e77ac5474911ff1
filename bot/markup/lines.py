"""What stands in a line of a note, as HTML that the fence is still to see; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from bot.markup.formula import formula
from bot.markup.note_context import NoteContext
from bot.markup.tags import BLOCKS, HtmlTag, alt_of, element, tags_of
from bot.notes.text import SYNTAX, folded, parse_line

TASK = re.compile(r"\[([ xX])\][ \t]+")
"""The box of a task: “[x] 完成” but not “[a] 完成”."""
LIQUID = re.compile(r"\{%-?\s*(?P<name>\w+)\s*(?P<rest>[^%]*?)\s*-?%\}")
"""A tag of Hexo or Liquid and its words: “{% note info %}” but not “{{ note }}”."""
_EMPHASIS = frozenset({"em", "strong", "s"})
_SCHEMES = frozenset({"http", "https", "mailto"})
# Signs of bold text that the parser took for no such thing: “**缓存**” but not “*缓存*”.
_LEFT_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
# An image's width behind its name, as Obsidian writes it: “300x200” but not “图”.
_WIDTH = re.compile(r"(\d{1,5})(?:x\d+)?")
_WITHOUT_PARAGRAPHS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl"})
IMAGE_TAGS = frozenset({"asset_img", "img", "image"})
"""Hexo's names for an image."""
_LINK_TAGS = frozenset({"post_link"})


class LineWriter:
    """Writes what stands in the lines of one text, one after the other."""

    def __init__(self, around: NoteContext) -> None:
        self._around = around
        self._own: list[str] = []
        self._open: list[str] = []
        """The note's own tags that are open, those that stand in no paragraph."""
        self._links: list[str] = []
        """What closes the links that are open."""

    def own_tag(self, number: int) -> str:
        """The tag of the page's own that `data-own` stands for."""
        return self._own[number] if number < len(self._own) else "<span>"

    def is_raw(self, inline: Token) -> bool:
        """Whether a paragraph is HTML of the note's own, which stands in no paragraph of ours."""
        if self._open and self._open[-1] in _WITHOUT_PARAGRAPHS:
            return True
        return any(
            tag.html_name in BLOCKS
            for child in inline.children or ()
            if child.type == SYNTAX and source_of(inline, child).startswith("<")
            for tag in tags_of(source_of(inline, child))
            if isinstance(tag, HtmlTag)
        )

    def title(self, markdown: str) -> str:
        """A title's markdown."""
        if not markdown:
            return ""
        inline = Token("inline", "", 0, content=folded(markdown), children=parse_line(markdown))
        return self.inline(inline, breaks=False)

    def inline(self, token: Token, *, breaks: bool = True) -> str:
        """What stands in a paragraph, a heading or a cell; with `breaks` its lines stay lines."""
        return self.children(token, token.children or (), breaks=breaks)

    def children(self, inline: Token, children: Sequence[Token], *, breaks: bool) -> str:
        """Some of the tokens of a line."""
        parts: list[str] = []
        marked = False
        for number, child in enumerate(children):
            kind = child.type
            if kind == "text":
                words = child.content
                if not number and (task := TASK.match(words)):
                    parts.append(self._task(task[1] != " "))
                    words = words[task.end() :]
                # Bold that even the rule for Chinese can't pair, such as “**奖励：**R即为”.
                parts.append(_LEFT_BOLD.sub(r"<strong>\1</strong>", escape(words)))
            elif kind == "softbreak":
                parts.append("<br>\n" if breaks else "\n")
            elif kind == "hardbreak":
                parts.append("<br>\n")
            elif kind == "code_inline":
                parts.append(f"<code>{escape(child.content)}</code>")
            elif kind in ("math_inline", "math_inline_double"):
                parts.append(
                    formula_html(child.content, in_line=True, display=kind == "math_inline_double")
                )
            elif kind == "link_open":
                parts.append(self._link(unescape(str(child.attrGet("href") or ""))))
            elif kind == "link_close":
                parts.append(self._links.pop() if self._links else "")
            elif kind == "image":
                parts.append(self._image(str(child.attrGet("src") or ""), child.content))
            elif kind == SYNTAX:
                source = source_of(inline, child)
                if source == "==":
                    marked = not marked
                    parts.append('<span class="marked">' if marked else "</span>")
                else:
                    parts.append(self._syntax(source, child))
            elif child.tag in _EMPHASIS:
                parts.append(f"<{child.tag}>" if child.nesting > 0 else f"</{child.tag}>")
        return "".join(parts)

    def _task(self, is_done: bool) -> str:
        words = escape(self._around.say("task_done" if is_done else "task_open"))
        sign = "☑" if is_done else "☐"
        return f'<span class="task" role="img" aria-label="{words}">{sign}</span> '

    def _syntax(self, source: str, token: Token) -> str:
        """What a reader sees of a sign."""
        if source.startswith("<"):
            found = tags_of(source)
            if found and isinstance(found[0], HtmlTag):
                return self.tag(found[0])
            return ""
        if "link" in token.meta:
            return self._wikilink(token)
        if source.startswith(("[^", "^[")):
            if source.startswith("^["):
                return element("small", escape(token.content))
            return element("sup", escape(source[2:].rstrip(":]")), "footnote")
        if source.startswith("{%") and (liquid := LIQUID.match(source)):
            return self.liquid(liquid, token.content)
        if "shown" in token.meta:
            return element("code", escape(token.content))
        is_mark = source.strip()[:1] in ("[", "［", "【") and not source.startswith("[!")
        if is_mark and not token.content and "::" not in source and "sign" not in token.meta:
            return element("sup", escape(source.strip()), "footnote")
        return escape(token.content)

    def liquid(self, found: re.Match[str], shown: str) -> str:
        """A tag of Hexo's that stands for something: an image, a link, or its words."""
        words = found["rest"].split()
        name = found["name"]
        if name in IMAGE_TAGS and words:
            source = next((word for word in words if "." in word), words[0])
            return self._image(source.strip("'\""), shown)
        if name in _LINK_TAGS and words:
            return f"{self._jump(words[0], '')}{escape(shown)}{self._links.pop()}"
        return escape(shown)

    def tag(self, tag: HtmlTag) -> str:
        """A tag of the note's own, written anew."""
        if tag.name == "img" and not tag.closes:
            return self._image(tag.attributes.get("src", ""), alt_of(tag), tag.number("width"))
        if tag.name == "a":
            if tag.closes:
                return self._links.pop() if self._links else ""
            return (
                self._link(tag.attributes["href"]) if "href" in tag.attributes else self._no_link()
            )
        name = tag.html_name
        if name in BLOCKS and name != "hr":
            if not tag.closes:
                self._open.append(name)
            elif name in self._open:
                while self._open.pop() != name:
                    pass
        return tag.html

    def fold(self, state: str = "") -> str:
        """The opening of a fold, up to its summary. A question heads a section of its own: whoever
        opens that wants to see the answer, so such a fold is `open`."""
        self._open.append("details")
        return f"<details {state}><summary>" if state else "<details><summary>"

    # -- what leads elsewhere ---------------------------------------------------------------------

    def _link(self, href: str) -> str:
        """The opening of a link; of one that leads nowhere, nothing is to be seen."""
        parts = _split(href)
        if parts is None:
            return self._no_link()
        scheme, path, fragment = parts
        if scheme in _SCHEMES:
            self._links.append("</a>")
            return f'<a href="{escape(href)}">'
        return self._no_link() if scheme else self._jump(unquote(path), unquote(fragment))

    def _no_link(self) -> str:
        self._links.append("")
        return ""

    def _jump(self, target: str, heading: str) -> str:
        place = self._around.place(target, heading)
        if place is None:
            return self._no_link()
        file, at = place
        self._links.append("</span>")
        return self._mine(
            f'<span class="jump" role="link" tabindex="0" data-jump="{escape(file)}" '
            f'data-section="{at}">'
        )

    def _wikilink(self, token: Token) -> str:
        embedded, target, heading, alias = token.meta["link"]
        if embedded and (image := self._around.image(target)):
            width = _WIDTH.fullmatch(alias or "")
            words = "" if width else alias or ""
            return self._shown_image(image, words, int(width[1]) if width else 0)
        if embedded and not token.content:
            return escape(self._around.image_words(target))
        opening = self._jump(target, heading.removeprefix("#"))
        return f"{opening}{escape(token.content)}{self._links.pop()}"

    def _image(self, source: str, alt: str, width: int = 0) -> str:
        words = self._around.image_words(alt)
        parts = _split(source)
        if parts is None:
            return escape(words)
        scheme, path, _ = parts
        if scheme in ("http", "https"):
            return f'<a class="image" href="{escape(source)}">{escape(words)}</a>'
        address = None if scheme else self._around.image(unquote(path))
        if address is None:
            return escape(words)
        return self._shown_image(address, alt, width)

    def _shown_image(self, address: str, alt: str, width: int) -> str:
        wide = f' width="{width}"' if width else ""
        image = f'<img src="{escape(address)}" alt="{escape(alt)}" loading="lazy"{wide}>'
        return f'{self._mine(f"""<span class="note-image">{image}""")}</span>'

    def _mine(self, tag: str) -> str:
        self._own.append(tag)
        return f'<span data-own="{len(self._own) - 1}">'


def formula_html(tex: str, *, display: bool = False, in_line: bool = False) -> str:
    """A formula drawn; one that can't be, as it was written."""
    name = "span" if in_line else "div"
    drawn = formula(tex, display=display)
    return element(name, drawn or f"<code>{escape(tex.strip())}</code>", "math")


def _split(address: str) -> tuple[str, str, str] | None:
    """(scheme, path, fragment) of an address; None for none, or one of another machine."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.netloc and parts.scheme not in ("http", "https"):
        return None
    return parts.scheme.lower(), parts.path, parts.fragment


def source_of(inline: Token, child: Token) -> str:
    """A sign as the note has it."""
    start, end = child.meta.get("span", (0, 0))
    return inline.content[start:end]
