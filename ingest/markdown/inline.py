"""Signs inside a line that say how it is shown, and nothing else: what a reader never sees. Pure.

Each becomes a token `syntax`: its `content` is what a reader sees in its place, `meta["span"]` its
(start, end) in the content of the inline token around it; `meta["link"]` of a wikilink is its sign
of embedding, its note, heading and alias. Code is never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ingest.markdown.double_colon import FIELD, double_colon, is_of_the_file
from ingest.markdown.inline_state import SYNTAX, InlineState, push, push_text, push_unseen
from ingest.markdown.liquid import is_attributes, shown_of_liquid, shown_of_variable
from ingest.markdown.source_marks import is_word, number
from ingest.markdown.tags import UNSEEN, tag_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# A link or an embedded file as Obsidian writes it: “[[note#part|words]]” but not “[note](a.md)”.
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|#\n]*)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]")
# Names of files that are shown, not read: “a.PNG” but not “a.md”.
_IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif|pdf|mp4|mp3)$", re.IGNORECASE)
# The sign that makes a quotation a callout: “[!note]- ” but not “[note]”.
_CALLOUT = re.compile(r"\[![\w-]+(?:\|[^\]\n]*)?\][+-]?[ \t]*")
# A footnote's mark, with or without its text: “[^1]:” but not “[1]”.
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:?")
# A footnote written where it belongs: “^[see below]” but not “[^1]”.
_INLINE_NOTE = re.compile(r"\^\[([^\[\]\n]*)\]")
# A name that Obsidian gives a block, at the end of its line: “^my-block” but not “^2”.
_BLOCK_ID = re.compile(r"\^(?!\d{1,3}(?!\w))[A-Za-z0-9][A-Za-z0-9-]*[ \t]*(?=\n|\Z)")
# A link whose address stands elsewhere: “[words][1]” but not “[words](a.md)”.
_REFERENCE_LINK = re.compile(r"\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
# Marked text: “==mark==” but not “== b ==”.
_HIGHLIGHT = re.compile(r"==(?![\s=])[^\n]*?(?<![\s=])==(?!=)")


# A query of Dataview's in a line: “`= this.due`” and “`$= dv.date()`” but not “`a = b`”.
_QUERY = re.compile(r"`(?:= *(?:this\.|\[\[|date\(|dateformat\()|\$=)[^`\n]{0,300}`(?!`)")


# The characters that each rule may begin at; a rule that isn't here is tried at every one.
_BEGIN = {
    "linkify": ":",
    "newline": "\n",
    "math_inline": "$",
    "math_brackets": "\\",
    "escape": "\\",
    "query": "`",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "template": "{",
    "obsidian_comment": "%",
    "highlight": "=",
    "caret": "^",
    "bracket": "![［【",
    "double_colon": ":",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
_MOST_PENDING = 4096
"""Characters of text that wait for the next token. Each one more is a copy of them all, so that a
megabyte of signs that are none would take minutes."""


class InlineParser(ParserInline):
    """Reads the notes' dialect inside a line, in time that grows as the line does."""

    def __init__(self) -> None:
        super().__init__()
        for char in "［【":
            self.add_terminator_char(char)
        for name, rule in _RULES:
            self.ruler.before("link", name, rule)
        self.ruler.at(*_TAGS)
        self._rules: dict[str, list[Any]] = {}

    def _rules_at(self, char: str) -> list[Any]:
        """The rules that may take what begins with a character."""
        if char not in self._rules:
            self._rules[char] = [
                rule.fn
                for rule in self.ruler.__rules__
                if rule.enabled and char in _BEGIN.get(rule.name, char)
            ]
        return self._rules[char]

    def tokenize(self, state: StateInline) -> None:
        most = state.md.options["maxNesting"]
        while state.pos < state.posMax:
            if len(state.pending) > _MOST_PENDING:
                state.pushPending()
            rules = self._rules_at(state.src[state.pos]) if state.level < most else ()
            if not any(rule(state, False) for rule in rules):
                state.pending += state.src[state.pos]
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Pass over one token, as the text of a link is looked through."""
        pos = state.pos
        if pos in state.cache:
            state.pos = state.cache[pos]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax
        else:
            state.level += 1
            taken = any(rule(state, True) for rule in self._rules_at(state.src[pos]))
            state.level -= 1
            state.pos += not taken
        state.cache[pos] = state.pos

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def spans(children: Sequence[Token] | None) -> list[tuple[int, int, Token]]:
    """(start, end, token) of the syntax among the tokens of a line."""
    return [(*t.meta["span"], t) for t in children or () if t.type == SYNTAX]


def add_hidden_code(parser: MarkdownIt) -> None:
    """Teach a parser that Dataview's code in a line, `= this.file.name`, is none."""
    backticks: Any = _query
    parser.inline.ruler.before("backticks", "query", backticks)


def _query(state: InlineState, silent: bool) -> bool:
    query = _QUERY.match(state.src, state.pos) if state.src[state.pos] == "`" else None
    return query is not None and push_unseen(state, silent, query.end())


