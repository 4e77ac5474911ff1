"""The bank as it is changed: reworded, switched off, added to, undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from bank_browser import HOSTILE, VIEW, Notes, Page
from bank_browser import notes_fixture as notes_fixture
from bank_browser import page_fixture as page_fixture
from bank_browser import school_fixture as school_fixture
from interviews import KITCHEN, ME, YOU
from studies import badly

from bot.storage.ids import new_id
from bot.ui.bank.bank_filter import places


def test_a_question_and_its_points_are_changed_in_place(page: Page) -> None:
    one = page.id("握手")
    page.do("edit", question=one)
    assert page.list.count("<textarea") == 1 + 4 + 1
    question = page.school.notes.bank(ME).find(one)
    assert question
    first, second = question.points[:2]
    page.do(
        "save",
        question=one,
        text="TCP 怎样建立连接？",
        points={first.name: "双方确认能收能发", second.name: second.text},
        counts={first.name: True, second.name: False},
        new="要点甲\n\n  要点乙 ",
    )
    assert page.changed
    assert "已保存。" in page.list
    assert "<textarea" not in page.list
    question = page.school.notes.bank(ME).find(one)
    assert question
    assert question.text == "TCP 怎样建立连接？"
    assert question.points[0].text == "双方确认能收能发"
    assert not question.points[1].enabled
    assert [point.text for point in question.points[-2:]] == ["要点甲", "要点乙"]
    page.find(only="edited")
    assert "找到 1 题" in page.list
    assert "不计分" in page.list


def test_a_refused_text_is_told_where_it_stands_and_nothing_is_lost(page: Page) -> None:
    one = page.id("握手")
    question = page.school.notes.bank(ME).find(one)
    assert question
    name = question.points[0].name
    page.do("edit", question=one)
    page.do(
        "save",
        question=one,
        text="长" * 301,
        points={name: "   "},
        counts={name: False},
        new="\n".join("要点" + "一" * 130 for _ in range(2)),
    )
    assert not page.changed
    assert page.school.edits.edits(ME) == ()
    assert "这里有 301 字，最多 300 字。" in page.list
    assert "这里还没有字。" in page.list
    assert "这里有 132 字，最多 120 字。" in page.list
    assert page.list.count('aria-invalid="true"') == 3
    assert "长" * 301 in page.list
    assert page.list.count(" checked") == 3
    english = Page(page.school, view=replace(VIEW, language="en"))
    english.do("edit", question=one)
    english.do("save", question=one, text="")
    assert "There is no text here." in english.list


def test_cancelling_keeps_nothing(page: Page) -> None:
    page.do("edit", question=page.id("握手"))
    page.do("cancel", question=page.id("握手"))
    assert "<textarea" not in page.list
    assert page.school.edits.edits(ME) == ()


def test_a_question_is_switched_off_and_on(page: Page) -> None:
    one = page.id("握手")
    page.do("off", question=one)
    assert "已停用，面试里不会再问。" in page.list
    assert page.list.count('class="bk-question off"') == 1
    choices = page.school.interviews.choices(ME)[0]
    assert "网络" not in choices
    page.do("on", question=one)
    assert "已启用。" in page.list
    assert "网络" in page.school.interviews.choices(ME)[0]


def test_a_change_is_undone_as_a_whole_or_by_its_point(page: Page) -> None:
    one = page.id("握手")
    question = page.school.notes.bank(ME).find(one)
    assert question
    before = page.school.notes.bank(ME)
    names = [point.name for point in question.points]
    page.do("save", question=one, text="问？", points={names[0]: "甲", names[1]: "乙"}, new="丙")
    edits = {edit.point: edit.id for edit in page.school.edits.edits(ME)}
    assert f'data-edit="{edits[names[0]]}"' in page.list
    page.do("undo", edit=edits[names[0]])
    question = page.school.notes.bank(ME).find(one)
    assert question
    assert question.points[0] == before.questions[-1].points[0]
    assert question.text == "问？"
    page.do("restore", question=one)
    assert "已恢复。" in page.list
    assert page.school.notes.bank(ME) == before


def test_an_own_question_is_written_about_a_section_that_is_searched_for(page: Page) -> None:
    page.do("write")
    assert "先在上面写几个字" in page.places
    page.offer("没有这种")
    assert "没有标题或文件名带“没有这种”的小节。" in page.places
    page.offer("握手")
    section = places(page.school.notes.bank(ME), "握手")[0].section
    assert f'value="{section}"' in page.places
    page.do("add", text="SYN 里有什么？", new="序列号\n窗口大小", where="握手", section=section)
    assert page.changed
    assert (page.own, page.places) == ("", "")
    assert "已加入题库。" in page.list
    own = page.school.notes.bank(ME).find(page.id("SYN 里"))
    assert own
    assert [point.text for point in own.points] == ["序列号", "窗口大小"]
    assert page.list.index("SYN 里有什么？") < page.list.index("备菜")
    page.do("restore", question=own.id)
    assert "已删除。" in page.list
    assert page.school.edits.edits(ME) == ()


def test_an_own_question_that_is_not_whole_is_refused_in_place(page: Page) -> None:
    page.do("write")
    page.do("add", text="", new="", where="", section="")
    assert "这里还没有字。" in page.own
    assert "至少写一个要点" in page.own
    assert "先选这道题属于哪一节。" in page.places
    section = places(page.school.notes.bank(ME), "握手")[0].section
    page.do("add", text="问？", new="要点\n" * 13, where="握手", section=section)
    assert "一题最多 12 个要点" in page.own
    assert "问？" in page.own
    assert "先选" not in page.places
    page.do("add", text="问？", new="要点", where="握手", section="elsewhere")
    assert "先选这道题属于哪一节。" in page.places
    assert page.school.edits.edits(ME) == ()
    page.do("unwrite")
    assert (page.own, page.places) == ("", "")


def test_an_edit_survives_a_change_of_the_note_and_a_restart(page: Page, notes: Notes) -> None:
    one = page.id("备菜缓存")
    page.do("save", question=one, text="备菜缓存是什么意思？")
    notes.texts["后厨/缓存.md"] = KITCHEN.replace("12 分钟", "15 分钟")
    page.school.changes += 1
    page.school.restart()
    page.restart()
    page.do("open")
    assert "备菜缓存是什么意思？" in page.list
    assert "笔记改动过" in page.list
    page.find(only="stale")
    assert "找到 1 题" in page.list
    assert "看看改动还对不对" in page.list
    page.do("keep", question=one)
    page.find(only="all")
    assert "备菜缓存是什么意思？" in page.list
    assert "笔记改动过</span>" not in page.list


def test_an_edit_that_lost_its_section_is_listed_and_can_be_removed(
    page: Page, notes: Notes
) -> None:
    page.do("save", question=page.id("握手"), text=f"握手 {HOSTILE}")
    page.do("off", question=page.id("备菜缓存"))
    own = notes.texts.pop("网络.md")
    page.school.changes += 1
    page.do("open")
    assert "有 1 处改动，它们的小节不在笔记里了" in page.list
    assert "网络 › 什么是三次握手？" in page.list
    assert "<img" not in page.list
    (edit,) = [one for one in page.school.edits.edits(ME) if one.text]
    notes.texts["网络.md"] = own
    page.school.changes += 1
    page.do("open")
    assert "不在笔记里了" not in page.list
    del notes.texts["网络.md"]
    page.school.changes += 1
    page.do("undo", edit=str(edit.id))
    assert "不在笔记里了" not in page.list
    assert "已删除。" in page.list


def test_two_owners_do_not_see_or_touch_each_others_edits(page: Page) -> None:
    one = page.id("握手")
    page.do("save", question=one, text="我的问法？")
    (edit,) = page.school.edits.edits(ME)
    other = Page(page.school, YOU)
    other.do("open")
    assert "我的问法？" not in other.list
    other.do("undo", edit=edit.id)
    other.do("restore", question=one)
    assert page.school.edits.edits(ME) == (edit,)


def test_a_disabled_question_is_not_due(page: Page) -> None:
    school = page.school
    school.answered(ME, badly, questions=(page.id("握手"),))
    school.clock.at += 9 * 86_400
    assert len(school.study.overview(ME).due.questions) == 1
    page.do("off", question=page.id("握手"))
    assert page.changed
    assert school.study.overview(ME).due.questions == ()


@pytest.mark.parametrize(
    "do", ["edit", "save", "off", "on", "keep", "restore", "undo", "x", "None"]
)
def test_what_is_not_there_changes_nothing(page: Page, do: str) -> None:
    page.do(do, question=new_id()[:16], edit="9" * 30, text="x")
    assert page.school.edits.edits(ME) == ()
    if do in ("save", "off", "on", "keep"):
        assert "已经不在题库里了" in page.list


def test_a_store_that_cannot_be_written_is_told_in_place(page: Page) -> None:
    one = page.id("握手")
    with page.school.chats.database.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER full BEFORE INSERT ON bank_edits "
                "BEGIN INSERT INTO nowhere VALUES (1); END"
            )
        )
    page.do("off", question=one)
    assert "题库的改动暂时读写不了" in page.list
    assert "什么是三次握手？" in page.list
    with page.school.chats.database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE bank_edits"))
    page.do("off", question=one)
    assert "题库的改动暂时读写不了" in page.list
