"""What a language model says it can do. It is asked of the model, never read off its name.

LangChain's chat models say nothing of all this: what a model doesn't say, it can't. The models of
this room say it by their attributes and methods, and so does any model made for the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage


@runtime_checkable
class StatesItsSize(Protocol):
    """A model that says whether it is small."""

    is_small: ClassVar[bool]
    """It writes little of use beyond a few sentences, and no marks; what it leaves out is quoted
    from the notes."""


@runtime_checkable
class ThinksAloud(Protocol):
    """A model that says whether it marks only the end of its thoughts."""

    thinks_aloud: bool


@runtime_checkable
class Loadable(Protocol):
    """A model that has to be read from disk, and can be before the first question."""

    def load(self) -> None:
        """Read it now. Doing it twice costs nothing. Raises ModelUnavailable."""
        ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A model that can read the beginning of prompts before they are complete."""

    def warm(self, messages: Sequence[BaseMessage]) -> None:
        """Read the beginning that prompts to come have in common, which then costs nothing."""
        ...


@runtime_checkable
class ShapesItsStream(Protocol):
    """A model that answers by a JSON schema while it streams, so that it can be stopped."""

    def shape(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Options of `stream` that leave it no other form."""
        ...


def is_small(model: BaseChatModel) -> bool:
    """Whether an answer of the model has to be short and filled up with the notes' own words."""
    return isinstance(model, StatesItsSize) and model.is_small


def thinks_aloud(model: object) -> bool:
    """Whether text of the model may turn out to be thoughts when their end is marked."""
    return isinstance(model, ThinksAloud) and model.thinks_aloud


def load(model: BaseChatModel) -> None:
    """Read a model that has to be read; others are there already. Raises ModelUnavailable."""
    if isinstance(model, Loadable):
        model.load()


def read_ahead(model: BaseChatModel, beginning: Sequence[BaseMessage]) -> None:
    """Have the beginning of prompts to come read once, by a model that can; others do nothing."""
    if isinstance(model, ReadsAhead):
        model.warm(beginning)


def shaped(model: object, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Options of `stream` for answers by a JSON schema; None for a model that has none."""
    return model.shape(schema) if isinstance(model, ShapesItsStream) else None
