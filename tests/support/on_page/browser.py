"""Finds a Chromium for the browser tests, or gets one.

`python tests/support/on_page/browser.py` says in one line what there is. Where none can be had it
still ends with 0, unless REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing the browser does of its own accord may look like a request of the page.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
HOW = (
    "no browser: set CHROMIUM to one, or run `apt-get install chromium`, or "
    "`python -m playwright install chromium`"
)


def find(environment: Mapping[str, str]) -> str | None:
    """The path of a Chromium that starts: CHROMIUM, one on PATH, or Playwright's own; None if there
    is none. A file of that name may need libraries that are missing, or only tell to install it."""
    named = environment.get("CHROMIUM", "")
    for name in (named,) if named else NAMES:
        path = shutil.which(name, path=environment.get("PATH"))
        if path and _starts(path):
            return path
    own = None if named else _of_playwright()
    return own if own and _starts(own) else None


def _starts(path: str) -> bool:
    """Whether it tells its version."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def required(environment: Mapping[str, str]) -> bool:
    """Whether tests must not be skipped for want of a browser."""
    return environment.get("REQUIRE_BROWSER", "") not in ("", "0")


def _of_playwright() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            path = Path(playwright.chromium.executable_path)
    except Error:
        return None
    return str(path) if path.is_file() else None


def _get() -> None:
    """Install one: Debian's for root on Debian, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        if _ran(["apt-get", "-q", "update"], quiet) and _ran(["apt-get", *install], quiet):
            return
    _ran([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _ran(command: list[str], environment: dict[str, str]) -> bool:
    try:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """One line on stdout, and the exit status."""
    path = find(os.environ)
    if path is None and not os.environ.get("CHROMIUM"):
        _get()
        path = find(os.environ)
    sys.stdout.write(f"browser: {path}\n" if path else f"{HOW}\n")
    return 1 if path is None and required(os.environ) else 0


if __name__ == "__main__":
    sys.exit(main())
