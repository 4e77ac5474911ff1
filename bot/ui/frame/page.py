"""The page: its frame, and the tabs in it. What a tab does stands in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import gradio as gr

from bot.core.question import Language
from bot.storage.chats import ChatStore
from bot.storage.gaps import GapStore
from bot.ui.chat.actions import Chat
from bot.ui.chat.gap_list import GapList
from bot.ui.chat.gap_panel import GapPanel
from bot.ui.chat.tab import ChatTab
from bot.ui.frame.image_server import visitor_cookie
from bot.ui.frame.loop import in_loop
from bot.ui.interview.tab import InterviewTab
from bot.ui.notes import reading_view
from bot.ui.notes.tab import NotesTab
from bot.ui.progress.tab import DueBadge, ProgressTab
from bot.ui.shared import frame
from bot.ui.shared.events import QUIET, Browsers
from bot.ui.shared.image_addresses import ImageAddresses
from bot.ui.shared.library import Library
from bot.ui.shared.reader import trusted
from bot.ui.shared.service import Service
from bot.ui.shared.view import ReaderView
from bot.ui.words.texts import static_labels

if TYPE_CHECKING:
    from bot.notes.desk import Desk
    from bot.notes.note_images import NoteImages
    from bot.study.study import Study

EDITOR_URL = "vscode://file/{path}:{line}"
LOADING_POLL_S = 1.0
SETTLED_POLL_S = 5.0


def build_page(
    service: Service,
    chats: ChatStore,
    study: Study | None = None,
    desk: Desk | None = None,
    *,
    secret: str,
    notes_dir: Path | Callable[[], Path],
    editor_url: str = EDITOR_URL,
    images: NoteImages | None = None,
) -> gr.Blocks:
    """The page; nothing runs until it is served.

    Without `study` there are no interviews and no progress, without `desk` no tab of the notes.
    `secret` is what `secret.browser_secret` gives. `notes_dir` is where the notes stand,
    a function if that may change; it is asked whenever something is shown. `editor_url` has
    `{path}` and `{line}`; an empty one leaves the links to an editor out. `images` are shown if an
    `image_server` stands before the page.
    """
    library = Library(
        images=images,
        addresses=ImageAddresses(secret),
        outline=desk.outline if desk else lambda: None,
    )

    def view(language: Language) -> ReaderView:
        folder = notes_dir() if callable(notes_dir) else notes_dir
        return ReaderView(language, folder, editor_url, library)

    gaps = GapList(GapStore(chats.database), chats)
    return in_loop(lambda: _build(Chat(service, chats), gaps, study, desk, secret, view))


def _build(
    chat: Chat,
    gaps: GapList,
    study: Study | None,
    desk: Desk | None,
    secret: str,
    view: Callable[[Language], ReaderView],
) -> gr.Blocks:
    say: Any = gr.I18n(**static_labels())
    with gr.Blocks(
        title="笔记面试官 · Notes Interviewer", analytics_enabled=False, fill_width=True
    ) as page:
        title = gr.HTML(apply_default_css=False, elem_id="title")
        status = gr.HTML(apply_default_css=False, elem_id="status")
        browsers = Browsers(secret, view, visitor_cookie(secret))
        badge = DueBadge() if study else None
        running = gr.HTML(visible="hidden", elem_id="iv-badge")
        with gr.Tabs(elem_id="tabs"):
            with _tab(say("chat"), "chat"):
                talk = ChatTab(chat, browsers)
            if study and badge:
                with _tab(say("interview"), "interview") as tab:
                    InterviewTab(study, browsers, running).wire(page, tab)
                with _tab(say("progress"), "progress") as tab:
                    ProgressTab(study, browsers, badge).wire(page, tab)
            if desk:
                with _tab(say("notes_tab"), "notes"):
                    NotesTab(desk, browsers).wire(page)
        panel = GapPanel(gaps)  # above whatever tab is seen
        talk.wire(panel)
        _wire_frame(page, talk, panel, browsers, title, status)
    return cast("gr.Blocks", page)


def _tab(label: Any, name: str) -> gr.Tab:
    # Gradio 6.31 makes its parts when it is first opened, and keeps what they were given till then.
    return gr.Tab(label, id=name, elem_id=f"{name}-tab")


def _wire_frame(
    page: gr.Blocks,
    talk: ChatTab,
    panel: GapPanel,
    browsers: Browsers,
    title: gr.HTML,
    status: gr.HTML,
) -> None:
    """What belongs to the whole page: its language, the status line and how often it is read."""
    seen = gr.State(("", ""))
    timer = gr.Timer(LOADING_POLL_S)

    def load(request: gr.Request, saved: Any) -> Any:
        owner, chat = trusted(saved)
        reader = browsers.reader(request, {"owner": owner, "chat": chat}, chat)
        shown = talk.chat.show(reader)
        language = reader.view.language
        now = talk.chat.status()
        line = frame.status_line(now, language)
        reading = reading_view.block(now, language)
        keys = escape(reader.view.say("keys"))
        gaps = panel.show(reader)
        return frame.title(language), line, keys, gaps, reading, *talk.changes(shown, owner)

    def tick(request: gr.Request, seen: tuple[str, str]) -> Any:
        view = browsers.view(request)
        now = talk.chat.status()
        line, reading = (
            frame.status_line(now, view.language),
            reading_view.block(now, view.language),
        )
        if (line, reading) == tuple(seen):
            return gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        if line == seen[0]:
            return gr.skip(), gr.skip(), reading, (line, reading), gr.skip()
        every = SETTLED_POLL_S if frame.settled(now) else LOADING_POLL_S
        # What a pointer is on must not change, as it would with every share of notes.
        empty = talk.chat.empty(view, now, keep=True)
        return line, empty, reading, (line, reading), gr.Timer(every)

    shown_first = [title, status, talk.keys, panel.list, talk.reading, *talk.outputs]
    page.load(load, [browsers.saved], shown_first, **QUIET)
    timer.tick(tick, [seen], [status, talk.empty, talk.reading, seen, timer], **QUIET)
