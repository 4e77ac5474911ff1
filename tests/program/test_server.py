from __future__ import annotations

import asyncio
import http.client
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fakes import ScriptedService
from pages import QUIET, free_port
from starlette.middleware import Middleware

from bot.errors import BadInput, BotError
from bot.storage.chats import ChatStore

pytestmark = QUIET


def get(port: int, path: str, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": host})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    folder = tmp_path_factory.mktemp("served")
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text("secret words", encoding="utf-8")
    store = ChatStore.at(folder / "chats.db")
    page = build_page(ScriptedService(), store, secret="s" * 32, notes_dir=folder / "notes")
    port = free_port()
    served = serve(page, host="127.0.0.1", port=port, block=False)
    assert served.url == f"http://127.0.0.1:{port}"
    yield port
    served.close()
    store.close()


def test_the_page_is_there_for_this_machine(port: int) -> None:
    assert get(port, "/")[0] == 200
    assert get(port, "/", "localhost:1234")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_foreign_host_names_are_refused(port: int, host: str) -> None:
    assert get(port, "/", host)[0] == 400
    assert get(port, "/config", host)[0] == 400


def test_no_file_is_served_and_nothing_is_described(port: int, tmp_path: Path) -> None:
    own = Path(__file__)
    assert get(port, f"/gradio_api/file={own}")[0] in (403, 404)
    assert get(port, "/gradio_api/file=/etc/passwd")[0] in (403, 404)
    assert '"named_endpoints":{}' in get(port, "/gradio_api/info")[1].replace(" ", "")
    for path in ("/docs", "/openapi.json", "/monitoring", "/gradio_api/mcp/sse"):
        assert get(port, path)[0] in (403, 404, 405), path


def test_analytics_are_off(port: int) -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert '"analytics_enabled":false' in get(port, "/config")[1].replace(" ", "")


def test_a_port_in_use_is_a_sentence(port: int) -> None:
    from bot.ui.frame.address import check_port

    with pytest.raises(BotError, match=rf"Port {port} .* --port"):
        check_port("127.0.0.1", port)
    with pytest.raises(BadInput, match="1 to 65535"):
        check_port("127.0.0.1", 99999)
    check_port("127.0.0.1", free_port())


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_another_host_demands_passwords_before_anything_starts(host: str, tmp_path: Path) -> None:
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    store = ChatStore.at(tmp_path / "chats.db")
    page = build_page(ScriptedService(), store, secret="s", notes_dir=tmp_path)
    with pytest.raises(BadInput, match="--auth-file"):
        serve(page, host=host, port=free_port(), block=False)
    store.close()


@pytest.mark.slow
def test_with_passwords_the_page_is_shut_to_strangers(tmp_path: Path) -> None:
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    store = ChatStore.at(tmp_path / "chats.db")
    page = build_page(ScriptedService(), store, secret="s", notes_dir=tmp_path)
    people = written(tmp_path, "ana:correct horse\n")
    port = free_port()
    served = serve(page, host="0.0.0.0", port=port, auth_file=people, block=False)
    try:
        assert get(port, "/config")[0] == 401
        assert "correct horse" not in get(port, "/", "notes.example")[1]
    finally:
        served.close()
        store.close()


def test_what_waits_for_the_end_is_woken_in_its_own_loop(tmp_path: Path) -> None:
    # From another thread, asyncio's events may raise while one of the waiting leaves.
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    class Noted(asyncio.Event):
        ended: threading.Thread | None = None

        def set(self) -> None:
            self.ended = self.ended or threading.current_thread()
            super().set()

    store = ChatStore.at(tmp_path / "chats.db")
    page = build_page(ScriptedService(), store, secret="s", notes_dir=tmp_path)
    port = free_port()
    served = serve(page, host="127.0.0.1", port=port, block=False)
    page.app.stop_event = event = Noted()
    heart = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        heart.request("GET", "/gradio_api/heartbeat/someone")
        beats = heart.getresponse()
        assert beats.readline() == b"data: ALIVE\n"
    finally:
        served.close()
        store.close()
    assert event.ended is not None
    assert event.ended is not threading.current_thread()
    beats.read()  # ends, as the connection does
    heart.close()
    served.close()  # once more does no harm


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "people"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_auth_file_may_have_comments_and_colons(tmp_path: Path) -> None:
    from bot.ui.frame.address import read_auth

    path = written(tmp_path, "# us\n\nana:a:b\nbo:c\n")
    assert read_auth(path) == [("ana", "a:b"), ("bo", "c")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names nobody"),
        ("# only\n", "names nobody"),
        ("ana\n", "user:password"),
        ("ana:\n", "Line 1"),
        (":x\n", "Line 1"),
    ],
)
def test_an_auth_file_of_another_form_is_refused(tmp_path: Path, text: str, words: str) -> None:
    from bot.ui.frame.address import read_auth

    with pytest.raises(BadInput, match=words):
        read_auth(written(tmp_path, text))


