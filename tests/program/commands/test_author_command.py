"""`python -m bot eval --bank` and `author` as people call them, with a provider on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cards import careful, over_the_wire
from model_server import Asked, Reply, model_server
from waiting import until

from bot.__main__ import main

pytestmark = pytest.mark.slow


@pytest.fixture
def index(small: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that name an index of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))
    shutil.copytree(small / "index", tmp_path / "index")
    return ["--index", str(tmp_path / "index")]


@contextmanager
def provider(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    with model_server(reply) as asked:
        monkeypatch.setenv("LLM", "openai:x")
        monkeypatch.setenv("LLM_BASE_URL", asked.address)
        yield asked


@pytest.mark.parametrize("takes_schemas", [True, False])
def test_a_model_that_passes_writes_what_is_left_and_nothing_twice(
    index: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    takes_schemas: bool,
) -> None:
    with provider(over_the_wire(careful, takes_schemas=takes_schemas), monkeypatch) as asked:
        assert main(["author", *index]) == 2
        assert "Run `python -m bot eval --bank`" in capsys.readouterr().err
        assert main(["eval", "--bank", *index]) == 0
        assert "passed: this model may write" in capsys.readouterr().out
        assert main(["author", "--estimate", *index]) == 0
        told = capsys.readouterr().out
        assert " sections, about " in told
        tried = len(asked.bodies)
        assert main(["author", *index]) == 0
        done = capsys.readouterr().out
        assert " cards, " in done
        sections = int(done.split()[0])
        assert told.startswith(f"{sections} of {sections} sections")
        assert len(asked.bodies) >= tried + sections
        times = len(asked.bodies)
        assert main(["author", *index]) == 0
        assert len(asked.bodies) == times
        assert capsys.readouterr().out == done


def test_a_model_that_fails_ends_with_2_and_its_figures(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with provider(over_the_wire(lambda prompt: "我不知道"), monkeypatch):
        assert main(["eval", "--bank", "--json", *index]) == 2
        figures = json.loads(capsys.readouterr().out)
        assert (figures["passed"], figures["schema"]) == (False, 0.0)
        assert len(figures["cards"]) == 20
        assert main(["author", *index]) == 2
        assert "has not passed" in capsys.readouterr().err


def test_who_passed_at_one_address_was_not_tried_at_another(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with provider(over_the_wire(careful), monkeypatch):
        assert main(["eval", "--bank", *index]) == 0
    with provider(over_the_wire(careful), monkeypatch) as other:
        assert main(["author", *index]) == 2
        assert "was not tried" in capsys.readouterr().err
        assert other.bodies == []


def test_without_a_model_there_is_nothing_to_try(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "--bank", "--llm", "none", *index]) == 2
    assert "There is no language model" in capsys.readouterr().err


def test_killed_in_the_middle_it_goes_on_behind_what_was_written(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held, asked = threading.Event(), list[str]()

    def writes(prompt: str) -> str:
        if prompt.startswith("标题") and len(asked) >= 2:
            held.wait(60)
        asked.append(prompt)
        return careful(prompt)

    with provider(over_the_wire(careful), monkeypatch) as passing:
        assert main(["eval", "--bank", *index]) == 0
        address = passing.address
    capsys.readouterr()
    port = int(address.rpartition(":")[2].partition("/")[0])
    with model_server(over_the_wire(writes), port=port) as server:
        command = [sys.executable, "-m", "bot", "author", *index]
        running = subprocess.Popen(command, env={**os.environ, "LLM_BASE_URL": server.address})
        until(lambda: len(server.bodies) >= 3)
        running.kill()
        running.wait()
        held.set()
        before = len(server.bodies)
        assert main(["author", "--estimate", *index]) == 0
        left, _, sections = capsys.readouterr().out.split()[:3]
        assert int(sections) - int(left) == 2
        assert main(["author", *index]) == 0
        assert len(server.bodies) - before >= int(left)
        assert main(["author", "--estimate", *index]) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith(f"0 of {sections}")
