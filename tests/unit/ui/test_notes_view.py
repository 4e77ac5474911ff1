"""What the tab of the notes looks like, as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_outline import NOTES

from bot.core.question import Language
from bot.notes.desk import DeskState, Watching, Work
from bot.notes.drop import DropOutcome, ExistingFile
from bot.ui.notes import drop_view
from bot.ui.notes import view as notes_view
from bot.ui.notes.amounts import size, when
from bot.ui.shared.view import ReaderView
from ingest.diff import SectionChange
from ingest.index.lock import Holder
from ingest.message import Message
from ingest.notes.folder import Warned
from ingest.report import IngestReport

EVIL = "<img src=x onerror=\"document.title='PWNED'\">"
NOW = datetime(2026, 1, 2, 13, 0, tzinfo=UTC)
STATE = DeskState("m<1", "g1", f"/notes/{EVIL}", Work(), Watching())
VOID = {"img", "br", "hr", "input"}


def view(language: Language = "zh") -> ReaderView:
    return ReaderView(language, Path("/notes"), "vscode://file/{path}:{line}")


class Balanced(HTMLParser):
    """Reads HTML; what is opened must be closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(html: str) -> str:
    """The HTML, once it is known to be whole and to hold nothing that runs."""
    reader = Balanced()
    reader.feed(html)
    assert reader.open == []
    assert not {"script", "img", "svg", "iframe"} & set(reader.tags)
    return html


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def change(kind: str, file: str, *path: str, **fields: object) -> SectionChange:
    made: dict[str, object] = {"kind": kind, "file": file, "heading_path": path, "lines": (1, 2)}
    return SectionChange(**(made | fields))  # type: ignore[arg-type]


CHANGES = (
    change("added", "a.md", "甲"),
    change("changed", "a.md", "乙", EVIL),
    change("moved", f"{EVIL}.md", "丙", from_file="old.md", from_heading_path=("丙",)),
    change("moved", f"{EVIL}.md", "丁", from_file=f"{EVIL}.md"),
    change("deleted", "b.md"),
)


# -- head -----------------------------------------------------------------------------------------


def test_the_head_counts_and_tells_the_page_what_it_has_seen() -> None:
    html = checked(notes_view.head(STATE, NOTES, view(), NOW))
    assert "3 篇 · 8 节 · 上次更新 今天 03:04" in words(html)
    assert 'data-mark="m&lt;1" data-generation="g1" data-busy="0"' in html
    assert 'aria-checked="false"' in html
    assert "没有跟随" in html


def test_without_notes_the_head_says_where_they_go_and_offers_the_sample() -> None:
    html = checked(notes_view.head(STATE, None, view(), NOW))
    assert "还没有笔记" in html
    assert "/notes/&lt;img" in html
    assert 'data-note-act="sample"' in html
    first = checked(notes_view.head(replace(STATE, begun=True), None, view(), NOW))
    assert "正在第一次" in first
    assert 'data-note-act="sample"' not in first


def test_following_tells_since_when_and_the_last_change() -> None:
    since = NOW.timestamp() - 3600
    on = Watching(on=True, since=since)
    html = notes_view.head(replace(STATE, watching=on), NOTES, view("en"), NOW)
    assert "Following since today 12:00" in html
    assert "no change yet" in html
    assert 'aria-checked="true"' in html
    on = replace(on, last=since + 60, counts=(("added", 2), ("changed", 0), ("deleted", 1)))
    html = notes_view.head(replace(STATE, watching=on), NOTES, view("en"), NOW)
    assert "last one today 12:01: +2 added −1 deleted" in words(html)
    off = Watching(problem=Message.of("folder_gone", at=EVIL))
    html = checked(notes_view.head(replace(STATE, watching=off), NOTES, view(), NOW))
    assert "跟随不了文件夹 &lt;img" in html


def test_warnings_are_folded_and_said_in_the_readers_language() -> None:
    html = checked(
        notes_view.warnings([*NOTES.warnings, Warned(EVIL, Message.of("plain", text=EVIL))], view())
    )
    assert "4 个文件需要留意" in html
    assert "坏.md 没有收进来： 是二进制文件" in words(html)
    assert "锁着 没有收进来： 打不开（Permission denied）" in words(html)
    assert notes_view.warnings([], view()) == ""
    many = notes_view.warnings(
        [Warned(f"{n}.md", Message.of("file_binary")) for n in range(500)], view("en")
    )
    assert "400 more files" in many


# -- work -----------------------------------------------------------------------------------------


def test_a_look_shows_the_counts_and_asks_once() -> None:
    report = IngestReport(changes=CHANGES, dry_run=True, files_changed=("a.md",), added=3)
    html = checked(notes_view.work(Work(phase="seen", report=report), view()))
    assert "将会更新 +1 新增 ~1 改 →2 移 −1 删 3 个文件" in words(html)
    assert 'data-note-act="update"' in html
    assert "→ 移 丙 原在 old.md › 丙" in words(html)
    assert "− 删 （第一个标题之前）" in words(html)


def test_nothing_to_do_is_said_plainly_and_not_asked_about() -> None:
    html = notes_view.work(Work(phase="seen", report=IngestReport(dry_run=True)), view())
    assert "笔记没有变化" in html
    assert 'data-note-act="update"' not in html
    spaces = IngestReport(dry_run=True, files_changed=("a.md",))
    html = notes_view.work(Work(phase="seen", report=spaces), view("en"))
    assert "1 file changed, but" in html
    assert 'data-note-act="update"' in html
    done = notes_view.work(Work(phase="done", report=IngestReport(files_changed=("a.md",))), view())
    assert 'data-note-act="update"' not in done


