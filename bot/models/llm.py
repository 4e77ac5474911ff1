"""The setting LLM -> a LangChain chat model, and what providers' errors mean to the user."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.core.background_value import ReportProgress
from bot.errors import BotError, ModelUnavailable
from bot.models.failure import failure, redacted

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NONE = "none"
LOCAL = "local"
LOCAL_NAME = "Qwen2.5-Coder 1.5B"
NO_KEY_NEEDED = "none"  # what servers on one's own machine get as a key: openai's client wants one


def open_llm(
    setting: str,
    *,
    cache: Path,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    timeout_s: float = 60.0,
    threads: int | None = None,
    on_progress: ReportProgress | None = None,
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
        raise BotError("llm_empty")
    if setting == LOCAL or path is not None:
        from bot.models.local_llm import ChatLocal
        from bot.models.weights import assembled

        if path is None:

            def report(done: int, total: int) -> None:
                if on_progress is not None:
                    on_progress("assemble", done, total)

            path = assembled(cache, report)
        elif not path.is_file():
            raise ModelUnavailable("llm_no_file", setting=setting, at=path)
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


def friendly(error: Exception, setting: str, base_url: str = "") -> ModelUnavailable:
    """What an exception of a provider's client means, in a sentence with what to do next.

    Nothing that looks like a key is repeated from the exception's own words.
    """
    return failure(error, describe(setting), base_url)


def _provider(
    setting: str, api_key: SecretStr | None, base_url: str | None, timeout_s: float
) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider = setting.partition(":")[0]
    options: dict[str, Any] = {"timeout": timeout_s, "max_retries": 0}
    if provider in ("openai", "azure_openai"):
        options["stream_chunk_timeout"] = None
    if provider == "ollama":
        options = {"client_kwargs": {"timeout": timeout_s}}
    elif api_key is not None:
        options["api_key"] = api_key
    elif provider == "openai" and base_url and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = SecretStr(NO_KEY_NEEDED)
    if base_url:
        options["base_url"] = base_url
    try:
        inner: BaseChatModel = init_chat_model(setting, **options)
    except ImportError as error:
        named = re.search(r"pip install ([\w-]+)", str(error))
        package = named[1] if named else f"langchain-{provider.replace('_', '-')}"
        raise BotError("llm_package", setting=setting, package=package) from error
    except Exception as error:  # each provider's client has its own kinds
        if "infer model provider" in str(error) or "Unsupported provider" in str(error):
            raise BotError("llm_unknown", setting=setting) from None
        if re.search(r"api.?key|credential", str(error), re.IGNORECASE):
            raise BotError("llm_no_key", setting=setting) from None
        words = redacted(str(error).strip().split("\n")[0])[:200]
        raise BotError("llm_unusable", setting=setting, why=words) from None
    from bot.models.hosted import HostedModel
    from bot.models.reachability import Reachability, probe_of

    name, base = describe(setting), base_url or ""
    probe = probe_of(provider, inner, name, base)
    return HostedModel(
        inner=inner,
        name_shown=name,
        base_url=base,
        timeout_s=timeout_s,
        reach=Reachability(probe) if probe else None,
    )
