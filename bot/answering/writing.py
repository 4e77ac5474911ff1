"""An answer while a language model writes it: shown as it comes, ended in time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.answering.answer_length import (
    USUAL,
    GrowingEnd,
    ending,
    limits_for,
    without_unfinished_end,
)
from bot.answering.citation_marks import canonical
from bot.answering.kept_text import KeptText
from bot.answering.prompts import same_language
from bot.core.passage import Passage
from bot.core.turn import Delta, Withdrawn
from bot.errors import Problem
from bot.models.notices import LEFT_OUT, TAKEN_AWAY, WITHDRAWN, notice_for
from bot.models.stop_reason import End
from bot.models.streamed_reply import StreamedReply
from bot.sentences import Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

SMALL_SENTENCES = 4
"""Sentences of a small model's own: what it leaves out is quoted. Later ones are mostly made up."""

TRANSLATED = 5
"""Sentences of a small model's own where it translates the notes."""


@dataclass
class WrittenAnswer:
    """What a model writes, `small` if it is one in this process."""

    sources: Sequence[Passage]
    small: bool
    text: str = ""
    shown: bool = False
    """Whether any text was handed on."""
    notices: list[Message] = field(default_factory=list)
    """Why it isn't all that it should be."""


def write(
    model: BaseChatModel,
    name: str,
    messages: Sequence[BaseMessage],
    question: str,
    draft: WrittenAnswer,
    friendly: Callable[[Exception], Problem],
) -> Generator[Delta | Withdrawn, None, None]:
    """Yield the model's text as it comes. In the end `draft` holds what is left of it, and why it
    isn't more.

    `name` is what the model is called. Nothing that its client raises is raised here.
    """
    limits = limits_for(question)
    # Providers' models have limits of their own, and some refuse to be told a temperature.
    options: dict[str, Any] = {"max_tokens": limits.tokens, "temperature": 0.0}
    most = limits.sentences
    if draft.small and limits == USUAL:
        most = SMALL_SENTENCES if same_language(question, draft.sources) else TRANSLATED
    growing, kept, end = GrowingEnd(most), KeptText(question, most), None
    speech = StreamedReply(
        model, messages, chars=limits.chars, options=options if draft.small else None
    )
    try:
        for shown in speech:
            if shown.anew:
                draft.shown, growing, kept = False, GrowingEnd(most), KeptText(question, most)
                yield Withdrawn()
            delta = kept.grown(speech.text) if shown.text else ""
            draft.shown = draft.shown or bool(delta.strip())
            yield Delta(delta)
            if shown.text and (end := growing.ending(speech.text)) is not None:
                break
    finally:  # a stopped answer must stop its model at once, not when memory is swept
        speech.close()
    if end is None:
        end = ending(speech.text, most)
    if rest := kept.grown(speech.text[:end], last=True):
        draft.shown = draft.shown or bool(rest.strip())
        yield Delta(rest)
    text = kept.text(speech.text[:end])
    text = canonical(text, [passage.text for passage in draft.sources])
    if end is None and speech.end is not End.WHOLE:
        text = without_unfinished_end(text)
    draft.text = text
    if end is None:  # otherwise it had said enough by then
        draft.notices = notice_for(speech, name, friendly)
        if speech.end is not End.WHOLE and draft.text:
            draft.notices.append(LEFT_OUT)
    if kept.seen_beyond(end):
        draft.notices.append(TAKEN_AWAY)
    if speech.withdrawn:
        draft.notices.append(WITHDRAWN)
