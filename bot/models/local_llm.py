"""A GGUF language model in this process, as a LangChain chat model, through llama.cpp.

llama.cpp comes with a server of its own in the package xllamacpp. It is asked in process, but
always opens a port on 127.0.0.1 as well: a random key that nobody is told locks it.
"""

from __future__ import annotations

import atexit
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, ClassVar
from weakref import WeakSet

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableParallel, RunnablePassthrough
from pydantic import BaseModel, Field, PrivateAttr

from bot.errors import ModelUnavailable
from bot.machine import (
    free_cores,
)
from bot.sentences import Message

CompletionChunk = dict[str, Any]

# Tokens of the prompt read at once. Cancelling waits for the batch at hand: 64 of them take one
# second on two cores. Reading 128 at once needs 2 % less work, 32 at once 7 % more.
BATCH = 64
PULSE_S = 0.25  # while there is no text, an empty chunk this often lets the reader stop
CACHE_MIB = 256  # memory for beginnings of earlier prompts; llama.cpp's own default is 8 GB
PASSED_ON = frozenset({"max_tokens", "temperature", "top_p", "seed", "response_format"})


class ChatLocal(BaseChatModel):
    """A chat model in a GGUF file. Safe to use from many threads, which take turns.

    The file is read at the first question, or by `load()`.
    """

    path: Path
    context: int = 4096
    """Tokens of prompt and answer together."""
    threads: int | None = None
    """Cores to use; None takes those that other programs leave free when the model is read."""
    temperature: float = 0.2
    max_tokens: int = 512
    server: Any = Field(default=None, exclude=True, repr=False)
    """One that is open already; without it, the file is read."""
    is_small: ClassVar[bool] = True
    """See `bot.models.capabilities`: asked for marks, it writes little else."""

    _server: Any = PrivateAttr(default=None)
    _key: str = PrivateAttr(default_factory=lambda: secrets.token_urlsafe(32))
    _loading: Any = PrivateAttr(default_factory=threading.Lock)
    _turn: Any = PrivateAttr(default_factory=threading.Lock)
    _asked: set[threading.Event] = PrivateAttr(default_factory=set)

    def model_post_init(self, context: Any, /) -> None:
        """Called by pydantic after the constructor."""
        super().model_post_init(context)
        self._server = self.server
        _ALIVE.add(self)

    def __hash__(self) -> int:
        return id(self)

    @property
    def _llm_type(self) -> str:
        return "notes-interviewer-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.path.name, "context": self.context}

    def load(self) -> None:
        """Read the model now. Doing it twice costs nothing. Raises ModelUnavailable."""
        with self._loading:
            if self._server is None:
                self._server = self._open()

    @property
    def loaded(self) -> bool:
        """Whether the file has been read, so that the next question needn't wait for it."""
        return self._server is not None

    @property
    def address(self) -> str:
        """Where llama.cpp's own server listens, locked. Reads the model."""
        self.load()
        return str(self._server.listening_address)

    def warm(self, messages: Sequence[BaseMessage]) -> None:
        """Read the constant beginning of the prompts to come, which then costs nothing there."""
        for _ in self._stream(list(messages), max_tokens=1):
            pass

    def close(self) -> None:
        """Stop what is being written and give the memory back. A later question reads it again."""
        for cancelled in tuple(self._asked):
            cancelled.set()
        with self._turn, self._loading:
            self._server = None

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Text as it is written; empty chunks while the prompt is read.

        Closing the iterator ends the work within a moment, without waiting for that.
        """
        body: dict[str, Any] = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            **{name: value for name, value in kwargs.items() if name in PASSED_ON},
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,  # calls back while the prompt is read: only so it can stop
            "cache_prompt": True,
        }
        if stop:
            body["stop"] = stop
        for chunk in self._ask(body):
            if chunk is not None and "error" in chunk:
                raise self._refusal(chunk["error"])
            yield _generation(chunk)

    def _ask(self, body: dict[str, Any]) -> Iterator[CompletionChunk | None]:
        """llama.cpp's chunks, and None now and then while it is silent."""
        chunks: SimpleQueue[CompletionChunk | Exception | None] = SimpleQueue()
        cancelled = threading.Event()

        def receive(chunk: CompletionChunk) -> bool:
            chunks.put(chunk)
            return cancelled.is_set()  # True ends the work; an exception here would be lost

        def work() -> None:
            try:
                with self._turn:
                    if not cancelled.is_set():
                        self.load()
                        self._server.handle_chat_completions(body, receive)
            except Exception as error:
                chunks.put(error)
            finally:
                chunks.put(None)

        self._asked.add(cancelled)
        threading.Thread(target=work, daemon=True, name="language model").start()
        try:
            while True:
                try:
                    chunk = chunks.get(timeout=PULSE_S)
                except Empty:
                    yield None
                    continue
                if chunk is None:
                    return
                if isinstance(chunk, ModelUnavailable):
                    raise chunk
                if isinstance(chunk, Exception):
                    raise ModelUnavailable(
                        "local_failed", name=self.path.name, why=chunk
                    ) from chunk
                yield chunk
        finally:
            cancelled.set()
            self._asked.discard(cancelled)

    def _refusal(self, error: Any) -> ModelUnavailable:
        details = error if isinstance(error, dict) else {"message": str(error)}
        if details.get("type") == "exceed_context_size_error":
            tokens = details.get("n_prompt_tokens")
            if tokens is None:
                return ModelUnavailable("prompt_too_long", most=self.context)
            return ModelUnavailable("prompt_long", tokens=tokens, most=self.context)
        why = details.get("message") or Message.of("local_no_reason")
        return ModelUnavailable("local_refused", name=self.path.name, why=why)

    def _open(self) -> Any:
        """The server with the model in it."""
        if not _is_gguf(self.path):
            raise ModelUnavailable("not_gguf", at=self.path)
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelUnavailable("local_package") from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self.path)
        params.n_ctx = self.context
        params.n_parallel = 1
        params.n_batch = params.n_ubatch = BATCH
        params.cache_ram_mib = CACHE_MIB
        # All threads wait for the slowest at every layer, so one too many is far worse than one too
        # few: with two on two busy cores it wrote 1 token/s, with one 11. Waiting asleep helps too.
        threads = self.threads or free_cores()
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.cpuparams.poll = params.cpuparams_batch.poll = 0
        params.hostnames = ["127.0.0.1"]
        params.api_keys = [self._key]
        params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
        params.offline = True
        params.verbosity = 0
        params.warmup = False
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelUnavailable("local_unloadable", name=self.path.name, why=error) from error

    def shape(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Options of `stream` for answers in the form of a JSON schema."""
        name = str(schema.get("title", "answer"))
        form = {"type": "json_schema", "json_schema": {"name": name, "schema": dict(schema)}}
        return {"response_format": form}

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Answers in the form of a JSON schema or pydantic class; the grammar leaves no choice.

        An answer that `max_tokens` cuts off is no JSON: keep texts and lists of the schema short.
        """
        parser: JsonOutputParser | PydanticOutputParser[Any]
        if isinstance(schema, type):
            if not issubclass(schema, BaseModel):
                raise ValueError(f"{schema.__name__} is neither a JSON schema nor a pydantic class")
            shape, parser = schema.model_json_schema(), PydanticOutputParser(pydantic_object=schema)
        else:
            shape, parser = schema, JsonOutputParser()
        model = self.bind(**self.shape(shape))
        if not include_raw:
            return model | parser
        parsed = RunnablePassthrough.assign(
            parsed=itemgetter("raw") | parser, parsing_error=lambda _: None
        )
        failed = RunnablePassthrough.assign(parsed=lambda _: None)
        whole = parsed.with_fallbacks([failed], exception_key="parsing_error")
        return RunnableParallel(raw=model) | whole


def _generation(chunk: CompletionChunk | None) -> ChatGenerationChunk:
    """LangChain's form of one chunk; None gives an empty one."""
    choices: list[CompletionChunk] = (chunk or {}).get("choices") or [{}]
    choice = choices[0]
    message = AIMessageChunk(content=(choice.get("delta") or {}).get("content") or "")
    if choice.get("finish_reason"):
        message.response_metadata = {"finish_reason": choice["finish_reason"]}
    usage = (chunk or {}).get("usage")
    if usage:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
        message.usage_metadata = UsageMetadata(
            input_tokens=usage["prompt_tokens"],
            output_tokens=usage["completion_tokens"],
            total_tokens=usage["total_tokens"],
            input_token_details={"cache_read": cached},
        )
    return ChatGenerationChunk(message=message)


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"GGUF"
    except OSError:
        return False


_ALIVE: WeakSet[ChatLocal] = WeakSet()


@atexit.register
def _close_all() -> None:
    """Python kills daemon threads when it ends; one inside llama.cpp would make that an abort."""
    for model in tuple(_ALIVE):
        model.close()
