"""`python -m bot` in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT
from waiting import until

UP_S = 120


@dataclass
class Program:
    """The page, started in a folder of its own."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)


def start(folder: Path, notes: Path, cache: Path, port: int, **environment: str) -> Program:
    """Start the page over those notes, with the index in `folder`, and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "--port", str(port)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LLM": "none",
            "NOTES_CACHE_DIR": str(cache),
            "NOTES_DIR": str(notes),
            "INDEX_DIR": str(folder / "index"),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_up() -> bool:
        if process.poll() is not None:
            _, err = process.communicate()
            pytest.fail(f"the program ended at once: {err}")
        try:
            direct.open(url, timeout=1)
        except OSError:
            return False
        return True

    try:
        until(is_up, UP_S)
    except AssertionError:
        process.kill()
        raise
    return Program(url, process)


def refused(*arguments: str | Path, module: str = "bot", **environment: str) -> str:
    """The one sentence of a command that ends with 2 and says nothing on stdout."""
    done = run(*arguments, module=module, **environment)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def run(
    *arguments: str | Path, module: str = "bot", **environment: str
) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "LLM": "none", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
