"""Whether an answer says a point in the note's own words, changed at most where nothing hangs on
it. Pure, and without any model.

All that a point says has to be there, in its order; what is put in between may be little and may
deny, count, turn or condition nothing. So a sentence that was spoilt (denied, another number, sides
swapped) is never said in the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.passage import Passage
from bot.core.question import Point
from bot.grading.opposition.surroundings import (
    WHOLE,
    Stretch,
    Surroundings,
    first_telling,
)
from bot.language.elements import Elements, elements, is_critical, weigh, weight
from bot.language.splitting import Span, behind_label

PUT_IN = 2
"""Weight of what may be put in between a point's words: two characters or an English word."""

GAP = 8
"""Elements between two words of a point, light ones included."""

LABEL_SHARE = 0.5
"""A label of no more of a point's weight may be left out, as may one that the question says."""

LEAST_REST, REST_SHARE = 6, 0.5
"""What must be left of a point without the words that the question already has."""


@dataclass(frozen=True)
class SameWords:
    """What of an answer is said in the words of the notes."""

    points: tuple[Span | None, ...]
    """For each point the stretch of the answer that says it, None where none does."""
    clauses: tuple[Span, ...]
    """Stretches of the answer that stand in the notes as they are, those of points included."""

    def hold(self, span: Span) -> bool:
        """Whether a stretch lies in one of them."""
        return any(start <= span[0] and span[1] <= end for start, end in self.clauses)

    def say(self, span: Span) -> bool:
        """Whether a stretch lies in one that says a point; that says it of the right thing."""
        return any(one and one[0] <= span[0] and span[1] <= one[1] for one in self.points)


NOTHING = SameWords((), ())


def same_words(
    question: str, points: Sequence[Point], sections: Sequence[Passage], answer: str
) -> SameWords:
    """Where an answer says each point in the note's own words."""
    own = elements(answer)
    if not len(own):
        return SameWords(tuple(None for _ in points), ())
    around = Surroundings(question, points, sections, answer)
    stretches = [list(_stretches(point, points, question, own, around)) for point in points]
    around.cover(one.span for found in stretches for one in found if one.whole)
    said = tuple(
        next((one.span for one in found if around.let_stand(point, one)), None)
        for point, found in zip(points, stretches, strict=True)
    )
    stands = [span for span in said if span is not None]
    return SameWords(said, tuple(dict.fromkeys([*stands, *around.noted_clauses()])))


def spoken(point: Sequence[str], own: Elements) -> Iterator[tuple[int, int]]:
    """(first, last) elements of every stretch that says all of a point, in its order."""
    total = sum(map(weight, point))
    if not total:
        return
    places: Mapping[str, list[int]] = _places(own)
    if any(weight(word) and word not in places for word in point):
        return
    reached: list[dict[int, tuple[int, int]]] = []
    light = [not weight(word) for word in point]
    foreign = all(word.isascii() for word in point)  # in Chinese, a Latin word is a name
    for at, word in enumerate(point):
        here: dict[int, tuple[int, int]] = {}
        for place in places.get(word, ()):
            ways = [(0, place)] if all(light[:at]) else []
            before = at - 1
            while before >= 0:
                ways += _ways(reached[before], own, place, foreign if before == at - 1 else None)
                if not light[before]:
                    break
                before -= 1
            if ways:
                here[place] = min(ways, key=lambda way: (way[0], -way[1]))
        reached.append(here)
    last = max(at for at in range(len(point)) if not light[at])
    ends = sorted(reached[last].items(), key=lambda end: (end[1][0], end[0] - end[1][1]))
    for end, (_, start) in ends:
        yield start, end


def _ways(
    reached: Mapping[int, tuple[int, int]], own: Elements, place: int, foreign: bool | None
) -> list[tuple[int, int]]:
    """(weight of what is put in, where it began) for the ways to a place from those reached before.

    `foreign` says whether a Latin word may be put in; None if nothing may but light ones, because
    they stand in for words that were left out.
    """
    found: list[tuple[int, int]] = []
    put_in = 0
    for before in range(place - 1, max(-1, place - 2 - GAP), -1):
        if before in reached:
            cost, start = reached[before]
            if cost + put_in <= PUT_IN:
                found.append((cost + put_in, start))
        word = own.words[before]
        put_in += weight(word)
        if weight(word) and (foreign is None or is_critical(word) or put_in > PUT_IN):
            break
        if weight(word) and word.isascii() and not foreign:
            break
    return found


def _places(own: Elements) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(own.words):
        found[word].append(at)
    return found


def _stretches(
    point: Point,
    points: Sequence[Point],
    question: str,
    own: Elements,
    around: Surroundings,
) -> Iterator[Stretch]:
    """Where an answer says a point, whole or without what the question says already."""
    whole = elements(point.text).words
    for words in (
        whole,
        *_without_label(point, points, question),
        *_without_subject(point, question, around),
    ):
        for first, last in spoken(words, own):
            start, begun = _further(words[::-1], own.words[: last + 1][::-1], last - first)
            end, ended = _further(words, own.words[first:], last - first)
            first, last = last - start, first + end
            yield Stretch(
                own.span(first, last),
                "" if begun else first_telling(own.words[:first][::-1]),
                "" if ended else first_telling(own.words[last + 1 :]),
                words == whole,
            )


def _further(words: Sequence[str], own: Sequence[str], last: int) -> tuple[int, bool]:
    """How far a stretch goes with the light words that a point ends with, and whether to its end.

    `last` is where in `own` the point's last telling word stands.
    """
    behind = max(at for at, word in enumerate(words) if weight(word)) + 1
    for word in words[behind:]:
        if last + 1 >= len(own) or own[last + 1] != word:
            return last, False
        last += 1
    return last, True


def _without_label(
    point: Point, points: Sequence[Point], question: str
) -> Iterator[tuple[str, ...]]:
    """A point's words behind its label, if those say most of it, and of it alone."""
    rest = behind_label(point.text)
    label = elements(point.text[: len(point.text) - len(rest)]).words
    words = elements(rest).words
    if not label or not words or any(is_critical(word) and word.isdigit() for word in label):
        return
    asked = set(elements(question).words)
    short = weigh(label) <= LABEL_SHARE * weigh((*label, *words))
    if weigh(words) < WHOLE or not (short or all(w in asked for w in label if weight(w))):
        return
    if not any(
        other.text != point.text and elements(behind_label(other.text)).words == words
        for other in points
    ):
        yield words


def _without_subject(
    point: Point, question: str, around: Surroundings
) -> Iterator[tuple[str, ...]]:
    """A point's words without those it begins with, if the question has said them in this order
    and asks about one thing only."""
    if around.asks_about_several or behind_label(point.text) != point.text:
        return
    words, asked = elements(point.text).words, elements(question)
    for cut in range(len(words) - 1, 0, -1):
        start, rest = words[:cut], words[cut:]
        if any(is_critical(word) for word in start) or not weigh(start) or not weight(rest[0]):
            continue
        if next(spoken(start, asked), None) is not None:
            if weigh(rest) >= max(LEAST_REST, REST_SHARE * weigh(words)):
                yield rest
            return  # a shorter part of it would end within a word
