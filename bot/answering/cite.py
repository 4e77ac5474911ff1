"""Answer text -> checked segments and citations: which passage carries which sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.citation_marks import canonical
from bot.core.passage import Citation, Passage
from bot.core.turn import Segment
from bot.language.markup import Piece, pieces
from bot.language.numbers import numbers_hold
from bot.language.polarity import contradicts
from bot.language.terms import from_english, is_chinese, translate
from bot.notes.text import (
    fold,
    folded,
    heading_end,
    sentence_spans,
    shown,
    trimmed,
    words,
)

SUPPORTED = 0.5
"""Share of a sentence's telling words that a passage must hold to support it."""

CLAIMED = 0.3
"""A passage that the model itself marked has to hold this share: its mark counts for something."""

SURE = 0.8
"""Similarity that is enough by itself; below, terms and similarity count half each."""

Similarity = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""Rows of first texts against columns of second ones, 1 for what surely says the same, 0 for what
surely doesn't. Used where words can't tell: an English sentence about a Chinese passage."""

# A mark with the blanks before it: “it is. [^12]” but not “it is [12]”.
_MARK_AND_BLANKS = re.compile(r"[ \t]*\[\^(\d{1,2})\]")
# Code inside a line: “用 `ls -l` 看” but not “用 ls -l 看”.
_INLINE_CODE = re.compile(r"(`+[^`\n]+`+)")


@dataclass(frozen=True)
class Checked:
    """An answer after its marks were read, tested and set anew."""

    segments: tuple[Segment, ...]
    citations: tuple[Citation, ...]

    @property
    def says_something(self) -> bool:
        """Whether any sentence of it could be right or wrong."""
        return any(segment.marks or not segment.supported for segment in self.segments)


@dataclass(frozen=True)
class _Claim:
    text: str
    wanted: tuple[int, ...]
    """Passages the model marked, from 0; those that don't exist are left out."""


def check(
    text: str,
    passages: Sequence[Passage],
    weights: Mapping[str, float] | None = None,
    similarity: Similarity | None = None,
    question: str = "",
) -> Checked:
    """Give every claim of an answer the mark of the passage that supports it.

    Marks in `text` count from 1 into `passages`. They are kept where the passage says so too,
    dropped where they point nowhere, moved where another passage says it. A claim that none
    supports, or that the nearest one contradicts, is flagged. Citations are numbered anew, in order
    of first use, only used ones.
    `weights` tell how telling a word is; unknown words weigh 1. Words of the `question` that an
    answer takes up again count neither for nor against it where the passage has other words.
    """
    found = pieces(canonical(folded(text), [folded(passage.text) for passage in passages]))
    claims = [_read(piece, passages) for piece in found]
    table = _support(
        [claim.text for piece, claim in zip(found, claims, strict=True) if piece.is_claim],
        passages,
        weights or {},
        similarity,
        frozenset(words(question)),
    )
    rows = iter(table)
    order: dict[int, int] = {}
    carried: dict[int, list[str]] = {}
    segments: list[Segment] = []
    for piece, claim in zip(found, claims, strict=True):
        if not piece.is_claim:
            segments.append(Segment(text=claim.text))
            continue
        chosen = choose(next(rows), claim.wanted)
        marks: list[int] = []
        for at in chosen:
            marks.append(order.setdefault(at, len(order) + 1))
            carried.setdefault(at, []).append(claim.text)
        segments.append(Segment(text=claim.text, marks=tuple(marks), supported=bool(chosen)))
    citations = tuple(
        Citation(
            n=n, passage=passages[at], quote=best_quote(passages[at].text, carried[at], similarity)
        )
        for at, n in order.items()
    )
    return Checked(tuple(segments), citations)


def choose(row: Sequence[float], wanted: Sequence[int]) -> list[int]:
    """At most two passages to mark for a claim, given its support by each.

    These are the passages that the model named, if they support the claim, and else the one that
    supports it best.
    """
    kept = [at for at in wanted if row[at] >= CLAIMED]
    if kept:
        return kept[:2]
    best = max(range(len(row)), key=row.__getitem__, default=None)
    return [best] if best is not None and row[best] >= SUPPORTED else []


def _read(piece: Piece, passages: Sequence[Passage]) -> _Claim:
    """Take the marks out of a piece."""
    if piece.is_code:
        return _Claim(piece.text, ())
    wanted: list[int] = []

    def take(match: re.Match[str]) -> str:
        wanted.append(int(match[1]) - 1)
        return ""

    parts = _INLINE_CODE.split(piece.text)
    bare = "".join(p if i % 2 else _MARK_AND_BLANKS.sub(take, p) for i, p in enumerate(parts))
    text = bare if piece.text[:1].isspace() or bare == piece.text else bare.lstrip(" \t")
    known = range(len(passages))
    return _Claim(text, tuple(dict.fromkeys(at for at in wanted if at in known)))


