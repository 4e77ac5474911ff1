"""The key for what the page keeps in the browser."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import BotError


def browser_secret(folder: Path) -> str:
    """The key for what the page keeps in the browser: made once, then read from `folder`."""
    path = folder / "browser-secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".browser-secret-{secrets.token_hex(8)}"
        if not path.is_file():
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
            try:
                # A link, not a rename: of two starts at once the first one wins.
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BotError("secret_unkept", at=folder, why=error.strerror) from error
