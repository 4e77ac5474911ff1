"""The adapter that turns e5-small into a finder of notes: low-rank changes to its matrices (LoRA,
Hu et al., 2021), and the projection of its token vectors. Made by `python -m ingest.training`."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from importlib import resources
from pathlib import Path

import numpy as np

from ingest.embedding import late_interaction

FILE_NAME = "e5-notes.safetensors"
CENTRE, PROJECTION = "late.centre", "late.projection"


def shipped() -> Path:
    """The adapter's file in the installed program."""
    return Path(str(resources.files(__package__).joinpath(FILE_NAME)))


def digest(path: Path) -> str:
    """Names an adapter's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def merge(path: Path, folder: Path) -> None:
    """Add an adapter to the model in a folder, in place.

    `<matrix>.a` of shape (rank, in) and `<matrix>.b` of shape (out, rank) change the matrix by
    b @ a. Raises KeyError if the model lacks a matrix of that name.
    """
    from safetensors.numpy import load_file, save_file

    tensors = load_file(path)
    projection = {
        "centre": tensors[CENTRE].astype(np.float32),
        "projection": tensors[PROJECTION].astype(np.float32),
    }
    names = sorted(name.removesuffix(".a") for name in tensors if name.endswith(".a"))
    with (folder / "model.safetensors").open("r+b") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        for name in names:
            entry = header[f"{name}.weight"]
            start, end = entry["data_offsets"]
            file.seek(8 + size + start)
            matrix = np.frombuffer(file.read(end - start), "<f4").reshape(entry["shape"])
            change = tensors[f"{name}.b"].astype(np.float32) @ tensors[f"{name}.a"]
            file.seek(8 + size + start)
            file.write((matrix + change).astype("<f4").tobytes())
        file.flush()
        os.fsync(file.fileno())
    save_file(projection, folder / late_interaction.FILE_NAME)
