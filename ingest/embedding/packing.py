"""Keeps the weights of a model's linear layers in the order in which the processor reads them.

oneDNN multiplies blocks of a matrix. A plain `torch.nn.Linear` has every call put its weights in
that order anew, which for a question of twenty tokens takes as long as the product itself. Packed
once, on an AVX-512 processor, a question's products take three fifths of the time in bfloat16 and
float32 alike; those of a batch nine tenths in bfloat16 and three quarters in float32. Where it
gains nothing, which `ingest.embedding.format_timing` tells, nothing is packed.

The two operators are those that torch's own compiler puts in place of linear layers. They are not
part of its public interface, and nothing else of the program knows them: where they are missing or
fail, the layers stay as they are, and a question takes some milliseconds more.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

TRIED_WITH = "2.13"
"""The version of torch whose operators these are; tests/unit/ingest/embedding/test_packing.py says
if another one's do otherwise."""

Replaced = list[tuple[nn.Module, str, nn.Linear]]
"""Layers that were replaced: the module that holds it, its name there, the layer itself."""

_X86 = ("x86_64", "AMD64", "x86")
_USUAL_TOKENS = 16
"""Rows that the order is chosen for. It is the same for two thousand."""


class PackedLinear(nn.Module):
    """A linear layer with packed weights, for inference only. It can't be saved."""

    def __init__(self, layer: nn.Linear) -> None:
        """Raises RuntimeError or AttributeError where torch can't pack."""
        super().__init__()
        weight = layer.weight.detach()
        # Both by a linear layer's names: some models look at their types.
        self.weight = torch.ops.mkldnn._reorder_linear_weight(weight, _USUAL_TOKENS)
        self.bias = None if layer.bias is None else layer.bias.detach()

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Rows of any leading shape, times the weights, and the bias."""
        product: Any = torch.ops.mkldnn._linear_pointwise
        result: torch.Tensor = product(rows, self.weight, self.bias, "none", [], "")
        return result


def pack(model: nn.Module) -> Replaced:
    """Pack the model's linear layers, in place; gives what `restore` needs to undo it.

    Nothing is packed on processors other than x86, where it was not measured.
    """
    replaced: Replaced = []
    if platform.machine() not in _X86 or not has_onednn():
        return replaced
    for module, name, layer in list(_linear_layers(model)):
        try:
            with torch.inference_mode():
                setattr(module, name, PackedLinear(layer))
        except (RuntimeError, AttributeError):
            restore(replaced)
            return []
        replaced.append((module, name, layer))
    return replaced


def has_onednn() -> bool:
    """Whether this build of torch comes with oneDNN."""
    return bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]


def restore(replaced: Replaced) -> None:
    """Put the layers back."""
    for module, name, layer in replaced:
        setattr(module, name, layer)


def _linear_layers(model: nn.Module) -> Iterator[tuple[nn.Module, str, nn.Linear]]:
    """Layers that are exactly linear: heirs of the class do something else besides."""
    for module in model.modules():
        for name, child in module.named_children():
            if type(child) is nn.Linear:
                yield module, name, child
