"""How well a reader reads pairs that it was not trained on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from bot.training.reader.pairs import Pair

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class ReadingFigures:
    """Figures over some of the pairs; areas are nan where one of the two is missing."""

    pairs: int
    right: float
    """Share whose surest verdict is the written one."""
    balanced: float
    """The same as a mean over the verdicts."""
    first_or_last: float
    """Area under the curve of the first verdict (said, answers) against the last (opposite, no)."""
    first_or_other: float
    """The same against the one that is nearest to nothing (not said, near miss)."""

    def row(self) -> str:
        """As a line of a table."""
        return (
            f"{self.pairs:5d} | {self.right:.3f} | {self.balanced:.3f} | {self.first_or_last:.3f} "
            f"| {self.first_or_other:.3f}"
        )


def figures(pairs: Sequence[Pair], shares: Shares) -> dict[str, ReadingFigures]:
    """Figures over all pairs, by language, and across languages."""
    return {
        name: _figures([pairs[at] for at in places], shares[places])
        for name, places in _groups(pairs)
        if places
    }


def _groups(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[int]]]:
    wanted: dict[str, Callable[[Pair], bool]] = {
        "all": lambda _: True,
        "zh": lambda pair: pair.language == "zh" and not pair.across,
        "en": lambda pair: pair.language == "en" and not pair.across,
        "across": lambda pair: pair.across,
    }
    for name, is_in in wanted.items():
        yield name, [at for at, pair in enumerate(pairs) if is_in(pair)]


def _figures(pairs: Sequence[Pair], shares: Shares) -> ReadingFigures:
    gold = np.array([pair.verdict for pair in pairs])
    surest = shares.argmax(1)
    last = shares.shape[1] - 1
    other = 2 if last == 3 else 1
    return ReadingFigures(
        pairs=len(pairs),
        right=float((surest == gold).mean()),
        balanced=float(np.mean([(surest[gold == v] == v).mean() for v in sorted(set(gold))])),
        first_or_last=_area(gold, shares, last),
        first_or_other=_area(gold, shares, other),
    )


def _area(gold: NDArray[np.int64], shares: Shares, against: int) -> float:
    """How often a pair of the first verdict is ranked above one of another."""
    chosen = (gold == 0) | (gold == against)
    if len(set(gold[chosen])) < 2:
        return float("nan")
    sure = np.log(shares[:, 0] + 1e-9) - np.log(shares[:, against] + 1e-9)
    return float(roc_auc_score(gold[chosen] == 0, sure[chosen]))


def confusion(pairs: Sequence[Pair], shares: Shares) -> NDArray[np.int64]:
    """How often each written verdict (row) was read as each (column)."""
    table = np.zeros((shares.shape[1],) * 2, np.int64)
    np.add.at(table, ([pair.verdict for pair in pairs], shares.argmax(1)), 1)
    return table
