"""Settings: defaults, what is wrong with them, and what they were meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.config import (
    IngestSettings,
    describe_settings,
    explain,
    unknown_in_file,
    unknown_settings,
)
from ingest.sentences import english


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in IngestSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def fault(monkeypatch: pytest.MonkeyPatch, **environ: str) -> str:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        IngestSettings()
    return english(explain(caught.value, IngestSettings))


def test_without_settings_there_are_defaults() -> None:
    settings = IngestSettings()
    assert (settings.chunk_tokens, settings.chunk_overlap) == (256, 32)
    assert settings.split.chunk_tokens == 256
    assert settings.embedding_model == "e5-notes"


def test_the_environment_goes_over_the_file_and_empty_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHUNK_TOKENS=300\nchunk_overlap=10\n")
    monkeypatch.setenv("CHUNK_TOKENS", "400")
    monkeypatch.setenv("THREADS", "")
    settings = IngestSettings()
    assert (settings.split.chunk_tokens, settings.split.overlap_tokens) == (400, 10)
    assert settings.threads is None


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"CHUNK_TOKENS": "abc"}, "CHUNK_TOKENS is 'abc': Input should be a valid integer"),
        ({"CHUNK_TOKENS": "5"}, "CHUNK_TOKENS is '5': Input should be greater than or equal to 64"),
        ({"THREADS": "0"}, "THREADS is '0'"),
        (
            {"CHUNK_TOKENS": "100", "CHUNK_OVERLAP": "60"},
            "CHUNK_OVERLAP is 60: it must be at most half of CHUNK_TOKENS, which is 100.",
        ),
        ({"CHUNK_OVERLAP": "200"}, "CHUNK_OVERLAP is 200: it must be at most half"),
    ],
)
def test_wrong_values_are_named_with_what_is_allowed(
    environ: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = fault(monkeypatch, **environ)
    assert text.startswith(words)
    assert "\n" not in text


def test_an_unknown_name_in_the_file_has_a_suggestion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHUNK_TOKEN=300\n")
    assert fault(monkeypatch) == (
        "There is no setting CHUNK_TOKEN (found in .env). Did you mean CHUNK_TOKENS?"
    )


def test_near_misses_in_the_environment_are_named() -> None:
    environ = {
        "CHUNK_TOKEN": "1",
        "chunk_size": "1",
        "CHUNK_TOKENS": "300",
        "Embedding_Modell": "x",
        "NOTES_DIRECTORY": "x",
        "NOTES_APP_SECRET_KEY_FILE": "x",
        "PATH": "/bin",
        "CHUNKY": "1",
        "INDEX_DIRS": "x",
        "LLM_MODEL": "x",
    }
    assert [english(one) for one in unknown_settings(environ, IngestSettings)] == [
        "There is no setting CHUNK_TOKEN. Did you mean CHUNK_TOKENS?",
        "There is no setting CHUNK_SIZE. Did you mean CHUNK_TOKENS?",
        "There is no setting EMBEDDING_MODELL. Did you mean EMBEDDING_MODEL?",
        "There is no setting NOTES_DIRECTORY. Did you mean NOTES_DIR?",
    ]
    assert unknown_settings({}, IngestSettings) == []


def test_a_file_may_hold_settings_of_others() -> None:
    names = ["LLM", "LLM_API_KEY", "HOST", "PORT", "DATABASE_URL", "chunk_overlapp", "THREADS"]
    assert [english(one) for one in unknown_in_file(names, IngestSettings)] == [
        "There is no setting CHUNK_OVERLAPP (found in .env). Did you mean CHUNK_OVERLAP?"
    ]


def test_every_setting_is_described() -> None:
    text = describe_settings(IngestSettings)
    for name in IngestSettings.model_fields:
        assert name.upper() in text
    assert "[256]" in text


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("NOTES_DIR", "~/notes")
    (tmp_path / ".env").write_text("INDEX_DIR=~/index\nNOTES_CACHE_DIR=~nobody-here/x\n", "utf-8")
    settings = IngestSettings()
    assert settings.notes_dir == tmp_path / "notes"
    assert settings.index_dir == tmp_path / "index"
    assert settings.notes_cache_dir == Path("~nobody-here/x")
