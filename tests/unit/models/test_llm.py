"""LLM names a model; what it can't mean, and what a server answers, is said in a sentence."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import BotError, ModelUnavailable
from bot.models.llm import describe, friendly, gguf_path, open_llm

KEY = "sk-verysecret1234567890abcdef"


def test_none_is_no_model(tmp_path: Path) -> None:
    assert open_llm("none", cache=tmp_path) is None


@pytest.mark.parametrize("setting", ["", " ", "locale", "nobody:model", "local model"])
def test_what_llm_cant_mean_is_refused_with_what_it_can(tmp_path: Path, setting: str) -> None:
    with pytest.raises(BotError, match="Allowed: none, local, the path of a"):
        open_llm(setting, cache=tmp_path)


@pytest.mark.parametrize(
    ("setting", "package"),
    [("mistralai:small", "langchain-mistralai"), ("google_genai:x", "langchain-google-genai")],
)
def test_a_missing_provider_package_is_named(tmp_path: Path, setting: str, package: str) -> None:
    with pytest.raises(BotError, match=f"pip install {package}") as caught:
        open_llm(setting, cache=tmp_path, api_key=SecretStr(KEY))
    assert KEY not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"there is no file .*none\.gguf"):
        open_llm(str(tmp_path / "none.gguf"), cache=tmp_path)


def test_a_file_becomes_a_chat_model_that_isnt_read_yet(tmp_path: Path) -> None:
    path = tmp_path / "Some-Model.Q4.gguf"
    path.write_bytes(b"GGUF")
    for setting in (str(path), f"local:{path}"):
        model = open_llm(setting, cache=tmp_path, threads=1)
        assert model is not None
        assert model._llm_type == "notes-interviewer-local"


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("local", None),
        ("none", None),
        ("ollama:qwen3:8b", None),
        ("models/a.GGUF", Path("models/a.GGUF")),
        ("local:/models/a.bin", Path("/models/a.bin")),
        ("~/a.gguf", Path.home() / "a.gguf"),
    ],
)
def test_which_settings_name_a_file(setting: str, path: Path | None) -> None:
    assert gguf_path(setting) == path


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("none", "none"),
        ("local", "Qwen2.5-Coder 1.5B"),
        ("/models/Qwen3-4B-Q4_K_M.gguf", "Qwen3-4B-Q4_K_M"),
        ("ollama:qwen3:8b", "qwen3:8b (ollama)"),
        ("gpt-5-mini", "gpt-5-mini"),
    ],
)
def test_models_have_short_names(setting: str, name: str) -> None:
    assert describe(setting) == name


def test_describing_is_cheap() -> None:
    script = (
        "import sys; from bot.models.llm import describe; describe('local'); "
        "print([m for m in ('langchain', 'langchain_core', 'xllamacpp') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


@contextmanager
def server(status: int) -> Iterator[str]:
    """A server on this machine that answers everything with that status; 0 answers nothing."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if status == 0:
                stop.wait(60)
                return
            body = f'{{"error": "key {KEY} is wrong"}}'.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}"
        finally:
            stop.set()
            httpd.shutdown()
            thread.join()


def asked(address: str, timeout_s: float = 30) -> Exception:
    """What a client raises that asks there."""
    try:
        httpx.get(address, timeout=timeout_s, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "refused the request"),
        (401, "LLM_API_KEY"),
        (403, "may not use"),
        (404, "no such model"),
        (429, "too many requests"),
        (503, "status 503"),
        (0, "LLM_TIMEOUT_S"),
    ],
)
def test_what_a_server_answers_is_said_in_a_sentence(status: int, words: str) -> None:
    with server(status) as address:
        error = asked(address, 30 if status else 0.2)
    said = friendly(error, "openai:deepseek-chat")
    assert words in str(said)
    assert str(said).startswith("deepseek-chat (openai)")
    assert KEY not in str(said)


def test_a_server_that_isnt_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = asked(f"http://127.0.0.1:{free.getsockname()[1]}")
    assert "can't be reached" in str(friendly(error, "ollama:qwen3:8b"))


def test_the_cause_counts_when_a_client_wraps_it() -> None:
    error = RuntimeError("request failed")
    error.__cause__ = httpx.ConnectError("refused")
    assert "can't be reached" in str(friendly(error, "ollama:qwen3:8b"))


def test_a_sentence_stays_as_it_is() -> None:
    error = ModelUnavailable("plain", text="The prompt is too long.")
    assert friendly(error, "local") is error


@pytest.mark.parametrize("leak", [KEY, f"Bearer {KEY}", "Bearer abc", "AIzaSyA1234567890abcdefg"])
def test_no_key_is_repeated(leak: str) -> None:
    said = str(friendly(RuntimeError(f"wrong: {leak}!"), "openai:x"))
    assert leak not in said
    assert leak.split()[-1] not in said
    assert "wrong" in said
