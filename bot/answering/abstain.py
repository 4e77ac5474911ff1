"""Do the notes answer a question? A probability from what retrieval brought, before any model."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.compound import share_taken_apart
from bot.core.passage import Passage
from bot.errors import BadInput
from bot.language.terms import is_chinese, telling
from bot.machine import (
    write_whole,
)
from bot.notes.text import (
    dictionary_words,
    words,
)
from bot.search.bare_headings import repeats
from bot.search.rank import overlap, trigrams
from bot.search.retrieve import Retrieval
from bot.search.rewrite import may_lean

FEATURES = ("late", "bm25", "unnamed", "foreign", "cosine", "apart")
"""What the estimate looks at: late interaction of the best of the first passages; BM25 of the first
one; the share of the question's named terms (`overlay`, `RoPE`, `--net=host`) that even the passage
holding most of them lacks; 1 if the question holds no Chinese (BM25 is lower then); the cosine of
the first passage; the share of the question's compounds (`overlay 网络`) that no passage puts
together. Of some sixty measures tried, alone and together, these carried over best from one set of
notes to another."""

OF_THE_MODEL = ("late", "cosine")
"""Features whose range is the embedding model's own."""

HEADED = 0.95
"""Chance at least that a section answers the question that is its heading, or one above it."""

SAME_QUESTION = 0.8
"""Share of common character trigrams from which a question is a heading, spaces and signs aside."""

PER_UNKNOWN_WORD = 1.3
"""Log-odds that each word takes from what a conversation helped to find, if the question has it and
neither the notes nor the conversation do: a question that brings such words changes the subject.
Fitted beside the logit of the estimate, whose own weight came out as 1.0, on 315 questions asked
after one to three turns (tests/eval/conversations-tune.jsonl)."""

ONLY_UNKNOWN_WORDS = 2.5
"""What it takes on top of that if the question has no other words. Fitted with the others."""

STANDS_ALONE = 1.0
"""Log-odds that it takes from a question without any word that could lean on what was said: that
one has to be answered for its own sake. From .8 to 1.4 all the same."""

Array = NDArray[np.float64]

FILE_NAME = "calibration.json"
CONSIDERED = 5

# Signs that are left out where a question is compared with a heading: “主从-复制” but not
# “主从复制”.
_SIGNS = re.compile(r"[^\w]")
# A Latin word, with the signs that names hold: “node.js” but not “主从”.
_LATIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+#/:=@-]*")

DECLINED_ANSWERABLE = 0.05
"""Share of answerable questions that calibration lets the threshold decline, at most."""

RIDGE = 10.0
"""Draws weights towards zero. Fitted on two of the development sets and tried on the third, 10 is
better than 1, which is better than none."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A logistic model over FEATURES, for one embedding model."""

    model: str
    """The embedding model's name it was made with: scores of another mean something else."""
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    """Below this probability a question is declined."""
    questions: int
    unanswerable: int

    def probability(self, features: Sequence[float]) -> float:
        """Chance that the notes answer, 0–1, for as many answerable as unanswerable questions."""
        x = (np.asarray(features) - np.asarray(self.mean)) / np.asarray(self.scale)
        return float(_sigmoid(float(x @ np.asarray(self.weights)) + self.bias))


def features(retrieval: Retrieval) -> tuple[float, ...]:
    """FEATURES of a retrieval; the worst case where nothing was found."""
    question = retrieval.search.question
    foreign = 0.0 if is_chinese(question) else 1.0
    passages = retrieval.passages[:CONSIDERED]
    if not passages:
        return (0.0, 0.0, 1.0, foreign, 0.0, 1.0)
    terms = {word: retrieval.words.get(word, 1.0) for word in named_words(question)}
    missing = min(1.0 - cover(passage, terms) for passage in passages)
    candidates = [entry.candidate for entry in retrieval.ranked[:CONSIDERED]]
    met = max(candidate.late or 0.0 for candidate in candidates)
    first = candidates[0]
    return (met, first.bm25, missing, foreign, first.cosine, share_taken_apart(question, passages))


def chance(calibration: Calibration, retrieval: Retrieval) -> float:
    """The calibrated chance that the notes answer, 0–1.

    It is high where a found section has the question itself as its heading, whatever its short text
    scores, and 0 where the question asks for a heading with nothing below it.

    What was found with the help of a conversation speaks about its subject, whatever is asked now:
    so it counts less the more the question's own words are foreign to notes and conversation.
    """
    if _asks_for_nothing(retrieval):
        return 0.0
    estimated = calibration.probability(features(retrieval))
    if retrieval.search.context:
        logit = math.log(estimated / (1 - estimated)) - _doubt(retrieval)
        estimated = float(_sigmoid(logit))
    return max(estimated, HEADED) if _is_heading(retrieval) else estimated


def _doubt(retrieval: Retrieval) -> float:
    """Log-odds against what was found because of what was said before."""
    unknown = len(retrieval.unknown)
    doubt = PER_UNKNOWN_WORD * unknown
    if unknown and unknown == len(dictionary_words(retrieval.search.question)):
        doubt += ONLY_UNKNOWN_WORDS
    if not may_lean(retrieval.search.question):
        doubt += STANDS_ALONE
    return doubt


