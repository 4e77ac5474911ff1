"""What can go wrong with notes and their index in a way the user can mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ingest.message import Message, said
from ingest.sentences import ENGLISH


class Problem(Exception):
    """What happened, to what, and what to do next: a sentence that its reader's language has.

    As text it is the English sentence.
    """

    english: ClassVar[Mapping[str, str]] = ENGLISH

    def __init__(self, key: str | Message, /, **values: object) -> None:
        """The sentence of that key with these values, or a message that was made elsewhere."""
        super().__init__(key)
        self.message = key if isinstance(key, Message) else Message.of(key, **values)

    def __str__(self) -> str:
        return said(self.message, self.english)


class IngestError(Problem):
    """Notes or their index can't be used as they are."""


class NotesMissing(IngestError):
    """The notes folder is not there, or holds no markdown."""


class IndexLocked(IngestError):
    """Another process is writing to the index."""


class IndexUnusable(IngestError):
    """The index on disk can't be read, or was made by another version."""


class IndexOutdated(IndexUnusable):
    """The index was made by another version of this program; the next ingest renews it."""


class EmbeddingModelError(IngestError):
    """The embedding model is missing, damaged or not what it says it is."""
