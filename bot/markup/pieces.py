"""Safe HTML as a row of pieces, into which the page puts marks and highlights. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

HtmlPiece = tuple[bool, str]
"""(is text, the text unescaped, or a tag or a whole formula as it stands)."""

_TAG = re.compile(r"<[^>]*>")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[HtmlPiece] = []
        self._formula: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._take(self.get_starttag_text() or "", opens=tag == "math")

    def handle_endtag(self, tag: str) -> None:
        self._take(f"</{tag}>", closes=tag == "math")

    def handle_data(self, data: str) -> None:
        if self._formula:
            self._formula.append(html.escape(data))
        else:
            self.pieces.append((True, data))

    def _take(self, tag: str, *, opens: bool = False, closes: bool = False) -> None:
        if not (self._formula or opens):
            self.pieces.append((False, tag))
            return
        self._formula.append(tag)
        if closes:
            self.pieces.append((False, "".join(self._formula)))
            self._formula = []


def pieces_of(safe_html: str) -> list[HtmlPiece]:
    """The pieces of HTML that has passed the fence. Nothing is put amid a formula."""
    reader = _Reader()
    reader.feed(safe_html)
    reader.close()
    return reader.pieces


def joined(pieces: Iterable[HtmlPiece]) -> str:
    """The HTML of pieces."""
    return "".join(html.escape(piece) if is_text else piece for is_text, piece in pieces)


def letters(text: str) -> str:
    """The text without all that reads otherwise once it is drawn: signs, blanks."""
    return "".join(char for char in text if char.isalnum())


def letters_of(pieces: Iterable[HtmlPiece]) -> str:
    """The letters of all text and formulas."""
    return "".join(_letters(piece) for piece in pieces)


def _letters(piece: HtmlPiece) -> str:
    is_text, content = piece
    if is_text:
        return letters(content)
    if content.startswith("<math"):
        return letters(html.unescape(_TAG.sub("", content)))
    return ""


def highlighted(
    pieces: Sequence[HtmlPiece], needles: Iterable[str], near: int, mark: str = "<mark>"
) -> str:
    """The pieces with `mark` … `</mark>` around the first of `needles` (letters) that stands in
    them; of equal places the one that begins nearest to the letter `near`."""
    hay = letters_of(pieces)
    for needle in needles:
        found = re.finditer(f"(?={re.escape(needle)})", hay) if needle else ()
        starts = [match.start() for match in found]
        if starts:
            start = min(starts, key=lambda one: abs(one - near))
            return _highlight(pieces, start, start + len(needle), mark)
    return joined(pieces)


def _highlight(pieces: Sequence[HtmlPiece], start: int, end: int, mark: str) -> str:
    """Wrap the letters `start`..`end` (counted over all text), and what stands between them."""
    parts: list[str] = []
    folds: list[int] = []
    seen = 0
    for piece in pieces:
        is_text, content = piece
        before = seen
        seen += len(_letters(piece))
        touched = seen > before and before < end and seen > start
        if touched:
            for fold in folds:  # what is quoted is to be seen
                if " open" not in parts[fold]:
                    parts[fold] = parts[fold].replace("<details", "<details open", 1)
        if is_text:
            parts.append(_marked(content, before, start, end, mark))
        elif content.startswith("<math"):
            parts.append(f"{mark}{content}</mark>" if touched else content)
        else:
            if content.startswith("<details"):
                folds.append(len(parts))
            elif content == "</details>" and folds:
                folds.pop()
            parts.append(content)
    return "".join(parts)


def _marked(text: str, before: int, start: int, end: int, mark: str) -> str:
    """A text, `before` which so many letters stand, with what is chosen of it in `mark`."""
    seen = before
    chosen = []
    for at, char in enumerate(text):
        if char.isalnum():
            if start <= seen < end:
                chosen.append(at)
            seen += 1
    if not chosen:
        return html.escape(text)
    # Signs between two highlighted stretches belong to them.
    a = 0 if start < before else chosen[0]
    b = len(text) if seen < end else chosen[-1] + 1
    before_it, it, after_it = (html.escape(part) for part in (text[:a], text[a:b], text[b:]))
    return f"{before_it}{mark}{it}</mark>{after_it}"
