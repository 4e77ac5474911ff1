"""Questions with their answers, as a note gives them: folded under a `<summary>`, labelled “Q:” and
“A:”, on cards. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from bot.notes.text import (
    DIRECTIVE,
    heading_text,
    is_asking,
    parse,
    plain_text,
    trimmed,
    without_sign,
)

# The sign of a callout: “[!question]- ” but not “[note]”.
_CALLOUT = re.compile(r"\[![\w-]+\][+-]?[ \t]*")
# Tags at a line's end, by which programs find cards: “锁 #flashcards” but not “C#”.
_TAGS = re.compile(r"(?:\s+#[\w/-]+)+\Z")


@dataclass(frozen=True)
class QuestionAnswerPair:
    """A question that the note asks itself, and where both its sides stand."""

    question: str
    """As a reader sees it, on one line, without “Q:”; of a card `term :: definition` the term."""
    question_span: tuple[int, int]
    answer_span: tuple[int, int]
    """text[start:end] is the answer's markdown, its sign “A:” left out."""
    form: Literal["details", "labelled", "card"]


def question_answer_pairs(text: str) -> list[QuestionAnswerPair]:
    """The pairs of a folded text, a note or a section, in order. Without an answer there is none.

    A summary that only unfolds something (“展开”) answers what stands above it.
    """
    return list(_Reader(text).pairs())


@dataclass(frozen=True)
class _Asked:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Found:
    asked: _Asked
    start: int
    """Where the answer begins."""
    bound: int
    """Where it ends at the latest."""
    form: Literal["details", "labelled", "card"]
    is_marked: bool = False
    """Its end is marked: headings inside don't end it."""


