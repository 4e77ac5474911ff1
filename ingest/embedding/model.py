"""What the folder of a sentence-transformers model says about itself, read without torch."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.embedding import e5, late_interaction
from ingest.errors import EmbeddingModelError

BUILT_IN = "e5-notes"
"""e5-small with the adapter that comes with the program: the default."""
AS_PUBLISHED = "e5-small"

BGE_ZH_QUERY = "为这个句子生成表示以用于检索相关文章："
SAMPLE = 1 << 16  # bytes read at each place of a big file
SAMPLES = 64


@dataclass(frozen=True)
class Model:
    """What a model's folder says about itself, read without torch."""

    folder: Path
    fingerprint: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    token_dimension: int = 0
    """Numbers of a token's own vector; 0 for a model without late interaction."""


def read_model(folder: Path, name: str, fingerprint: str | None = None) -> Model:
    """Read a model folder's own description. Raises EmbeddingModelError if there is none."""
    config = _json(folder / "config.json")
    if not isinstance(config, dict) or not config:
        raise EmbeddingModelError("embedder_bare", at=folder, own=BUILT_IN)
    query, passage = _prompts(folder, name)
    if fingerprint is None:
        fingerprint = _fingerprint(folder, query, passage)
    projection = late_interaction.read(folder)
    return Model(
        folder,
        fingerprint,
        _dimension(folder, config),
        _limit(folder, config),
        query,
        passage,
        projection.dimension if projection else 0,
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


def _json(path: Path) -> Any:
    """A JSON file's content; an empty dict when there is none or it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
