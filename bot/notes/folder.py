"""Which folder the notes are in: the one that was named, or else the one that is indexed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.config import IngestSettings
from ingest.index.manifest import Manifest
from ingest.message import Message
from ingest.repair_advice import command, noted_notes_folder


class NotesFolder:
    """The folder that an ingest reads, and the one whose notes the index holds."""

    def __init__(
        self, settings: IngestSettings, manifest: Callable[[], Manifest | None], sample: Path
    ) -> None:
        """`manifest` gives that of the index, None if there is none to be read; `sample` is the
        folder of the notes that come with the program."""
        self._settings = settings
        self._manifest = manifest
        self._sample = sample
        self._used: Path | None = None

    @property
    def wanted(self) -> Path:
        """What an ingest reads. Settings that name no folder mean the one that is indexed."""
        if self._used is not None:
            return self._used
        if "notes_dir" in self._settings.model_fields_set:
            return self._settings.notes_dir
        return self.indexed or self._settings.notes_dir

    @property
    def indexed(self) -> Path | None:
        """The folder whose notes the index holds; None without an index."""
        manifest = self._manifest()
        if manifest is not None:
            return Path(manifest.notes_dir)
        return noted_notes_folder(self._settings.index_dir)

    @property
    def shown(self) -> Path:
        """Where the notes stand that answers are made from."""
        return self.indexed or self.wanted

    def use_sample(self) -> None:
        """Take the notes that come with the program."""
        self._used = self._sample

    def use_own(self) -> Path:
        """Take the user's own folder again, where dropped files go."""
        self._used = None
        if self.wanted.resolve() == self._sample.resolve():
            self._used = self._settings.notes_dir
        return self.wanted

    @property
    def differs(self) -> bool:
        """Whether the index holds the notes of another folder than the one that was named."""
        indexed = self.indexed
        return indexed is not None and indexed.resolve() != self.wanted.resolve()

    def problem(self) -> Message | None:
        """What to do where the index holds another folder's notes."""
        if not self.differs:
            return None
        renewed = command(self._settings.index_dir, notes=self.wanted)
        return Message.of("index_other_folder", old=self.shown, new=self.wanted, command=renewed)

    def refusal(self) -> Message | None:
        """Why the folder can't be followed yet; None if it can."""
        if not self.differs:
            return None
        return Message.of("folder_not_indexed", old=self.shown, new=self.wanted)
