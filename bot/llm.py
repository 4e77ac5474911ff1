"""The setting LLM -> a LangChain chat model, and its failures as sentences."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from bot.errors import BadInput, BotError, ModelUnavailable

Progress = Callable[[str, int, int], None]

ALLOWED = (
    "Allowed are none, local, a path to a .gguf file, or provider:model such as ollama:qwen3:8b, "
    "openai:deepseek-chat (with LLM_BASE_URL), anthropic:claude-sonnet-4-5"
)
PACKAGES = {
    "ollama": "langchain-ollama",
    "openai": "langchain-openai",
    "anthropic": "langchain-anthropic",
    "deepseek": "langchain-deepseek",
    "google_genai": "langchain-google-genai",
    "mistralai": "langchain-mistralai",
    "groq": "langchain-groq",
    "xai": "langchain-xai",
}


def describe(setting: str) -> str:
    """A short name for the status line."""
    path = gguf_path(setting)
    return path.stem if path else setting


def gguf_path(setting: str) -> Path | None:
    """The file that a setting names, if it names one."""
    name = setting.removeprefix("local:")
    if name.lower().endswith(".gguf"):
        return Path(name).expanduser()
    return None


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
    """The model a setting names; None for `none`.

    `local` is put together in `cache` the first time. Raises ModelUnavailable if the model can't be
    had, BadInput if the setting names none.
    """
    if setting == "none":
        return None
    path = gguf_path(setting)
    if setting == "local":
        from bot.weights import assembled

        report = on_progress or (lambda stage, done, total: None)
        path = assembled(cache, lambda done, total: report("assemble", done, total))
    if path is not None:
        if not path.is_file():
            raise ModelUnavailable(f"There is no model file at {path}. Set LLM to one that is.")
        from bot.local_llm import ChatLocal

        return ChatLocal(path=path, threads=threads)
    return _provider_model(setting, api_key, base_url, timeout_s)


def _provider_model(
    setting: str, api_key: SecretStr | None, base_url: str | None, timeout_s: float
) -> BaseChatModel:
    provider = setting.partition(":")[0]
    if ":" not in setting:
        raise BadInput(f"LLM={setting} names no model. {ALLOWED}.")
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": timeout_s, "max_retries": 1}
    if provider == "ollama":
        given = {"client_kwargs": {"timeout": timeout_s}}
    if base_url:
        given["base_url"] = base_url
    if api_key:
        given["api_key"] = api_key.get_secret_value()
    try:
        model = init_chat_model(setting, **given)
    except ImportError as error:
        package = PACKAGES.get(provider, f"langchain-{provider.replace('_', '-')}")
        raise ModelUnavailable(
            f"LLM={setting} needs a package that is not installed: pip install {package}."
        ) from error
    except Exception as error:  # each provider's client checks its arguments in its own way
        raise friendly(error, setting) from error
    if not isinstance(model, BaseChatModel):
        raise BadInput(f"LLM={setting} names no chat model. {ALLOWED}.")
    return model


def friendly(error: Exception, setting: str) -> ModelUnavailable:
    """What a provider's client raised, as a sentence that says what to do. Never shows a key."""
    if isinstance(error, ModelUnavailable):
        return error
    if isinstance(error, BotError):
        return ModelUnavailable(str(error))
    name = describe(setting)
    text = f"{type(error).__name__} {error}".lower()
    status = getattr(error, "status_code", None)
    if status in (401, 403) or "api_key" in text or "api key" in text or "unauthorized" in text:
        return ModelUnavailable(f"{name} refuses the key. Set LLM_API_KEY to a valid one.")
    if status == 404 or "not found" in text:
        return ModelUnavailable(f"There is no model {name} at that address. Check LLM.")
    if status == 429 or "rate limit" in text:
        return ModelUnavailable(f"{name} takes no more questions just now. Try again later.")
    if "timeout" in text or "timed out" in text:
        return ModelUnavailable(f"{name} gave no answer in time. Is it up? See LLM_TIMEOUT_S.")
    if "connect" in text or "refused" in text:
        return ModelUnavailable(f"{name} can't be reached. Is it running? See LLM_BASE_URL.")
    if "unsupported provider" in text or "unable to infer" in text or "model_provider" in text:
        return ModelUnavailable(f"LLM={setting} is not known. {ALLOWED}.")
    return ModelUnavailable(f"{name} failed ({type(error).__name__}). The log says more.")
