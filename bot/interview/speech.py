"""What the interviewer says next: a model's words where they can stand, else a template's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from langchain_core.messages import BaseMessage

from bot.core.question import Language, Point, Question
from bot.core.score import Verdict
from bot.followup import follow_up, lines
from bot.interview import voice
from bot.interview.state import HINT_COST, InterviewTurn, Mood, Paper
from bot.interview.voice import Voice

GOOD, HALF = 80, 40
"""Scores from which an answer is called good, or half right."""

Write = Callable[[str, str], None]
"""(kind of the line, all of its text so far)"""


class Speech:
    """Words for one step of an interview; `picked` are the wordings used last, kept up to date."""

    def __init__(
        self,
        voice: Voice,
        paper: Paper,
        language: Language,
        picked: Mapping[str, int],
        write: Write,
    ) -> None:
        self.picked = dict(picked)
        self._voice, self._paper, self._language, self._write = voice, paper, language, write

    def line(self, kind: str, **slots: object) -> str:
        """A template's line."""
        at = lines.pick(kind, self._paper.setup.seed, self.picked)
        self.picked[kind] = at
        return lines.worded(kind, at, self._language, slots)

    def ask(self, question: Question, number: int) -> str:
        """The question with the interviewer's words before it; the question itself is the bank's,
        unless it is to be put in another language."""
        setup, length = self._paper.setup, len(self._paper.questions)
        if self._language != question.language:
            prompt = voice.translation(question.text, self._language)
            put = self._model("ask", prompt, voice.MAX_QUESTION)
            return put or self.line("translated", question=question.text)
        if setup.questions:
            return self.line("review", question=question.text)
        if self._voice.leads:
            topic = " › ".join((question.title, *question.heading_path[:-1]))
            prompt = voice.lead(topic, number + 1, length, self._language)
            before = self._model("ask", prompt, voice.MAX_LEAD, voice.is_lead)
            if before:
                return f"{before}{'' if self._language == 'zh' else ' '}{question.text}"
        kind = "first" if number == 0 else "last" if number == length - 1 else "ask"
        return self.line(kind, question=question.text)

    def feedback(self, question: Question, turn: InterviewTurn) -> str:
        """Two or three sentences about the first answer, telling no more than the mood lets out."""
        mood = self._paper.setup.mood
        if mood == "silent":
            return self.line("neutral")
        points = {point.id: point for point in question.asked}
        judged = [(points[row["point"]], Verdict(row["verdict"])) for row in turn["points"]]
        # An extra that wasn't said is nothing to speak of.
        judged = [
            (point, verdict)
            for point, verdict in judged
            if point in question.essentials or verdict is not Verdict.MISSED
        ]
        shown = [row for row in judged if may_show(row[1], mood)]
        hidden = [point for point, verdict in judged if not may_show(verdict, mood)]
        prompt = voice.feedback(question.text, shown, len(hidden), self._language)
        known = "\n".join([question.text, *(point.quote + point.text for point, _ in shown)])

        def stands(text: str) -> bool:
            return voice.is_feedback(text, known) and not voice.gives_away(text, hidden, known)

        said = self._model("feedback", prompt, voice.MAX_FEEDBACK, stands)
        return said or self._summed_up(question, judged, turn, mood)

    def _summed_up(
        self,
        question: Question,
        judged: Sequence[tuple[Point, Verdict]],
        turn: InterviewTurn,
        mood: Mood,
    ) -> str:
        essentials = [verdict for point, verdict in judged if point in question.essentials]
        score, hit = turn["first"], essentials.count(Verdict.HIT)
        band = "good" if score >= GOOD else "half" if score >= HALF else "low"
        said = [self.line(band, hit=hit, total=len(essentials))]
        if any(verdict is Verdict.CONTRADICTED for _, verdict in judged):
            said.append(self.line("opposed"))
        missed = [point for point, verdict in judged if verdict is Verdict.MISSED]
        names = follow_up.missing(missed, question.text, self._language)
        if names and mood == "friendly":
            said.append(self.line("missing", names=names))
        if turn["beyond"] and len(said) < 3:
            said.append(self.line("beyond"))
        return ("" if self._language == "zh" else " ").join(said)

    def drill(self, question: Question, point: Point, verdict: Verdict, evidence: str) -> str:
        """A follow-up question aimed at one point."""
        wrong = verdict is Verdict.CONTRADICTED
        silent = self._paper.setup.mood == "silent"
        tone: follow_up.Tone = "silent" if silent else "opposed" if wrong else "missed"
        kind, slots = follow_up.line(tone, point, question.text, self._language, evidence)
        if silent:
            return self.line(kind, **slots)
        name = follow_up.topic(point, question.text) or question.title
        prompt = voice.drill(question.text, point, verdict, name, self._language)
        said = self._model(
            "drill",
            prompt,
            voice.MAX_DRILL,
            lambda text: voice.is_drill(text, point, question.text),
        )
        return said or self.line(kind, **slots)

    def drilled(self, better: bool) -> str:
        """A sentence about the answer to a follow-up."""
        if self._paper.setup.mood == "silent":
            return self.line("neutral")
        return self.line("better" if better else "not better")

    def nudge(self, fault: str, names: Sequence[str], total: int) -> str:
        """A kind sentence for an answer that is none, where one could start, and what can be done.

        `names` are what points are about; without them only their number is told, if there is one.
        """
        said = [self.line(f"fault {fault}")]
        if names:
            gap = "、" if self._language == "zh" else ", "
            said.append(self.line("start", names=gap.join(names)))
        elif total:
            said.append(self.line("start anywhere", total=total))
        said.append(self.line("offer", cost=HINT_COST))
        return ("" if self._language == "zh" else " ").join(said)

    def _model(
        self,
        kind: str,
        prompt: list[BaseMessage],
        max_chars: int,
        stands: Callable[[str], bool] = bool,
    ) -> str:
        """What the model says; empty if it can't stand.

        It is written by whole sentences, each checked with all before it: no word is seen that is
        taken back afterwards. Where a later one can't stand, those before it are all that is said.
        """
        if self._voice.speaks:
            self._write(kind, "")
        text = said = ""
        for text in self._voice.say(prompt, max_chars):
            if text == voice.TAKEN_BACK:
                self._write(kind, "")
                text = said = ""
                continue
            sentences = voice.so_far(text, max_chars)
            if sentences.startswith(said) and self._stands(sentences, stands):
                if sentences != said:
                    self._write(kind, sentences)
                said = sentences
        text = voice.whole(text, max_chars)
        return text if text.startswith(said) and self._stands(text, stands) else said

    def _stands(self, text: str, stands: Callable[[str], bool]) -> bool:
        return bool(text) and voice.is_in(text, self._language) and stands(text)


def may_show(verdict: Verdict, mood: Mood) -> bool:
    """Whether a point may be shown before its question is over."""
    if mood == "friendly":
        return True
    return mood == "strict" and verdict in (Verdict.HIT, Verdict.PARTIAL)
