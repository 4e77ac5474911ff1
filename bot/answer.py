"""Question -> answer with checked citations, as events for whoever shows it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from langchain_core.language_models import BaseChatModel

from bot import abstain, follow_up
from bot.cite import check
from bot.errors import ModelUnavailable
from bot.extract import extract
from bot.passage import Passage
from bot.prompts import answer_messages, blocks
from bot.retrieve import NotesRetriever, Retrieval
from bot.terms import is_chinese
from bot.turn import Answer, Delta, Done, Event, Found, History, Segment
from ingest.sentences import sentences

RETRIEVED = 10
"""Passages ranked for a question: recall and MRR are measured over ten."""

NAMED = 3
"""Nearest sections named when the notes hold no answer."""

OFFERED_SHARE = 0.75
"""Passages a model is shown reach this share of the best one's score. A small model mixes up what
several similar sections say, and reads some seventy tokens a second."""

MAX_TOKENS = 400

# Cosines of e5 between an English sentence and the nearest Chinese one of a passage, both as
# passages: .815–.886 for free translations, .74–.82 for other sentences of the field.
SAME_FROM, SAME_TO = 0.78, 0.85


@dataclass(frozen=True)
class ChosenLlm:
    """The language model that writes an answer, or none."""

    name: str = "none"
    model: BaseChatModel | None = None
    notice: str = ""
    """Why it isn't the one that was asked for."""


NO_LLM = ChosenLlm()

# What reasoning models say to themselves before they answer.
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)


@dataclass
class _Clock:
    started: float = field(default_factory=time.perf_counter)

    def ms(self) -> float:
        """Milliseconds since the question came."""
        return round((time.perf_counter() - self.started) * 1000, 1)


