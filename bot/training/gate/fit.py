"""Boosted trees over judged cards. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bot.bank.gate.boosted import TARGETS, BoostedTrees, GateModel
from bot.bank.gate.features import features
from bot.bank.makers.cues import Cues
from bot.training.gate.cards import Card

_TREES = 150
_SETTINGS: Mapping[str, Any] = {
    "max_iter": _TREES,
    "max_depth": 4,
    "learning_rate": 0.06,
    "min_samples_leaf": 15,
    "l2_regularization": 3.0,
    "max_features": 0.3,
    "random_state": 0,
}


def fit(
    told: Sequence[Mapping[str, float]],
    judged: Sequence[str],
    ask: Sequence[str],
    bar: float = 0.0,
) -> GateModel:
    """A model from features, what was judged of a question and whether to ask of its section."""
    names = tuple(sorted({name for one in told for name in one}))
    rows = np.array([[float(one.get(name, 0.0)) for name in names] for one in told])
    labels = {
        "good": np.array(judged) == "good",
        "shameful": np.array(judged) == "shameful",
        "unasked": np.array(ask) != "yes",
    }
    trees = {
        target: _exported(HistGradientBoostingClassifier(**_SETTINGS).fit(rows, labels[target]))
        for target in TARGETS
    }
    return GateModel(names=names, trees=trees, bar=bar)


def features_of(card: Card) -> dict[str, float]:
    """What is known of a card's question."""
    return features(card.candidate, card.section, Cues(card.section))


def _exported(fitted: Any) -> BoostedTrees:
    """The trees of scikit-learn, which keeps them to itself."""
    trees = [step[0].nodes for step in fitted._predictors]
    most = max(map(len, trees))

    def table(name: str, of_leaf: float, kind: Any) -> Any:
        filled = np.full((len(trees), most), of_leaf)
        for at, nodes in enumerate(trees):
            filled[at, : len(nodes)] = np.where(nodes["is_leaf"], of_leaf, nodes[name])
        return filled.astype(kind)

    values = np.zeros((len(trees), most))
    for at, nodes in enumerate(trees):
        values[at, : len(nodes)] = np.where(nodes["is_leaf"], nodes["value"], 0.0)
    return BoostedTrees(
        start=float(np.ravel(fitted._baseline_prediction)[0]),
        feature=table("feature_idx", -1, np.intp),
        threshold=table("num_threshold", 0.0, np.float64),
        left=table("left", 0, np.intp),
        right=table("right", 0, np.intp),
        value=values,
    )
