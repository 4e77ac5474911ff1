"""What an answer's reader is told where a model didn't do what it was asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.models.stop_reason import End
from bot.models.streamed_reply import MOST_THOUGHTS, StreamedReply

LEFT_OUT = "What it had not finished is left out."
NOT_BORNE_OUT = "Sentences of it that the notes don't bear out were taken away."
REPLACED = "The notes' own words stand in place of what it had written."
STANDING_IN = "The notes' own words stand in its place."
TAKEN_AWAY = "What went beyond the length of an answer was taken away."
WITHDRAWN = "What was to be seen at first were its thoughts, not an answer; they were taken away."


def why(speech: StreamedReply, name: str, friendly: Callable[[Exception], Exception]) -> list[str]:
    """Sentences that say why a speech ended as it did; none where it ended well."""
    if speech.error is not None:
        lines = str(friendly(speech.error)).split("\n")
        return [*lines, f"{name} broke off in its answer."] if speech.text.strip() else lines
    if speech.end is End.BROKEN and speech.text.strip():
        return [f"{name} broke off in its answer, without a sign that it was done."]
    if speech.end is End.BROKEN:
        return [f"{name} broke off before its answer began."]
    if speech.end is End.LENGTH:
        return [f"{name} came to the limit of its length."]
    if speech.end is End.FILTER:
        return [f"{name} was stopped by its provider's filter."]
    if speech.end is End.ENDLESS:
        return [f"{name} wrote on and on and was stopped after {speech.length} characters."]
    if speech.end is End.THINKING:
        return [f"{name} thought on and on and was stopped after {MOST_THOUGHTS} characters."]
    if speech.text.strip():
        return []
    if speech.tool:
        return [f"{name} asked for a tool in place of answering."]
    if speech.thought:
        return [f"{name} wrote its thoughts and no answer."]
    return [f"{name} gave an empty answer."]
