"""The language model in this process: LangChain's interface, turns, cancelling, its locked port."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessageChunk
from langchain_core.prompts import ChatPromptTemplate
from pydantic import BaseModel, Field
from waiting import until

from bot.errors import ModelUnavailable
from bot.models.local_llm import ChatLocal

Chunk = dict[str, Any]


class ScriptedServer:
    """Answers as llama.cpp's server does: chunk by chunk, until the receiver returns True.

    It stops before the word whose number is `held_at` until it may go on.
    """

    def __init__(self, *words: str, held_at: int | None = None, error: Chunk | None = None) -> None:
        self.words: Iterable[str] = words
        self.held_at = held_at
        self.go = threading.Event()
        self.error = error
        self.bodies: list[Chunk] = []
        self.sent = 0
        self.at_once = 0
        self.most_at_once = 0

    def handle_chat_completions(self, body: Chunk, receive: Callable[[Chunk], bool]) -> None:
        self.bodies.append(body)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.error is not None:
                receive(self.error)
                return
            for number, word in enumerate(self.words):
                assert number != self.held_at or self.go.wait(60)
                self.sent += 1
                if receive({"choices": [{"finish_reason": None, "delta": {"content": word}}]}):
                    return
            receive({"choices": [{"finish_reason": "stop", "delta": {}}]})
            usage = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}
            receive({"choices": [], "usage": usage})
        finally:
            self.at_once -= 1


def scripted(server: object) -> ChatLocal:
    return ChatLocal(path=Path("scripted.gguf"), server=server)


def close(stream: Iterator[AIMessageChunk]) -> None:
    assert isinstance(stream, Generator)
    stream.close()


def test_text_streams_word_by_word_and_says_its_tokens() -> None:
    model = scripted(ScriptedServer("容器", "共用", "内核。"))
    whole: AIMessageChunk | None = None
    words = []
    for chunk in model.stream("什么是容器？"):
        words.append(chunk.content)
        whole = chunk if whole is None else whole + chunk
    assert [word for word in words if word] == ["容器", "共用", "内核。"]
    assert whole is not None
    assert whole.usage_metadata == {
        "input_tokens": 7,
        "output_tokens": 2,
        "total_tokens": 9,
        "input_token_details": {"cache_read": 0},
    }
    assert whole.response_metadata["finish_reason"] == "stop"


def test_what_is_bound_reaches_the_model() -> None:
    server = ScriptedServer("好")
    model = scripted(server)
    prompt = ChatPromptTemplate.from_messages([("system", "简短。"), ("human", "{question}")])
    chain = prompt | model.bind(stop=["\n"], max_tokens=5, temperature=0.0, strange=1)
    assert chain.invoke({"question": "在吗？"}).content == "好"
    body = server.bodies[0]
    assert body["messages"] == [
        {"role": "system", "content": "简短。"},
        {"role": "user", "content": "在吗？"},
    ]
    assert (body["stop"], body["max_tokens"], body["temperature"]) == (["\n"], 5, 0.0)
    assert "strange" not in body


def test_while_the_prompt_is_read_the_reader_can_stop() -> None:
    server = ScriptedServer(*"一二三四五", held_at=0)
    stream = scripted(server).stream("长问题")
    assert next(stream).content == ""
    close(stream)  # which waits for nothing
    server.go.set()
    until(lambda: server.at_once == 0)
    assert server.sent == 1


def test_closing_stops_the_work_and_the_next_question_follows() -> None:
    server = ScriptedServer(*("字" * 200), held_at=3)
    model = scripted(server)
    stream = model.stream("一")
    while not next(stream).content:
        pass
    close(stream)
    server.go.set()
    until(lambda: server.at_once == 0)
    assert server.sent == 4
    assert model.invoke("二").content == "字" * 200


def test_a_stream_that_is_dropped_stops_too() -> None:
    server = ScriptedServer(*("字" * 500), held_at=3)
    stream = scripted(server).stream("一")
    next(stream)
    del stream
    gc.collect()
    server.go.set()
    until(lambda: server.at_once == 0)
    assert server.sent == 4


def test_questions_take_turns() -> None:
    server = ScriptedServer(*"一二三", held_at=0)
    model = scripted(server)
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(model.invoke("问").content))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    until(lambda: server.at_once)
    server.go.set()
    for thread in threads:
        thread.join()
    assert answers == ["一二三"] * 4
    assert server.most_at_once == 1


def test_a_prompt_that_is_too_long_is_said_so() -> None:
    error = {"type": "exceed_context_size_error", "n_prompt_tokens": 5030, "message": "too long"}
    with pytest.raises(ModelUnavailable, match="5030 tokens, but the language model reads 4096"):
        scripted(ScriptedServer(error={"error": error})).invoke("x")


def test_other_refusals_carry_the_models_words() -> None:
    server = ScriptedServer(error={"error": {"code": 500, "message": "out of memory"}})
    with pytest.raises(ModelUnavailable, match="refused: out of memory"):
        scripted(server).invoke("x")


def test_an_exception_of_the_server_is_said_in_a_sentence() -> None:
    class Broken:
        def handle_chat_completions(self, body: Chunk, receive: object) -> None:
            raise ValueError("bad schema")

    with pytest.raises(ModelUnavailable, match=r"scripted\.gguf failed: bad schema"):
        scripted(Broken()).invoke("x")


def test_closing_the_model_ends_what_it_writes() -> None:
    server = ScriptedServer()
    server.words = repeat("字")
    model = scripted(server)
    stream = model.stream("一")
    while not next(stream).content:
        pass
    model.close()
    assert server.at_once == 0
    assert not model.loaded


class Mark(BaseModel):
    name: str = Field(max_length=20)
    score: int = Field(ge=0, le=5)


def test_structured_answers_become_objects() -> None:
    server = ScriptedServer('{"name": "苹果",', ' "score": 4}')
    model = scripted(server)
    assert model.with_structured_output(Mark).invoke("打分") == Mark(name="苹果", score=4)
    form = server.bodies[0]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"] == Mark.model_json_schema()
    as_dict = model.with_structured_output(Mark.model_json_schema()).invoke("打分")
    assert as_dict == {"name": "苹果", "score": 4}


def test_a_cut_off_structured_answer_is_an_error_or_comes_with_it() -> None:
    model = scripted(ScriptedServer('{"name": "苹'))
    with pytest.raises(OutputParserException):
        model.with_structured_output(Mark).invoke("打分")
    whole = model.with_structured_output(Mark, include_raw=True).invoke("打分")
    assert whole["parsed"] is None
    assert isinstance(whole["parsing_error"], OutputParserException)
    assert whole["raw"].content == '{"name": "苹'


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"x\.gguf is not a GGUF file"):
        ChatLocal(path=path).load()


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    # Without the package, that is what is said.
    with pytest.raises(ModelUnavailable, match=r"x\.gguf can't be loaded|package xllamacpp"):
        ChatLocal(path=path, threads=1).invoke("x")


def test_neither_key_nor_answer_shows_in_the_models_description() -> None:
    model = ChatLocal(path=Path("x.gguf"))
    assert model._key not in repr(model) + str(model.model_dump())
