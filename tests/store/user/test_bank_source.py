"""The bank follows the notes; what has not changed is not gone through again."""

from __future__ import annotations

from pathlib import Path

from index_check import run
from word_embedder import WordEmbedder

from bot.bank.build import build
from bot.bank.edits.edit import Edit, apply
from bot.bank.source import BankSource
from bot.core.question import QuestionKind
from bot.notes.sections import sections_in_folder
from bot.search.index import Index
from bot.search.whole_sections import IndexSections, sections_in_index

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
    (notes / "旧.md").write_text(LOCKS.replace("乐观", "公平"), "utf-8")
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


TINY = """# 端口

## 八十

网页走的是八十端口。

## 二十二

远程登录走二十二端口。

## 五十三

域名解析走五十三端口。
"""


def test_tiny_sections_that_share_a_chunk_are_places_of_their_own(notes: Path, index: Path) -> None:
    (notes / "端口.md").write_text(TINY, "utf-8")
    reader, sections, source = opened(notes, index)
    assert any(len(chunk.members) == 3 for chunk in reader.note("端口.md"))
    own = [one for one in sections.read()[0] if one.file == "端口.md" and "##" in one.text]
    assert len({one.section for one in own}) == len(own) == 3
    assert [source.sections()[one.section].text for one in own] == [one.text for one in own]
    in_folder, _ = sections_in_folder(notes)
    assert {one.section for one in own} <= {one.section for one in in_folder}
    bank = source.bank("")
    place = next(one for one in bank.places if one.heading_path[-1:] == ("八十",))
    edit = Edit(
        question="own",
        sections=(place.section,),
        contents=(place.content,),
        kind=QuestionKind.OWN,
        text="网页走哪个端口？",
        own=True,
    )
    asked = apply(bank, [edit]).bank.find("own")
    assert asked is not None
    assert (asked.heading_path[-1], asked.stale) == ("八十", False)
    (notes / "端口.md").write_text(TINY.replace("域名解析走", "域名查询走"), "utf-8")
    run(notes, index)
    asked = apply(source.bank(""), [edit]).bank.find("own")
    assert asked is not None
    assert not asked.stale