def test_an_auth_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    from bot.ui.frame.address import read_auth

    path = written(tmp_path, "ana:x\n", 0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    with pytest.raises(BadInput, match="chmod 600"):
        read_auth(path)
    with pytest.raises(BadInput, match="can't be read"):
        read_auth(tmp_path / "none")


def test_a_page_that_is_slow_at_first_is_served_all_the_same(tmp_path: Path) -> None:
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve

    ready = threading.Event()

    class Slow:
        """On a busy machine the first page takes longer than gradio would wait for it."""

        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and scope["path"] == "/":
                assert await asyncio.to_thread(ready.wait, 60)
            await self.app(scope, receive, send)

    store = ChatStore.at(tmp_path / "chats.db")
    page = build_page(ScriptedService(), store, secret="s" * 32, notes_dir=tmp_path)
    port = free_port()
    slow = [Middleware(Slow)]
    served = serve(page, host="127.0.0.1", port=port, block=False, middleware=slow)
    ready.set()
    try:
        assert get(port, "/")[0] == 200
    finally:
        served.close()
        store.close()


def test_images_are_served_to_the_one_visitor_they_were_shown_to(tmp_path: Path) -> None:
    from bot.notes.note_images import NoteImages
    from bot.ui.frame.image_server import image_server, visitor_cookie
    from bot.ui.frame.page import build_page
    from bot.ui.frame.server import serve
    from bot.ui.shared.image_addresses import ImageAddresses

    notes = tmp_path / "notes"
    notes.mkdir()
    png = b"\x89PNG\r\n\x1a\n" + b"x" * 20
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    (notes / "a.png").write_bytes(png)
    (notes / "a.svg").write_bytes(drawing)
    (tmp_path / "secret.png").write_bytes(png)
    store = ChatStore.at(tmp_path / "chats.db")
    secret, images = "s" * 32, NoteImages(lambda: notes)
    page = build_page(ScriptedService(), store, secret=secret, notes_dir=notes, images=images)
    port, before = free_port(), [image_server(secret, images)]
    served = serve(page, host="127.0.0.1", port=port, block=False, middleware=before)
    name = visitor_cookie(secret)

    def asked(
        path: str, visitor: str = "", method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        sent = {"Cookie": f"{name}={visitor}"} if visitor else {}
        connection.request(method, path, headers=sent | headers)
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def visitor() -> str:
        given = asked("/")[1]["set-cookie"]
        assert "HttpOnly; SameSite=Lax" in given
        return given.split(";")[0].split("=", 1)[1]

    try:
        me, other = visitor(), visitor()
        assert me != other
        assert "set-cookie" not in asked("/", me)[1]
        addresses = ImageAddresses(secret)
        address = addresses.address("a.png", me)
        status, headers, body = asked(address, me)
        assert (status, headers["content-type"], body) == (200, "image/png", png)
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert asked(address, other)[0] == asked(address)[0] == 404
        assert asked(addresses.address("a.png", other), me)[0] == 404
        assert asked(ImageAddresses("t" * 32).address("a.png", me), me)[0] == 404
        assert asked(addresses.address("", ""), "")[0] == 404
        sign = address.split("/")[2]
        for wrong in (
            f"/note-image/{sign}/",
            f"/note-image/{sign}/YS5zdmc",
            "/note-image/",
            "/note-image/é",
        ):
            assert asked(quote(wrong), me)[0] == 404
        for path in ("../secret.png", "/etc/passwd", "", "."):
            assert asked(addresses.address(path, me), me)[0] == 404
        assert asked(address, me, "POST")[0] == 405
        shown = addresses.address("a.svg", me)
        assert asked(shown, me, **{"Sec-Fetch-Dest": "image"})[2] == drawing
        for use in ("document", "iframe", "object", "embed"):
            assert asked(shown, me, **{"Sec-Fetch-Dest": use})[0] == 404
    finally:
        served.close()
        store.close()
