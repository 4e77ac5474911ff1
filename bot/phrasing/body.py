"""What a section says in sentences, without links, pictures, code and formulas. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.grammar import chinese

_FENCE = re.compile(r"^\s*(?:[-*+>]\s+)*(`{3,}|~{3,})")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|!\[\[[^\]]*\]\]")
_LINK = re.compile(
    r"\[\[[^\]]*\]\]|\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<?https?://[^\s>)，。]+>?|\bwww\.\S+"
)
_MATH = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>|<!--.*?-->", re.DOTALL)
_SIGNS = re.compile(r"^\s*(?:(?:[-*+•]|\d+[.)、]|>)\s+)+|^\s*#{1,6}\s+|^\s*\|?[\s:|-]+\|?\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)、])\s+")
_LABEL = re.compile(r"^(?:q(?:uestion)?\s?\d*|问题?\s?\d*|题\s?\d*)\s*[:：.、]\s*", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|can|cannot|could|will|would|has|have|had|does|do|did|may|might|must"
    r"|should|(?:allow|use|mean|provide|make|let|keep|run|give|take|need|store|send|read|write|hold"
    r"|return|create|contain|require|work|help|refer|show|start|stop|change|tell|add|remove|set)s?)\b",
    re.IGNORECASE,
)
MIN_WORDS = 16
"""Fewer words than this answer no question; a Chinese character is half a word."""

SENTENCE_WORDS = 6


@dataclass(frozen=True)
class Body:
    """A section's sentences."""

    lines: tuple[str, ...]
    """In order, without signs of lists and emphasis."""
    items: int
    """How many of them are items of a list."""

    @property
    def text(self) -> str:
        """All sentences, a line each."""
        return "\n".join(self.lines)

    @property
    def says_something(self) -> bool:
        """Whether a question could be answered from it: sentences, not a list of names."""
        return _answers(self.lines)

    @property
    def language(self) -> str:
        """`zh` where a fair part is Chinese, else `en`."""
        words = sum(map(size, self.lines))
        return "zh" if chinese(self.text) / 2 > 0.25 * max(words, 1) else "en"

    def asked(self) -> Iterator[str]:
        """Questions that stand on lines of their own with their answer below them."""
        places = [at for at, line in enumerate(self.lines) if line.endswith(("?", "？"))]
        ends = [*places[1:], len(self.lines)]
        for at, end in zip(places, ends, strict=False):
            if _answers(self.lines[at + 1 : end]):
                yield _LABEL.sub("", self.lines[at])


def read_body(markdown: str) -> Body:
    """The sentences of a section's markdown; the heading is none of them."""
    lines, items = [], 0
    for raw in _without_code(_MATH.sub(" ", markdown)).split("\n"):
        if re.match(r"\s*#{1,6}\s", raw):
            continue
        own = _LINK.sub(" ", _IMAGE.sub(" ", raw))
        linked = sum(size(text) for text in _LINK.findall(raw) if not text.startswith("http"))
        for piece in re.split(r"<br\s*/?>|</summary>|</p>", own, flags=re.IGNORECASE):
            text = _SIGNS.sub("", _TAG.sub(" ", piece).strip())
            text = " ".join(re.sub(r"\*\*|__|`|==|~~", "", text).replace("|", " ").split())
            if re.search(r"\w", text) and size(text) > linked:
                lines.append(text)
                items += bool(_ITEM.match(raw))
    return Body(tuple(lines), items)


def size(text: str) -> float:
    """How much is said, in words; a Chinese character is half of one."""
    return chinese(text) / 2 + len(re.findall(r"[A-Za-z][A-Za-z'’-]*", text))


def _answers(lines: Sequence[str]) -> bool:
    return sum(map(size, lines)) >= MIN_WORDS and any(_is_sentence(line) for line in lines)


def _is_sentence(line: str) -> bool:
    if chinese(line) >= 2 * SENTENCE_WORDS:
        return True
    return size(line) >= SENTENCE_WORDS and bool(_VERB.search(line))


def _without_code(markdown: str) -> str:
    kept, fence = [], ""
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[1].startswith(fence) else fence
        elif found:
            fence = found[1]
        else:
            kept.append(line)
    return "\n".join(kept)
