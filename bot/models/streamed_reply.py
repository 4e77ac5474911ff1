"""What a language model says, without its thoughts: the one way in which the program reads one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.models.capabilities import ThinksAloud, thinks_aloud
from bot.models.stop_reason import End, end_of, is_tool, reason
from bot.models.thoughts import Thoughts, VisiblePiece

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MOST_CHARS = 16_000
"""Characters of a reply, where its reader names no limit."""

MOST_THOUGHTS = 200_000
"""Characters of thoughts that are waited for; the longest ones known have some 130,000."""

MOST_BLANKS = 400
"""White space in a row after which nothing else is waited for."""

_TEXTS = frozenset({"text", "output_text", "text_delta"})


class StreamedReply:
    """A model's reply while it is written. Iterate once; call `close` to stop the model early."""

    def __init__(
        self,
        model: BaseChatModel,
        messages: Sequence[BaseMessage],
        *,
        chars: int = MOST_CHARS,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.end = End.WHOLE
        self.error: Exception | None = None
        """What was raised, if the end is FAILED."""
        self.tool = False
        """Whether it asked for a tool."""
        self._model = model
        self._thoughts = Thoughts(late=thinks_aloud(model))
        self._chars, self._length, self._blanks = chars, 0, 0
        self._parts: list[str] = []
        self._half = ""
        self._stream = model.stream(list(messages), **(options or {}))

    @property
    def text(self) -> str:
        """All that may be seen so far."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def length(self) -> int:
        """Characters that may be seen so far."""
        return self._length

    @property
    def withdrawn(self) -> bool:
        """Whether text was shown that turned out to be thoughts."""
        return self._thoughts.withdrawn

    @property
    def thought(self) -> bool:
        """Whether it wrote thoughts."""
        return self._thoughts.hidden > 0

    def __iter__(self) -> Iterator[VisiblePiece]:
        """What may be seen, as it comes; with empty text while there is nothing to be seen.

        Raises nothing of what the model's client raises: `end` and `error` tell of it.
        """
        try:
            for chunk in self._stream:
                self._note(chunk)
                yield self._take(self._thoughts.feed(self._joined(text_of(chunk.content))))
                if self._is_too_long() or self._thoughts.over:
                    break
        except Exception as error:  # each provider's client has its own kinds
            self.end, self.error = End.FAILED, error
        finally:
            self.close()
        rest = self._take(self._thoughts.finish())
        self.tool = self.tool or self._thoughts.tool
        if self.withdrawn and isinstance(self._model, ThinksAloud):
            self._model.thinks_aloud = True  # from now on its thoughts are waited for
        if rest.text or rest.anew:
            yield rest

    def close(self) -> None:
        """Stop the model now; a stopped one must not go on until memory is swept."""
        close = getattr(self._stream, "close", None)
        if close:
            close()

    def _joined(self, text: str) -> str:
        """A character beyond 16 bits that came in two halves as one; a half alone as U+FFFD."""
        text, self._half = self._half + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        if text.isascii():
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _note(self, chunk: BaseMessage) -> None:
        if given := reason(chunk.response_metadata):
            self.end = end_of(given)
            self.tool = self.tool or is_tool(given)
        self.tool = self.tool or bool(getattr(chunk, "tool_call_chunks", None))

    def _take(self, shown: VisiblePiece) -> VisiblePiece:
        if shown.anew:
            self._parts, self._length = [], 0
        if shown.text:
            self._parts.append(shown.text)
            self._length += len(shown.text)
            bare = shown.text.rstrip()
            self._blanks = len(shown.text) - len(bare) + (0 if bare else self._blanks)
        return shown

    def _is_too_long(self) -> bool:
        if self._length > self._chars or self._blanks > MOST_BLANKS:
            self.end = End.ENDLESS
        elif self._thoughts.hidden > MOST_THOUGHTS:
            self.end = End.THINKING
        return self.end in (End.ENDLESS, End.THINKING)


def reply(
    model: BaseChatModel, messages: Sequence[BaseMessage], options: Mapping[str, Any] | None = None
) -> str:
    """All that a model answers, without its thoughts. Raises what its client raises."""
    speech = StreamedReply(model, messages, options=options)
    for _ in speech:
        pass
    if speech.error is not None:
        raise speech.error
    return speech.text


def without_thoughts(text: str) -> str:
    """The text of a reply that came in one piece, without its thoughts."""
    thoughts = Thoughts()
    shown = thoughts.feed(text)
    rest = thoughts.finish()
    return rest.text if rest.anew else shown.text + rest.text


def json_in(text: str) -> Any:
    """The JSON object in a reply, whatever stands around it; None if there is none."""
    first, last = text.find("{"), text.rfind("}")
    if first < 0:
        return None
    try:
        return json.loads(text[first : last + 1])
    except ValueError:
        return None


def text_of(content: Any) -> str:
    """The text of a LangChain message, which holds a string or blocks, of thoughts among others."""
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "")
        for block in content or ()
        if isinstance(block, str) or block.get("type", "text") in _TEXTS
    )
