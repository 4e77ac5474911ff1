"""What can go wrong in the bot in a way the user can mend."""


class BotError(Exception):
    """One sentence: what happened, to what, and what to do next."""


class IndexMissing(BotError):
    """There is no index where one was looked for."""


class ModelUnavailable(BotError):
    """The language model can't be reached, loaded or trusted."""


class BadInput(BotError):
    """A file or an argument the user gave can't be used as it is."""
