"""`python -m ingest` as its users and their scripts meet it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import NOTES, ROOT

from ingest.__main__ import main, summary
from ingest.config import IngestSettings
from ingest.machine.progress_bars import ProgressBars
from ingest.message import Message
from ingest.notes.folder import Warned
from ingest.report import IngestReport

pytestmark = pytest.mark.slow

FIXTURES = NOTES


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A folder with `notes` and their `index`, made once with the real model."""
    folder = tmp_path_factory.mktemp("indexed")
    shutil.copytree(FIXTURES, folder / "notes")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("NOTES_CACHE_DIR", str(cache))
        assert main(["notes", "--index", "index"]) == 0
    return folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with clean settings."""
    monkeypatch.chdir(tmp_path)
    for name in IngestSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))
    return tmp_path


@pytest.fixture
def ready(indexed: Path, folder: Path) -> Path:
    """A copy of the indexed folder to spoil."""
    shutil.copytree(indexed, folder, dirs_exist_ok=True)
    # The index knows the notes by their place; a first run takes note of the new one.
    assert main(["notes", "--index", "index"]) == 0
    return folder


def command(
    args: list[str], folder: Path, cache: Path, *python: str
) -> subprocess.CompletedProcess[str]:
    names = {name.upper() for name in IngestSettings.model_fields}
    environ = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, *python, "-m", "ingest", *args],
        cwd=folder,
        env=environ | {"NOTES_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def warning_line() -> str:
    return (
        "warning: 坏的头部.md: front matter can't be read: mapping values are not allowed here in "
        '"<unicode string>", line 1, column 13: title: Redis: 持久化 ^\n'
    )


def test_a_run_says_one_line_and_ends_with_0(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["notes", "--index", "index"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("5 notes, ")
    assert " 0 added, 0 removed, " in shown.out
    assert shown.out.count("\n") == 1
    assert shown.err == warning_line()


def test_json_stands_alone_on_stdout(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["notes", "--index", "index", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["notes"] == 5
    assert report["chunks"] == report["unchanged"] == 9
    assert (report["skipped"], report["dry_run"], report["embedded"]) == (0, False, 0)
    assert report["warnings"][0]["file"] == "坏的头部.md"


def test_skipped_files_are_named_and_end_with_1(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ready / "notes" / "[b]图.md").write_bytes(b"\x89PNG\x00\x00\x00")
    (ready / "notes" / "half.md").write_bytes("容器与虚拟机".encode() + b"\xe6\x96")
    capsys.readouterr()
    assert main(["notes", "--index", "index", "--dry-run"]) == 1
    shown = capsys.readouterr()
    assert "skipped: [b]图.md: it is a binary file\n" in shown.err
    assert "skipped: half.md: line 1 is not valid UTF-8; save it again as UTF-8\n" in shown.err
    assert shown.err.count("\n") == 3
    assert shown.out.startswith("Would be 5 notes, ")


def test_a_dry_run_does_not_even_make_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FIXTURES, folder / "notes")
    assert main(["notes", "--index", "new/index", "--dry-run"]) == 0
    assert "9 chunks: 9 added" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == ["notes"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere"], "There is no notes folder at nowhere."),
        (["empty"], "There are no markdown files (.md, .markdown) in empty."),
        (["empty", "--dry-run"], "There are no markdown files"),
        ([], "There is no notes folder at data/notes."),
    ],
)
def test_missing_notes_are_one_sentence_and_2(
    args: list[str], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    assert main([*args, "--index", "index"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(words)
    assert shown.err.count("\n") == 1
    assert not (folder / "index").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CHUNK_TOKENS", "abc", "CHUNK_TOKENS is 'abc'"),
        ("CHUNK_TOKENS", "600", "CHUNK_TOKENS is 600, but e5-notes reads no more than 512"),
        ("CHUNK_OVERLAP", "200", "CHUNK_OVERLAP is 200: it must be at most half of CHUNK_TOKENS"),
        ("EMBEDDING_MODEL", "./no/model", "EMBEDDING_MODEL"),
    ],
)
def test_wrong_settings_are_one_sentence_and_2(
    name: str, value: str, words: str, folder: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shutil.copytree(FIXTURES, folder / "notes")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv(name, value)
    assert main(["notes", "--index", "index"]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(words)
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert not (folder / "index").exists()


def test_a_misspelt_setting_in_the_file_is_2_and_settings_of_the_bot_are_none_of_it(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ready / ".env").write_text("LLM=none\nLLM_API_KEY=secret\nINDEX_DIR=index\nNOTES_DIR=notes\n")
    assert main([]) == 0
    capsys.readouterr()
    (ready / ".env").write_text("CHUNK_TOKEN=300\n")
    assert main([]) == 2
    assert capsys.readouterr().err == (
        "There is no setting CHUNK_TOKEN (found in .env). Did you mean CHUNK_TOKENS?\n"
    )
    (ready / ".env").write_bytes("NOTES_DIR=笔记\n".encode("gbk"))
    assert main([]) == 2
    assert "The file .env can't be read" in capsys.readouterr().err


def test_a_misspelt_setting_in_the_environment_is_a_warning(
    ready: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHUNK_SIZE", "300")
    capsys.readouterr()
    assert main(["notes", "--index", "index"]) == 0
    assert capsys.readouterr().err.startswith(
        "warning: There is no setting CHUNK_SIZE. Did you mean CHUNK_TOKENS?\n"
    )


def test_a_damaged_index_names_the_way_out(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ready / "index" / "manifest.json").write_text("{")
    capsys.readouterr()
    assert main(["notes", "--index", "index"]) == 2
    assert "`python -m ingest notes --index index --rebuild`" in capsys.readouterr().err


def test_an_empty_folder_empties_the_index_only_when_asked(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(ready / "notes")
    (ready / "notes").mkdir()
    capsys.readouterr()
    assert main(["notes", "--index", "index", "--watch"]) == 2
    assert capsys.readouterr().err == (
        "There are no notes left in notes; the index keeps what it holds. "
        "To empty it too, run `python -m ingest` once.\n"
    )
    assert main(["notes", "--index", "index"]) == 0
    assert "0 notes, 0 sections, 0 chunks: 0 added, 9 removed" in capsys.readouterr().out


def test_a_dry_run_lists_every_file_with_its_sections(
    ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = ready / "notes"
    path = notes / "容器.md"
    text = path.read_text("utf-8").replace("端口不用映射", "端口不用发布")
    path.write_text(f"前言一句。\n\n{text[text.index('# 什么是容器') :]}", "utf-8")
    (notes / "english.markdown").unlink()
    (notes / "新").mkdir()
    (notes / "网络" / "obsidian.md").rename(notes / "新" / "握手.md")
    before = sorted(path for path in (ready / "index").rglob("*") if "lock" not in path.name)
    capsys.readouterr()
    assert main(["notes", "--index", "index", "--dry-run"]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines == [
        "english.markdown",
        "  - Locks › Pessimistic locking",
        "  - Locks › Optimistic locking",
        "容器.md",
        "  + (before the first heading)",
        "  ~ 什么是容器？ › 网络模式 › host 模式",
        "新/握手.md",
        "  > 三次握手  (was 网络/obsidian.md)",
    ]
    assert last.startswith("Would be 4 notes, ")
    assert "; sections +1 ~1 >1 -2. Nothing was written." in last
    assert before == sorted(p for p in (ready / "index").rglob("*") if "lock" not in p.name)


def test_a_dry_run_and_following_do_not_go_together(folder: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["notes", "--dry-run", "--watch"])
    assert ended.value.code == 2


def test_interrupted_it_says_so(
    ready: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.__main__.run", interrupt)
    capsys.readouterr()
    assert main(["notes", "--index", "index"]) == 130
    assert "run it again to finish" in capsys.readouterr().err


HEAVY = (
    "torch",
    "chromadb",
    "sentence_transformers",
    "transformers",
    "gradio",
    "jieba",
    "tokenizers",
)


@pytest.mark.parametrize("args", [["--help"], ["notes", "--index", "index"]], ids=["help", "clean"])
def test_nothing_heavy_is_imported_without_need(args: list[str], ready: Path, cache: Path) -> None:
    done = command(args, ready, cache, "-X", "importtime")
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.split("\n")}
    assert "ingest" in imported
    assert not imported & set(HEAVY)
    assert ("CHUNK_TOKENS" in done.stdout) == (args == ["--help"])


def test_the_line_counts_one_file_as_one() -> None:
    assert ", 1 file skipped, " in summary(_skipping(1))
    assert ", 2 files skipped, " in summary(_skipping(2))


def _skipping(count: int) -> IngestReport:
    return IngestReport(
        warnings=tuple(Warned(f"{n}.md", Message.of("file_binary"), True) for n in range(count))
    )


def test_bars_are_shown_in_a_terminal_and_nothing_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for terminal in (False, True):
        if terminal:
            monkeypatch.setenv("FORCE_COLOR", "1")
            monkeypatch.setenv("TERM", "xterm-256color")
        with ProgressBars() as bars:
            bars("unpack", 300_000_000, 400_000_000)
            bars("embed", 3, 7)
            bars("unheard", 0, 0)
        shown = capsys.readouterr()
        assert shown.out == ""
        assert ("75 %" in shown.err) == ("3/7" in shown.err) == terminal
        assert bool(shown.err) == terminal
