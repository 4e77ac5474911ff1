"""Reads a model into memory, in the number format that is quicker on this machine.

No format is taken unless it leaves the vectors of some texts what they are in plain float32.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer

from ingest.embedding import bfloat16_copy, format_timing, number_format, packing
from ingest.embedding.number_format import EXACT, HALF, Format, Timing
from ingest.errors import EmbeddingModelError

LEAST_COSINE = 0.999  # of bfloat16 to float32
CHECK_TEXTS = (
    "Docker 和虚拟机有什么区别？",
    "Copy-on-write: a layer is copied only when a container writes to it.",
    "线程共享进程的地址空间，切换比进程快，但一个线程崩溃会拖垮整个进程。" * 4,
    "for i in range(10):\n    print(i)",
)
PASSAGE = CHECK_TEXTS[2] * 2
"""A text of 200 tokens for e5."""
QUESTION = "线程和进程有什么区别，各自适合什么场景？"
"""A question of 18 tokens for e5, with its prompt."""


def read(
    folder: Path, timings: Path | None, wanted: Format | None
) -> tuple[SentenceTransformer, Format]:
    """The model in a folder and the format that it is in: the one `wanted`, else the quicker one.

    Which is quicker is measured where no file that begins with `timings` tells it for this machine,
    and then kept there. Raises EmbeddingModelError when sentence-transformers can't read the model.
    """
    model: SentenceTransformer | None = None
    if wanted is None:
        capabilities: Any = torch.cpu.get_capabilities()
        machine = number_format.machine(capabilities, torch.__version__)
        file = number_format.file_for(timings, machine) if timings else None
        kept = number_format.read(file, machine) if file else None
        if kept is None:
            model = read_as(folder, torch.float32)
            kept = measured(model)
            if file:
                number_format.keep(file, machine, kept)
        wanted = number_format.chosen(kept)
    dtype = EXACT
    if wanted.dtype == HALF:
        model, dtype = _in_half(folder, model)
    if model is None:
        model = read_as(folder, torch.float32)
    return model, Format(dtype, wanted.packed and _pack(model))


def measured(model: SentenceTransformer) -> dict[Format, Timing]:
    """How quick the number formats are on this machine, for a model in plain float32."""
    encoder: Any = model[0]
    return format_timing.timings(
        encoder,
        lambda: encoder(model.preprocess([PASSAGE, PASSAGE])),
        lambda: encoder(model.preprocess([QUESTION])),
    )


def read_as(folder: Path, dtype: torch.dtype) -> SentenceTransformer:
    """The model in a folder, as it is there except for the number format.

    Raises EmbeddingModelError when sentence-transformers can't read it.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
        )
    except (OSError, ValueError, ImportError, RuntimeError, KeyError, SafetensorError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise EmbeddingModelError("embedder_unreadable", at=folder, why=reason) from error
    # The first call sets the tokenizer's limits. Done by two threads at once, that would fail.
    model.preprocess(["x"])
    return model.eval()


def _in_half(
    folder: Path, model: SentenceTransformer | None
) -> tuple[SentenceTransformer | None, str]:
    """The model in bfloat16 if that hardly changes the check texts' vectors, else none of them.

    `model` is the one in plain float32, if it has been read; it is changed.
    """
    exact = bfloat16_copy.exact_vectors(folder)
    if model is None and exact is None:
        model = read_as(folder, torch.float32)
    if model is not None:
        exact = _vectors(model)
        bfloat16_copy.keep_exact(folder, exact)
        model[0].to(torch.bfloat16)
    else:
        model = _read_half(folder)
    rough = _vectors(model)
    assert exact is not None
    if exact.shape == rough.shape and (exact * rough).sum(axis=1).min() >= LEAST_COSINE:
        bfloat16_copy.keep_bfloat16_copy(folder, model)
        return model, HALF
    bfloat16_copy.drop_bfloat16_copy(folder)
    return None, EXACT


def _read_half(folder: Path) -> SentenceTransformer:
    kept = bfloat16_copy.bfloat16_copy(folder)
    if kept:
        try:
            return read_as(kept, torch.bfloat16)
        except EmbeddingModelError:
            bfloat16_copy.drop_bfloat16_copy(folder)
    return read_as(folder, torch.bfloat16)


def _pack(model: SentenceTransformer) -> bool:
    """Pack the linear layers if the check texts' vectors stay what they are; whether they did."""
    plain = _vectors(model)
    replaced = packing.pack(model)
    try:
        if replaced and (plain * _vectors(model)).sum(axis=1).min() >= LEAST_COSINE:
            return True
    except (RuntimeError, AttributeError, TypeError):  # a model that uses its layers otherwise
        pass
    packing.restore(replaced)
    return False


def _vectors(model: SentenceTransformer) -> NDArray[np.float32]:
    """Vectors of the check texts: a row of length 1 for each text, in order."""
    with torch.inference_mode():
        features: Any = model.preprocess(list(CHECK_TEXTS))
        for module in model:
            features = module(features)
            if "token_embeddings" in features:
                features["token_embeddings"] = features["token_embeddings"].float()
        rows = torch.nn.functional.normalize(features["sentence_embedding"].float(), dim=-1)
        result: NDArray[np.float32] = rows.numpy()
        return result
