from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from interviews import World, kitchen, last, source

from bot.core.passage import Passage
from bot.core.score import Verdict
from bot.interview.state import Setup
from bot.notes.sections import sections_of_note
from bot.reports.anki import as_apkg
from bot.reports.html import as_html
from bot.reports.markdown import as_markdown
from bot.reports.report import InterviewReport
from bot.storage.ids import new_id
from ingest.notes.folder import parse_note

ME = new_id()
PAYLOAD = "<script>document.title='PWNED'</script><img src=x onerror=alert(1)>"
EVIL = f"""---
tags: ["<b>坏</b>", "a|b"]
---
# 坏笔记 {PAYLOAD}

## 什么是注入 {PAYLOAD}？

- **注入**是把数据当成代码：`{PAYLOAD}` 会被执行
- 防范要靠**转义**，输出时把尖括号换掉
- 过滤用**白名单**，只留下认识的标签
- 数据库用**预编译**的语句，参数不会被当成命令
- [点我](javascript:alert(1)) 这样的链接也**不能**放行
"""


def evil() -> list[Passage]:
    note, _ = parse_note("坏/<i>x</i>.md", EVIL)
    return [*kitchen(), *sections_of_note(note)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, source(evil))
    yield world
    world.close()


@pytest.fixture
def report(world: World) -> InterviewReport:
    """A hostile answer; of the others one good, one half right, one skipped."""
    interviews = world.interviews
    interview = interviews.start(ME, Setup(length=4, drills=1, limit_s=600))
    view = last(interviews.go_on(ME, interview))
    paper = interviews.store.paper(interview)
    world.clock.at += 40
    others = [one for one in paper.questions if "注入" not in one.text]
    for question in paper.questions:
        said = [point.text for point in question.asked]
        if "注入" in question.text:
            view = last(interviews.answer(ME, interview, f"{said[0]} {PAYLOAD} |a|b|"))
        elif question is others[0]:
            view = last(interviews.answer(ME, interview, "。".join(said)))
        elif question is others[1]:
            last(interviews.hint(ME, interview))
            view = last(interviews.answer(ME, interview, said[-1]))
        world.clock.at += 20
        while view.phase != "ended" and view.turns[-1].question.id == question.id:
            view = last(interviews.skip(ME, interview))
    found = interviews.report(ME, interview)
    assert found is not None
    return found


