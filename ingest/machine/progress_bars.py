"""Progress bars on stderr."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

STAGES = {
    "unpack": "Unpacking the embedding model",
    "check": "Checking the embedding model",
    "read": "Reading notes",
    "embed": "Embedding",
    "store": "Storing",
    "search": "Building the word index",
    "ask": "Asking",
    "ablate": "Measuring variants",
}


class ProgressBars:
    """A bar a stage, shown as soon as the stage reports; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[amount]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,  # it would leave an empty line
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move a stage's bar to `done` of `total`."""
        # Unpacking counts bytes, which nobody wants to read.
        amount = f"{done}/{total}" if stage != "unpack" else f"{100 * done // max(total, 1)} %"
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(
                STAGES.get(stage, stage), total=total, amount=amount
            )
        self._progress.update(self._tasks[stage], completed=done, total=total, amount=amount)
