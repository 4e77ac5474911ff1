"""English headings -> English questions. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.asking.parts import CONTRAST, DEFINES, WORKS, Phrased
from bot.core.question import QuestionKind
from bot.phrasing import headings, owners
from bot.phrasing.spelling import mentions

_EN_PARTS: tuple[tuple[str, QuestionKind, str], ...] = (
    (r"pros|advantages", QuestionKind.TRADE_OFF, "What are the advantages of {o}?"),
    (r"cons|disadvantages", QuestionKind.TRADE_OFF, "What are the disadvantages of {o}?"),
    (r"usage", QuestionKind.STEPS, "How is {o} used?"),
    (r"definition", QuestionKind.DEFINITION, "What is {o}?"),
    (r"principle", QuestionKind.MECHANISM, "How does {o} work?"),
    (r"structure", QuestionKind.MECHANISM, "What is {o} made of?"),
    (
        r"parameters|types|requirements|features|steps",
        QuestionKind.LIST,
        "What are the {h} of {o}?",
    ),
    (r"installation|configuration", QuestionKind.STEPS, "How do you approach the {h} of {o}?"),
)


def english(heading: str, path: Sequence[str], title: str, text: str, items: int) -> Phrased | None:
    """The question for an English heading that asks nothing itself; None if it is no name.

    `items` is there for the Chinese sibling's sake.
    """
    name = headings.subject(path[-1])
    if headings.is_useless(name) or headings.is_personal(name) or len(name.split()) > 9:
        return None
    if headings.is_part(name):
        owner = owners.owner(path, title, name)
        for pattern, kind, template in _EN_PARTS:
            if owner and re.fullmatch(pattern, name, re.IGNORECASE):
                return Phrased(template.format(o=owner, h=name.lower()), kind, owner)
        return None
    if CONTRAST.search(name):
        bare = re.sub(r"\s*\bvs\.?\s*", " and ", name, flags=re.IGNORECASE)
        return Phrased(f"What is the difference between {bare}?", QuestionKind.DIFFERENCE, "")
    if re.match(r"\w+ing\b", name):
        return Phrased(f"How do you go about {_lower(name)}?", QuestionKind.STEPS, "")
    many = bool(re.search(r"[^s]s$", name))
    if DEFINES.search(text[:160]) or not WORKS.search(text):
        return Phrased(
            f"What {'are' if many else 'is'} {_thing(name, text)}?", QuestionKind.DEFINITION, name
        )
    verb = "do" if many else "does"
    return Phrased(f"How {verb} {_thing(name, text)} work?", QuestionKind.MECHANISM, name)


def _thing(name: str, text: str) -> str:
    """The name with the article that the text gives it."""
    found = re.search(rf"\b(an?|the)\s+{re.escape(name)}\b", text, re.IGNORECASE)
    return f"{found[1].lower()} {_lower(name)}" if found else _lower(name)


def in_context(text: str, path: Sequence[str], title: str) -> str:
    """A short question with the name of what it is about before it."""
    if len(path) > 1 and len(text.split()) <= 6:
        owner = headings.subject(path[-2]) or owners.title_subject(title) or title
        if owner and not mentions(text, owner) and not headings.is_question(owner):
            about = f"“{owner}”" if len(owner.split()) > 2 else _lower(owner)
            return f"On the subject of {about}: {_lower(text)}"
    return text


def _lower(text: str) -> str:
    """The first letter small, unless the word is a name."""
    first = text.split(" ")[0]
    return text if first[1:] != first[1:].lower() or len(first) < 2 else text[0].lower() + text[1:]
