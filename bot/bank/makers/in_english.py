"""English questions about a name: its article, its number, its letters. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.bank.makers.reading import SectionReading

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
    if found is None or " and " in name:
        return ""
    stem = found["v"].lower() + (found["d"] or "")[:1]
    silent = re.search(r"[aeiou][^aeiouwxy]$|[cvusz]$", stem) and not found["d"] and len(stem) > 3
    if silent and not stem.endswith(("ss", "en", "er", "it", "et", "el", "ow")):
        stem += "e"
    return f"{stem} {found['o']}"


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
    last = (written.split() or [written])[-1]
    many = bool(_PLURAL.search(last)) and last.lower() not in _NAMES_IN_S
    found = re.search(
        rf"\b(an?|the)\s+{re.escape(written)}(?!\w|\s+[a-z]+(?:er|or)\b)", text, re.IGNORECASE
    )
    article = f"{found[1].lower()} " if found and not many and written == written.lower() else ""
    return _Written(written, many, article)
