from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.bank.build import build
from bot.bank.edits.edit import apply
from bot.bank.edits.revise import NEW, TEXT, Refused, Reviser, by_question
from bot.bank.edits.store import MAX_OWN_POINTS, EditStore
from bot.core.question import Bank, Question
from bot.notes.sections import sections_of_note
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from ingest.notes.folder import parse_note

ME = new_id()
NOTE = """# 缓存

## 什么是缓存穿透？

**查询的数据根本不存在**，每次请求都会落到数据库。

- 用空值占位，过期时间设得短一些
- 用布隆过滤器挡住不存在的键

## 什么是缓存雪崩？

**大量的键在同一时刻过期**，数据库被瞬间压垮。

- 给过期时间加上随机的抖动
"""
CHANGED = NOTE.replace("过期时间设得短一些", "过期时间设成一分钟")


class Desk:
    """A store of edits over notes that change."""

    def __init__(self, store: EditStore) -> None:
        self.store, self.reviser = store, Reviser(store)
        self.text, self.file = NOTE, "缓存.md"

    @property
    def bank(self) -> Bank:
        made = build(sections_of_note(parse_note(self.file, self.text)[0]))
        return apply(made, self.store.edits(ME)).bank

    @property
    def first(self) -> Question:
        return self.bank.questions[0]

    @property
    def mine(self) -> Sequence[object]:
        return self.edits(self.first)

    def edits(self, question: Question) -> tuple[object, ...]:
        return by_question(self.bank, self.store.edits(ME)).get(question.id, ())

    def save(self, text: str = "", points: dict[int, tuple[str, bool]] | None = None) -> None:
        one = self.first
        changed = {one.points[at].name: value for at, value in (points or {}).items()}
        self.reviser.save(
            ME,
            one,
            by_question(self.bank, self.store.edits(ME)).get(one.id, ()),
            text=text or one.text,
            points=changed,
        )

    def confirm(self) -> None:
        one = self.first
        self.reviser.confirm(ME, one, by_question(self.bank, self.store.edits(ME))[one.id])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    chats = ChatStore.at(tmp_path / "chats.db")
    yield Desk(EditStore(chats.database))
    chats.close()


def test_only_what_is_different_becomes_an_edit(desk: Desk) -> None:
    desk.save()
    assert desk.store.edits(ME) == ()
    desk.save(
        "缓存穿透是怎么回事？", {0: ("数据不存在", True), 1: (desk.first.points[1].text, False)}
    )
    assert desk.first.text == "缓存穿透是怎么回事？"
    assert desk.first.points[0].text == "数据不存在"
    assert not desk.first.points[1].enabled
    assert len(desk.store.edits(ME)) == 3
    assert desk.edits(desk.bank.questions[1]) == ()


def test_either_all_is_kept_or_nothing_and_every_refusal_is_told(desk: Desk) -> None:
    one = desk.first
    with pytest.raises(Refused) as refused:
        desk.reviser.save(
            ME,
            one,
            (),
            text=" ",
            points={one.points[0].name: ("长" * 121, True), one.points[1].name: ("好的", True)},
            new=["新要点"] * (MAX_OWN_POINTS + 1),
        )
    assert {where: error.message.key for where, error in refused.value.why.items()} == {
        TEXT: "bank_no_text",
        one.points[0].name: "bank_long",
        NEW: "bank_many",
    }
    assert desk.store.edits(ME) == ()


def test_points_that_a_browser_made_up_are_passed_over(desk: Desk) -> None:
    desk.reviser.save(ME, desk.first, (), text=desk.first.text, points={"nothing": ("x", False)})
    assert desk.store.edits(ME) == ()


def test_switching_off_and_on_leaves_no_trace_but_keeps_other_changes(desk: Desk) -> None:
    desk.reviser.switch(ME, desk.first, (), False)
    assert not desk.first.enabled
    mine = by_question(desk.bank, desk.store.edits(ME))
    desk.reviser.switch(ME, desk.first, mine[desk.first.id], True)
    assert desk.store.edits(ME) == ()
    desk.save("新的问法？")
    for on in (False, True):
        mine = by_question(desk.bank, desk.store.edits(ME))
        desk.reviser.switch(ME, desk.first, mine[desk.first.id], on)
        assert desk.first.enabled is on
        assert desk.first.text == "新的问法？"


def test_restoring_brings_everything_back(desk: Desk) -> None:
    before = desk.bank
    desk.save("新的问法？", {0: ("数据不存在", False)})
    desk.reviser.restore(ME, by_question(desk.bank, desk.store.edits(ME))[desk.first.id])
    assert desk.bank == before


def test_what_is_said_to_be_right_still_is_stale_no_more(desk: Desk) -> None:
    desk.save("新的问法？", {1: ("空值也要缓存", True)})
    desk.text = CHANGED
    assert desk.first.stale
    assert any(point.stale for point in desk.first.points)
    desk.confirm()
    assert not desk.first.stale
    assert not any(point.stale for point in desk.first.points)
    assert desk.first.text == "新的问法？"
    assert "空值也要缓存" in [point.text for point in desk.first.points]


def test_saving_after_the_section_moved_takes_the_edits_along(desk: Desk) -> None:
    desk.save("新的问法？", {0: ("数据不存在", True)})
    desk.file = "别处/缓存.md"
    assert desk.first.text == "新的问法？"
    desk.save("更新的问法？")
    assert desk.first.text == "更新的问法？"
    assert desk.first.points[0].text == "数据不存在"
    assert {edit.question for edit in desk.store.edits(ME)} == {desk.first.id}
    desk.reviser.restore(ME, by_question(desk.bank, desk.store.edits(ME))[desk.first.id])
    assert desk.store.edits(ME) == ()


def test_edits_are_found_by_the_question_of_today_and_lost_ones_are_left_out(desk: Desk) -> None:
    desk.save("新的问法？")
    own = desk.store.add_question(ME, desk.bank.places[-1], "怎么预防雪崩？", ["加抖动"])
    assert set(by_question(desk.bank, desk.store.edits(ME))) == {desk.first.id, own}
    desk.text = "# 缓存\n\n" + NOTE[NOTE.index("## 什么是缓存雪崩") :]
    assert set(by_question(desk.bank, desk.store.edits(ME))) == {own}
