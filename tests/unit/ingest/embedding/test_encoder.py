"""The number format: bfloat16 where it is quicker and the model bears it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize

from ingest.embedding import bfloat16_copy, late_interaction, reading
from ingest.embedding.embedder import SentenceEmbedder
from ingest.embedding.encoder import read_encoder
from ingest.embedding.number_format import EXACT, HALF, Format

pytestmark = pytest.mark.slow

TEXTS = (
    "容器共用宿主机的内核，虚拟机各带一份。",
    "TCP 三次握手确认双方都能收发。",
    "Copy-on-write copies a file only when it is changed.",
)


def vectors(folder: Path, dtype: str = HALF) -> tuple[str, NDArray[np.float32]]:
    encoder = read_encoder(folder, wanted=Format(dtype, packed=True))
    return encoder.format.dtype, encoder.encode(TEXTS, [20] * len(TEXTS), "passage: ")[0]


@pytest.fixture(scope="module")
def exact(embedder: SentenceEmbedder) -> NDArray[np.float32]:
    """Vectors in float32."""
    dtype, found = vectors(embedder.model.folder, EXACT)
    assert dtype == EXACT
    return found


def test_it_is_used_where_the_vectors_stay_what_they_are(
    embedder: SentenceEmbedder, exact: NDArray[np.float32]
) -> None:
    dtype, rough = vectors(embedder.model.folder)
    assert dtype == "bfloat16"
    assert rough.dtype == np.float32
    assert not np.array_equal(rough, exact)
    assert float((rough * exact).sum(axis=1).min()) >= 0.9999  # one index may hold both


def test_a_model_that_loses_too_much_by_it_is_read_again_as_it_was(
    embedder: SentenceEmbedder, exact: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LEAST_COSINE", 1.1)  # more than any has
    monkeypatch.setattr(
        bfloat16_copy, "drop_bfloat16_copy", lambda folder: None
    )  # other tests read it
    dtype, found = vectors(embedder.model.folder)
    assert dtype == "float32"
    assert np.allclose(found, exact, atol=1e-6)


def test_the_exact_vectors_are_kept_beside_the_model_and_spare_reading_it_twice(
    embedder: SentenceEmbedder,
    exact: NDArray[np.float32],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(embedder.model.folder, folder)
    (folder / bfloat16_copy.EXACT_NAME).unlink(missing_ok=True)
    read: list[torch.dtype] = []
    as_it_was = reading.read_as

    def noted(path: Path, dtype: torch.dtype) -> SentenceTransformer:
        read.append(dtype)
        return as_it_was(path, dtype)

    monkeypatch.setattr(reading, "read_as", noted)
    dtype, first = vectors(folder)
    assert (dtype, read) == ("bfloat16", [torch.float32])
    dtype, again = vectors(folder)
    assert (dtype, read) == ("bfloat16", [torch.float32, torch.bfloat16])
    assert np.array_equal(first, again)
    weights = folder / bfloat16_copy.HALF_NAME / "model.safetensors"
    assert weights.stat().st_size < 0.6 * (folder / "model.safetensors").stat().st_size
    stored = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(stored[:1000])
    assert np.array_equal(vectors(folder)[1], first)  # read from the whole one, and kept anew
    assert weights.stat().st_size > 1000
    weights.unlink()
    weights.write_bytes(stored[: len(stored) // 2] + bytes(len(stored) - len(stored) // 2))
    dtype, found = vectors(folder)  # other numbers are told by the texts' vectors
    assert dtype == "float32"
    assert np.allclose(found, exact, atol=1e-6)
    assert bfloat16_copy.bfloat16_copy(folder) is None
    for damaged in ("", "[1, 2", '{"a": 1}', "[[1.0]]"):
        (folder / bfloat16_copy.EXACT_NAME).write_text(damaged, "utf-8")
        _, found = vectors(folder)
        assert float((found * exact).sum(axis=1).min()) >= reading.LEAST_COSINE


def test_nothing_is_written_into_a_folder_of_the_user(
    embedder: SentenceEmbedder, exact: NDArray[np.float32], tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    shutil.copytree(embedder.model.folder, folder)
    (folder / bfloat16_copy.EXACT_NAME).unlink(missing_ok=True)
    (folder / late_interaction.FILE_NAME).unlink()
    before = sorted(path.name for path in folder.iterdir())
    assert vectors(folder)[0] == "bfloat16"
    read_encoder(folder, timings=tmp_path / "formats" / "own")
    assert [path.name[:4] for path in (tmp_path / "formats").iterdir()] == ["own-"]
    assert sorted(path.name for path in folder.iterdir()) == before


def test_without_room_for_a_half_nothing_is_left_of_it(
    embedder: SentenceEmbedder, tmp_path: Path
) -> None:
    (tmp_path / late_interaction.FILE_NAME).touch()  # a folder of ours
    model = reading.read_as(embedder.model.folder, torch.bfloat16)
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, room[1]))
    try:
        bfloat16_copy.keep_bfloat16_copy(tmp_path, model)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)
        signal.signal(signal.SIGXFSZ, before)
    assert [path.name for path in tmp_path.iterdir()] == [late_interaction.FILE_NAME]


def test_a_half_that_was_never_finished_is_swept_once_nobody_can_be_at_it(tmp_path: Path) -> None:
    (tmp_path / late_interaction.FILE_NAME).touch()  # a folder of ours
    old, new = (tmp_path / f".{bfloat16_copy.HALF_NAME}.part-{name}" for name in ("old", "new"))
    for part in (old, new):
        part.mkdir()
        (part / "model.safetensors").touch()
    os.utime(old, (time.time(), time.time() - 2 * bfloat16_copy.ABANDONED_S))
    model = SentenceTransformer(modules=[Normalize()], device="cpu")
    bfloat16_copy.keep_bfloat16_copy(tmp_path, model)
    assert not old.exists()
    assert new.exists()
    assert bfloat16_copy.bfloat16_copy(tmp_path)
