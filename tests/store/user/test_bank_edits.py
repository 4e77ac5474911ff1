from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from interviews import CACHE, POOL, two_notes

from bot.bank.build import build
from bot.bank.edits.edit import Edit, apply
from bot.bank.edits.store import MAX_OWN_POINTS, EditStore
from bot.core.question import Bank, PointKind, Question, QuestionKind
from bot.errors import BadInput
from bot.notes.sections import sections_of_note
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from ingest.notes.folder import parse_note

ME, YOU = new_id(), new_id()
NOTE = """# 缓存

## 什么是缓存穿透？

**查询的数据根本不存在**，每次请求都会落到数据库。

- 用空值占位，过期时间设得短一些
- 用布隆过滤器挡住不存在的键

## 什么是缓存雪崩？

**大量的键在同一时刻过期**，数据库被瞬间压垮。

- 给过期时间加上随机的抖动
"""


def bank_of(text: str = NOTE, file: str = "缓存.md") -> Bank:
    return build(sections_of_note(parse_note(file, text)[0]))


def first(bank: Bank) -> Question:
    return bank.questions[0]


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[ChatStore]:
    store = ChatStore.at(tmp_path / "chats.db")
    yield store
    store.close()


@pytest.fixture
def store(chats: ChatStore) -> EditStore:
    return EditStore(chats.database, now=lambda: 1.0)


def test_without_edits_the_bank_is_as_generated() -> None:
    assert apply(bank_of(), []).bank == bank_of()


def test_a_question_can_be_reworded_and_taken_out(store: EditStore) -> None:
    question = first(bank_of())
    store.edit_question(ME, question, text="  缓存穿透是怎么回事？ ")
    store.edit_question(ME, question, enabled=False)
    changed = first(apply(bank_of(), store.edits(ME)).bank)
    assert changed.text == "缓存穿透是怎么回事？"
    assert not changed.enabled
    assert not changed.stale
    assert changed.id == question.id


def test_a_point_can_be_reworded_left_out_and_added(store: EditStore) -> None:
    question = first(bank_of())
    one, two, _ = question.points
    store.edit_point(ME, question, one.name, text="数据库和缓存里都没有这条数据")
    store.edit_point(ME, question, two.name, enabled=False)
    name = store.add_point(ME, question, "参数校验可以先挡掉明显非法的键")
    changed = first(apply(bank_of(), store.edits(ME)).bank)
    assert changed.points[0].text == "数据库和缓存里都没有这条数据"
    assert changed.points[0].quote == one.quote
    assert [point.name for point in changed.asked] == [one.name, question.points[2].name, name]
    assert changed.points[-1].kind is PointKind.OWN
    assert changed.points[-1].quote == ""


def test_edits_hold_when_other_sections_change(store: EditStore) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    changed = apply(bank_of(NOTE + "\n- 用多级缓存分担压力\n"), store.edits(ME))
    assert first(changed.bank).text == "新的问法？"
    assert not first(changed.bank).stale


def test_an_edit_is_stale_once_its_section_says_something_else(store: EditStore) -> None:
    question = first(bank_of())
    store.edit_question(ME, question, text="新的问法？")
    store.edit_point(ME, question, question.points[1].name, text="空值也要缓存，但要短")
    after = NOTE.replace("过期时间设得短一些", "过期时间设成一分钟")
    changed = first(apply(bank_of(after), store.edits(ME)).bank)
    assert changed.stale
    # The sentence that the point quoted is gone: the user's words stay without a quote.
    kept = next(point for point in changed.points if point.text == "空值也要缓存，但要短")
    assert kept.stale
    assert kept.quote == ""


def test_editing_again_makes_it_fresh(store: EditStore) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    after = bank_of(NOTE.replace("设得短一些", "设成一分钟"))
    store.edit_question(ME, first(after), text="新的问法？")
    assert not first(apply(after, store.edits(ME)).bank).stale


def test_a_section_that_moved_keeps_its_edits(store: EditStore) -> None:
    question = first(bank_of())
    store.edit_question(ME, question, text="新的问法？")
    store.edit_point(ME, question, question.points[0].name, enabled=False)
    for moved in (bank_of(file="别处/缓存.md"), bank_of(NOTE.replace("# 缓存\n", "# 性能\n"))):
        applied = apply(moved, store.edits(ME))
        assert first(applied.bank).text == "新的问法？"
        assert not first(applied.bank).stale
        assert not first(applied.bank).points[0].enabled
        assert applied.orphaned == ()


