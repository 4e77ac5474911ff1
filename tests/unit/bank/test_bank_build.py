from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from places import ROOT

from bot.bank import __main__ as command
from bot.bank.build import build
from bot.bank.finished_questions import difficulty
from bot.bank.points.choice import alike
from bot.core.passage import Passage
from bot.core.question import (
    ENOUGH_POINTS_ASKED,
    MAX_POINT_WORDS,
    MAX_POINTS,
    Bank,
    Question,
    QuestionKind,
    SkipReason,
)
from bot.language.length import words_said
from bot.notes.sections import sections_in_folder, sections_of_note, with_drafts
from bot.notes.text import content_hash
from bot.search.index import Index
from bot.search.whole_sections import sections_in_index
from ingest.embedding.embedder import SentenceEmbedder
from ingest.notes.folder import parse_note


def bank_of(markdown: str, file: str = "笔记.md", **fields: str) -> Bank:
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    text = f"---\n{front}---\n{markdown}" if front else markdown
    return build(sections_of_note(parse_note(file, text)[0]))


def texts(bank: Bank) -> list[str]:
    return [question.text for question in bank.questions]


def only(markdown: str) -> SkipReason:
    """Why the last section of a note has no question."""
    bank = bank_of(markdown)
    assert bank.questions == ()
    return bank.skipped[-1].reason


MODES = """# 容器

## 网络模式

### host 模式

容器**直接使用宿主机的网络**，没有自己的地址。

- 性能最好，延迟也最低
- 端口会和宿主机上的程序冲突

### bridge 模式

容器**有自己的网络命名空间**，通过网桥和外界相连。

- 网桥给每个容器分配一个内网地址
- 对外的端口要靠转发规则暴露出去

### none 模式

容器**只有回环网卡**，不能联网。

- 适合离线的批处理任务，安全性最好
"""


def test_a_question_whose_answer_stands_below_bold_labels_is_one_question() -> None:
    bank = bank_of(
        "# 事务\n\n## 怎样保证接口幂等？\n\n**唯一索引**\n\n重复的请求会因为违反约束而失败。\n\n"
        "**防重令牌**\n\n令牌先删除再执行业务，第二次请求就拿不到令牌。\n\n"
        "**状态机**\n\n只有处在前一个状态的订单才允许往下走。\n"
    )
    assert texts(bank) == ["怎样保证接口幂等？"]
    assert len(bank.questions[0].points) == 3


@pytest.mark.parametrize(
    ("markdown", "reason"),
    [
        ("# 索引\n", SkipReason.EMPTY),
        ("# 索引\n\n![img](a.png)\n", SkipReason.IMAGES),
        ("# 索引\n\n```sql\nCREATE INDEX i ON t (a);\n```\n", SkipReason.CODE),
        ("# 索引\n\nCREATE INDEX i ON t (a);\n\nDROP INDEX i;\n", SkipReason.CODE),
        (
            "# 索引\n\n- [文章](https://a.example/x)\n- [另一篇](https://b.example/y)\n",
            SkipReason.LINKS,
        ),
        ("# 参考资料\n\n一本讲数据库原理的书，写得很清楚。\n", SkipReason.PREAMBLE),
        (
            "# 翻译\n\n我希望你做一名翻译，你的任务是把下面的内容译成英文。\n",
            SkipReason.PROMPT,
        ),
        ("# 索引\n\n改天补上。\n", SkipReason.THIN),
    ],
)
def test_what_makes_no_question_is_left_out_with_its_reason(
    markdown: str, reason: SkipReason
) -> None:
    assert only(markdown) is reason


def test_reasons_are_counted_most_frequent_first() -> None:
    bank = bank_of("# 甲\n\n# 乙\n\n# 参考\n\n一本书。\n")
    assert bank.reasons() == {SkipReason.EMPTY: 2, SkipReason.PREAMBLE: 1}


def test_a_draft_is_counted_but_not_asked_about(tmp_path: Path) -> None:
    body = (
        "# 什么是索引？\n\n**索引是一种帮助查找的数据结构**，它用空间换时间。\n\n"
        "- 写入时要**维护索引**，所以会变慢\n- 数据太少时**反而更慢**，不如从头扫描\n"
    )
    (tmp_path / "a.md").write_text(f"---\ndraft: true\n---\n{body}", "utf-8")
    (tmp_path / "b.md").write_text(body.replace("索引", "缓存"), "utf-8")
    passages, drafts = sections_in_folder(tmp_path)
    bank = with_drafts(build(passages), drafts)
    assert texts(bank) == ["什么是缓存？"]
    assert bank.reasons() == {SkipReason.DRAFT: 1}


def test_one_statement_answers_a_question_of_the_notes_or_a_definition_but_no_open_one() -> None:
    one = "快照是某一时刻全部数据的一份副本，写入时才复制被改动的块。\n"
    assert texts(bank_of(f"# 存储\n\n## 什么是快照？\n\n{one}")) == ["什么是快照？"]
    assert texts(bank_of(f"# 存储\n\n## 快照\n\n{one}")) in (
        [],
        ["什么是快照？"],
        ["什么是存储的快照？"],
    )
    assert texts(bank_of("# 存储\n\n## 快照的清理\n\n旧的副本要按时删掉，磁盘才够用。\n")) == []


