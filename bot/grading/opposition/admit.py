"""Which statements can speak for a changed clause, by their words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.grading.opposition.clause_edits import ClauseEdit, numbers_in
from bot.language.polarity import denials, has_opposites
from bot.language.sides import names_in
from bot.language.wording import named, units
from bot.notes.text import (
    words,
)

ABOUT = 6
"""Characters from its beginning within which a clause names what it is about."""

# A clause that supposes or asks: “如果断电” but not “断电后”.
_IF = re.compile(
    r"^(?:如果|如需|若|要是|假如|除非|一旦|即使|为什么|怎么|如何|是否|if\b|when\b|unless\b|why\b)",
    re.I,
)
# A clause that compares: “比虚拟机快” but not “很快”.
_THAN = re.compile(r"比|相比|高于|低于|大于|小于|优于|than\b|compared", re.I)
LEAST_WORDS = 2
"""Words beside a name that make a statement of it."""

# Words before a name that leave it the subject: “所以” but not “虽然”.
_BEFORE = re.compile(
    r"所以|因为|因此|但是?|而且?|其中|所有的?|每一?个?|普通的?|一个|单个|某个|这个|那个|的|反而|则|也|就|还|是|\s|\b(?:a|an|the|and|but|while|so)\b",
    re.I,
)
# A question: “对吗？” but not “对。”.
_ASKS = re.compile(r"[?？]\s*$")


def speaks_for(
    clause: str, edit: ClauseEdit, note: str, whole: str, sides: Sequence[tuple[str, str]]
) -> bool:
    """Whether a stretch of the statement `whole` can speak for the changed clause and against the
    clause itself. `sides` are pairs of things that the notes tell apart."""
    if _IF.match(note) or _ASKS.search(note):
        return False
    if edit.kind != "sides" and _about_another(clause, note, sides):
        return False
    if edit.kind == "sides":
        if _THAN.search(clause) and _both(clause, edit):
            return _THAN.search(note) is not None and _order(note, edit) == (edit.new, edit.old)
        return (
            _begins_with(clause, edit.old, note)
            and _is_about(note, edit.new)
            and not names(note, edit.old)
            and _says_more(note, edit.new)
            and _says_more(clause, edit.old)
            and not has_opposites(edit.text, note)
            and bool(denials(edit.text)) is bool(denials(note))
        )
    if edit.kind == "opposite":
        if _THAN.search(clause):
            return False
        # “没有自己的” is no opposite of “共用”.
        same = bool(denials(edit.text)) is bool(denials(note))
        return same and names(note, edit.new) and not names(note, edit.old)
    if edit.kind == "number":
        return (
            edit.new in numbers_in(note)
            and edit.old not in numbers_in(note)
            and _says_of(clause, edit.old, note)
        )
    now, before = denials(edit.text), denials(clause)
    return {now, before} == {0, 1} and denials(note) == now and (now == 1 or not denials(whole))


def _about_another(clause: str, note: str, sides: Sequence[tuple[str, str]]) -> bool:
    """Whether the clause names one of two things that are told apart, and the note the other."""
    return any(
        names(clause, own)
        and not names(clause, other)
        and names(note, other)
        and not names(note, own)
        for pair in sides
        for own, other in (pair, pair[::-1])
    )


def _both(clause: str, edit: ClauseEdit) -> bool:
    return names(clause, edit.old) and names(clause, edit.new)


def _order(text: str, edit: ClauseEdit) -> tuple[str, str]:
    low = text.lower()
    first, second = low.find(edit.old.lower()), low.find(edit.new.lower())
    if first < 0 or second < 0:
        return "", ""
    return (edit.old, edit.new) if first < second else (edit.new, edit.old)


def _is_about(text: str, name: str) -> bool:
    """Whether a name is what a clause begins with."""
    at = text.lower().find(name.lower())
    if at < 0 or at > ABOUT + (12 if text.isascii() else 0):
        return False
    before = names_in(text[:at])
    return not before


def _begins_with(clause: str, name: str, note: str) -> bool:
    """Whether a clause is about the thing it names: what stands before the name says nothing, or
    the note says it as well."""
    at = clause.lower().find(name.lower())
    if at < 0:
        return False
    before = _BEFORE.sub("", clause[:at])
    return all(word in note for word in words(before, pairs=False)) if before else True


def _says_more(text: str, name: str) -> bool:
    """Whether a text says something of the thing it names."""
    return len([word for word in units(text) if word not in name.lower()]) >= LEAST_WORDS


def names(text: str, word: str) -> bool:
    """Whether a word stands in a text, a Latin one not as a part of a longer name."""
    if word.isascii() and word[:1].isalnum():
        ends = r"(?![a-z0-9_]|[.-][a-z0-9])"
        return bool(re.search(rf"(?<![a-z0-9_]){re.escape(word.lower())}{ends}", text.lower()))
    return word.lower() in text.lower()


def _says_of(clause: str, number: str, note: str) -> bool:
    """Whether a note counts what the clause counts: both have a word beside number and unit."""
    own = {word for word in units(clause) if number not in word and len(word) > 1}
    return (
        not own
        or any(word in note.lower() for word in own)
        or bool({concept for concept, _ in named(clause)} & {concept for concept, _ in named(note)})
    )