def test_other_settings_are_told_from_changes_of_the_notes() -> None:
    files = tuple(f"{n}.md" for n in range(86))
    report = IngestReport(dry_run=True, rebuilt=True, notes=86, files_changed=files, added=700)
    expectations: tuple[tuple[Language, str], ...] = (
        ("zh", "模型或切分设置换了：86 篇笔记不论变没变，都会重新嵌入。"),
        ("en", "all 86 notes will be embedded again, changed or not."),
    )
    for language, expected in expectations:
        html = checked(notes_view.work(Work(phase="seen", report=report), view(language)))
        assert expected in words(html)
        assert 'data-note-act="update"' in html
        assert not re.search(r"个文件变了|files changed", html)
    changed = replace(report, changes=CHANGES)
    html = checked(notes_view.work(Work(phase="seen", report=changed), view()))
    assert "将会更新 +1 新增" in words(html)
    assert "86 篇笔记不论变没变" in words(html)
    done = replace(report, dry_run=False)
    html = checked(notes_view.work(Work(phase="done", report=done), view()))
    assert "重建，一共 86 篇笔记。" in words(html)


def test_a_long_diff_is_cut_and_says_what_is_left() -> None:
    files = tuple(change("added", f"{n:04}.md", "x") for n in range(300))
    sections = tuple(change("added", "0000.md", str(n)) for n in range(200))
    html = checked(notes_view.diff(sections + files, view("en")))
    assert "200 more files" in html
    assert "141 more sections" in html
    assert len(html) < 60_000


def test_progress_is_a_bar_that_can_be_heard_and_keeps_the_diff() -> None:
    work = Work(phase="running", stage="embed", done=3, total=12, fraction=0.337)
    html = checked(notes_view.work(replace(work, report=IngestReport(changes=CHANGES)), view("en")))
    assert 'role="progressbar"' in html
    assert 'aria-valuenow="34"' in html
    assert "Embedding 3/12" in words(html)
    assert "a.md" in html
    for stage in ("", "unpack", "read", "embed", "store", "search"):
        checked(notes_view.work(replace(work, stage=stage), view()))
    checked(notes_view.work(Work(phase="looking"), view()))


def test_whoever_holds_the_lock_is_named() -> None:
    waiting = Work(phase="waiting", holder=Holder(4711, "14:03"))
    assert "另一个进程（4711，14:03 起）" in notes_view.work(waiting, view())
    assert "Another process is" in notes_view.work(Work(phase="waiting"), view("en"))
    assert "This program" in notes_view.work(replace(waiting, own=True), view("en"))
    assert 'data-note-act="stop"' in notes_view.work(waiting, view())


def test_a_failure_is_a_sentence_with_a_way_on() -> None:
    full = Message.of("index_full", at="/i", why="No space left on device")
    html = checked(notes_view.work(Work(phase="failed", problem=full), view()))
    assert "索引 /i 写不了：No space left on device。" in html
    assert 'data-note-act="look"' in html
    assert "意料之外" in notes_view.work(Work(phase="failed"), view())
    assert "&lt;img" in checked(
        notes_view.work(Work(phase="failed", problem=Message.of("plain", text=EVIL)), view())
    )


def test_idle_is_nothing() -> None:
    assert notes_view.work(Work(), view()) == ""


# -- dropped --------------------------------------------------------------------------------------


def test_a_question_shows_sizes_and_times_of_both() -> None:
    there = ExistingFile(1234, NOW.timestamp() - 60, "1-2")
    asked = DropOutcome(kind="asked", name=f"{EVIL}.md", size=2_000_000, there=there)
    html = checked(drop_view.outcomes([asked], view("en"), NOW))
    assert "There: 1.2 kB, today 12:59" in words(html)
    assert "Dropped: 2 MB" in words(html)
    assert re.findall(r'data-drop="(\w+)"', html) == ["replace", "both", "cancel"]
    dated = replace(asked, modified=0.0)
    assert "1970" in drop_view.outcomes([dated], view(), NOW)


def test_what_became_of_files_is_said() -> None:
    found = [
        DropOutcome(kind="added", name="a.md", stored="a (2).md"),
        DropOutcome(kind="same", name="b.md", stored="b.md"),
        DropOutcome(kind="replaced", name="c.md", stored="c.md"),
        DropOutcome(kind="refused", name=f"../{EVIL}.md", reason="name"),
        DropOutcome(
            kind="refused", name="d.md", reason="unreadable", detail=Message.of("file_binary")
        ),
    ]
    html = checked(drop_view.outcomes(found, view(), NOW))
    assert "已放进文件夹 a (2).md" in words(html)
    assert 'data-told="a.md"' in html
    assert "d.md 没有放进来： 读不了：是二进制文件" in words(html)
    assert drop_view.outcomes([], view(), NOW) == ""


def test_the_zone_tells_its_limits() -> None:
    html = checked(drop_view.drop_zone(view()))
    assert 'data-max-file="4194304"' in html
    assert "16.8 MB" in html


# -- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (12_345, "12.3 kB"), (4 << 20, "4.2 MB")],
)
def test_sizes_are_rounded(count: int, text: str) -> None:
    assert size(count) == text


def test_moments_are_as_short_as_the_day_allows() -> None:
    assert when(view("en"), NOW.timestamp(), NOW) == "today 13:00"
    assert when(view(), "2026-01-01T10:00:00+00:00", NOW) == "01-01 10:00"
    assert when(view(), "2024-05-06T10:00:00+00:00", NOW) == "2024-05-06"
    assert when(view(), "no date", NOW) == ""
    assert when(view(), 1e30, NOW) == ""
