"""A note's words on one line, as HTML that is safe to show: quotes in grades, lists and reports.
Pure."""

from __future__ import annotations

import html
import re

from bot.markup.fence import fenced
from bot.markup.lines import LineWriter
from bot.markup.note_context import NoteContext
from bot.markup.pieces import pieces_of

_ALONE = NoteContext(say=lambda key, **values: str(values.get("alt", "")))
# What is drawn within a line: “<sub>” but not “<table>”.
_KEPT = re.compile(r"</?(?:code|sub|sup|kbd)>")
_FOOTNOTE = '<sup class="footnote">'
_BLANKS = re.compile(r"\s+")


def line_html(markdown: str) -> str:
    """The markdown of a line, or of some, on one line: formulas drawn, without links and images."""
    parts: list[str] = []
    in_footnote = False
    for is_text, piece in pieces_of(fenced(LineWriter(_ALONE).title(markdown.strip()))):
        if is_text:
            words = html.escape(_BLANKS.sub(" ", piece).replace("**", ""))
            parts.append("" if in_footnote else words)
        elif piece.startswith("<math"):
            drawn = piece.replace('display="block"', 'display="inline"')
            parts.append(f'<span class="math">{drawn}</span>')
        elif piece == _FOOTNOTE:
            in_footnote = True
        elif in_footnote:
            in_footnote = piece != "</sup>"
        elif _KEPT.fullmatch(piece):
            parts.append(piece)
        elif piece.startswith("<br"):
            parts.append(" ")
    return "".join(parts).strip()
