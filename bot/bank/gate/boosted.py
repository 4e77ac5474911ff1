"""Boosted trees over named features, as they are kept in a file. Pure but for the reading."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

FILE_NAME = "gate.json"
TARGETS = ("good", "shameful", "unasked")

Rows = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BoostedTrees:
    """Trees whose leaves add up to a log-odds."""

    start: float
    feature: npt.NDArray[np.intp]
    """(tree, node): the feature a node asks about; -1 for a leaf."""
    threshold: Rows
    """(tree, node): what is at most this goes to the left."""
    left: npt.NDArray[np.intp]
    right: npt.NDArray[np.intp]
    value: Rows
    """(tree, node): what a leaf adds."""

    def log_odds(self, rows: Rows) -> Rows:
        """One for each row of features."""
        # All trees step down at once: a single section has a few rows, and three hundred trees.
        tree, every = np.arange(len(self.feature))[:, None], np.arange(len(rows))
        at = np.zeros((len(self.feature), len(rows)), np.intp)
        while (inner := (feature := self.feature[tree, at]) >= 0).any():
            low = rows[every, np.maximum(feature, 0)] <= self.threshold[tree, at]
            below = np.where(low, self.left[tree, at], self.right[tree, at])
            at = np.where(inner, below, at)
        return np.asarray(self.start + self.value[tree, at].sum(axis=0), np.float64)


@dataclass(frozen=True)
class GateModel:
    """How likely a question is good, how likely shameful, how likely its section is no matter."""

    names: tuple[str, ...]
    """Features in the order of the trees' columns."""
    trees: Mapping[str, BoostedTrees]
    """For each of TARGETS."""
    bar: float
    """The least `Judgement.worth` of a question that is asked."""

    def rows(self, features: Sequence[Mapping[str, float]]) -> Rows:
        """Features as the trees read them."""
        return np.array(
            [[float(one.get(name, 0.0)) for name in self.names] for one in features], np.float64
        ).reshape(len(features), len(self.names))

    def probabilities(self, features: Sequence[Mapping[str, float]]) -> dict[str, Rows]:
        """For each target, one between 0 and 1 for each question."""
        rows = self.rows(features)
        return {
            name: 1 / (1 + np.exp(-np.clip(trees.log_odds(rows), -30, 30)))
            for name, trees in self.trees.items()
        }


def as_json(model: GateModel) -> str:
    """The model as text: a line for each tree, so that a change of one is seen."""
    lines = [
        f'{{"names": {json.dumps(model.names)}, "bar": {model.bar:.4f}, "trees": {{',
    ]
    for name, trees in model.trees.items():
        rows = []
        for tree in range(len(trees.feature)):
            nodes = int(max(trees.left[tree].max(), trees.right[tree].max())) + 1
            rows.append(
                json.dumps(
                    [
                        [
                            int(trees.feature[tree, at]),
                            float(f"{trees.threshold[tree, at]:.5g}"),
                            int(trees.left[tree, at]),
                            int(trees.right[tree, at]),
                            float(f"{trees.value[tree, at]:.4g}"),
                        ]
                        for at in range(nodes)
                    ]
                )
            )
        end = "," if name != list(model.trees)[-1] else ""
        lines.append(f'"{name}": [{trees.start:.5f},\n' + ",\n".join(rows) + f"]{end}")
    return "\n".join([*lines, "}}", ""])


def from_json(text: str) -> GateModel:
    """The model of a text that `as_json` wrote."""
    read = json.loads(text)
    return GateModel(
        names=tuple(read["names"]),
        bar=read["bar"],
        trees={name: _trees(start, rows) for name, (start, *rows) in read["trees"].items()},
    )


def _trees(start: float, rows: Sequence[Sequence[Sequence[float]]]) -> BoostedTrees:
    most = max(map(len, rows))
    table = np.zeros((len(rows), most, 5))
    table[:, :, 0] = -1
    for at, nodes in enumerate(rows):
        table[at, : len(nodes)] = nodes
    return BoostedTrees(
        start=start,
        feature=table[:, :, 0].astype(np.intp),
        threshold=table[:, :, 1],
        left=table[:, :, 2].astype(np.intp),
        right=table[:, :, 3].astype(np.intp),
        value=table[:, :, 4],
    )


@lru_cache(maxsize=1)
def shipped() -> GateModel:
    """The model that comes with the program."""
    return from_json(resources.files(__package__).joinpath(FILE_NAME).read_text("utf-8"))
