"""Where no browser starts, the tests that need one are skipped with one line that says how."""

from __future__ import annotations

import os
from pathlib import Path

import browser
import pytest
from pages import browser_or_skip

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment with nothing on PATH, and nothing that Playwright has brought."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    return {"PATH": str(tmp_path / "bin")}


def script(folder: str, name: str, status: int) -> Path:
    path = Path(folder) / name
    path.write_text(f"#!/bin/sh\nexit {status}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_one_that_starts_is_found(empty: dict[str, str]) -> None:
    script(empty["PATH"], "chromium", 1)
    good = script(empty["PATH"], "google-chrome", 0)
    assert browser.find(empty) == str(good)
    assert browser_or_skip(empty) == str(good)
    named = script(empty["PATH"], "another", 0)
    assert browser.find({**empty, "CHROMIUM": str(named)}) == str(named)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["nothing", "broken", "no program", "named and broken"])
def test_without_one_that_starts_a_test_is_skipped_with_one_line(
    empty: dict[str, str], what: str
) -> None:
    if what == "no program":
        path = Path(empty["PATH"]) / "chromium"
        path.write_bytes(b"\x7fELF")
        path.chmod(0o755)
    elif what != "nothing":
        path = script(empty["PATH"], "chromium", 127)
        if what == "named and broken":
            script(empty["PATH"], "google-chrome", 0)  # another than the one that was named
            empty["CHROMIUM"] = str(path)
    with pytest.raises(pytest.skip.Exception) as skipped:
        browser_or_skip(empty)
    assert "apt-get install chromium" in str(skipped.value)
    assert "\n" not in str(skipped.value)
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        browser_or_skip({**empty, "REQUIRE_BROWSER": "1"})


@pytest.mark.parametrize(("demanded", "status"), [("", 0), ("0", 0), ("1", 1)])
def test_the_command_says_it_too_and_only_a_demand_makes_it_fail(
    empty: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    demanded: str,
    status: int,
) -> None:
    broken = script(empty["PATH"], "chromium", 1)
    monkeypatch.setenv("CHROMIUM", str(broken))  # a browser that was named is never replaced
    monkeypatch.setenv("REQUIRE_BROWSER", demanded)
    assert browser.main() == status
    assert capsys.readouterr().out == f"{browser.HOW}\n"
    monkeypatch.setenv("CHROMIUM", str(script(empty["PATH"], "good", 0)))
    assert browser.main() == 0
    assert capsys.readouterr().out.startswith("browser: ")
