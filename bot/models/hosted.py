"""A provider's model with an end to its patience: retries, silence and stopping are decided here.

Providers' clients wait and try again by themselves, each in its own way, and can't be stopped while
they do. Here one event loop asks them all; what is given up is cancelled, which closes its line.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import aclosing
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda

from bot.models.failure import failure, fell_silent, is_nothing, not_done, pause_s
from bot.models.stop_reason import MISSING, reason

PULSE_S = 0.25
"""While there is no text an empty chunk this often lets the reader stop."""

ATTEMPTS = 3
MOST_WAITING = 500
"""Chunks that wait to be read; the model has to wait then."""

TIMES = 10
"""A whole answer may take this many times what its first word may."""

T = TypeVar("T")


class HostedModel(BaseChatModel):
    """Wraps a LangChain chat model. Raises ModelUnavailable alone. Safe to use from many threads.

    Its first word, with connecting and trying again, and each one after it come within `timeout_s`
    seconds or not at all. A stream that ended without giving a reason gets the reason "missing".
    """

    inner: Any
    name_shown: str
    """What errors call it."""
    base_url: str = ""
    timeout_s: float = 60.0
    reach: Any = None
    """A `Reachability`, where it can be found out whether the provider is up."""
    thinks_aloud: bool = False
    """Whether it was found to mark only the end of its thoughts."""

    @property
    def _llm_type(self) -> str:
        return str(self.inner._llm_type)

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return dict(self.inner._identifying_params)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as they come, empty ones while there are none. Closing it ends the work."""
        came: SimpleQueue[BaseMessage | Exception | None] = SimpleQueue()
        work = asyncio.run_coroutine_threadsafe(self._write(messages, stop, kwargs, came), _loop())
        try:
            while True:
                try:
                    chunk = came.get(timeout=PULSE_S)
                except Empty:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                    continue
                if chunk is None:
                    return
                if isinstance(chunk, Exception):
                    self._learn(failed=True)
                    raise chunk
                self._learn(failed=False)
                yield ChatGenerationChunk(message=cast("AIMessageChunk", chunk))
        finally:
            work.cancel()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._waited(lambda: self.inner.ainvoke(messages, stop=stop, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=cast("AIMessage", message))])

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Do what the wrapped model does, and read an answer too that thoughts stand before."""
        asked = self.inner.with_structured_output(schema, include_raw=True, **kwargs)

        def read(given: Any) -> Any:
            found = self._waited(lambda: asked.ainvoke(given), translated=False)
            if include_raw or found["parsed"] is not None:
                return found if include_raw else found["parsed"]
            raise OutputParserException(
                f"no answer by the schema: {found['parsing_error']}",
                llm_output=str(found["raw"].text),
            )

        return RunnableLambda(read)

    def _waited(self, ask: Callable[[], Awaitable[T]], *, translated: bool = True) -> T:
        """One whole answer, in `timeout_s` seconds."""

        async def work() -> T:
            until = time.monotonic() + self.timeout_s
            attempt = 0
            while True:
                try:
                    async with asyncio.timeout(max(until - time.monotonic(), 0.001)):
                        return await ask()
                except Exception as error:
                    attempt += 1
                    await self._before_again(error, attempt, until)

        try:
            return _done(work())
        except Exception as error:
            self._learn(failed=True)
            if not translated:
                raise
            raise failure(error, self.name_shown, self.base_url) from error

    def _learn(self, *, failed: bool) -> None:
        if self.reach is not None:
            self.reach.failed() if failed else self.reach.answered()

    async def _write(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        options: dict[str, Any],
        came: SimpleQueue[BaseMessage | Exception | None],
    ) -> None:
        """Put all chunks into `came`, then None; a failure in the place of the rest."""
        begun = ended = False
        try:
            async for chunk in self._asked(messages, stop, options):
                begun = True
                ended = ended or bool(reason(chunk.response_metadata))
                came.put(chunk)
                while came.qsize() > MOST_WAITING:
                    await asyncio.sleep(0.01)
            if not ended:
                given = {"finish_reason": MISSING}
                came.put(AIMessageChunk(content="", response_metadata=given))
        except Exception as error:
            came.put(failure(error, self.name_shown, "" if begun else self.base_url))
        finally:
            came.put(None)

    async def _asked(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> AsyncIterator[BaseMessage]:
        began = time.monotonic()
        until = began + self.timeout_s
        attempt = 0
        while True:
            started = False
            try:
                async with asyncio.timeout(max(until - time.monotonic(), 0.001)) as limit:
                    async with aclosing(self.inner.astream(messages, stop=stop, **options)) as said:
                        async for chunk in said:
                            started = True
                            latest = min(
                                self.timeout_s, began + TIMES * self.timeout_s - time.monotonic()
                            )
                            limit.reschedule(asyncio.get_running_loop().time() + latest)
                            yield chunk
                return
            except TimeoutError as error:
                if not started:
                    raise
                if time.monotonic() - began >= TIMES * self.timeout_s - 0.1:
                    raise not_done(self.name_shown, TIMES * self.timeout_s) from error
                raise fell_silent(self.name_shown, self.timeout_s) from error
            except Exception as error:
                if started:
                    raise
                if is_nothing(error):
                    async with asyncio.timeout(max(until - time.monotonic(), 0.001)):
                        yield _as_chunk(await self.inner.ainvoke(messages, stop=stop, **options))
                    return
                attempt += 1
                await self._before_again(error, attempt, until)

    async def _before_again(self, error: Exception, attempt: int, until: float) -> None:
        """Wait before the next attempt. Raises the error where there is none to be made."""
        wait = pause_s(error, attempt)
        if attempt >= ATTEMPTS or wait is None or time.monotonic() + wait >= until:
            raise error
        await asyncio.sleep(wait)


def _as_chunk(message: BaseMessage) -> AIMessageChunk:
    """An answer that wasn't streamed."""
    return AIMessageChunk(
        content=message.content,
        response_metadata=message.response_metadata,
        tool_calls=getattr(message, "tool_calls", []),
    )


def _done(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, waited for; cancelled if whoever waits is interrupted."""
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    finally:
        future.cancel()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop that asks providers, in a thread of its own: clients keep to the loop they met."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True, name="providers").start()
    return loop
