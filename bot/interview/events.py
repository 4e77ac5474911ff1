"""What is heard from an interview while a step is being done."""

from __future__ import annotations

from dataclasses import dataclass

from bot.interview.view import InterviewView


@dataclass(frozen=True)
class Words:
    """The line that the interviewer is saying, as far as it has come: whole sentences that were
    checked, of which none is taken back. An empty text means that a line is being thought of."""

    kind: str
    """As `ConversationLine.kind`."""
    text: str


@dataclass(frozen=True)
class Moved:
    """The interview as it stands now; verdicts are in it before a word is said about them. The
    last event is always one of these."""

    view: InterviewView


InterviewEvent = Words | Moved
