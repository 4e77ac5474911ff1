"""Errors and messages, in the language of the page's reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.turn import ModelState, Status
from bot.errors import (
    BadInput,
    BotError,
    IndexMissing,
    IngestError,
    ModelUnavailable,
    Problem,
    StoreBroken,
)
from bot.interview.state import Setup
from bot.models.failure import failure, fell_silent
from bot.models.llm import open_llm
from bot.models.weights import assembled
from bot.sentences import Message, several
from bot.storage.chats import ChatStore
from bot.storage.ids import new_id
from bot.ui.frame.address import check_port
from bot.ui.shared.frame import status_line
from bot.ui.shared.view import ReaderView
from bot.ui.words.texts import in_words
from ingest.config import WrongSetting
from ingest.embedding.model import read_model
from ingest.errors import (
    EmbeddingModelError,
    IndexLocked,
    IndexOutdated,
    IndexUnusable,
    NotesMissing,
)
from ingest.index.lock import check_writable, locked
from ingest.index.manifest import FILE_NAME, read_manifest
from ingest.notes.decode import UnreadableNote, decode
from ingest.pipeline import check_notes

LATIN = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")
"""Three English words in a row."""


def _no_index(folder: Path) -> None:
    from word_embedder import WordEmbedder

    from bot.search.index import Index

    Index(folder, WordEmbedder()).open()


def _locked_twice(folder: Path) -> None:
    with locked(folder), locked(folder):
        pass


def _manifest(folder: Path, text: str) -> None:
    (folder / FILE_NAME).write_text(text, "utf-8")
    read_manifest(folder)


def _no_table(folder: Path) -> None:
    store = ChatStore.at(folder / "chats.db")
    with store.database.engine.begin() as connection:
        connection.exec_driver_sql("drop table turns")
    store.start_turn(new_id(), "", "?")


def _raise(error: Problem) -> None:
    raise error


RAISED: list[tuple[type[Problem], Callable[[Path], object], str, str]] = [
    (
        NotesMissing,
        lambda at: check_notes(at / "no", at / "ix"),
        "没有笔记文件夹",
        "no notes folder",
    ),
    (NotesMissing, lambda at: check_notes(at, at / "ix"), "没有 Markdown", "no markdown files"),
    (IndexLocked, _locked_twice, "另一个进程（", "Another process (process "),
    (IndexOutdated, lambda at: _manifest(at, '{"schema": 0}'), "另一个版本", "another version"),
    (IndexUnusable, lambda at: _manifest(at, "{"), "读不了。请重新建立", "Build it again"),
    (
        IngestError,
        lambda at: check_writable(at / "file" / "ix"),
        "是一个文件",
        "is a file, not a folder",
    ),
    (
        EmbeddingModelError,
        lambda at: read_model(at, "x"),
        "里没有 sentence-transformers",
        "holds no",
    ),
    (UnreadableNote, lambda at: decode(b"\x00\x01\xff"), "是二进制文件", "it is a binary file"),
    (IndexMissing, _no_index, "还没有索引。请先运行", "No notes are indexed at"),
    (
        ModelUnavailable,
        lambda at: assembled(at, find=lambda _: None),
        "没有安装本地",
        "not installed",
    ),
    (ModelUnavailable, lambda _: _raise(fell_silent("x", 2.5)), "有 2.5 秒", "for 2.5 seconds"),
    (
        ModelUnavailable,
        lambda _: _raise(failure(OSError("[SSL]"), "x")),
        "连不上 x：它不是",
        "https",
    ),
    (
        BotError,
        lambda at: open_llm("x:y", cache=at),
        "不认识 LLM=x:y。可以是",
        "is not known. Allowed",
    ),
    (StoreBroken, _no_table, "聊天暂时读写不了", "can't be read or stored just now"),
    (BadInput, lambda _: Setup(length=99).checked(), "一场面试可以有", "An interview has"),
    (BadInput, lambda _: check_port("127.0.0.1", 0), "没有端口 0", "Port 0 does not exist"),
]


@pytest.mark.parametrize(
    ("kind", "cause", "chinese", "english"), RAISED, ids=[row[3] for row in RAISED]
)
def test_an_error_is_said_in_both_languages(
    kind: type[Problem], cause: Callable[[Path], object], chinese: str, english: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(kind) as caught:
        cause(tmp_path)
    assert type(caught.value) is kind
    zh, en = (ReaderView(language, tmp_path, "").problem(caught.value) for language in ("zh", "en"))
    assert chinese in zh
    assert english in en
    assert english in str(caught.value)
    assert not LATIN.search(re.sub("`[^`]*`", "", zh.replace(str(tmp_path), "")))


def test_every_kind_of_error_is_among_them() -> None:
    def kinds(base: type[Problem]) -> set[type[Problem]]:
        return {base}.union(*map(kinds, base.__subclasses__()))

    own = {kind for kind in kinds(Problem) if kind.__module__.split(".")[0] in ("bot", "ingest")}
    told = {kind for kind, *_ in RAISED}
    assert own - told == {Problem, WrongSetting}  # the latter is told as one of several


def test_sentences_follow_each_other_and_stand_in_each_other() -> None:
    pause = Message.of("provider_wait", seconds=7.4)
    message = several(Message.of("model_empty", name="x"), pause, Message.of("standing_in"))
    assert in_words("zh", message) == "x 什么也没写。它要求等 7 秒。下面摘录笔记原文。"
    assert in_words("en", message).split("\n") == [
        "x gave an empty answer.",
        "It asks to wait 7 seconds.",
        "The notes' own words stand in its place.",
    ]
    why = Message.of("is_file", file="a")
    locked_out = Message.of("index_unwritable", at="ix", why=why)
    assert in_words("zh", locked_out).startswith("索引 ix 写不了：a 是一个文件，不是文件夹。")


def test_braces_and_lines_in_what_is_named_do_no_harm() -> None:
    message = Message.of("folder_missing", at="/tmp/{at}\n{0}")
    assert "/tmp/{at}\n{0}" in in_words("zh", message)


def test_a_message_is_read_as_it_is_stored() -> None:
    message = Message.of("index_full", at=Path("/i"), why=Message.of("is_file", file="x"))
    stored = {
        "key": "index_full",
        "values": [["at", "/i"], ["why", {"key": "is_file", "values": [["file", "x"]]}]],
    }
    assert Message.read(stored) == message
    assert in_words("zh", Message.read("What was said earlier.")) == "What was said earlier."


def test_errors_and_the_status_are_said_in_the_readers_language(notes: Path) -> None:
    message = Message.of("index_missing", at="/tmp/ix", command="`python -m ingest`")
    status = Status(
        notes=1,
        sections=2,
        chunks=3,
        notes_folder=str(notes),
        embedder=ModelState("e5-notes", "ready"),
        llm=ModelState("x", "missing", detail=Message.of("llm_no_key", setting="openai:x")),
        problem=message,
    )
    shown = status_line(status, "zh")
    assert shown.count("LLM=openai:x 需要密钥") == 2
    assert "还没有索引" in shown
    assert "needs a key" not in shown
    assert "needs a key" in status_line(status, "en")
