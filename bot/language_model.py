"""The language model of the settings, as each part uses it: to write answers, to speak in
interviews, and to judge where it is trusted to.
"""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.language_models import BaseChatModel

from bot.answering.answer import NO_LLM, ChosenLlm
from bot.answering.prompts import SYSTEM
from bot.config import Settings
from bot.core.background_value import BackgroundValue, ReportProgress
from bot.core.turn import ModelState
from bot.errors import BotError
from bot.grading.grade import Judge
from bot.grading.judge import ModelJudge
from bot.models.loaded_llm import is_own, loaded_llm
from bot.models.reachability import reachable
from bot.sentences import Message

LLM_WAIT_S = 20.0
"""How long an answer waits for a language model that is being loaded, before the notes' own words
stand in for it."""


class LanguageModel:
    """A language model that is loaded in the background. `make` makes it in place of what the
    settings name."""

    def __init__(
        self,
        settings: Settings,
        make: Callable[[ReportProgress], BaseChatModel | None] | None = None,
        wait_s: float = LLM_WAIT_S,
    ) -> None:
        self._settings, self._wait_s = settings, wait_s
        self._model: BackgroundValue[BaseChatModel | None] = BackgroundValue(
            _describe(settings.llm), make or (lambda report: loaded_llm(settings, report, SYSTEM))
        )
        self._model_judge: ModelJudge | None = None  # kept: it remembers what its model refuses

    @property
    def is_off(self) -> bool:
        """Whether the settings name none."""
        return self._settings.llm == "none"

    @property
    def judges(self) -> bool:
        """Whether the settings let the model judge answers."""
        judges = self._settings.llm_judges
        return not self.is_off and (
            judges == "always" or (judges == "auto" and not is_own(self._settings.llm))
        )

    def start(self) -> None:
        """Load it in the background, if there is one."""
        if not self.is_off:
            self._model.start()

    def get(self, wait_s: float | None = None) -> BaseChatModel | None:
        """The model, None for `none` or if it isn't ready in time. Raises BotError."""
        return None if self.is_off else self._model.get(wait_s)

    def speaker(self) -> BaseChatModel | None:
        """The model if it is ready; interviews don't wait for it."""
        try:
            return self.get(0.0)
        except BotError:
            return None

    def judge(self, wait_s: float | None = None) -> Judge | None:
        """What judges answers with it, None where it isn't let or isn't ready. Raises BotError."""
        model = self.get(wait_s) if self.judges else None
        if model is None:
            return None
        if self._model_judge is None or self._model_judge.model is not model:
            self._model_judge = ModelJudge(model, self._settings.llm)
        return self._model_judge

    def chosen(self) -> ChosenLlm:
        """What writes an answer, or why the notes' own words stand in for it."""
        if self.is_off:
            return NO_LLM
        try:
            model = self.get(self._wait_s)
        except BotError as error:
            return ChosenLlm(notice=error.message)
        if model is None:
            loading = Message.of("model_loading", name=_describe(self._settings.llm))
            return ChosenLlm(notice=loading)
        return ChosenLlm(self._settings.llm, model)

    def state(self) -> ModelState:
        """What is known of it, without waiting."""
        if self.is_off:
            return ModelState("none", "off")
        state = self._model.state()
        return reachable(state, self._model.get(0.0) if state.status == "ready" else None)


def _describe(setting: str) -> str:
    from bot.models.llm import describe

    return describe(setting)
