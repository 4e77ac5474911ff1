"""What denies, turns or leaves open what a clause says, in Chinese and English; and whether one
text says the opposite of another. Pure, and without any model: the words are in `polarity.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from bot.language.splitting import clauses_of
from bot.language.terms import is_chinese
from bot.notes.text import (
    sentences,
    words,
)

MIN_SHARED = 2
"""Words that a clause must share with another to be about the same thing."""

SAME_SUBJECT = 0.7
"""Share of a passage's sentence, up to the clause in question, that the claim must take up."""

SPECIFIC = 3
"""Words of one subject's sentence alone that a claim about the other must use to be a swap."""

PARALLEL = 2
"""Words that two sentences about two subjects have in common where they compare them."""


class _Row(NamedTuple):
    """A line of `polarity.tsv`."""

    kind: str
    word: str
    opposite: str
    of: str
    source: str


def _rows() -> Iterator[_Row]:
    text = resources.files(__package__).joinpath("polarity.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield _Row(*line.split("\t"))


_ROWS = tuple(_rows())


def _listed(kind: str) -> list[str]:
    """The words of a kind, longest first: a regex takes the first that fits."""
    return sorted((row.word for row in _ROWS if row.kind == kind), key=lambda word: -len(word))


PAIRS = tuple((row.word, row.opposite) for row in _ROWS if row.kind == "pair")
"""Each word with its opposite; a word may have several."""

MEASURES = {
    word: (row.of, sign)
    for row in _ROWS
    for word, sign in ((row.word, 1), (row.opposite, -1))
    if row.of and word
}
"""Words that compare -> what they compare, and whether they mean more of it (1) or less (-1)."""

_END = r"\b"
_ENDS = {"no": r"(?=\s+[a-z])"}


def _denial(word: str) -> str:
    """The regex of a word that denies, not where it is part of one that doesn't."""
    if word.isascii():
        return rf"{word}\b" if word == "n't" else rf"\b{word}{_ENDS.get(word, _END)}"
    kept = [other.removeprefix(word) for other in _listed("keeps") if other.startswith(word)]
    return f"{word}(?!{'|'.join(kept)})" if kept else word


# Denies its clause: “不会丢失” but not “区别”.
NEGATIONS = re.compile("|".join(map(_denial, _listed("denies"))), re.IGNORECASE)
"""Words that deny the clause they stand in."""

# A denial with the word that it denies: “不会丢” but not “不过”.
_DENIED_WORD = re.compile(
    rf"(?:{NEGATIONS.pattern}|[无非未])\s*(?:能|会|可以|be\b)?\s*([a-z]+|\w{{2}})", re.IGNORECASE
)

_AFFIRMED = {row.word: row.opposite for row in _ROWS if row.kind == "denies"}
# May stand behind a denial: “可以” but not “苹果”.
_DENIABLE = re.compile("|".join(_listed("deniable")))
_DENIED = {"有": "没有", "要": "不用"}
# Holds a denial that denies nothing: “不同” but not “不会”.
_INSIDE = re.compile("|".join(_listed("inside")))
# Said in one clause of two, or of nothing in particular.
# Said of nothing in particular: “不是锁而是信号量” but not “不是锁”.
_UNSURE = re.compile("|".join([*_listed("unsure"), "不是.*而是"]))
# 不经过发酵的茶 says nothing about tea that is; 不共用宿主机的内核 looks the same and does deny.
# A denial inside a description: “不经过发酵的茶” but not “不发酵”.
_RELATIVE = re.compile(r"(?:不|没有)[^，。]{1,6}的.")
# A condition: “如果断电” but not “断电了”.
_CONDITION = re.compile(r"如果|若|要是|假如|除非|一旦|只要|只有.*才|即使|哪怕|当.*时|的话")
# Set against something else: “不像虚拟机” but not “共用内核”.
_FOIL = re.compile(r"不同|相比|不像|区别|相对|反之|相反|而不|差异|比.{0,8}[更要]")
_IDLE = """
会 能 能够 可以 可 是 有 都 也 就 还 又 才 再 要 需要 需 必须 应该 应 被 把 将 让 使 使得 进行 做
所以 因此 因为 由于 并 并且 而 但 但是 然后 这个 那个 这种 那种 这些 那些 这 那 它 其 该 此 之 的
了 着 过 没有 没 不 无法 无需 不会 不能 不是 不用 不要 不需 任何 自己 直接 一个 一种 此时 这时 并不
并没有 完全 根本 实际 其实
"""
_NEUTRAL = frozenset(_IDLE.split())
"""Words that make no difference to what a clause is about."""


@dataclass(frozen=True)
class _Said:
    """A clause: what it is about, and whether it affirms."""

    words: frozenset[str]
    so_far: frozenset[str]
    """Words of its sentence up to its end."""
    affirms: bool | None
    """None: can't be told."""
    plainly: bool | None
    """The same, where the negation may be that of a relative clause."""


def denials(text: str) -> int:
    """How often a text denies something."""
    return len(NEGATIONS.findall(text))


def affirmed(text: str) -> list[str]:
    """A text that denies something, for each denial without it."""
    return [
        text[: match.start()] + _AFFIRMED[match.group().lower()] + text[match.end() :]
        for match in NEGATIONS.finditer(text)
    ]


def denied(text: str) -> list[str]:
    """A Chinese text that denies nothing, denied at each of its auxiliaries."""
    return [
        text[: match.start()] + _DENIED.get(word, f"不{word}") + text[match.end() :]
        for match in _DENIABLE.finditer(text)
        for word in [match.group()]
        if len(word) > 1 or not is_inside(text, match.start())
    ]


def is_inside(text: str, at: int) -> bool:
    """Whether a character is a part of a longer word that means something else."""
    return any(match.start() <= at < match.end() for match in _INSIDE.finditer(text))


def place(text: str, word: str) -> int:
    """Where a word first stands by itself in a text; -1 if it doesn't."""
    if word.isascii():
        match = re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
        return match.start() if match else -1
    at = text.find(word)
    while at >= 0 and len(word) == 1 and is_inside(text, at):
        at = text.find(word, at + 1)
    return at


def turned(text: str, word: str, other: str) -> str:
    """A text with a word's opposite in its place, and the word where its opposite stands; as it was
    where the word isn't there, or only inside its opposite."""
    at = place(text, word)
    if at < 0 or (word in other and other in text):
        return text
    if place(text, other) < 0 or word in other or other in word:
        return text[:at] + other + text[at + len(word) :]
    both = f"{re.escape(word)}|{re.escape(other)}"
    return re.sub(both, lambda match: other if match.group() == word else word, text)


def turn_round(first: str, second: str) -> bool:
    """Whether of two texts about one thing one denies a word that stands in the other undenied, or
    has the opposite of a word that stands in the other."""
    first, second = first.lower(), second.lower()
    own, others = set(_DENIED_WORD.findall(first)), set(_DENIED_WORD.findall(second))
    return (
        any(word in second for word in own - others)
        or any(word in first for word in others - own)
        or has_opposites(first, second)
    )


def has_opposites(first: str, second: str) -> bool:
    """Whether one text has a word whose opposite the other has instead."""
    return any(
        a in first and b not in first and b in second and a not in second
        for pair in PAIRS
        if min(map(len, pair)) > 1
        for a, b in (pair, pair[::-1])
    )


def contradicts(passage: str, claim: str, place: str = "") -> bool:
    """Whether the passage denies what the claim affirms, affirms what it denies, or says of one
    subject what the claim says of the other.

    `place` holds the headings above the passage: its sentences are about them.
    """
    if not (is_chinese(claim) and is_chinese(passage)):
        return False
    return (
        _negated(passage, claim)
        or _swapped(passage, claim, place)
        or _exchanged(passage, claim, place)
    )


def _negated(passage: str, claim: str) -> bool:
    known = [said for sentence in _sentences(passage) for said in _clauses(sentence)]
    vocabulary = frozenset(word for said in known for word in said.so_far)
    for own in _clauses(claim):
        if own.plainly is None or len(own.words) < MIN_SHARED:
            continue
        opposed = 0
        agreed = 0
        for said in known:
            shared = len(said.words & own.words)
            if said.plainly is own.plainly:
                agreed = max(agreed, shared)
            elif _opposite(said, own, vocabulary):
                opposed = max(opposed, shared)
            elif said.affirms is None:  # what can't be told apart speaks for the claim
                agreed = max(agreed, shared)
        if opposed > agreed:
            return True
    return False


def _opposite(said: _Said, own: _Said, vocabulary: frozenset[str]) -> bool:
    """Whether one of two clauses, of which one has a negation, denies the other."""
    if said.plainly is None:
        return False
    if said.affirms is None or own.affirms is None:
        return said.words == own.words
    return _same_matter(said, own, vocabulary)


def _same_matter(said: _Said, own: _Said, vocabulary: frozenset[str]) -> bool:
    """Whether two clauses differ in nothing but words that name the subject more fully."""
    if len(said.words) < MIN_SHARED or not said.words <= own.words:
        return False
    extra = own.words - said.words
    if len(extra) > 2 or not extra <= vocabulary:
        return False
    return len(said.so_far & own.so_far) >= SAME_SUBJECT * len(said.so_far)


def _swapped(passage: str, claim: str, place: str) -> bool:
    """Whether a claim says of one thing what the passage says, side by side, of another."""
    if _FOIL.search(claim):
        return False
    rows = [(_subject(sentence), _core(sentence)) for sentence in _sentences(passage)]
    own, topic = _core(claim), _core(place)
    for i, (subject, core) in enumerate(rows):
        for other_subject, other in (*rows[max(i - 1, 0) : i], *rows[i + 1 : i + 2]):
            here, there = subject - other, other_subject - core
            if not here or not there or here & own or not there & own:
                continue
            if any(a in b or b in a for a in here for b in there) or len(core & other) < PARALLEL:
                continue
            if there & topic and not here & topic:
                continue
            used = own & (core - other - here)
            if len(used) < SPECIFIC or own & (other - core - there):
                continue
            if any(there & row and len(used & row) * 2 >= len(used) for _, row in rows):
                continue
            return True
    return False


def _exchanged(passage: str, claim: str, place: str) -> bool:
    """Whether a claim is word for word what the passage says, right beside, of another subject."""
    affirms = _affirms(claim)
    if affirms is None or _FOIL.search(claim):
        return False
    clauses = [clause for clause in clauses_of(_bare(passage)) if _core(clause)]
    rows = [(_subject(clause), _core(clause)) for clause in clauses]
    own, topic = _core(claim), _core(place)
    for i, (subject, core) in enumerate(rows):
        for other_subject, other in (*rows[max(i - 1, 0) : i], *rows[i + 1 : i + 2]):
            here, there = subject - other, other_subject - core
            if not here or not there or here & own or not there <= own or here & topic:
                continue
            told = own - there
            if told != core - here or len(told) < MIN_SHARED or not core & other:
                continue
            if _affirms(clauses[i]) is not affirms:
                continue
            new = told - other
            if new and not any(there & row and new <= row for _, row in rows):
                return True
    return False


def _subject(sentence: str) -> frozenset[str]:
    """The first words of a sentence: what it is about."""
    bare = _bare(sentence)
    for word in words(bare[:16], pairs=False):
        if word not in _NEUTRAL:
            whole = [other for other in _core(sentence) if word in other and bare.find(other) >= 0]
            return frozenset(sorted(whole, key=lambda other: (bare.find(other), -len(other)))[:1])
    return frozenset()


def _clauses(sentence: str) -> list[_Said]:
    found: list[_Said] = []
    so_far: frozenset[str] = frozenset()
    conditional = False
    for clause in clauses_of(_bare(sentence)):
        own = _core(clause)
        if own:
            so_far |= own
            conditional = conditional or bool(_CONDITION.search(clause))
            plainly = None if conditional else _affirms(clause)
            affirms = None if _RELATIVE.search(clause) else plainly
            found.append(_Said(own, so_far, affirms, plainly))
    return found


def _affirms(clause: str) -> bool | None:
    if _UNSURE.search(clause):
        return None
    return None if denials(clause) > 1 else not denials(clause)


@lru_cache(maxsize=4096)
def _core(text: str) -> frozenset[str]:
    """The words that say what a text is about, without parts of longer ones."""
    found = set(words(NEGATIONS.sub(" ", _bare(text)), pairs=False)) - _NEUTRAL
    return frozenset(
        word for word in found if not any(word != other and word in other for other in found)
    )


@lru_cache(maxsize=512)
def _sentences(text: str) -> Sequence[str]:
    return tuple(sentences(text))


def _bare(text: str) -> str:
    return re.sub(r"[*`_~#>|\\]+", "", text)