class _Reader:
    """Collects the pairs of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.found: list[_Found] = []
        self.headings: list[int] = []
        """Where headings begin that stand in no list."""
        self.asked: _Asked | None = None
        """What asks, since the last heading or answer."""
        self.item_ends: list[int] = []

    def pairs(self) -> Iterator[QuestionAnswerPair]:
        self.read()
        asked = (self.text.rfind("\n", 0, one.asked.start) + 1 for one in self.found)
        borders = sorted({*self.headings, *asked, len(self.text)})
        for one in sorted(self.found, key=lambda one: (one.asked.start, one.start)):
            end = one.bound
            if not one.is_marked:
                end = min(
                    end, *(border for border in borders if border > one.start), len(self.text)
                )
            start, end = trimmed(self.text, one.start, end)
            if one.asked.text and start < end and plain_text(self.text[start:end]).strip():
                yield QuestionAnswerPair(
                    one.asked.text, (one.asked.start, one.asked.end), (start, end), one.form
                )

    def read(self) -> None:
        tokens = parse(self.text)
        for at, token in enumerate(tokens):
            if token.type == "list_item_open" and token.map:
                self.item_ends.append(self._line(token.map[1]))
            elif token.type == "list_item_close":
                self.item_ends.pop()
            elif token.type == "heading_open" and not token.level and token.map:
                self._heading(token, tokens[at + 1])
            elif token.meta.get("pair") and token.map and self.asked:
                self._answer(token, self.asked)
            elif token.type == DIRECTIVE and token.map:
                self._box(tokens, at)
            elif token.type == "blockquote_open" and token.map and at + 2 < len(tokens):
                self._callout(token, tokens[at + 2])
            elif token.type == "inline" and token.map and tokens[at - 1].type != "heading_open":
                self._inline(token)

    def _heading(self, heading: Token, inline: Token) -> None:
        assert heading.map is not None
        self.headings.append(self._line(heading.map[0]))
        start, end = self._place(inline.content, *heading.map)
        asked = _Asked(without_sign(heading_text(inline.children)), start, end)
        if heading.meta.get("pair"):
            self._answer(heading, asked)
            self.asked = None
        else:
            self.asked = asked

    def _answer(self, token: Token, asked: _Asked) -> None:
        assert token.map is not None
        start = self._line(token.map[1])
        if "behind" in token.meta:
            start = self._line(token.map[1] - 1) + token.meta["behind"]
        until = token.meta.get("until")
        bound = len(self.text) if until is None else self._line(until)
        if token.meta["pair"] == "details":  # its closing tag may share the answer's last line
            tag = self.text.lower().rfind("</details", start, bound)
            bound = tag if tag >= 0 else bound
        form = token.meta["pair"]
        self.found.append(_Found(asked, start, bound, form, until is not None))

    def _box(self, tokens: Sequence[Token], at: int) -> None:
        """`??? question "Why?"` and `:::details Why?`, whose title asks."""
        token = tokens[at]
        if not token.map or not is_asking(token.content):
            return
        top, bottom, _ = token.meta.get("indent", (0, 0, 0))
        if not bottom:
            top = token.map[1]
            ends = (one.map[0] for one in tokens[at + 1 :] if one.map and one.markup == ":::")
            bottom = next(ends, 0) if token.markup.startswith(":::") else 0
        if bottom > top:
            start, end = self._place(token.content, *_rows(token))
            asked = _Asked(without_sign(plain_text(token.content).strip()), start, end)
            self.found.append(_Found(asked, self._line(top), self._line(bottom), "details", True))

    def _callout(self, quote: Token, inline: Token) -> None:
        """`> [!question] Why?`"""
        first, end = _rows(quote)
        title, _, rest = inline.content.partition("\n")
        sign = _CALLOUT.match(title)
        if sign and is_asking(title[sign.end() :]) and (rest or end > first + 1):
            start, stop = self._place(title[sign.end() :], first, first + 1)
            asked = _Asked(without_sign(plain_text(title[sign.end() :]).strip()), start, stop)
            self.found.append(
                _Found(asked, self._line(first + 1), self._line(end), "details", True)
            )

    def _inline(self, token: Token) -> None:
        assert token.map is not None
        first, end = token.map
        place = self._place(token.content, first, end)[0]
        bound = self.item_ends[-1] if self.item_ends else len(self.text)
        lines = token.content.split("\n")
        signs = {child.meta["span"]: child for child in token.children or () if _is_sign(child)}
        at = 0
        for line in lines:
            start = self._place(line.strip(), first, end, place)[0] if line.strip() else place
            place = start
            for (a, b), sign in signs.items():
                if not at <= a < at + len(line) + 1:
                    continue
                lead = len(line) - len(line.lstrip())
                left, right = start + a - at - lead, start + b - at - lead
                if sign.meta.get("card"):
                    term = plain_text(line[: a - at]).strip(" *_")
                    stop = start + len(_TAGS.sub("", line.strip()))
                    self.found.append(_Found(_Asked(term, start, left), right, stop, "card", True))
                elif sign.meta.get("sign") == "A" and self.asked:
                    self.found.append(_Found(self.asked, right, bound, "labelled"))
                    self.asked = None
            if is_asking(line):
                bare = without_sign(plain_text(line).strip())
                self.asked = _Asked(bare, start, start + len(line.strip()))
            at += len(line) + 1

    def _line(self, row: int) -> int:
        return min(self.starts[min(row, len(self.starts) - 1)], len(self.text))

    def _place(self, content: str, first: int, end: int, least: int = 0) -> tuple[int, int]:
        """Where an inline token's text stands, as far as its first line tells."""
        low, high = max(self._line(first), least), self._line(end)
        own = content.partition("\n")[0]
        at = self.text.find(own, low, high)
        at = low if at < 0 else at
        last = content.rpartition("\n")[2]
        behind = self.text.rfind(last, at, high)
        return at, behind + len(last) if behind >= 0 else high


def _rows(token: Token) -> tuple[int, int]:
    assert token.map is not None
    return token.map[0], token.map[1]


def _is_sign(token: Token) -> bool:
    return bool(token.meta.get("card")) or token.meta.get("sign") == "A"
