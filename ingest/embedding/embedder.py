"""Texts to vectors: the Embedder protocol, and sentence-transformers models behind it.

Opening is quick and never imports torch; the model itself, in `encode`, is read at the
first embedding, or by `load()` in the background.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from ingest.embedding import adapter, e5, late_interaction, number_format
from ingest.embedding.model import AS_PUBLISHED, BUILT_IN, Model, read_model
from ingest.errors import EmbeddingModelError
from ingest.machine.environment import set_for_models
from ingest.machine.proxies import lacking

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from ingest.embedding.encoder import Encoder

Vectors = NDArray[np.float32]
ReportStage = Callable[[str, int, int], None]

HUB = "https://huggingface.co"
QUERY_CACHE = 256  # questions whose vectors are kept


class Embedder(Protocol):
    """Turns passages and questions into vectors of length 1 that can be compared by cosine."""

    @property
    def name(self) -> str:
        """The setting it was opened by: "e5-small", a hub name or a path."""

    @property
    def fingerprint(self) -> str:
        """Identifies weights, tokenizer and prompts; the same for every number format."""

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""

    @property
    def token_dimension(self) -> int:
        """Numbers of a token's own vector; 0 for a model without late interaction."""

    @property
    def max_tokens(self) -> int:
        """Tokens of prompt and text together that the model reads; the rest is cut off."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prompt and special tokens."""

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """What `count_tokens` gives for each text, several times quicker."""

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        """One row per text, in the order given. `on_done(k)` says that k more are done."""

    def embed_chunks(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Encoded:
        """What `embed_passages` gives, with the packed token vectors if the model has them."""

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question."""

    def query_tokens(self, text: str) -> Vectors | None:
        """Vectors of a question's tokens, shape (tokens, token dimension), for `late.scores`.

        None for a model without late interaction.
        """


@dataclass(frozen=True)
class Encoded:
    """Texts as vectors of length 1, a row per text, and their packed tokens."""

    vectors: Vectors
    tokens: list[bytes]
    """One per text; empty for a model without late interaction."""


def open_embedder(
    name: str,
    cache: Path,
    *,
    on_progress: ReportStage | None = None,
    threads: int | None = None,
) -> SentenceEmbedder:
    """The embedder of that name: "e5-notes" or "e5-small", a folder, or a model of the Hugging Face
    hub.

    The first time, a built-in model is unpacked into `cache` and checked, with
    `on_progress("unpack", bytes done, bytes in all)`; a hub model is downloaded. Nothing but a hub
    name ever touches the network. Raises EmbeddingModelError when there is no such model.
    """
    timings = cache / number_format.FOLDER_NAME
    if name in (BUILT_IN, AS_PUBLISHED):
        folder = e5.unpacked(
            cache,
            partial(on_progress, "unpack") if on_progress else None,
            adapter.shipped() if name == BUILT_IN else None,
        )
        model = read_model(folder, name, e5.fingerprint(folder))
        return SentenceEmbedder(name, model, threads, timings)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _from_hub(name)
    return SentenceEmbedder(name, read_model(folder, name), threads, timings)


class SentenceEmbedder:
    """An Embedder over a sentence-transformers model in a folder. Safe to use from many threads."""

    def __init__(
        self, name: str, model: Model, threads: int | None = None, timings: Path | None = None
    ) -> None:
        """`timings` is the folder in which it is kept which number format is quicker here."""
        self.name = name
        self.model = model
        self.fingerprint = model.fingerprint
        self.dimension = model.dimension
        self.token_dimension = model.token_dimension
        self.max_tokens = model.max_tokens
        self._threads = threads
        self._timings = timings / model.fingerprint if timings else None
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        self._tokenizer: Tokenizer | None = None
        self._query = lru_cache(QUERY_CACHE)(self._embed_query)

    def load(self) -> None:
        """Read the model now. Doing it twice costs nothing."""
        self._loaded()

    @property
    def loaded(self) -> bool:
        """Whether the model has been read, so that the next question needn't wait for it."""
        return self._encoder is not None

    @property
    def format(self) -> number_format.Format:
        """The number format in use. Reads the model."""
        return self._loaded().format

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prompt and special tokens."""
        return len(self._tokens().encode(text, add_special_tokens=False))

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """What `count_tokens` gives for each text, several times quicker."""
        batch = self._tokens().encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in batch]

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        """One row per text, in the order given. `on_done(k)` says that k more are done."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        encoder = self._loaded()
        rows, _ = encoder.encode(texts, self.count_many(texts), self.model.passage_prompt, on_done)
        return rows

    def embed_chunks(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Encoded:
        """What `embed_passages` gives, with the packed token vectors if the model has them."""
        if not texts:
            return Encoded(np.empty((0, self.dimension), np.float32), [])
        encoder = self._loaded()
        rows, tokens = encoder.encode(
            texts, self.count_many(texts), self.model.passage_prompt, on_done, late_interaction.pack
        )
        return Encoded(rows, tokens)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question. The last few hundred are kept."""
        return self._query(text)[0].copy()

    def query_tokens(self, text: str) -> Vectors | None:
        """Vectors of a question's tokens without prompt and special tokens; None where the model
        has none."""
        tokens = self._query(text)[1]
        return None if tokens is None else tokens.copy()

    def _embed_query(self, text: str) -> tuple[Vectors, Vectors | None]:
        prompt = self.model.query_prompt
        rows, tokens = self._loaded().encode([text], [0], prompt, keep=lambda token: token)
        if not tokens:
            return rows.reshape(-1), None
        first = 1 + self.count_tokens(prompt)
        return rows.reshape(-1), tokens[0][first:-1]

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            with self._lock:
                if self._encoder is None:
                    self._tokenizer = None  # gives its memory, 300 MB for e5, to the model's own
                    encoder = _encoder(self.model.folder, self._threads, self._timings)
                    self._tokenizer = encoder.counting_tokenizer()
                    self._encoder = encoder
        return self._encoder

    def _tokens(self) -> Tokenizer:
        tokenizer = self._tokenizer
        if tokenizer is None:
            with self._lock:
                tokenizer = self._tokenizer or _read_tokenizer(self.model.folder)
                self._tokenizer = tokenizer
        return tokenizer


_encoders: WeakValueDictionary[tuple[Path, int | None], Encoder] = WeakValueDictionary()
"""Models in memory, as long as some embedder has them: two of one folder share 800 MB."""
_reading = threading.Lock()


def _encoder(folder: Path, threads: int | None, timings: Path | None) -> Encoder:
    set_for_models()
    from ingest.embedding.encoder import read_encoder

    with _reading:
        found = _encoders.get((folder, threads))
        if found is None:
            found = _encoders[folder, threads] = read_encoder(folder, threads, timings=timings)
        return found


def _from_hub(name: str) -> Path:
    """The folder of a hub model: the copy on this machine, else a new download."""
    set_for_models()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    wanted = ["*.json", "*.safetensors", "*.txt", "*.model", "*/config.json"]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
        except OSError:
            if problem := lacking(HUB):
                raise EmbeddingModelError(
                    "embedder_elsewhere", name=name, problem=problem
                ) from None
            return Path(snapshot_download(name, allow_patterns=wanted))
    except HFValidationError as error:
        raise EmbeddingModelError("embedder_unknown", name=name, own=BUILT_IN) from error
    except EmbeddingModelError:
        raise
    except Exception as error:  # the hub's client raises a dozen kinds, of httpx and its own
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EmbeddingModelError(
            "embedder_download", name=name, why=reason[:200], own=BUILT_IN
        ) from error


def _read_tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if path.is_file():
        tokenizer = Tokenizer.from_file(str(path))
    else:
        from transformers import AutoTokenizer

        made: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        tokenizer = made.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
