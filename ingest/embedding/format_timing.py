"""Times a model's layers in each number format, in half a second and little memory.

What the layers are given is recorded once, from real texts; then each layer is called by itself in
each format, in turns. One thread computes, and its own time on the processor is taken, a layer's
shortest: what else a busy machine does then makes no difference, where two threads that wait for
each other made any format win. Only the layers that are timed are converted.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ingest.embedding import packing
from ingest.embedding.number_format import EXACT, HALF, Format, Timing

MOST_WEIGHTS = 4_000_000
"""Of the layers that are timed: two of e5-small, which tell the same as all twelve and take 20 MB
in all formats together."""
LEAST_TURNS, MOST_TURNS = 3, 9
SHAPE_S = 0.25  # after so long no new turn is begun
GIVE_UP = 4.0
"""Times as long as plain float32: a format that takes longer is out at once. Emulated bfloat16 can
take thirty times as long."""
LEAST_LIMIT_S = 0.05  # in a format's first pass oneDNN compiles

FORMATS = (Format(EXACT), Format(HALF), Format(EXACT, packed=True), Format(HALF, packed=True))
FINE_S = 1e-4  # of a clock that can tell formats apart; that of Windows' threads ticks in 16 ms
clock = (
    time.thread_time
    if time.get_clock_info("thread_time").resolution <= FINE_S
    else time.perf_counter
)
Call = tuple[tuple[Any, ...], dict[str, Any]]
Layers = list[nn.Module]


def timings(
    model: nn.Module,
    passages: Callable[[], object],
    question: Callable[[], object],
) -> dict[Format, Timing]:
    """Timings of plain float32, and of every other format that works and isn't far slower.

    `passages` and `question` run the model, which is in float32, over such texts. Nothing for a
    model without a list of layers.
    """
    layers = _layers(model)
    if not layers:
        return {}
    with torch.inference_mode(), _one_thread():
        long = _recorded(layers, passages)
        short = _recorded(layers, question)
        if not long or not short:
            return {}
        entrants = dict(_entrants(layers))
        quick = _race(entrants, short)
        slow = _race({form: entrants[form] for form in quick}, long)
    return {form: Timing(slow[form] * 1000, quick[form] * 1000) for form in slow}


def _layers(model: nn.Module) -> Layers:
    """The first of the longest list of layers; at least one, if there is a list."""
    lists = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    if not lists:
        return []
    found: Layers = []
    left = MOST_WEIGHTS
    for layer in max(lists, key=_weights):
        left -= _weights(layer)
        if found and left < 0:
            break
        found.append(layer)
    return found


def _weights(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _recorded(layers: Sequence[nn.Module], run: Callable[[], object]) -> list[Call]:
    """What each layer was called with; nothing if one was never called."""
    calls: dict[int, Call] = {}
    hooks = []
    for at, layer in enumerate(layers):

        def note(_: nn.Module, args: Any, kwargs: dict[str, Any], at: int = at) -> None:
            calls[at] = (args, kwargs)

        hooks.append(layer.register_forward_pre_hook(note, with_kwargs=True))
    try:
        run()
    finally:
        for hook in hooks:
            hook.remove()
    return [calls[at] for at in sorted(calls)] if len(calls) == len(layers) else []


def _entrants(layers: Layers) -> Iterator[tuple[Format, Layers]]:
    """The layers in every format that torch makes of them here; float32's are the model's own."""
    for form in FORMATS:
        if form == FORMATS[0]:
            yield form, layers
            continue
        made: Layers = []
        for layer in layers:  # one at a time: packing holds a layer twice meanwhile
            own = copy.deepcopy(layer).to(getattr(torch, form.dtype))
            if form.packed and not packing.pack(own):
                break
            made.append(own)
        if len(made) == len(layers):
            yield form, made


def _race(entrants: dict[Format, Layers], calls: list[Call]) -> dict[Format, float]:
    """Seconds of a pass through the layers that were recorded. Who fails or takes too long is out.

    The first of the entrants is plain float32, which the others are held against.
    """
    cast = {dtype: _cast(calls, getattr(torch, dtype)) for dtype in (EXACT, HALF)}
    shortest: dict[Format, list[float]] = {}
    limit_s = float("inf")
    began = time.perf_counter()
    for turn in range(MOST_TURNS):
        if turn >= LEAST_TURNS and time.perf_counter() - began > SHAPE_S:
            break
        for form in entrants if turn == 0 else list(shortest):
            seconds = _pass(entrants[form], cast[form.dtype], limit_s)
            if seconds is None:
                shortest.pop(form, None)
                continue
            known = shortest.get(form, seconds)
            shortest[form] = [min(pair) for pair in zip(known, seconds, strict=True)]
            if form == FORMATS[0]:
                limit_s = max(GIVE_UP * sum(shortest[form]), LEAST_LIMIT_S)
    return {form: sum(seconds) for form, seconds in shortest.items()}


def _pass(layers: Layers, calls: list[Call], limit_s: float) -> list[float] | None:
    """Seconds of each layer; None if the pass took longer than it may or a layer can't do it."""
    found: list[float] = []
    for layer, (args, kwargs) in zip(layers, calls, strict=False):
        began = clock()
        try:
            layer(*args, **kwargs)
        except (RuntimeError, AttributeError, TypeError):
            return None
        found.append(clock() - began)
        if sum(found) > limit_s:
            return None
    return found


def _cast(value: Any, dtype: torch.dtype) -> Any:
    """The value with every tensor of fractions in it in another number format.

    Objects become None: the keys and values that some models keep would grow with each call.
    """
    if isinstance(value, torch.Tensor):
        return value.to(dtype) if value.is_floating_point() else value
    if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
        return type(value)(_cast(item, dtype) for item in value)
    if type(value) is dict:
        return {name: _cast(item, dtype) for name, item in value.items()}
    return value if isinstance(value, (int, float, str)) else None


@contextmanager
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)  # what a thread sets is its own
    try:
        yield
    finally:
        torch.set_num_threads(before)
