"""What the page needs from whoever keeps the notes' index up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.passage import Passage
from bot.notes.drop import DropOutcome, Handed
from bot.notes.outline import Outline
from ingest.diff import ChangeKind
from ingest.index.lock import Holder
from ingest.message import Message
from ingest.report import IngestReport

IndexingPhase = Literal["idle", "looking", "seen", "waiting", "running", "done", "failed"]
BUSY: frozenset[IndexingPhase] = frozenset({"looking", "waiting", "running"})


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is being done to the index, or was done last; the same for every open page."""

    phase: IndexingPhase = "idle"
    stage: str = ""
    """Ingest's stage: `unpack`, `read`, `embed`, `store` or `search`; empty before the first."""
    done: int = 0
    total: int = 0
    fraction: float = 0.0
    """0–1 over all stages; never goes back."""
    report: IngestReport | None = None
    """`seen`, and until it is `done`: what would change; `done`: what did."""
    problem: Message | None = None
    """`failed`: why, where that is known."""
    holder: Holder | None = None
    """`waiting`: who writes to the index, if that is known."""
    own: bool = False
    """`waiting`: it is this very program."""
    by_watch: bool = False

    @property
    def busy(self) -> bool:
        return self.phase in BUSY


@dataclass(frozen=True, kw_only=True)
class Watching:
    """Whether the folder is followed; times are seconds since 1970."""

    on: bool = False
    since: float = 0.0
    last: float | None = None
    """When a change was last taken in."""
    counts: tuple[tuple[ChangeKind, int], ...] = ()
    """Sections of that change."""
    problem: Message | None = None


@dataclass(frozen=True)
class DeskState:
    """Everything but the outline, in one look."""

    mark: str
    """Differs whenever anything else here, or the index, does."""
    generation: str
    """Differs whenever the index does."""
    folder: str
    """Where the notes are, and dropped files go."""
    work: Work
    watching: Watching
    problem: Message | None = None
    """Why the outline can't be read."""
    begun: bool = False
    """This program is reading notes for the first time, and not all are in."""


@dataclass(frozen=True)
class CurrentSection:
    """A section as it stands in its file now."""

    passage: Passage | None
    """None: it is not there any more, or `problem` tells why it can't be read."""
    changed: bool = False
    """It says something else than what is indexed."""
    cut: bool = False
    """Too long to be shown whole."""
    problem: Message | None = None


class Desk(Protocol):
    """Keeps the index up to date. All methods may be called from any thread."""

    def state(self) -> DeskState:
        """Cheap; every open page asks it every few seconds."""
        ...

    def outline(self) -> Outline | None:
        """The notes that are indexed; None if there are none, or they can't be read."""
        ...

    def section(self, file: str, at: int) -> CurrentSection:
        """The section at that position of a note's outline, read from its file."""
        ...

    def look(self) -> None:
        """See in the background what would change; nothing if something is being done already."""
        ...

    def update(self) -> None:
        """Bring the index up to date in the background; the same."""
        ...

    def stop_waiting(self) -> None:
        """Don't wait for another process any longer."""
        ...

    def dismiss(self) -> None:
        """Forget what was done or seen."""
        ...

    def watch(self, on: bool) -> None:
        """Follow the folder, or no longer."""
        ...

    def put(self, handed: Handed) -> DropOutcome:
        """Put a file into the folder; see `bot.notes.drop.put`."""
        ...

    def use_sample_notes(self) -> None:
        """Index the sample notes in place of the missing ones, in the background."""
        ...
