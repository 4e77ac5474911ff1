"""Logistic regression over answers that lean one way or the other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.grading.opposition.contradiction_probability import ContradictionModel

RIDGE = 1.0  # keeps weights finite where a measure is rare


@dataclass(frozen=True)
class AnswerMeasures:
    """An answer: the fifth it is left out with, whether it is false, and its measures if the notes
    lean to any change of it."""

    fifth: int
    false: bool
    measures: tuple[float, ...] | None


def fit(rows: Sequence[AnswerMeasures], measures: Sequence[str]) -> ContradictionModel:
    """Weights from the rows that have measures, true and false ones counting the same in all."""
    used = [(row.measures, row.false) for row in rows if row.measures is not None]
    x = np.array([values for values, _ in used], float)
    y = np.array([false for _, false in used], float)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    theta = np.zeros(z.shape[1])
    penalty = np.full(z.shape[1], RIDGE)
    penalty[-1] = 1e-9
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(z @ theta, -60, 60)))
        gradient = z.T @ (p - y) + penalty * theta
        curvature = (z.T * (p * (1 - p) + 1e-9)) @ z + np.diag(penalty)
        theta -= np.linalg.solve(curvature, gradient)
    weights = theta[:-1] / scale
    return ContradictionModel(
        tuple(measures),
        tuple(round(float(w), 4) for w in weights),
        round(float(theta[-1] - weights @ mean), 4),
    )


def accuracy(
    rows: Sequence[AnswerMeasures], measures: Sequence[str], threshold: float = 0.5
) -> tuple[float, float]:
    """(share of false answers told, share of true ones taken for false), each fifth left out of
    the fit that judges it."""
    told: list[bool] = []
    alarms: list[bool] = []
    for fifth in range(5):
        model = fit([row for row in rows if row.fifth != fifth], measures)
        for row in rows:
            if row.fifth == fifth:
                opposed = row.measures is not None and model(row.measures) >= threshold
                (told if row.false else alarms).append(opposed)
    return float(np.mean(told)), float(np.mean(alarms))
