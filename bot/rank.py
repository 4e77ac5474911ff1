"""Candidates -> ranked sections: fuse, drop near-equals, join parts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.passage import Passage
from ingest.lexical import words as tokens
from ingest.schema import Chunk

LEXICAL_WEIGHT = 0.4
"""Weight of BM25 against the cosine, both in standard deviations. From .3 to .6 the recall on the
development questions hardly moves; below, exact terms are lost, above, questions in other words."""

SAME_TEXT = 0.9
"""Share of common character trigrams from which two passages count as one."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A chunk that a search brought up, with what each search thinks of it."""

    chunk: Chunk
    cosine: float
    dense: float
    """Standard deviations above the mean cosine of all chunks."""
    lexical: float
    """Standard deviations above the mean BM25 score of all chunks."""
    bm25: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A section with the candidate that found it."""

    candidate: Candidate
    score: float


def fuse(candidates: Sequence[Candidate], weight: float = LEXICAL_WEIGHT) -> list[Ranked]:
    """Score candidates by dense + weight x lexical, best first.

    A section has one entry, its best chunk. Ties keep the order in which candidates came.
    """
    ranked = [
        Ranked(candidate=candidate, score=candidate.dense + weight * candidate.lexical)
        for candidate in candidates
    ]
    ranked.sort(key=lambda entry: -entry.score)
    best: dict[str, Ranked] = {}
    for entry in ranked:
        best.setdefault(entry.candidate.chunk.section, entry)
    return list(best.values())


def drop_repeats(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    """The first `limit` entries whose text is not nearly that of a better one.

    Copies of a section in two notes would fill the list and hide the next best.
    """
    kept: list[Ranked] = []
    grams: list[frozenset[str]] = []
    for entry in ranked:
        if len(kept) == limit:
            break
        own = trigrams(entry.candidate.chunk.text)
        if any(overlap(own, other) >= SAME_TEXT for other in grams):
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


def join_parts(found: Chunk, parts: Sequence[Chunk], max_chars: int) -> list[Chunk]:
    """The found part of a long section with neighbours on both sides, up to `max_chars` in all.

    The result is in order and without gaps.
    """
    at = next((i for i, part in enumerate(parts) if part.id == found.id), None)
    if at is None:
        return [found]
    first = last = at
    size = len(found.text)
    while True:
        after = len(parts[last + 1].text) if last + 1 < len(parts) else None
        before = len(parts[first - 1].text) if first > 0 else None
        if after is not None and size + after <= max_chars:
            last += 1
            size += after
        elif before is not None and size + before <= max_chars:
            first -= 1
            size += before
        else:
            return list(parts[first : last + 1])


def passage_of(chunks: Sequence[Chunk], score: float) -> Passage:
    """One passage of consecutive chunks of a section, its text as it stands in the note."""
    first, last = chunks[0], chunks[-1]
    text, line = first.text, first.lines[1]
    for chunk in chunks[1:]:
        if chunk.lines[0] > line:
            text += "\n" * (chunk.lines[0] - line) + chunk.text
        else:
            text += chunk.text[_repeated(text, chunk.text) :]
        line = chunk.lines[1]
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


def _repeated(before: str, after: str) -> int:
    """How many characters at the start of `after` end `before` already."""
    for size in range(min(len(before), len(after)), 0, -1):
        if before.endswith(after[:size]):
            return size
    return 0


def member_passage(chunk: Chunk, words: frozenset[str], score: float) -> Passage:
    """Of a chunk joined from tiny sections, the section that shares most with the question.

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
