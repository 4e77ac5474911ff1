"""The form in which a model writes a card, and how a reply is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.authoring.card import (
    FOLLOW_UPS,
    MOST_SENTENCES,
    AuthoredCard,
    QuotedText,
)
from bot.core.question import MAX_ESSENTIALS, MAX_EXTRAS, QuestionKind

KINDS = (
    QuestionKind.WHY,
    QuestionKind.MECHANISM,
    QuestionKind.DIFFERENCE,
    QuestionKind.TRADE_OFF,
    QuestionKind.SCENARIO,
    QuestionKind.STEPS,
    QuestionKind.DEFINITION,
    QuestionKind.LIST,
    QuestionKind.OVERVIEW,
)
"""Kinds that one section can be asked about in; the best ones first."""


def _rows(name: str, most: int) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": most,
        "items": {
            "type": "object",
            # The quote comes before the sentence: what is written is looked for first.
            "properties": {"quote": {"type": "string"}, name: {"type": "string"}},
            "required": ["quote", name],
        },
    }


SCHEMA: dict[str, Any] = {
    "title": "card",
    "type": "object",
    "properties": {
        "nothing": {"type": "string"},
        "question": {"type": "string"},
        "kind": {"enum": [kind.value for kind in KINDS]},
        "essentials": _rows("point", MAX_ESSENTIALS),
        "extras": _rows("point", MAX_EXTRAS),
        "answer": _rows("sentence", MOST_SENTENCES),
        "follow_ups": {"type": "array", "maxItems": FOLLOW_UPS, "items": {"type": "string"}},
    },
    "required": ["nothing", "question", "kind", "essentials", "extras", "answer", "follow_ups"],
}


class NotOfTheSchema(ValueError):
    """A reply that can't be read as a card; its text says what is wrong."""


def read_card(reply: Any) -> AuthoredCard | str:
    """The card of a reply, or why there is nothing to ask. Raises NotOfTheSchema.

    What is beyond the lengths of the lists is left out. Quotes and lengths are not looked at.
    """
    if not isinstance(reply, Mapping):
        raise NotOfTheSchema("no JSON object")
    question, nothing = _text(reply, "question"), _text(reply, "nothing")
    if not question:
        if nothing:
            return nothing
        raise NotOfTheSchema("`question` and `nothing` are both empty")
    try:
        kind = QuestionKind(str(reply.get("kind")))
    except ValueError:
        kind = QuestionKind.OWN
    if kind not in KINDS:
        raise NotOfTheSchema("`kind` is none of the kinds")
    return AuthoredCard(
        question=question,
        kind=kind,
        essentials=_quoted(reply, "essentials", "point", MAX_ESSENTIALS),
        extras=_quoted(reply, "extras", "point", MAX_EXTRAS),
        answer=_quoted(reply, "answer", "sentence", MOST_SENTENCES),
        follow_ups=tuple(
            dict.fromkeys(
                line
                for line in (" ".join(str(row).split()) for row in _list(reply, "follow_ups"))
                if line
            )
        )[:FOLLOW_UPS],
    )


def _text(reply: Mapping[str, Any], name: str) -> str:
    value = reply.get(name)
    if value is not None and not isinstance(value, str):
        raise NotOfTheSchema(f"`{name}` is no text")
    return " ".join((value or "").split())


def _list(reply: Mapping[str, Any], name: str) -> list[Any]:
    value = reply.get(name)
    if value is None and name in ("extras", "follow_ups"):
        return []
    if not isinstance(value, list):
        raise NotOfTheSchema(f"`{name}` is no list")
    return value


def _quoted(reply: Mapping[str, Any], name: str, text: str, most: int) -> tuple[QuotedText, ...]:
    rows: dict[str, QuotedText] = {}
    for row in _list(reply, name):
        said = row.get(text) if isinstance(row, Mapping) else None
        quote = row.get("quote") if isinstance(row, Mapping) else None
        if not isinstance(said, str) or not isinstance(quote, str):
            raise NotOfTheSchema(f"`{name}` holds something without `{text}` and `quote`")
        said = " ".join(said.split())
        if said:
            rows.setdefault(said, QuotedText(said, quote.strip()))
    return tuple(rows.values())[:most]
