"""The adapter: what merging changes in a model's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from ingest.embedding import adapter, late_interaction

ONE, TWO = "encoder.layer.0.attention.self.query", "encoder.layer.0.output.dense"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    tensors = {
        f"{name}.{kind}": rng.normal(size=shape).astype(np.float32)
        for name in (ONE, TWO)
        for kind, shape in (("weight", (6, 4)), ("bias", (6,)))
    }
    save_file(tensors, tmp_path / "model.safetensors")
    return tmp_path


def write(path: Path, *names: str) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    made: dict[str, Any] = {
        adapter.CENTRE: np.ones(6, np.float32),
        adapter.PROJECTION: np.eye(6, 2, k=1, dtype=np.float32),
    }
    for name in names:
        made[f"{name}.a"] = rng.normal(size=(3, 4)).astype(np.float16)
        made[f"{name}.b"] = rng.normal(size=(6, 3)).astype(np.float16)
    save_file(made, path)
    return made


def test_a_matrix_is_changed_by_the_product_and_nothing_else_is(folder: Path) -> None:
    before = load_file(folder / "model.safetensors")
    made = write(folder / "adapter", ONE)
    adapter.merge(folder / "adapter", folder)
    after = load_file(folder / "model.safetensors")
    change = made[f"{ONE}.b"].astype(np.float32) @ made[f"{ONE}.a"].astype(np.float32)
    assert np.allclose(after[f"{ONE}.weight"], before[f"{ONE}.weight"] + change, atol=1e-5)
    for name in before.keys() - {f"{ONE}.weight"}:
        assert (before[name] == after[name]).all()


def test_the_projection_of_tokens_comes_along(folder: Path) -> None:
    write(folder / "adapter", ONE, TWO)
    adapter.merge(folder / "adapter", folder)
    project = late_interaction.read(folder)
    assert project is not None
    assert project.dimension == 2
    assert (project.centre == 1).all()


def test_a_matrix_that_the_model_lacks_is_an_error(folder: Path) -> None:
    write(folder / "adapter", "encoder.layer.7.output.dense")
    with pytest.raises(KeyError, match=r"layer\.7"):
        adapter.merge(folder / "adapter", folder)


def test_the_shipped_adapter_is_for_every_layer_and_small() -> None:
    path = adapter.shipped()
    tensors = load_file(path)
    matrices = {name.removesuffix(".a") for name in tensors if name.endswith(".a")}
    assert len(matrices) == 12 * 6
    assert tensors[adapter.PROJECTION].shape == (384, 128)
    assert all(np.isfinite(tensor).all() for tensor in tensors.values())
    assert path.stat().st_size < 5_000_000
    assert len(adapter.digest(path)) == 12
