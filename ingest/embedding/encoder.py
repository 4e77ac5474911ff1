"""Runs a sentence-transformers model on the processor as fast as it goes.

What counts: the number format in which this processor is quicker; batches small enough to stay in
its caches; texts sorted by length, so that there is next to no padding; and one batch per core
instead of all cores on one batch, which would wait for the slowest of them at every layer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from ingest.embedding import late_interaction, reading
from ingest.embedding.number_format import Format
from ingest.machine.cores import cores

# Padded tokens in one batch. Texts/s of one core on an AVX2 processor, in float32: 7.2 at 256,
# 7.5 at 1024, 7.3 at 2048, 6.6 at 4096; 5.0 with 32 texts of 216 tokens in each.
# And memory: 512 takes some 150 MB less than 1536 at its peak, at about the same speed.
BATCH_TOKENS = 512
LEAST_LENGTH = 8  # prompt and special tokens make even an empty text as long
MOST_WORKERS = 8  # batches at once; more cores than that share out the work inside a batch

PackedTokens = TypeVar("PackedTokens")
GroupResult = TypeVar("GroupResult")


def read_encoder(
    folder: Path,
    threads: int | None = None,
    *,
    timings: Path | None = None,
    wanted: Format | None = None,
) -> Encoder:
    """Read the model from a folder, without the network, and set this process's threads for it:
    so many, or one for each core.

    Its format is the one that is quicker on this machine, by what is kept at `timings`, or the one
    `wanted`; see `reading.read`. Raises EmbeddingModelError when sentence-transformers can't read
    it.
    """
    count = threads or cores()
    torch.set_num_threads(count)
    # NumPy's threads go on spinning for a while after each product, in the way of torch's: a
    # question took 41 ms instead of 23. NumPy's products here are too small for threads.
    threadpool_limits(1, user_api="blas")
    projection = _projection(folder)
    model, form = reading.read(folder, timings, wanted)
    return Encoder(model, form, projection, count)


class Encoder:
    """A model in memory. `format` says how its numbers are kept there."""

    def __init__(
        self,
        model: SentenceTransformer,
        form: Format,
        projection: tuple[torch.Tensor, torch.Tensor] | None,
        threads: int,
    ) -> None:
        """`projection` makes a token's vector of what the model has of it; None for a model without
        late interaction. `threads` is how many the process has been given."""
        self.format = form
        self._model = model
        self._projection = projection
        self._threads = threads
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def counting_tokenizer(self) -> Tokenizer | None:
        """A tokenizer without limits that shares the model's vocabulary; None if it has a slow one.

        The model's own can't be used for that: its limits would have to be changed each time,
        while other threads use it.
        """
        own = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if not isinstance(own, Tokenizer):
            return None
        shared = Tokenizer(own.model)
        if own.normalizer is not None:
            shared.normalizer = own.normalizer
        if own.pre_tokenizer is not None:
            shared.pre_tokenizer = own.pre_tokenizer
        added = own.get_added_tokens_decoder().values()
        shared.add_special_tokens([token for token in added if token.special])
        shared.add_tokens([token for token in added if not token.special])
        return shared

    def encode(
        self,
        texts: Sequence[str],
        lengths: Sequence[int],
        prompt: str,
        on_done: Callable[[int], None] | None = None,
        keep: Callable[[NDArray[np.float32]], PackedTokens] | None = None,
    ) -> tuple[NDArray[np.float32], list[PackedTokens]]:
        """Vectors of length 1, a row per text in the order given, and what `keep` makes of each
        text's token vectors; nothing of the latter without `keep` or late interaction.

        `lengths` are the texts' tokens: they only shape the batches.
        """
        rows = np.empty((len(texts), 0), np.float32)
        kept: dict[int, PackedTokens] = {}
        groups = batches(lengths, self._model.max_seq_length or 512)

        def work(group: list[int]) -> tuple[list[int], NDArray[np.float32], list[PackedTokens]]:
            vectors, tokens = self._forward([prompt + texts[i] for i in group], keep is not None)
            # Done here: what waits to be fetched should be small, packed tokens are an eighth.
            return group, vectors, [keep(token) for token in tokens] if keep else []

        for group, vectors, tokens in self._each(work, groups):
            if not rows.size:
                rows = np.empty((len(texts), vectors.shape[1]), np.float32)
            rows[group] = vectors
            kept.update(zip(group, tokens, strict=False))
            if on_done is not None:
                on_done(len(group))
        return rows, [kept[index] for index in range(len(texts)) if index in kept]

    def _each(
        self, work: Callable[[list[int]], GroupResult], groups: list[list[int]]
    ) -> Iterator[GroupResult]:
        """The results of `work` as they come. If the caller stops, the rest is dropped."""
        if len(groups) == 1:
            yield work(groups[0])
            return
        futures = [self._workers().submit(work, group) for group in groups]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()

    def _workers(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                count = min(self._threads, MOST_WORKERS)
                ready = threading.Barrier(count + 1)

                def begin() -> None:
                    torch.get_num_threads()  # a thread's first call takes over the default
                    torch.set_num_threads(self._threads // count)
                    ready.wait()

                self._pool = ThreadPoolExecutor(count, "encode", initializer=begin)
                for _ in range(count):
                    self._pool.submit(int)
                ready.wait()
                # What a thread sets is its own, and also the default of threads that come later.
                torch.set_num_threads(self._threads)
            return self._pool

    def _forward(
        self, texts: list[str], with_tokens: bool = False
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        with torch.inference_mode():
            features: Any = self._model.preprocess(texts)
            first, *rest = self._model
            features = first(features)
            if "token_embeddings" in features:
                features["token_embeddings"] = features["token_embeddings"].float()
            tokens: list[NDArray[np.float32]] = []
            if with_tokens and self._projection is not None:
                lengths = features["attention_mask"].sum(dim=1).tolist()
                rows = projected(features["token_embeddings"], *self._projection).numpy()
                tokens = [row[:length] for row, length in zip(rows, lengths, strict=True)]
            for module in rest:
                features = module(features)
            vectors = torch.nn.functional.normalize(features["sentence_embedding"].float(), dim=-1)
            return vectors.numpy(), tokens


def _projection(folder: Path) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Centre and matrix of the folder's `late.Projection`."""
    read = late_interaction.read(folder)
    return (torch.from_numpy(read.centre), torch.from_numpy(read.matrix)) if read else None


def projected(tokens: torch.Tensor, centre: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Vectors of length 1, shape (…, tokens, dimension), from (…, tokens, hidden).

    The centre, a mean over many texts, goes off first: what all tokens share tells none apart.
    """
    unit = torch.nn.functional.normalize
    return unit((unit(tokens, dim=-1) - centre) @ matrix, dim=-1)


def batches(lengths: Sequence[int], max_tokens: int) -> list[list[int]]:
    """Indices of texts in batches, longest texts first, so that memory shows its peak at once."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    result: list[list[int]] = []
    for index in order:
        longest = min(lengths[result[-1][0]], max_tokens) if result else 0
        if result and (len(result[-1]) + 1) * max(longest, LEAST_LENGTH) <= BATCH_TOKENS:
            result[-1].append(index)
        else:
            result.append([index])
    return result
