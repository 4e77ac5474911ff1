"""Turns, grades and points of an interview, made up to be shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.core.passage import Passage
from bot.core.score import Verdict
from bot.interview.view import Entry, GradeView, InterviewView, PointView, QuestionView, TurnView
from bot.reports.report import (
    InterviewReport,
    Item,
    Mean,
    ReportedSection,
    Scores,
    SectionToReread,
    Subject,
)
from bot.ui.shared.view import ReaderView

ZH = ReaderView("zh", Path("notes"), "vscode://file/{path}:{line}")
EN = ReaderView("en", Path("notes"), "")
EVIL = "<script>document.title='PWNED'</script>"
SECTION = Passage(
    section="s1",
    file="缓存.md",
    title="缓存",
    heading_path=("缓存",),
    lines=(3, 9),
    text=f"## 缓存\n\n**命中**时直接返回。{EVIL}",
)


def point(verdict: Verdict, **changes: object) -> PointView:
    made = PointView(
        text="命中时直接返回",
        quote="**命中**时直接返回",
        verdict=verdict,
        evidence="命中就返回",
        note="",
        section="s1",
        drilled=False,
        first=verdict,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def graded(*points: PointView, **changes: object) -> GradeView:
    made = GradeView(
        score=60,
        first=60,
        cost=0,
        hit=sum(one.verdict is Verdict.HIT for one in points if one.essential),
        total=sum(one.essential for one in points),
        bonus=sum(one.verdict is Verdict.HIT for one in points if not one.essential),
        estimated=True,
        points=points,
        hidden=0,
        beyond=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def turn(*log: Entry, grade: GradeView | None = None, **changes: object) -> TurnView:
    question = QuestionView(
        number=1,
        id="q",
        text="缓存命中时怎么办？",
        language="zh",
        topic="缓存",
        tags=(),
        difficulty=2,
        sections=(),
    )
    made = TurnView(question=question, log=log, grade=grade, outcome="open")
    return replace(made, **changes)  # type: ignore[arg-type]


def running(one: TurnView, **changes: object) -> InterviewView:
    made = InterviewView(
        id="i" * 32,
        phase="asking",
        length=3,
        turns=(one,),
        marks=("now", "open", "open"),
        mood="friendly",
        step=4,
        can=frozenset({"answer", "skip", "hint", "note", "pause", "end"}),
        limit_s=None,
        left_s=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def said(kind: str, text: str) -> Entry:
    return Entry(
        who="candidate" if kind == "answer" else "interviewer", kind=kind, text=text, at=0.0
    )


def made_report(text: str, **changes: object) -> InterviewReport:
    place = ReportedSection(section="s1", file=text, place=text, lines=(3, 9))
    item = Item(
        number=1,
        question="q",
        text=text,
        language="zh",
        subjects=(text,),
        places=(place, replace(place, section="gone")),
        outcome="answered",
        score=60,
        first=40,
        cost=0,
        hints=0,
        late=False,
        estimated=True,
        spent_s=10.0,
        points=(point(Verdict.HIT, text=text),),
        beyond=(text,),
        log=(said("answer", text),),
    )
    scores = Scores(graded=None, estimated=Mean(score=60.0, count=1))
    made = InterviewReport(
        id="i" * 32,
        started=0.0,
        ended=60.0,
        mood="friendly",
        language="zh",
        planned=3,
        items=(item,),
        scores=scores,
        subjects=(Subject(name=text, scores=scores),),
        strongest=text,
        weakest=text,
        read=(SectionToReread(place=place, lost=0.4, missed=(text,)),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
