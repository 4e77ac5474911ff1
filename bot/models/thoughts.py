"""Tells an answer from the thoughts around it while it comes in pieces. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.models.headed_thoughts import headed_thoughts
from bot.models.shown_text import KEPT, ShownText
from bot.models.wrappers import (
    CLOSERS,
    NEEDED_AFTER,
    PARTIAL,
    ThoughtMark,
    WrapperKind,
    find,
    is_call,
    is_clear,
    is_closing_word,
    is_turn_word,
    is_word,
)

# The header of a message in the harmony form: “ commentary to=tool json” but not “analysis:
# first”.
_HEADER = re.compile(r"[ \t]*([A-Za-z_]*)(?:[ \t]+(?:json|code|to=\S+))*[ \t]*")
_LONGEST_HEADER = 80
_LONGEST_MARK = 240


@dataclass(frozen=True)
class VisiblePiece:
    """What of a piece may be seen."""

    text: str = ""
    anew: bool = False
    """All that was shown before turned out to be thoughts: only `text` is left."""


class Thoughts:
    """Feed it a model's text piece by piece; call `finish` at the end.

    Each character is looked at a few times at most, however the text is cut into pieces.
    """

    def __init__(self, *, late: bool = False) -> None:
        """`late`: the model is known to mark only the end of its thoughts. Nothing is shown before
        that, or before the end of all."""
        self._late = late
        self.hidden = 0
        """Characters of thoughts so far."""
        self.withdrawn = False
        """Whether thoughts without an opening mark were shown before their closing mark came."""
        self.over = False
        """Whether the model's turn has ended: what follows is not its answer, and is hidden."""
        self.tool = False
        """Whether it ended in a call of a tool that was written as text."""
        self._held = ""
        self._depth = 0  # opened and not closed
        self._inside: WrapperKind | None = None  # thoughts that end in a way of their own
        self._header = ""  # the sign that began a message whose text hasn't begun
        self._head = ""
        self._answer: re.Pattern[str] | None = None  # where thoughts under a heading end
        self._known = False  # whether they stand under one
        self._seen = ShownText()
        self._within = ""  # the end of the thoughts so far
        self._spoken_of = False
        self._final = False
        self._parts: list[str] = []
        self._anew = False
        self._searched = 0

    @property
    def open(self) -> bool:
        """Whether it is thinking just now."""
        return bool(self._depth or self._inside or self._header)

    def feed(self, text: str) -> VisiblePiece:
        """Add a piece; what may be seen of it, or of what was held back before."""
        self._held += text
        return self._read(last=False)

    def finish(self) -> VisiblePiece:
        """What was held back and turned out to be text."""
        return self._read(last=True)

    def _read(self, *, last: bool) -> VisiblePiece:
        if self._late and not last:
            return self._waited()
        if not self._begun(last):
            return VisiblePiece()
        self._parts, self._anew = [], False
        at = 0
        while True:
            if self.over:
                at = self._hide(at, len(self._held))
                break
            if self._inside:
                closer = CLOSERS[self._inside].search(self._held, at)
                if closer is None or (closer.end() == len(self._held) and not last):
                    at = self._hide(at, len(self._held) if last else max(at, len(self._held) - 40))
                    break
                at, self._inside = self._hide(at, closer.end()), None
                continue
            mark = find(self._held, at)
            if mark is None or (not last and self._is_short(mark)):
                end = len(self._held)
                if mark is not None:
                    end = mark.start
                elif not last and (partial := PARTIAL.search(self._held, max(at, end - 240))):
                    end = partial.start()
                self._pass(self._held[at:end])
                at = end
                break
            self._pass(self._held[at : mark.start])
            self._take(mark)
            at = mark.end
        self._held = self._held[at:]
        if last and self._header:
            self._message("")
        return VisiblePiece("".join(self._parts), self._anew)

    def _waited(self) -> VisiblePiece:
        """Nothing, until the mark comes that ends the thoughts."""
        mark = find(self._held, self._searched)
        while mark and mark.kind != "close" and not self._is_final(mark):
            mark = find(self._held, mark.end)
        if mark is None:
            self._searched = max(len(self._held) - _LONGEST_MARK, 0)
            return VisiblePiece()
        end = mark.end if mark.kind == "close" else mark.start
        self.hidden += end
        self._held = self._held[end:]
        self._late, self._searched = False, 0
        return self._read(last=False)

    def _is_final(self, mark: ThoughtMark) -> bool:
        return mark.name == "channel" and self._channel(mark.end) == "final"

    def _channel(self, at: int) -> str:
        match = _HEADER.match(self._held, at)
        return match[1].lower() if match else ""

    def _begun(self, last: bool) -> bool:
        """Whether the text can be read: it hasn't begun under a heading, or that is over."""
        if not self._known:
            self._known, self._answer = headed_thoughts(self._held, last=last)
        if not self._known:
            return False
        if self._answer:
            answer = self._answer.search(self._held, self._searched)
            if answer is None:
                self._searched = max(len(self._held) - 60, 0)
            if answer and not last and answer.end() + NEEDED_AFTER > len(self._held):
                return False
            if answer is None:
                self.hidden = len(self._held)
                if not last:
                    return False
                self.hidden = 0  # no heading of an answer: it was one itself
            else:
                self.hidden = answer.start()
                self._held = self._held[answer.end() :]
            self._answer = None
        return True

    def _is_short(self, mark: ThoughtMark) -> bool:
        """Whether too little stands behind a mark to tell what it is."""
        told = mark.kind in ("open", "close", "answer", "noise", "turn", "over", "call")
        return told and mark.end + NEEDED_AFTER > len(self._held)

    def _take(self, mark: ThoughtMark) -> None:
        """Go into or out of thoughts at a mark; one that is a word is shown."""
        word = self._held[mark.start : mark.end]
        after = self._held[mark.end : mark.end + NEEDED_AFTER]
        if self._seen.in_code and not self.open:
            self._show(word)
            self._spoken_of = self._spoken_of or mark.kind == "open"
        elif mark.kind == "harmony":
            self._harmony(mark.name)
        elif self.open:
            self._take_within(mark.kind, word, after)
        else:
            self._take_outside(mark.kind, word, after)

    def _take_within(self, kind: WrapperKind, word: str, after: str) -> None:
        within = self._within
        self._pass(word)
        if kind == "open" and not _is_empty(word):
            self._depth += not is_word(within, after)
        elif kind in ("open", "close"):  # `<think/>` is meant for the closing one here
            self._depth, self._header = max(self._depth - 1, 0), ""
        elif kind == "answer" and is_clear(within):
            self._depth, self._header = 0, ""

    def _take_outside(self, kind: WrapperKind, word: str, after: str) -> None:
        before = self._seen.before
        if kind in ("noise", "turn", "over"):
            if is_turn_word(before, after):
                self._show(word)
            elif kind == "over" or (kind == "turn" and self._seen.anything):
                self.over = self._seen.anything
            elif kind == "turn":
                self._inside = kind
        elif kind == "call":
            self.over = self.tool = is_call(word, before, after)
            if not self.over:
                self._show(word)
        elif kind == "answer":
            if self._seen.anything and not is_clear(before):
                self._show(word)
        elif kind == "close":
            if is_closing_word(before, after, self._spoken_of):
                self._show(word)
            else:
                self._withdraw()
        elif kind != "open":
            self._inside = kind
        elif is_word(before, after):
            self._show(word)
            self._spoken_of = True
        elif not _is_empty(word):
            self._depth, self._within = 1, ""

    def _harmony(self, name: str) -> None:
        """Messages of the harmony format, any sign of which may be missing."""
        if self._header and name == "constrain":
            return
        if self._header and name == "message":
            self._message("", signed=True)
        elif name == "message":
            if self._seen.before.strip() in ("analysis", "commentary"):
                self._withdraw()
                self._depth = 1
        else:
            if self._header:
                self._message("")
            if name in ("start", "channel"):
                self._header, self._head = name, ""
            elif name in ("end", "return", "call"):
                self._depth = 0
        self._within = ""

    def _message(self, text: str, *, signed: bool = False) -> None:
        """A header is over: `text` follows, or all behind its first word if it had no sign."""
        header, self._header = self._header, ""
        head = _HEADER.match(self._head)
        assert head is not None
        if header == "channel":
            final = head[1].lower() == "final"
            if final and not self._final:
                self._withdraw()
            self._final = self._final or final
            self._depth = int(not final)
        else:
            self._depth = 0
        self._pass(text if signed else self._head[head.end() :] + text)

    def _withdraw(self) -> None:
        """All that was shown so far was thoughts."""
        if self._seen.anything:
            self.withdrawn = self._anew = True
        self._parts.clear()
        self._seen = ShownText()
        self._spoken_of = False

    def _pass(self, text: str) -> None:
        """Show or hide a stretch without marks."""
        if self._header:
            self._head += text
            head = _HEADER.match(self._head)
            assert head is not None
            rest = self._head[head.end() :]
            if rest and (not rest[0].isascii() or "\n" in rest or len(rest) > _LONGEST_HEADER):
                self._message("")
        elif self.open:
            self._hide_text(text)
        else:
            self._show(text)

    def _hide(self, start: int, end: int) -> int:
        self._hide_text(self._held[start:end])
        return end

    def _hide_text(self, text: str) -> None:
        self.hidden += len(text)
        self._within = (self._within + text[-KEPT:])[-KEPT:]

    def _show(self, text: str) -> None:
        if not self._seen.anything:
            text = text.lstrip()
        self._seen.add(text)
        self._parts.append(text)


def _is_empty(mark: str) -> bool:
    """Whether a mark opens and closes at once: `<think/>`."""
    return mark.rstrip("> ").endswith("/")
