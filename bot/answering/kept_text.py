"""What of an answer is kept, told while it grows: what would go later is never shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.answer_length import MOST_AGAIN, balanced, comparable, without
from bot.core.code_fence import fence_sign
from bot.language.markup import MARK, Piece, pieces
from bot.language.terms import telling

# Polite words and references that an answer begins with: “根据你的笔记，” but not “根据索引查找”.
_OPENER = re.compile(
    r"^\s*(?:(?:好的|当然|没问题)[，,。！!]\s*"
    r"|(?:根据|按照|依据|基于)[^，。,：:\n]{0,12}(?:笔记|片段|资料|[\[【]\^?\d{1,2}[\]】])"
    r"[^，。,：:\n]{0,8}[，,：:]\s*"
    r"|(?:Sure|Certainly|Of course)[,.!]\s*"
    r"|(?:Based on|According to) (?:the |your )?(?:provided )?(?:notes|passages?)"
    r"[^,.\n]{0,20},\s*)+",
    re.IGNORECASE,
)
_OPENERS = (
    *("好的", "当然", "没问题", "根据", "按照", "依据", "基于"),
    *("sure", "certainly", "of course", "based on", "according to"),
)
_LONG_OPENERS = (*_OPENERS[3:7], *_OPENERS[10:])
_LONGEST_OPENER = 64

_SUMMARIES = (
    *(
        "总之",
        "总的来说",
        "总而言之",
        "总结",
        "总结来说",
        "总结一下",
        "总结起来",
        "综上",
        "综上所述",
    ),
    *("简而言之", "概括来说", "因此可以看出"),
    *("in summary", "in conclusion", "in short", "overall", "to sum up"),
    *("to summarise", "to summarize"),
)
# A list item of which nothing but its sign is there: “- ” but not “- 内核”.
_LIST_SIGN = re.compile(r"^\s*(?:[-*+•]|\d+[.)、])\s+$")
# Signs behind which a sentence may end: “完了。” but not “完了，”.
_SIGN = re.compile(r"[。！？.!?：:；;\n]")

_OF_MARKS = r"\s\d\[\]【】［］^,，、*”’\"'」』）)"
# Text that ends where a sentence may end: “完了。” but not “完了。又”.
_AT_END = re.compile(rf"[。！？.!?：:；;\n][{_OF_MARKS}]*$")
# A stop with something behind it, which shows that its sentence is over: “完了。又” but not
# “完了。”.
_BETWEEN = re.compile(rf"[。！？.!?：:；;\n][{_OF_MARKS}]*[^{_OF_MARKS}。！？.!?：:；;]")

# The beginning of a mark that isn't closed yet: “[1” but not “[1]” or “[注”.
_OPEN_MARK = re.compile(r"\s*[\[【［][\s\d^,，、-]*")

SAID = 0.7
"""A summary with this share of its words said before says nothing."""

ASKED = 0.5
"""A question at the beginning with this share of its words asked is the reader's own."""

MOST_HELD = 200
"""Characters of a sentence that are held back at most."""

MOST_HELD_FIRST = 60
"""Characters held back at most of the first sentence, which somebody waits for."""

READINGS = 24
"""Times that a text is read at most while it grows, on the average of its characters."""


