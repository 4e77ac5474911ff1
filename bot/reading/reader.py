"""What an answer makes of statements, whether passages answer a question: a trained reader."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import torch

from bot.reading.cross_encoder import CrossEncoder, PairTokenizer, TokenPairs

FILE_NAME = "reader.safetensors"
BATCH_TOKENS = 2048
"""Padded tokens that are read at once."""


@dataclass(frozen=True)
class SaidShares:
    """How sure it is what an answer makes of a statement: four shares of 1."""

    said: float
    partly: float
    missing: float
    opposite: float


@dataclass(frozen=True)
class AnswersShares:
    """How sure it is that a passage answers a question, only seems to, or doesn't: shares of 1."""

    answers: float
    near: float
    no: float


class PairReader:
    """Reads pairs of texts. Safe to use from many threads, one at a time."""

    def __init__(self, model: CrossEncoder, tokenizer: PairTokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._lock = threading.Lock()

    def said(self, question: str, statements: Sequence[str], answer: str) -> list[SaidShares]:
        """What an answer to a question makes of each statement."""
        pairs = [(asked_statement(question, one), answer) for one in statements]
        return [SaidShares(*row) for row in self.shares(pairs, "grade")]

    def answering(self, question: str, passages: Sequence[str]) -> list[AnswersShares]:
        """Whether each passage, its headings before it, answers a question."""
        pairs = [(question, passage) for passage in passages]
        return [AnswersShares(*row) for row in self.shares(pairs, "answers")]

    def shares(self, pairs: Sequence[tuple[str, str]], head: str) -> list[list[float]]:
        """For each pair, how sure each thing is that a head tells apart."""
        lengths = [len(first) + len(second) for first, second in pairs]
        order = sorted(range(len(pairs)), key=lambda at: -lengths[at])
        found: list[list[float]] = [[] for _ in pairs]
        with self._lock, torch.inference_mode():
            while order:
                batch = self._tokenizer([pairs[at] for at in order[:1]])
                count = max(1, BATCH_TOKENS // batch.ids.shape[1])
                places, order = order[:count], order[count:]
                batch = self._tokenizer([pairs[at] for at in places])
                for at, row in zip(places, self._read(batch, head), strict=True):
                    found[at] = row
        return found

    def _read(self, batch: TokenPairs, head: str) -> list[list[float]]:
        rows: list[list[float]] = self._model(batch, head).softmax(-1).tolist()
        return rows


def asked_statement(question: str, statement: str) -> str:
    """A statement as the reader is shown it: behind the question, which may name its subject."""
    return f"{question} {statement}"


def shipped() -> Path:
    """The file of trained changes in the installed program."""
    return Path(str(resources.files(__package__).joinpath(FILE_NAME)))