def _support(
    claims: Sequence[str],
    passages: Sequence[Passage],
    weights: Mapping[str, float],
    similarity: Similarity | None,
    asked: frozenset[str],
) -> list[list[float]]:
    """Support of claim i by passage j, 0–1."""
    texts = [folded(f"{p.title} {' '.join(p.heading_path)}\n{p.text}") for p in passages]
    vocabularies = [frozenset(words(text)) for text in texts]
    foreign = [[is_chinese(claim) != is_chinese(text) for text in texts] for claim in claims]
    # How rare an English word is among Chinese notes says nothing about it.
    table = [
        [
            cover(claim, text, own, {} if other else weights, asked)
            for text, own, other in zip(texts, vocabularies, row, strict=True)
        ]
        for claim, row in zip(claims, foreign, strict=True)
    ]
    if similarity is None or not any(any(row) for row in foreign):
        return _denied(table, claims, passages)
    scores = similarity(claims, texts)
    for i, row in enumerate(foreign):
        for j, other in enumerate(row):
            if other and numbers_hold(claims[i], texts[j]):
                sure = scores[i][j] >= SURE
                table[i][j] = scores[i][j] if sure else (table[i][j] + scores[i][j]) / 2
    return _denied(table, claims, passages)


def _denied(
    table: list[list[float]], claims: Sequence[str], passages: Sequence[Passage]
) -> list[list[float]]:
    """The table without support from passages that say the opposite of the claim; where the one
    that is nearest to it does, no other supports it either."""
    for claim, row in zip(claims, table, strict=True):
        near = [at for at, support in enumerate(row) if support >= CLAIMED]
        for at in sorted(near, key=lambda at: -row[at]):
            passage = passages[at]
            if contradicts(folded(passage.text), claim, passage.place):
                if row[at] == max(row):
                    row[:] = [0.0] * len(row)
                    break
                row[at] = 0.0
    return table


def cover(
    claim: str,
    passage: str,
    vocabulary: frozenset[str],
    weights: Mapping[str, float],
    asked: frozenset[str] = frozenset(),
) -> float:
    """Share of the claim's words, by weight, that the passage holds, 0–1.

    Words in `asked` that the passage lacks are left out of account, unless nothing else is left.
    0 if the claim states a number that the passage doesn't (`bot.language.numbers`). For a claim in
    English, a term counts as held when the passage has its Chinese name.
    """
    own = set(words(claim, pairs=False))
    if not own:
        return 1.0 if claim.strip() in passage else 0.0
    if not numbers_hold(claim, passage):
        return 0.0
    held = own & vocabulary
    if not is_chinese(claim):
        for term, translated in from_english(claim):
            if vocabulary.intersection(translated):
                held |= own.intersection(term)
    own = {word for word in own if word in held or word not in asked} or own
    total = sum(weights.get(word, 1.0) for word in own)
    return sum(weights.get(word, 1.0) for word in held) / total


def best_quote(
    passage: str,
    claims: Sequence[str],
    similarity: Similarity | None = None,
    max_chars: int = 240,
) -> str:
    """The passage's own words nearest to the claims: an exact, non-empty substring of it.

    The best sentence for each claim; sentences that stand together are quoted together, as long as
    that stays within `max_chars`; otherwise the one that carries most. Its heading is quoted only
    where there is nothing else.
    """
    source, view = passage, fold(passage)
    passage = view.text
    spans = [trimmed(passage, *span) for span in sentence_spans(passage)]
    spans = [(a, b) for a, b in spans if words(shown(passage, a, b))]
    if not spans:
        return source.strip() or source
    if len(spans) > 1 and (title := heading_end(passage)):
        spans = [span for span in spans if span[0] >= title] or spans
    scores = [0.0] * len(spans)
    for shares in _nearness(passage, spans, claims, similarity):
        best = max(range(len(spans)), key=shares.__getitem__)
        scores[best] += shares[best] + 1e-6
    chosen = [i for i, score in enumerate(scores) if score > 0] or [0]
    start, end = spans[chosen[0]][0], spans[chosen[-1]][1]
    if end - start > max_chars:
        start, end = spans[max(chosen, key=scores.__getitem__)]
    return view.quote(start, end)


def _nearness(
    passage: str,
    spans: Sequence[tuple[int, int]],
    claims: Sequence[str],
    similarity: Similarity | None,
) -> list[Sequence[float]]:
    """How near each sentence is to each claim, 0–1: by common words, in another language by
    meaning."""
    vocabularies = [set(words(passage[a:b])) for a, b in spans]
    rows: list[Sequence[float]] = []
    for claim in claims:
        own = {*words(claim), *(() if is_chinese(claim) else translate(claim))}
        rows.append([len(own & v) / (len(own | v) or 1) for v in vocabularies])
    foreign = [i for i, claim in enumerate(claims) if is_chinese(claim) != is_chinese(passage)]
    if similarity and foreign:
        found = similarity([claims[i] for i in foreign], [passage[a:b] for a, b in spans])
        for i, row in zip(foreign, found, strict=True):
            rows[i] = [max(pair) for pair in zip(rows[i], row, strict=True)]
    return rows
