"""Training: its data, its batches, and a real run on a tiny encoder."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import torch
from places import ROOT
from safetensors.numpy import load_file
from tiny_bert import tiny_bert

from bot.search.rerank import CrossEncoderReranker
from ingest.embedding import adapter
from ingest.training import __main__ as command
from ingest.training import cross, lora, pairs
from ingest.training.train import Trainer, TrainingSizes, TrainingStep, schedule


@pytest.fixture(scope="module")
def notes() -> list[list[pairs.TrainingSection]]:
    return pairs.read(ROOT / "data" / "training")


@pytest.fixture
def tiny(tmp_path: Path, notes: list[list[pairs.TrainingSection]]) -> Path:
    return tiny_bert(
        tmp_path / "tiny",
        (c for note in notes for s in note for c in s.text + "".join(s.questions)),
    )


def test_the_training_sections_are_whole(notes: list[list[pairs.TrainingSection]]) -> None:
    assert len(notes) > 150
    questions = [q for note in notes for section in note for q in section.questions]
    assert len(questions) == len(set(questions))
    for note in notes:
        assert 5 <= len(note) <= 8
        for section in note:
            assert len(section.questions) == 4
            assert section.text.strip()


def test_no_question_of_the_evaluation_is_trained_on(
    notes: list[list[pairs.TrainingSection]],
) -> None:
    trained = {q for note in notes for section in note for q in section.questions}
    for path in (ROOT / "tests" / "eval").glob("*.jsonl"):
        asked = {json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()}
        assert not asked & trained


def test_a_round_asks_every_section_with_its_own_questions(
    notes: list[list[pairs.TrainingSection]],
) -> None:
    answered = {s.text: s.questions for note in notes for s in note}
    made = list(pairs.batches(notes, 4, 2, Random(1)))
    assert len(made) == len(notes) // 4
    for batch in made:
        assert len(batch.questions) == len(batch.gold) == 2 * len(batch.sections)
        for question, gold in zip(batch.questions, batch.gold, strict=True):
            assert question in answered[batch.sections[gold]]


def test_a_low_rank_change_begins_as_none() -> None:
    base = torch.nn.Linear(8, 5)
    layer = lora.LowRank(base, 2)
    x = torch.randn(3, 8)
    assert torch.equal(layer(x), base(x))
    layer.b.data.fill_(1.0)
    assert not torch.allclose(layer(x), base(x))


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [schedule(share / 100) for share in range(101)]
    assert rates[0] < rates[5] < rates[10]
    assert max(rates) <= 1
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0)


@pytest.mark.slow
def test_training_lowers_the_loss_and_its_adapter_merges(
    tiny: Path, tmp_path: Path, notes: list[list[pairs.TrainingSection]]
) -> None:
    few = notes[:4]
    plan = TrainingSizes(rounds=12, rank=4, learning_rate=1e-2, notes_a_batch=2, dimension=8)
    trainer = Trainer(tiny, few, plan)
    batch = next(pairs.batches(few, 2, 2, Random(5)))
    with torch.no_grad():
        before = trainer.loss(batch)[0].item()
    steps: list[TrainingStep] = []
    trainer.run(steps.append)
    with torch.no_grad():
        after = trainer.loss(batch)[0].item()
    assert len(steps) == steps[-1].of == 24
    assert after < before
    trainer.save(tmp_path / "made.safetensors")
    untouched = load_file(tiny / "model.safetensors")
    adapter.merge(tmp_path / "made.safetensors", tiny)
    merged = load_file(tiny / "model.safetensors")
    changed = {name for name in merged if (merged[name] != untouched[name]).any()}
    assert len(changed) == 2 * 6


def test_a_question_is_read_with_its_section_and_others_of_its_note(
    notes: list[list[pairs.TrainingSection]],
) -> None:
    home = {section.text: at for at, note in enumerate(notes) for section in note}
    answered = {section.text: section.questions for note in notes for section in note}
    found = cross.cases(notes, 3, Random(2))
    assert len(found) == sum(len(questions) for questions in answered.values())
    for case in found:
        right, *others = case.sections
        assert case.question in answered[right]
        assert len({right, *others}) == 4
        assert {home[other] for other in others} == {home[right]}  # every note has five at least
    alone = [[note[0]] for note in notes[:5]]
    assert all(len(set(case.sections)) == 4 for case in cross.cases(alone, 3, Random(2)))


@pytest.mark.slow
def test_a_trained_cross_encoder_is_read_again_and_orders_as_it_did(
    tiny: Path, tmp_path: Path, notes: list[list[pairs.TrainingSection]]
) -> None:
    found = cross.cases(notes[:2], 2, Random(0))[:12]
    plan = cross.CrossTrainingSizes(rounds=60, rank=4, learning_rate=1e-2)
    trainer = cross.CrossTrainer(tiny, plan)
    losses: list[float] = []
    trainer.run(found, lambda number, of, loss, right: losses.append(loss))
    assert len(losses) == 60 * 3
    assert sum(losses[-4:]) < 0.8 * sum(losses[:4])
    with torch.no_grad():
        before = trainer.scores(found[:6])
    trainer.save(tmp_path / "made")
    reranker = CrossEncoderReranker(str(tmp_path / "made"))
    for case, row in zip(found, before, strict=False):
        again = torch.tensor(reranker.scores(case.question, case.sections))
        assert again.argmax() == row.argmax()
        assert torch.allclose(torch.logit(again), row, atol=0.5)  # bfloat16 while training


def test_a_folder_without_training_sections_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["training", "--data", str(tmp_path)])
    assert command.main() == 2
    assert str(tmp_path) in capsys.readouterr().out
