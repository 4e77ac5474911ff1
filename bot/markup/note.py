"""A note's text as its author meant it, as HTML behind two fences; pure.

The project's one reader of markup tells what is text and what is a sign. What is drawn for a sign
is written here, a note's own tags anew (`tags`); then `fence` keeps what it knows. Only then
come the page's own parts: images of the notes folder, and links that lead to another note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from textwrap import shorten

from markdown_it.token import Token

from bot.markup.boxes import PLAIN, box, is_box
from bot.markup.fence import fenced
from bot.markup.lines import IMAGE_TAGS, LIQUID, TASK, LineWriter, formula_html, source_of
from bot.markup.note_context import NoteContext
from bot.markup.tags import HtmlTag, element, tags_of
from bot.notes.text import DIRECTIVE, html_text, parse_for_drawing

_OWN = re.compile(r'<span data-own="(\d+)">')
# What opens a container: “:::tip 标题” but not “:::”.
_CONTAINER = re.compile(r":{3,}[ \t]*\{?\.?(?P<name>[\w-]+)")
# What opens an admonition: “!!! note” but not “!! note”.
_ADMONITION = re.compile(r"(?P<sign>!!!|\?\?\?|===)(?P<more>\+?)!?[ ]+(?P<kind>[\w-]*)")
_WORD = re.compile(r"[A-Za-z]+")
# The sign of a callout: “[!note]-” but not “[note]”.
_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)[^\]]*\](?P<fold>[+-]?)")
_CAPTION_CHARS = 120
"""Of a diagram's own words."""
_ENCLOSING = {
    **{f"{name}_{end}": html for name, html in (
        ("bullet_list", "ul"), ("ordered_list", "ol"), ("list_item", "li"), ("table", "table"),
        ("thead", "thead"), ("tbody", "tbody"), ("tr", "tr"), ("th", "th"), ("td", "td"),
    ) for end in ("open", "close")},
}  # fmt: skip


def note_html(markdown: str, around: NoteContext) -> str:
    """HTML for the markdown of a note."""
    writer = _Writer(around)
    html = fenced(writer.blocks(parse_for_drawing(markdown)))
    return _OWN.sub(lambda found: writer.lines.own_tag(int(found[1])), html)


