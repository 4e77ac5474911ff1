"""What training changed in an encoder, kept small: a byte for each number of a matrix.

A change is far smaller than what it changes, so that a byte of it costs next to nothing: each row
has a scale of its own, and all else stands in half precision.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from bot.reading.cross_encoder import CrossEncoder

SCALE = ".scale"
STEPS = 127


def save(trained: CrossEncoder, folder: Path, path: Path) -> None:
    """Write what tells a trained reader from the encoder in `folder`."""
    before = CrossEncoder(folder).state_dict()
    kept: dict[str, Tensor] = {}
    for name, value in trained.state_dict().items():
        if "embeddings" in name:
            continue
        if name.startswith("heads."):
            kept[name] = value.half().contiguous()
            continue
        change = value - before[name]
        if change.dim() < 2:
            kept[name] = change.half().contiguous()
            continue
        scale = change.abs().amax(1, keepdim=True).clamp(min=1e-8) / STEPS
        kept[name] = (change / scale).round().to(torch.int8).contiguous()
        kept[name + SCALE] = scale.float().contiguous()
    save_file(kept, path)


def load(path: Path, folder: Path) -> CrossEncoder:
    """The reader whose changes stand at `path`, over the encoder in `folder`."""
    model = CrossEncoder(folder)
    own = model.state_dict()
    tensors = load_file(path)
    with torch.no_grad():
        for name, value in tensors.items():
            if name.endswith(SCALE):
                continue
            if name.startswith("heads."):
                own[name].copy_(value.float())
            elif name + SCALE in tensors:
                own[name].add_(value.float() * tensors[name + SCALE])
            else:
                own[name].add_(value.float())
    model.train(False)
    return model
