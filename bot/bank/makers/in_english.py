"""English questions about a name: its article, its number, its letters. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.bank.makers.reading import SectionReading
from bot.language.grammar import listed

# “Rolling back a release” but not “Ring buffers”: what is done, and to what.
_GERUND = re.compile(r"^(?P<v>[A-Z][a-z]+?)(?P<d>([bdgmnprt])\3)?ing\s+(?P<o>.+)$")
_PLURAL = re.compile(r"[a-z](?<![sui])s$")
# “Write skew” but not “Write Skew” or “SQL joins”.
_SENTENCE_CASE = re.compile(r"[A-Z][a-z]+(?: [a-z-]+)+$")
_NAMES_IN_S = frozenset(("kubernetes", "redis", "windows", "dns", "https", "http", "tls", "css"))


def worded(template: str, name: str, section: SectionReading) -> str:
    """A template about a name, with the article, number and letters that the section uses."""
    own, _, owner = name.partition(" in ")
    written = _as_written(own, section.body.text)
    many = written.many
    verbs = {"{is}": "are" if many else "is", "{does}": "do" if many else "does"}
    pronouns = {"{it} needed": "they needed" if many else "it needed"}
    pronouns |= {"{it}": "them" if many else "it", "{its}": "their" if many else "its"}
    for sign, word in (verbs | pronouns).items():
        template = template.replace(sign, word)
    bare = "the {x}" in template or "kinds of {x}" in template
    said = written.text if bare else written.article + written.text
    return template.replace("{x}", said + (f" in {owner}" if owner else ""))


def action_of(name: str) -> str:
    """“Rolling back a release” → roll back a release; "" for what is no action."""
    found = _GERUND.match(name)
    if found is None or re.search(r"\b(?:and|or|vs|versus)\b", name, re.IGNORECASE):
        return ""
    stem = found["v"].lower() + (found["d"] or "")[:1]
    silent = re.search(r"[aeiou][^aeiouwxy]$|[cvusz]$", stem) and not found["d"] and len(stem) > 3
    if _LONG.search(stem) and stem not in ("creat", "rout"):
        silent = None
    if silent and not stem.endswith(("ss", "en", "er", "it", "et", "el", "ow")):
        stem += "e"
    return f"{stem} {found['o']}"


# A long vowel that needs no silent e: “pool”, “explain” but not “scale”.
_LONG = re.compile(r"(?:oo|ee|ai|oa|ou|ea)[dfklmnprt]$")

# What “an” stands before: “error”, “SSH key” but not “MAC address”.
_VOWEL = re.compile(r"[aeioAEIO]|[FHLMNRSX](?=[A-Z])[B-DF-HJ-NP-TV-Z]+\b")
_WITH = re.compile(r"\s(?=(?:of|in|for|to|with|using|between|on|from)\s)")
_COUNTED = listed(
    """
    process call attack probe node table tree lock key server cluster file system function method
    protocol pattern model class object index thread type rule runtime container image layer query
    queue stack cache algorithm client certificate header token cookie session request response
    pointer variable loop graph list array buffer register signal socket port address packet
    gateway proxy router switch firewall balancer controller scheduler operator service deployment
    volume namespace role policy user group device driver kernel module library framework component
    interface adapter factory observer iterator transaction constraint trigger view schema column
    row field record matrix vector tensor network encoder decoder classifier tokenizer filter
    """
)


@dataclass(frozen=True)
class _Written:
    text: str
    many: bool
    article: str
    """With a blank behind it; may be empty."""


def _as_written(name: str, text: str) -> _Written:
    """A name as the sentences of a section write it."""
    small = name[:1].lower() + name[1:] if not re.search(r"\w[A-Z]", name) else name
    lower = name.lower() if not re.search(r"\w[A-Z\d]", name) else name
    written = name
    if re.search(rf"(?<![\w.]){re.escape(lower)}(?!\w)", text):
        written = lower
    elif _SENTENCE_CASE.match(name) or re.search(rf"[a-z,;] {re.escape(small)}(?!\w)", text):
        written = small
    head = _WITH.split(written, maxsplit=1)[0]
    last = (head.split() or [written])[-1]
    many = bool(_PLURAL.search(last)) and last.lower() not in _NAMES_IN_S
    found = re.search(
        rf"\b(an?|the)\s+{re.escape(written)}(?!\w|\s+[a-z]+(?:er|or)\b)", text, re.IGNORECASE
    )
    article = f"{found[1].lower()} " if found and not many and written == written.lower() else ""
    if head != written:
        small = head[:1].lower() + head[1:] if re.match(r"[A-Z][a-z]", head) else head
        written = small + written[len(head) :]
        article = "the " if re.search(r"\sof\s", written) else article
    elif not article and not many and last in _COUNTED and len(written.split()) > 1:
        article = "an " if _VOWEL.match(written) else "a "
    return _Written(written, many, article)


_AUX = "is|are|was|were|can|could|should|would|will|has|have|must|might"
# “Why SSH is better?” but not “Why is SSH better?”.
_UNTURNED = re.compile(
    rf"^(?P<ask>why|how|when|what kinds? of \w+|what types? of \w+)\s+"
    rf"(?P<who>(?!(?:{_AUX}|do|does|did|not|to|of|in|on|many|much|often|long)\b)[^\s,?.]+(?:\s(?!(?:{_AUX}|do|does|did|to)\b)"
    rf"[^\s,?.]+){{0,4}})\s+(?P<aux>{_AUX})(?P<rest>n't|\s[^?,]*|)\?$",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"\b([Hh])ow to (?=[a-z])")
# “What a lease contains?” but not “What does a lease contain?”.
_TELLS = re.compile(
    rf"^what\s+(?P<who>(?!(?:{_AUX}|do|does|did|happens|kinds?|types?)\b)[^\s,?]+(?:\s[^\s,?]+){{0,3}})\s+"
    r"(?P<verb>contain|hold|include|store|represent|mean|provide|return|do)(?:e?s)?\?$",
    re.IGNORECASE,
)


def turned(question: str) -> str:
    """A question in the order of one: “Why SSH is better?” → Why is SSH better?"""
    if (found := _UNTURNED.match(question)) is not None:
        aux, rest = found["aux"].lower(), found["rest"]
        if rest.lower().startswith("n't"):
            aux, rest = aux + "n't", rest[3:]
        return f"{found['ask']} {aux} {found['who']}{rest}?"
    question = _HOW_TO.sub(lambda found: f"{found[1]}ow do you ", question)
    if (found := _TELLS.match(question)) is not None:
        return f"What does {found['who']} {found['verb']}?"
    return question
