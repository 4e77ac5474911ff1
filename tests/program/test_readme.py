"""The README's own code, run as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from places import ROOT

README = ROOT / "README.md"


def examples() -> list[str]:
    """The Python blocks of the README."""
    return re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def indexed(own_index: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings a reader has after `make run`."""
    monkeypatch.setenv("INDEX_DIR", str(own_index))
    monkeypatch.setenv("NOTES_CACHE_DIR", str(cache))


@pytest.mark.usefixtures("indexed")
def test_the_retriever_example_prints_sections_about_the_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exec(compile(examples()[0], "README", "exec"), {})
    first = capsys.readouterr().out.splitlines()[0]
    assert "Docker核心原理.md" in first
    assert "虚拟机" in first


@pytest.mark.live
@pytest.mark.usefixtures("indexed")
def test_the_chain_example_answers_with_the_local_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exec(compile(examples()[1], "README", "exec"), {})
    assert "内核" in capsys.readouterr().out