class Answerer:
    """Answers from the notes. Holds no conversation: the caller brings its history."""

    def __init__(
        self,
        retriever: NotesRetriever,
        calibration: abstain.Calibration,
        *,
        passages: int = 4,
        friendly: Callable[[Exception], ModelUnavailable] | None = None,
    ) -> None:
        self.retriever = retriever
        self.calibration = calibration
        self._passages = passages
        self._friendly = friendly or (lambda error: ModelUnavailable(str(error)))

    def ask(
        self,
        question: str,
        history: History = (),
        llm: ChosenLlm | Callable[[], ChosenLlm] = NO_LLM,
    ) -> Iterator[Event]:
        """Found, then Deltas as a model writes, then Done with the checked answer.

        Whether the notes answer is decided before a model is asked; a function that waits for one
        is called after the passages were handed on. A model that fails gives way to the notes'
        own words, and the answer says so. Raises IndexMissing.
        """
        clock = _Clock()
        found = self.retriever.find(question, history, RETRIEVED)
        probability = self.probability(found)
        declined = not found.passages or probability < self.calibration.threshold
        nearest = found.passages[: NAMED if declined else self._passages]
        yield Found(nearest, declined, found.milliseconds)
        timings = {"retrieve": round(found.milliseconds, 1)}
        if declined:
            timings["total"] = clock.ms()
            yield Done(self._declined(found, probability, timings))
            return
        chosen = llm if isinstance(llm, ChosenLlm) else llm()
        used, text, notice = chosen, "", chosen.notice
        if chosen.model is not None:
            try:
                with closing(self._write(found, chosen.model)) as stream:
                    for delta in stream:
                        if delta.text and "first_text" not in timings:
                            timings["first_text"] = clock.ms()
                        text += delta.text
                        yield delta
            except Exception as error:  # whatever a provider's client raises
                used, text, notice = NO_LLM, "", str(self._friendly(error))
        text = _THOUGHTS.sub("", text)
        if used.model is not None and not text.strip():
            used, notice = (
                NO_LLM,
                f"{chosen.name} gave an empty answer; the notes speak for themselves.",
            )
        yield Done(self._finish(found, probability, used, text, notice, timings, clock, history))

    def probability(self, found: Retrieval) -> float:
        """Estimated chance, 0–1, that the notes answer the question."""
        return self.calibration.probability(abstain.features(found))

    def _write(self, found: Retrieval, model: BaseChatModel) -> Generator[Delta, None, None]:
        messages = answer_messages(
            found.search, self._offered(found), found.words, marks=not _is_local(model)
        )
        # Providers' models have limits of their own, and some refuse to be told a temperature.
        limits: dict[str, Any] = {"max_tokens": MAX_TOKENS, "temperature": 0.2}
        stream = model.stream(messages, **(limits if _is_local(model) else {}))
        try:
            for chunk in stream:
                yield Delta(chunk_text(chunk.content))
        finally:  # a stopped answer must stop its model at once, not when memory is swept
            close = getattr(stream, "close", None)
            if close:
                close()

    def _offered(self, found: Retrieval) -> Sequence[Passage]:
        best = found.passages[0].score
        passages = [p for p in found.passages[: self._passages] if p.score >= OFFERED_SHARE * best]
        return passages[: len(blocks(passages, found.words))]

    def _finish(
        self,
        found: Retrieval,
        probability: float,
        llm: ChosenLlm,
        text: str,
        notice: str,
        timings: dict[str, float],
        clock: _Clock,
        history: History,
    ) -> Answer:
        checked = None
        if llm.model is not None:
            weights = self.retriever.index.weights(self.retriever.words(text))
            checked = check(
                text.strip(),
                self._offered(found),
                weights,
                self._similarity,
                found.search.text,
            )
            if not any(s.marks or not s.supported for s in checked.segments):
                checked, llm = None, NO_LLM  # it said nothing: “。”, “好的，如下：”
        if checked is None:
            extracted = extract(found.passages[: self._passages], found.words)
            segments, citations = extracted.segments, extracted.citations
            timings.setdefault("first_text", clock.ms())
        else:
            segments, citations = checked.segments, checked.citations
        cited = [citation.passage for citation in citations] or list(found.passages[:1])
        asked = [found.search.question, *(turn.question for turn in history)]
        follow_ups = follow_up.propose(
            cited, found.passages, self.retriever.index.headings(), self._answered, asked
        )
        timings["total"] = clock.ms()
        return Answer(
            question=found.search.question,
            segments=segments,
            abstained=False,
            citations=citations,
            passages=found.passages,
            follow_up=follow_ups,
            probability=round(probability, 4),
            llm=llm.name,
            notice=notice,
            timings_ms=timings,
        )

    def _declined(self, found: Retrieval, probability: float, timings: dict[str, float]) -> Answer:
        return Answer(
            question=found.search.question,
            segments=(Segment(text=nothing_found(found)),),
            abstained=True,
            citations=(),
            passages=found.passages,
            probability=round(probability, 4),
            timings_ms=timings,
        )

    def _answered(self, question: str, section: Passage) -> bool:
        """Whether asking so leads to the section, and would not be declined."""
        found = self.retriever.find(question, k=5)
        places = {(p.file, p.heading_path) for p in found.passages[:3]}
        led = section.section in {p.section for p in found.passages[:3]}
        led = led or (section.file, section.heading_path) in places
        return led and self.probability(found) >= self.calibration.threshold

    def _similarity(self, claims: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        """How surely each claim says what the best sentence of each text says, 0–1."""
        split = [sentences(text)[:40] for text in texts]
        flat = [sentence for group in split for sentence in group]
        embedder = self.retriever.embedder
        cosines = np.asarray(
            embedder.embed_passages(list(claims)) @ embedder.embed_passages(flat).T, float
        )
        scaled = np.clip((cosines - SAME_FROM) / (SAME_TO - SAME_FROM), 0, 1)
        rows: list[list[float]] = []
        for row in scaled:
            at, best = 0, []
            for group in split:
                best.append(float(row[at : at + len(group)].max()) if group else 0.0)
                at += len(group)
            rows.append(best)
        return rows


def _is_local(model: BaseChatModel) -> bool:
    """Small models in process: asked for marks, they write little else."""
    return model._llm_type.endswith("local")


def nothing_found(found: Retrieval) -> str:
    """One sentence that the notes don't answer, with the nearest sections by name."""
    chinese = is_chinese(found.search.question)
    if not found.passages:
        return "笔记里还没有内容。" if chinese else "There are no notes yet."
    places = [passage.place for passage in found.passages[:NAMED]]
    if chinese:
        return f"笔记里没有写到这个问题。最接近的章节：{'；'.join(places)}。"
    return f"Your notes don't answer this. The nearest sections: {'; '.join(places)}."


def chunk_text(content: Any) -> str:
    """The text of a LangChain message chunk, which holds a string or a list of blocks."""
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "") for block in content
    )
