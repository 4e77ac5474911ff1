"""A server like OpenAI's on this machine that sends what a test wants, well-formed or not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.answering.abstain import shipped
from bot.answering.answer import Answerer
from bot.app import App
from bot.config import Settings
from bot.core.turn import Answer, AnswerEvent, Delta, Done, Withdrawn
from bot.models.llm import friendly
from bot.search.retrieve import NotesRetriever

KEY = "sk-verysecret1234567890abcdef"


class Line:
    """What a test writes its reply on."""

    def __init__(self, handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        self._handler, self.asked = handler, asked
        self.over = threading.Event()
        """Set when the test is over: for those who keep silent."""

    def begin(self) -> None:
        """The head of a stream."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.end_headers()

    def raw(self, text: str) -> None:
        """Bytes of a stream as they are."""
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def event(self, delta: Mapping[str, Any], reason: str | None = None, **more: Any) -> None:
        """One event of a stream."""
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "x"}
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self.raw(f"data: {json.dumps(chunk | {'choices': [choice]} | more)}\n\n")

    def say(self, *texts: str, reason: str | None = "stop", done: bool = True) -> None:
        """A whole stream of these pieces."""
        self.begin()
        for text in texts:
            self.event({"content": text})
        if reason:
            self.event({}, reason)
        if done:
            self.raw("data: [DONE]\n\n")

    def body(self, status: int, text: str, kind: str = "application/json", **headers: str) -> None:
        """An answer in one piece."""
        content = text.encode()
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def drop(self) -> None:
        """End the connection in the middle."""
        self._handler.close_connection = True
        with suppress(OSError):
            self._handler.connection.shutdown(2)


Reply = Callable[[Line], None]


@dataclass
class Asked:
    """What a server was asked."""

    address: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when a reply found that nobody listens any more."""


@contextmanager
def model_server(*replies: Reply, got: Reply | None = None, port: int = 0) -> Iterator[Asked]:
    """Answers request number i with `replies[i]`, the last one from then on; `got` answers GET. It
    listens on a port that is free, or on the one that is given."""
    asked, lines = Asked(), list[Line]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = replies[min(len(asked.bodies), len(replies) - 1)]
            asked.bodies.append(body)
            self._answer(reply, body)

        def do_GET(self) -> None:
            self._answer(got or (lambda line: line.body(404, "no")), {})

        def _answer(self, reply: Reply, body: dict[str, Any]) -> None:
            asked.paths.append(self.path)
            asked.keys.append(self.headers["Authorization"])
            lines.append(Line(self, body))
            try:
                reply(lines[-1])
            except OSError:
                asked.ended.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # the reader went away

    with Server(("127.0.0.1", port), Handler) as server:
        asked.address = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield asked
        finally:
            for line in lines:
                line.over.set()
            server.shutdown()
            thread.join()


def app_for(
    address: str, index: Path, timeout_s: float = 20.0, retriever: NotesRetriever | None = None
) -> App:
    """The program with a model of that address; it searches with `retriever` if that is given."""
    settings = Settings(
        index_dir=index,
        llm="openai:x",
        llm_base_url=address,
        llm_api_key=SecretStr(KEY),
        llm_timeout_s=timeout_s,
        _env_file=None,  # type: ignore[call-arg]
    )
    if retriever is None:
        return App(settings)
    answerer = Answerer(retriever, shipped(), friendly=lambda error: friendly(error, settings.llm))
    return App(settings, engine=lambda report: answerer)


@dataclass(frozen=True)
class Heard:
    """What came of a question: the text as it was streamed, and the answer."""

    streamed: str
    withdrawn: bool
    answer: Answer


def heard(events: Sequence[AnswerEvent]) -> Heard:
    """All events of an answer taken together."""
    streamed, withdrawn = "", False
    for event in events:
        if isinstance(event, Delta):
            streamed += event.text
        elif isinstance(event, Withdrawn):
            streamed, withdrawn = "", True
    done = events[-1]
    assert isinstance(done, Done)
    return Heard(streamed, withdrawn, done.answer)
