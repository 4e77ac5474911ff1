"""Question -> answer with checked citations, as events for whoever shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from bot.answering import abstain
from bot.answering.answer_length import limits_for
from bot.answering.cite import Checked, check
from bot.answering.extract import extract
from bot.answering.prompts import answer_messages, answers_in_chinese, blocks, same_language
from bot.answering.quotable import Nearness
from bot.answering.semantic_similarity import nearness, similarity
from bot.answering.supplement import borne_out, supplemented
from bot.answering.writing import WrittenAnswer, write
from bot.core.passage import Passage
from bot.core.turn import (
    Answer,
    AnswerEvent,
    Done,
    History,
    PassagesFound,
    Segment,
    Turn,
    Withdrawn,
)
from bot.errors import ModelUnavailable
from bot.language.markup import pieces
from bot.language.terms import is_chinese
from bot.models.capabilities import is_small
from bot.models.llm import describe
from bot.models.notices import LEFT_OUT, NOT_BORNE_OUT, REPLACED, STANDING_IN
from bot.search.retrieve import NotesRetriever, Retrieval
from bot.sentences import Message, several
from bot.suggest.following import next_questions

RETRIEVED = 10  # passages ranked for a question: recall and MRR are measured over ten

NAMED = 3
"""Nearest sections named when the notes hold no answer."""

QUOTED_SHARE = 0.87
"""Passages an answer may cite reach this share of the best one's score."""

SMALL_SHARE = 0.94
"""Passages that a small model is shown reach this share: it mixes up what several sections say."""

BESIDE = 3
"""Sentences of the best passage beside those that a small model translated: the terms are the
notes' then, and a poor translation can be told."""


@dataclass(frozen=True)
class ChosenLlm:
    """The language model that writes an answer, or none."""

    name: str = "none"
    model: BaseChatModel | None = None
    notice: Message | None = None
    """Why it isn't the one that was asked for."""


