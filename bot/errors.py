"""What can go wrong in the bot in a way the user can mend."""

from ingest.errors import IngestError as IngestError


class BotError(Exception):
    """One sentence: what happened, to what, and what to do next.

    `key` names the words that the page has for it in the reader's language, with the fields
    `values`; empty where it has none.
    """

    def __init__(self, message: str, *, key: str = "", **values: object) -> None:
        super().__init__(message)
        self.key, self.values = key, values


class IndexMissing(BotError):
    """There is no index where one was looked for."""


class ModelUnavailable(BotError):
    """The language model can't be reached, loaded or trusted."""


class BadInput(BotError):
    """A file or an argument the user gave can't be used as it is."""
