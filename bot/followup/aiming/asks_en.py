"""What an English predicate is asked with: a subject, its verb, the rest -> a question. Pure."""

from __future__ import annotations

import re

from bot.followup.aiming.subject_en import BE, MODAL, lemma
from bot.language.grammar import listed

_PLACES = re.compile(r"^(?:in|at|inside|within|on (?:the|a|an|each|every))\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w.-])(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred"
    r"|thousand)(?![\w-])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^\s*(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|ms|milliseconds?|s|min|h)\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"^(?:also|only|always|usually|often|still|then|just|both|therefore|thus)\s+")
_DONE = re.compile(
    r"(?:\w+ed|kept|held|sent|built|made|written|read|put|set|run|lost|split|thrown|taken|given"
    r"|cut)\b(?!,)"
)
_BE_DONE = re.compile(r"(?:not |never |only |also |then )?be \w+(?:ed|en|t|ad|un|ut)\b")
_PREPOSITION = re.compile(
    r"(?:in|on|at|for|from|to|with|by|as|into|of|up|out|over|about|until|when|if|after)\b"
)
_IS: tuple[tuple[str, str], ...] = (
    (r"used (?:to|for|as|when)\b|for \w+ing\b", "What {be} {name} used for?"),
    (r"(?:called|named|known as)\b", "What {be} {name} called?"),
    (r"(?P<v>\w+(?:ed|en|t|un)) by\b", "What {be} {name} {v} by?"),
    (_DONE.pattern, "What happens to {name}?"),
    (r"(?:an?|the|one)\b", "What {be} {name}?"),
    (_PLACES.pattern, "Where {be} {name}?"),
    (r"\w", "What do your notes say {name} {be}?"),
)
_PLAIN = {
    "cannot": "can",
    "can't": "can",
    "won't": "will",
    "shouldn't": "should",
    "mustn't": "must",
    "needn't": "must",
}
_BEHIND: dict[str, str] = {
    **dict.fromkeys(("depend", "rely"), "on"),
    "consist": "of",
    **dict.fromkeys(("belong", "lead", "refer", "listen", "point"), "to"),
    **dict.fromkeys(("wait", "look", "ask", "search"), "for"),
}
"""The preposition that a verb is asked with."""
_LASTING = listed("take last wait live expire cost run keep stay sleep")
_BEING = listed("live sit run stay happen occur stand")
_SEEING = listed("treat use store define report read see")
_LETTING = listed("let make help allow enable")


def asks_of(name: str, verb: str, rest: str) -> str:
    """A question for what a verb says of a subject; empty if nothing is known of its kind."""
    rest = _ADVERB.sub("", rest)
    do = "do" if is_many(name) else "does"
    if re.fullmatch(BE, verb):
        return _of_be(name, verb, rest)
    if re.fullmatch(MODAL, verb):
        return _of_modal(name, verb, rest)
    if verb in ("don't", "doesn't", "does", "do", "did"):
        negative = verb.endswith("n't") or rest.startswith("not ")
        return f"What {do} {name} not do?" if negative else ""
    base = lemma(verb)
    if rest.startswith("each other") and is_many(name):
        return f"How do {name} affect each other?"
    if base in _SEEING and (found := re.match(r"(?P<o>\S.{2,30}?) as \w", rest)):
        return f"What {do} {name} {base} {found['o']} as?"
    return _of_number(name, base, rest, do) or _of_verb(name, base, rest, do)


def _of_be(name: str, verb: str, rest: str) -> str:
    number = _early(rest, 12)
    if number and _TIME.match(rest[number.end() :]):
        return f"How long {verb} {name}?"
    if number:
        return f"Which number belongs to {name}?"
    for pattern, form in _IS:
        if found := re.match(pattern, rest):
            return form.format(be=verb, name=name, v=found.groupdict().get("v", ""))
    return ""


def _of_modal(name: str, verb: str, rest: str) -> str:
    modal = _PLAIN.get(verb, verb)
    negative = modal != verb or bool(re.match(r"(?:not|never)\b", rest))
    done = bool(_BE_DONE.match(rest))
    if negative and modal in ("must", "should"):
        return f"What {modal} not be done with {name}?" if done else f"What {modal} {name} not do?"
    if done and modal in ("will", "would"):
        return f"What {modal} happen to {name}?"
    if done:
        return f"What {modal} be done with {name}?"
    return f"What is the limit of {name}?" if negative else f"What {modal} {name} do?"


def _of_number(name: str, base: str, rest: str, do: str) -> str:
    number = _early(rest, 14)
    if number is None:
        return ""
    after = rest[number.end() :]
    timed = bool(_TIME.match(after))
    if timed and base in _LASTING:
        return f"How long {do} {name} {base}?"
    noun = re.match(r"\s+(?!of\b|per\b|and\b)([a-z]+s)\b", after)
    if noun and not timed and not rest[: number.start()].strip():
        return f"How many {noun[1]} {do} {name} {base}?"
    return f"Which number belongs to {name}?"


def _of_verb(name: str, base: str, rest: str, do: str) -> str:
    if base in _BEING and _PLACES.match(rest):
        return f"Where {do} {name} {base}?"
    if base in _BEHIND:
        return f"What {do} {name} {base} {_BEHIND[base]}?"
    if base == "work":
        return f"How {do} {name} work?"
    if base in _LETTING:
        return f"What {do} {name} make possible?"
    if base and rest and not _PREPOSITION.match(rest):
        return f"What {do} {name} {base}?"
    return f"What {do} {name} do?" if base else ""


def is_many(name: str) -> bool:
    """Whether a subject is a plural, as far as its shape shows."""
    head = re.split(r"\s(?:of|in|on|for|with|from|that|to|at|by)\s", name)[0]
    return bool(re.search(r"[^s'iu]s$", head)) or " and " in head


def _early(rest: str, before: int) -> re.Match[str] | None:
    """A number among the first words."""
    found = _NUMBER.search(" ".join(rest.split()[:4]))
    return found if found and found.start() < before else None
