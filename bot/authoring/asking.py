"""Asks a language model for the card of a section. It steps back while somebody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.exceptions import OutputParserException

from bot.authoring.card import AuthoredCard
from bot.authoring.prompts import card_messages
from bot.authoring.schema import SCHEMA, NotOfTheSchema, read_card
from bot.core.passage import Passage
from bot.core.question import Language
from bot.errors import ModelUnavailable
from bot.models.capabilities import shaped
from bot.models.failure import refuses_schema
from bot.models.llm import friendly
from bot.models.streamed_reply import StreamedReply, json_in, without_thoughts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MOST_TOKENS = 1400
"""Of a card; only a model in this process is held to it."""

ATTEMPTS = 2

_log = logging.getLogger(__name__)


class SteppedBack(Exception):
    """The model was wanted by somebody who waits, or the work was to stop; nothing is lost."""


class CardWriter:
    """One model that writes cards. For one thread at a time."""

    def __init__(self, model: BaseChatModel, setting: str) -> None:
        """`setting` names the model in errors."""
        self.model, self._setting = model, setting
        self._plain = False  # it refused a schema before: that is not tried again

    def write(
        self,
        passage: Passage,
        language: Language,
        wanted: Callable[[], bool] = lambda: False,
        on_malformed: Callable[[], None] = lambda: None,
    ) -> AuthoredCard | str:
        """The card, or the model's word that there is nothing to ask.

        A malformed reply is asked for once more. Raises NotOfTheSchema if that one is malformed
        too, SteppedBack as soon as `wanted` says so, and ModelUnavailable when the model fails.
        """
        why = ""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return read_card(self._reply(card_messages(passage, language, why), wanted))
            except NotOfTheSchema as error:
                on_malformed()
                if attempt == ATTEMPTS:
                    raise
                why = str(error)
        raise AssertionError("the last attempt returns or raises")

    def _reply(self, prompt: list[BaseMessage], wanted: Callable[[], bool]) -> Any:
        if wanted():
            raise SteppedBack
        options = shaped(self.model, SCHEMA)
        if options is not None:
            return self._streamed(prompt, wanted, {**options, "max_tokens": MOST_TOKENS})
        if self._plain:
            return self._streamed(prompt, wanted, {})
        try:
            return self.model.with_structured_output(SCHEMA).invoke(prompt)
        except Exception as error:  # each provider's client has its own kinds
            if not refuses_schema(error):
                raise friendly(error, self._setting) from error
            _log.debug("a card by schema failed", exc_info=True)
            if isinstance(error, OutputParserException):
                return json_in(without_thoughts(error.llm_output or ""))
        reply = self._streamed(prompt, wanted, {})
        self._plain = True
        _log.warning("%s takes no JSON schema; it is asked for JSON plainly", self._setting)
        return reply

    def _streamed(
        self, prompt: list[BaseMessage], wanted: Callable[[], bool], options: Mapping[str, Any]
    ) -> Any:
        speech = StreamedReply(self.model, prompt, options=options)
        for _ in speech:
            if wanted():
                speech.close()
                raise SteppedBack
        if speech.error is not None:
            if isinstance(speech.error, ModelUnavailable):
                raise speech.error
            raise friendly(speech.error, self._setting) from speech.error
        return json_in(speech.text)
