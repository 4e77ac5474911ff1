"""A sentence for the user: which one it is, and what stands in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Annotated, Any

from pydantic import BeforeValidator


@dataclass(frozen=True)
class Message:
    """A sentence that is looked up by its key, in the language of whoever reads it."""

    key: str
    values: tuple[tuple[str, MessageValue], ...] = ()
    """By name. One that is a message itself is said in the same language."""

    @classmethod
    def of(cls, key: str, /, **values: object) -> Message:
        """The message with that key; of what can't be stored, such as a path, its text is kept."""
        return cls(key, tuple((name, _value(value)) for name, value in values.items()))

    @classmethod
    def read(cls, stored: Any) -> Message:
        """A message as JSON has it. What earlier versions stored as text is said as it is.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        if isinstance(stored, str):
            return cls.of("plain", text=stored)
        values = ((str(name), _read(value)) for name, value in stored["values"])
        return cls(str(stored["key"]), tuple(values))


MessageValue = str | int | float | Message


def _kept(value: Any) -> Any:
    return Message.read(value) if isinstance(value, str) else value


KeptMessage = Annotated[Message, BeforeValidator(_kept)]
"""A message in what is kept as JSON: earlier versions kept its text."""


def several(*messages: Message) -> Message:
    """Sentences that are said one after the other."""
    return reduce(lambda first, then: Message.of("several", first=first, then=then), messages)


def said(message: Message, sentences: Mapping[str, str]) -> str:
    """The words for a message; with n=1 those for one thing, where they differ.

    Raises KeyError if there are none, or if they want a value that isn't there.
    """
    values = {
        name: said(value, sentences) if isinstance(value, Message) else value
        for name, value in message.values
    }
    key = message.key
    if values.get("n") == 1 and f"{key}_one" in sentences:
        key = f"{key}_one"
    return sentences[key].format(**values)


def _value(value: object) -> MessageValue:
    return value if isinstance(value, MessageValue) else str(value)


def _read(stored: Any) -> MessageValue:
    return stored if isinstance(stored, str | int | float) else Message.read(stored)
