"""An English statement -> the question that asks for what it says of its subject. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.followup.aiming.asks_en import asks_of
from bot.followup.aiming.subject_en import (
    BE,
    MODAL,
    PREPOSED,
    PRONOUN,
    VERBS,
    is_subject,
    lemma,
    parted,
    small,
)
from bot.followup.aiming.target import Draft, outside

_LABEL = re.compile(r"^([^.:;?]{2,48}?)\s*(?::(?!//)\s+|\s+(?:[-–—]{1,2}>?|→|=>)\s+)(?=\S)")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_SIDE = re.compile(
    r"^(?:pros?|cons?|advantages?|disadvantages?|benefits?|drawbacks?|usage|purpose|definition|example|note|notes"
    r"|goal|reason|why|how|what|when|result|caveats?|limits?|limitations?|features?|steps?|tip|warning|important"
    r"|in short|summary|downside|upside|cost|idea)$",
    re.IGNORECASE,
)
_IF = re.compile(
    r"^(?P<c>(?:When|Whenever|If|Once|After|Before|Unless|While|As soon as|Until|As long as"
    r"|Without|With)\b[^,]{3,60}),\s*(?P<r>.+)$",
    re.IGNORECASE,
)
_TO = re.compile(r"^(?:In order )?to (?P<x>[^,]{3,50}),\s*(?P<r>.+)$", re.IGNORECASE)
_IN = re.compile(
    r"^(?P<x>(?:In|On|At|For|During|By default|By|Under|Inside|Within|From)\b[^,]{0,40}),"
    r"\s*(?P<r>.+)$",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"^(?P<a>[^,;]{6,70}?),?\s+because\s+(?P<b>.+)$", re.IGNORECASE)


def drafts(text: str, question: str) -> Iterator[Draft]:
    """Questions that aim at what a statement says, best first; one without `ask` names a topic."""
    bare = " ".join(_ASIDE.sub("", text).split()).rstrip(". ") or text
    label = _LABEL.match(bare)
    if label and not re.search(r'["“”]', label[1]):
        name, rest = label[1].split(",")[0].strip(), bare[label.end() :].strip()
        if re.fullmatch(rf"{BE}|{MODAL}", parted(name)[1].lower() or "-"):
            yield from _said(label[1], question)  # a statement, and what goes with it
            return
        if PREPOSED.match(name):
            yield from _said(bare, question)
            return
        if found := re.match(r"how to (.{3,40})$", name, re.IGNORECASE):
            yield Draft("", f"How do you {found[1]}?")
        elif _SIDE.match(name):
            yield from _said(rest, question)
        elif is_subject(name) or len(name.split()) <= 4:
            known = not outside(name, question)
            for draft in _said(rest, question, owner=name):
                if draft.ask and draft.topic == name:
                    yield draft
                elif draft.ask and known:
                    yield Draft(draft.topic, f"As for {small(name)}: {small(draft.ask)}")
            yield Draft(small(name))
        return
    yield from _said(bare, question)


def _said(text: str, question: str, owner: str = "") -> Iterator[Draft]:
    if found := _BECAUSE.match(text):
        yield Draft(_topic(found["a"]), f"Why is it that {small(found['a'])}?")
    if found := _IF.match(text):
        must = re.match(
            r"(?:you|we|one)\b|" + "|".join(sorted(VERBS)) + r"\b|never\b|don't\b|do not\b",
            found["r"],
            re.I,
        )
        first = found["r"].split(" ")[0].lower()
        if must and (first in VERBS or first in ("you", "we", "one", "never", "don't", "do")):
            yield Draft("", f"What do you do {small(found['c'])}?")
        else:
            yield Draft("", f"What happens {small(found['c'])}?")
        return
    if found := _TO.match(text):
        yield Draft("", f"What do you do to {found['x']}?")
        return
    before = ""
    if found := _IN.match(text):
        before, text = found["x"], found["r"]
    parts = re.split(
        r"[;.]\s+|,\s+(?:and|but|so|which|while|whereas)\s+"
        r"|\s+(?:but|while|whereas|so that)\s+|;\s*",
        text,
    )
    for at, clause in enumerate(part for part in parts if part):
        for draft in _clause(clause.strip(), owner if not at else ""):
            if draft.ask and before and not at:
                yield Draft(draft.topic, f"{before}, {small(draft.ask)}")
            else:
                yield draft


def _clause(clause: str, owner: str) -> Iterator[Draft]:
    words = clause.split()
    first = words[0].lower() if words else ""
    if first in ("never", "don't") or clause.lower().startswith("do not "):
        yield Draft(
            owner,
            f"What should you never do with {small(owner)}?"
            if owner
            else "What should you never do here?",
        )
        return
    if first in VERBS and len(words) > 2 and words[1].lower() not in ("is", "are", "of", "and"):
        if found := re.search(r"\b(?:to|so that) (?P<x>[a-z].{3,40})$", clause):
            if found["x"].split(" ")[0] not in VERBS:
                return
            yield Draft(owner, f"What do you do to {found['x']}?")
        return
    subject, verb, rest = parted(clause)
    if not verb and owner:
        words = clause.split()
        if words and lemma(words[0].lower()) and words[0].lower().endswith("s"):
            subject, verb, rest = "", words[0], " ".join(words[1:])
        elif words and words[0].lower() in ("used", "holds"):
            yield Draft(owner, f"What is {small(owner)} used for?")
    if not subject or PRONOUN.match(subject):
        subject = owner or (
            "it" if PRONOUN.match(subject or "-") and subject.lower() in ("it", "this") else ""
        )
    name = small(subject)
    if not name or (name != "it" and not is_subject(name)):
        return
    if verb and (ask := asks_of(name, verb.lower(), rest)):
        yield Draft("" if name == "it" else name, ask)
    if name != "it":
        yield Draft(name)


def _topic(clause: str) -> str:
    subject = small(parted(clause)[0])
    return subject if subject and is_subject(subject) else ""
