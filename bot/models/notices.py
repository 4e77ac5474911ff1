"""What an answer's reader is told where a model didn't do what it was asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import Problem
from bot.models.stop_reason import End
from bot.models.streamed_reply import MOST_THOUGHTS, StreamedReply
from bot.sentences import Message

LEFT_OUT = Message.of("left_out")
NOT_BORNE_OUT = Message.of("not_borne_out")
REPLACED = Message.of("replaced")
STANDING_IN = Message.of("standing_in")
TAKEN_AWAY = Message.of("taken_away")
WITHDRAWN = Message.of("thoughts_withdrawn")


def notice_for(
    speech: StreamedReply, name: str, friendly: Callable[[Exception], Problem]
) -> list[Message]:
    """What to tell of a reply that ended before its proper end; no messages where it ended well."""
    if speech.error is not None:
        failed = [friendly(speech.error).message]
        broken = Message.of("model_broke_off", name=name)
        return [*failed, broken] if speech.text.strip() else failed
    if speech.end is End.BROKEN and speech.text.strip():
        return [Message.of("model_no_end", name=name)]
    if speech.end is End.BROKEN:
        return [Message.of("model_no_beginning", name=name)]
    if speech.end is End.LENGTH:
        return [Message.of("model_length", name=name)]
    if speech.end is End.FILTER:
        return [Message.of("model_filter", name=name)]
    if speech.end is End.ENDLESS:
        return [Message.of("model_endless", name=name, count=speech.length)]
    if speech.end is End.THINKING:
        return [Message.of("model_thinking", name=name, count=MOST_THOUGHTS)]
    if speech.text.strip():
        return []
    if speech.tool:
        return [Message.of("model_tool", name=name)]
    if speech.thought:
        return [Message.of("model_only_thoughts", name=name)]
    return [Message.of("model_empty", name=name)]
