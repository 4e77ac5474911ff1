"""Trains adapter and projection: a question against the sections of a few notes (InfoNCE)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from ingest.embedding import adapter, e5
from ingest.embedding.encoder import projected
from ingest.training import lora, pairs

MAX_SECTION_TOKENS, MAX_QUESTION_TOKENS = 300, 64
SAMPLE = 128
"""Sections from which centre and first projection are taken."""


@dataclass(frozen=True)
class TrainingSizes:
    """Sizes of a training run."""

    rounds: float = 3.0
    """How often every section is seen, with two of its questions each time."""
    rank: int = 16
    learning_rate: float = 3e-4
    notes_a_batch: int = 4
    questions_a_section: int = 2
    dimension: int = 128
    dense_temperature: float = 0.02
    late_temperature: float = 0.04
    seed: int = 0


@dataclass(frozen=True)
class TrainingStep:
    """What a step came to; shares are of questions that find their section among the batch's."""

    number: int
    of: int
    loss: float
    dense_right: float
    late_right: float


class Trainer:
    """The encoder with what is trained about it."""

    def __init__(
        self, folder: Path, notes: Sequence[Sequence[pairs.TrainingSection]], plan: TrainingSizes
    ) -> None:
        """Read the unpacked model from a folder."""
        from transformers import AutoTokenizer, BertModel

        torch.manual_seed(plan.seed)
        self.plan, self.notes = plan, notes
        self._rng = Random(plan.seed)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = BertModel.from_pretrained(
            str(folder), add_pooling_layer=False, local_files_only=True
        )
        self._model.train(False)  # no dropout: what is trained is small
        self._low_rank = lora.add(self._model, plan.rank)
        self._centre, self._projection = self._axes()
        self._prompt = len(self._tokenizer(e5.PROMPTS["query"])["input_ids"]) - 1

    def run(self, on_step: Callable[[TrainingStep], None]) -> None:
        """Train to the plan's end."""
        plan = self.plan
        trained = [p for entry in self._low_rank.values() for p in (entry.a, entry.b)]
        trained.append(self._projection)
        optimiser = torch.optim.AdamW(trained, lr=plan.learning_rate, weight_decay=0.01)
        steps = int(plan.rounds * (len(self.notes) // plan.notes_a_batch))
        number = 0
        while number < steps:
            for batch in pairs.batches(
                self.notes, plan.notes_a_batch, plan.questions_a_section, self._rng
            ):
                for group in optimiser.param_groups:
                    group["lr"] = plan.learning_rate * schedule(number / steps)
                loss, dense_right, late_right = self.loss(batch)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(trained, 1.0)
                optimiser.step()
                number += 1
                on_step(TrainingStep(number, steps, loss.item(), dense_right, late_right))
                if number >= steps:
                    return

    def loss(self, batch: pairs.Batch) -> tuple[Tensor, float, float]:
        """Loss of a batch, and which share of its questions each score answers rightly."""
        sections, mask, section_vectors = self._encode(
            [e5.PROMPTS["document"] + text for text in batch.sections], MAX_SECTION_TOKENS
        )
        questions, asked, question_vectors = self._encode(
            [e5.PROMPTS["query"] + text for text in batch.questions], MAX_QUESTION_TOKENS
        )
        gold = torch.tensor(batch.gold)
        dense = question_vectors @ section_vectors.T / self.plan.dense_temperature
        late = self._late(questions, asked, sections, mask) / self.plan.late_temperature
        loss = cross_entropy(dense, gold) + cross_entropy(late, gold)
        loss = loss + 0.5 * cross_entropy(dense + late, gold)
        right = [(score.argmax(1) == gold).float().mean().item() for score in (dense, late)]
        return loss, right[0], right[1]

    def save(self, path: Path) -> None:
        """Write the adapter; the projection is turned so that its numbers are spread evenly, which
        four bits each need and scores don't notice."""
        rng = np.random.default_rng(self.plan.seed)
        turn = np.linalg.qr(rng.normal(size=(self.plan.dimension, self.plan.dimension)))[0]
        turned = self._projection.detach() @ torch.tensor(turn, dtype=torch.float32)
        tensors = {adapter.CENTRE: self._centre, adapter.PROJECTION: turned.contiguous()}
        for name, entry in self._low_rank.items():
            tensors[f"{name}.a"] = entry.a.detach().half().contiguous()
            tensors[f"{name}.b"] = entry.b.detach().half().contiguous()
        save_file(tensors, path)

    def _late(self, questions: Tensor, asked: Tensor, sections: Tensor, mask: Tensor) -> Tensor:
        """Late interaction of every question with every section, shape (questions, sections)."""
        ours = self._project(questions)[:, self._prompt :]
        similarities = torch.einsum("qtd,nsd->qnts", ours, self._project(sections))
        best = similarities.masked_fill(mask[None, :, None, :] == 0, -9.0).amax(-1)
        weights = asked[:, self._prompt :].float().clone()
        weights[torch.arange(len(weights)), asked.sum(1) - self._prompt - 1] = 0  # </s>
        return (best * weights[:, None]).sum(-1) / weights.sum(-1)[:, None]

    def _project(self, tokens: Tensor) -> Tensor:
        return projected(tokens, self._centre, self._projection)

    def _encode(self, texts: Sequence[str], limit: int) -> tuple[Tensor, Tensor, Tensor]:
        """Token vectors, their mask, and the vectors of the texts."""
        inputs = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=limit, return_tensors="pt"
        )
        hidden = self._model(**inputs).last_hidden_state
        mask = inputs["attention_mask"]
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return hidden, mask, normalize(pooled, dim=-1)

    def _axes(self) -> tuple[Tensor, nn.Parameter]:
        """Mean of the token vectors of some sections, and the axes along which they differ most."""
        sections = [section for note in self.notes for section in note]
        with torch.inference_mode():
            found = [
                normalize(self._encode([section.text], MAX_SECTION_TOKENS)[0][0], dim=-1)
                for section in self._rng.sample(sections, min(SAMPLE, len(sections)))
            ]
            tokens = torch.cat(found)
            centre = tokens.mean(0)
            scatter = ((tokens - centre).T @ (tokens - centre)).double()
            axes = torch.linalg.eigh(scatter)[1].flip(1)[:, : self.plan.dimension].float()
        return centre.clone(), nn.Parameter(axes.clone().contiguous())


def schedule(share: float) -> float:
    """Factor of the learning rate after a share of the steps: a short rise, then half a cosine."""
    return min(1.0, (share + 0.01) / 0.1) * 0.5 * (1 + math.cos(math.pi * share))
