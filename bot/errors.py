"""What can go wrong in the bot in a way the user can mend."""

from __future__ import annotations

from bot.sentences import ENGLISH
from ingest.errors import IngestError as IngestError
from ingest.errors import Problem as Problem


class BotError(Problem):
    """Something can't be done as it was asked for."""

    english = ENGLISH


class IndexMissing(BotError):
    """There is no index where one was looked for."""


class ModelUnavailable(BotError):
    """The language model can't be reached, loaded or trusted."""


class StoreBroken(BotError):
    """The database can't be read or written."""


class BadInput(BotError):
    """A file or an argument the user gave can't be used as it is."""
