"""A question's full answer in the note's own sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.core.passage import Passage
from bot.core.question import Point, PointKind, Question
from bot.core.question import Said as Said
from bot.language.splitting import Span
from bot.language.statements import plain, statements
from bot.notes.text import fold


def model_answer(question: Question, sections: Mapping[str, Passage]) -> tuple[Said, ...]:
    """The sentences that hold a question's essentials: by section, in its order, each once.

    What a section doesn't hold, because the user wrote it or the note has changed, comes last in
    the point's own words. A question without essentials is answered by all its points. One that a
    language model wrote brings its answer along, as long as the notes bear it out.
    """
    if question.answer and all(_is_said(one, sections) for one in question.answer):
        return (*question.answer, *_own(question))
    points = question.essentials or question.asked
    held: list[Said] = []
    left: list[Said] = []
    for key in question.sections:
        passage = sections.get(key)
        own = [point for point in points if point.section == key]
        if passage is not None:
            held += _held(passage, own)
        left += [
            Said(text=point.text, section=key, quote="")
            for point in own
            if passage is None or not point.quote or point.quote not in passage.text
        ]
    return (*held, *left)


def _is_said(one: Said, sections: Mapping[str, Passage]) -> bool:
    passage = sections.get(one.section)
    return passage is not None and one.quote in passage.text


def _own(question: Question) -> Iterator[Said]:
    """Points that the user wrote."""
    for point in question.asked:
        if point.kind is PointKind.OWN:
            yield Said(text=point.text, section=point.section, quote="")


def _held(passage: Passage, points: Sequence[Point]) -> Iterator[Said]:
    """The sentences of a section that hold quotes; a quote that no sentence holds stands itself."""
    sentences = _sentences(passage.text)
    chosen: dict[Span, str] = {}
    for point in points:
        start = passage.text.find(point.quote) if point.quote else -1
        if start < 0:
            continue
        quote = (start, start + len(point.quote))
        holding = {
            span: text
            for span, text in sentences.items()
            if _share_words(passage.text, span, quote)
        }
        chosen |= holding or {quote: plain(point.quote)}
    for start, end in sorted(chosen):
        quoted = passage.text[start:end]
        yield Said(text=chosen[start, end], section=passage.section, quote=quoted)


def _sentences(markdown: str) -> dict[Span, str]:
    """Spans of a section's sentences, those within another one left out, and how they read."""
    view = fold(markdown)
    found = [(view.span(one.start, one.end), one.plain) for one in statements(view.text)]
    reach = 0
    widest: dict[Span, str] = {}
    for span, text in found:
        # What is said in brackets comes behind the sentence around it and ends before it does.
        if span[1] > reach:
            reach = span[1]
            widest[span] = text
    return widest


def _share_words(text: str, first: Span, second: Span) -> bool:
    common = text[max(first[0], second[0]) : min(first[1], second[1])]
    return bool(re.search(r"\w", common))
