"""The reader: pairs of texts in, shares of 1 out; what training changed survives being kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_bert import tiny_bert
from transformers import BertModel

from bot.reading import weights
from bot.reading.cross_encoder import HEADS, CrossEncoder, PairTokenizer
from bot.reading.reader import PairReader

TEXTS = ["容器共享宿主机的内核。", "A container shares the kernel of its host.", "不知道", "x" * 90]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bert(tmp_path / "tiny", "".join(TEXTS))


def reader(model: CrossEncoder, folder: Path) -> PairReader:
    model.train(False)
    return PairReader(model, PairTokenizer(folder))


def changed(folder: Path) -> CrossEncoder:
    """A reader as if it had been trained: every layer is a little different."""
    torch.manual_seed(1)
    model = CrossEncoder(folder)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.02 * torch.randn_like(parameter))
    return model


def test_shares_come_in_the_order_of_the_pairs_and_sum_to_one(folder: Path) -> None:
    own = reader(changed(folder), folder)
    pairs = [(first, second) for first in TEXTS for second in TEXTS]
    together = own.shares(pairs, "grade")
    assert all(len(row) == len(HEADS["grade"]) for row in together)
    assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in together)
    for pair, row in zip(pairs, together, strict=True):
        assert own.shares([pair], "grade")[0] == pytest.approx(row, abs=1e-4)


def test_many_pairs_are_read_in_several_batches(folder: Path) -> None:
    own = reader(changed(folder), folder)
    pairs = [(TEXTS[0], text) for text in TEXTS] * 40
    rows = own.shares(pairs, "answers")
    assert rows[:4] == [pytest.approx(row, abs=1e-4) for row in rows[-4:]]
    assert own.shares([], "answers") == []


def test_an_untrained_reader_sees_what_the_encoder_sees(folder: Path) -> None:
    model = CrossEncoder(folder)
    model.train(False)
    whole = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    whole.train(False)
    pairs = PairTokenizer(folder)([(TEXTS[0], TEXTS[1]), (TEXTS[2], TEXTS[0])])
    with torch.inference_mode():
        ours = model.bert(
            inputs_embeds=model.words(pairs.ids), attention_mask=pairs.mask
        ).last_hidden_state
        theirs = whole(input_ids=pairs.ids, attention_mask=pairs.mask).last_hidden_state
    kept = pairs.mask.bool()
    assert torch.allclose(ours[kept], theirs[kept], atol=1e-5)


def test_each_side_of_a_pair_is_known(folder: Path) -> None:
    pairs = PairTokenizer(folder)([("容器", "内核。"), ("主机", "x")])
    assert pairs.first.sum(1).tolist() == [2, 2]
    assert pairs.second.sum(1).tolist() == [3, 1]
    assert not (pairs.first * pairs.second).any()


def test_what_training_changed_survives_being_kept_in_bytes(folder: Path, tmp_path: Path) -> None:
    trained = changed(folder)
    weights.save(trained, folder, tmp_path / "kept.safetensors")
    pairs = [(first, second) for first in TEXTS for second in TEXTS]
    before = reader(trained, folder)
    after = reader(weights.load(tmp_path / "kept.safetensors", folder), folder)
    untrained = reader(CrossEncoder(folder), folder)
    for head in HEADS:
        ours, theirs = before.shares(pairs, head), after.shares(pairs, head)
        assert (
            max(
                abs(a - b)
                for x, y in zip(ours, theirs, strict=True)
                for a, b in zip(x, y, strict=True)
            )
            < 0.01
        )
        assert ours != [pytest.approx(row, abs=0.01) for row in untrained.shares(pairs, head)]


def test_a_long_answer_is_cut_and_not_the_statement(folder: Path) -> None:
    tokenizer = PairTokenizer(folder, most_tokens=40)
    pairs = tokenizer([("容器共享宿主机的内核。", "x" * 90)])
    assert pairs.ids.shape == (1, 40)
    assert pairs.first.sum() == len("容器共享宿主机的内核。")
