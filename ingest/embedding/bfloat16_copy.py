"""What is kept beside an unpacked model, so that reading it in bfloat16 takes little memory.

The model's own file holds float32: 450 MB of it would be in memory while half as much is made of
them. So the halves are kept as a model of their own, with the exact vectors of some texts, by which
it is checked each time it has been read.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer

from ingest.embedding import late_interaction
from ingest.machine.cache import write_whole

EXACT_NAME = "exact.json"
HALF_NAME = "bfloat16"
ABANDONED_S = 3600.0
"""After so long a copy that is not whole was left by a process that died: one takes seconds."""


def exact_vectors(folder: Path) -> NDArray[np.float32] | None:
    """The texts' vectors in float32, shape (texts, dimension); None where none are kept."""
    try:
        return np.array(json.loads((folder / EXACT_NAME).read_text("utf-8")), np.float32)
    except (OSError, ValueError, TypeError):
        return None


def keep_exact(folder: Path, vectors: NDArray[np.float32]) -> None:
    """Keep them beside a model that was unpacked here; a user's own folder is left as it is."""
    if _is_ours(folder):
        with suppress(OSError):  # a folder that can't be written costs memory, nothing else
            write_whole(folder / EXACT_NAME, json.dumps(vectors.tolist()))


def bfloat16_copy(folder: Path) -> Path | None:
    """The model in bfloat16 that is kept beside the one in a folder, if any."""
    found = folder / HALF_NAME
    return found if found.is_dir() else None


def keep_bfloat16_copy(folder: Path, model: SentenceTransformer) -> None:
    """Keep a model, in bfloat16 already, beside the one that it was read from: 250 MB on disk."""
    if not _is_ours(folder) or bfloat16_copy(folder):
        return
    for left in folder.glob(f".{HALF_NAME}.part-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(left)
    part = folder / f".{HALF_NAME}.part-{secrets.token_hex(6)}"
    try:
        model.save(str(part), create_model_card=False)
        part.rename(folder / HALF_NAME)
    except (OSError, SafetensorError):  # no room, or another process was first
        shutil.rmtree(part, ignore_errors=True)


def drop_bfloat16_copy(folder: Path) -> None:
    """Remove one that can't be read or is not what it should be."""
    shutil.rmtree(folder / HALF_NAME, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    return (folder / late_interaction.FILE_NAME).is_file()
