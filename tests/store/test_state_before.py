"""An index and a database made before the modules moved into rooms are opened as they are.

`state_before.tar.xz` was made by commit 1d231f9 over two small notes: an index by `python -m
ingest`, a chat with a gap, one interview that was ended, one in the middle, an edited question.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from interviews import last
from places import TESTS

from bot.app import App, build
from bot.config import Settings
from bot.storage.chats import ChatStore
from bot.storage.gaps import GapStore
from bot.study.study import Study
from ingest.embedding.embedder import SentenceEmbedder
from ingest.pipeline import ingest
from ingest.splitting.split import SplitSettings


@dataclass(frozen=True)
class Before:
    """What was left behind, unpacked."""

    folder: Path
    owner: str
    done: str
    half: str
    question: str

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def app(self) -> App:
        return build(Settings(index_dir=self.index, notes_dir=self.folder / "notes", llm="none"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(TESTS / "store" / "state_before.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def before(unpacked: Path, tmp_path: Path) -> Before:
    folder = tmp_path / "before"
    shutil.copytree(unpacked, folder)
    known = json.loads((folder / "who.json").read_text("utf-8"))
    return Before(folder, *(known[name] for name in ("owner", "done", "half", "question")))


@contextmanager
def studying(before: Before) -> Iterator[tuple[Study, ChatStore]]:
    chats = ChatStore.at(before.index / "chats.sqlite3")
    study = before.app().study(chats)
    try:
        yield study, chats
    finally:
        study.close()
        chats.close()


@pytest.mark.slow
def test_its_questions_are_answered(before: Before) -> None:
    answer = before.app().answer("盒子满了先倒掉哪一份？")
    assert not answer.abstained
    assert "最久没用" in answer.text


def test_an_ingest_goes_on_from_it_without_embedding_anything(
    before: Before, embedder: SentenceEmbedder
) -> None:
    report = ingest(before.folder / "notes", before.index, embedder, SplitSettings())
    assert (report.added, report.removed, report.embedded) == (0, 0, 0)


def test_its_chat_and_gap_are_there(before: Before) -> None:
    with studying(before) as (_, chats):
        turns = [
            turn
            for chat in chats.chats(before.owner)
            for turn in chats.turns(before.owner, chat.id)
        ]
        answered = {turn.question: turn.answer for turn in turns}
        assert len(answered) == 3
        found = answered["盒子满了先倒掉哪一份？"]
        assert found is not None
        assert found.citations
        assert "怎么续签护照？" in [
            gap.question for gap in GapStore(chats.database).gaps(before.owner)
        ]


def test_its_report_and_edit_are_there(before: Before) -> None:
    with studying(before) as (study, _):
        report = study.interviews.report(before.owner, before.done)
        assert report is not None
        assert report.items
        # No point of that day says whether it is essential: all of them were.
        assert all(one.essential for item in report.items for one in item.points)
        edited = next(
            q for q in study.notes.bank(before.owner).questions if q.id == before.question
        )
        assert edited.text == "备菜缓存是怎么回事？"
        assert study.overview(before.owner) is not None


def test_its_interview_goes_on_where_it_stood(before: Before) -> None:
    with studying(before) as (study, _):
        view = study.interviews.view(before.owner, before.half)
        moved = last(study.interviews.skip(before.owner, before.half, view.step))
        assert moved.number == view.number + 1
        ended = last(study.interviews.end(before.owner, before.half))
        assert ended.phase == "ended"
