"""A BERT that reads two texts together, with a head for each kind of thing it is asked about them.

Only the layers are trained: what words and places mean at first is the embedding model's, read from
its folder row by row, so that nothing of it stands in memory twice.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

HEADS: Mapping[str, tuple[str, ...]] = {
    "grade": ("said", "partly", "not", "opposite"),
    "answers": ("answers", "near", "no"),
}
"""What each head tells apart: an answer held against a statement, a passage against a question."""

DROPOUT = 0.1
MOST_TOKENS = 256
"""Of both texts together; of the longer one the end is left out."""

WORDS = "embeddings.word_embeddings.weight"


class CrossEncoder(nn.Module):
    """Two texts -> numbers, one for each thing that a head tells apart."""

    def __init__(self, folder: Path) -> None:
        """Begin with the encoder in a Hugging Face folder of a BERT."""
        from transformers import BertConfig, BertModel

        super().__init__()
        config: Any = BertConfig.from_pretrained(str(folder), local_files_only=True)
        width = int(config.hidden_size)
        file = folder / "model.safetensors"
        self.words = WordVectors(file)
        config.vocab_size = 1  # word vectors come from the file
        self.bert: Any = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict(
            {name: value for name, value in _tensors(file, skip={WORDS}) if "pooler" not in name},
            strict=False,
        )
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False
        self.heads = nn.ModuleDict(
            {
                name: nn.Sequential(
                    nn.Linear(3 * width, width),
                    nn.GELU(),
                    nn.Dropout(DROPOUT),
                    nn.Linear(width, len(told)),
                )
                for name, told in HEADS.items()
            }
        )

    def forward(self, pairs: TokenPairs, head: str) -> Tensor:
        """Logits of shape (pairs, things told apart)."""
        hidden = self.bert(
            inputs_embeds=self.words(pairs.ids), attention_mask=pairs.mask
        ).last_hidden_state.float()
        means = [
            (hidden * side[..., None]).sum(1) / side.sum(1, keepdim=True).clamp(min=1)
            for side in (pairs.first, pairs.second)
        ]
        logits: Tensor = self.heads[head](torch.cat([hidden[:, 0], *means], dim=-1))
        return logits


class WordVectors:
    """The rows of a word embedding in a safetensors file; only those asked for are read."""

    def __init__(self, file: Path) -> None:
        header, start = _header(file)
        entry = header[WORDS]
        self._rows: NDArray[np.float32] = np.memmap(
            file,
            np.dtype("<f4"),
            "r",
            start + entry["data_offsets"][0],
            tuple(entry["shape"]),
        )

    def __call__(self, ids: Tensor) -> Tensor:
        """Vectors of shape (…, width)."""
        return torch.from_numpy(self._rows[ids.numpy()])


class TokenPairs:
    """Pairs of texts as numbers: tokens, which of them count, and which belong to which text."""

    def __init__(self, rows: Sequence[Any], pad: int) -> None:
        """`rows` are encodings of the tokenizer."""
        size = (len(rows), max(len(row.ids) for row in rows))
        self.ids = torch.full(size, pad)
        self.mask = torch.zeros(size)
        self.first, self.second = torch.zeros(size), torch.zeros(size)
        for at, row in enumerate(rows):
            count = len(row.ids)
            self.ids[at, :count] = torch.tensor(row.ids)
            self.mask[at, :count] = 1
            for side, mask in enumerate((self.first, self.second)):
                mask[at, :count] = torch.tensor([float(own == side) for own in row.sequence_ids])


class PairTokenizer:
    """Two texts -> tokens, as the encoder in a folder reads them."""

    def __init__(self, folder: Path, most_tokens: int = MOST_TOKENS) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(most_tokens, strategy="longest_first")
        self._pad = int(self._tokenizer.token_to_id("<pad>") or 0)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> TokenPairs:
        """The pairs, padded to the longest."""
        return TokenPairs(self._tokenizer.encode_batch(list(pairs)), self._pad)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, at most those that are read of it."""
        return [len(one.ids) for one in self._tokenizer.encode_batch(list(texts))]


def _header(file: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its tensors, and where they begin."""
    with file.open("rb") as opened:
        (size,) = struct.unpack("<Q", opened.read(8))
        header: dict[str, Any] = json.loads(opened.read(size))
    return header, 8 + size


def _tensors(file: Path, skip: set[str]) -> list[tuple[str, Tensor]]:
    from safetensors import safe_open

    with safe_open(str(file), framework="pt") as opened:
        names: list[str] = list(opened.keys())
        return [(name, opened.get_tensor(name)) for name in names if name not in skip]
