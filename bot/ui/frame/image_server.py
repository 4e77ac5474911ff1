"""Serves images of the notes folder to the visitors of this page, each what they were shown."""

from __future__ import annotations

import hashlib
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.notes.note_images import SVG, NoteImages
from bot.ui.shared.image_addresses import PREFIX, ImageAddresses

_WORD_CHARS = 43
_HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=600",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def visitor_cookie(secret: str) -> str:
    """The name of the cookie by which a page knows its visitors; pages of other notes on the same
    machine have others."""
    return f"notes-visitor-{hashlib.sha256(secret.encode()).hexdigest()[:8]}"


def image_server(secret: str, images: NoteImages) -> Middleware:
    """What stands before a page to serve its images."""
    return Middleware(ImageServer, secret=secret, images=images)


class ImageServer:
    """Stands before the page: answers for images, and gives each browser its cookie."""

    def __init__(self, app: ASGIApp, *, secret: str, images: NoteImages) -> None:
        self._app = app
        self._images = images
        self._addresses = ImageAddresses(secret)
        self._cookie = visitor_cookie(secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        visitor = request.cookies.get(self._cookie, "")
        if request.url.path.startswith(PREFIX):
            response = await self._image(request, visitor)
            await response(scope, receive, send)
        elif request.url.path == "/" and len(visitor) != _WORD_CHARS:
            await self._app(scope, receive, self._with_cookie(send))
        else:
            await self._app(scope, receive, send)

    async def _image(self, request: Request, visitor: str) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405)
        path = self._addresses.path(request.url.path, visitor)
        image = await run_in_threadpool(self._images.read, path) if path else None
        if image is None:
            return Response(status_code=404)
        # A drawing is shown in a page, where nothing in it runs; it is no page of its own.
        if image.media_type == SVG and request.headers.get("sec-fetch-dest", "image") != "image":
            return Response(status_code=404)
        return Response(image.data, media_type=image.media_type, headers=_HEADERS)

    def _with_cookie(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                word = secrets.token_urlsafe(32)
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self._cookie}={word}; Path=/; HttpOnly; SameSite=Lax"
                )
            await send(message)

        return sent
