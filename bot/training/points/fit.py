"""Judged points -> the weights of `bot.bank.points.scorer`, and how well they tell. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.bank.points.features import NAMES, FeatureRows
from bot.bank.points.scorer import OUTCOMES, Scorer, scorer_from
from bot.training.points.judged import JudgedSection

STRENGTH = {"good": 0.02, "shameful": 0.05, "essential": 0.02, "central": 0.005}
"""Inverse of the penalty; ten times more or less changes no AUC by more than .01."""

_LEAST_DEVIATION = 1e-3


def fitted(sections: Sequence[JudgedSection]) -> dict[str, Any]:
    """The scorer as it is stored: for each feature its mean, its deviation and a weight per
    outcome, and a bias per outcome."""
    seen, judged, read = _table(sections)
    mean, deviation = seen.mean(0), seen.std(0)
    deviation[deviation < _LEAST_DEVIATION] = 1.0
    scaled = np.clip((seen - mean) / deviation, -4, 4)
    columns, bias = [mean, deviation], {}
    for outcome in OUTCOMES:
        # Which one is central was asked only where all statements were read.
        use = read if outcome == "central" else np.ones(len(judged), bool)
        true = np.array([_is(outcome, letters) for letters in judged])
        model = LogisticRegression(C=STRENGTH[outcome], max_iter=400).fit(scaled[use], true[use])
        columns.append(model.coef_[0])
        bias[outcome] = round(float(model.intercept_[0]), 4)
    table = np.stack(columns, 1)
    rows = {
        name: [round(float(value), 4) for value in row]
        for name, row in zip(NAMES, table, strict=True)
    }
    return {"bias": bias, "features": rows}


def left_out(sections: Sequence[JudgedSection]) -> Mapping[str, Scorer]:
    """For each author a scorer that was fitted to the others."""
    authors = sorted({one.author for one in sections})
    return {
        author: scorer_from(fitted([one for one in sections if one.author != author]))
        for author in authors
    }


def separation(scorer: Scorer, sections: Sequence[JudgedSection]) -> dict[str, float]:
    """For each outcome the area under the ROC curve."""
    seen, judged, read = _table(sections)
    chances = scorer.chances(seen)
    found: dict[str, float] = {}
    for at, outcome in enumerate(OUTCOMES):
        use = read if outcome == "central" else np.ones(len(judged), bool)
        true = np.array([_is(outcome, letters) for letters in judged])[use]
        found[outcome] = round(float(roc_auc_score(true, chances[use, at])), 3)
    return found


def _table(sections: Sequence[JudgedSection]) -> tuple[FeatureRows, list[str], Any]:
    rows = [
        (one.seen[at], letters, one.all_read)
        for one in sections
        for at, letters in one.letters.items()
    ]
    seen = np.stack([row[0] for row in rows]).astype(np.float32)
    return seen, [row[1] for row in rows], np.array([row[2] for row in rows])


def _is(outcome: str, letters: str) -> bool:
    match outcome:
        case "good":
            return letters[0] == "g"
        case "shameful":
            return letters[0] == "s"
        case "essential":
            return letters[0] == "g" and "e" in letters
        case _:
            return "c" in letters
