"""Trains the reader's layers and heads; a run that was cut off goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from bot.reading.cross_encoder import CrossEncoder, PairTokenizer
from bot.training.reader.pairs import Pair

POOL = 40
"""Batches that are sorted by length together, so that there is little padding."""


@dataclass(frozen=True)
class ReaderTrainingSizes:
    """Sizes of a training run."""

    learning_rate: float = 1e-4
    head_rate: float = 5.0
    """How many times as fast the heads learn, which begin as nothing."""
    batch: int = 32
    smoothing: float = 0.05
    warm_up: float = 0.06
    """Share of the steps in which the rate rises."""
    decay: float = 0.01
    checkpoint_steps: int = 200
    seed: int = 0


@dataclass(frozen=True)
class ReaderTrainingStep:
    """What a step came to."""

    number: int
    of: int
    loss: float
    right: float
    """Share of the batch that it was right about before."""


def train(
    model: CrossEncoder,
    tokenizer: PairTokenizer,
    rounds: Sequence[Sequence[Pair]],
    checkpoint: Path,
    sizes: ReaderTrainingSizes,
    on_step: Callable[[ReaderTrainingStep], None],
) -> None:
    """Train over the pairs of each round in turn."""
    torch.manual_seed(sizes.seed)
    steps = [list(batches(pairs, sizes, number)) for number, pairs in enumerate(rounds)]
    total = sum(map(len, steps))
    layers = [p for n, p in model.named_parameters() if p.requires_grad and "heads" not in n]
    rates = [sizes.learning_rate, sizes.learning_rate * sizes.head_rate]
    groups = [{"params": layers}, {"params": list(model.heads.parameters())}]
    optimiser = torch.optim.AdamW(groups, lr=sizes.learning_rate, weight_decay=sizes.decay)
    begun = _resumed(checkpoint, model, optimiser)
    model.train()
    number = 0
    for pairs, order in zip(rounds, steps, strict=True):
        for places in order:
            number += 1
            if number <= begun:
                continue
            share = number / total
            factor = min(1.0, share / sizes.warm_up) * max(0.02, 1 - share)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            loss, right = _step(model, tokenizer, [pairs[at] for at in places], sizes)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*layers, *model.heads.parameters()], 1.0)
            optimiser.step()
            if number % sizes.checkpoint_steps == 0:
                _keep(checkpoint, model, optimiser, number)
            on_step(ReaderTrainingStep(number, total, loss.item(), right))
    model.train(False)
    checkpoint.unlink(missing_ok=True)


def batches(
    pairs: Sequence[Pair], sizes: ReaderTrainingSizes, round_number: int
) -> Iterator[list[int]]:
    """Places of pairs of one head and of like length, in random order."""
    rng = Random(sizes.seed * 1000 + round_number)
    heads: dict[str, list[int]] = {}
    for at, pair in enumerate(pairs):
        heads.setdefault(pair.head, []).append(at)
    found: list[list[int]] = []
    for places in heads.values():
        rng.shuffle(places)
        pool = sizes.batch * POOL
        for start in range(0, len(places), pool):
            part = sorted(
                places[start : start + pool],
                key=lambda at: len(pairs[at].first) + len(pairs[at].second),
            )
            found += [part[at : at + sizes.batch] for at in range(0, len(part), sizes.batch)]
    rng.shuffle(found)
    yield from found


def _step(
    model: CrossEncoder, tokenizer: PairTokenizer, pairs: Sequence[Pair], sizes: ReaderTrainingSizes
) -> tuple[torch.Tensor, float]:
    gold = torch.tensor([pair.verdict for pair in pairs])
    # Twice as quick where the processor has it, and the same to three figures elsewhere.
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(tokenizer([(p.first, p.second) for p in pairs]), pairs[0].head)
    loss = cross_entropy(logits.float(), gold, label_smoothing=sizes.smoothing)
    return loss, (logits.argmax(1) == gold).float().mean().item()


def _keep(checkpoint: Path, model: CrossEncoder, optimiser: Any, number: int) -> None:
    part = checkpoint.with_suffix(".part")
    state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "number": number}
    torch.save(state, part)
    part.replace(checkpoint)


def _resumed(checkpoint: Path, model: CrossEncoder, optimiser: Any) -> int:
    """Steps that a run before has done."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["number"])
