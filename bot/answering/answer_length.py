"""How long an answer may be, where it ends, and how sentences are taken out of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.code_fence import CodeFence
from bot.language.markup import MARK, Piece, pieces
from bot.notes.text import (
    sentence_spans,
)


@dataclass(frozen=True)
class Limits:
    """How much a model may write."""

    sentences: int
    tokens: int
    chars: int
    """Counts everything: code, tables and lists without sentences have no other end."""


USUAL = Limits(8, 360, 6000)
LONG = Limits(20, 800, 16000)

# Questions that ask for a long answer: “请详细介绍 Docker” but not “Docker 是什么”.
_MORE = re.compile(
    r"详细|详尽|细说|展开(?:来|讲|说|谈|聊|解释|分析|介绍|一下)|深入(?:讲|说|谈|聊|解释|分析|介绍)"
    r"|一步一?步|逐步|逐条|逐一|完整|尽可能多|多(?:讲|说|写)(?:一?点|一?些|几)"
    r"|(?:列|举|说|写)(?:举|出|明)?(?:所有|全部)|(?:所有|全部).{0,12}(?:列|说|写)出"
    r"|\b(?:in (?:full |more |great )?detail|detailed|step[- ]by[- ]step|at length|elaborate"
    r"|thorough(?:ly)?|comprehensive(?:ly)?|list (?:all|every)|walk me through)\b",
    re.IGNORECASE,
)

# The sign of a list item: “  2. 内核” but not “2.5 倍”.
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)、])\s")
# A line that leads in a list: “**优点：**” but not “优点：有三个”.
_LEADS_IN = re.compile(r"[:：][*_ ]*$")
# Text that a model may have finished with: “它是缓存。”” but not “它是缓”.
_DONE = re.compile(r"[。！？.!?：:；;|][”’」』）)\]】》\"'*`]*$")
# A mark that a model was cut off in: “它是缓存[来源” but not “它是缓存[1]”.
_HALF_MARK = re.compile(r"\s*[\[【［][^\]】］\n]{0,24}$")
SHARE_READ = 1 / 16
"""A text that grows is read again when it is longer by this share."""

MOST_AGAIN = 2
"""Sentences in a row that were said before: the model goes round in a circle."""


def limits_for(question: str) -> Limits:
    """The limits of an answer: high ones where the question asks for detail, steps or a full
    list."""
    return LONG if _MORE.search(question) else USUAL


def ending(text: str, sentences: int) -> int | None:
    """The place where an answer should have ended, or None if it hasn't come so far.

    It should end behind its last allowed sentence, with the code or table that follows it, or where
    it begins to say only the same again.
    """
    said: set[str] = set()
    at = end = again = 0
    for piece in pieces(text):
        if piece.is_claim:
            own = comparable(piece.text)
            is_whole = at + len(piece.text) < len(text)
            again = again + is_whole if own in said else 0
            if again >= MOST_AGAIN or (own not in said and len(said) >= sentences):
                return end
            said.add(own)
        if not again and (piece.is_claim or piece.is_code or piece.text.lstrip().startswith("|")):
            end = at + len(piece.text)
        at += len(piece.text)
    return None


class GrowingEnd:
    """Finds the `ending` of a text while it grows. The work is linear in the length of the text,
    however it is cut."""

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences
        self._read = 0

    def ending(self, text: str) -> int | None:
        """Do what `ending` does, but look only when the text has grown by a share since the last
        look."""
        if len(text) - self._read < max(SHARE_READ * self._read, 16):
            return None
        self._read = len(text)
        return ending(text, self._sentences)


def without_unfinished_end(text: str) -> str:
    """The text without what the model left unfinished at its end: a sentence, a block of code, a
    mark. It is empty if nothing whole is left."""
    text = _HALF_MARK.sub("", text)
    found = pieces(text)
    dropped: set[int] = set()
    at = len(found)
    if pieces(f"{text}\n.")[-1].is_code:  # its closing line never came
        while at and found[at - 1].is_code:
            at -= 1
        dropped.update(range(at, len(found)))
    while at and not _is_done(found[at - 1]):
        at -= 1
        dropped.add(at)
        if found[at].text[:1] == "\n" or (at and found[at - 1].text.endswith("\n")):
            break  # what stands on earlier lines was finished
    return without(found, dropped) if dropped else text.rstrip()


def _is_done(piece: Piece) -> bool:
    text = MARK.sub("", piece.text).rstrip(" \t")
    return piece.is_code or text.endswith("\n") or not text or bool(_DONE.search(text))


def comparable(text: str) -> str:
    """The letters and digits of a sentence: two sentences that have the same say the same."""
    return re.sub(r"[\W_]+", "", MARK.sub("", text)).lower()


def without(found: Sequence[Piece], dropped: Collection[int]) -> str:
    """Join the pieces that aren't dropped. The signs of list items that have lost their text go
    too, and so do lines that led in only to what was dropped."""
    text = "".join("\0" if i in dropped else piece.text for i, piece in enumerate(found))
    lines: list[str] = []
    emptied = False  # whether a list item went since the last line that stayed
    for line in text.split("\n"):
        kept = line.replace("\0", "")
        if "\0" in line and not re.search(r"\w", re.sub(r"^\s*\d+[.)、]", "", kept)):
            emptied = emptied or bool(_ITEM.match(line))
            continue
        if emptied and kept.strip() and not _ITEM.match(kept):
            _drop_lead_in(lines)  # all of the list that it led in to is gone
        emptied = emptied and not kept.strip()
        lines.append(kept)
    if dropped:
        while _drop_lead_in(lines):
            pass
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _drop_lead_in(lines: list[str]) -> bool:
    """Take a lead-in off the end, with blank lines behind it; whether there was one."""
    last = next((i for i in reversed(range(len(lines))) if lines[i].strip()), None)
    if last is None or not _LEADS_IN.search(lines[last]):
        return False
    spans = sentence_spans(lines[last])
    before = lines[last][: spans[-1][0]].rstrip() if spans else ""
    lines[last:] = [before] if re.search(r"\w", _ITEM.sub("", before)) else []
    return True


def balanced(text: str) -> str:
    """Remove every `**` from a line that has an odd number of them: the notes' own are sometimes
    awry too."""
    lines = text.split("\n")
    fence = CodeFence()
    for i, line in enumerate(lines):
        if not fence.takes(line) and "`" not in line and line.count("**") % 2:
            lines[i] = line.replace("**", "")
    return "\n".join(lines)
