"""Which number format a model computes in on this processor: chosen by timings, which are kept.

What a processor says about itself doesn't tell: of two that both say that they know bfloat16 one is
twice as quick in it as in float32 and the other slower.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.machine.cache import write_whole

EXACT = "float32"
HALF = "bfloat16"
FOLDER_NAME = "number-formats"
"""In the cache folder: a small file for each model and each machine that has read it."""

NEARLY = 0.95
"""So much of float32's speed is enough for bfloat16, which takes half the memory."""
MEASURE = 1  # raise it when timings are taken otherwise, so that older ones are taken anew
LIMITS = ("ONEDNN_", "DNNL_", "ATEN_", "MKL_", "OMP_", "GOMP_", "KMP_")
"""Beginnings of the environment variables that change how quickly torch computes."""

Machine = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """How a model's numbers are kept in memory."""

    dtype: str
    """The name of torch's type: EXACT or HALF."""
    packed: bool = False
    """Whether linear layers have their weights in the processor's order; see `packing`."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds in some of a model's layers, more than 0; comparable within one measurement."""

    passages_ms: float
    """Two passages of about 200 tokens, computed by one thread."""
    question_ms: float
    """One question of about 18 tokens, computed by one thread."""


Timings = Mapping[Format, Timing]


def chosen(timings: Timings) -> Format:
    """The format to take.

    bfloat16, if neither passages nor questions take longer than float32 by more than a hair:
    the memory it spares is felt sooner. Without timings, plain float32.
    """
    exact, half = _best(timings, EXACT), _best(timings, HALF)
    if exact is None:
        return Format(EXACT)
    if half is not None and _nearly_as_quick(timings[half], timings[exact]):
        return half
    return exact


def _best(timings: Timings, dtype: str) -> Format | None:
    """With packed weights only if that gains something with one and loses nothing with the other.

    None if the number format was not timed.
    """
    plain, packed = Format(dtype), Format(dtype, packed=True)
    if plain not in timings or packed not in timings:
        return plain if plain in timings else None
    a, b = timings[plain], timings[packed]
    gain = (a.passages_ms / b.passages_ms) * (a.question_ms / b.question_ms)
    return packed if gain > 1 and _nearly_as_quick(b, a) else plain


def _nearly_as_quick(one: Timing, other: Timing) -> bool:
    return (
        other.passages_ms >= NEARLY * one.passages_ms
        and other.question_ms >= NEARLY * one.question_ms
    )


def machine(processor: Mapping[str, Any], torch: str) -> Machine:
    """All that timings depend on besides the model, to be kept with them.

    `processor` is what torch says about it: its name, its instructions, the size of its caches.
    """
    limits = {name: value for name, value in sorted(os.environ.items()) if name.startswith(LIMITS)}
    return {
        "measure": MEASURE,
        "processor": dict(sorted(processor.items())),
        "system": platform.system(),
        "torch": torch,
        "limits": limits,
    }


def file_for(model: Path, machine: Machine) -> Path:
    """The file for such a machine, of a model whose files begin with that path.

    Each machine has its own: a cache folder may be shared by several, or travel in an image.
    """
    digest = hashlib.sha256(json.dumps(machine, sort_keys=True).encode()).hexdigest()
    return model.with_name(f"{model.name}-{digest[:16]}.json")


def read(path: Path, machine: Machine) -> dict[Format, Timing] | None:
    """The timings in a file; None if there is none, it is damaged or tells of another machine."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        if stored["machine"] != machine:
            return None
        return {_format(row): _timing(row) for row in stored["timings"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(path: Path, machine: Machine, timings: Timings) -> None:
    """Write them down. Where that can't be done they are taken again at the next start."""
    rows = [asdict(form) | asdict(timing) for form, timing in timings.items()]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"machine": machine, "timings": rows}, indent=1))


def _format(row: Mapping[str, Any]) -> Format:
    """Raises ValueError if there is no such format."""
    if row["dtype"] not in (EXACT, HALF) or not isinstance(row["packed"], bool):
        raise ValueError(f"no number format: {row}")
    return Format(row["dtype"], row["packed"])


def _timing(row: Mapping[str, Any]) -> Timing:
    """Raises ValueError if nothing can take so long."""
    timing = Timing(float(row["passages_ms"]), float(row["question_ms"]))
    if not all(math.isfinite(ms) and ms > 0 for ms in asdict(timing).values()):
        raise ValueError(f"no timing: {row}")
    return timing
