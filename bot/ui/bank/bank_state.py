"""What a reader is doing at the question bank, and what the bank is drawn from. Data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.bank.edits.bad_questions import BadQuestion
from bot.bank.edits.edit import Applied, Edit
from bot.core.passage import Passage
from bot.errors import BadInput
from bot.ui.bank.bank_filter import BankFilter

LISTED = 30
"""Questions that are drawn at first, and with each click on “more”."""


@dataclass(frozen=True, kw_only=True)
class BankState:
    """What a reader is doing at the bank."""

    open: bool = False
    search: BankFilter = field(default_factory=BankFilter)
    limit: int = LISTED
    editing: str = ""
    """The id of the question that is being changed."""
    marked: str = ""
    """The id of the question that was just called bad: it stands there until something else is
    done."""
    writing: bool = False
    """An own question is being written."""
    form: int = 0
    """Counts the forms that were opened, so that what was typed into one is not in the next."""


@dataclass(frozen=True, kw_only=True)
class ClickMessage:
    """What came of the last click."""

    words: str = ""
    question: str = ""
    """Id of the question beside which the message is shown; empty shows it above the list."""
    bad: bool = False
    typed: Mapping[str, object] = field(default_factory=dict)
    """What was sent of a form that was refused, as bank.js sends it."""
    why: Mapping[str, BadInput] = field(default_factory=dict)
    """Why which text of it was refused, by the places of `bot.bank.edits.revise`."""


@dataclass(frozen=True, kw_only=True)
class OwnersBank:
    """The bank of one owner with all that is told about it."""

    applied: Applied
    edits: Mapping[str, Sequence[Edit]]
    """The owner's edits by question."""
    sections: Mapping[str, Passage]
    bad: Sequence[BadQuestion] = ()
    """What the owner called bad, newest first."""
