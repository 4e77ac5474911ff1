"""Finds words that a model quoted where they stand in a section, without their markup. Pure."""

from __future__ import annotations

import unicodedata

from bot.notes.text import folded

_SILENT = frozenset("*_`~\\|#>$")
"""Signs of markup that a quote may lack."""

_ALIKE = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "–": "-", "。": "."}
)

_EDGES = " \t\n.。,，;；:：、…\"'"
"""What a quote may have too much at its ends."""

SHORTEST = 6
"""Letters and digits of a quote; a Chinese character counts twice."""


def exact_quote(quote: str, text: str) -> str | None:
    """The stretch of `text` that a quote means; None where the text doesn't say it.

    White space, signs of markup, addresses of links, width and case may differ; words may not.
    """
    wanted, _ = _bare(quote.strip(_EDGES))
    if sum(1 + ("\u3400" <= c <= "\u9fff") for c in wanted if c.isalnum()) < SHORTEST:
        return None
    if quote in text:
        return quote
    bare, places = _bare(text)
    at = bare.find(wanted)
    if at < 0:
        return None
    first, last = places[at], places[at + len(wanted) - 1]
    return _closed(text, first, last + 1)


def _bare(text: str) -> tuple[str, list[int]]:
    """The text without what may differ, and where each of its characters stood."""
    kept: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if text.startswith("](", at):  # the address of a link
            end = text.find(")", at)
            if end > 0 and "\n" not in text[at:end]:
                at = end + 1
                continue
        if not (char.isspace() or char in _SILENT or char in "[]" or not folded(char).strip()):
            for one in unicodedata.normalize("NFKC", char.translate(_ALIKE)).casefold():
                kept.append(one)
                places.append(at)
        at += 1
    return "".join(kept), places


def _closed(text: str, first: int, end: int) -> str:
    """The stretch with the mark that closes what it opens: “**a** b” and not “**a”."""
    for mark in ("**", "`", "=="):
        inner = text[first:end].count(mark)
        if inner % 2 and text.startswith(mark, end):
            end += len(mark)
        elif inner % 2 and text[:first].endswith(mark):
            first -= len(mark)
    return text[first:end]
