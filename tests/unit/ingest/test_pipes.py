"""A command whose reader goes before it has said all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from ingest.machine.pipes import GONE


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["ingest", "notes", "--dry-run"],
        ["bot.bank", "notes"],
        ["bot", "ask", "镜像为什么分层？", "--llm", "none"],
    ],
    ids=lambda command: command[0],
)
def test_a_reader_that_has_gone_gets_no_traceback(
    command: list[str], own_index: Path, cache: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# 镜像分层\n\n**写时复制**：改一个文件，才复制它。\n", "utf-8")
    if command[0] == "bot":
        command = [*command, "--index", str(own_index)]
    elif command[0] == "ingest":
        command = [*command, "--index", str(tmp_path / "index")]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env={**os.environ, "NOTES_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)},
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert done.returncode == GONE
