"""Serves the page, to this machine alone unless told otherwise."""

from __future__ import annotations

import logging
import os
import sys
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.errors import BotError
from bot.ui.frame.address import LOOPBACK, check_address, read_auth
from bot.ui.frame.loop import in_loop
from bot.ui.words.texts import static_labels

_UI = Path(__file__).parents[1]
_FONTS = (
    *("system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Hiragino Sans GB"),
    *("Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "sans-serif"),
)
_MONO = (
    "ui-monospace",
    "SFMono-Regular",
    "Menlo",
    "Consolas",
    "Noto Sans Mono CJK SC",
    "monospace",
)
_PATIENCE = 5.0
"""Seconds a busy page has to notice that it is being closed; gradio gives it as many to end."""
_PARTS = (
    *("shared/markup", "chat/gaps", "interview/interview", "progress/progress"),
    *("bank/bank", "bank/author"),
    "notes/notes",
)
_STYLES = ("frame/style.css", *(f"{part}.css" for part in _PARTS))
_BEFORE = ("frame/typing", "shared/dom", "frame/page")
_SCRIPTS = tuple(f"{part}.js" for part in (*_BEFORE, *_PARTS))
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Served:
    """A page that is being served."""

    url: str
    page: gr.Blocks

    def close(self) -> None:
        """Stop serving."""
        self._end_streams()
        self.page.close(verbose=False)

    def _end_streams(self) -> None:
        """Wake what holds connections open, in the loop where it waits.

        gradio sets this event from whichever thread closes the page, and while one of the waiting
        leaves that raises "deque mutated during iteration". Set already, it is left alone.
        """
        ended = threading.Event()

        def end() -> None:
            self.page.app.stop_event.set()
            ended.set()

        listening = self.page.server.servers if self.page.server else []
        for server in listening[:1]:
            with suppress(RuntimeError):  # the loop has ended, and all that waited in it
                server.get_loop().call_soon_threadsafe(end)
                ended.wait(_PATIENCE)


def serve(
    page: gr.Blocks,
    *,
    host: str,
    port: int,
    auth_file: Path | None = None,
    open_browser: bool = False,
    block: bool = True,
    middleware: Sequence[Middleware] = (),
) -> Served:
    """Serve the page and say its address; with `block`, until interrupted.

    `host` other than this machine's own demands `auth_file`, with lines `user:password`.
    `middleware` stands between the page and whoever asks for it.
    Raises BotError when that is missing or wrong, or when the port can't be had.
    """
    check_address(host, port, auth_file)
    auth = read_auth(auth_file) if auth_file else None
    hosts = [*LOOPBACK] if host in LOOPBACK else ["*"]
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    with _environment(host):
        try:
            settings = _settings(host, port, auth, [trusted, *middleware])
            _, url, _ = in_loop(lambda: page.launch(**settings))
        except (OSError, ValueError) as error:
            _log.debug("launch failed", exc_info=True)
            raise BotError("page_unserved", host=host, port=port, why=error) from error
    served = Served(url.rstrip("/"), page)
    sys.stdout.write(f"{served.url}\n")
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(served.url)
    if block:
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass
        finally:
            served.close()
    return served


def _settings(
    host: str, port: int, auth: list[tuple[str, str]] | None, middleware: list[Middleware]
) -> dict[str, Any]:
    """All of gradio's switches that matter for safety, none left to an environment variable."""
    return {
        "server_name": host,
        "server_port": port,
        "auth": auth,
        "share": False,
        "mcp_server": False,
        "show_error": False,
        "enable_monitoring": False,
        "run_history": False,
        "ssr_mode": False,
        "num_workers": 0,
        "pwa": False,
        "max_file_size": "1kb",  # notes that are dropped come as messages: no file is uploaded
        "strict_cors": True,
        "app_kwargs": {
            "middleware": middleware,
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
        },
        "footer_links": [],
        "quiet": True,
        "prevent_thread_lock": True,
        # Asks for the whole page once more and gives up after three seconds, which it may take on a
        # busy machine. That it is reached gradio has seen by then, from a request without a limit.
        "_frontend": False,
        "theme": gr.themes.Base(font=_FONTS, font_mono=_MONO),
        # Not css=: gradio would add every rule twice, once for its own container only.
        "head": _ICON
        + "".join(f"<style>{_file(name)}</style>" for name in _STYLES)
        + "".join(f"<script>{_file(name)}</script>" for name in _SCRIPTS),
        "i18n": gr.I18n(**static_labels()),
    }


_ICON = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    "viewBox=%220 0 32 32%22%3E%3Crect width=%2232%22 height=%2232%22 rx=%226%22 "
    "fill=%22%232f5d8a%22/%3E%3Cpath d=%22M8 10h16M8 16h16M8 22h9%22 stroke=%22white%22 "
    'stroke-width=%222.5%22 stroke-linecap=%22round%22/%3E%3C/svg%3E">'
)


def _file(name: str) -> str:
    return (_UI / name).read_text(encoding="utf-8")


@contextmanager
def _environment(host: str) -> Iterator[None]:
    """What gradio reads from the environment while it starts, as it has to be.

    It asks its own address whether it is up, which a proxy can't answer; and with an empty list
    of folders to serve it takes those that a variable names.
    """
    names = ("no_proxy", "NO_PROXY")
    before = {name: os.environ.get(name) for name in (*names, "GRADIO_ALLOWED_PATHS")}
    for name in names:
        os.environ[name] = ",".join(filter(None, [before[name], *LOOPBACK, host]))
    os.environ.pop("GRADIO_ALLOWED_PATHS", None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
