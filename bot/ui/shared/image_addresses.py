"""Addresses of notes' images, each good for one visitor of the page. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

PREFIX = "/note-image/"
_SIGN_BYTES = 16


class ImageAddresses:
    """Makes addresses, and knows its own again."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"note-image\0" + secret.encode()).digest()

    def address(self, path: str, visitor: str) -> str:
        """The page's address of the image at a path below the notes folder."""
        name = base64.urlsafe_b64encode(path.encode()).decode().rstrip("=")
        return f"{PREFIX}{self._sign(path, visitor)}/{name}"

    def path(self, address: str, visitor: str) -> str | None:
        """The path that an address was made for; None unless it was made for this visitor."""
        sign, slash, name = address.removeprefix(PREFIX).partition("/")
        if not (visitor and slash and address.startswith(PREFIX)):
            return None
        try:
            path = base64.urlsafe_b64decode(f"{name}{'=' * (-len(name) % 4)}").decode()
        except (binascii.Error, ValueError):
            return None
        return (
            path if hmac.compare_digest(sign.encode(), self._sign(path, visitor).encode()) else None
        )

    def _sign(self, path: str, visitor: str) -> str:
        said = f"{len(visitor)}\0{visitor}\0{path}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[: 2 * _SIGN_BYTES]
