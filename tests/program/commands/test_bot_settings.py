"""Wrong, misspelt and foreign settings of `python -m bot`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_bot_command import DOCKER, refused
from test_bot_command import own_settings as own_settings

from bot.__main__ import main, settings_of
from bot.commands.arguments import page_parser
from bot.config import Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PASSAGES", "0", "PASSAGES is '0'"),
        ("PASSAGES", "many", "PASSAGES is 'many'"),
        ("PORT", "70000", "PORT is '70000'"),
        ("LLM_TIMEOUT_S", "-1", "LLM_TIMEOUT_S is '-1'"),
        ("CHUNK_TOKENS", "12", "CHUNK_TOKENS is '12'"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    words: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert words in refused(capsys, "ask", DOCKER)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CHUNK_TOKEN", "warning: There is no setting CHUNK_TOKEN. Did you mean CHUNK_TOKENS?"),
        ("LLM_APIKEY", "warning: There is no setting LLM_APIKEY. Did you mean LLM_API_KEY?"),
        ("LLM_MODEL", ""),
        ("LLM_PROVIDER", ""),
        ("LLM_KEY", ""),
    ],
)
def test_a_name_of_the_shell_that_may_be_another_programs_is_no_fault(
    own_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    words: str,
) -> None:
    monkeypatch.setenv(name, "x")
    history = ["--history", "none.json"]  # ends the command before a model is loaded
    assert main(["ask", DOCKER, "--index", str(own_index), *history], os.environ) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[:-1] == ([words] if words else [])
    assert "none.json" in said[-1]


def test_the_same_name_in_the_file_of_settings_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("LLM_APIKEY=x\n", "utf-8")
    assert "(found in .env). Did you mean LLM_API_KEY?" in refused(capsys, "ask", DOCKER)


@pytest.mark.parametrize("how", ["--index={}", "INDEX_DIR={}", ".env"])
def test_a_tilde_is_the_home_folder_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    arguments: list[str] = []
    if how == ".env":
        (tmp_path / ".env").write_text("INDEX_DIR=~/ix\n", "utf-8")
    elif how.startswith("--"):
        arguments = [how.format("~/ix")]
    else:
        monkeypatch.setenv("INDEX_DIR", "~/ix")
    said = refused(capsys, "ask", DOCKER, *arguments)
    assert f"No notes are indexed at {tmp_path / 'me' / 'ix'}." in said


def test_a_key_is_not_repeated_when_a_setting_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LLM_API_KEY", "sk-very-secret-123")
    monkeypatch.setenv("PASSAGES", "x")
    assert "secret" not in refused(capsys, "ask", DOCKER)


def test_a_page_without_a_named_folder_leaves_it_to_the_index(tmp_path: Path) -> None:
    def settings(*arguments: str) -> Settings:
        return settings_of(page_parser().parse_args(["--index", str(tmp_path), *arguments]))

    assert "notes_dir" not in settings().model_fields_set
    assert settings("--notes", "mine").model_fields_set >= {"notes_dir", "index_dir"}
    assert settings("--notes=~/mine").notes_dir == Path.home() / "mine"