class KeptText:
    """The part of a growing answer that stays: feed it all there is so far, get what is new.

    Left out are polite openers, the question said again, sentences said twice, summaries of what
    was just said, and what comes behind the last allowed sentence. A sentence is held back while
    it may yet be one of them; what was shown is kept.
    """

    def __init__(self, question: str, sentences: int | None = None) -> None:
        self._sentences = sentences
        self._asked, self._asked_words = comparable(question), telling(question)
        self._begins: int | None = None  # where the text begins behind its opener
        self._said: set[str] = set()
        self._known: set[str] = set()
        self._dropped: set[int] = set()  # beginnings of pieces, counted from `_begins`
        self._told = 0  # up to here pieces are whole and were decided on
        self._shown = self._words_at = 0  # the latter: up to here words were shown
        self._again = 0  # sentences in a row that were said before
        self._looked, self._read, self._due = 0, 0, False

    def grown(self, text: str, *, last: bool = False) -> str:
        """More text that may be shown, now that the answer has grown to `text`. `last` says that
        nothing more will come."""
        if self._begins is None:
            self._begins = _opener_end(text, last=last)
        if self._begins is None:
            return ""
        text = text[self._begins :]
        before, self._looked = self._looked, len(text)
        new = text[before:]
        made: list[str] = []
        self._due = self._due or bool(_SIGN.search(new))
        ready = self._due and self._read < (READINGS - 1) * len(text) + 8000
        if last or (ready and _BETWEEN.search(text, max(self._told, before - 40, 0))):
            self._due = bool(_AT_END.search(text, max(0, len(text) - 40)))
            self._read += len(text)
            self._decide(text, made, last=last)
        if not last and not self._may_go(text[self._told :]):
            self._show(text, max(self._shown, len(text)), made)
        return "".join(made)

    def text(self, text: str) -> str:
        """What is kept of an answer that `grown` was given to its end. `text` may be that answer,
        or a beginning of it.

        It is never empty if `text` isn't.
        """
        found = pieces(text[self._begins or 0 :])
        dropped: set[int] = set()
        at = 0
        for i, piece in enumerate(found):
            if at in self._dropped:
                dropped.add(i)
            at += len(piece.text)
        return balanced(without(found, dropped)) or text

    def seen_beyond(self, end: int | None) -> bool:
        """Whether words behind `end` of the answer were shown."""
        begins = self._begins or 0
        return end is not None and begins + self._shown > end and self._words_at > end - begins

    def _decide(self, text: str, made: list[str], *, last: bool) -> None:
        """Decide on each piece that is whole now."""
        found = pieces(text)
        at = 0
        for i, piece in enumerate(found[: None if last else -1]):
            end = at + len(piece.text)
            if at >= self._told:
                unseen = self._shown <= at
                if unseen and self._goes(found, i):
                    self._dropped.add(at)
                    self._shown = end
                else:
                    self._show(text, end, made)
                    self._known |= telling(piece.text)
                if piece.is_claim:
                    own = comparable(piece.text)
                    self._again = self._again + 1 if own in self._said else 0
                    self._said.add(own)
                self._told = end
            at = end

    def _show(self, text: str, end: int, made: list[str]) -> None:
        made.append(text[self._shown : end])
        if re.search(r"\w", MARK.sub("", made[-1])):
            self._words_at = end
        self._shown = max(self._shown, end)

    def _goes(self, found: Sequence[Piece], at: int) -> bool:
        piece = found[at]
        own = comparable(piece.text)
        if piece.is_code or not own:
            return False
        if own == self._asked or own in self._said:
            return True
        if _stands_free(found, at) and any(own in other for other in self._said):
            return True
        if piece.text.strip().endswith(("？", "?")):
            return not self._known and _share(telling(piece.text), self._asked_words) >= ASKED
        return _sums_up(piece.text) and _share(telling(piece.text), self._known) >= SAID

    def _may_go(self, tail: str) -> bool:
        """Whether the piece that is being written may turn out to be one that goes."""
        if len(tail) > MOST_HELD:
            return False
        if self._sentences is not None and len(self._said) >= self._sentences:
            return True
        if self._again >= MOST_AGAIN or _OPEN_MARK.fullmatch(tail):
            return True
        own = comparable(tail)
        if not own or fence_sign(tail):
            return False
        if own in self._asked or any(own in other for other in self._said):
            return True
        if not self._known:
            words = telling(tail)
            others = len(words - self._asked_words)
            return len(tail) <= MOST_HELD_FIRST and others <= 1 + (1 - ASKED) * len(words)
        return _sums_up(tail, begun=True)


def _opener_end(text: str, *, last: bool) -> int | None:
    """Where polite openers end, 0 without any; None while more of one may come."""
    found = _OPENER.match(text)
    end = found.end() if found else 0
    rest = text[end:].strip().lower()
    if last:
        return end if rest else 0
    if not rest or any(opener.startswith(rest) for opener in _OPENERS):
        return None
    if rest.startswith(_LONG_OPENERS) and len(rest) < _LONGEST_OPENER:
        return end if re.search(r"[，。,：:.\n]", rest) else None
    return end


def _stands_free(found: Sequence[Piece], at: int) -> bool:
    """Whether a claim is no list item: those may take up under their head what was said before."""
    return found[at].is_claim and (at == 0 or not _LIST_SIGN.match(found[at - 1].text))


def _sums_up(text: str, *, begun: bool = False) -> bool:
    """Whether a sentence begins as summaries do; `begun`: or may, when more of it has come."""
    start = re.sub(r"^\W+", "", text).lower()
    return start.startswith(_SUMMARIES) or (
        begun and any(summary.startswith(start) for summary in _SUMMARIES)
    )


def _share(words: set[str], known: set[str]) -> float:
    return len(words & known) / len(words) if words else 1.0
