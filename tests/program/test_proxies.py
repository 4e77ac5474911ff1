"""A proxy that libraries can't use keeps nothing from starting that needs none."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

import pytest
from messages import in_chinese
from pages import free_port
from program import run, start

from bot.app import build
from bot.config import Settings
from bot.errors import ModelUnavailable
from bot.sentences import Message
from ingest.embedding.embedder import open_embedder
from ingest.errors import EmbeddingModelError
from ingest.machine.proxies import ASIDE, HERE, lacking, set_aside
from ingest.sentences import english

SOCKS = "socks5://127.0.0.1:7891"
UNUSABLE = [
    ("ALL_PROXY", SOCKS),
    ("all_proxy", "socks5h://me:secret@127.0.0.1:7891"),
    ("All_Proxy", "socks://127.0.0.1:7891"),
    ("HTTPS_PROXY", "socks4://127.0.0.1:7891"),
    ("http_proxy", "http://a:b"),
    ("HTTP_PROXY", "127.0.0.1:99999"),
    ("https_proxy", "::::"),
    ("HTTPS_PROXY", "http://[::1"),
    ("SSL_CERT_FILE", "/nowhere/roots.pem"),
]


@pytest.mark.parametrize(("name", "value"), UNUSABLE)
def test_what_cannot_be_used_is_set_aside_and_named_to_who_goes_out(name: str, value: str) -> None:
    environ = {name: value}
    set_aside(environ)
    assert name not in environ
    assert environ[ASIDE + name] == value
    url = "http://models.example/v1" if "http_" in name.lower() else "https://models.example/v1"
    problem = lacking(url, environ)
    assert problem is not None
    said = english(problem)
    assert name in said
    assert f"or unset {name}." in said
    assert "secret" not in said
    words = in_chinese(Message.of("provider_no_way_out", name="qwen3 (openai)", problem=problem))
    assert words.startswith("连不上 qwen3 (openai)。")
    assert said not in words
    for own in ("http://127.0.0.1:11434", "http://localhost:1234/v1", "http://[::1]:8000"):
        assert not lacking(own, environ)


@pytest.mark.parametrize(
    "value", ["http://127.0.0.1:7890", "127.0.0.1:7890", "https://u:p@a.example"]
)
def test_a_proxy_that_can_be_used_stays_but_not_for_this_machine(value: str) -> None:
    environ = {"HTTPS_PROXY": value, "no_proxy": "intranet.example"}
    set_aside(environ)
    assert environ == {"HTTPS_PROXY": value, "no_proxy": ",".join(("intranet.example", *HERE))}
    assert not lacking("https://models.example", environ)


def test_the_usual_pair_of_proxies_serves_who_needs_the_one_that_works() -> None:
    environ = {"https_proxy": "http://127.0.0.1:7890", "all_proxy": SOCKS}
    set_aside(environ)
    assert environ["https_proxy"] == "http://127.0.0.1:7890"
    assert not lacking("https://models.example", environ)
    assert (problem := lacking("http://models.example", environ)) is not None
    assert "all_proxy" in english(problem)


def test_exceptions_that_mean_nothing_are_left_out() -> None:
    environ = {"NO_PROXY": "a.example,[::1,localhost:x,http://:q,*.b.example", "ALL_PROXY": SOCKS}
    set_aside(environ)
    assert environ["NO_PROXY"].split(",")[0] == "a.example"
    assert "[" not in environ["NO_PROXY"]
    assert not lacking("https://a.example", environ)
    assert lacking("https://c.example", environ)


def test_an_environment_without_any_is_left_as_it_is() -> None:
    before = dict(os.environ)
    environ = {"PATH": "/bin", "ALL_PROXY": ""}
    set_aside(environ)
    assert environ == {"PATH": "/bin", "ALL_PROXY": ""}
    assert dict(os.environ) == before


def test_a_model_behind_a_proxy_that_cannot_be_used_says_what_is_missing(
    own_index: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASIDE + "ALL_PROXY", SOCKS)
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    own = {"index_dir": own_index, "notes_cache_dir": cache, "llm": "openai:gpt-5-mini"}
    app = build(Settings(**own, llm_api_key="k", _env_file=None))  # type: ignore
    with pytest.raises(ModelUnavailable, match=rf"ALL_PROXY={SOCKS} needs the package socksio"):
        app.demand_llm()


def test_an_embedding_model_to_be_fetched_says_what_is_missing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASIDE + "ALL_PROXY", SOCKS)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EmbeddingModelError, match="needs the package socksio") as caught:
        open_embedder("nobody/no-such-model", cache)
    assert in_chinese(caught.value.message).startswith("这台机器上没有向量模型")


ODD = {
    "ALL_PROXY": SOCKS,
    "https_proxy": "http://a:b",
    "NO_PROXY": "[::1,localhost:x",
    "SSL_CERT_FILE": "/nowhere/roots.pem",
}


@pytest.mark.slow
def test_commands_work_whatever_proxy_the_shell_names(
    own_index: Path, own_notes: Path, cache: Path, tmp_path: Path
) -> None:
    own = {**ODD, "NOTES_CACHE_DIR": str(cache)}
    asked = run("ask", "Docker 和虚拟机有什么区别？", "--json", "--index", own_index, **own)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["citations"]
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"question": "红烧肉怎么做？", "gold": []}\n', "utf-8")
    measured = run("eval", questions, "--json", "--index", own_index, **own)
    assert measured.returncode == 0, measured.stderr
    taken = run(own_notes, "--index", own_index, "--json", module="ingest", **own)
    assert taken.returncode == 0, taken.stderr


@pytest.mark.browser
@pytest.mark.parametrize(
    "odd",
    [
        {"all_proxy": "socks://127.0.0.1:7891", "HTTP_PROXY": "http://127.0.0.1:1"},
        ODD
        | {
            "GRADIO_DEFAULT_CONCURRENCY_LIMIT": "many",
            "GRADIO_ROOT_PATH": "/elsewhere",
            "WEB_CONCURRENCY": "many",
        },
    ],
    ids=lambda odd: "+".join(odd),
)
def test_the_page_starts_whatever_the_shell_says(
    odd: dict[str, str], tmp_path: Path, own_notes: Path, cache: Path
) -> None:
    program = start(tmp_path, own_notes, cache, free_port(), **odd)
    try:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        config = json.load(direct.open(f"{program.url}/config", timeout=10))
        assert config["root"] == program.url
    finally:
        program.stop()
