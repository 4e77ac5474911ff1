"""What stands around the words of an answer that say a point: it may take them back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.passage import Passage
from bot.core.question import Point
from bot.grading.opposition.admit import names
from bot.language.elements import DENYING, elements, is_critical, weigh, weight
from bot.language.sides import pairs_of
from bot.language.splitting import Span, behind_label, clauses, stops
from bot.language.statements import statements
from bot.notes.text import (
    sentence_spans,
)

WHOLE = 4
"""Weight of a point below which it must stand alone: it is in many a clause that says other
things."""

# A label at the end of a text: “持久化：” but not “持久化，”.
_LABELLED = re.compile(r"([^，,。；;！!？?\n]+)(?:[：:]|——?|\s[-–])[\W_]*$")
# The end of a text behind which something new begins: “写日志，” but not “写日志”.
_ENDS = re.compile(r"(?:^|[^\w\s`*“”\"'])[\s`*“”\"']*$")
# The beginning of a text before which something has ended: “，写日志” but not “写日志”.
_BEGINS = re.compile(r"^[\s`*“”\"']*(?:$|[^\w\s`*“”\"'])")
# Words behind a statement that put it in time, or ask it: “之前” but not “都一致”.
_AFTER = re.compile(
    r"^\s*(?:之?[前后]|以[前后]|才|吗|么|呢?\s*[?？])|\b(?:before|after|until)\b", re.I
)
# Words before a statement that call it wrong: “有人认为” but not “我们认为”.
_REFUTED_BEFORE = re.compile(
    r"(?:误区|误解|谣言|错误的?(?:说法|观点|理解|认识|答案)|(?:有[些的]?人|别人|很多人)(?:会|都|总)?(?:说|认为|以为|觉得)"
    r"|误?以为|\bmyth\b|misconception|(?:people|some)\s+(?:say|think|believe)"
    r"|(?:not\s+true|false|wrong)\s+(?:that|to\s+say))[^。！？.!?]{0,6}$",
    re.IGNORECASE,
)
# Words behind a statement that call it wrong: “这种说法是错的” but not “这种说法是对的”.
_REFUTED_AFTER = re.compile(
    r"^\W*(?:(?:这|那|以上|上面|此)(?:种|个|句)?)?(?:说法|观点|结论|话|理解|想法)?(?:其实|都|也|并|完全|显然|肯定)*(?:是|就是)?"
    r"(?:错[的误了]|不对|不正确|不成立|不是真的|误解|误区|假的|反的|不是这样|并非如此)"
    r"|^\W*(?:but\s+)?(?:this|that|it|which)\s*(?:statement\s+)?(?:is|['’]s)\s*(?:\w+\s+)?"
    r"(?:wrong|false|incorrect|not\s+true|untrue|a\s+myth)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stretch:
    """Elements of an answer that say a point."""

    span: Span
    before: str
    """The telling element before it that could belong to it, or nothing."""
    after: str
    whole: bool
    """Whether nothing of the point was left out that says something."""


class Surroundings:
    """What stands around the stretches of an answer: it may deny them, ask them, or say them of
    something else."""

    def __init__(
        self,
        question: str,
        points: Sequence[Point],
        sections: Sequence[Passage],
        answer: str,
    ) -> None:
        self._answer = answer
        self._asked = elements(question).words
        self._sentences = sentence_spans(answer)
        # A sentence that begins with a small letter is no sentence of its own for others.
        self._stops = stops(answer)
        self._clauses = [clause for one in self._sentences for clause in clauses(answer, one)]
        self._notes = [
            _joined(elements(text).words)
            for text in (*(section.text for section in sections), *(p.text for p in points))
        ]
        self._stated = [one.plain for section in sections for one in statements(section.text)]
        pairs = pairs_of(question, sections)
        self._sides = list(dict.fromkeys(name for pair in pairs for name in pair))
        labels = [p.text[: len(p.text) - len(behind_label(p.text))] for p in points]
        self._labels = [label.strip(" ：:—–-") for label in labels if label]
        self.asks_about_several = any(
            names(question, first) and names(question, second) for first, second in pairs
        )
        self._covered: list[Span] = []

    def cover(self, spans: Iterable[Span]) -> None:
        """Take stretches for words of the notes: they deny nothing beside them."""
        self._covered = sorted(set(spans))

    def noted_clauses(self) -> list[Span]:
        """Clauses, and sentences, that stand in the notes as they are."""
        found = [span for span in [*self._sentences, *self._clauses] if self._is_noted(span)]
        for first, second in pairwise(self._clauses):
            if self._is_noted((first[0], second[1])):
                found.append((first[0], second[1]))
        return found

    def let_stand(self, point: Point, stretch: Stretch) -> bool:
        """Whether nothing around a stretch takes back what it says."""
        span = stretch.span
        clause = self._around(span)
        before, after = self._answer[clause[0] : span[0]], self._answer[span[1] : clause[1]]
        if weigh(elements(point.text).words) < WHOLE and not (
            _ENDS.search(before) and _BEGINS.search(after)
        ):
            return False
        if self._is_refuted(span):
            return False
        lead = self._lead(span)
        if self._is_about_another(point, self._answer[slice(*span)], lead):
            return False
        if not stretch.whole and self._is_labelled_otherwise(point, lead):
            return False
        if any(word and is_critical(word) for word in (stretch.before, stretch.after)):
            return False
        if not stretch.whole:
            known = {*elements(point.text).words, *self._asked}
            if any(is_critical(word) and word not in known for word in elements(before).words):
                return False
        if self._is_noted(clause):
            return True
        beside = (first_telling(elements(before).words[::-1]), first_telling(elements(after).words))
        return not (
            any(word and is_critical(word) for word in beside)
            or self._denies((clause[0], span[0]))
            or self._denies((span[1], clause[1]))
            or _AFTER.search(self._answer[span[1] : clause[1] + 1])
            or _REFUTED_BEFORE.search(lead)
        )

    def _is_refuted(self, span: Span) -> bool:
        """Whether what follows a stretch says that it is wrong, and the notes don't."""
        found = _REFUTED_AFTER.search(self._answer[span[1] : span[1] + 40])
        return found is not None and not self._is_noted((span[0], span[1] + found.end()))

    def _around(self, span: Span) -> Span:
        """The clauses that a stretch begins and ends in, as one."""
        start = max((a for a, _ in self._clauses if a <= span[0]), default=span[0])
        end = min((b for _, b in self._clauses if b >= span[1]), default=span[1])
        start = max([min(start, span[0]), *(stop for stop in self._stops if stop <= span[0])])
        end = min([max(end, span[1]), *(stop for stop in self._stops if stop > span[1])])
        return start, end

    def _lead(self, span: Span) -> str:
        """What the sentence says before a stretch, as far as it is no other point."""
        start = max((a for a, _ in self._sentences if a <= span[0]), default=0)
        before = (b for b in (*self._stops, *(end for _, end in self._covered)) if b <= span[0])
        start = max([start, *before])
        return self._answer[start : span[0]]

    def _denies(self, span: Span) -> bool:
        parts = [span]
        for start, end in self._covered:
            parts = [
                part
                for a, b in parts
                for part in ((a, min(b, start)), (max(a, end), b))
                if part[0] < part[1]
            ]
        return any(word in DENYING for a, b in parts for word in elements(self._answer[a:b]).words)

    def _is_noted(self, span: Span) -> bool:
        words = elements(self._answer[slice(*span)]).words
        own = _joined(words)
        return weigh(words) >= WHOLE and any(own in note for note in self._notes)

    def _is_about_another(self, point: Point, said: str, lead: str) -> bool:
        """Whether a stretch that names nothing that the notes tell apart is said of something else
        than the point."""
        rivals = [*self._sides, *self._labels]
        if any(names(said, name) for name in rivals):
            return False
        home = elements(point.text).words
        whole = next(
            (one for one in self._stated if _joined(home) in _joined(elements(one).words)), ""
        )
        own = f"{point.text}\n{point.quote}\n{whole}"
        named = [name for name in rivals if names(lead, name)]
        return bool(named) and not any(names(own, name) for name in named)

    def _is_labelled_otherwise(self, point: Point, lead: str) -> bool:
        """Whether a stretch stands behind a label that is not the point's own."""
        found = _LABELLED.search(lead)
        if found is None:
            return False
        home = elements(point.text[: len(point.text) - len(behind_label(point.text))]).words
        given = elements(found[1]).words
        return not (
            _in_order([word for word in given if weight(word)], home)
            and [w for w in given if is_critical(w)] == [w for w in home if is_critical(w)]
        )


def _in_order(words: Iterable[str], among: Iterable[str]) -> bool:
    """Whether words stand among others, in their order."""
    rest = iter(among)
    return all(word in rest for word in words)


def first_telling(words: Sequence[str]) -> str:
    """The first telling word."""
    return next((word for word in words if weight(word)), "")


def _joined(words: Sequence[str]) -> str:
    return "\x1f" + "\x1f".join(words) + "\x1f"
