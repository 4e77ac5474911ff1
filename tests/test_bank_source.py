"""The bank follows the notes; what has not changed is not gone through again."""

from __future__ import annotations

from pathlib import Path

from index_check import run
from word_embedder import WordEmbedder

from bot.bank.build import build
from bot.bank.read import IndexSections, sections_in_index
from bot.index import Index
from bot.interview.source import BankSource

LOCKS = """# 锁

## 什么是乐观锁？

**乐观锁**在提交时才检查有没有冲突。

- 用**版本号**来发现别人已经改过
- 适合**读多写少**的场合
- 冲突多时要**反复重试**，反而更慢
"""


def opened(notes: Path, index: Path) -> tuple[Index, IndexSections, BankSource]:
    run(notes, index)
    reader = Index(index, WordEmbedder())
    sections = IndexSections(lambda: reader)
    source = BankSource(sections.read, lambda: reader.open().generation)
    return reader, sections, source


def test_after_a_change_the_bank_is_what_a_fresh_one_is(notes: Path, index: Path) -> None:
    (notes / "锁.md").write_text(LOCKS, "utf-8")
    reader, _, source = opened(notes, index)
    before = source.bank("")
    (notes / "锁.md").write_text(LOCKS.replace("版本号", "时间戳"), "utf-8")
    (notes / "新.md").write_text(LOCKS.replace("乐观", "悲观"), "utf-8")
    run(notes, index)
    after = source.bank("")
    assert after != before
    assert "什么是悲观锁？" in {question.text for question in after.questions}
    passages, _ = sections_in_index(reader)
    assert after.questions == build(passages).questions
    assert after.places == build(passages).places
    changed = {"锁.md", "新.md"}
    kept = {question.id: question for question in before.questions}
    same = [question for question in after.questions if question.file not in changed]
    assert same
    assert all(question is kept[question.id] for question in same)


def test_only_notes_that_changed_are_read_again(notes: Path, index: Path) -> None:
    (notes / "锁.md").write_text(LOCKS, "utf-8")
    _, sections, _ = opened(notes, index)
    before, _ = sections.read()
    (notes / "锁.md").write_text(LOCKS.replace("版本号", "时间戳"), "utf-8")
    run(notes, index)
    after, _ = sections.read()
    was = {id(passage) for passage in before}
    assert {passage.file for passage in after if id(passage) not in was} == {"锁.md"}
    assert any("时间戳" in passage.text for passage in after)


def test_a_note_that_becomes_a_draft_is_no_longer_asked_about(notes: Path, index: Path) -> None:
    (notes / "锁.md").write_text(LOCKS, "utf-8")
    _, _, source = opened(notes, index)
    assert any(question.file == "锁.md" for question in source.bank("").questions)
    (notes / "锁.md").write_text(f"---\ndraft: true\n---\n{LOCKS}", "utf-8")
    run(notes, index)
    assert not any(question.file == "锁.md" for question in source.bank("").questions)