def test_equal_questions_of_two_notes_get_the_names_of_their_notes() -> None:
    body = (
        "# 什么是会话？\n\n**会话是{0}的一次交互过程**，结束以后资源要归还。\n\n"
        "- {0}用**编号**认出它属于谁\n- 在{0}里**太久没有动静**就会过期\n"
    )
    one = sections_of_note(
        parse_note("a.md", f"---\ntitle: 数据库\n---\n{body.format('数据库')}")[0]
    )
    two = sections_of_note(
        parse_note("b.md", f"---\ntitle: 浏览器\n---\n{body.format('浏览器')}")[0]
    )
    assert texts(build([*one, *two])) == ["在数据库中，什么是会话？", "在浏览器中，什么是会话？"]


def test_the_same_section_in_two_notes_is_asked_once() -> None:
    body = (
        "# 什么是会话？\n\n**会话是一次交互的过程**，结束以后资源要归还。\n\n"
        "- 服务器用**编号**认出它属于谁\n- **太久没有动静**就会过期\n"
    )
    parts = [sections_of_note(parse_note(name, body)[0]) for name in ("a.md", "b.md")]
    bank = build([passage for part in parts for passage in part])
    assert len(bank.questions) == 1
    assert bank.reasons() == {SkipReason.REPEATED: 1}


def test_ids_hold_while_the_section_keeps_its_place_and_a_point_its_quote() -> None:
    before = bank_of(MODES)
    after = bank_of(MODES.replace("端口会和宿主机上的程序冲突", "端口会和宿主机上的服务冲突"))
    assert [q.id for q in after.questions] == [q.id for q in before.questions]
    old, new = (next(q for q in b.questions if "host" in q.text) for b in (before, after))
    assert old.points[0].id == new.points[0].id
    assert old.points[-1].id != new.points[-1].id
    assert old.contents != new.contents


def test_a_content_hash_does_not_care_for_headings_and_blanks() -> None:
    assert content_hash("## 甲\n\n一  句话。\n") == content_hash("# 乙\n一 句话。")
    assert content_hash("甲\n---\n\n一句话。") == content_hash("一句话。")
    assert content_hash("一句话。") != content_hash("两句话。")


def test_tags_lines_language_and_difficulty_come_from_the_section() -> None:
    bank = bank_of(MODES, tags="docker, 网络")
    question = next(
        q for q in bank.questions if "bridge" in q.text and q.kind is not QuestionKind.COMPARISON
    )
    assert question.tags == ("docker", "网络")
    assert question.lines == (15, 20)
    assert question.language == "zh"
    assert question.difficulty in (1, 2, 3)


def test_deep_long_sections_with_reasons_are_harder() -> None:
    assert difficulty(QuestionKind.DEFINITION, depth=1, size=60, points=2) == 1
    assert difficulty(QuestionKind.WHY, depth=2, size=300, points=4) == 2
    assert difficulty(QuestionKind.MECHANISM, depth=3, size=700, points=7) == 3


# -- what holds for every bank ---------------------------------------------------------------------


def check(bank: Bank, passages: list[Passage]) -> None:
    text_of = {passage.section: passage.text for passage in passages}
    ids = [question.id for question in bank.questions]
    assert len(set(ids)) == len(ids)
    points = [point for question in bank.questions for point in question.points]
    assert len({point.id for point in points}) == len(points)
    asked = {question.text for question in bank.questions}
    assert len(asked) == len(bank.questions)
    for question in bank.questions:
        assert question.text[-1] in "？?。"
        assert ENOUGH_POINTS_ASKED <= len(question.points) <= MAX_POINTS
        assert len(question.contents) == len(question.sections)
        for point in question.points:
            assert point.section in question.sections
            assert point.quote
            assert point.quote in text_of[point.section]
            assert 0 < words_said(point.text) <= MAX_POINT_WORDS
            assert point.weight > 0
        for i, point in enumerate(question.points):
            assert not any(alike(point.text, other.text) for other in question.points[i + 1 :])
    known = {section for question in bank.questions for section in question.sections}
    known |= {skipped.section for skipped in bank.skipped}
    assert known == set(text_of)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["data/notes", "tests/notes"])
def test_banks_of_real_notes_hold_what_they_promise(folder: str) -> None:
    passages, _ = sections_in_folder(ROOT / folder)
    bank = build(passages)
    check(bank, passages)
    assert build(passages) == bank


@pytest.mark.slow
def test_the_index_gives_the_same_bank_as_the_markdown(
    own_index: Path, own_notes: Path, embedder: SentenceEmbedder
) -> None:
    from_index, _ = sections_in_index(Index(own_index, embedder))
    from_notes, _ = sections_in_folder(own_notes)
    by_key: Callable[[Question], str] = lambda question: question.id  # noqa: E731
    mine = {q.id: q for q in build(from_index).questions}
    theirs = {q.id: q for q in build(from_notes).questions}
    assert sorted(mine) == sorted(theirs)
    same = [by_key(q) for q in mine.values() if q.points == theirs[q.id].points]
    assert len(same) >= 0.97 * len(theirs)
    check(build(from_index), from_index)


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_prints_a_seeded_sample_and_the_counts(
    own_notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(own_notes), "--sample", "3", "--seed", "7"]) == 0
    first = capsys.readouterr().out
    assert command.main([str(own_notes), "--sample", "3", "--seed", "7"]) == 0
    assert capsys.readouterr().out == first
    assert "!! not in the section" not in first
    assert "questions" in first.splitlines()[-3]
    assert "left out" in first.splitlines()[-1]


def test_the_command_names_a_missing_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path / "nothing")]) == 2
    assert "no notes folder" in capsys.readouterr().err


def test_a_section_from_elsewhere_does_not_disturb_the_order() -> None:
    passages = sections_of_note(parse_note("笔记.md", MODES)[0])
    moved = [replace(passage, file="另一篇.md") for passage in passages]
    assert len(build([*passages, *moved]).places) == 2 * len(passages)
