"""A provider's model for real: LangChain's client against a server like OpenAI's in the test."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from messages import in_chinese, in_english
from pydantic import SecretStr

from bot.app import build
from bot.config import Settings
from bot.core.turn import Delta, Done, PassagesFound, Waiting
from bot.models.llm import open_llm

pytest.importorskip("langchain_openai")

KEY = "sk-verysecret1234567890abcdef"
DOCKER = "Docker 和虚拟机有什么区别？"
WORDS = ("容器共用", "宿主机的", "内核。[1]")
PATIENCE_S = 20


@dataclass
class Provider:
    """What the server was asked, and how it answers."""

    address: str = ""
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    """Only the first words are sent while this is cleared."""


@contextmanager
def provider() -> Iterator[Provider]:
    made = Provider()
    made.go.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append(json.loads(body) | {"path": self.path})
            made.keys.append(self.headers["Authorization"])
            if made.status != 200:
                said = json.dumps({"error": {"message": f"Incorrect API key: {KEY}"}}).encode()
                self.send_response(made.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for number, words in enumerate(WORDS):
                if number:
                    assert made.go.wait(PATIENCE_S)
                self._send({"content": words}, None)
            self._send({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, delta: dict[str, str], reason: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "x"}
            line = json.dumps(chunk | {"choices": [choice]})
            self.wfile.write(f"data: {line}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            made.go.set()
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    caplog.set_level(logging.DEBUG)


def settings(index: Path, cache: Path, address: str) -> Settings:
    return Settings(
        index_dir=index,
        notes_cache_dir=cache,
        llm="openai:x",
        llm_base_url=address,
        llm_api_key=SecretStr(KEY),
        _env_file=None,  # type: ignore[call-arg]
    )


def test_text_comes_as_it_is_written_and_the_key_goes_in_the_header_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with provider() as server:
        model = open_llm(
            "openai:x", cache=tmp_path, api_key=SecretStr(KEY), base_url=server.address
        )
        assert model is not None
        server.go.clear()
        stream = model.stream([HumanMessage("问")])
        said = ""
        while not said:  # the server waits with all but the first words
            said += str(next(stream).content)
        assert said == WORDS[0]
        server.go.set()
        assert said + "".join(str(chunk.content) for chunk in stream) == "".join(WORDS)
        assert server.keys == [f"Bearer {KEY}"]
        (asked,) = server.asked
        assert (asked["path"], asked["stream"], asked["model"]) == (
            "/v1/chat/completions",
            True,
            "x",
        )
        assert KEY not in json.dumps(asked)
    assert caplog.text
    assert KEY not in caplog.text + repr(model)


def test_a_server_without_keys_needs_none(tmp_path: Path) -> None:
    with provider() as server:
        model = open_llm("openai:x", cache=tmp_path, base_url=server.address)
        assert model is not None
        assert str(model.invoke([HumanMessage("问")], stream=True).content) == "".join(WORDS)
        assert KEY not in str(server.keys)


def test_an_answer_by_a_provider_is_streamed_checked_and_cited(
    own_index: Path, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with provider() as server:
        app = build(settings(own_index, cache, server.address))
        events = [one for one in app.ask(DOCKER) if not isinstance(one, Waiting)]
        assert isinstance(events[0], PassagesFound)
        assert [e.text for e in events if isinstance(e, Delta) and e.text] == [*WORDS]
        done = events[-1]
        assert isinstance(done, Done)
        assert done.answer.llm == "openai:x"
        assert in_english(done.answer.notice) == ""
        assert done.answer.text == "容器共用宿主机的内核。[1]"
        (citation,) = done.answer.citations
        assert citation.passage.file == "容器/Docker核心原理.md"
        assert "内核" in json.dumps(server.asked[0], ensure_ascii=False)
    assert KEY not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "english", "chinese"),
    [
        (401, "x (openai): the key was refused.", "x (openai)：密钥没有通过。"),
        (429, "too many requests", "请求太多"),
    ],
)
def test_a_provider_that_refuses_leaves_the_notes_words_and_says_why(
    own_index: Path,
    cache: Path,
    caplog: pytest.LogCaptureFixture,
    status: int,
    english: str,
    chinese: str,
) -> None:
    with provider() as server:
        server.status = status
        answer = build(settings(own_index, cache, server.address)).answer(DOCKER)
    assert answer.llm == "none"
    assert answer.citations
    assert english in in_english(answer.notice)
    assert chinese in in_chinese(answer.notice)
    assert KEY not in in_english(answer.notice) + caplog.text
