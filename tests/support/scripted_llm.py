"""A chat model that says what a script tells it: text, a failure, or words without end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import Field
from waiting import until

STEP = 6  # characters in one chunk


class ScriptedLlm(BaseChatModel):
    """Answers call number i with `replies[i]`, the last one from then on; keeps what it was told.

    With `fails_after` it raises ConnectionError once it has said that many characters; with
    `endless` it says its reply over and over.
    """

    replies: Sequence[str] = ("",)
    fails_after: int | None = None
    endless: bool = False
    allowed: int | None = None
    """Characters that it may say for now; it waits for more."""
    calls: list[list[BaseMessage]] = Field(default_factory=list)
    options: list[dict[str, Any]] = Field(default_factory=list)
    said: int = 0
    """Chunks given away, over all calls."""
    closed: int = 0
    """Streams that were ended, by their end, by a failure or by whoever read them."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def prompts(self) -> list[str]:
        """The last message of every call."""
        return [str(messages[-1].content) for messages in self.calls]

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        text = self.replies[min(len(self.calls), len(self.replies) - 1)]
        self.calls.append(messages)
        self.options.append(kwargs)
        done = 0
        try:
            for _ in count() if self.endless else range(1):
                for start in range(0, max(len(text), 1), STEP):
                    if self.fails_after is not None and done >= self.fails_after:
                        raise ConnectionError("the line is dead")
                    self._wait(done)
                    done += STEP
                    self.said += 1
                    chunk = AIMessageChunk(content=text[start : start + STEP])
                    yield ChatGenerationChunk(message=chunk)
        finally:
            self.closed += 1

    def _wait(self, done: int) -> None:
        until(lambda: self.allowed is None or done < self.allowed)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])


class Refused(Exception):
    """As a provider's client tells of a request that its server doesn't take."""

    def __init__(self, status_code: int) -> None:
        super().__init__(f"Error code: {status_code} - This response_format is unavailable")
        self.status_code = status_code


class StructuredLlm(ScriptedLlm):
    """Takes JSON schemas and keeps them; with `refuses`, its server answers them with that status.

    A reply that is no JSON fails as LangChain's parsers do.
    """

    schemas: list[Any] = Field(default_factory=list)
    refuses: int | None = None

    def with_structured_output(
        self, schema: Any, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[Any, Any]:
        def read(messages: list[BaseMessage]) -> Any:
            self.schemas.append(schema)
            if self.refuses is not None:
                raise Refused(self.refuses)
            text = str(self.invoke(messages).text)
            try:
                return json.loads(text)
            except ValueError as error:
                raise OutputParserException(f"no JSON: {text}") from error

        return RunnableLambda(read)
