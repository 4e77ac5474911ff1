"""The language model of the settings: who may judge, and what stands in for one."""

from __future__ import annotations

import pytest
from scripted_llm import ScriptedLlm

from bot.answering.answer import NO_LLM
from bot.config import Settings
from bot.errors import ModelUnavailable
from bot.language_model import LanguageModel


def settings(llm: str, judges: str = "auto") -> Settings:
    return Settings(llm=llm, llm_judges=judges, _env_file=None)  # type: ignore[arg-type, call-arg]


@pytest.mark.parametrize(
    ("llm", "judges", "expected"),
    [
        ("openai:gpt-5-mini", "auto", True),
        ("openai:gpt-5-mini", "always", True),
        ("openai:gpt-5-mini", "never", False),
        ("local", "auto", False),
        ("local", "always", True),
        ("local", "never", False),
        ("own/model.gguf", "auto", False),
        ("own/model.gguf", "always", True),
        ("none", "auto", False),
        ("none", "always", False),
        ("none", "never", False),
    ],
)
def test_who_judges_answers(llm: str, judges: str, expected: bool) -> None:
    model = LanguageModel(settings(llm, judges), lambda report: ScriptedLlm(replies=("x",)))
    assert model.judges is expected
    assert (model.judge() is not None) is expected
    assert model.judge() is model.judge()


def test_without_a_model_nothing_is_loaded() -> None:
    model = LanguageModel(settings("none"), lambda report: pytest.fail("it was loaded"))
    model.start()
    assert model.is_off
    assert (model.get(), model.speaker(), model.judge()) == (None, None, None)
    assert model.chosen() is NO_LLM
    assert model.state().status == "off"


def test_a_model_that_cannot_be_had_leaves_the_notes_own_words_and_says_why() -> None:
    def broken(report: object) -> ScriptedLlm:
        raise ModelUnavailable("model_no_end", name="x")

    model = LanguageModel(settings("openai:x"), broken)
    assert model.speaker() is None
    chosen = model.chosen()
    assert chosen.model is None
    assert chosen.notice is not None
    with pytest.raises(ModelUnavailable):
        model.get()
