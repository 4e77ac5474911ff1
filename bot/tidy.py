"""How long an answer may be, and what to take out of one that a small model wrote. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.markup import MARK, Piece, pieces
from bot.terms import telling
from ingest.sentences import sentence_spans


@dataclass(frozen=True)
class Limits:
    """How much a model may write."""

    sentences: int
    tokens: int
    chars: int
    """Of everything: code, tables and lists without sentences have no other end."""


USUAL = Limits(8, 360, 6000)
LONG = Limits(20, 800, 16000)

_MORE = re.compile(
    r"详细|详尽|细说|展开(?:来|讲|说|谈|聊|解释|分析|介绍|一下)|深入(?:讲|说|谈|聊|解释|分析|介绍)"
    r"|一步一?步|逐步|逐条|逐一|完整|尽可能多|多(?:讲|说|写)(?:一?点|一?些|几)"
    r"|(?:列|举|说|写)(?:举|出|明)?(?:所有|全部)|(?:所有|全部).{0,12}(?:列|说|写)出"
    r"|\b(?:in (?:full |more |great )?detail|detailed|step[- ]by[- ]step|at length|elaborate"
    r"|thorough(?:ly)?|comprehensive(?:ly)?|list (?:all|every)|walk me through)\b",
    re.IGNORECASE,
)

_OPENER = re.compile(
    r"^\s*(?:(?:好的|当然|没问题)[，,。！!]\s*"
    r"|(?:根据|按照|依据|基于)[^，。,：:\n]{0,12}(?:笔记|片段|资料)[^，。,：:\n]{0,8}[，,：:]\s*"
    r"|(?:Sure|Certainly|Of course)[,.!]\s*"
    r"|(?:Based on|According to) (?:the |your )?(?:provided )?(?:notes|passages?)"
    r"[^,.\n]{0,20},\s*)+",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^\W*(?:总之|总的来说|总而言之|总结(?:来说|一下|起来)?|综上(?:所述)?|简而言之|概括来说|因此可以看出"
    r"|in (?:summary|conclusion|short)|overall|to (?:sum up|summari[sz]e))",
    re.IGNORECASE,
)
_LIST_SIGN = re.compile(r"^\s*(?:[-*+•]|\d+[.)、])\s+$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)、])\s")
_LEADS_IN = re.compile(r"[:：][*_ ]*$")
_DONE = re.compile(r"[。！？.!?：:；;|][”’」』）)\]】》\"'*`]*$")
_HALF_MARK = re.compile(r"\s*[\[【［][^\]】］\n]{0,24}$")
SHARE_READ = 1 / 16
"""A text that grows is read again when it is longer by this share."""

SAID = 0.7
"""A summary with this share of its words said before says nothing."""


def limits_for(question: str) -> Limits:
    """Long answers for those who ask for detail, steps or a full list."""
    return LONG if _MORE.search(question) else USUAL


def ending(text: str, sentences: int) -> int | None:
    """Where an answer should have ended: behind its last allowed sentence, or before it begins to
    say the same again. None: it hasn't come so far."""
    said: set[str] = set()
    at = end = 0
    for piece in pieces(text):
        if piece.is_claim:
            own = _bare(piece.text)
            repeated = own in said and at + len(piece.text) < len(text)
            if repeated or len(said) >= sentences:
                return end
            said.add(own)
            end = at + len(piece.text)
        at += len(piece.text)
    return None


class Growing:
    """`ending` of a text that grows: the work is linear in its length, however it is cut."""

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences
        self._read = 0

    def ending(self, text: str) -> int | None:
        """As `ending`, but only looked for where the text has grown by a share since last time."""
        if len(text) - self._read < max(SHARE_READ * self._read, 16):
            return None
        self._read = len(text)
        return ending(text, self._sentences)


def whole(text: str) -> str:
    """Without what a model didn't finish at the end: a sentence, a block of code, a mark. Empty if
    nothing whole is left."""
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


def tidied(text: str, question: str) -> str:
    """Without polite openers, the question said again, sentences said twice, summaries of what was
    just said, and bold signs that have no partner. Never empty if `text` isn't."""
    text = _OPENER.sub("", text, count=1) or text
    found = pieces(text)
    dropped: set[int] = set()
    said: set[str] = set()
    known: set[str] = set()
    asked = _bare(question)
    for i, piece in enumerate(found):
        own = _bare(piece.text)
        if piece.is_code or not own:
            continue
        words = telling(piece.text)
        if (
            own == asked
            or own in said
            or (_stands_free(found, i) and any(own in other for other in said))
            or (not known and piece.text.strip().endswith(("？", "?")))
            or (_SUMMARY.match(piece.text) and len(words & known) >= SAID * len(words))
        ):
            dropped.add(i)
        if piece.is_claim:
            said.add(own)
        if i not in dropped:
            known |= words
    return _balanced(without(found, dropped)) or text


def _stands_free(found: Sequence[Piece], at: int) -> bool:
    """Whether a claim is no list item: those may take up under their head what was said before."""
    return found[at].is_claim and (at == 0 or not _LIST_SIGN.match(found[at - 1].text))


def _bare(text: str) -> str:
    """What a sentence says, to tell whether another says it too."""
    return re.sub(r"\[\^?\d+\]|[\W_]+", "", text).lower()


def without(found: Sequence[Piece], dropped: Collection[int]) -> str:
    """The pieces left, without the signs of list items that are empty now and lead-ins to
    nothing."""
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


def _balanced(text: str) -> str:
    """Lines with an odd number of `**` without any: the notes' own are sometimes awry too."""
    lines = text.split("\n")
    in_code = False
    for i, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        elif not in_code and "`" not in line and line.count("**") % 2:
            lines[i] = line.replace("**", "")
    return "\n".join(lines)