NO_LLM = ChosenLlm()


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
        self._friendly = friendly or (lambda error: ModelUnavailable("plain", text=error))

    def ask(
        self,
        question: str,
        history: History = (),
        llm: ChosenLlm | Callable[[], ChosenLlm] = NO_LLM,
    ) -> Iterator[AnswerEvent]:
        """Yield what was found, then a Delta for each piece that a model writes, then Done with the
        checked answer.

        Whether the notes answer is decided before a model is asked. `llm` may be a function that
        waits for the model: it is called after the passages were handed on. If the model fails, the
        notes' own words take its place, and the answer says so. Raises IndexMissing.
        """
        clock = _Clock()
        found = self.find(question, history, RETRIEVED)
        probability = self.probability(found)
        declined = self.declines(found)
        nearest = found.nearest[:NAMED] if declined else found.passages[: self._passages]
        yield PassagesFound(nearest, declined, found.milliseconds)
        timings = {"retrieve": round(found.milliseconds, 1)}
        if declined:
            timings["total"] = clock.ms()
            yield Done(self._declined(found, probability, timings))
            return
        chosen = llm if isinstance(llm, ChosenLlm) else llm()
        used, notice = chosen, chosen.notice
        draft = WrittenAnswer(
            self._sources(found), chosen.model is not None and is_small(chosen.model)
        )
        if chosen.model is not None:
            messages = self._messages(found, draft)
            written = write(
                chosen.model,
                describe(chosen.name),
                messages,
                found.search.question,
                draft,
                self._friendly,
            )
            with closing(written) as stream:
                for event in stream:
                    if isinstance(event, Withdrawn):
                        timings.pop("first_text", None)
                    elif event.text and "first_text" not in timings:
                        timings["first_text"] = clock.ms()
                    yield event
            if not draft.text.strip():
                used = NO_LLM
        yield Done(self._finish(found, probability, used, draft, notice, timings, clock, history))

    def find(self, question: str, history: History, k: int) -> Retrieval:
        """The `k` best passages. The conversation helps to find them, unless the notes answer only
        without it: what was said before never takes an answer away. Raises IndexMissing."""
        found = self.retriever.find(question, history, k)
        if not (found.search.context and self.declines(found)):
            return found
        alone = self.retriever.find(question, (), k)
        if self.declines(alone):
            return found
        return replace(alone, milliseconds=found.milliseconds + alone.milliseconds)

    def probability(self, found: Retrieval) -> float:
        """Estimated chance, 0–1, that the notes answer the question."""
        return abstain.chance(self.calibration, found)

    def declines(self, found: Retrieval) -> bool:
        """Whether the notes are taken not to answer the question."""
        return not found.passages or self.probability(found) < self.calibration.threshold

    def _messages(self, found: Retrieval, draft: WrittenAnswer) -> list[BaseMessage]:
        return answer_messages(
            found.search,
            self._shown(found, draft) if draft.small else draft.sources,
            found.words,
            small=draft.small,
            nearness=self._nearness(found),
            limits=limits_for(found.search.question),
        )

    @staticmethod
    def _shown(found: Retrieval, draft: WrittenAnswer) -> Sequence[Passage]:
        """Passages for a small model."""
        near = SMALL_SHARE * found.passages[0].score
        return [p for p in draft.sources if p.score >= near] or draft.sources[:1]

    def _nearness(self, found: Retrieval) -> Nearness:
        return nearness(self.retriever.embedder, found.search.text)

    def _sources(self, found: Retrieval) -> list[Passage]:
        """Passages an answer may draw on, best first."""
        near = QUOTED_SHARE * found.passages[0].score
        passages = [p for p in found.passages[: self._passages] if p.score >= near]
        passages = passages or list(found.passages[:1])
        return passages[: len(blocks(found.search, passages, found.words))]

    def _checked(self, found: Retrieval, draft: WrittenAnswer) -> Checked:
        """The draft tested. Of a small model's, what isn't borne out goes, what lacks is quoted."""
        same = similarity(self.retriever.embedder)

        def tested(text: str) -> Checked:
            weights = self.retriever.index.weights(self.retriever.words(text))
            return check(text, draft.sources, weights, same, found.search.text)

        checked = tested(draft.text.strip())
        if not (draft.small and checked.says_something):
            return checked
        question = found.search.question
        text = borne_out(checked, draft.sources, question)
        if _claims(text) < _claims("".join(segment.text for segment in checked.segments)):
            draft.notices.append(NOT_BORNE_OUT)
        # What the model made use of, if anything: the other passages only look alike.
        cited = {c.passage.section for c in checked.citations}
        used = [p for p in draft.sources if p.section in cited or p is draft.sources[0]]
        room = limits_for(question).sentences - sum(bool(s.marks) for s in checked.segments)
        if not same_language(question, draft.sources):
            used, room = used[:1], min(room, BESIDE)
        chinese = answers_in_chinese(question, draft.sources)
        text = supplemented(text, used, found.words, self._nearness(found), room, chinese=chinese)
        return tested(text) if text.strip() else checked

    def _finish(
        self,
        found: Retrieval,
        probability: float,
        llm: ChosenLlm,
        draft: WrittenAnswer,
        notice: Message | None,
        timings: dict[str, float],
        clock: _Clock,
        history: History,
    ) -> Answer:
        checked = None
        if llm.model is not None:
            checked = self._checked(found, draft)
        notices = [notice, *draft.notices] if notice else draft.notices
        if checked is not None and not checked.says_something:  # “。”, “好的，如下：”
            notices = notices or [Message.of("model_beside", name=describe(llm.name))]
            checked, llm = None, NO_LLM
        if checked is None:
            if draft.notices or draft.shown:
                left = [line for line in notices if line != LEFT_OUT]
                notices = [*left, REPLACED if draft.shown else STANDING_IN]
            extracted = extract(
                found.passages[: self._passages], found.words, self._nearness(found)
            )
            segments, citations = extracted.segments, extracted.citations
            timings.setdefault("first_text", clock.ms())
        else:
            segments, citations = checked.segments, checked.citations
        cited = [citation.passage for citation in citations] or list(found.passages[:1])
        said = Turn(found.search.question, "".join(segment.text for segment in segments))
        follow_ups = next_questions(self, cited, found, (*history, said))
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
            notice=several(*notices) if notices else None,
            timings_ms=timings,
        )

    def _declined(self, found: Retrieval, probability: float, timings: dict[str, float]) -> Answer:
        return Answer(
            question=found.search.question,
            segments=(Segment(text=nothing_found(found)),),
            abstained=True,
            citations=(),
            passages=found.nearest,
            probability=round(probability, 4),
            timings_ms=timings,
        )


def _claims(text: str) -> int:
    return sum(piece.is_claim for piece in pieces(text))


def nothing_found(found: Retrieval) -> str:
    """One sentence that the notes don't answer, with the nearest sections by name."""
    chinese = is_chinese(found.search.question)
    if not found.passages:
        return "笔记里还没有内容。" if chinese else "There are no notes yet."
    places = [passage.place for passage in found.nearest[:NAMED]]
    if chinese:
        return f"笔记里没有写到这个问题。最接近的章节：{'；'.join(places)}。"
    return f"Your notes don't answer this. The nearest sections: {'; '.join(places)}."
