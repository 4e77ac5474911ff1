"""Low-rank changes to a BERT encoder's matrices (Hu et al., 2021), to be trained in their stead."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn


class LowRank(nn.Module):
    """A linear layer that stays as it is, plus b @ a, which begins as nothing."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output with the change."""
        changed: Tensor = self.base(x) + (x @ self.a.T) @ self.b.T
        return changed


def add(model: Any, rank: int) -> dict[str, LowRank]:
    """Put a LowRank in the place of every matrix of a BertModel's layers, and freeze all else.

    The result is by the matrix's name, as `ingest.embedding.adapter.merge` looks for it.
    """
    for parameter in model.parameters():
        parameter.requires_grad = False
    added: dict[str, LowRank] = {}
    for name, owner, attribute in list(_matrices(model)):
        added[name] = LowRank(getattr(owner, attribute), rank)
        setattr(owner, attribute, added[name])
    return added


def _matrices(model: Any) -> Iterator[tuple[str, Any, str]]:
    for number, layer in enumerate(model.encoder.layer):
        base = f"encoder.layer.{number}."
        for attribute in ("query", "key", "value"):
            yield f"{base}attention.self.{attribute}", layer.attention.self, attribute
        yield f"{base}attention.output.dense", layer.attention.output, "dense"
        yield f"{base}intermediate.dense", layer.intermediate, "dense"
        yield f"{base}output.dense", layer.output, "dense"