def _asks_for_nothing(retrieval: Retrieval) -> bool:
    """Whether the question is a heading that nothing is written below, and nothing elsewhere has
    all its words."""
    question = retrieval.search.question
    asked = telling(question)
    return any(repeats(question, place.heading) for place in retrieval.bare) and not any(
        asked <= set(words(f"{passage.place} {passage.text}"))
        for passage in retrieval.passages[:CONSIDERED]
    )


def _is_heading(retrieval: Retrieval) -> bool:
    asked = trigrams(_SIGNS.sub("", retrieval.search.question.lower()))
    return len(asked) > 1 and any(
        overlap(asked, trigrams(_SIGNS.sub("", heading.lower()))) >= SAME_QUESTION
        for passage in retrieval.passages[:CONSIDERED]
        for heading in passage.heading_path  # an outer one may have no text of its own
    )


def named_words(question: str) -> list[str]:
    """Words of the terms a question names.

    In a Chinese question every Latin word is a term; in an English one, those with a capital
    inside the sentence, a digit or a sign.
    """
    if is_chinese(question):
        terms = _LATIN.findall(question)
    else:
        terms = [
            term
            for place, term in enumerate(_LATIN.findall(question))
            if (place > 0 and term != term.lower()) or not term.isalpha() or term.isupper()
        ]
    return words(" ".join(terms))


def cover(passage: Passage, weights: Mapping[str, float]) -> float:
    """Share of weighted words that a passage holds, 0–1; 1 of no words."""
    total = sum(weights.values())
    if not total:
        return 1.0
    own = set(words(f"{passage.title} {' '.join(passage.heading_path)} {passage.text}"))
    return sum(weight for word, weight in weights.items() if word in own) / total


def fit(model: str, rows: Sequence[tuple[Sequence[float], bool]]) -> Calibration:
    """Fit to (features, answerable) rows: logistic regression, both classes weighing the same.

    The threshold is the highest that declines at most DECLINED_ANSWERABLE of the answerable ones.
    Raises BadInput unless there are some of both kinds.
    """
    y = np.array([answerable for _, answerable in rows], float)
    if len(rows) < 10 or not 0 < y.sum() < len(y):
        raise BadInput("calibration_few", count=len(rows), unanswerable=int(len(y) - y.sum()))
    x = np.array([row for row, _ in rows], float)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    importance = np.where(y == 1, 0.5 / y.sum(), 0.5 / (len(y) - y.sum())) * len(y)
    theta = _newton(z, y, importance)
    made = Calibration(
        model=model,
        mean=tuple(mean.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(theta[:-1].tolist()),
        bias=float(theta[-1]),
        threshold=0.5,
        questions=len(rows),
        unanswerable=int(len(y) - y.sum()),
    )
    answerable = sorted(made.probability(row) for row, kind in rows if kind)
    allowed = int(DECLINED_ANSWERABLE * len(answerable))
    return Calibration(**{**asdict(made), "threshold": answerable[allowed]})


def _newton(z: Array, y: Array, importance: Array) -> Array:
    """Ridge-penalised logistic regression; the bias (last column) is not penalised."""
    theta = np.zeros(z.shape[1])
    penalty = np.full(z.shape[1], RIDGE)
    penalty[-1] = 1e-9
    for _ in range(50):
        p = _sigmoid(z @ theta)
        gradient = z.T @ (importance * (p - y)) + penalty * theta
        hessian = (z * (importance * p * (1 - p))[:, None]).T @ z + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        theta = theta - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return theta


def _sigmoid(x: Array | float) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def shipped() -> Calibration:
    """The calibration that comes with the program, for the built-in embedding model."""
    text = resources.files(__package__).joinpath(FILE_NAME).read_text("utf-8")
    return _parse(text)


def load(index: Path, model: str) -> Calibration:
    """The index's own calibration if it was made for `model`, else the shipped one.

    Some features mean something for the built-in model only: for other models the shipped
    calibration leaves them out. Raises BadInput if the file is damaged.
    """
    path = index / FILE_NAME
    if path.is_file():
        try:
            own = _parse(path.read_text("utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BadInput("calibration_unreadable", at=path) from error
        if own.model == model:
            return own
    general = shipped()
    if general.model == model:
        return general
    pairs = zip(FEATURES, general.weights, strict=True)
    weights = tuple(0.0 if name in OF_THE_MODEL else weight for name, weight in pairs)
    return replace(general, weights=weights)


def save(path: Path, calibration: Calibration) -> None:
    """Write a calibration as JSON, whole or not at all. Raises BadInput where it can't."""
    try:
        write_whole(path, json.dumps(asdict(calibration), indent=1) + "\n")
    except OSError as error:
        raise BadInput("calibration_unwritable", at=path, why=error.strerror or error) from error


def _parse(text: str) -> Calibration:
    raw = json.loads(text)
    rows = {name: tuple(map(float, raw[name])) for name in ("mean", "scale", "weights")}
    single = {name: float(raw[name]) for name in ("bias", "threshold")}
    if any(len(row) != len(FEATURES) for row in rows.values()):
        raise ValueError("made for other features")
    if not all(map(math.isfinite, [*chain(*rows.values()), *single.values()])):
        raise ValueError("not all numbers are finite")
    if not all(rows["scale"]):
        raise ValueError("a scale is zero")
    return Calibration(**{**raw, **rows, **single})
