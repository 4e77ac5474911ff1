"""What the estimate of contradictions is fitted to."""

from __future__ import annotations

from random import Random

from places import ROOT

from bot.grading.opposition import oppose
from bot.grading.opposition.contradiction_probability import shipped
from bot.training.opposition.examples import from_claims, from_sections
from bot.training.opposition.fit import AnswerMeasures, accuracy, fit
from bot.training.opposition.spoil import negate, number, opposite, spoil, swap_terms
from bot.training.opposition.vary import vary

DATA = ROOT / "data"
CLAIM = "RDB 比 AOF 恢复快，默认 30 秒保存一次，可以关闭"


def test_a_statement_is_spoilt_in_every_way() -> None:
    rng = Random(1)
    assert number("默认 30 秒", rng) not in (None, "默认 30 秒")
    assert opposite("同步复制", rng) == "异步复制"
    assert negate("可以关闭", rng) == "不可以关闭"
    assert swap_terms("RDB 是快照，AOF 是日志", rng) == "AOF 是快照，RDB 是日志"
    assert all(spoil(CLAIM, Random(seed)) not in (None, CLAIM) for seed in range(20))
    assert spoil("喂喂", rng) is None


def test_words_inside_longer_ones_are_not_turned() -> None:
    assert all(opposite("大量的性能", Random(seed)) is None for seed in range(9))


def test_the_same_seed_gives_the_same_words() -> None:
    assert vary(CLAIM, Random(5)) == vary(CLAIM, Random(5))


def test_examples_are_true_and_false_and_name_their_section() -> None:
    claims = from_claims(DATA / "claims" / "claims.jsonl")
    assert len(claims) > 300
    made = list(from_sections(DATA / "training", Random(0)))[:50]
    for examples in (claims, made):
        assert {example.false for example in examples} == {True, False}
        assert all(example.section.text and example.answer for example in examples)


def test_a_fit_tells_what_can_be_told() -> None:
    rows = [AnswerMeasures(i % 5, i % 2 == 1, (float(i % 2), 1.0)) for i in range(60)]
    rows += [AnswerMeasures(0, False, None)]
    model = fit(rows, ("gain", "near"))
    assert model((1.0, 1.0)) > 0.8
    assert model((0.0, 1.0)) < 0.2
    assert accuracy(rows, ("gain", "near")) == (1.0, 0.0)


def test_the_shipped_weights_are_for_the_measures_in_use() -> None:
    assert shipped().measures == oppose.MEASURES
    assert shipped()((0.2, 1.8, 1, 0, 0, 0)) > shipped()((0.03, 1.4, 1, 0, 0, 0))
