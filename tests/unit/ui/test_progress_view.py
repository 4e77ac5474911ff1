from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from interviews import KITCHEN, ME, kitchen
from studies import DAY, School, attributes, badly, well

from bot.core.question import Language
from bot.notes.sections import sections_of_note
from bot.progress.schedule import Due
from bot.reports.report import Mean, Scores
from bot.study.learning_progress import Overview
from bot.ui.progress.view import Picture, render
from bot.ui.shared.view import ReaderView
from ingest.notes.folder import parse_note

HOSTILE = "<img src=x onerror=alert(1)>\"'&<script>"
VIEW = ReaderView("zh", Path("notes"), "")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School(tmp_path, kitchen)
    yield made
    made.close()


def picture(school: School, *, read: bool = True) -> Picture:
    return Picture(
        glance=school.progress.glance(ME),
        overview=school.study.overview(ME) if read else None,
        lines=school.interviews.list(ME),
        places=school.notes.bank(ME).places if read else None,
        zone=UTC,
    )


def overview(picture: Picture) -> Overview:
    assert picture.overview
    return picture.overview


def shown(picture: Picture, language: Language = "zh") -> str:
    made = render(picture, replace(VIEW, language=language))
    return made.badge + made.html


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_before_the_first_answer_it_tells_what_will_be_there(school: School) -> None:
    html = shown(picture(school))
    assert "还没有答过题" in html
    assert 'data-pg="go"' in html
    assert 'data-due="0"' in html
    assert "pg-squares" not in html


def test_a_running_interview_is_there_before_anything_was_answered(school: School) -> None:
    started = school.answered(ME)
    html = shown(picture(school))
    assert f'data-interview="{started}"' in html
    assert "进行中 1/3" in html
    assert "一共答过 0 题" in html


def test_what_is_due_is_counted_timed_and_can_be_reviewed_at_once_or_one_by_one(
    school: School,
) -> None:
    school.answered(ME, badly, badly, well)
    assert 'data-due="0"' in shown(picture(school))
    school.clock.at += 3 * DAY
    found = picture(school)
    html = shown(found)
    due = [one.question.id for one in overview(found).due.questions]
    assert len(due) >= 2
    assert f'data-due="{len(due)}" data-label="进度，今天到期 {len(due)} 题"' in html
    assert f"今天到期 {len(due)} 题" in html
    assert f"大约 {overview(found).due.minutes} 分钟" in html
    assert f'data-pg="review" data-questions="{" ".join(due)}"' in html
    for one in due:
        assert f'data-pg="review" data-questions="{one}"' in html


def test_of_many_that_are_due_the_first_twenty_are_suggested_and_that_is_said(
    school: School,
) -> None:
    school.answered(ME, badly, badly, badly)
    school.clock.at += 3 * DAY
    found = picture(school)
    one = overview(found).due.questions[0]
    many = tuple(
        replace(one, question=replace(one.question, id=f"q{number}")) for number in range(27)
    )
    known = replace(overview(found), due=Due(questions=many, minutes=41))
    html = shown(replace(found, overview=known))
    ids = " ".join(f"q{number}" for number in range(20))
    assert f'data-pg="review" data-questions="{ids}">先复习 20 题<' in html
    assert "今天到期 27 题" in html
    assert "大约 41 分钟 · 一次最多 20 题，从到期最久的开始" in html
    few = replace(overview(found), due=Due(questions=many[:20], minutes=30))
    assert "最多" not in shown(replace(found, overview=few))


