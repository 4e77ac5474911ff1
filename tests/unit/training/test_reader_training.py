"""Training the reader: pairs of the files, splits by subject, and a real run on a tiny encoder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from places import ROOT
from tiny_bert import tiny_bert

from bot.reading.cross_encoder import HEADS, CrossEncoder, PairTokenizer
from bot.reading.reader import PairReader
from bot.training.reader import pairs
from bot.training.reader.measure import confusion, figures
from bot.training.reader.train import (
    ReaderTrainingSizes,
    ReaderTrainingStep,
    batches,
    train,
)

READING, TRAINING = ROOT / "data" / "reading", ROOT / "data" / "training"


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return pairs.read(sorted(READING.glob("[a-z].jsonl")))


def test_subjects_are_apart(lines: list[dict[str, Any]]) -> None:
    subjects = {line["subject"] for line in lines}
    assert subjects >= pairs.TRIED
    assert subjects >= pairs.HELD
    assert not pairs.TRIED & pairs.HELD
    assert len(subjects - pairs.TRIED - pairs.HELD) > 25


def test_a_statement_gives_its_answers_and_the_true_twins(lines: list[dict[str, Any]]) -> None:
    line = lines[0]
    made = pairs.statement_pairs(line)
    written = {verdict: len(line[verdict]) for verdict in HEADS["grade"]}
    counts = Counter(HEADS["grade"][pair.verdict] for pair in made)
    assert counts["opposite"] == written["opposite"]
    assert counts["said"] == written["said"] + written["opposite"]
    assert counts["partly"] == written["partly"]
    assert counts["not"] == written["not"]
    assert all(line["statement"] in pair.first for pair in made)


def test_variations_say_the_statement_itself_and_put_answers_into_longer_ones(
    lines: list[dict[str, Any]],
) -> None:
    few = lines[:12]
    made = pairs.varied(few, Random(0))
    verbatim = [pair for pair in made if pair.how == "verbatim"]
    assert [pair.second for pair in verbatim] == [line["statement"] for line in few]
    assert {pair.verdict for pair in verbatim} == {0}
    assert {pair.verdict for pair in made if pair.how == "other"} == {2}
    own = {pair.second: pair.verdict for line in few for pair in pairs.statement_pairs(line)}
    for pair in made:
        if pair.how.endswith("joined"):
            within = [text for text in own if text in pair.second and own[text] == pair.verdict]
            assert within, pair.second
    assert made == pairs.varied(few, Random(0))
    assert made != pairs.varied(few, Random(1))


def test_sections_answer_their_questions_and_near_misses_are_none(tmp_path: Path) -> None:
    sections = pairs.read([TRAINING / "a.jsonl"])
    near = [
        {"note": s["note"], "path": s["path"], "near": [{"q": "?", "why": "aspect"}]}
        for s in sections
    ]
    made = pairs.question_pairs(sections, near, Random(0))
    counts = Counter((pair.verdict, pair.how) for pair in made)
    assert counts[1, "aspect"] == len(sections)
    answered = {(pair.first, pair.second) for pair in made if pair.verdict == 0}
    assert len(answered) == 4 * len(sections)
    assert not answered & {(pair.first, pair.second) for pair in made if pair.verdict}


def test_every_pair_is_in_one_batch_of_its_own_head(lines: list[dict[str, Any]]) -> None:
    made = [pair for line in lines[:30] for pair in pairs.statement_pairs(line)]
    made += pairs.question_pairs(pairs.read([TRAINING / "b.jsonl"])[:20], [], Random(0))
    found = list(batches(made, ReaderTrainingSizes(batch=16), 0))
    assert sorted(at for batch in found for at in batch) == list(range(len(made)))
    assert all(len({made[at].head for at in batch}) == 1 for batch in found)
    assert found != list(batches(made, ReaderTrainingSizes(batch=16), 1))


SAID = [("水热", "水热"), ("水冷", "水冷"), ("火热", "火热"), ("火冷", "火冷")]
DENIED = [("水热", "不水热"), ("水冷", "不水冷"), ("火热", "不火热"), ("火冷", "不火冷")]


def taught() -> list[pairs.Pair]:
    """What can be told apart by one sign."""
    return [
        pairs.Pair(
            head="grade",
            first=first,
            second=second,
            verdict=verdict,
            how="own",
            source="x",
            language="zh",
            across=False,
        )
        for verdict, texts in ((0, SAID), (3, DENIED))
        for first, second in texts * 4
    ]


class Cut(Exception):
    """Ends a run in its midst."""


def test_a_reader_learns_and_a_run_that_was_cut_off_goes_on_as_if_it_had_not(
    tmp_path: Path,
) -> None:
    folder = tiny_bert(tmp_path / "tiny", "水火冷热不")
    tokenizer = PairTokenizer(folder)
    sizes = ReaderTrainingSizes(learning_rate=3e-3, batch=8, checkpoint_steps=10)
    rounds = [taught()] * 12
    steps: list[ReaderTrainingStep] = []

    def run(name: str, on_step: Any) -> CrossEncoder:
        torch.manual_seed(3)
        model = CrossEncoder(folder)
        model.heads.eval()
        train(model, tokenizer, rounds, tmp_path / name, sizes, on_step)
        return model

    whole = run("whole", steps.append)
    assert [step.number for step in steps] == list(range(1, steps[0].of + 1))
    assert not (tmp_path / "whole").exists()
    shares = np.array(PairReader(whole, tokenizer).shares([*SAID, *DENIED], "grade"))
    assert shares[:4, 0].min() > 0.5
    assert shares[4:, 3].min() > 0.5

    def cut(step: ReaderTrainingStep) -> None:
        if step.number == 25:
            raise Cut

    with pytest.raises(Cut):
        run("cut", cut)
    later: list[ReaderTrainingStep] = []
    run("cut", later.append)
    assert later[0].number == 21


def test_figures_tell_a_good_reader_from_a_blind_one() -> None:
    made = taught()
    good = np.array(
        [[0.7, 0.1, 0.1, 0.1] if p.verdict == 0 else [0.1, 0.1, 0.1, 0.7] for p in made]
    )
    blind = np.full((len(made), 4), 0.25)
    best, worst = figures(made, good)["all"], figures(made, blind)["all"]
    assert (best.right, best.balanced, best.first_or_last) == (1, 1, 1)
    assert worst.first_or_last == 0.5
    assert confusion(made, good).diagonal().sum() == len(made)
