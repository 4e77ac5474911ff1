"""What can go wrong with notes and their index in a way the user can mend."""


class IngestError(Exception):
    """One sentence: what happened, to what, and what to do next."""


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