def _template(state: InlineState, silent: bool) -> bool:
    """`{% … %}`, `{{ … }}`, `{/* … */}` and `{.class #id}`."""
    src, pos = state.src, state.pos
    if src[pos] != "{":
        return False
    for sign, closing in (("{%", "%}"), ("{/*", "*/}"), ("{{", "}}")):
        if src.startswith(sign, pos):
            end = state.closing(closing, pos + len(sign))
            if end < 0:
                return False
            inner = src[pos + len(sign) : end]
            if sign == "{{" and not (inner[:1] in (" ", "<", "%") or re.search(r"[.|]", inner)):
                return False  # `{{x}}`: somebody's braces
            shown = ""
            if sign == "{%":
                shown = shown_of_liquid(inner)
            elif sign == "{{":
                shown = shown_of_variable(inner)
            return push(state, silent, end + len(closing), shown)
    end = state.closing("}", pos + 1)
    if end < 0 or not is_attributes(src, pos, end + 1):
        return False
    return push(state, silent, end + 1)


def _comment(state: InlineState, silent: bool) -> bool:
    """`%%…%%` of Obsidian; two per-cent signs behind a number are none."""
    src, pos = state.src, state.pos
    if not src.startswith("%%", pos) or (pos and src[pos - 1].isdigit()):
        return False
    end = state.closing("%%", pos + 2)
    return end >= 0 and push_unseen(state, silent, end + 2)


def _highlight(state: InlineState, silent: bool) -> bool:
    """`==text==`; `a==b` is a comparison."""
    src, pos = state.src, state.pos
    if not src.startswith("==", pos):
        return False
    if pos in state.highlights:
        return push(state, silent, pos + 2)
    if pos and (src[pos - 1] in "=!<>" or (src[pos - 1].isascii() and src[pos - 1].isalnum())):
        return False
    end = state.closing("==", pos + 2)
    if end < 0 or not _HIGHLIGHT.fullmatch(src, pos, end + 2) or src.startswith("=", end + 2):
        return False
    if not silent:
        state.highlights.add(end)
    return push(state, silent, pos + 2)


def _caret(state: InlineState, silent: bool) -> bool:
    """`^37066d` at a line's end, which only links point to; `^[a note]`."""
    src, pos = state.src, state.pos
    if src[pos] != "^":
        return False
    if note := _INLINE_NOTE.match(src, pos, state.posMax):
        return push(state, silent, note.end(), f"（{note[1]}）" if note[1].strip() else "")
    own = _BLOCK_ID.match(src, pos, state.posMax) if not pos or src[pos - 1].isspace() else None
    return own is not None and push(state, silent, own.end(), blanks=True)


def _bracket(state: InlineState, silent: bool) -> bool:
    """What begins with a bracket and is no link of CommonMark."""
    src, pos, most = state.src, state.pos, state.posMax
    image = src.startswith("![", pos)
    if not image and src[pos] not in "[［【":
        return False
    if silent:  # inside the text of a link, brackets only have to be even
        pass
    elif src.startswith("[[", pos + image):
        if link := _WIKILINK.match(src, pos, most):
            push(state, False, link.end(), _wikilink_text(link))
            state.tokens[-1].meta["link"] = tuple(part or "" for part in link.groups())
            return True
    elif not image:
        at_start = pos == 0 or src[pos - 1] == "\n"
        if at_start and (callout := _CALLOUT.match(src, pos, most)):
            return push(state, silent, callout.end())
        if field := FIELD.match(src, pos, most):
            shown = "" if is_of_the_file(field[1]) else f"{field[1]}: {field[2]}"
            if not shown:
                return push_unseen(state, silent, field.end())
            return push(state, silent, field.end(), shown)
        if footnote := _FOOTNOTE.match(src, pos, most):
            return push(state, silent, footnote.end())
        if number(state):
            return True
        link = _REFERENCE_LINK.match(src, pos, most)
        if link and not (pos and is_word(src[pos - 1]) and link[1].isascii()):
            return push(state, silent, link.end(), link[1])
    if state.html_terminator_last("]") < pos:  # nothing closes it: no link to be looked for
        return push_text(state, silent, pos + 1 + image)
    return False


def _wikilink_text(match: re.Match[str]) -> str:
    embed, target, heading, alias = match.groups()
    if embed and _IMAGE_FILE.search(target):
        return ""  # the alias of an embedded image is its width
    if alias:
        return alias
    names = [target.rsplit("/", 1)[-1], *(heading or "").split("#")]
    return " ".join(name.strip() for name in names if name.strip() and name.strip()[0] != "^")


def _tag(state: InlineState, silent: bool) -> bool:
    """Tags of HTML and of components, comments; what scripts and styles hold goes with them."""
    src, pos = state.src, state.pos
    if src[pos] != "<":
        return False
    for sign, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")):
        if src.startswith(sign, pos):
            end = state.closing(closing, pos + len(sign))
            if end < 0 and sign == "<!--":
                line = src.find("\n", pos)
                return push(state, silent, line if line > 0 else state.posMax)
            return end >= 0 and push_unseen(state, silent, end + len(closing))
    tag = tag_at(state.partners, pos)
    if tag is None or tag.end > state.posMax:
        return False
    end = tag.end
    if tag.name in UNSEEN and tag.opens:
        closed = re.compile(rf"</{tag.name}\s*>", re.IGNORECASE).search(src, end)
        end = closed.end() if closed else end
    if not silent:
        push(state, False, end, tag.shown)
        state.tokens[-1].meta["image"] = tag.name == "img"
    state.pos = end
    return True


_TAGS: tuple[str, Any] = ("html_inline", _tag)
_RULES: tuple[tuple[str, Any], ...] = (
    ("template", _template),
    ("obsidian_comment", _comment),
    ("highlight", _highlight),
    ("caret", _caret),
    ("bracket", _bracket),
    ("double_colon", double_colon),
)
