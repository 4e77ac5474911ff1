"""Layers are timed in every format, and the model is afterwards what it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from places import ROOT
from torch import nn

from ingest.embedding import number_format, reading
from ingest.embedding.embedder import SentenceEmbedder
from ingest.embedding.format_timing import timings
from ingest.embedding.number_format import EXACT, HALF, Format, Timing

WIDTH = 64


class Layer(nn.Module):
    """Takes its input by position and by name, as encoders' layers do."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(WIDTH, WIDTH)

    def forward(self, rows: torch.Tensor, *, mask: torch.Tensor, kept: Any = None) -> torch.Tensor:
        result: torch.Tensor = self.inner(rows) * mask.to(rows.dtype)
        return result


class SlowInHalf(Layer):
    """Sleeps without computing, which costs no processor time, or computes without end."""

    calls = 0

    def forward(self, rows: torch.Tensor, *, mask: torch.Tensor, kept: Any = None) -> torch.Tensor:
        if rows.dtype == torch.bfloat16:
            SlowInHalf.calls += 1
            ends = time.thread_time() + 0.3
            while time.thread_time() < ends:
                pass
        return super().forward(rows, mask=mask)


class FailsInHalf(Layer):
    def forward(self, rows: torch.Tensor, *, mask: torch.Tensor, kept: Any = None) -> torch.Tensor:
        if rows.dtype == torch.bfloat16:
            raise RuntimeError("could not create a primitive")
        return super().forward(rows, mask=mask)


class Grows(Layer):
    """Adds to an object that it is given, as decoders do with keys and values."""

    def forward(self, rows: torch.Tensor, *, mask: torch.Tensor, kept: Any = None) -> torch.Tensor:
        if kept is not None:
            kept.rows.append(rows)
        return super().forward(rows, mask=mask)


class Kept:
    def __init__(self) -> None:
        self.rows: list[torch.Tensor] = []


class Tiny(nn.Module):
    """A stack of layers of one kind."""

    def __init__(self, kind: Callable[[], nn.Module], count: int = 3) -> None:
        super().__init__()
        self.heads = nn.ModuleList([nn.Linear(2, 2)])
        self.layers = nn.ModuleList([kind() for _ in range(count)])
        self.kept = Kept()

    def run(self, rows: int) -> torch.Tensor:
        values = torch.randn(1, rows, WIDTH)
        for layer in self.layers:
            values = layer(values, mask=torch.ones(1, rows, 1), kept=self.kept)
        return values


def timed(model: Tiny) -> dict[Format, Timing]:
    return timings(model.eval(), lambda: model.run(400), lambda: model.run(18))


def test_every_format_is_timed_and_the_model_stays_as_it_was() -> None:
    model = Tiny(Layer)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    modules = dict(model.named_modules())
    threads = torch.get_num_threads()
    found = timed(model)
    assert {Format(EXACT), Format(HALF)} <= set(found)
    assert all(one.passages_ms > 0 and one.question_ms > 0 for one in found.values())
    assert dict(model.named_modules()) == modules
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(layer._forward_pre_hooks for layer in model.layers)
    assert torch.get_num_threads() == threads


def test_a_format_that_is_slower_by_far_is_stopped_at_its_first_layer() -> None:
    SlowInHalf.calls = 0
    found = timed(Tiny(SlowInHalf, count=12))
    assert {form.dtype for form in found} == {EXACT}
    assert SlowInHalf.calls <= 2  # once plain, once packed: of 12 layers, in no second turn


def test_a_format_that_the_layers_cant_do_is_left_out() -> None:
    assert {form.dtype for form in timed(Tiny(FailsInHalf))} == {EXACT}


def test_nothing_grows_with_each_call() -> None:
    model = Tiny(Grows)
    assert timed(model)
    assert len(model.kept.rows) == 6  # of the two calls that were recorded


def test_a_model_without_a_list_of_layers_gets_no_timings() -> None:
    rows = torch.ones(1, 4)
    single = nn.Linear(4, 4)
    assert timings(single, lambda: single(rows), lambda: single(rows)) == {}
    idle = Tiny(Layer)
    assert timings(idle, lambda: None, lambda: None) == {}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


SCRIPT = """
import json, sys
from pathlib import Path
from ingest.embedding import reading
taken = []
measured = reading.measured
reading.measured = lambda model: taken.append(1) or measured(model)
_, form = reading.read(Path(sys.argv[1]), Path(sys.argv[2]), None)
print(json.dumps([form.dtype, form.packed, len(taken)]))
"""


def read_limited(folder: Path, kept: Path, limit: str) -> tuple[Format, int]:
    """The format in a process of such a limit, and how often it was measured."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ONEDNN_MAX_CPU_ISA": limit}
    command = [sys.executable, "-c", SCRIPT, str(folder), str(kept / "model")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    dtype, packed, measured = json.loads(done.stdout)
    return Format(dtype, packed), measured


@pytest.mark.slow
@pytest.mark.parametrize("limit", ["AVX2", "AVX512_CORE", "DEFAULT"])
def test_a_limited_processor_takes_what_its_own_timings_say_and_measures_once(
    embedder: SentenceEmbedder, kept: Path, limit: str
) -> None:
    before = set(kept.iterdir())
    form, measured = read_limited(embedder.model.folder, kept, limit)
    (file,) = set(kept.iterdir()) - before
    machine = json.loads(file.read_text("utf-8"))["machine"]
    assert machine["limits"]["ONEDNN_MAX_CPU_ISA"] == limit
    found = number_format.read(file, machine)
    assert found
    assert Format(EXACT) in found
    assert (form, measured) == (number_format.chosen(found), 1)
    assert read_limited(embedder.model.folder, kept, limit) == (form, 0)


@pytest.mark.slow
def test_without_a_place_to_keep_them_timings_are_taken_each_time(
    embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []

    def noted(model: object) -> dict[Format, Timing]:
        taken.append(1)
        return {Format(EXACT): Timing(1, 1)}

    monkeypatch.setattr(reading, "measured", noted)
    for _ in range(2):
        _, form = reading.read(embedder.model.folder, None, None)
        assert form == Format(EXACT)
    assert len(taken) == 2
