"""What a model can do is asked of the model: whatever its name is, and whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from langchain_core.messages import BaseMessage, SystemMessage
from pydantic import Field
from scripted_llm import ScriptedLlm

from bot.models.capabilities import is_small, load, read_ahead, thinks_aloud
from bot.models.hosted import HostedModel
from bot.models.local_llm import ChatLocal

BEGINNING = [SystemMessage("Answer from the notes.")]


class SmallLlm(ScriptedLlm):
    """Says that it is small, reads itself from disk and reads prompts ahead."""

    is_small: ClassVar[bool] = True
    done: list[Any] = Field(default_factory=list)

    def load(self) -> None:
        self.done.append("loaded")

    def warm(self, messages: Sequence[BaseMessage]) -> None:
        self.done.append(list(messages))


class NamedLocal(ScriptedLlm):
    """A model that is called as a small one, and isn't."""

    @property
    def _llm_type(self) -> str:
        return "chat-local"


def test_the_model_in_this_process_says_that_it_is_small(tmp_path: Path) -> None:
    assert is_small(ChatLocal(path=tmp_path / "model.gguf"))


def test_a_model_that_says_nothing_of_its_size_is_not_small() -> None:
    assert not is_small(ScriptedLlm())
    assert not is_small(HostedModel(inner=ScriptedLlm(), name_shown="scripted"))


def test_a_name_tells_nothing_of_the_size() -> None:
    assert not is_small(NamedLocal())


def test_a_model_that_can_is_loaded_and_reads_the_beginning_of_prompts() -> None:
    model = SmallLlm()
    load(model)
    read_ahead(model, BEGINNING)
    assert model.done == ["loaded", BEGINNING]


def test_a_model_that_can_neither_is_left_alone() -> None:
    model = ScriptedLlm()
    load(model)
    read_ahead(model, BEGINNING)
    assert model.calls == []


def test_a_provider_thinks_aloud_once_that_was_found_out() -> None:
    model = HostedModel(inner=ScriptedLlm(), name_shown="scripted")
    assert not thinks_aloud(model)
    model.thinks_aloud = True
    assert thinks_aloud(model)
    assert not thinks_aloud(ScriptedLlm())
