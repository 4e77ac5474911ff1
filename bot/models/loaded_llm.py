"""The language model of the settings, opened, loaded and warmed."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage

from bot.config import Settings
from bot.errors import ModelUnavailable
from bot.machine import (
    cache_dir,
    lacking,
)
from bot.models.capabilities import load, read_ahead


def is_own(setting: str) -> bool:
    """Whether LLM names no model, or a small one in this process."""
    return setting in ("none", "local") or setting.endswith(".gguf")


def loaded_llm(
    settings: Settings, on_progress: Callable[[str, int, int], None], beginning: str
) -> BaseChatModel | None:
    """Open, load and warm the language model of the settings, which takes seconds to minutes. None
    for `none`. Raises BotError, see `open_llm`.

    `beginning` is the system message that prompts to come begin with: a model that can read it
    ahead does.
    """
    from bot.models.llm import open_llm

    _check_way_out(settings)
    model = open_llm(
        settings.llm,
        cache=cache_dir(settings.notes_cache_dir),
        api_key=settings.llm_api_key,
        base_url=settings.llm_base_url,
        timeout_s=settings.llm_timeout_s,
        threads=settings.threads,
        on_progress=on_progress,
    )
    on_progress("load", 0, 0)
    if model is not None:
        load(model)
        read_ahead(model, [SystemMessage(beginning)])
    return model


def _check_way_out(settings: Settings) -> None:
    """Raise ModelUnavailable where the shell names a proxy, for the model's server, that can't be
    used: going past it is not what was asked for."""
    from bot.models.llm import describe

    if is_own(settings.llm):
        return
    usual = "http://localhost" if settings.llm.startswith("ollama:") else "https://provider"
    if problem := lacking(settings.llm_base_url or usual):
        raise ModelUnavailable("provider_no_way_out", name=describe(settings.llm), problem=problem)
