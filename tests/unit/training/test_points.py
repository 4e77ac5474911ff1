"""The scorer of points, fitted to judged points of a note of its own."""

from __future__ import annotations

import json
from pathlib import Path

from bot.bank.points.scorer import OUTCOMES, scorer_from
from bot.training.points.chosen import figures
from bot.training.points.fit import fitted, left_out, separation
from bot.training.points.judged import JudgedSection, judged_sections

NOTE = """# 锁

锁是一种让线程轮流进入临界区的机制。什么时候用锁？过程见第一张图。

## 读写锁

读写锁是一种允许多个线程同时读取的锁。为什么会饿死？过程见第三张图。

## 自旋锁

自旋锁是一种在原地循环等待的锁。怎么选择这些锁？可以看文末的链接。
"""
LETTERS = (("是一种", "gec"), ("？", "s"), ("。", "s"))


def judged(folder: Path) -> list[JudgedSection]:
    """Every sentence of NOTE is judged, by spans counted from its first line."""
    notes, cards = folder / "notes", folder / "cards"
    for made in (notes, cards):
        made.mkdir(parents=True)
    (notes / "锁.md").write_text(NOTE, "utf-8")
    points = []
    for sentence in NOTE.replace("？", "？\n").replace("。", "。\n").split("\n"):
        letters = next((judged for sign, judged in LETTERS if sign in sentence), "")
        if letters:
            points.append({"span": [NOTE.index(sentence), len(sentence)], "judged": letters})
    lines = NOTE.count("\n")
    card = {"file": "锁.md", "path": ["锁"], "lines": [1, lines], "points": points}
    (cards / "points-甲.jsonl").write_text(json.dumps(card), "utf-8")
    return list(judged_sections("甲", notes, cards))


def test_a_judged_span_is_found_in_the_section_that_has_its_line_now(tmp_path: Path) -> None:
    sections = judged(tmp_path)
    assert [one.passage.heading for one in sections] == ["锁", "读写锁", "自旋锁"]
    for one in sections:
        # The question is judged too, but no candidate any more.
        assert sorted(one.letters.values()) == ["gec", "s"]
        central = next(at for at, letters in one.letters.items() if letters == "gec")
        assert "是一种" in one.candidates[central].text
        assert one.all_read


def test_a_fit_tells_what_it_was_fitted_to(tmp_path: Path) -> None:
    sections = judged(tmp_path)
    scorer = scorer_from(fitted(sections))
    assert separation(scorer, sections) == dict.fromkeys(OUTCOMES, 1.0)
    made = figures(scorer, sections)
    assert (made.central_found, made.central) == (3, 3)
    assert made.essentials["s"] == 0


def test_an_author_is_left_out_of_the_scorer_that_judges_their_points(tmp_path: Path) -> None:
    first = judged(tmp_path / "一")
    second = [
        JudgedSection("乙", one.passage, one.candidates, one.seen, one.letters, one.all_read)
        for one in judged(tmp_path / "二")[:2]
    ]
    scorers = left_out([*first, *second])
    assert set(scorers) == {"甲", "乙"}
    assert scorers["乙"].weights.tolist() == scorer_from(fitted(first)).weights.tolist()
