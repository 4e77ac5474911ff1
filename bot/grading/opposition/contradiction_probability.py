"""How likely a clause is wrong that the notes would rather have otherwise: a logistic model.

Its numbers are made by `python -m bot.training.opposition` and stand in `opposed.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FILE_NAME = "opposed.json"


@dataclass(frozen=True)
class ContradictionModel:
    """Weights of the measures, in their order, and a constant."""

    measures: tuple[str, ...]
    weights: tuple[float, ...]
    constant: float

    def __call__(self, values: Sequence[float]) -> float:
        """Probability, 0–1. Raises ValueError for another number of values."""
        total = self.constant + sum(w * v for w, v in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-max(min(total, 60.0), -60.0)))


@lru_cache(maxsize=1)
def shipped() -> ContradictionModel:
    """The model that comes with the program."""
    raw = json.loads(resources.files(__package__).joinpath(FILE_NAME).read_text("utf-8"))
    return ContradictionModel(tuple(raw["measures"]), tuple(raw["weights"]), float(raw["constant"]))