class _Writer:
    """Writes the blocks of one text as HTML."""

    def __init__(self, around: NoteContext) -> None:
        self._around = around
        self.lines = LineWriter(around)
        self._quotes: list[str] = []
        self._containers: list[str] = []
        """What closes the containers that are open, which a line of their own will end."""
        self._boxes: list[tuple[int, int, str]] = []
        """Open admonitions: level, line behind the last, what closes it."""

    # -- blocks -------------------------------------------------------------------------------

    def blocks(self, tokens: Sequence[Token]) -> str:
        """All tokens."""
        parts: list[str] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            parts.append(self._ended_boxes(token))
            if token.type == "blockquote_open" and (callout := self._callout(tokens, at)):
                html, at = callout
                parts.append(html)
                continue
            parts.append(self._block(tokens, at))
            at += 1
        parts.extend(closing for _, _, closing in reversed(self._boxes))
        return "".join(parts)

    def _block(self, tokens: Sequence[Token], at: int) -> str:
        token = tokens[at]
        kind = token.type
        if kind == "inline":
            return self.lines.inline(token, breaks=not self.lines.is_raw(token))
        if kind in ("paragraph_open", "paragraph_close"):
            return self._paragraph(tokens, at)
        if kind == "heading_open":
            return self.lines.fold("open") if _folds(token) else '<p class="heading">'
        if kind == "heading_close":
            return "</summary>" if _folds(tokens[at - 2]) else "</p>"
        if kind in ("fence", "code_block"):
            return self._code(token)
        if kind in ("math_block", "math_block_label"):
            return formula_html(token.content, display=True)
        if kind == "html_block":
            own = html_text(token.content).strip("\n")
            shown = "pre" if token.info in ("pre", "textarea") else "p"
            return element(shown, escape(own)) if own.strip() else ""
        if kind == "hr":
            return "<hr>"
        if kind == "blockquote_open":
            self._quotes.append("</blockquote>")
            return "<blockquote>"
        if kind == "blockquote_close":
            return self._quotes.pop() if self._quotes else ""
        if kind == DIRECTIVE:
            return self._directive(token)
        return self._enclosing(tokens, at)

    def _enclosing(self, tokens: Sequence[Token], at: int) -> str:
        """Lists and tables."""
        token = tokens[at]
        name = _ENCLOSING.get(token.type)
        if name is None:
            return ""
        if token.nesting < 0:
            return f"</{name}>"
        attributes = ""
        if name == "ol" and token.attrGet("start") is not None:
            attributes = f' start="{token.attrGet("start")}"'
        elif name in ("th", "td"):
            side = str(token.attrGet("style") or "").rpartition(":")[2]
            attributes = f' class="to-{side}"' if side else ""
        elif name == "li" and _is_task(tokens, at):
            attributes = ' class="task"'
        return f"<{name}{attributes}>"

    def _paragraph(self, tokens: Sequence[Token], at: int) -> str:
        token = tokens[at]
        content = tokens[at + 1] if token.nesting > 0 else tokens[at - 1]
        if token.hidden:
            # The lines of a list without blank lines stand for themselves.
            return "<br>" if token.nesting < 0 and _goes_on(tokens, at) else ""
        if self.lines.is_raw(content):
            return "\n"
        if token.nesting < 0:
            return "</p>"
        first = source_of(content, content.children[0]) if content.children else ""
        is_footnote = first.startswith("[^") and first.endswith(":")
        return '<p class="footnote">' if is_footnote else "<p>"

    def _code(self, token: Token) -> str:
        language = (
            token.info.split(maxsplit=1)[0].strip("{}.").lower() if token.info.strip() else ""
        )
        if language == "math":
            return formula_html(token.content, display=True)
        code = f"<pre><code>{escape(token.content)}</code></pre>"
        if "words" not in token.meta:
            return code
        said = self._around.say("diagram", kind=language)
        words = shorten(
            " · ".join(token.meta["words"].split("\n")), _CAPTION_CHARS, placeholder="…"
        )
        caption = escape(f"{said} {words}".strip())
        return f'<details class="source"><summary>{caption}</summary>{code}</details>'

    # -- boxes ----------------------------------------------------------------------------------

    def _ended_boxes(self, token: Token) -> str:
        """What closes the admonitions that a token stands behind."""
        parts = []
        while self._boxes:
            level, end, closing = self._boxes[-1]
            if token.level >= level and not (token.map and token.map[0] >= end):
                break
            parts.append(closing)
            self._boxes.pop()
        return "".join(parts)

    def _callout(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """`> [!note] Title`: the opening of a box, and where what stands in it begins."""
        if len(tokens) <= at + 3 or tokens[at + 2].type != "inline":
            return None
        inline = tokens[at + 2]
        children = inline.children or []
        sign = _CALLOUT.match(source_of(inline, children[0])) if children else None
        if sign is None:
            return None
        line = next(
            (n for n, child in enumerate(children) if child.type in ("softbreak", "hardbreak")),
            len(children),
        )
        title = self.lines.children(inline, children[1:line], breaks=False).strip()
        drawn = box(
            sign["kind"],
            title,
            self._around.say,
            folded=sign["fold"] == "-",
            unfolded=sign["fold"] == "+",
        )
        self._quotes.append(drawn.closing)
        rest = self.lines.children(inline, children[line + 1 :], breaks=True)
        return f"{drawn.opening}{f'<p>{rest}</p>' if rest.strip() else ''}", at + 4

    def _directive(self, token: Token) -> str:
        line = token.markup
        if _folds(token):
            return f"{self.lines.fold()}{escape(self._around.say('box_details'))}</summary>"
        if line.startswith("<"):
            return "".join(self.lines.tag(tag) for tag in tags_of(line) if isinstance(tag, HtmlTag))
        title = self.lines.title(token.content)
        if line.startswith(":::"):
            found = _CONTAINER.match(line)
            return self._box(found["name"], title) if found else self._end_container()
        if line.startswith(("```", "~~~")):
            name = line.strip("`~{}. ").split(maxsplit=1)[0].strip("{}.")
            return self._box_until(token, int(token.meta.get("until", 0)), name, title)
        if line.startswith("{%"):
            return "".join(self._liquid(found, title) for found in LIQUID.finditer(line))
        if found := _ADMONITION.match(line):
            _, end, _ = token.meta.get("indent", (0, 0, 0))
            folds = found["sign"] + found["more"] if found["sign"] == "???" else ""
            return self._box_until(token, end, found["kind"] or "note", title, folds)
        return ""

    def _box_until(self, token: Token, end: int, kind: str, title: str, folds: str = "") -> str:
        """A box that ends before a line; `folds` is `???`, or `???+` for one that is unfolded."""
        if not end:
            return ""
        unfolded = folds.endswith("+")
        name = kind.removeprefix("ad-")
        drawn = box(name, title, self._around.say, folded=bool(folds), unfolded=unfolded)
        self._boxes.append((token.level, end, drawn.closing))
        return drawn.opening

    def _liquid(self, found: re.Match[str], title: str) -> str:
        name = found["name"]
        if name.startswith("end"):
            return self._end_container() if is_box(name[3:]) else ""
        if not is_box(name):
            return element("p", self.lines.liquid(found, title)) if name in IMAGE_TAGS else title
        said = found["rest"]
        kinds = [word for word in _WORD.findall(said) if is_box(word)]
        words = title or ("" if kinds or "=" in said else escape(said))
        return self._box(kinds[0] if kinds and not title else name, words)

    def _box(self, kind: str, title: str) -> str:
        drawn = box(kind, title, self._around.say) if is_box(kind) or title else PLAIN
        self._containers.append(drawn.closing)
        return drawn.opening

    def _end_container(self) -> str:
        return self._containers.pop() if self._containers else ""


def _folds(token: Token) -> bool:
    """Whether a question or a line of tags is the summary of a fold."""
    return bool(token.meta.get("pair") == "details")


def _is_task(tokens: Sequence[Token], at: int) -> bool:
    inline = tokens[at + 2] if len(tokens) > at + 2 else None
    return inline is not None and inline.type == "inline" and bool(TASK.match(inline.content))


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether another line follows in the same item."""
    return at + 1 < len(tokens) and tokens[at + 1].type == "paragraph_open"
