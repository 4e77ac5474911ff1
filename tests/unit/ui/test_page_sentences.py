"""Sentences of the command line, in the language of the page's reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from index_check import run

from bot.core.turn import ModelState, Status
from bot.errors import BotError
from bot.ui.shared.frame import status_line
from bot.ui.shared.sentences import in_words
from bot.ui.shared.view import ReaderView
from bot.ui.words.sentences import CHINESE
from ingest.errors import IngestError
from ingest.index.manifest import FILE_NAME, read_manifest
from ingest.pipeline import check_notes

LATIN = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")
"""Three English words in a row."""


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "Another process (process 4711, since 14:03) is writing to the index at /tmp/ix. "
            "Try again when it has finished.",
            "另一个进程（4711，14:03 开始）正在写索引 /tmp/ix。等它结束再试。",
        ),
        (
            'The local language model is not installed. Run `pip install "notes-interviewer[local]"'
            "`, or set LLM to another model or to none.",
            '没有安装本地模型。请运行 `pip install "notes-interviewer[local]"`，'
            "或者把 LLM 设为 none。",
        ),
        (
            "No notes are indexed at /tmp/ix. Run `python -m ingest --index /tmp/ix` first.",
            "/tmp/ix 还没有索引。请先运行 `python -m ingest --index /tmp/ix`。",
        ),
        (
            "qwen3:8b (ollama) can't be reached. Is its server up, and is LLM_BASE_URL right?",
            "连不上 qwen3:8b (ollama)。它的服务开着吗？LLM_BASE_URL 对吗？",
        ),
        (
            "Can't write the index at C:\\ix: No space. Free some space or name another folder.",
            "索引 C:\\ix 写不了：No space。请腾出空间，或者换一个文件夹。",
        ),
        (
            "The vectors at /a.b/ix can't be read (no such table: x). "
            "Build it again: `python -m ingest --index /a.b/ix --rebuild`.",
            "/a.b/ix 的向量读不了（no such table: x）。"
            "请重新建立：`python -m ingest --index /a.b/ix --rebuild`。",
        ),
    ],
)
def test_a_known_sentence_is_said_in_chinese(english: str, chinese: str) -> None:
    assert in_words("zh", english) == chinese
    assert in_words("en", english) == english


def test_what_is_not_known_is_said_as_it_is() -> None:
    assert in_words("zh", "Something else {why} went wrong.") == "Something else {why} went wrong."
    assert in_words("zh", "") == ""


def test_braces_and_lines_in_what_is_named_do_no_harm() -> None:
    english = "There is no notes folder at /tmp/{at}\n{0}. Name the folder that holds them."
    assert "/tmp/{at}\n{0}" in in_words("zh", english)


def test_the_fields_of_every_sentence_are_those_of_its_pattern() -> None:
    for pattern, words in CHINESE:
        named = set(re.compile(pattern).groupindex)
        assert set(re.findall(r"{(\w+)}", words)) <= named, pattern


def test_what_ingest_really_says_is_known(notes: Path, index: Path) -> None:
    said: list[str] = []

    def refuse(fault: IngestError) -> None:
        said.append(str(fault))

    with pytest.raises(IngestError) as caught:
        check_notes(notes / "nowhere", index)
    refuse(caught.value)
    (notes / "leer").mkdir()
    with pytest.raises(IngestError) as caught:
        check_notes(notes / "leer", index)
    refuse(caught.value)
    run(notes, index)
    (index / FILE_NAME).write_text("{", "utf-8")
    with pytest.raises(IngestError) as caught:
        read_manifest(index)
    refuse(caught.value)
    (index / FILE_NAME).write_text('{"schema": 0}', "utf-8")
    with pytest.raises(IngestError) as caught:
        read_manifest(index)
    refuse(caught.value)
    for sentence in said:
        words = in_words("zh", sentence)
        assert words != sentence
        assert not LATIN.search(re.sub("`[^`]*`", "", words.replace(str(notes), "")))


def test_errors_and_the_status_are_said_in_the_readers_language(notes: Path) -> None:
    sentence = "No notes are indexed at /tmp/ix. Run `python -m ingest --index /tmp/ix` first."
    view = ReaderView("zh", notes, "")
    assert view.problem(BotError(sentence)).startswith("/tmp/ix 还没有索引")
    assert ReaderView("en", notes, "").problem(BotError(sentence)) == sentence
    status = Status(
        notes=1,
        sections=2,
        chunks=3,
        notes_folder=str(notes),
        embedder=ModelState("e5-notes", "ready"),
        llm=ModelState("openai:x", "missing", detail="LLM=openai:x needs a key. Set LLM_API_KEY."),
        problem=sentence,
    )
    shown = status_line(status, "zh")
    assert shown.count("LLM=openai:x 需要密钥") == 2
    assert "还没有索引" in shown
    assert "needs a key" not in shown
    assert "needs a key" in status_line(status, "en")
