"""Text as its readers see it: without invisible characters, and each letter in one form. Pure.

A zero-width space inside a word, a soft hyphen, a byte order mark amid a line, or the é that one
system writes as one character and another as two: none of them is seen, so none of them counts,
in notes, names, questions and answers alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

# Letters that a joiner behind them shapes: Arabic, Syriac, N'Ko, the scripts of India and
# South-East Asia, Tibetan, Khmer, Mongolian.
_SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f"
    "\ua800-\ua8ff\ua980-\uaadf\uabc0-\uabff\U00011000-\U00011fff"
)
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_UNSEEN = (
    r"[\x01-\x08\x0e-\x1b\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_INVISIBLE = re.compile(
    # What carries something is matched first, and kept.
    rf"(?P<kept>(?<=[{_SHAPED}])[\u200c\u200d]+"
    rf"|(?<=[\u1800-\u18af])[\u180b-\u180f]"
    rf"|(?<=[{_PICTURES}])\ufe0e?\ufe0f?(?:\u200d(?=[{_PICTURES}]))?(?<=[\u200d\ufe0e\ufe0f])"
    r"|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    r"|(?<=\U0001f3f4)[\U000e0020-\U000e007f]+)"
    # A line, a list item or a quote that begins with one is text to an editor, however far it is
    # indented behind it; without the character four columns would be code.
    rf"|(?P<indent>(?<![^\s>]){_UNSEEN}+[ \t])(?=(?:{_UNSEEN}|[ \t])*+\S)"
    rf"|{_UNSEEN}+"
)
"""Unicode's default ignorable characters, marks of direction and control characters. A run goes at
once, since what is left of it must not depend on what stood before."""
_BLANK = "\u00a0"
"""Takes the place of a blank that an invisible character keeps from indenting: seen as a blank, in
code as well, and no indentation to CommonMark."""


def folded(text: str) -> str:
    """The text without invisible characters, its letters composed (NFC); lines stay lines.

    Kept are joiners and selectors that shape what is seen: inside Persian and Indic words, and in
    emoji. Blanks behind an invisible character that begins a line don't indent. Folding twice
    changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    while (seen := _once(text)) != text:  # what goes may bring together what then composes
        text = seen
    return text


def _once(text: str) -> str:
    return normalize("NFC", _INVISIBLE.sub(_left, text))


def _left(match: re.Match[str]) -> str:
    return match["kept"] or (_BLANK if match["indent"] else "")


@dataclass(frozen=True)
class Folded:
    """A folded text that knows where each of its characters stands in the text as it was."""

    text: str
    source: str
    _places: tuple[tuple[int, int], ...] | None = None
    """(start, end) in the source for each character; None where nothing was folded."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """(start, end) in the source of a stretch of the text; invisible edges stay outside."""
        if self._places is None:
            return start, end
        if start >= end:
            at = self._places[start][0] if start < len(self._places) else len(self.source)
            return at, at
        return self._places[start][0], self._places[end - 1][1]

    def quote(self, start: int, end: int) -> str:
        """The source's own words for a stretch of the text."""
        a, b = self.span(start, end)
        return self.source[a:b]


@lru_cache(maxsize=64)
def fold(source: str) -> Folded:
    """Fold a text and keep track of places."""
    text, places = source, None
    while _once(text) != text:
        text, own = _with_places(text)
        places = own if places is None else [(places[a][0], places[b - 1][1]) for a, b in own]
    return Folded(text, source, None if places is None else tuple(places))


def _with_places(source: str) -> tuple[str, list[tuple[int, int]]]:
    """What `_once` makes of a text, and (start, end) in it for each character that is left."""
    gone: set[int] = set()
    chars = list(source)
    for match in _INVISIBLE.finditer(source):
        if match["indent"]:  # one blank, which stands for all of them
            chars[match.start() : match.end()] = [_BLANK, *[""] * (len(match[0]) - 1)]
        elif not match["kept"]:
            gone.update(range(*match.span()))
    clusters: list[list[int]] = []
    for at, char in enumerate(chars):
        if at in gone:
            continue
        if clusters and (not char or _composes(char)):
            clusters[-1].append(at)
        else:
            clusters.append([at])
    clean: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster in clusters:
        own = normalize("NFC", "".join(chars[at] for at in cluster))
        clean.append(own)
        places.extend([(cluster[0], cluster[-1] + 1)] * len(own))
    return "".join(clean), places


def _composes(char: str) -> bool:
    """Whether a character may become one with the one before it."""
    if char < "\u0300":
        return False
    return category(char)[0] == "M" or "\u1161" <= char <= "\u1175" or "\u11a8" <= char <= "\u11c2"
