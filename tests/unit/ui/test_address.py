"""Where the page can't be served it says so at once, and what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import free_port
from places import ROOT
from program import refused

from bot.errors import BadInput, BotError
from bot.ui.frame.address import check_address, check_port

HEAVY = {"gradio", "chromadb", "torch", "langchain_core", "httpx", "sentence_transformers"}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_names_one_that_is_free(taken: int) -> None:
    with pytest.raises(BotError, match=rf"Port {taken} on 127.0.0.1 is in use") as caught:
        check_port("127.0.0.1", taken)
    named = int(str(caught.value).rpartition("--port ")[2].rstrip("."))
    assert named > 1023
    check_port("127.0.0.1", named)


@pytest.mark.slow
def test_a_port_in_use_is_said_before_anything_heavy_is_imported(taken: int) -> None:
    code = (
        "import sys\n"
        "from bot.__main__ import main\n"
        "status = main(sys.argv[1:])\n"
        f"print(status, sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--port", str(taken)],
        cwd=ROOT,
        env={**os.environ, "LLM": "none"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "2 []"
    assert f"Port {taken} on 127.0.0.1 is in use" in done.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "notes.invalid", "http://127.0.0.1", "x" * 300])
def test_a_host_that_is_not_of_this_machine_is_a_sentence(host: str) -> None:
    with pytest.raises(BadInput, match=r"is no address of this machine\. Take 127\.0\.0\.1"):
        check_address(host, free_port(), None)


@pytest.mark.parametrize("port", [-1, 0, 65536, 99999])
def test_a_port_that_does_not_exist_is_a_sentence(port: int) -> None:
    with pytest.raises(BadInput, match="1 to 65535"):
        check_port("127.0.0.1", port)


@pytest.mark.slow
@pytest.mark.parametrize("port", [-1, 0, 65536, 99999])
def test_a_port_that_does_not_exist_is_refused_by_the_command(port: int) -> None:
    assert "PORT is" in refused("--port", str(port))


@pytest.mark.slow
def test_a_host_that_others_reach_needs_passwords_before_all_else(tmp_path: Path) -> None:
    index = tmp_path / "index"
    sentence = refused("--host", "0.0.0.0", "--port", str(free_port()), "--index", index)
    assert "--auth-file" in sentence
    assert not index.exists()


@pytest.mark.slow
@pytest.mark.parametrize("place", ["file", "file/below", "file/far/below"])
def test_an_index_that_cannot_be_made_is_a_sentence(place: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    sentence = refused("--port", str(free_port()), "--index", tmp_path / place)
    assert f"{file} is a file, not a folder. Name another folder with --index." in sentence
    assert file.read_text("utf-8") == "mine"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc here")
def test_an_index_where_the_system_lets_nobody_write_is_a_sentence() -> None:
    sentence = refused("--port", str(free_port()), "--index", "/proc/self/index")
    assert sentence.startswith("Can't write the index at /proc/self/index: ")
    assert sentence.endswith("Name another folder with --index.")


@pytest.mark.slow
@pytest.mark.parametrize("module", ["bot", "ingest"])
def test_notes_that_are_a_file_are_a_sentence(module: str, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Mine\n", "utf-8")
    index = tmp_path / "index"
    said = refused(*("--index", index), module=module, NOTES_DIR=str(note), PORT=str(free_port()))
    assert said.startswith(f"The notes at {note} are a file, not a folder.")
    assert not index.exists()
