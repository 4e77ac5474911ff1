"""Runs a sentence-transformers model on the processor as fast as it goes.

Three things count here, in this order: bfloat16 where the processor computes in it, batches small
enough to stay in its caches, and no padding to speak of (texts sorted by length).
"""

import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from ingest.errors import EmbeddingModelError

BATCH_TOKENS = 2048  # padded tokens in one batch
LEAST_COSINE = 0.999  # of bfloat16 to float32
CHECK_TEXTS = (
    "Docker 和虚拟机有什么区别？",
    "Copy-on-write: a layer is copied only when a container writes to it.",
    "线程共享进程的地址空间，切换比进程快，但一个线程崩溃会拖垮整个进程。" * 4,
    "for i in range(10):\n    print(i)",
)


def bfloat16_in_hardware() -> bool:
    """Whether this processor multiplies bfloat16 matrices itself; emulated, it is slower."""
    x86 = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    if any(getattr(torch.cpu, name, lambda: False)() for name in x86):
        return True
    if os.uname().machine in ("aarch64", "arm64") if hasattr(os, "uname") else False:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return False


class Encoder:
    """A model in memory. `dtype` says which number format it computes in."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Read the model from a folder, without the network.

        Raises EmbeddingModelError when sentence-transformers can't read it.
        """
        if threads is not None:
            torch.set_num_threads(max(1, threads))
        self._model = _read(folder)
        self.dtype = "float32"
        if bfloat16_in_hardware():
            self._try_bfloat16(folder)

    def encode(
        self,
        texts: Sequence[str],
        lengths: Sequence[int],
        prompt: str,
        on_done: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Vectors of length 1, a row per text in the order given.

        `lengths` are the texts' tokens: they only shape the batches.
        """
        rows: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(texts)
        for batch in batches(lengths, self._model.max_seq_length or 512):
            vectors = self._forward([prompt + texts[index] for index in batch])
            for index, vector in zip(batch, vectors, strict=True):
                rows[index] = vector
            if on_done is not None:
                on_done(len(batch))
        return np.stack(rows)

    def _forward(self, texts: list[str]) -> NDArray[np.float32]:
        with torch.inference_mode():
            features: Any = self._model.preprocess(texts)
            first, *rest = self._model
            features = first(features)
            if "token_embeddings" in features:
                features["token_embeddings"] = features["token_embeddings"].float()
            for module in rest:
                features = module(features)
            vectors = torch.nn.functional.normalize(features["sentence_embedding"].float(), dim=-1)
            result: NDArray[np.float32] = vectors.numpy()
            return result

    def _try_bfloat16(self, folder: Path) -> None:
        exact = self._forward(list(CHECK_TEXTS))
        self._model[0].to(torch.bfloat16)
        rough = self._forward(list(CHECK_TEXTS))
        if float((exact * rough).sum(axis=1).min()) >= LEAST_COSINE:
            self.dtype = "bfloat16"
        else:
            self._model = _read(folder)


def batches(lengths: Sequence[int], max_tokens: int) -> list[list[int]]:
    """Indices of texts in batches, longest texts first, so that memory shows its peak at once."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    result: list[list[int]] = []
    for index in order:
        longest = min(lengths[result[-1][0]], max_tokens) if result else 0
        if result and (len(result[-1]) + 1) * max(longest, 1) <= BATCH_TOKENS:
            result[-1].append(index)
        else:
            result.append([index])
    return result


def _read(folder: Path) -> SentenceTransformer:
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        raise EmbeddingModelError(
            f"The embedding model in {folder} can't be read: {str(error).splitlines()[0]}"
        ) from error
    return model.eval()
