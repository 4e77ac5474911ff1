"""Nothing leaves the machine, whatever the shell's variables ask libraries to send."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from fakes import ScriptedService
from pages import QUIET, free_port
from places import ROOT

from bot.storage.chats import ChatStore

ASKING = {
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "lsv2_not_a_key",
    "LANGSMITH_ENDPOINT": "http://tracer.invalid",
    "ANONYMIZED_TELEMETRY": "True",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "HTTP_PROXY": "",
    "HTTPS_PROXY": "",
}

# What is asked of the network, told before anything else is imported.
WATCH = """
import socket, sys
asked = set()
resolve, connect = socket.getaddrinfo, socket.socket.connect
def watched_resolve(host, *rest, **named):
    asked.add(str(host))
    return resolve(host, *rest, **named)
def watched_connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        asked.add(str(address[0]))
    return connect(self, address)
socket.getaddrinfo, socket.socket.connect = watched_resolve, watched_connect
"""
MODEL = """
from langchain_core.language_models import FakeListChatModel
from langchain_core.tracers.langchain import wait_for_all_tracers
assert FakeListChatModel(responses=["yes"]).invoke("what my notes say").content == "yes"
wait_for_all_tracers()
"""
TELL = """
print("ASKED", *sorted(asked - {"127.0.0.1", "::1", "localhost"}))
"""


def asked(script: str, *arguments: str | Path, **environment: str) -> list[str]:
    """Other machines that a program asked for."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH + script + TELL, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **ASKING, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("ASKED"))
    return line.split()[1:]


@pytest.mark.slow
def test_without_the_program_a_traced_model_would_tell_another_machine() -> None:
    assert asked(MODEL) == ["tracer.invalid"]


@pytest.mark.slow
def test_a_question_asks_no_other_machine_whatever_the_shell_says(
    own_index: Path, cache: Path
) -> None:
    command = (
        "from bot.__main__ import main\n"
        "assert main(['ask', 'Docker 和虚拟机有什么区别？', '--llm', 'none', '--index', sys.argv[1]"
        ", '--json']) == 0\n"
    )
    check = (
        "import huggingface_hub.constants as hub, gradio.analytics, bot.ui\n"
        "assert hub.HF_HUB_DISABLE_TELEMETRY\n"
        "assert not gradio.analytics.analytics_enabled()\n"
        "from ingest.index.store import open_client\n"
        "from pathlib import Path\n"
        "client = open_client(Path(sys.argv[1]) / 'chroma')\n"
        "assert client.get_settings().anonymized_telemetry is False\n"
    )
    found = asked(command + MODEL + check, own_index, NOTES_CACHE_DIR=str(cache))
    assert found == []


@pytest.mark.slow
def test_importing_the_program_leaves_the_tracing_of_others_alone() -> None:
    assert asked("import bot.app\n" + MODEL) == ["tracer.invalid"]


@QUIET
def test_the_shell_cant_share_the_page_or_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_server import get

    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    for name, value in {
        "GRADIO_SHARE": "True",
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_SERVER_PORT": "1",
        "GRADIO_ALLOWED_PATHS": str(tmp_path),
        "GRADIO_NUM_WORKERS": "2",
        "GRADIO_MCP_SERVER": "true",
        "GRADIO_SSR_MODE": "true",
        "GRADIO_RUN_HISTORY": "true",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "note.md").write_text("secret words", "utf-8")
    store = ChatStore.at(tmp_path / "chats.db")
    page = build_page(ScriptedService(), store, secret="s" * 32, notes_dir=tmp_path)
    port = free_port()
    served = serve(page, host="127.0.0.1", port=port, block=False)
    try:
        own = psutil.Process()
        listening = {
            connection.laddr.ip
            for process in (own, *own.children(recursive=True))
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
        }
        assert listening == {"127.0.0.1"}
        assert (served.page.share, served.page.share_url) == (False, None)
        status, text = get(port, f"/gradio_api/file={tmp_path / 'note.md'}")
        assert status in (403, 404)
        assert "secret" not in text
        assert get(port, "/gradio_api/mcp/sse")[0] in (403, 404, 405)
        assert get(port, "/")[0] == 200
    finally:
        served.close()
        store.close()
    assert os.environ["GRADIO_ALLOWED_PATHS"] == str(tmp_path)
