"""What grading by code makes of the notes' own words, point by point, and of the same words spoilt.

    python tests/benchmarks/said.py data/notes ../shared/notes --points 60
    python tests/benchmarks/said.py data/notes --words --spoilt

Each point of a folder's bank is said word for word: alone, without the label before its colon (if
it has one), between two other sentences of its section, and with all points of its question one
after another. With `--words` nothing is read for
its meaning, and a point takes a millisecond.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.bank.build import build
from bot.core.passage import Passage
from bot.core.question import Point, Question
from bot.core.score import Verdict
from bot.grading.grade import Grade, Grader
from bot.language.splitting import behind_label
from bot.language.statements import statements
from bot.language.terms import is_chinese
from bot.notes.sections import sections_in_folder
from bot.search.text_vectors import EmbedderMeaning, Meaning
from bot.training.opposition.spoil import negate, number, opposite, swap_terms
from ingest.config import IngestSettings
from ingest.embedding.embedder import open_embedder
from ingest.machine.cache import cache_dir

SPOILERS = (negate, number, opposite, swap_terms)


@dataclass(frozen=True)
class Asked:
    """A question with the sections that its points are of."""

    question: Question
    sections: tuple[Passage, ...]

    def graded(self, answer: str, meaning: Meaning | None) -> Grade:
        """The grade that an interview would give."""
        return Grader(meaning=meaning).grade(
            self.question.text, self.question.asked, answer, self.sections
        )


def asked_in(folder: Path) -> list[Asked]:
    """The questions of a folder of notes."""
    passages, _ = sections_in_folder(folder)
    by_key = {passage.section: passage for passage in passages}
    return [
        Asked(question, tuple(by_key[key] for key in question.sections))
        for question in build(passages).questions
    ]


def chosen(asked: Sequence[Asked], points: int, rng: Random) -> list[tuple[Asked, Point]]:
    """Points drawn by chance, all where `points` is 0."""
    every = [(one, point) for one in asked for point in one.question.asked]
    return rng.sample(every, min(points, len(every))) if points else every


def between(one: Asked, point: Point, rng: Random) -> str:
    """A point between two other sentences of its section."""
    others = [
        said.plain
        for section in one.sections
        for said in statements(section.text)
        if point.text not in said.plain and said.plain not in point.text and len(said.plain) > 3
    ]
    before, after = rng.sample(others, 2) if len(others) > 1 else ("", "")
    return together([part for part in (before, point.text, after) if part])


def unlabelled(point: Point) -> str:
    """A point without its label; empty where it has none."""
    rest = behind_label(point.text)
    return rest if rest != point.text else ""


def together(texts: Sequence[str]) -> str:
    """Sentences one after another."""
    stop, gap = ("。", "") if is_chinese("".join(texts)) else (".", " ")
    return gap.join(text.rstrip("。.；;，,") + stop for text in texts)


def verdict_of(grade: Grade, point: Point) -> str:
    """What became of a point; the fault where nothing was graded."""
    if grade.fault is not None:
        return f"({grade.fault.value})"
    return next(one.verdict.value for one in grade.points if one.point.id == point.id)


def word_for_word(
    drawn: Sequence[tuple[Asked, Point]], meaning: Meaning | None, rng: Random, show: int
) -> str:
    """A line of figures: hits of each manner of saying a point, and what the others became."""
    counts: dict[str, Counter[str]] = {}
    whole: dict[str, tuple[str, Grade]] = {}
    manners: dict[str, Callable[[Asked, Point], str]] = {
        "alone": lambda one, point: point.text,
        "unlabelled": lambda one, point: unlabelled(point),
        "between": lambda one, point: between(one, point, rng),
    }
    shown = 0
    for one, point in drawn:
        question = one.question
        if question.id not in whole:
            answer = together([own.text for own in question.asked])
            whole[question.id] = answer, one.graded(answer, meaning)
        said = {name: text for name, make in manners.items() if (text := make(one, point))}
        found = {name: verdict_of(one.graded(text, meaning), point) for name, text in said.items()}
        found["all"] = verdict_of(whole[question.id][1], point)
        said["all"] = whole[question.id][0]
        for name, verdict in found.items():
            counts.setdefault(name, Counter())[verdict] += 1
            if verdict != Verdict.HIT and shown < show:
                shown += 1
                print(f"    {name} {verdict}: {question.text} | {point.text} | {said[name]}")
    figures = [
        f"{name} {own[Verdict.HIT.value]} of {own.total()} hits {others(own)}".strip()
        for name, own in counts.items()
    ]
    full = sum(grade.score == 100 for _, grade in whole.values())
    return f"{len(drawn)} points: {', '.join(figures)}; {full} of {len(whole)} whole answers 100"


def others(counts: Counter[str]) -> str:
    """What is no hit, in brackets."""
    rest = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()) if name != Verdict.HIT)
    return f"({rest})" if rest else ""


def spoilt(point: Point, rng: Random) -> Iterator[tuple[str, str]]:
    """(kind, false statement) for every way in which a point can be spoilt."""
    for spoil in SPOILERS:
        made = spoil(point.text, rng)
        if made and made != point.text:
            yield spoil.__name__, made


def credited(drawn: Sequence[tuple[Asked, Point]], meaning: Meaning | None, rng: Random) -> str:
    """A line of figures: what false statements in the note's own words still earn."""
    counts: dict[str, Counter[str]] = {}
    for one, point in drawn:
        for kind, made in spoilt(point, rng):
            verdict = verdict_of(one.graded(made, meaning), point)
            counts.setdefault(kind, Counter())[verdict] += 1
    return "; ".join(
        f"{kind} {own.total()}: {own[Verdict.HIT.value]} hits {others(own)}"
        for kind, own in sorted(counts.items())
    )


def main() -> int:
    """Print the figures of every folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("notes", type=Path, nargs="+", help="folders of markdown notes")
    parser.add_argument("--points", type=int, default=0, help="points drawn of each, 0 for all")
    parser.add_argument("--words", action="store_true", help="read nothing for its meaning")
    parser.add_argument("--spoilt", action="store_true", help="spoil the points as well")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="misses to print of each")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    meaning: Meaning | None = None
    if not options.words:
        cache = cache_dir(IngestSettings().notes_cache_dir)
        meaning = EmbedderMeaning(open_embedder("e5-notes", cache))
    for folder in options.notes:
        rng = Random(options.seed)
        drawn = chosen(asked_in(folder), options.points, rng)
        print(folder.name, word_for_word(drawn, meaning, rng, options.show), flush=True)
        if options.spoilt:
            print(folder.name, "spoilt:", credited(drawn, meaning, rng), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
