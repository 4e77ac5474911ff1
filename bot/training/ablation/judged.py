"""A language model picks among the first passages."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from bot.core.turn import History
from bot.models.streamed_reply import reply
from bot.search.retrieve import NotesRetriever, Retrieval
from bot.training.ablation.measure import Variant

SHOWN = 4
SHOWN_CHARS = 160
PROMPT = "{passages}\n\n问题：{question}\n\n哪一段回答了这个问题？只写它的编号。"


def variants(model: BaseChatModel, name: str) -> list[Variant]:
    """The one variant, for the model of the settings."""
    return [
        Variant(
            "language model",
            f"{name} picks among the first {SHOWN}",
            lambda bench: JudgedFirst(
                index=bench.retriever.index, embedder=bench.retriever.embedder, model=model
            ),
        )
    ]


class JudgedFirst(NotesRetriever):
    """Puts the passage that the model names first."""

    model: Any

    def find(self, question: str, history: History = (), k: int | None = None) -> Retrieval:
        """The best passages, the model's choice before the others."""
        started = time.perf_counter()
        found = super().find(question, history, k)
        shown = found.passages[:SHOWN]
        listed = "\n".join(
            f"{n}. {p.place}：{' '.join(p.text.split())[:SHOWN_CHARS]}"
            for n, p in enumerate(shown, 1)
        )
        asked = PROMPT.format(passages=listed, question=found.search.text)
        options = {"max_tokens": 4, "temperature": 0.0}
        named = re.search(r"\d", reply(self.model, [HumanMessage(asked)], options))
        at = int(named.group()) - 1 if named else 0
        order = list(range(len(found.passages)))
        if 0 <= at < len(shown):
            order.insert(0, order.pop(at))
        return replace(
            found,
            passages=tuple(found.passages[n] for n in order),
            ranked=tuple(found.ranked[n] for n in order),
            milliseconds=(time.perf_counter() - started) * 1000,
        )
