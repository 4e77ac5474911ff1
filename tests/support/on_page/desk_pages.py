"""Serves the page over a real program: real notes, real ingest, real embedding model.

Test files import the fixtures by their functions' names and use them by the short ones.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pages import Visit, usual_port
from places import ROOT
from playwright.sync_api import Locator, Page, expect
from scripted_llm import ScriptedLlm
from waiting import until

from bot.app import App
from bot.config import Settings
from bot.notes.note_images import NoteImages
from bot.notes.notes_desk import NotesDesk
from bot.storage.chats import ChatStore
from ingest.embedding.embedder import ReportStage
from ingest.report import IngestReport

PATIENCE_MS = 60_000
NEW = "潮汐锁定的卫星总以同一面朝向它的行星。"
QUESTION = "什么是潮汐锁定？"


class HeldLlm(ScriptedLlm):
    """Says its first words, and the others once it is let go."""

    go: Any = None
    """A threading.Event."""

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for number, chunk in enumerate(super()._stream(messages, stop, run_manager, **kwargs)):
            if number == 1:
                assert self.go.wait(PATIENCE_MS / 1000)
            yield chunk


@dataclass
class DeskSite:
    """A served page with its program."""

    url: str
    app: App
    desk: NotesDesk
    notes: Path
    index: Path
    go: threading.Event
    """Ingest, asked for on the page, stands still while this is cleared."""


@contextmanager
def serving_desk(
    folder: Path, notes: Path, cache: Path, llm: ScriptedLlm | None = None
) -> Iterator[DeskSite]:
    """Serve a program whose index is in `folder`; the first ingest goes on behind the page."""
    from bot.ui.frame.image_server import image_server
    from bot.ui.frame.page import build_page
    from bot.ui.frame.secret import browser_secret
    from bot.ui.frame.server import serve

    index = folder / "index"
    index.mkdir(parents=True, exist_ok=True)
    settings: dict[str, Any] = {"index_dir": index, "notes_dir": notes, "notes_cache_dir": cache}
    settings["llm"] = "ollama:qwen3:8b" if llm else "none"
    own = Settings(**settings, _env_file=None)  # type: ignore[call-arg]
    app = App(own, llm=(lambda report: llm) if llm else None)
    store, go = ChatStore.at(index / "chats.db"), threading.Event()
    go.set()

    def ingest(dry_run: bool, progress: ReportStage) -> IngestReport:
        def told(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            assert go.wait(PATIENCE_MS / 1000)

        return app.ingest(dry_run, told)

    desk = app.desk(ingest)
    secret, images = browser_secret(index), NoteImages(lambda: notes)
    page = build_page(app, store, None, desk, secret=secret, notes_dir=notes, images=images)
    before = [image_server(secret, images)]
    served = serve(page, host="127.0.0.1", port=usual_port(), block=False, middleware=before)
    app.start()
    try:
        yield DeskSite(served.url, app, desk, notes, index, go)
    finally:
        go.set()
        served.close()
        desk.close()
        store.close()


def ready(app: App) -> None:
    """Wait until the notes are indexed and the embedding model is loaded."""
    until(lambda: app.status().embedder.status != "loading", 120)


def copied(source: Path, target: Path) -> Path:
    """A copy of an index, without what belongs to running programs."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".lock*", "chats.db*"))
    return target


def open_notes(visit: Visit) -> Page:
    """Go to the tab of the notes."""
    page = visit.page
    page.locator("#notes-tab-button").click()
    expect(page.locator(".desk-head")).to_be_visible()
    return page


def act(page: Page, name: str) -> Locator:
    """The button that does it."""
    return page.locator(f'[data-note-act="{name}"]')


def drop(page: Page, *files: tuple[str, str]) -> None:
    """Drop files with these names and texts onto the page."""
    transfer = page.evaluate_handle(
        """files => {
          const transfer = new DataTransfer();
          for (const [name, text] of files) transfer.items.add(new File([text], name));
          return transfer;
        }""",
        [list(file) for file in files],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event(".drop-zone", event, {"dataTransfer": transfer})


@contextmanager
def lock_held(index: Path) -> Iterator[int]:
    """Another process holds the lock of the index; its number."""
    code = (
        "import sys; from pathlib import Path; from ingest.index.lock import locked\n"
        "with locked(Path(sys.argv[1]), 30): print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process.pid
        finally:
            process.stdin.write("\n")
            process.stdin.close()


@pytest.fixture(name="folder")
def folder_fixture(small: Path, tmp_path: Path) -> Path:
    """A copy of that for one test."""
    shutil.copytree(small / "notes", tmp_path / "notes")
    manifest = copied(small / "index", tmp_path / "index") / "manifest.json"
    # An index of another folder's notes is not followed.
    own = manifest.read_text("utf-8").replace(str(small / "notes"), str(tmp_path / "notes"))
    manifest.write_text(own, "utf-8")
    return tmp_path


@pytest.fixture(name="site")
def site_fixture(folder: Path, cache: Path) -> Iterator[DeskSite]:
    """A page over them."""
    with serving_desk(folder, folder / "notes", cache) as served:
        ready(served.app)
        yield served
