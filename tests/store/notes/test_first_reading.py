"""The first reading of the notes: how far it is, what is asked meanwhile, what keeps it from going
on."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fakes import NO_NOTES, READY
from index_check import prose
from manifests import MANIFEST
from messages import in_chinese, in_english
from test_app import DOCKER, settings, wait
from waiting import until

from bot.app import App, build
from bot.core.question import Language
from bot.core.turn import Answer, Done, ModelState, ReadingProgress, Waiting
from bot.notes.first_reading import FirstReading, with_notice
from bot.notes.folder import NotesFolder
from bot.sentences import Message
from bot.ui.notes import reading_view
from bot.ui.shared import frame
from ingest import first_ingest_shares
from ingest.config import IngestSettings
from ingest.embedding.embedder import ReportStage
from ingest.errors import IngestError, NotesMissing
from ingest.index.manifest import Manifest, read_manifest
from ingest.update import DIRTY


@dataclass
class Reader:
    """A reading that goes on as the test says."""

    folder: Path
    seconds: float = 0.0
    manifest: Manifest | None = None
    go: threading.Event = field(default_factory=threading.Event)
    told: list[ReportStage] = field(default_factory=list)
    error: Exception | None = None

    def start(self) -> FirstReading:
        options: dict[str, Any] = {"notes_dir": self.folder}
        own = IngestSettings(**options, _env_file=None)  # type: ignore[call-arg]
        notes = NotesFolder(own, lambda: self.manifest, self.folder / "sample")
        made = FirstReading(self._run, notes, lambda: self.manifest, lambda: self.seconds)
        made.begin()
        return made

    def _run(self, progress: ReportStage) -> None:
        self.told.append(progress)
        assert self.go.wait(30)
        if self.error:
            raise self.error

    def tell(self, stage: str, done: int, total: int) -> None:
        until(lambda: self.told)
        self.told[-1](stage, done, total)

    def end(self, reading: FirstReading, error: Exception | None = None) -> None:
        self.error = error
        self.go.set()
        until(lambda: reading.state() is None)


def manifest_of(read: int, waiting: int, folder: Path) -> Manifest:
    entry = next(iter(MANIFEST.files.values()))
    files = {f"{number}.md": entry for number in range(read)}
    return replace(MANIFEST, files=files, waiting=waiting, notes_dir=str(folder))


def test_it_tells_stage_notes_and_time_as_it_goes_on(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reading = reader.start()
    stages = []

    def state() -> ReadingProgress:
        now = reading.state()
        assert now is not None
        stages.append(now.stage)
        return now

    reader.tell("unpack", 1, 2)
    state()
    reader.tell("read", 1, 40)
    assert state().total == 40
    reader.tell("read", 40, 40)
    assert state().left_s is None
    reader.tell("embed", 10, 110)
    reader.seconds = 10.0
    reader.tell("embed", 60, 110)
    reader.manifest = manifest_of(20, 20, tmp_path)
    assert state().left_s is None  # long texts of a share go first: a guess waits for its end
    reader.tell("store", 60, 110)
    now = state()
    assert (now.done, now.total, now.left_s) == (20, 40, 10.0)
    assert now.fraction == pytest.approx(60 / 110)
    reader.seconds = 14.0
    assert state().left_s == 6.0
    reader.seconds = 100.0
    assert state().left_s == 2.5  # never none before it is done
    assert stages == ["model", "files", "load", *["notes"] * 4]
    reader.end(reading)


def test_a_folder_without_notes_is_looked_at_again_now_and_then(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "notes")
    reading = reader.start()
    reader.end(reading, NotesMissing("plain", text="none"))
    assert reading.lack == "folder"
    assert not reading.notes_came()
    (tmp_path / "notes").mkdir()
    assert str(reading.lack) == "notes"
    (tmp_path / "notes" / "a.md").write_text("# A\n", "utf-8")
    assert not reading.notes_came()  # it has just looked
    reader.seconds += 60
    assert reading.notes_came()


def test_who_waits_for_the_first_notes_is_told_why_there_are_none(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reading = reader.start()
    reader.end(reading, IngestError("plain", text="The disk is full."))
    with pytest.raises(IngestError, match="disk is full"):
        reading.wait_for_notes()


def test_notes_that_are_read_are_not_read_for_the_first_time_again(tmp_path: Path) -> None:
    done = Reader(tmp_path, manifest=manifest_of(3, 0, tmp_path)).start()
    assert done.state() is None
    done.wait_for_notes()
    foreign = Reader(tmp_path, manifest=manifest_of(3, 2, tmp_path / "other")).start()
    assert foreign.state() is None  # the notes of one folder don't give way to another's unasked
    reader = Reader(tmp_path, manifest=manifest_of(3, 2, tmp_path))
    half = reader.start()
    assert half.state() is not None
    half.wait_for_notes()  # what is there can be asked
    reader.end(half)


def test_an_answer_says_of_how_many_notes_it_was_made_until_all_are_read(tmp_path: Path) -> None:
    declined = Answer(question="问", segments=(), abstained=True, citations=(), passages=())
    half = manifest_of(12, 18, tmp_path)
    notice = with_notice(Done(declined), half).answer.notice
    assert (
        in_english(notice)
        == "Only 12 of 30 notes have been read so far. Ask again when all are in."
    )
    assert in_chinese(notice) == "到现在只读了 30 篇笔记里的 12 篇。等读完了再问一次。"
    failed = replace(declined, abstained=False, notice=Message.of("model_loading", name="x"))
    both = with_notice(Done(failed), half).answer.notice
    assert in_english(both) == f"{in_english(failed.notice)}\n{in_english(notice)}"
    for manifest in (manifest_of(30, 0, tmp_path), None):
        assert with_notice(Done(declined), manifest).answer.notice is None


# -- words ------------------------------------------------------------------------------------

SAID: list[tuple[ReadingProgress, str, str]] = [
    (ReadingProgress(), "正在准备读你的笔记…", "Getting ready to read your notes…"),
    (
        ReadingProgress(stage="notes", done=12, total=30, left_s=91),
        "正在读你的笔记：12 / 30 篇，大约还要 2 分钟",
        "Reading your notes: 12 of 30, about 2 minutes left",
    ),
    (
        ReadingProgress(stage="notes", done=12, total=30, left_s=41),
        "正在读你的笔记：12 / 30 篇，大约还要 50 秒",
        "Reading your notes: 12 of 30, about 50 seconds left",
    ),
    (
        ReadingProgress(stage="load", total=30),
        "正在读你的笔记：0 / 30 篇，先把向量模型载入…",
        "Reading your notes: 0 of 30, loading the embedding model first…",
    ),
    (
        ReadingProgress(stage="files", total=1),
        "正在翻看你的 1 篇笔记…",
        "Looking through your note…",
    ),
]


@pytest.mark.parametrize(("reading", "zh", "en"), SAID)
def test_it_is_said_in_words(reading: ReadingProgress, zh: str, en: str) -> None:
    assert (reading_view.line(reading, "zh"), reading_view.line(reading, "en")) == (zh, en)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("stage", ["start", "model", "files", "load", "notes"])
def test_no_stage_of_it_shows_a_raw_word_or_a_command(stage: Any, language: Language) -> None:
    loading = ModelState("e5-notes", "loading", 1.0, stage="unpack")
    status = replace(
        NO_NOTES,
        problem=None,
        lack="",
        embedder=loading,
        reading=ReadingProgress(stage=stage, total=9),
    )
    shown = frame.status_line(status, language) + reading_view.block(status, language)
    for raw in ("embed", "unpack<", "python -m", "还没有笔记", "e5-notes 载入", "100%", "missing"):
        assert raw not in shown.partition("<dl>")[0].replace("embedding model", "")
    assert 'role="progressbar"' in shown
    assert not frame.settled(status)
    assert reading_view.block(READY, language) == ""


def test_the_bar_counts_notes_and_never_leaves_its_ends() -> None:
    reading = ReadingProgress(stage="notes", done=3, total=9, fraction=1.2)
    html = reading_view.block(replace(READY, reading=reading), "en")
    assert 'aria-valuemin="0" aria-valuemax="9" aria-valuenow="3"' in html
    assert "width:100.0%" in html


def test_a_model_without_notes_is_not_called_missing() -> None:
    for lack in ("notes", "folder"):
        status = replace(NO_NOTES, lack=lack, embedder=ModelState("e5-notes", "off"))
        line = frame.status_line(status, "zh")
        assert "没有笔记" in line
        assert "e5-notes" not in line.partition("<dl>")[0]


# -- the whole program --------------------------------------------------------------------------


def many(folder: Path, own_notes: Path, count: int = 14) -> Path:
    """The note on Docker, and others behind it."""
    import random

    folder.mkdir(parents=True)
    shutil.copy(own_notes / "容器" / "Docker核心原理.md", folder / "0.md")
    chance = random.Random(3)
    for number in range(count):
        text = "\n\n".join(f"## 节 {n}\n\n{prose(chance, 60)}" for n in range(4))
        (folder / f"后{number:02}.md").write_text(f"# 后 {number}\n\n{text}\n", "utf-8")
    return folder


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """The first is set to let the first notes come in, the second for all others."""
    from ingest.index.states import States

    first, rest = threading.Event(), threading.Event()
    prepare: Callable[..., set[str]] = States.prepare
    monkeypatch.setattr(first_ingest_shares, "FEW", 8)
    monkeypatch.setattr(first_ingest_shares, "MORE", 8)

    def waiting(self: States, *args: Any) -> set[str]:
        assert (rest if self.manifest.files else first).wait(120)
        return prepare(self, *args)

    monkeypatch.setattr(States, "prepare", waiting)
    return first, rest


@pytest.mark.slow
def test_questions_wait_for_the_first_notes_and_are_answered_while_others_are_read(
    own_notes: Path, tmp_path: Path, cache: Path, held: tuple[threading.Event, threading.Event]
) -> None:
    notes = many(tmp_path / "notes", own_notes)
    app = build(settings(tmp_path / "index", cache, notes_dir=notes))
    app.start()
    events = app.ask(DOCKER)
    assert isinstance(next(events), Waiting)
    status = app.status()
    assert (status.notes, in_english(status.problem), status.lack) == (0, "", "")
    assert status.reading is not None
    held[0].set()
    answer = next(event.answer for event in events if isinstance(event, Done))
    assert answer.citations
    assert "of 15 notes have been read so far" in in_english(answer.notice)
    status = app.status()
    assert status.embedder.status == "ready"
    assert status.reading is not None
    assert 0 < status.reading.done < status.reading.total == 15
    declined = app.answer("怎么做红烧肉？")
    assert declined.abstained
    assert f"Only {status.reading.done} of 15 notes" in in_english(declined.notice)
    held[1].set()
    until(lambda: not app.status().reading, 120)
    assert app.status().notes == 15
    assert not app.answer("怎么做红烧肉？").notice


@pytest.mark.slow
def test_a_first_reading_that_was_cut_off_goes_on_at_the_next_start(
    own_notes: Path, tmp_path: Path, cache: Path, held: tuple[threading.Event, threading.Event]
) -> None:
    notes, index = many(tmp_path / "notes", own_notes), tmp_path / "index"
    own = settings(index, cache, notes_dir=notes)
    held[0].set()
    cut = build(own)
    cut.start()
    wait(cut, "ready")
    half = tmp_path / "half"
    shutil.copytree(index, half)  # as a kill leaves it
    held[1].set()
    found = read_manifest(half)
    assert found is not None
    assert found.waiting
    assert (half / DIRTY).exists()
    app: App = build(settings(half, cache, notes_dir=notes))
    assert app.answer(DOCKER).citations
    app.start()
    until(lambda: app.status().notes == 15 and not app.status().reading, 120)
    until(lambda: not cut.status().reading, 120)


@pytest.mark.slow
def test_notes_that_come_into_an_empty_folder_are_read_by_themselves(
    own_notes: Path, tmp_path: Path, cache: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    app = build(settings(tmp_path / "index", cache, notes_dir=notes))
    app.start()
    until(lambda: app.status().lack)
    status = app.status()
    assert (status.lack, status.embedder.status) == ("notes", "off")
    shutil.copy(own_notes / "容器" / "Docker核心原理.md", notes)
    wait(app, "ready")
    assert app.status().notes == 1


def test_notes_that_can_all_not_be_read_are_said_to_be_that(tmp_path: Path, cache: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_bytes(bytes(range(256)) * 20)
    app = build(settings(tmp_path / "index", cache, notes_dir=notes))
    app.start()
    until(lambda: app.status().lack)
    status = app.status()
    assert (status.lack, in_english(status.problem)) == ("readable", "")