class Strict(HTMLParser):
    """Sees every tag and attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(report: InterviewReport) -> Strict:
    parser = Strict()
    parser.feed(as_html(report, UTC))
    return parser


def test_a_report_names_what_to_read_again_by_what_was_lost(report: InterviewReport) -> None:
    assert [item.number for item in report.items] == [1, 2, 3, 4]
    assert len(report.read) == 3
    losses = [one.lost for one in report.read]
    assert losses == sorted(losses, reverse=True)
    assert all(one.missed for one in report.read)
    full = next(item for item in report.items if item.score == 100)
    assert full.places[0].section not in {one.place.section for one in report.read}


def test_the_strongest_subject_scored_more_than_the_weakest(report: InterviewReport) -> None:
    scores = {row.name: row.scores.estimated for row in report.subjects}
    best, worst = scores[report.strongest], scores[report.weakest]
    assert best is not None
    assert worst is not None
    assert best.score > worst.score


def test_scores_are_estimates_as_long_as_no_model_judged(report: InterviewReport) -> None:
    assert report.scores.graded is None
    assert report.scores.estimated is not None
    assert report.scores.estimated.count == 4
    assert "估计（没有模型评分）" in as_markdown(report, UTC)


def test_a_report_of_both_kinds_says_that_they_can_not_be_put_together(
    report: InterviewReport,
) -> None:
    scores = replace(report.scores, graded=report.scores.estimated)
    for text in (as_markdown, as_html):
        assert "不能合在一起看" in text(replace(report, scores=scores), UTC)


def test_every_question_stands_there_with_points_quotes_and_own_words(
    report: InterviewReport,
) -> None:
    text = as_markdown(report, UTC)
    for item in report.items:
        assert f"第 {item.number} 题" in text
        for point in item.points:
            if point.verdict is not Verdict.MISSED:
                assert point.evidence
    assert text.count("你说:") >= 3
    assert text.count("出处:") == 4


def test_every_question_that_counts_has_its_model_answer_in_the_notes_words(
    report: InterviewReport,
) -> None:
    sections = {one.section: one.text for one in evil()}
    for item in report.items:
        assert item.answer
        assert all(said.quote in sections[said.section] for said in item.answer)
        assert {number for _, number in item.numbered_answer} == {1}
    text, page = as_markdown(report, UTC), as_html(report, UTC)
    assert text.count("参考回答: ") == page.count("<strong>参考回答</strong>") == 4
    one = next(item for item in report.items if "注入" not in item.text)
    first, last = one.answer[0].sentence, one.answer[-1].sentence
    assert f"{first} \\[1\\]" in text
    assert f"{last}<sup>[1]</sup>" in page
    assert text.count("出处: \\[1\\] ") == 4


def test_an_anki_card_has_the_model_answer_before_its_points(
    report: InterviewReport, tmp_path: Path
) -> None:
    with zipfile.ZipFile(BytesIO(as_apkg(report))) as package:
        package.extract("collection.anki2", tmp_path)
    connection = sqlite3.connect(tmp_path / "collection.anki2")
    rows = connection.execute("SELECT flds FROM notes").fetchall()
    connection.close()
    for (fields,) in rows:
        points = fields.split("\x1f")[1]
        assert points.startswith("<p><b>参考回答</b><br>")


def test_a_report_of_an_earlier_version_is_exported_without_model_answers(
    report: InterviewReport,
) -> None:
    old = replace(report, items=tuple(replace(item, answer=()) for item in report.items))
    assert "参考回答" not in as_markdown(old, UTC) + as_html(old, UTC)
    assert as_apkg(old)


def test_extras_stand_apart_and_are_not_missed(report: InterviewReport) -> None:
    item = next(item for item in report.items if item.points)
    extra = replace(item.points[-1], essential=False, verdict=Verdict.MISSED, first=Verdict.MISSED)
    items = (replace(item, points=(*item.points[:-1], extra)),)
    told = replace(report, items=items)
    for made in (as_markdown(told, UTC), as_html(told, UTC)):
        assert "加分点" in made
        assert "○ 没提到" in made.partition("加分点")[2]
        assert "○ 没提到" not in made.partition("加分点")[0]
    assert "加分点" not in as_markdown(report, UTC)


def test_the_page_holds_no_markup_but_its_own(report: InterviewReport) -> None:
    page = parsed(report)
    own = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "ul", "ol"}
    own |= {"li", "details", "summary", "blockquote", "div", "span", "strong", "table", "tr", "th"}
    own |= {"td", "sup", "code", "figure", "figcaption", "svg", "defs", "pattern", "path", "rect"}
    own |= {"text"}
    assert set(page.tags) <= own
    assert page.open == []
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any(name in ("src", "href") for name, _ in page.attributes)
    assert "http" not in re.sub(r"http-equiv", "", as_html(report, UTC))


def test_the_plot_has_a_bar_for_every_question_and_says_it_in_words(
    report: InterviewReport,
) -> None:
    page = as_html(report, UTC)
    assert page.count("<rect") == 4
    assert 'role="img"' in page
    full = next(item for item in report.items if item.score == 100)
    assert f"{full.number}: 估计 100" in page


def test_markdown_holds_no_tags_images_or_links_of_notes_and_answers(
    report: InterviewReport,
) -> None:
    text = as_markdown(report, UTC)
    assert not re.search(r"<[a-z/!]", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 4


def test_anki_gets_a_note_for_every_question_with_points_and_source(
    report: InterviewReport, tmp_path: Path
) -> None:
    with zipfile.ZipFile(BytesIO(as_apkg(report))) as package:
        package.extract("collection.anki2", tmp_path)
    connection = sqlite3.connect(tmp_path / "collection.anki2")
    rows = connection.execute("SELECT flds, guid FROM notes").fetchall()
    connection.close()
    assert len(rows) == 4
    for fields, _ in rows:
        question, points, where = fields.split("\x1f")
        assert question
        assert points.count("<li>") >= 1
        assert "行" in where
        assert "<script" not in fields
        assert "<img" not in fields


def test_a_question_keeps_its_anki_name_from_export_to_export(
    report: InterviewReport, tmp_path: Path
) -> None:
    found = []
    for name in ("a", "b"):
        with zipfile.ZipFile(BytesIO(as_apkg(report))) as package:
            package.extract("collection.anki2", tmp_path / name)
        connection = sqlite3.connect(tmp_path / name / "collection.anki2")
        found.append(connection.execute("SELECT guid FROM notes ORDER BY guid").fetchall())
        connection.close()
    assert found[0] == found[1]


def test_a_report_without_an_answer_can_be_read_and_exported(world: World) -> None:
    interview = world.interviews.start(ME, Setup(length=3))
    last(world.interviews.go_on(ME, interview))
    last(world.interviews.end(ME, interview))
    report = world.interviews.report(ME, interview)
    assert report is not None
    assert [*report.counted, *report.read, *report.subjects] == []
    assert (report.strongest, report.weakest) == ("", "")
    assert "没有可以计分的回答" in as_markdown(report, UTC)
    assert "没有可以计分的回答" in as_html(report, UTC)
    assert as_apkg(report).startswith(b"PK")


def test_a_report_is_in_the_language_that_was_spoken(world: World) -> None:
    interview = world.interviews.start(ME, Setup(length=3, language="en"))
    last(world.interviews.go_on(ME, interview))
    last(world.interviews.end(ME, interview))
    report = world.interviews.report(ME, interview)
    assert report is not None
    assert "Mock interview report" in as_markdown(report, UTC)
    assert '<html lang="en">' in as_html(report, UTC)
