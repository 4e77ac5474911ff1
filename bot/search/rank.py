"""Candidates -> ranked sections: fuse, drop near-equals, join parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.passage import Passage
from ingest.schema import Chunk
from ingest.text.lexical import words as tokens

LEXICAL_WEIGHT = 0.3
"""Weight of BM25 against the cosine, both in standard deviations. From .3 to .6 the recall on the
development questions hardly moves; below, exact terms are lost, above, questions in other words."""

LATE_WEIGHT = 1.0
"""Weight of late interaction against the cosine."""

LATE_MEAN, LATE_SPREAD = 0.32, 0.085
"""Of late interaction over all chunks of the development notes; from question to question they vary
by a tenth and a sixth. Constants, since only the chunks that were found are scored."""

SAME_TEXT = 0.9
"""Share of common character trigrams from which two passages count as one."""

_CLOSERS = r"[”’」』）)\]】》\"'*`]*$"
# Chinese text that ends in a stop, so that the next chunk goes on without a blank: “它是缓存。””
# but not “它是缓存”.
_CJK_END = re.compile(rf"[。！？；，、：]{_CLOSERS}")
# Latin text that ends in a stop: “It is a cache.)” but not “It is a cache”.
_LATIN_END = re.compile(rf"[.!?]{_CLOSERS}")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A chunk that a search brought up, with what each search thinks of it."""

    id: str
    section: str
    """The section's name: a section has one place in a ranking."""
    cosine: float
    dense: float
    """Standard deviations above the mean cosine of all chunks."""
    lexical: float
    """Standard deviations above the mean BM25 score of all chunks."""
    bm25: float = 0.0
    late: float | None = None
    """Mean over the question's tokens of the best cosine to a token of the chunk, about -.2 to 1;
    None with a model that has no late interaction."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A section with the candidate that found it."""

    candidate: Candidate
    score: float


@dataclass(frozen=True)
class SignalWeights:
    """What each signal counts for."""

    dense: float = 1.0
    lexical: float = LEXICAL_WEIGHT
    late: float = LATE_WEIGHT

    def score(self, candidate: Candidate) -> float:
        """The weighted sum, in standard deviations."""
        score = self.dense * candidate.dense + self.lexical * candidate.lexical
        if candidate.late is not None:
            score += self.late * (candidate.late - LATE_MEAN) / LATE_SPREAD
        return score


def fuse(candidates: Sequence[Candidate], weights: SignalWeights | None = None) -> list[Ranked]:
    """Score candidates by their weighted signals, best first.

    A section has one entry, its best chunk. Ties keep the order in which candidates came.
    """
    weights = weights or SignalWeights()
    ranked = [
        Ranked(candidate=candidate, score=weights.score(candidate)) for candidate in candidates
    ]
    ranked.sort(key=lambda entry: -entry.score)
    best: dict[str, Ranked] = {}
    for entry in ranked:
        best.setdefault(entry.candidate.section, entry)
    return list(best.values())


def drop_repeats(ranked: Sequence[Ranked], texts: Mapping[str, str], limit: int) -> list[Ranked]:
    """The first `limit` entries whose text is not nearly that of a better one.

    Copies of a section in two notes would fill the list and hide the next best. Entries without a
    text in `texts`, by chunk id, are left out.
    """
    kept: list[Ranked] = []
    grams: list[frozenset[str]] = []
    for entry in ranked:
        if len(kept) == limit:
            break
        text = texts.get(entry.candidate.id)
        if text is None:
            continue
        own = trigrams(text)
        if any(_nearly_equal(own, other) for other in grams):
            continue
        kept.append(entry)
        grams.append(own)
    return kept


def trigrams(text: str) -> frozenset[str]:
    """Character trigrams of a text, white space left out."""
    squeezed = "".join(text.split())
    return frozenset(squeezed[i : i + 3] for i in range(max(len(squeezed) - 2, 1)))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard similarity, 0–1."""
    return len(a & b) / len(a | b) if a or b else 1.0


def _nearly_equal(a: frozenset[str], b: frozenset[str]) -> bool:
    smaller, larger = sorted((len(a), len(b)))
    # What they share is no more than the smaller set: most pairs needn't be compared.
    return smaller >= SAME_TEXT * larger and overlap(a, b) >= SAME_TEXT


def join_parts(found: Chunk, parts: Sequence[Chunk], max_chars: int) -> list[Chunk]:
    """The found part of a long section with neighbours on both sides, up to `max_chars` in all.

    The result is in order and without gaps; where two parts can't be put together exactly as they
    stand in the note, it ends.
    """
    at = next((i for i, part in enumerate(parts) if part.id == found.id), None)
    if at is None:
        return [found]
    first = last = at
    size = len(found.text)
    while True:
        after = len(parts[last + 1].text) if _meet(parts, last) else None
        before = len(parts[first - 1].text) if _meet(parts, first - 1) else None
        if after is not None and size + after <= max_chars:
            last += 1
            size += after
        elif before is not None and size + before <= max_chars:
            first -= 1
            size += before
        else:
            return list(parts[first : last + 1])


def _meet(parts: Sequence[Chunk], at: int) -> bool:
    """Whether part `at` and the next one are there and can be put together."""
    return 0 <= at < len(parts) - 1 and _seam(parts[at], parts[at + 1]) is not None


def passage_of(chunks: Sequence[Chunk], score: float) -> Passage:
    """One passage of consecutive chunks of a section, its text as it stands in the note.

    Blank lines between chunks are empty, whatever blanks the note has there.
    """
    first, last = chunks[0], chunks[-1]
    text = first.text
    for before, chunk in pairwise(chunks):
        repeated, between = _seam(before, chunk) or (0, "")
        text += between + chunk.text[repeated:]
    return Passage(
        section=first.section,
        file=first.file,
        title=first.title,
        heading_path=first.heading_path,
        lines=(first.lines[0], last.lines[1]),
        text=text,
        score=score,
        tags=first.tags,
    )


def _seam(before: Chunk, after: Chunk) -> tuple[int, str] | None:
    """How many characters of `after` repeat the end of `before`, and what stands between them.

    None where a line was cut at a place that can't be made out any more.
    """
    gap = after.lines[0] - before.lines[1]
    if gap > 0:
        return 0, "\n" * gap
    for size in range(min(len(before.text), len(after.text)), 0, -1):
        again = after.text[:size]
        if again.count("\n") == -gap and before.text.endswith(again):
            return size, ""
    # Chunks lose the blanks at their end. Behind a Chinese stop there are none, behind a Latin one
    # there was one, or it would be none.
    if gap == 0 and _CJK_END.search(before.text):
        return 0, ""
    if gap == 0 and _LATIN_END.search(before.text):
        return 0, " "
    return None


def member_passage(chunk: Chunk, words: frozenset[str], score: float) -> Passage:
    """Of the tiny sections that are joined in a chunk, the one that shares most with the question.

    `words` are the question's. Ties go to the first. Other chunks give a passage of themselves.
    """
    if not chunk.members:
        return passage_of([chunk], score)
    lines = chunk.text.split("\n")

    def text_of(number: int) -> str:
        start, end = chunk.members[number].lines
        return "\n".join(lines[start - chunk.lines[0] : end - chunk.lines[0] + 1])

    def shared(number: int) -> int:
        own = {*tokens(text_of(number)), *tokens(" ".join(chunk.members[number].heading_path))}
        return len(words & own)

    best = max(range(len(chunk.members)), key=shared)
    member = chunk.members[best]
    return replace(
        passage_of([chunk], score),
        heading_path=member.heading_path,
        lines=member.lines,
        text=text_of(best),
    )
