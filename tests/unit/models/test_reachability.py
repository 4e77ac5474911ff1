"""A provider that can't be reached is never called ready, and becomes so when it is back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from messages import in_chinese, in_english
from model_server import KEY, Asked, Line, app_for, model_server
from waiting import until

from bot.core.turn import ModelState
from bot.models.reachability import DOWN_S, UP_S, Reachability
from bot.sentences import Message

pytest.importorskip("langchain_openai")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def settled(address: str, tmp_path: Path) -> ModelState:
    """What the status says of a model once it is known."""
    app = app_for(address, tmp_path / "index")
    app.llm()
    until(lambda: app.status().llm.status != "loading")
    return app.status().llm


def listed(line: Line) -> None:
    line.body(200, '{"data": [{"id": "x"}]}')


def page(line: Line) -> None:
    line.body(200, "<!doctype html><title>A page</title>", "text/html")


def test_a_server_that_lists_its_models_is_ready_and_sees_no_note(tmp_path: Path) -> None:
    with model_server(lambda line: line.say("x"), got=listed) as server:
        assert settled(server.address, tmp_path).status == "ready"
        assert server.paths == ["/v1/models"]
        assert server.keys == [f"Bearer {KEY}"]
        assert server.bodies == []


@pytest.mark.parametrize(
    ("status", "text"), [(400, '{"error": {"message": "messages is missing"}}'), (422, "{}")]
)
def test_a_server_without_a_list_is_ready_if_it_refuses_an_empty_question(
    tmp_path: Path, status: int, text: str
) -> None:
    with model_server(lambda line: line.body(status, text)) as server:
        assert settled(server.address, tmp_path).status == "ready"
        assert server.bodies == [{}]


@pytest.mark.parametrize(
    ("got", "asked", "words"),
    [
        (lambda line: line.body(401, "{}"), page, "the key was refused"),
        (lambda line: line.body(502, "<html>"), page, "status 502"),
        (page, page, "no model answers at its address"),
        (lambda line: line.body(404, "no"), lambda line: line.body(404, "no"), "no model answers"),
    ],
)
def test_what_is_wrong_with_a_server_is_said(
    tmp_path: Path, got: Callable[[Line], None], asked: Callable[[Line], None], words: str
) -> None:
    with model_server(asked, got=got) as server:
        state = settled(server.address, tmp_path)
        assert state.status == "missing"
        assert words in in_english(state.detail)
        assert f"LLM_BASE_URL is {server.address}" in in_english(state.detail)
        assert "LLM_BASE_URL 是" in in_chinese(state.detail)
        assert KEY not in in_english(state.detail)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:{free}/v1", "nothing listens"),
        ("http://user:{key}@127.0.0.1:{free}/v1?key={key}", "nothing listens"),
        ("http://no-such-host.invalid/v1", "name is not known"),
        ("https://127.0.0.1:{plain}/v1", "https"),
    ],
)
def test_an_address_where_nobody_answers_is_said_without_its_secrets(
    tmp_path: Path, address: str, words: str
) -> None:
    with socket.socket() as free, model_server(page) as plain:
        free.bind(("127.0.0.1", 0))
        ports = {"free": free.getsockname()[1], "plain": plain.address.split(":")[2].split("/")[0]}
        state = settled(address.format(key=KEY, **ports), tmp_path)
    assert state.status == "missing"
    assert words in in_english(state.detail)
    assert KEY not in in_english(state.detail)


class Clock:
    """Says what a test sets."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


DOWN = Message.of("provider_down", name="x")


def known(reach: Reachability) -> Message | None:
    """What is wrong, as known when no probe is under way."""
    reach.look()
    until(lambda: all(thread.name != "probe" for thread in threading.enumerate()))
    return reach.look()[1]


def test_it_is_looked_at_again_after_a_while_and_soon_while_it_is_down() -> None:
    clock, said, looks = Clock(), [DOWN, DOWN, None, None], Asked()

    def probe() -> Message | None:
        looks.paths.append("")
        return said[len(looks.paths) - 1]

    reach = Reachability(probe, clock)
    assert known(reach) == DOWN
    clock.at += DOWN_S / 2
    known(reach)
    assert len(looks.paths) == 1
    clock.at += DOWN_S
    assert known(reach) == DOWN
    clock.at += DOWN_S
    assert known(reach) is None
    clock.at += UP_S / 2
    known(reach)
    assert len(looks.paths) == 3
    reach.failed()
    assert known(reach) is None
    assert len(looks.paths) == 4


def test_a_probe_holds_nobody_up_and_an_answer_outweighs_it() -> None:
    go = threading.Event()

    def probe() -> Message | None:
        go.wait(10)
        return None

    reach = Reachability(probe)
    assert reach.look() == (False, None)
    assert reach.look() == (False, None)
    reach.answered()
    assert reach.look() == (True, None)
    go.set()