def test_notes_that_change_places_take_their_edits_along(store: EditStore) -> None:
    before, after = two_notes(POOL, CACHE), two_notes(CACHE, POOL)
    pool, cache = before.questions
    store.edit_question(ME, pool, text="连接池好在哪里？")
    store.edit_point(ME, cache, cache.points[0].name, enabled=False)
    key = store.add_question(ME, before.places[-1], "读缓存什么时候失效？")
    applied = apply(after, store.edits(ME))
    own = applied.bank.find(key)
    assert own is not None
    at_a, at_b, _ = applied.bank.questions
    assert (at_b.text, at_b.file, at_b.stale) == ("连接池好在哪里？", "b.md", False)
    assert (at_a.text, at_a.points[0].enabled) == (cache.text, False)
    assert (own.file, own.stale) == ("a.md", False)
    assert applied.orphaned == ()
    # One took the other's place, which is gone: what was said of that one doesn't win.
    store.edit_question(ME, cache, text="读缓存好在哪里？")
    changed = CACHE.replace("缩短", "降低")
    only = apply(two_notes(CACHE, ""), store.edits(ME)).bank
    assert first(only).text == "读缓存好在哪里？"
    assert not first(only).stale
    assert first(apply(two_notes(changed, ""), store.edits(ME)).bank).stale


def test_an_edit_whose_section_is_gone_is_kept_and_listed(store: EditStore) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    gone = "# 缓存\n\n" + NOTE[NOTE.index("## 什么是缓存雪崩") :]
    applied = apply(bank_of(gone), store.edits(ME))
    assert [edit.text for edit in applied.orphaned] == ["新的问法？"]
    assert applied.orphaned[0].place == "缓存 › 什么是缓存穿透？"
    assert applied.bank == bank_of(gone)
    assert first(apply(bank_of(), store.edits(ME)).bank).text == "新的问法？"


def test_text_that_stands_twice_is_not_taken_for_moved() -> None:
    question = first(bank_of())
    edit = Edit(
        question="gone",
        sections=("somewhere else",),
        contents=question.contents,
        kind=question.kind,
        text="新的问法？",
    )
    twice = bank_of(
        NOTE + NOTE[NOTE.index("\n## 什么是缓存穿透") : NOTE.index("\n## 什么是缓存雪崩")]
    )
    assert apply(twice, [edit]).orphaned == (edit,)


def test_an_own_question_stands_in_the_bank_and_can_be_edited(store: EditStore) -> None:
    bank = bank_of()
    place = bank.places[-1]
    key = store.add_question(ME, place, "雪崩和穿透怎么区分？", ["一个是键过期", "一个是键不存在"])
    own = apply(bank, store.edits(ME)).bank.find(key)
    assert own is not None
    assert own.kind is QuestionKind.OWN
    assert own.sections == (place.section,)
    assert [point.text for point in own.points] == ["一个是键过期", "一个是键不存在"]
    store.edit_point(ME, own, own.points[0].name, text="一个是键同时过期")
    store.edit_question(ME, own, text="怎么区分雪崩和穿透？")
    again = apply(bank_of(file="别处.md"), store.edits(ME)).bank.find(key)
    assert again is not None
    assert again.text == "怎么区分雪崩和穿透？"
    assert again.points[0].text == "一个是键同时过期"
    assert len(again.points) == 2


def test_undoing_brings_the_generated_text_back(store: EditStore) -> None:
    bank = bank_of()
    store.edit_question(ME, first(bank), text="新的问法？")
    store.remove(ME, store.edits(ME)[0].id)
    assert apply(bank, store.edits(ME)).bank == bank


def test_removing_an_own_question_removes_the_edits_of_its_points(store: EditStore) -> None:
    bank = bank_of()
    key = store.add_question(ME, bank.places[-1], "雪崩怎么预防？", ["给过期时间加抖动"])
    own = apply(bank, store.edits(ME)).bank.find(key)
    assert own is not None
    store.add_point(ME, own, "做多级缓存")
    store.remove(ME, store.edits(ME)[0].id)
    assert store.edits(ME) == ()


def test_everybody_sees_their_own_edits_only(store: EditStore) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    assert store.edits(YOU) == ()
    store.remove(YOU, store.edits(ME)[0].id)
    assert len(store.edits(ME)) == 1


def test_edits_survive_a_restart(chats: ChatStore, store: EditStore, tmp_path: Path) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    chats.close()
    again = ChatStore.at(tmp_path / "chats.db")
    try:
        (edit,) = EditStore(again.database).edits(ME)
        assert edit.text == "新的问法？"
    finally:
        again.close()


def test_an_edit_of_another_version_is_left_alone(chats: ChatStore, store: EditStore) -> None:
    store.edit_question(ME, first(bank_of()), text="新的问法？")
    with chats.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE bank_edits SET edit = '{}'"))
    assert store.edits(ME) == ()


@pytest.mark.parametrize("text", ["", "  \n", "长" * 301])
def test_an_empty_or_endless_text_is_refused(store: EditStore, text: str) -> None:
    with pytest.raises(BadInput):
        store.edit_question(ME, first(bank_of()), text=text)
    assert store.edits(ME) == ()


def test_a_question_takes_only_so_many_points(store: EditStore) -> None:
    with pytest.raises(BadInput):
        store.add_question(ME, bank_of().places[0], "问？", ["要点"] * (MAX_OWN_POINTS + 1))


def test_an_unknown_point_or_owner_is_a_slip(store: EditStore) -> None:
    with pytest.raises(ValueError, match="no such point"):
        store.edit_point(ME, first(bank_of()), "nothing", text="要点")
    with pytest.raises(ValueError, match="new_id"):
        store.edit_question("me", first(bank_of()), text="问？")
