"""Where an answer says the opposite of the notes. Pure.

No small model tells true from false. But the embedding tells which of two like sentences is nearer
to a third: a clause is changed in one respect, and if the notes speak for the change rather than
for the clause, the clause is wrong. The change also says what is wrong about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.core.passage import Passage
from bot.grading.opposition import compare
from bot.grading.opposition.admit import names, speaks_for
from bot.grading.opposition.clause_edits import ClauseEdit, edits, numbers_in
from bot.grading.opposition.contradiction_probability import shipped
from bot.grading.opposition.likeness import likeness
from bot.grading.opposition.order import misordered
from bot.grading.opposition.same_words import NOTHING, SameWords
from bot.language.polarity import denials
from bot.language.sides import pairs_of
from bot.language.splitting import Span, clauses, windows
from bot.language.statements import statements
from bot.search.text_vectors import Meaning

LEAST, MOST = 4, 90
"""Characters of a clause that is looked at."""

NEAR = 1.4
"""How near a changed clause must be to the notes at least, of 2."""

GAIN = 0.03
"""By how much a change must bring it nearer. Below, true answers lean as often as false ones."""

ALSO = 0.15
"""A denial that some note is so much less near to than another one is to its opposite may be what
that note says."""

KINDS = ("sides", "opposite", "negation", "number")
ORDER, COMPARISON = "order", "comparison"
"""Steps and comparisons the wrong way round; found by their words, not by a change."""

MEASURES = ("gain", "near", *KINDS)


@dataclass(frozen=True)
class Opposed:
    """A stretch of the answer that says the opposite of what the notes say."""

    sure: float
    """0–1."""
    span: Span
    note: str
    """The words of the notes, plain, that speak for the opposite."""
    kind: str
    """One of KINDS, ORDER or COMPARISON."""


@dataclass(frozen=True)
class Leaning:
    """A clause that is nearer to the notes with a change than without."""

    span: Span
    kind: str
    gain: float
    """By how much: cosine and token likeness added, 0–2."""
    near: float
    """How near it then is."""
    note: str


@dataclass(frozen=True)
class _Case:
    span: Span
    clause: str
    edit: ClauseEdit
    admitted: frozenset[int]
    """Which stretches of the notes can speak for the change."""


def _case(
    span: Span,
    clause: str,
    edit: ClauseEdit,
    stated: Mapping[str, str],
    sides: Sequence[tuple[str, str]],
) -> _Case | None:
    """A change that some stretch of the notes can speak for; None where none can: what costs time
    is reading texts for their meaning."""
    admitted = frozenset(
        at
        for at, (note, whole) in enumerate(stated.items())
        if speaks_for(clause, edit, note, whole, sides)
    )
    return _Case(span, clause, edit, admitted) if admitted else None


def opposed(
    question: str,
    points: Sequence[str],
    sections: Sequence[Passage],
    answer: str,
    sentences: Sequence[Span],
    meaning: Meaning | None,
    same: SameWords = NOTHING,
) -> list[Opposed | None]:
    """For each point, what of the answer contradicts it; None where nothing does.

    A contradiction of the notes that belongs to no point goes to the nearest one. What stands in
    the notes as the answer says it (`same`) contradicts none.
    """
    found: list[Opposed | None] = [None] * len(points)
    if meaning is None:
        return found
    cases = against(question, sections, answer, sentences, meaning, same)
    if not cases:
        return found
    vectors, _ = meaning.of([*points, *(case.note for case in cases)])
    near = vectors[: len(points)] @ vectors[len(points) :].T
    for number, case in enumerate(cases):
        at = int(near[:, number].argmax())
        own = found[at]
        if own is None or case.sure > own.sure:
            found[at] = case
    return found


def against(
    question: str,
    sections: Sequence[Passage],
    answer: str,
    sentences: Sequence[Span],
    meaning: Meaning,
    same: SameWords = NOTHING,
) -> list[Opposed]:
    """What in an answer is contradicted by the sections, surest first; no two lie over each
    other."""
    weigh = shipped()
    found = [
        Opposed(weigh(measures(one)), one.span, one.note, one.kind)
        for one in leanings(question, sections, answer, sentences, meaning, same)
    ]
    found += [
        Opposed(one.sure, one.span, one.note, ORDER)
        for one in misordered(sections, answer, sentences, meaning)
    ]
    found += [
        Opposed(compare.SURE, span, note, COMPARISON)
        for span, note in compare.turned_round(sections, answer, sentences)
    ]
    return _apart([one for one in found if not same.hold(one.span)])


def measures(one: Leaning) -> tuple[float, ...]:
    """What the estimate looks at, in the order of MEASURES."""
    return (one.gain, one.near, *(float(one.kind == kind) for kind in KINDS))


def leanings(
    question: str,
    sections: Sequence[Passage],
    answer: str,
    sentences: Sequence[Span],
    meaning: Meaning,
    same: SameWords = NOTHING,
) -> list[Leaning]:
    """Clauses that the notes would rather have otherwise, with every change that they lean to."""
    stated = _stated(sections)
    notes = list(stated)
    if not notes:
        return []
    sides = pairs_of(question, sections)
    numbers = numbers_in("\n".join(notes))
    cases = [
        made
        for span in _looked_at(answer, sentences, sides)
        if not same.hold(span)
        for edit in edits(answer[span[0] : span[1]], sides, numbers)
        if not same.say(_changed(answer, span, edit))
        if (made := _case(span, answer[span[0] : span[1]], edit, stated, sides)) is not None
    ]
    if not cases:
        return []
    texts = list(dict.fromkeys(text for case in cases for text in (case.clause, case.edit.text)))
    table = likeness(texts, notes, meaning)
    rows = dict(zip(texts, table, strict=True))
    found: list[Leaning] = []
    for case in cases:
        changed = rows[case.edit.text]
        near, at = max((changed[at], at) for at in sorted(case.admitted))
        gain = near - max(rows[case.clause])
        if near >= NEAR and gain >= GAIN and not _denied_alike(case, rows, notes, near):
            found.append(Leaning(case.span, case.edit.kind, gain, near, notes[at]))
    return found


def _changed(answer: str, span: Span, edit: ClauseEdit) -> Span:
    """Where in an answer a change of one of its stretches was made."""
    old = answer[span[0] : span[1]]
    first = next(
        (at for at, pair in enumerate(zip(old, edit.text, strict=False)) if len(set(pair)) > 1),
        len(old),
    )
    rest = zip(old[first:][::-1], edit.text[first:][::-1], strict=False)
    same = next((at for at, pair in enumerate(rest) if len(set(pair)) > 1), 0)
    return span[0] + first, max(span[0] + first, span[1] - same)


def _denied_alike(
    case: _Case, rows: Mapping[str, Sequence[float]], notes: Sequence[str], near: float
) -> bool:
    """Whether a clause that denies something is nearly as near to notes that deny as well."""
    if case.edit.kind != "negation" or not denials(case.clause):
        return False
    own = rows[case.clause]
    denied = [like for like, note in zip(own, notes, strict=True) if denials(note)]
    return max(denied, default=0.0) >= near - ALSO


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """(stretch, statement) for all stretches of a section that state something."""
    made: list[tuple[str, str]] = []
    for said in statements(text):
        whole = said.plain
        made.append((whole, whole))
        made += [(whole[a:b], whole) for a, b in windows(whole, [(0, len(whole))])]
    return tuple(made)


def _stated(sections: Sequence[Passage]) -> dict[str, str]:
    """All that sections state, whole and in pieces, each once, with the statement it is of."""
    found: dict[str, str] = {}
    for section in sections:
        for part, whole in _parts(section.text):
            if len(part) >= LEAST:
                found.setdefault(part, whole)
    return found


def stretches(sections: Sequence[Passage]) -> list[str]:
    """The texts of sections whose meaning is read for every answer."""
    return list(_stated(sections))


def _looked_at(
    answer: str, sentences: Sequence[Span], sides: Sequence[tuple[str, str]]
) -> list[Span]:
    """Clauses, and every two of a sentence of which the second is about the same thing."""
    named = {name for pair in sides for name in pair}
    found: dict[Span, None] = {}
    for sentence in sentences:
        own = clauses(answer, sentence)
        for span in own:
            found.setdefault(span)
        for first, second in pairwise(own):
            if not any(names(answer[second[0] : second[1]], name) for name in named):
                found.setdefault((first[0], second[1]))
    return [span for span in found if LEAST <= span[1] - span[0] <= MOST]


def _apart(found: Sequence[Opposed]) -> list[Opposed]:
    """Of stretches that lie over each other the surest, ties to the shortest."""
    kept: list[Opposed] = []
    for one in sorted(found, key=lambda o: (-o.sure, o.span[1] - o.span[0])):
        if not any(one.span[0] < k.span[1] and k.span[0] < one.span[1] for k in kept):
            kept.append(one)
    return kept
