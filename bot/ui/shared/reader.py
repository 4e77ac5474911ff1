"""Who sits at a page: told from what a browser kept."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.ids import is_id, new_id
from bot.ui.shared.view import ReaderView


@dataclass(frozen=True)
class Reader:
    """Who asks: the open page, the browser's owner id, the chat shown, and their view."""

    page: str
    owner: str
    chat: str
    view: ReaderView


def trusted(saved: object) -> tuple[str, str]:
    """Owner and chat from what a browser kept; a new owner when that is not to be believed."""
    kept = saved if isinstance(saved, dict) else {}
    owner, chat = kept.get("owner"), kept.get("chat")
    return (
        owner if isinstance(owner, str) and is_id(owner) else new_id(),
        chat if isinstance(chat, str) and is_id(chat) else "",
    )
