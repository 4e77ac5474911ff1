"""Candidates -> how likely a reader would call each good, shameful, essential, or the central one.

Four logistic regressions over `features`, fitted by `python -m bot.training.points` to the points
judged in `data/cards`; their weights lie beside this file. Pure but for reading them once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from bot.bank.points.candidates import PointCandidate, Reading
from bot.bank.points.features import NAMES, FeatureRows, features_of

OUTCOMES = ("good", "shameful", "essential", "central")
MODEL = "scorer.json"
_FARTHEST = 4.0
"""Standard deviations beyond which a feature says no more."""


@dataclass(frozen=True)
class Chances:
    """What a reader would say of a candidate; each 0–1."""

    good: float
    shameful: float
    essential: float
    central: float


@dataclass(frozen=True)
class Scorer:
    """The weights, in the order of NAMES and OUTCOMES."""

    mean: FeatureRows
    deviation: FeatureRows
    weights: FeatureRows
    """A row per outcome."""
    bias: FeatureRows

    def chances(self, seen: FeatureRows) -> FeatureRows:
        """A row per candidate, a column per outcome."""
        scaled = np.clip((seen - self.mean) / self.deviation, -_FARTHEST, _FARTHEST)
        return np.asarray(1 / (1 + np.exp(-(scaled @ self.weights.T + self.bias))), np.float32)


def score(section: Reading, found: Sequence[PointCandidate]) -> list[Chances]:
    """The chances of each candidate of a section."""
    if not found:
        return []
    return [Chances(*map(float, row)) for row in scorer().chances(features_of(section, found))]


@lru_cache(maxsize=1)
def scorer() -> Scorer:
    """The scorer that the program comes with."""
    text = files("bot.bank.points").joinpath(MODEL).read_text(encoding="utf-8")
    return scorer_from(json.loads(text))


def scorer_from(stored: Mapping[str, Any]) -> Scorer:
    """A scorer as `bot.training.points` writes it. Raises ValueError for one of other features."""
    features: Mapping[str, Sequence[float]] = stored["features"]
    if tuple(features) != NAMES or tuple(stored["bias"]) != OUTCOMES:
        raise ValueError(f"{MODEL} has other features than the program; fit it anew")
    table = np.array(list(features.values()), np.float32)
    return Scorer(
        mean=table[:, 0],
        deviation=table[:, 1],
        weights=table[:, 2:].T,
        bias=np.array(list(stored["bias"].values()), np.float32),
    )
