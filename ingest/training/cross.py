"""Trains a cross-encoder, low-rank changes to the encoder and a head: to be measured, and for who
has the time for it (RERANKER=FOLDER).

It reads a question together with its section and with others of the same note, and learns which it
is. What comes of it: docs/ablation.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ingest.embedding.encoder import read_encoder
from ingest.embedding.number_format import HALF
from ingest.training import lora, pairs
from ingest.training.train import schedule

MAX_TOKENS = 192
"""Tokens of a question and a section together, at most."""


@dataclass(frozen=True)
class CrossTrainingSizes:
    """Sizes of a training run."""

    rounds: float = 1.0
    """How often every question is seen."""
    rank: int = 16
    learning_rate: float = 5e-4
    questions_a_batch: int = 4
    wrong: int = 2
    """Other sections that a question is read with: of its note, as far as there are so many."""
    seed: int = 0


@dataclass(frozen=True)
class Case:
    """A question, its section first and others behind it."""

    question: str
    sections: tuple[str, ...]


def cases(notes: Sequence[Sequence[pairs.TrainingSection]], wrong: int, rng: Random) -> list[Case]:
    """Every question once, in random order."""
    everything = [section for note in notes for section in note]
    found: list[Case] = []
    for note in notes:
        for section in note:
            others = [other for other in note if other is not section]
            for question in section.questions:
                chosen = rng.sample(others, min(wrong, len(others)))
                while len(chosen) < wrong:
                    other = rng.choice(everything)
                    if other is not section and other not in chosen:
                        chosen.append(other)
                texts = (section.text, *(other.text for other in chosen))
                found.append(Case(question, texts))
    rng.shuffle(found)
    return found


class CrossTrainer:
    """A BERT that gives a pair of texts one number, with what is trained about it."""

    def __init__(self, folder: Path, plan: CrossTrainingSizes) -> None:
        """Begin with the encoder in a folder."""
        from transformers import AutoTokenizer, BertForSequenceClassification
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # the head is new: no news
        torch.manual_seed(plan.seed)
        self.plan = plan
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = BertForSequenceClassification.from_pretrained(
            str(folder), num_labels=1, local_files_only=True
        )
        self._model.train(False)  # no dropout: what is trained is small
        self._low_rank = lora.add(self._model.bert, plan.rank)
        bert: Any = self._model.bert
        pooler = bert.pooler.dense
        nn.init.eye_(pooler.weight)  # an encoder that pools by the mean has none of its own
        nn.init.zeros_(pooler.bias)
        head = [*bert.pooler.parameters(), *self._model.classifier.parameters()]
        for parameter in head:
            parameter.requires_grad = True
        changes = [p for entry in self._low_rank.values() for p in (entry.a, entry.b)]
        self._trained = [*changes, *head]
        self._half = read_encoder(folder).format.dtype == HALF

    def run(self, found: Sequence[Case], on_step: Callable[[int, int, float, float], None]) -> None:
        """Train over the cases; `on_step(number, of, loss, share right)` after each step."""
        plan = self.plan
        optimiser = torch.optim.AdamW(self._trained, lr=plan.learning_rate, weight_decay=0.01)
        size = plan.questions_a_batch
        steps = int(plan.rounds * (len(found) // size))
        for number in range(steps):
            start = number % (len(found) // size) * size
            for group in optimiser.param_groups:
                group["lr"] = plan.learning_rate * schedule(number / steps)
            scores = self.scores(found[start : start + size])
            gold = torch.zeros(len(scores), dtype=torch.long)
            loss = cross_entropy(scores, gold)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self._trained, 1.0)
            optimiser.step()
            on_step(number + 1, steps, loss.item(), (scores.argmax(1) == 0).float().mean().item())

    def scores(self, found: Sequence[Case]) -> Tensor:
        """Shape (cases, 1 + wrong), the right section's first."""
        texts = [text for case in found for text in case.sections]
        inputs = self._tokenizer(
            [case.question for case in found for _ in case.sections],
            texts,
            padding=True,
            truncation="only_second",
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        with torch.autocast("cpu", torch.bfloat16, enabled=self._half):
            logits: Tensor = self._model(**inputs).logits
        return logits.float().reshape(len(found), -1)

    def save(self, folder: Path) -> None:
        """Write the whole model as sentence-transformers' CrossEncoder reads it."""
        for name, entry in self._low_rank.items():
            entry.base.weight.data += entry.b.detach() @ entry.a.detach()
            owner, _, attribute = name.rpartition(".")
            setattr(self._model.bert.get_submodule(owner), attribute, entry.base)
        self._low_rank = {}
        self._model.config.sentence_transformers = {}
        self._model.save_pretrained(folder)
        self._tokenizer.model_max_length = MAX_TOKENS
        self._tokenizer.save_pretrained(folder)
