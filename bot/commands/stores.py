"""The database of the settings."""

from __future__ import annotations

from bot.config import Settings
from bot.storage.chats import ChatStore
from bot.storage.database import Database

CHATS = "chats.sqlite3"
"""Its name beside the index, where the settings name no other."""


def database_url(settings: Settings) -> str:
    """Where chats and all else of the users are kept."""
    return settings.database_url or f"sqlite:///{settings.index_dir / CHATS}"


def chats_of(settings: Settings) -> ChatStore:
    """The chats, in whose database all else of the users' lies. Raises BotError."""
    return ChatStore(Database(database_url(settings)))