def test_with_nothing_due_it_says_when_the_next_question_is(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    html = text(shown(picture(school)))
    assert "今天没有到期的题 下一题 明天到期 · 连续答题 1 天 · 一共答过 3 题" in html


def test_while_the_notes_are_read_there_is_all_that_needs_none(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    school.clock.at += 3 * DAY
    html = shown(picture(school, read=False))
    assert "data-due" not in html
    assert "正在读笔记" in html
    assert "pg-squares" in html
    assert "估计得分" in html


def test_notes_that_cannot_be_read_are_one_sentence(school: School) -> None:
    school.answered(ME, badly)
    html = shown(replace(picture(school, read=False), unread=f"没有笔记 {HOSTILE}"))
    assert html.count('role="alert"') == 1
    assert "没有笔记 &lt;img" in html
    assert "正在读笔记" not in html


def test_days_are_squares_of_a_size_and_a_table_that_says_the_same(school: School) -> None:
    school.answered(ME, badly)
    school.clock.at += DAY
    school.answered(ME, well, well, well)
    html = shown(picture(school))
    assert html.count('<i class="pg-day') == 182 + 5
    assert len(re.findall(r'class="pg-day d[1-4][^"]*"[^>]* title=', html)) == 2
    today = datetime.fromtimestamp(school.clock.at, UTC).date()
    assert f'<th scope="row">{today}</th><td>3</td>' in html
    assert 'class="pg-day d2 today"' in html
    assert "最近 26 周里有 2 天答过题，一共 4 题。" in html
    assert html.count('<th scope="col">') == 3  # no column for grades that there are none of


def test_estimates_and_grades_are_apart_in_every_figure(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    found = picture(school)
    both = Scores(graded=Mean(score=82.4, count=3), estimated=Mean(score=61.2, count=1))
    rows = tuple(replace(row, now=both) for row in overview(found).mastery)
    days = tuple(replace(day, scores=both) if day.count else day for day in found.glance.days)
    (line,) = found.lines
    assert line.report
    line = replace(line, report=replace(line.report, scores=both))
    mixed = replace(
        found,
        overview=replace(overview(found), mastery=rows),
        glance=replace(found.glance, days=days),
        lines=(line,),
    )
    html = text(shown(mixed))
    assert "82 分 · 3 题 估计 61 分 · 1 题" in html
    assert "模型评分 估计：没有模型评分 两种分数来源不同，分开画，不合在一起。" in html
    assert "评分 82，估计 61 · 3/3 题" in html
    assert "日期 题数 模型评分 估计" in html
    assert re.search(r"\d 82 61", html)
    assert "每个数是答过的题的平均：上次的得分 × 现在还记得的可能" in html
    english = text(shown(mixed, "en"))
    assert "82 · 3 questions estimate 61 · 1 question" in english


def test_bars_are_told_apart_without_colour(school: School) -> None:
    school.answered(ME, badly, badly, badly)
    html = shown(picture(school))
    assert 'class="pg-bar estimated"' in html
    assert 'class="pg-bar graded"' not in html


def test_changed_notes_are_listed_with_their_questions_and_lost_ones_are_counted(
    tmp_path: Path,
) -> None:
    texts = [KITCHEN]
    school = School(tmp_path, lambda: sections_of_note(parse_note("后厨/缓存.md", texts[-1])[0]))
    school.answered(ME, badly, badly, badly)
    texts.append(KITCHEN.replace("12 分钟", "15 分钟")[: KITCHEN.index("## 点单")])
    school.changes += 1
    found = picture(school)
    html = shown(found)
    assert '答过之后笔记改动过 <span class="count">1</span>' in html
    assert "按新笔记再答：什么是备菜缓存？" in html
    assert "还有 1 题答过，但小节已经不在笔记里" in html
    assert "1 题的笔记改动过" in html
    assert "厨房里的缓存 › 什么是备菜缓存？ · 第 " in html
    school.close()


def test_past_interviews_whose_notes_changed_are_marked(tmp_path: Path) -> None:
    texts = [KITCHEN]
    school = School(tmp_path, lambda: sections_of_note(parse_note("后厨/缓存.md", texts[-1])[0]))
    school.answered(ME, badly, badly, badly)
    untouched = [one for one in school.notes.bank(ME).questions if "日期" in one.text]
    school.clock.at += DAY
    school.answered(ME, badly, questions=(untouched[0].id,))

    def rows(language: Language = "zh", *, read: bool = True) -> list[str]:
        html = shown(picture(school, read=read), language)
        newest, oldest = html.split('<li class="pg-interview">')[1:]
        return [newest.partition("</li>")[0], oldest.partition("</li>")[0]]

    assert "stale" not in "".join(rows())
    texts.append(KITCHEN.replace("12 分钟", "15 分钟"))
    school.changes += 1
    newest, oldest = rows()
    assert "stale" not in newest
    assert '<span class="pg-badge stale">1 题的笔记改动过</span>' in oldest
    label = re.search(r'aria-label="([^"]*)"', oldest)
    assert label
    assert "1 题的笔记改动过" in label[1]
    assert '<span class="pg-badge stale">1 changed in the notes</span>' in rows("en")[1]
    assert "stale" not in "".join(rows(read=False))
    texts.append("前言\n\n" + KITCHEN.partition("---\n# ")[2])  # it moved, and says the same
    school.changes += 1
    assert "stale" not in "".join(rows())
    texts.append("# 别的\n")
    school.changes += 1
    newest, oldest = rows()
    assert "1 题的笔记改动过" in newest
    assert "3 题的笔记改动过" in oldest
    school.close()


def test_an_interview_ended_without_an_answer_has_no_score(school: School) -> None:
    started = school.answered(ME)
    for _ in school.interviews.end(ME, started):
        pass
    assert "没有作答" in shown(picture(school))


def test_long_lists_are_folded(school: School) -> None:
    for _ in range(11):
        school.answered(ME)
    html = shown(picture(school), "en")
    before, after = html.split('data-fold="older"')
    assert "3 older ones" in after
    assert before.count('data-pg="open"') == 8
    assert after.count('data-pg="open"') == 3


def test_nothing_of_a_note_is_markup(tmp_path: Path) -> None:
    note = KITCHEN.replace("厨房里的缓存", HOSTILE).replace("备菜", HOSTILE)
    note = note.replace("[后厨, 缓存]", "['<b>后厨</b>', \"x' onload=\"]")
    school = School(tmp_path, lambda: sections_of_note(parse_note("坏/<i>.md", note)[0]))
    school.answered(ME, badly, badly, badly)
    school.clock.at += 9 * DAY
    for language in ("zh", "en"):
        html = shown(picture(school), language)
        assert "<img" not in html
        assert "<script" not in html
        assert "<b>" not in html
        assert not any(name.startswith("on") for name in attributes(html))
    school.close()
