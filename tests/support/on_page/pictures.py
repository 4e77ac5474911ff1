"""Pictures of a first start, to be looked at:
`python tests/support/on_page/pictures.py FOLDER… --into DIR`.

For every folder of notes the page is started with no index, and its first tab is taken at seconds
1, 8 and 30 and when all notes are read: wide and narrow, light and dark, in Chinese and English.
Two folders more, an empty one and one that isn't there, show what is said then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import ARGUMENTS, find
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from places import ROOT
from waiting import let_pass

SECONDS = (1, 8, 30)
LONGEST_S = 900.0
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}


def main() -> int:
    """Take the pictures and say what the page said; 2 without a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--into", type=Path, required=True, metavar="DIR")
    parser.add_argument("--llm", default="none")
    args = parser.parse_args()
    chromium = find(os.environ)
    if chromium is None:
        print(
            "There is no browser: `python tests/support/on_page/browser.py` says how to get one.",
            file=sys.stderr,
        )
        return 2
    args.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="pictures-") as work:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        empty = Path(work) / "empty"
        empty.mkdir()
        for folder in (*args.notes, empty, Path(work) / "missing"):
            index = Path(work) / f"index-{folder.name}"
            with serving(folder, index, args.llm) as url:
                take(browser, url, args.into / folder.name)
            shutil.rmtree(index, ignore_errors=True)
        browser.close()
    return 0


@contextmanager
def serving(notes: Path, index: Path, llm: str) -> Iterator[str]:
    """The page's address, while it is served."""
    command = [sys.executable, "-m", "bot", "--notes", str(notes.resolve()), "--index", str(index)]
    process = subprocess.Popen(
        [*command, "--port", str(free_port()), "--llm", llm],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nothing listens on."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def take(browser: Browser, url: str, name: Path) -> None:
    """All pictures of one start; their files begin with `name`."""
    began = time.monotonic()
    pages: dict[str, Page] = {}
    for language in ("zh-CN", "en-US"):
        for size, view in (("wide", WIDE), ("narrow", NARROW)):
            for scheme in ("light", "dark"):
                page = browser.new_page(locale=language, viewport=view)
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.goto(url)
                pages[f"{language[:2]}-{size}-{scheme}"] = page
    for second in SECONDS:
        let_pass(began + second - time.monotonic())
        shoot(pages, name, f"second-{second:02}")
    first = next(iter(pages.values()))
    while first.locator("#reading .reading-line").count() and time.monotonic() - began < LONGEST_S:
        let_pass(1)
    let_pass(5)  # the questions to begin with are tried first
    shoot(pages, name, "end")
    print(f"{name.name}: {' | '.join(first.locator('#empty').inner_text().splitlines())}")
    for page in pages.values():
        page.close()


def shoot(pages: dict[str, Page], name: Path, moment: str) -> None:
    """A picture of every page as it is now."""
    for look, page in pages.items():
        page.screenshot(path=name.with_name(f"{name.name}-{moment}-{look}.png"))


if __name__ == "__main__":
    raise SystemExit(main())
