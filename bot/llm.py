"""The setting LLM -> a LangChain chat model, and what providers' errors mean to the user."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.errors import BotError, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Progress = Callable[[str, int, int], None]

NONE = "none"
LOCAL = "local"
LOCAL_NAME = "Qwen2.5-Coder 1.5B"
ALLOWED = (
    "Allowed: none, local, the path of a .gguf file, or a provider and its model such as "
    "ollama:qwen3:8b, openai:gpt-5-mini, anthropic:claude-sonnet-4-5."
)
NO_KEY_NEEDED = "none"  # what servers on one's own machine get as a key: openai's client wants one


def open_llm(
    setting: str,
    *,
    cache: Path,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    timeout_s: float = 60.0,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> BaseChatModel | None:
    """The model that LLM names; None for "none". No model is loaded and no server asked yet.

    "local" puts its file together in `cache` the first time, with
    `on_progress("assemble", bytes done, bytes in all)`. Raises ModelUnavailable when the local
    model isn't there, BotError for anything else that LLM can't mean here.
    """
    path = gguf_path(setting)
    if setting == NONE:
        return None
    if not setting.strip():
        raise BotError(f"LLM is empty. {ALLOWED}")
    if setting == LOCAL or path is not None:
        from bot.local_llm import ChatLocal
        from bot.weights import assembled

        if path is None:

            def report(done: int, total: int) -> None:
                if on_progress is not None:
                    on_progress("assemble", done, total)

            path = assembled(cache, report)
        elif not path.is_file():
            raise ModelUnavailable(f"LLM={setting}: there is no file {path}. {ALLOWED}")
        return ChatLocal(path=path, threads=threads)
    return _provider(setting, api_key, base_url, timeout_s)


def describe(setting: str) -> str:
    """A short name for people: "Qwen2.5-Coder 1.5B", "qwen3:8b (ollama)"."""
    path = gguf_path(setting)
    if path is not None:
        return path.stem
    if setting == LOCAL:
        return LOCAL_NAME
    provider, colon, model = setting.partition(":")
    return f"{model} ({provider})" if colon else setting


def gguf_path(setting: str) -> Path | None:
    """The file that LLM names, as "local:FILE" or "FILE.gguf"; None if it names something else."""
    path = setting.removeprefix(f"{LOCAL}:")
    if path == setting and not setting.lower().endswith(".gguf"):
        return None
    return Path(path).expanduser()


def friendly(error: Exception, setting: str) -> ModelUnavailable:
    """What an exception of a provider's client means, in a sentence with what to do next.

    Nothing that looks like a key is repeated from the exception's own words.
    """
    name = describe(setting)
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ModelUnavailable):
            return one
    kinds = " ".join(type(one).__name__ for one in chain)
    status = status_of(error)
    reason = _STATUS.get(status or 0)
    if reason is not None:
        return ModelUnavailable(f"{name}: {reason}")
    if status is not None and status >= 500:
        return ModelUnavailable(f"{name}: its server failed (status {status}). Try again later.")
    if "Timeout" in kinds:
        return ModelUnavailable(
            f"{name} gave no answer in time. Is it up? LLM_TIMEOUT_S sets how long to wait."
        )
    if "Connect" in kinds:
        return ModelUnavailable(
            f"{name} can't be reached. Is its server up, and is LLM_BASE_URL right?"
        )
    words = _redacted(str(error).strip().split("\n")[0])[:200]
    return ModelUnavailable(f"{name} failed: {type(error).__name__} {words}".rstrip())


def status_of(error: Exception) -> int | None:
    """The HTTP status that a provider's exception, or what caused it, tells of."""
    return next((code for code in map(_status, _chain(error)) if code is not None), None)


_STATUS = {
    400: "it refused the request (status 400). Is this model a chat model, and the chat not too "
    "long for it?",
    401: "the key was refused. Set LLM_API_KEY to a valid one.",
    402: "the account has no credit left (status 402).",
    403: "the key may not use this model (status 403). Choose another LLM or key.",
    404: "its server has no such model (status 404). Check LLM and LLM_BASE_URL; for ollama, run "
    "`ollama pull` with the model's name first.",
    429: "too many requests, or the account has no credit left (status 429). Try again later.",
}


def _provider(
    setting: str, api_key: SecretStr | None, base_url: str | None, timeout_s: float
) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider = setting.partition(":")[0]
    options: dict[str, Any] = {"timeout": timeout_s, "max_retries": 1}
    if provider == "ollama":
        options = {"client_kwargs": {"timeout": timeout_s}}
    elif api_key is not None:
        options["api_key"] = api_key
    elif provider == "openai" and base_url and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = SecretStr(NO_KEY_NEEDED)
    if base_url:
        options["base_url"] = base_url
    try:
        model: BaseChatModel = init_chat_model(setting, **options)
    except ImportError as error:
        named = re.search(r"pip install ([\w-]+)", str(error))
        package = named[1] if named else f"langchain-{provider.replace('_', '-')}"
        raise BotError(
            f"LLM={setting} needs the package {package}. Run `pip install {package}`, or set LLM "
            "to local or none."
        ) from error
    except Exception as error:  # each provider's client has its own kinds
        if "infer model provider" in str(error) or "Unsupported provider" in str(error):
            raise BotError(f"LLM={setting} is not known. {ALLOWED}") from None
        if re.search(r"api.?key|credential", str(error), re.IGNORECASE):
            raise BotError(f"LLM={setting} needs a key. Set LLM_API_KEY.") from None
        words = _redacted(str(error).strip().split("\n")[0])[:200]
        raise BotError(f"LLM={setting} can't be used: {words}") from None
    return model


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, first things last."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for code in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(code, int) and code >= 400:
            return code
    return None


def _redacted(text: str) -> str:
    """The text without anything long enough to be a key."""
    return re.sub(r"[A-Za-z0-9_\-*]{20,}|\bsk-\S+|(?<=[Bb]earer )\S+", "…", text)
